//! The pipeline for one input: bytes in, records out.

mod archive;
mod diff;
mod go_program;
mod look;
mod packed;
mod records;
mod unopened;

pub use crate::evidence::Depth;
pub use diff::diff;
pub use go_program::{GoProgram, go_program, source_files};

use records::Records;

use crate::agree;
use crate::agree::BinaryGoroot;
use crate::bytes::{ByteSource, Input, LimitExceeded, Limits, Text};
use crate::container::{self, Found, Opening, Part};
use crate::evidence::{Damage, Evidence, FileTable, KnownVersion, NeededLevel};
use crate::finding::{
    Demands, check, check_demands, check_hashes, check_packed, check_readers, check_start,
    check_texts, in_order,
};
use crate::go::GoVersion;
use crate::host::Host;
use crate::image::{Format, Image, ImageError, Sniff, second, sniff};
use crate::leak::{DeepSearch, Known, Paths, Texts};
use crate::report::{ErrorRecord, Record};
use crate::unpack;
use crate::verify::{self, Candidate, LinkCheck, Trace};

/// How to read an input.
#[derive(Clone, Default)]
pub struct Options<'h> {
    /// How deep to look.
    pub depth: Depth,
    /// What one input may cost.
    pub limits: Limits,
    /// Whether the file is hashed.
    pub hashing: Hashing,
    /// A trace of the build, from which the ID of the link is recomputed.
    pub trace: Option<&'h Trace>,
    /// Paths that are tried in the trace as GOROOT.
    pub goroots: &'h [String],
    /// The host to compare with; `None` compares with none.
    pub host: Option<&'h Host>,
    /// Search a file of no known format for what Go's linker writes: its header may be all that is
    /// damaged. Reads every byte, so it is meant for files that the user names, not for those met
    /// in a directory. Archives and the like are not searched: they may simply hold a Go program.
    pub recover_unrecognised: bool,
    /// What [`Depth::Deep`] searches for; `None` for places alone.
    pub search: Option<&'h DeepSearch>,
    /// Whether [`Depth::Deep`] also searches what is no Go program.
    pub search_others: bool,
    /// What every program must be.
    pub demands: Demands,
    /// Whether a second reader reads the headers too; a finding where it reads something else.
    pub cross_check: bool,
}

/// Whether the whole file is read to check its content ID.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hashing {
    /// It is not: what can be checked without is checked.
    #[default]
    Skip,
    /// It is.
    Check,
}

/// Reads one input and gives its records: one, or one for each slice of a fat Mach-O file. The path
/// is the caller's to add. Never fails: what is wrong is in the records.
pub fn inspect(source: &dyn ByteSource, options: &Options<'_>) -> Vec<Record> {
    let mut records = Records::new(options);
    match container::visit(source, &opening(options), &mut records) {
        Ok(exhausted) => records.finish(exhausted),
        Err(error) => vec![Record::unreadable(ErrorRecord::from(&error))],
    }
}

/// How much of an input is looked at for that depth.
fn opening<'l>(options: &'l Options<'_>) -> Opening<'l> {
    let limits = &options.limits;
    let mut opening = Opening { salvage: options.recover_unrecognised, ..Opening::new(limits) };
    if options.depth == Depth::Quick {
        opening.members = archive::FIRST;
    }
    let is_quick = options.depth == Depth::Quick && options.hashing == Hashing::Skip;
    if is_quick && limits.unpacked_in_scan < limits.unpacked {
        let limit = limits.unpacked_in_scan;
        opening.unpacked = LimitExceeded { name: packed::IN_SCAN, limit };
    }
    opening
}

