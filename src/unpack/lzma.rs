//! LZMA. The only file that uses `lzma-rust2`.
//!
//! UPX writes two bytes before the raw stream: `(lc + lp) * 8 + pb`, then `lp * 16 + lc`.

use std::io::Read;

use lzma_rust2::LzmaReader;

use super::UnpackError;
use super::output::Output;

/// Bytes decoded in one step.
const STEP: usize = 64 << 10;

/// Decodes `data` into `output`.
pub(super) fn decode(data: &[u8], output: &mut Output<'_>) -> Result<(), UnpackError> {
    let Some((&[first, second], stream)) = data.split_first_chunk::<2>() else {
        return Err(output.damaged("a block ends too early"));
    };
    let (pb, lp, lc) = (u32::from(first & 7), u32::from(second >> 4), u32::from(second & 15));
    // The decoder has both bounds too; the bound on the sum limits the memory of its tables.
    if pb > 4 || lc > 8 || lp > 4 || u32::from(first >> 3) != lc.saturating_add(lp) {
        return Err(output.damaged("a block has impossible LZMA properties"));
    }
    let damaged = "a block is no LZMA stream";
    let size = u64::try_from(output.left()).unwrap_or(u64::MAX);
    let window = u32::try_from(size).unwrap_or(u32::MAX);
    let mut reader = LzmaReader::new(stream, size, lc, lp, pb, window, None)
        .map_err(|_| output.damaged(damaged))?;
    let mut buffer = vec![0; STEP.min(output.left())];
    while output.left() > 0 {
        let count = reader.read(&mut buffer).map_err(|_| output.damaged(damaged))?;
        if count == 0 {
            return Err(output.damaged("a block is shorter than its header says"));
        }
        output.literals(buffer.get(..count).unwrap_or_default())?;
    }
    Ok(())
}
