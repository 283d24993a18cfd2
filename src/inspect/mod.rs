//! The pipeline for one input: bytes in, records out.

mod archive;
mod diff;
mod fat;
mod go_program;
mod packed;

pub use crate::evidence::Depth;
pub use diff::diff;
pub use go_program::{GoProgram, go_program, source_files};

use crate::bytes::{Budget, ByteSource, Input, Limits, Text};
use crate::evidence::{Evidence, GoVersion, KnownVersion};
use crate::finding::{check, check_hashes, check_packed, in_order};
use crate::host::{BinaryGoroot, Host};
use crate::image::{Format, Image, ImageError, Sniff, sniff};
use crate::report::{ErrorRecord, Record};
use crate::unpack::{self, Packed, Unpacked};
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
    let budget = Budget::new(&options.limits);
    let input = match Input::open(source, &budget) {
        Ok(input) => input,
        Err(error) => return vec![Record::unreadable(ErrorRecord::from(&error))],
    };
    match sniff(input.head()) {
        Sniff::Fat => fat::inspect_fat(&input, options),
        Sniff::Archive => vec![archive::inspect_archive(&input, options)],
        Sniff::GoObject => vec![archive::inspect_object(&input, options)],
        Sniff::Other if options.recover_unrecognised => fat::inspect_unrecognised(&input, options),
        _ => vec![inspect_thin(&input, options)],
    }
}

/// The record of one image, or of a file that holds none.
fn inspect_thin(input: &Input<'_>, options: &Options<'_>) -> Record {
    if let Some(packed) = unpack::recognise(input) {
        return packed::inspect_packed(&packed, input, options);
    }
    match Evidence::collect(input, options.depth) {
        Ok(Some(evidence)) => record(&evidence, input, options, None),
        Ok(None) => without_go(input, options),
        Err(ImageError::Unrecognised) => {
            let salvage = || Evidence::salvage(input, options.depth);
            match options.recover_unrecognised.then(salvage).flatten() {
                Some(evidence) => record(&evidence, input, options, None),
                None if input.size() == 0 => Record::not_go(0, "an empty file"),
                None => Record::not_go(input.size(), "of no format that holds Go programs"),
            }
        }
        Err(error) => Record::unreadable(ErrorRecord::from(&error)),
    }
}

/// An intact executable file that is not taken for a Go program.
fn without_go(input: &Input<'_>, options: &Options<'_>) -> Record {
    let why = "an executable file, without anything that Go's own linker writes";
    let image = (options.depth == Depth::Full).then(|| Image::read(input).ok()).flatten();
    match image.and_then(|image| unpack::looks_packed(&image, input)) {
        Some(bits) => {
            let why = format!("{why}; it looks packed or encrypted ({bits:.2} bits per byte)");
            Record::not_go(input.size(), &why)
        }
        None => Record::not_go(input.size(), why),
    }
}

/// The record of an image, with what the hashes, the host and the rules say. `packed` is how the file
/// was packed that the image was in.
fn record(
    evidence: &Evidence,
    input: &Input<'_>,
    options: &Options<'_>,
    packed: Option<(&Packed, &Unpacked)>,
) -> Record {
    let host = options.host;
    let mut record = Record::of(evidence, input.size());
    if !evidence.is_go() {
        return record;
    }
    let content = match options.hashing {
        Hashing::Check => verify::check_content(evidence, input),
        Hashing::Skip => verify::skipped(),
    };
    let content = match packed {
        Some((_, unpacked)) => content.of_unpacked(unpacked.is_exact),
        None => content,
    };
    let host_id = verify::check_host_id(evidence);
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
        host.compare(goroot, version.as_deref())
    });
    if let Some(host) = host {
        record.set_host_hashes(host.path_hash(), host.path_hashes());
    }
    let mut findings = check(evidence, verdict.as_ref());
    findings.extend(check_hashes(Some(&content), Some(&host_id)));
    findings.extend(packed.and_then(|(packed, unpacked)| check_packed(packed, unpacked)));
    in_order(&mut findings);
    record.set_judgement(verdict.as_ref(), &findings);
    // One look for each file: not for a scan.
    if let Some(host) = host.filter(|_| options.depth == Depth::Full && has_files(evidence)) {
        record.set_sources(host.sources(&go_program::sources_of(evidence)));
    }
    record
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
