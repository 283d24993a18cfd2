//! Packed programs: the record is that of the program inside.

use super::{Hashing, Options, record, search_other};
use crate::bytes::LimitExceeded;
use crate::container::Part;
use crate::evidence::{Program, Within};
use crate::report::{ErrorRecord, Record, UnpackedRecord, VerificationRecord};
use crate::unpack::{Packed, UnpackError, Unpacked};
use crate::verify;

/// The limit of a quick look.
pub(super) const IN_SCAN: &str = "unpacked-in-scan";

/// The record of the program that was in a file which UPX packed.
pub(super) fn unpacked(
    packed: &Packed,
    unpacked: &Unpacked,
    part: &Part<'_>,
    options: &Options<'_>,
) -> Record {
    let mut record = match Program::open(part.input, Within::File, options.depth) {
        Ok(Some(program)) => record(program, part, options),
        Ok(None) => {
            let why = "an executable file, without anything that Go's own linker writes";
            let why = format!("{} and unpacked: {why}", by(packed));
            search_other(Record::not_go(part.whole.size(), &why), part.input, options)
        }
        Err(error) => {
            let mut record = Record::not_go(part.whole.size(), &by(packed));
            record.add_damage(ErrorRecord::from(&error));
            record
        }
    };
    record.set_packed(unpacked_record(packed, Some(unpacked)));
    record
}

/// What can be said of a packed file that cannot be unpacked: nothing of what is inside.
pub(super) fn packed(
    packed: &Packed,
    error: &UnpackError,
    part: &Part<'_>,
    options: &Options<'_>,
) -> Record {
    let input = part.input;
    let why = match error {
        UnpackError::Limit(LimitExceeded { name: IN_SCAN, .. }) => {
            format!("{}, not unpacked in a scan: {error}; `gorigin inspect` unpacks it", by(packed))
        }
        _ => format!("{}, and cannot be unpacked: {error}", by(packed)),
    };
    let mut record = Record::not_go(input.size(), &why);
    if options.hashing == Hashing::Check {
        record.verification = Some(VerificationRecord::of_content(&verify::packed()));
    }
    if error.is_damage() {
        record.add_damage(ErrorRecord::from(error));
    }
    record.set_packed(UnpackedRecord {
        checksum_ok: matches!(error, UnpackError::Checksum { .. }).then_some(false),
        ..unpacked_record(packed, None)
    });
    record.set_still_packed(error);
    search_other(record, input, options)
}

fn by(packed: &Packed) -> String {
    match packed.version() {
        Some(version) => format!("packed by UPX {version}"),
        None => "packed by UPX".to_owned(),
    }
}

fn unpacked_record(packed: &Packed, unpacked: Option<&Unpacked>) -> UnpackedRecord {
    let methods = unpacked.map(|it| it.methods.join(", ")).filter(|it| !it.is_empty());
    UnpackedRecord {
        packer: "upx".to_owned(),
        version: packed.version().map(|version| version.to_lossy()),
        method: methods.or_else(|| packed.method().map(str::to_owned)),
        size: unpacked.map(Unpacked::size),
        exact: unpacked.map(|it| it.is_exact),
        checksum_ok: unpacked.map(|_| true),
        offset: packed.place().map(|at| at.0),
    }
}
