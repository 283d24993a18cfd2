//! Sparse files: runs of bytes, with holes between them that the archive does not store.
//!
//! | format | where the runs are listed |
//! | --- | --- |
//! | GNU's old one | in the header, then in blocks before the content |
//! | 0.0, 0.1 | in the records before the header |
//! | 1.0 | in the first blocks of the content, as decimal numbers |

use std::io::{self, Read};

use super::header::{BLOCK, Header, number};
use super::pax::{self, Records};
use crate::archive::stream::Stream;
use crate::archive::{Fault, Kind};
use crate::bytes::{Limits, within};

/// The runs of a sparse file.
pub(in crate::archive) struct Map {
    /// Offset and length, in order.
    runs: Vec<(u64, u64)>,
    /// The size with the holes.
    size: u64,
}

impl Map {
    /// Runs in order that do not overlap, all inside the file, and no longer than what is stored.
    fn new(runs: Vec<(u64, u64)>, size: u64, stored: u64) -> Result<Self, Fault> {
        let mut end = 0;
        let mut sum = 0_u64;
        for (offset, length) in &runs {
            if *offset < end {
                return Err(damaged());
            }
            end = offset.checked_add(*length).filter(|end| *end <= size).ok_or_else(damaged)?;
            sum = sum.saturating_add(*length);
        }
        if sum > stored {
            return Err(damaged());
        }
        Ok(Self { runs, size })
    }
}

fn damaged() -> Fault {
    Fault::damaged(Kind::Tar, "the runs of a sparse file are damaged")
}

/// The runs of GNU's old format. Reads the blocks that continue the list.
pub(super) fn of_header(
    stream: &mut Stream<'_, '_>,
    header: &Header<'_>,
    stored: u64,
    limits: &Limits,
) -> Result<Map, Fault> {
    if !header.is_gnu() {
        return Err(damaged());
    }
    let size = number(header.field(483, 12)).ok_or_else(damaged)?;
    let mut runs = Vec::new();
    add_runs(header.field(386, 96), &mut runs, limits)?;
    let mut goes_on = header.field(482, 1) != [0];
    while goes_on {
        let mut block = [0; BLOCK];
        stream.read_exact(&mut block).map_err(|error| Fault::of_stream(&error))?;
        add_runs(block.get(..504).unwrap_or_default(), &mut runs, limits)?;
        goes_on = block.get(504) != Some(&0);
    }
    Map::new(runs, size, stored)
}

/// Adds pairs of 12 bytes each.
fn add_runs(fields: &[u8], runs: &mut Vec<(u64, u64)>, limits: &Limits) -> Result<(), Fault> {
    for pair in fields.chunks_exact(24) {
        let (offset, length) = pair.split_at_checked(12).ok_or_else(damaged)?;
        if offset.first() == Some(&0) {
            break;
        }
        let run = number(offset).zip(number(length)).ok_or_else(damaged)?;
        add_run(runs, run, limits)?;
    }
    Ok(())
}

fn add_run(runs: &mut Vec<(u64, u64)>, run: (u64, u64), limits: &Limits) -> Result<(), Fault> {
    runs.push(run);
    let count = u64::try_from(runs.len()).unwrap_or(u64::MAX);
    within("tar-runs", count, limits.tar_runs)?;
    Ok(())
}

/// The runs of the newer formats. Reads the list at the start of the content in format 1.0.
pub(super) fn of_records(
    stream: &mut Stream<'_, '_>,
    records: &Records,
    stored: u64,
    limits: &Limits,
) -> Result<Map, Fault> {
    let size = records.real_size.ok_or_else(damaged)?;
    if records.sparse.0 != Some(1) {
        return Map::new(records.runs.clone(), size, stored);
    }
    if records.sparse.1 != Some(0) {
        return Err(Fault::Unsupported("a sparse file of a later format".to_owned()));
    }
    let begin = stream.position();
    let mut lines = Lines::default();
    let count = lines.number(stream)?;
    let mut runs = Vec::new();
    for _ in 0..count {
        let run = (lines.number(stream)?, lines.number(stream)?);
        add_run(&mut runs, run, limits)?;
    }
    let read = stream.position().saturating_sub(begin);
    Map::new(runs, size, stored.saturating_sub(read))
}

/// Lines of decimal numbers in whole blocks.
#[derive(Default)]
struct Lines {
    block: Vec<u8>,
    at: usize,
}

impl Lines {
    fn number(&mut self, stream: &mut Stream<'_, '_>) -> Result<u64, Fault> {
        let mut digits = Vec::new();
        loop {
            let Some(&byte) = self.block.get(self.at) else {
                self.block = vec![0; BLOCK];
                self.at = 0;
                stream.read_exact(&mut self.block).map_err(|error| Fault::of_stream(&error))?;
                continue;
            };
            self.at = self.at.saturating_add(1);
            match byte {
                b'\n' => return pax::number(&digits).ok_or_else(damaged),
                b'0'..=b'9' if digits.len() < 20 => digits.push(byte),
                _ => return Err(damaged()),
            }
        }
    }
}

/// The file with its holes. A file without any is read as it is stored.
pub(super) fn spread<'a, 's: 'a>(stored: Stream<'a, 's>, map: &'a Map) -> Stream<'a, 's> {
    if map.runs.first().is_some_and(|run| *run == (0, map.size)) {
        return stored;
    }
    let size = Some(map.size);
    Stream::of_reader(Spread { stored, runs: &map.runs, at: 0, size: map.size }, size)
}

struct Spread<'a, 's> {
    stored: Stream<'a, 's>,
    runs: &'a [(u64, u64)],
    at: u64,
    size: u64,
}

impl Read for Spread<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Runs that were read.
        while let [(offset, length), rest @ ..] = self.runs
            && self.at >= offset.saturating_add(*length)
        {
            self.runs = rest;
        }
        let left = match self.runs.first() {
            Some((offset, _)) if self.at < *offset => offset.saturating_sub(self.at),
            Some((offset, length)) => offset.saturating_add(*length).saturating_sub(self.at),
            None => self.size.saturating_sub(self.at),
        };
        let is_hole = self.runs.first().is_none_or(|(offset, _)| self.at < *offset);
        let count = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let part = buffer.get_mut(..count).unwrap_or_default();
        let count = if is_hole {
            part.fill(0);
            count
        } else {
            self.stored.read(part)?
        };
        self.at = self.at.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(count)
    }
}
