//! The pipeline for one input: bytes in, records out.

use crate::bytes::{Budget, ByteSource, Input, Limits, PartSource, ReadError};
pub use crate::evidence::Depth;
use crate::evidence::{Evidence, GoVersion, KnownVersion, Verdict};
use crate::finding::check;
use crate::host::{BinaryGoroot, Host, SourceFiles};
use crate::image::{ImageError, Slice, Sniff, slices, sniff};
use crate::report::{ErrorRecord, Record};

/// How to read an input.
#[derive(Clone, Default)]
pub struct Options<'h> {
    /// How deep to look.
    pub depth: Depth,
    /// What one input may cost.
    pub limits: Limits,
    /// The host to compare with; `None` compares with none.
    pub host: Option<&'h Host>,
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

/// What a Go program says of its own making: all that a host wants to know of a `go` command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoProgram {
    /// Its Go version; `None` where it does not say.
    pub version: Option<String>,
    /// The GOROOT compiled into it; `None` where there is none, or several.
    pub goroot: Option<String>,
    /// It was built with `-trimpath`.
    pub is_trimmed: bool,
    /// The system and processor it is for, as in `GOOS` and `GOARCH`.
    pub target: Option<(String, String)>,
    /// The path of its main package.
    pub path: Option<String>,
    /// The file is shorter than its own headers say.
    pub is_cut: bool,
}

/// Reads a Go program; `None` for anything else, and for a fat file.
pub fn go_program(source: &dyn ByteSource) -> Option<GoProgram> {
    let budget = Budget::new(&Limits::default());
    let input = Input::open(source, &budget).ok()?;
    let evidence = Evidence::collect(&input, Depth::Quick).ok()??;
    let version = evidence.version.as_ref().and_then(KnownVersion::version);
    let path = evidence.modules().and_then(|modules| modules.main_package.as_ref());
    let path = path.map(|path| path.to_lossy());
    let image = &evidence.image;
    let ends = image
        .sections
        .iter()
        .filter_map(|it| it.span)
        .chain(image.segments.iter().map(|it| it.span));
    let is_cut =
        !image.damage.is_empty() || ends.map(|span| span.end().0).any(|end| end > input.size());
    let goroot = evidence.goroot.value.filter(|_| evidence.goroot.verdict == Verdict::Found);
    Some(GoProgram {
        target: evidence.target.goos.clone().zip(evidence.target.goarch.clone()),
        path,
        is_cut,
        version: version.map(|version| version.text().to_lossy()),
        goroot: goroot.map(|goroot| goroot.to_lossy()),
        is_trimmed: evidence.goroot.verdict == Verdict::Trimmed,
    })
}

/// Reads which source files a Go program was compiled from; `None` for anything else, and for a fat
/// file.
pub fn source_files(source: &dyn ByteSource) -> Option<SourceFiles> {
    let budget = Budget::new(&Limits::default());
    let input = Input::open(source, &budget).ok()?;
    let evidence = Evidence::collect(&input, Depth::Quick).ok()??;
    Some(sources_of(&evidence))
}

fn sources_of(evidence: &Evidence) -> SourceFiles {
    let version = evidence.version.as_ref().and_then(KnownVersion::version);
    let goroot =
        evidence.goroot.value.as_ref().filter(|_| evidence.goroot.verdict == Verdict::Found);
    let table = evidence.file_table.as_ref().ok().and_then(Option::as_ref);
    let names = table.into_iter().flat_map(|table| table.names());
    SourceFiles {
        goroot: goroot.map(|goroot| goroot.to_lossy()),
        go_version: version.map(|version| version.text().to_lossy()),
        files: names.filter_map(|(_, name)| String::from_utf8(name.to_vec()).ok()).collect(),
    }
}

fn inspect_thin(input: &Input<'_>, options: &Options<'_>) -> Record {
    match Evidence::collect(input, options.depth) {
        Ok(Some(evidence)) => {
            let mut record = record(&evidence, input.size(), options.host);
            // One look for each file: not for a scan.
            if let Some(host) = options.host.filter(|_| options.depth == Depth::Full) {
                record.set_sources(host.sources(&sources_of(&evidence)));
            }
            record
        }
        Ok(None) => Record::not_go(input.size(), "an executable file, but nothing in it is Go's"),
        Err(ImageError::Unrecognised) => {
            Record::not_go(input.size(), "not an ELF, PE or Mach-O file")
        }
        Err(error) => Record::unreadable(ErrorRecord::from(&error)),
    }
}

fn record(evidence: &Evidence, size: u64, host: Option<&Host>) -> Record {
    let mut record = Record::of(evidence, size);
    if !evidence.is_go() {
        return record;
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
    record.set_judgement(verdict.as_ref(), &check(evidence, verdict.as_ref()));
    record
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