/// The record of a file of one image, or of one that holds none.
fn file(part: &Part<'_>, options: &Options<'_>) -> Record {
    let input = part.input;
    if sniff(input.head()) == Sniff::GoObject {
        return archive::object(part, options);
    }
    match Evidence::collect(input, options.depth) {
        Ok(Some(evidence)) => record(evidence, part, options),
        Ok(None) => unopened::of_program(input, options)
            .unwrap_or_else(|| search_other(without_go(input, options), input, options)),
        Err(ImageError::Unrecognised) => {
            if let Some(record) = unopened::of_other(input, options) {
                return record;
            }
            let salvage = || Evidence::salvage(input, options.depth);
            let salvaged = if options.recover_unrecognised { salvage() } else { Ok(None) };
            if let Ok(Some(evidence)) = salvaged {
                return record(evidence, part, options);
            }
            let why = match input.size() {
                0 => "an empty file",
                _ => "of no format that holds Go programs",
            };
            let mut record = Record::not_go(input.size(), why);
            // What the budget knows of is said at the end, once.
            let is_new = |limit: &Damage| limit.limit() != input.budget().exhausted();
            if let Some(limit) = salvaged.err().filter(is_new) {
                record.add_damage(ErrorRecord::from(&limit));
            }
            search_other(record, input, options)
        }
        Err(error) => Record::unreadable(ErrorRecord::from(&error)),
    }
}

/// Adds to the record of what is no Go program what a deep search finds in it.
fn search_other(mut record: Record, input: &Input<'_>, options: &Options<'_>) -> Record {
    if options.depth != Depth::Deep || !options.search_others {
        return record;
    }
    let image = Image::read(input).ok();
    let texts = search(image.as_ref(), None, input, options);
    record.set_text(&texts, image.as_ref());
    record.add_findings(check_texts(&texts).as_slice());
    record
}

/// Searches every byte.
fn search(
    image: Option<&Image>,
    evidence: Option<&Evidence>,
    input: &Input<'_>,
    options: &Options<'_>,
) -> Texts {
    let table = evidence.and_then(|it| it.file_table.as_ref().ok()?.as_ref());
    let format = image.map_or(Format::Unknown, |image| image.format);
    let known = Known {
        is_windows: matches!(format, Format::Pe | Format::Unknown),
        file_table: table.map(FileTable::span),
    };
    let limits = &options.limits;
    match options.search {
        Some(search) => search.search(input.source(), &known, limits),
        None => DeepSearch::new(&[], None).search(input.source(), &known, limits),
    }
}

/// An intact executable file that is not taken for a Go program.
fn without_go(input: &Input<'_>, options: &Options<'_>) -> Record {
    let why = "an executable file, without anything that Go's own linker writes";
    let image = (options.depth != Depth::Quick).then(|| Image::read(input).ok()).flatten();
    match image.and_then(|image| unpack::looks_packed(&image, input)) {
        Some(bits) => {
            let why = format!("{why}; it looks packed or encrypted ({bits:.2} bits per byte)");
            Record::not_go(input.size(), &why)
        }
        None => Record::not_go(input.size(), why),
    }
}

