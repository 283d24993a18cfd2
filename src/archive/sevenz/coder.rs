//! What the coders of a folder unpack.

use std::sync::Arc;

use lzma_rust2::filter::bcj::BcjReader;
use lzma_rust2::filter::bcj2::Bcj2Reader;
use lzma_rust2::filter::delta::DeltaReader;
use lzma_rust2::{Lzma2Reader, LzmaReader};

use super::folder::{Coder, Folder};
use super::header::Streams;
use crate::archive::at::At;
use crate::archive::decode::{Method, Unpacked, unpack};
use crate::archive::ppmd;
use crate::archive::stream::{Stream, fault_of, window_log};
use crate::archive::{Fault, Kind, Window};
use crate::bytes::{Limits, hex, within};

/// The most coders that one folder puts behind each other.
const DEEPEST: u32 = 8;

/// A reader of what a folder unpacks to.
pub(super) fn reader<'s>(
    at: &At<'s>,
    streams: &Streams,
    number: usize,
    limits: &Limits,
) -> Result<Unpacked<'s>, Fault> {
    let folder = streams.folders.get(number).ok_or_else(|| at.damaged("there is no folder"))?;
    let packed = streams.folders.iter().take(number).map(|it| it.packed.len());
    let first = packed.fold(0, usize::saturating_add);
    let mut build = Build { at, streams, folder, first, memory: 0, limits };
    build.output(folder.main, DEEPEST)
}

/// The bytes of a folder that is stored as it is; `None` for others.
pub(super) fn stored<'s>(at: &At<'s>, streams: &Streams, number: usize) -> Option<Window<'s>> {
    let folder = streams.folders.get(number)?;
    let ([Coder { id, .. }], [0]) = (&folder.coders[..], &folder.packed[..]) else { return None };
    let packed = streams.folders.iter().take(number).map(|it| it.packed.len());
    let span = streams.span(packed.fold(0, usize::saturating_add))?;
    let is_whole = span.len() == folder.size && span.end().0 <= at.source.size();
    (id[..] == [0] && is_whole).then(|| Window::new(at.source.clone(), span))
}

struct Build<'b, 's> {
    at: &'b At<'s>,
    streams: &'b Streams,
    folder: &'b Folder,
    /// The first packed stream of the folder.
    first: usize,
    /// Memory for the dictionaries so far.
    memory: u64,
    /// The most of it, and of the window of Zstandard.
    limits: &'b Limits,
}

impl<'s> Build<'_, 's> {
    /// A reader of the output with that number.
    fn output(&mut self, output: u64, left: u32) -> Result<Unpacked<'s>, Fault> {
        let damaged = || self.at.damaged("coders are tied in a wrong way");
        let left = left.checked_sub(1).ok_or_else(damaged)?;
        let (mut outputs, mut inputs) = (0_u64, 0_u64);
        for coder in &self.folder.coders {
            if output == outputs && coder.outputs == 1 {
                let all = inputs..inputs.saturating_add(coder.inputs);
                let inputs = all.map(|input| self.input(input, left));
                let inputs = inputs.collect::<Result<Vec<_>, _>>()?;
                let size = usize::try_from(output).ok().and_then(|at| self.folder.sizes.get(at));
                return self.coder(coder, inputs, size.copied().unwrap_or(0));
            }
            outputs = outputs.saturating_add(coder.outputs);
            inputs = inputs.saturating_add(coder.inputs);
        }
        Err(damaged())
    }

    /// A reader of what the input with that number takes.
    fn input(&mut self, input: u64, left: u32) -> Result<Unpacked<'s>, Fault> {
        if let Some((_, output)) = self.folder.pairs.iter().find(|pair| pair.0 == input) {
            return self.output(*output, left);
        }
        let damaged = || self.at.damaged("coders are tied in a wrong way");
        let place = self.folder.packed.iter().position(|it| *it == input).ok_or_else(damaged)?;
        let number = self.first.saturating_add(place);
        let span = self.streams.span(number).ok_or_else(damaged)?;
        Ok(Box::new(Stream::of_source(Arc::new(Window::new(self.at.source.clone(), span)))))
    }

    /// What a coder makes of its inputs.
    fn coder(
        &mut self,
        coder: &Coder,
        mut inputs: Vec<Unpacked<'s>>,
        size: u64,
    ) -> Result<Unpacked<'s>, Fault> {
        if coder.id == [3, 3, 1, 0x1b] {
            return Ok(Box::new(Bcj2Reader::new(inputs, size)));
        }
        let (Some(inner), true) = (inputs.pop(), inputs.is_empty()) else {
            return Err(self.at.damaged("a coder has too many inputs"));
        };
        let damaged = |_| self.at.damaged("the properties of a coder are damaged");
        Ok(match coder.id[..] {
            [0] => inner,
            [3, 1, 1] => {
                let (properties, dictionary) = lzma(&coder.properties)
                    .ok_or_else(|| self.at.damaged("the properties of a coder are damaged"))?;
                let dictionary = self.dictionary(dictionary, size)?;
                let reader = LzmaReader::new_with_props(inner, size, properties, dictionary, None);
                Box::new(reader.map_err(damaged)?)
            }
            [0x21] => {
                let dictionary = lzma2(&coder.properties)
                    .ok_or_else(|| self.at.damaged("the properties of a coder are damaged"))?;
                let dictionary = self.dictionary(dictionary, size)?;
                Box::new(Lzma2Reader::new(inner, dictionary, None))
            }
            [3] => {
                let distance = coder.properties.first().copied().unwrap_or(0);
                Box::new(DeltaReader::new(inner, usize::from(distance).saturating_add(1)))
            }
            [3, 4, 1] => {
                let memory = coder.properties.get(1..5).and_then(|it| it.first_chunk());
                self.dictionary(memory.map_or(0, |it| u32::from_le_bytes(*it)), u64::MAX)?;
                let reader = ppmd::of_seven_zip(&coder.properties, inner);
                reader.map_err(|error| fault_of(Kind::SevenZip, &error, self.limits))?
            }
            [4, 1, 8] => Box::new(flate2::read::DeflateDecoder::new(inner)),
            [4, 1, 9] => self.other(Method::Deflate64, inner)?,
            [4, 2, 2] => self.other(Method::Bzip2, inner)?,
            [4, 0xf7, 0x11, 1] => self.other(Method::Zstd, inner)?,
            [6, 0xf1, 7, 1] => return Err(Fault::Encrypted),
            _ => branch(coder, inner)?,
        })
    }

    /// What `inner` unpacks to by that method.
    fn other(&self, method: Method, inner: Unpacked<'s>) -> Result<Unpacked<'s>, Fault> {
        let unpacked = unpack(method, inner, window_log(self.limits));
        unpacked.map_err(|error| fault_of(Kind::SevenZip, &error, self.limits))
    }

    /// The size of a dictionary, no more than it can ever hold.
    fn dictionary(&mut self, wanted: u32, size: u64) -> Result<u32, Fault> {
        let useful = size.clamp(1 << 12, u64::from(u32::MAX));
        let dictionary = wanted.min(u32::try_from(useful).unwrap_or(u32::MAX));
        self.memory = self.memory.saturating_add(dictionary.into());
        within("dictionary", self.memory, self.limits.dictionary)?;
        Ok(dictionary)
    }
}

