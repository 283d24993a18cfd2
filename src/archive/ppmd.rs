//! PPMd, as zip (variant I) and 7z (variant H) have it.

use std::io::{self, Read};

use ppmd_rust::{Error, Ppmd7Decoder, Ppmd8Decoder, RestoreMethod};

use super::decode::Unpacked;

/// A reader of an entry of zip: two bytes with the order, the memory and the way to start anew, then
/// the model.
pub(super) fn of_zip<'a>(mut packed: impl Read + 'a) -> io::Result<Unpacked<'a>> {
    let mut head = [0; 2];
    packed.read_exact(&mut head)?;
    let fields = u32::from(u16::from_le_bytes(head));
    let order = (fields & 0xf).saturating_add(1);
    let memory = (fields >> 4 & 0xff).saturating_add(1) << 20;
    let restore = match fields >> 12 {
        0 => RestoreMethod::Restart,
        1 => RestoreMethod::CutOff,
        _ => return Err(damaged()),
    };
    Ok(Box::new(Ppmd8Decoder::new(packed, order, memory, restore).map_err(error)?))
}

/// A reader of a coder of 7z with those properties: a byte with the order, and the memory, which the
/// caller has held against the limits.
pub(super) fn of_seven_zip<'a>(
    properties: &[u8],
    packed: impl Read + 'a,
) -> io::Result<Unpacked<'a>> {
    let [order, memory @ ..] = *properties.first_chunk::<5>().ok_or_else(damaged)?;
    let memory = u32::from_le_bytes(memory);
    Ok(Box::new(Ppmd7Decoder::new(packed, order.into(), memory).map_err(error)?))
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the properties of PPMd are damaged")
}

fn error(error: Error) -> io::Error {
    match error {
        Error::IoError(error) => error,
        Error::MemoryAllocation => io::ErrorKind::OutOfMemory.into(),
        _ => damaged(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Neither variant panics or goes on for ever, whatever its input is.
    #[test]
    fn noise() {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040);
            (state >> 33) as u8
        };
        for round in 0..400_usize {
            let noise: Vec<u8> = (0..200).map(|_| next()).collect();
            let order = 2 + (round % 14) as u8;
            let zip = [&[order - 1, (round % 2 * 0x10) as u8], &noise[..]].concat();
            let seven = [&[0][..], &noise].concat();
            let properties = [order, 0, 0, 1, 0];
            let readers = [of_zip(&zip[..]), of_seven_zip(&properties, &seven[..])];
            for reader in readers.into_iter().flatten() {
                let mut bytes = Vec::new();
                let _ = reader.take(1 << 16).read_to_end(&mut bytes);
            }
        }
        assert!(of_zip(&[0xff, 0xff, 0][..]).is_err());
        assert!(of_seven_zip(&[6, 0, 0, 0], &[0; 9][..]).is_err());
    }
}
