//! The identity that the system's own tools use: GNU build-id or `LC_UUID`.

use std::fmt;

use super::note::Notes;
use crate::bytes::{Named, PartOffset, hex, hex_digits};
use crate::image::Image;

/// A GNU build-id (ELF) or `LC_UUID` (Mach-O). From Go 1.24 on the linker derives it from the Go
/// build ID; before, one was written by an external linker only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostId {
    /// The description of the GNU build-id note, 20 bytes as a rule.
    GnuBuildId {
        /// The ID.
        id: Vec<u8>,
        /// Where it lies.
        at: PartOffset,
    },
    /// The UUID of a Mach-O file.
    LcUuid {
        /// The ID.
        id: [u8; 16],
        /// Where it lies.
        at: PartOffset,
    },
}

/// Which of the system's own IDs it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostIdKind {
    /// The description of the GNU build-id note.
    GnuBuildId,
    /// The UUID of a Mach-O file.
    LcUuid,
}

impl Named for HostIdKind {
    const ALL: &'static [Self] = &[Self::GnuBuildId, Self::LcUuid];

    fn name(self) -> &'static str {
        match self {
            Self::GnuBuildId => "gnu-build-id",
            Self::LcUuid => "lc-uuid",
        }
    }
}

impl HostId {
    pub(crate) fn find(image: &Image, notes: &Notes) -> Option<Self> {
        let gnu = notes.gnu.as_ref();
        let gnu =
            gnu.map(|note| Self::GnuBuildId { id: note.text.as_bytes().to_vec(), at: note.at });
        gnu.or_else(|| image.uuid.map(|(id, at)| Self::LcUuid { id, at }))
    }

    /// Which of them it is.
    pub fn kind(&self) -> HostIdKind {
        match self {
            Self::GnuBuildId { .. } => HostIdKind::GnuBuildId,
            Self::LcUuid { .. } => HostIdKind::LcUuid,
        }
    }

    /// Where its first byte lies.
    pub fn place(&self) -> PartOffset {
        match self {
            Self::GnuBuildId { at, .. } | Self::LcUuid { at, .. } => *at,
        }
    }
}

impl fmt::Display for HostId {
    /// In lower-case hexadecimal; a UUID in upper case with its hyphens, as `dwarfdump` shows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GnuBuildId { id, .. } => f.write_str(&hex(id)),
            Self::LcUuid { id, .. } => {
                let mut text = [b'-'; 36];
                let places = text.iter_mut().enumerate();
                let places = places.filter(|(at, _)| !matches!(at, 8 | 13 | 18 | 23));
                let digits = id.iter().flat_map(|byte| hex_digits(*byte));
                for ((_, place), digit) in places.zip(digits) {
                    *place = digit.to_ascii_uppercase();
                }
                f.write_str(std::str::from_utf8(&text).unwrap_or_default())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_as_the_systems_tools_do() {
        let id: [u8; 16] = std::array::from_fn(|at| at as u8);
        let uuid = HostId::LcUuid { id, at: PartOffset(0) };
        assert_eq!(uuid.to_string(), "00010203-0405-0607-0809-0A0B0C0D0E0F");
        let gnu = HostId::GnuBuildId { id: vec![0xab, 0x01], at: PartOffset(0) };
        assert_eq!(gnu.to_string(), "ab01");
    }
}