/// Filters that make addresses in programs relative, in their short and long numbers.
fn branch<'s>(coder: &Coder, inner: Unpacked<'s>) -> Result<Unpacked<'s>, Fault> {
    let start = coder.properties.first_chunk().map_or(0, |it| u32::from_le_bytes(*it));
    let start = usize::try_from(start).unwrap_or(0);
    Ok(Box::new(match coder.id[..] {
        [4] | [3, 3, 1, 3] => BcjReader::new_x86(inner, start),
        [5] | [3, 3, 2, 5] => BcjReader::new_ppc(inner, start),
        [6] | [3, 3, 4, 1] => BcjReader::new_ia64(inner, start),
        [7] | [3, 3, 5, 1] => BcjReader::new_arm(inner, start),
        [8] | [3, 3, 7, 1] => BcjReader::new_arm_thumb(inner, start),
        [9] | [3, 3, 8, 5] => BcjReader::new_sparc(inner, start),
        [10] => BcjReader::new_arm64(inner, start),
        [11] => BcjReader::new_riscv(inner, start),
        _ => return Err(Fault::Unsupported(format!("compression {} of 7z", name(&coder.id)))),
    }))
}

/// The name of a method that is known and not read.
fn name(id: &[u8]) -> String {
    match id {
        [4, 0xf7, 0x11, 2] => "Brotli".to_owned(),
        [4, 0xf7, 0x11, 4] => "LZ4".to_owned(),
        _ => hex(id),
    }
}

/// The properties of LZMA: a byte, and the size of the dictionary.
fn lzma(properties: &[u8]) -> Option<(u8, u32)> {
    let (first, rest) = properties.split_first()?;
    Some((*first, u32::from_le_bytes(*rest.first_chunk()?)))
}

/// The property of LZMA2: the size of the dictionary, 2 or 3 times a power of two.
fn lzma2(properties: &[u8]) -> Option<u32> {
    let bits = *properties.first()?;
    match bits {
        0..=39 => {
            let base = 2_u32 | u32::from(bits & 1);
            base.checked_shl(u32::from(bits >> 1).checked_add(11)?)
        }
        40 => Some(u32::MAX),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dictionaries() {
        for (bits, want) in [
            (0, Some(4096)),
            (1, Some(6144)),
            (24, Some(16 << 20)),
            (40, Some(u32::MAX)),
            (41, None),
        ] {
            assert_eq!(lzma2(&[bits]), want, "{bits}");
        }
        assert_eq!(lzma(&[0x5d, 0, 0, 1, 0]), Some((0x5d, 1 << 16)));
        assert_eq!(lzma(&[0x5d, 0, 0]), None);
    }
}
