//! The pipeline for one input: bytes in, records out.

use std::collections::BTreeSet;

use crate::bytes::{Budget, ByteSource, Input, Limits, PartSource, ReadError, Text};
pub use crate::evidence::Depth;
use crate::evidence::{Evidence, GoVersion, KnownVersion, Verdict};
use crate::finding::{check, check_hashes, in_order};
use crate::host::{BinaryGoroot, Host};
use crate::image::{Image, ImageError, Slice, Sniff, slices, sniff};
use crate::report::{DiffRecord, ErrorRecord, GorootRecord, Outcome, Record};
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
    if sniff(input.head()) != Sniff::Fat {
        return vec![inspect_thin(&input, options)];
    }
    match slices(&input) {
        Ok(slices) => slices.iter().map(|slice| inspect_slice(&input, slice, options)).collect(),
        Err(error) => vec![Record::unreadable(ErrorRecord::from(&error))],
    }
}

/// Compares two Go programs: one record, or one for each processor that two fat files have both.
///
/// # Errors
/// The record of the input that is no Go program or could not be read; `false` where it is the
/// first, `true` where it is the second.
pub fn diff(
    [a, b]: [(&str, &dyn ByteSource); 2],
    options: &Options<'_>,
) -> Result<Vec<DiffRecord>, (bool, Box<Record>)> {
    let read = |(path, source): (&str, &dyn ByteSource), is_second: bool| {
        let mut records = inspect(source, options);
        for record in &mut records {
            path.clone_into(&mut record.path);
            if record.outcome != Outcome::Go {
                return Err((is_second, Box::new(record.clone())));
            }
        }
        Ok(records)
    };
    let (records_a, records_b) = (read(a, false)?, read(b, true)?);
    let one_each = records_a.len() == 1 && records_b.len() == 1;
    let mut diffs = Vec::new();
    for one in &records_a {
        for other in records_b.iter().filter(|it| one_each || it.slice == one.slice) {
            let files = [(a.1, one), (b.1, other)].map(|(source, record)| {
                source_files(source, record.slice.as_deref(), record.goroot.as_ref())
            });
            let files = match files {
                [Some(a), Some(b)] => Some([a, b]),
                _ => None,
            };
            diffs.push(DiffRecord::of(one, other, files));
        }
    }
    Ok(diffs)
}

/// The source files that a program lists, with `$GOROOT` for its builder's GOROOT.
fn source_files(
    source: &dyn ByteSource,
    slice: Option<&str>,
    goroot: Option<&GorootRecord>,
) -> Option<BTreeSet<String>> {
    let budget = Budget::new(&Limits::default());
    let input = Input::open(source, &budget).ok()?;
    let list = |input: &Input<'_>| {
        let evidence = Evidence::collect(input, Depth::Quick).ok()??;
        let table = evidence.file_table.ok()??;
        let root = goroot.and_then(|it| it.cleaned.clone()).map(|root| format!("{root}/"));
        let name = |name: &[u8]| {
            let name = Text::from(name).to_lossy();
            let rest = root.as_deref().and_then(|root| name.strip_prefix(root));
            rest.map(|rest| format!("$GOROOT/{rest}")).unwrap_or(name)
        };
        Some(table.names().map(|(_, text)| name(text)).collect())
    };
    let Some(slice) = slice else { return list(&input) };
    let slices = slices(&input).ok()?;
    let found = slices.into_iter().find(|it| it.goarch == Some(slice))?;
    let part = PartSource::new(source, found.span);
    list(&Input::open(&part, &budget).ok()?)
}

/// What a Go program says of its own making: all that a host wants to know of a `go` command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoProgram {
    /// Its Go version; `None` where it does not say.
    pub version: Option<String>,
    /// The GOROOT compiled into it; `None` where there is none, or several.
    pub goroot: Option<String>,
    /// It was built with `-trimpath`.
    pub is_trimmed: bool,
}

