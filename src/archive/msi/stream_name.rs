//! Names of streams, as the Windows Installer writes them: two characters in one.
//!
//! | character | stands for |
//! | --- | --- |
//! | U+3800 to U+47FF | two of the 64 characters, the first in the lower six bits |
//! | U+4800 to U+483F | one of them |
//! | U+4840 | at the start: the stream is a table |

/// What the name of a table starts with.
pub(super) const TABLE: char = '!';
/// The lengths and counts of all strings.
pub(super) const STRINGS: &str = "!_StringPool";
/// The strings themselves.
pub(super) const DATA: &str = "!_StringData";
/// The columns of all tables.
pub(super) const COLUMNS: &str = "!_Columns";
/// The table of files.
pub(super) const FILES: &str = "!File";

const CHARACTERS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";

/// The name in plain characters.
pub(super) fn plain(name: &[u16]) -> String {
    let mut plain = String::new();
    for result in char::decode_utf16(name.iter().copied()) {
        let character = result.unwrap_or(char::REPLACEMENT_CHARACTER);
        let number = u32::from(character);
        match number {
            0x3800..=0x47ff => {
                let both = number.saturating_sub(0x3800);
                plain.extend([letter(both & 63), letter(both >> 6)]);
            }
            0x4800..=0x483f => plain.push(letter(number & 63)),
            0x4840 => plain.push(TABLE),
            _ => plain.push(character),
        }
    }
    plain
}

fn letter(number: u32) -> char {
    let letter = usize::try_from(number).ok().and_then(|number| CHARACTERS.get(number));
    letter.map_or(char::REPLACEMENT_CHARACTER, |letter| char::from(*letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, want) in [
            (&[0x4840, 0x3f3f, 0x4577, 0x446c, 0x3b6a, 0x45e4, 0x4824][..], "!_StringData"),
            (&[0x4840, 0x430f, 0x422f], "!File"),
            (&[5, 0x53], "\u{5}S"),
            (&[0xd800], "\u{fffd}"),
        ] {
            assert_eq!(plain(name), want);
        }
    }
}
