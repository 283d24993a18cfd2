//! The first functions of a pclntab: how long their records are, and whether the records agree with
//! the table that leads to them.
//!
//! Since Go 1.18 an entry of the function table is two 32-bit words: where the function starts,
//! and where its record lies, both relative. The record repeats the start, then:
//!
//! | offset | field |
//! | --- | --- |
//! | 28 | number of pcdata offsets, 32 bits each, behind the record |
//! | 36 | start line, only since Go 1.20 |
//! | 39, since Go 1.20 43 | number of funcdata offsets, one byte; 32 bits each, behind those |
//!
//! Source: `runtime/runtime2.go` (`_func`), Go 1.19.8 and 1.22.10.

use super::pclntab::{Layout, Pclntab};
use crate::bytes::{Input, Reader, Span};

/// How many functions are read, and how many are too few to conclude anything.
const MOST: u64 = 64;
const FEWEST: usize = 8;
/// The most bytes their records take.
const RECORDS: u64 = 64 << 10;

/// What the first functions show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Functions {
    /// The size of a record in bytes, 40 or 44; `None` where neither fits.
    pub record: Option<u64>,
    /// Whether the records repeat the starts of the table; `None` where some do and some do not.
    pub agree: Option<bool>,
}

/// Looks at the first functions. `None` before Go 1.18, and where there are too few.
pub(crate) fn look(input: &Input<'_>, pclntab: &Pclntab) -> Option<Functions> {
    if !matches!(pclntab.layout, Layout::Go1_18 | Layout::Go1_20) {
        return None;
    }
    let table = pclntab.function_table?;
    let count = pclntab.functions.min(MOST);
    let bytes = input.read(Span::new(table, count.checked_mul(8)?)).ok()?;
    let mut reader = Reader::new(&bytes, table, pclntab.endian);
    let mut entries = Vec::new();
    while let (Ok(start), Ok(place)) = (reader.u32(), reader.u32()) {
        entries.push((start, u64::from(place)));
    }
    let first = entries.first()?.1;
    let last = entries.last()?.1;
    let span = Span::new(table.checked_add(first)?, last.checked_sub(first)?.min(RECORDS));
    let records = input.read(span).ok()?;
    let (mut seen, mut agree) = (0_usize, 0_usize);
    let mut fits = [0_usize; 2];
    for pair in entries.windows(2) {
        let &[(start, place), (_, next)] = pair else { continue };
        let from = usize::try_from(place.checked_sub(first)?).ok()?;
        let length = next.checked_sub(place)?;
        let Some(record) = records.get(from..) else { break };
        let word = |at: usize| {
            let bytes = record.get(at..)?;
            Reader::new(bytes, table, pclntab.endian).u32().ok()
        };
        let (Some(entry), Some(pcdata)) = (word(0), word(28)) else { break };
        seen = seen.saturating_add(1);
        agree = agree.saturating_add(usize::from(entry == start));
        for (fits, (size, at)) in fits.iter_mut().zip([(40_u64, 39_usize), (44, 43)]) {
            let funcdata = record.get(at).map_or(u64::MAX, |&byte| u64::from(byte));
            let behind = u64::from(pcdata).saturating_add(funcdata).saturating_mul(4);
            // Records start at multiples of the pointer size.
            let padding = length.checked_sub(size.saturating_add(behind));
            *fits = fits.saturating_add(usize::from(padding.is_some_and(|it| it < 8)));
        }
    }
    if seen < FEWEST {
        return None;
    }
    let nearly_all = |count: usize| count.saturating_mul(10) >= seen.saturating_mul(9);
    let record = match fits.map(nearly_all) {
        [true, false] => Some(40),
        [false, true] => Some(44),
        _ => None,
    };
    let agree = match (nearly_all(agree), nearly_all(seen.saturating_sub(agree))) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    Some(Functions { record, agree })
}