/// Reads a Go program; `None` for anything else, and for a fat file.
pub fn go_program(source: &dyn ByteSource) -> Option<GoProgram> {
    let budget = Budget::new(&Limits::default());
    let input = Input::open(source, &budget).ok()?;
    let evidence = Evidence::collect(&input, Depth::Quick).ok()??;
    let version = evidence.version.as_ref().and_then(KnownVersion::version);
    let goroot = evidence.goroot.value.filter(|_| evidence.goroot.verdict == Verdict::Found);
    Some(GoProgram {
        version: version.map(|version| version.text().to_lossy()),
        goroot: goroot.map(|goroot| goroot.to_lossy()),
        is_trimmed: evidence.goroot.verdict == Verdict::Trimmed,
    })
}

fn inspect_thin(input: &Input<'_>, options: &Options<'_>) -> Record {
    match Evidence::collect(input, options.depth) {
        Ok(Some(evidence)) => record(&evidence, input, options),
        Ok(None) => {
            let reason = "an executable file, but nothing in it is Go's";
            let mut record = Record::not_go(input.size(), reason);
            let packed = |image: Image| verify::is_packed(&image, input);
            if options.hashing == Hashing::Check && Image::read(input).is_ok_and(packed) {
                record.set_verification(&verify::packed(), None);
            }
            record
        }
        Err(ImageError::Unrecognised) => unread_format(input, options),
        Err(error) => Record::unreadable(ErrorRecord::from(&error)),
    }
}

/// A file in a format whose headers are not read may hold a build ID all the same.
fn unread_format(input: &Input<'_>, options: &Options<'_>) -> Record {
    let checking = options.hashing == Hashing::Check;
    let Some(program) = verify::find_raw(input).filter(|_| checking) else {
        return Record::not_go(input.size(), "not an ELF, PE or Mach-O file");
    };
    let content = verify::check_raw(&program, input);
    let mut record = Record::of_raw(&program, input.size());
    record.set_verification(&content, None);
    record.set_judgement(None, &check_hashes(Some(&content), None));
    record
}

fn record(evidence: &Evidence, input: &Input<'_>, options: &Options<'_>) -> Record {
    let host = options.host;
    let mut record = Record::of(evidence, input.size());
    if !evidence.is_go() {
        return record;
    }
    let content = match options.hashing {
        Hashing::Check => verify::check_content(evidence, input),
        Hashing::Skip => verify::skipped(),
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
        record.set_host_hashes(host.goroot(), &host.goroots());
    }
    let mut findings = check(evidence, verdict.as_ref());
    findings.extend(check_hashes(Some(&content), Some(&host_id)));
    in_order(&mut findings);
    record.set_judgement(verdict.as_ref(), &findings);
    record
}

/// Looks for the link in the trace, with every GOROOT that the binary, the host or the caller names.
fn link_action(evidence: &Evidence, trace: &Trace, options: &Options<'_>) -> Option<LinkCheck> {
    let id = evidence.build_id.as_ref().ok()?.as_ref()?;
    let candidate = |origin, path: &str| Candidate { origin, goroot: Text::from(path) };
    let mut candidates: Vec<_> = evidence
        .goroot
        .evidence
        .iter()
        .map(|it| Candidate { origin: "binary", goroot: it.root.clone() })
        .collect();
    candidates.extend(options.host.and_then(Host::goroot).map(|path| candidate("host", path)));
    candidates.extend(options.goroots.iter().map(|path| candidate("option", path)));
    verify::check_link(trace, id.segments()?, &candidates)
}

fn inspect_slice(whole: &Input<'_>, slice: &Slice, options: &Options<'_>) -> Record {
    let part = PartSource::new(whole.source(), slice.span);
    let budget = Budget::new(&options.limits);
    let mut record = if slice.span.end().0 > whole.size() && part.size() == 0 {
        let outside = ReadError::Outside { span: slice.span, size: whole.size() };
        Record::unreadable(ErrorRecord::from(&outside))
    } else {
        match Input::open(&part, &budget) {
            Ok(input) => inspect_thin(&input, options),
            Err(error) => Record::unreadable(ErrorRecord::from(&error)),
        }
    };
    record.slice = Some(slice.goarch.unwrap_or("unknown").to_owned());
    record
}
