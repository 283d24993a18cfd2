//! What is between the units of a compressed run, and behind the last one.

use std::io::{self, BufRead};

use super::Stream;
use crate::archive::Kind;

/// Whether another unit starts here.
pub(super) fn starts_unit(kind: Kind, stream: &mut Stream<'_, '_>) -> io::Result<bool> {
    let head = stream.peek(10)?;
    Ok(matches!(kind, Kind::Gzip | Kind::Zstd | Kind::Bzip2 | Kind::Lz4)
        && (Kind::of(head) == Some(kind) || kind == Kind::Lz4 && is_lz4_skippable(head)))
}

fn is_lz4_skippable(head: &[u8]) -> bool {
    matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// Skips zeros; returns how many other bytes are left behind them.
pub(in crate::archive) fn behind_zeros(stream: &mut Stream<'_, '_>) -> io::Result<u64> {
    skip_zeros(stream)?;
    let start = stream.position();
    while let count @ 1.. = stream.fill_buf()?.len() {
        stream.consume(count);
    }
    Ok(stream.position().saturating_sub(start))
}

/// Skips zeros.
pub(in crate::archive) fn skip_zeros(stream: &mut Stream<'_, '_>) -> io::Result<()> {
    loop {
        let bytes = stream.fill_buf()?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let is_end = zeros < bytes.len() || bytes.is_empty();
        stream.consume(zeros);
        if is_end {
            return Ok(());
        }
    }
}