/// The record of an image, with what the hashes, the host and the rules say.
fn record(mut evidence: Evidence, part: &Part<'_>, options: &Options<'_>) -> Record {
    let input = part.searched();
    let packed = match part.found {
        Found::Unpacked(packed, unpacked) => Some((packed, unpacked)),
        _ => None,
    };
    if options.demands.ask_for_libraries() {
        evidence.read_libraries(input);
    }
    let host = options.host;
    let host_id = verify::check_host_id(&evidence);
    if let Some(fact) = verify::version_fact(&evidence, &host_id) {
        evidence.add_version_fact(fact);
    }
    let evidence = &evidence;
    let mut record = Record::of(evidence, part.whole.size());
    if !evidence.is_go() {
        return record;
    }
    let is_asked = options.depth != Depth::Quick || options.demands.ask_for_level();
    let level = if is_asked {
        Some(evidence.needed_level(input))
    } else {
        evidence.level_by_settings().map(NeededLevel::Setting)
    };
    if options.depth != Depth::Quick {
        record.set_level(level.as_ref());
    }
    let content = match options.hashing {
        Hashing::Check => verify::check_content(evidence, input),
        Hashing::Skip => verify::skipped(),
    };
    let content = match packed {
        Some((_, unpacked)) => content.of_unpacked(unpacked.is_exact),
        None => content,
    };
    record.set_verification(&content, Some((&host_id, evidence)));
    record.set_path_hashes(evidence, host.and_then(Host::goroot));
    if let Some(trace) = options.trace {
        record.set_link_action(link_action(evidence, trace, options).as_ref());
    }
    let verdict = host.map(|host| {
        let value = evidence.goroot.value.as_ref().map(|value| value.to_lossy());
        let goroot = BinaryGoroot::of(&evidence.goroot, value.as_deref());
        let version = evidence.version.as_ref().and_then(KnownVersion::version);
        let version = version.map(GoVersion::text).map(|text| text.to_lossy());
        agree::compare(goroot, version.as_deref(), host.layout())
    });
    if let Some(host) = host {
        record.set_host_hashes(host.path_hash(), host.path_hashes());
    }
    let image = &evidence.image;
    let texts =
        (options.depth == Depth::Deep).then(|| search(Some(image), Some(evidence), input, options));
    let paths = (options.depth != Depth::Quick)
        .then(|| Paths::collect(evidence, &options.limits, texts.as_ref()));
    match &paths {
        Some(paths) => record.set_paths(paths, image),
        None => record.without_paths(),
    }
    if let Some(texts) = &texts {
        record.set_text(texts, Some(image));
    }
    let mut findings = check(evidence, verdict.as_ref(), paths.as_ref());
    findings.extend(check_hashes(Some(&content), Some(&host_id)));
    findings.extend(check_demands(evidence, &options.demands));
    let layout = host.map(Host::layout);
    findings.extend(check_start(evidence, level.as_ref(), &options.demands, layout));
    if options.cross_check {
        let disagreements = match evidence.in_archive {
            true => archive::compare_readers(part),
            false => second::compare(&evidence.image, input),
        };
        findings.extend(check_readers(&disagreements));
    }
    findings.extend(packed.and_then(|(packed, unpacked)| check_packed(packed, unpacked)));
    findings.extend(texts.as_ref().and_then(check_texts));
    in_order(&mut findings);
    record.set_judgement(verdict.as_ref(), &findings);
    // One look for each file: not for a scan.
    if let Some(host) = host.filter(|_| options.depth != Depth::Quick && has_files(evidence)) {
        let sources = go_program::sources_of(evidence);
        record.set_sources(
            host.view().and_then(|view| agree::sources_here(view, host.layout(), &sources)),
        );
    }
    record.explain_nulls(evidence);
    record.mask_secrets(evidence, &options.limits).bounded(&options.limits)
}

/// Whether the program lists the source files it was compiled from.
fn has_files(evidence: &Evidence) -> bool {
    matches!(evidence.file_table, Ok(Some(_))) && evidence.image.format != Format::GoObject
}

/// Looks for the link in the trace, with every GOROOT that the binary, the host or the caller names.
fn link_action(evidence: &Evidence, trace: &Trace, options: &Options<'_>) -> Option<LinkCheck> {
    let id = evidence.build_id.as_ref().ok()?.as_ref()?;
    let candidate = |origin, path: &str| Candidate { origin, goroot: Text::from(path) };
    let places = evidence.goroot.evidence.iter();
    let mut candidates: Vec<_> =
        places.map(|it| Candidate { origin: "binary", goroot: it.root.clone() }).collect();
    let of_host = options.host.map(Host::goroots).unwrap_or_default();
    candidates.extend(of_host.into_iter().map(|path| candidate("host", path)));
    candidates.extend(options.goroots.iter().map(|path| candidate("option", path)));
    verify::check_link(trace, id.segments()?, &candidates)
}
