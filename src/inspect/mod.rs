//! The pipeline for one input: bytes in, records out.

mod fat;
mod go_program;

pub use crate::evidence::Depth;
pub use go_program::{GoProgram, go_program};

use crate::bytes::{Budget, ByteSource, Input, Limits, needle};
use crate::evidence::{Evidence, GoVersion, KnownVersion};
use crate::finding::check;
use crate::host::{BinaryGoroot, Host};
use crate::image::{ImageError, Sniff, sniff};
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
    /// Search a file of no known format for what Go's linker writes: its header may be all that is
    /// damaged. Reads every byte, so it is meant for files that the user names, not for those met
    /// in a directory. Archives and the like are not searched: they may simply hold a Go program.
    pub recover_unrecognised: bool,
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
        Sniff::Other if options.recover_unrecognised => fat::inspect_unrecognised(&input, options),
        _ => vec![inspect_thin(&input, options)],
    }
}

/// The record of one image, or of a file that holds none.
fn inspect_thin(input: &Input<'_>, options: &Options<'_>) -> Record {
    match Evidence::collect(input, options.depth) {
        Ok(Some(evidence)) => record(&evidence, input.size(), options.host),
        Ok(None) => Record::not_go(input.size(), why_not_go(input)),
        Err(ImageError::Unrecognised) => {
            let salvage = || Evidence::salvage(input, options.depth);
            match options.recover_unrecognised.then(salvage).flatten() {
                Some(evidence) => record(&evidence, input.size(), options.host),
                None if input.size() == 0 => Record::not_go(0, "an empty file"),
                None => Record::not_go(input.size(), "not an ELF, PE or Mach-O file"),
            }
        }
        Err(error) => Record::unreadable(ErrorRecord::from(&error)),
    }
}

/// Why an intact executable file is not taken for a Go program.
fn why_not_go(input: &Input<'_>) -> &'static str {
    // UPX leaves its mark among the headers.
    if needle::find(input.head(), b"UPX!").is_some() {
        "packed by UPX: what is inside cannot be seen yet"
    } else {
        "an executable file, without anything that Go's own linker writes"
    }
}

/// The record of an image, with what the host and the rules say.
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
        record.set_host_hashes(host.path_hash(), host.path_hashes());
    }
    record.set_judgement(verdict.as_ref(), &check(evidence, verdict.as_ref()));
    record
}
