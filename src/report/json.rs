//! JSON that is safe to show: every character is escaped that could control a terminal or mislead the
//! eye.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::compact::append;
use crate::bytes::find_unsafe;

/// The size in bytes of a buffer that most records fit in.
const LINE: usize = 8 << 10;

/// Writes `value` as one line. Its names of fields and variants are written as they are: they are those of our own
/// code, none of which needs an escape.
///
/// # Errors
/// The error of the writer.
pub fn write_line(to: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    // Written to memory first, since a record has hundreds of small pieces.
    to.write_all(&line(value)?)
}

/// `value` as one line, with its end, as by [`write_line`].
///
/// # Errors
/// The value cannot be expressed in JSON.
pub fn line(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut line = Vec::with_capacity(LINE);
    append(&mut line, value)?;
    line.push(b'\n');
    Ok(line)
}

/// How many bytes [`write_line`] would write, without the end of the line.
pub fn size_of(value: &impl Serialize) -> usize {
    line(value).map_or(usize::MAX, |line| line.len().saturating_sub(1))
}

/// Writes `value` indented by two spaces.
///
/// # Errors
/// The error of the writer.
pub fn write_pretty(to: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *to, Safe(PrettyFormatter::new()));
    value.serialize(&mut serializer)?;
    to.write_all(b"\n")
}

/// A formatter that escapes unsafe characters as `\uXXXX`.
struct Safe<F>(F);

impl<F: Formatter> Formatter for Safe<F> {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = find_unsafe(rest) {
            let (plain, tail) = rest.split_at(at);
            writer.write_all(plain.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = tail.get(c.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn end_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_key(writer)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::is_unsafe;

    #[test]
    fn strings_cannot_drive_a_terminal_and_survive_a_round_trip() {
        for hostile in [
            "a\x1b[31m\u{9b}2J\u{202e}exe\u{7f}\u{2028}\u{e0041}\"\\\n",
            "a\x1b\0\r\n\"\\",
            "\u{7f}",
            "\u{9b}",
            "plain",
            "",
        ] {
            let mut out = Vec::new();
            write_line(&mut out, &hostile).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(!text.trim_end().chars().any(is_unsafe), "{text:?}");
            assert_eq!(serde_json::from_str::<String>(&text).unwrap(), hostile);
        }
    }
}
