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
    let mut others = 0_u64;
    loop {
        let bytes = stream.fill_buf()?;
        let count = bytes.len();
        if count == 0 {
            return Ok(others);
        }
        let zeros = match others {
            0 => bytes.iter().take_while(|byte| **byte == 0).count(),
            _ => 0,
        };
        let rest = u64::try_from(count.saturating_sub(zeros)).unwrap_or(u64::MAX);
        others = others.saturating_add(rest);
        stream.consume(count);
    }
}
