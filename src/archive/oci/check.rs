//! Holds the bytes of a layer against the digest by which its image names it.

use std::io::BufRead;

use super::images::Blob;
use crate::archive::meter::Meter;
use crate::archive::stream::{Ending, Stream, decoded};
use crate::archive::{Fault, Kind};
use crate::bytes::Hasher;

/// Fails where `stream`, the file of `blob` in an image of that kind, has another SHA-256. Digests of
/// other kinds, and names that are none, say nothing.
pub(super) fn check<'s>(
    kind: Kind,
    blob: &Blob,
    mut stream: Stream<'_, 's>,
    meter: &Meter,
) -> Result<(), Fault> {
    let hex = blob.digest.strip_prefix("sha256:").filter(|hex| hex.len() == 64);
    let Some(wanted) = hex else { return Ok(()) };
    let fault = |error| Fault::of_stream(&error);
    let packed = Kind::of(stream.peek(64).map_err(fault)?).filter(|it| it.is_compressed());
    let mut stream = match packed {
        Some(packed) if blob.is_of_content => decoded(packed, stream, meter, &Ending::default())?.0,
        _ => stream,
    };
    let mut hasher = Hasher::default();
    while let bytes @ [_, ..] = stream.fill_buf().map_err(fault)? {
        hasher.update(bytes);
        let count = bytes.len();
        stream.consume(count);
    }
    let found = hasher.digest().to_string();
    match found.eq_ignore_ascii_case(wanted) {
        true => Ok(()),
        false => {
            let defect = format!("the layer {} has the bytes of sha256:{found}", blob.digest);
            Err(Fault::damaged(kind, defect))
        }
    }
}
