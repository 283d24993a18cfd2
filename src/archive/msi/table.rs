//! Tables: strings are kept once and numbered from 1, rows by columns.
//!
//! ```text
//! pool     u16 code page, u16 flags (bit 15: numbers have three bytes), then for each string
//!          u16 length, u16 uses; a length of 0 with uses is one of 64 KiB and more, and
//!          the next four bytes are the length
//! columns  the values of column 1 of all rows, then those of column 2, …
//! ```
//!
//! A column's type says that it is a string (bit 11), or else how many bytes its number has.

use std::collections::HashMap;

/// The flag of a column of strings.
const STRING: u16 = 1 << 11;

/// All strings.
pub(super) struct Strings<'t> {
    strings: Vec<&'t [u8]>,
    /// How many bytes the number of a string has.
    width: usize,
}

impl<'t> Strings<'t> {
    pub(super) fn read(pool: &[u8], data: &'t [u8]) -> Self {
        let mut words = pool.chunks_exact(2).filter_map(|it| it.first_chunk());
        let mut word = || words.next().map(|it| u16::from_le_bytes(*it));
        word();
        let width = if word().is_some_and(|flags| flags & 0x8000 != 0) { 3 } else { 2 };
        let mut strings = Vec::new();
        let mut rest = data;
        while let (Some(length), Some(uses)) = (word(), word()) {
            let mut length = usize::from(length);
            if length == 0 && uses != 0 {
                let (Some(low), Some(high)) = (word(), word()) else { break };
                let wide = u32::from(high) << 16 | u32::from(low);
                length = usize::try_from(wide).unwrap_or(usize::MAX);
            }
            let Some((string, behind)) = rest.split_at_checked(length) else { break };
            strings.push(string);
            rest = behind;
        }
        Self { strings, width }
    }

    /// The string with that number; 0 stands for none.
    fn get(&self, number: u32) -> Option<&'t [u8]> {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        self.strings.get(at).copied()
    }
}

/// A table whose columns have those widths, in bytes.
struct Table<'t> {
    bytes: &'t [u8],
    widths: Vec<usize>,
    rows: usize,
}

impl<'t> Table<'t> {
    fn new(bytes: &'t [u8], widths: Vec<usize>) -> Option<Self> {
        let row = widths.iter().try_fold(0_usize, |sum, width| sum.checked_add(*width))?;
        Some(Self { bytes, rows: bytes.len().checked_div(row)?, widths })
    }

    /// The value in that row and column.
    fn value(&self, row: usize, column: usize) -> Option<u32> {
        let before = self.widths.get(..column)?.iter().sum::<usize>().checked_mul(self.rows)?;
        let width = *self.widths.get(column)?;
        let start = before.checked_add(row.checked_mul(width)?)?;
        let bytes = self.bytes.get(start..start.checked_add(width)?)?;
        let bytes = bytes.iter().rev();
        Some(bytes.fold(0_u32, |value, byte| value << 8 | u32::from(*byte)))
    }
}

/// The long names of files, by their keys.
pub(super) fn file_names(
    strings: &Strings<'_>,
    columns: &[u8],
    files: &[u8],
) -> HashMap<Vec<u8>, Vec<u8>> {
    let widths = widths(strings, columns, b"File");
    let (Some(name), Some(table)) = (widths.iter().position(|(it, _)| *it == b"FileName"), {
        Table::new(files, widths.iter().map(|(_, width)| *width).collect())
    }) else {
        return HashMap::new();
    };
    let names = (0..table.rows).filter_map(|row| {
        let key = strings.get(table.value(row, 0)?)?;
        let name = strings.get(table.value(row, name)?)?;
        // A short name may stand before it.
        let long = name.split(|byte| *byte == b'|').next_back()?;
        Some((key.to_vec(), long.to_vec()))
    });
    names.collect()
}

/// The names and widths of the columns of a table, in their order.
fn widths<'t>(strings: &Strings<'t>, columns: &[u8], table: &[u8]) -> Vec<(&'t [u8], usize)> {
    let own = vec![strings.width, 2, strings.width, 2];
    let Some(all) = Table::new(columns, own) else { return Vec::new() };
    let mut found: Vec<(u32, &[u8], usize)> = (0..all.rows)
        .filter_map(|row| {
            (strings.get(all.value(row, 0)?)? == table).then_some(())?;
            let kind = u16::try_from(all.value(row, 3)?).ok()?;
            let width = match kind & STRING {
                0 if kind & 0xff == 2 => 2,
                0 => 4,
                _ => strings.width,
            };
            Some((all.value(row, 1)?, strings.get(all.value(row, 2)?)?, width))
        })
        .collect();
    found.sort_by_key(|(number, ..)| *number);
    found.into_iter().map(|(_, name, width)| (name, width)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_of_files() {
        let words = ["File", "FileName", "Size", "key", "PROG~1.EXE|program.exe"];
        let data = words.concat().into_bytes();
        let mut pool = vec![0, 0, 0, 0];
        for word in words {
            pool.extend([word.len() as u8, 0, 1, 0]);
        }
        // Three columns: the key, the name, a number of four bytes. The columns in another order.
        let columns = [
            &[1, 0, 1, 0, 1, 0][..],
            &[2, 128, 1, 128, 3, 128],
            &[2, 0, 1, 0, 3, 0],
            &[0xff, 0x8f, 0x48, 0xad, 4, 0x81],
        ]
        .concat();
        let files = [&[4, 0][..], &[5, 0], &[9, 0, 0, 0]].concat();
        let strings = Strings::read(&pool, &data);
        let names = file_names(&strings, &columns, &files);
        assert_eq!(names.get(&b"key"[..]).map(Vec::as_slice), Some(&b"program.exe"[..]));
        for cut in 0..data.len() {
            let strings = Strings::read(&pool, &data[..cut]);
            assert!(file_names(&strings, &columns, &files).len() <= 1);
        }
    }
}
