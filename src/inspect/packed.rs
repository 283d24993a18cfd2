//! Packed programs: the record is that of the program inside.

use super::{Depth, Hashing, Options, record, search_other};
use crate::bytes::{Budget, Input, LimitExceeded};
use crate::origin::Origin;
use crate::report::{ErrorRecord, Record, UnpackedRecord, VerificationRecord};
use crate::unpack::{Packed, Restored, UnpackError, Unpacked, recognise};
use crate::verify;

/// The limit of a quick look.
const IN_SCAN: &str = "unpacked-in-scan";

/// The record of a file that UPX packed.
pub(super) fn inspect_packed(packed: &Packed, input: &Input<'_>, options: &Options<'_>) -> Record {
    let limits = &options.limits;
    let is_quick = options.depth == Depth::Quick && options.hashing == Hashing::Skip;
    let most = if is_quick && limits.unpacked_in_scan < limits.unpacked {
        LimitExceeded { name: IN_SCAN, limit: limits.unpacked_in_scan }
    } else {
        LimitExceeded { name: "unpacked", limit: limits.unpacked }
    };
    let unpacked = match packed.unpack_within(input, most) {
        Ok(unpacked) => unpacked,
        Err(error) => return still_packed(packed, &error, input, options),
    };
    let budget = Budget::new(&options.limits);
    let inner = match Input::open(&unpacked.program, &budget) {
        Ok(inner) => inner,
        Err(error) => return still_packed(packed, &UnpackError::Read(error), input, options),
    };
    if recognise(&inner).is_some() {
        let error = UnpackError::Kind("what it unpacks to is packed again");
        return still_packed(packed, &error, input, options);
    }
    let mut record = match Origin::collect(&inner, options.depth) {
        Ok(Some(evidence)) => record(evidence, &inner, options, Some((packed, &unpacked))),
        Ok(None) => {
            let why = "an executable file, without anything that Go's own linker writes";
            let record =
                Record::not_go(input.size(), &format!("{} and unpacked: {why}", by(packed)));
            search_other(record, &inner, options)
        }
        Err(error) => {
            let mut record = Record::not_go(input.size(), &by(packed));
            record.add_damage(ErrorRecord::from(&error));
            record
        }
    };
    record.size = Some(input.size());
    record.set_exhausted(budget.exhausted());
    record.set_packed(unpacked_record(packed, Some(&unpacked)));
    record
}

/// What can be said of a packed file that cannot be unpacked: nothing of what is inside.
fn still_packed(
    packed: &Packed,
    error: &UnpackError,
    input: &Input<'_>,
    options: &Options<'_>,
) -> Record {
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

/// The program inside a packed file; `None` for every other file, and where it cannot be unpacked.
pub(super) fn unpacked(input: &Input<'_>) -> Option<Restored> {
    Some(recognise(input)?.unpack(input).ok()?.program)
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
