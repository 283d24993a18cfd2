//! JSON without spaces, written for records.
//!
//! A record has some hundred members, and writing them byte by byte was an eighth of the time of a scan
//! of small programs. Here the name of a field is copied as it is, and a text is looked at once, many
//! bytes at a time: nearly all need no escape. The bytes are those of `serde_json`, which writes what is
//! rare, but for the characters that are unsafe to show: they are escaped.

use std::fmt::Display;

use serde::ser::{self, Serialize, Serializer};
use serde_json::Error;

use crate::bytes::is_unsafe;

/// Appends `value` to `to`.
///
/// # Errors
/// The value cannot be expressed in JSON.
pub(super) fn append(to: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Error> {
    value.serialize(&mut Compact { to })
}

struct Compact<'b> {
    to: &'b mut Vec<u8>,
}

impl Compact<'_> {
    fn text(&mut self, text: &str) {
        match is_plain(text.as_bytes()) {
            true => self.plain(text),
            false => self.escaped(text),
        }
    }

    /// A text that needs no escape.
    fn plain(&mut self, text: &str) {
        self.to.push(b'"');
        self.to.extend_from_slice(text.as_bytes());
        self.to.push(b'"');
    }

    #[cold]
    #[inline(never)]
    fn escaped(&mut self, text: &str) {
        self.to.push(b'"');
        text.chars().for_each(|c| self.char(c));
        self.to.push(b'"');
    }

    fn char(&mut self, c: char) {
        let short = match c {
            '"' => b'"',
            '\\' => b'\\',
            '\n' => b'n',
            '\r' => b'r',
            '\t' => b't',
            '\u{8}' => b'b',
            '\u{c}' => b'f',
            c if is_unsafe(c) => {
                return c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| self.unit(*unit));
            }
            c => return self.to.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        };
        self.to.extend_from_slice(&[b'\\', short]);
    }

    /// One unit of UTF-16 as an escape.
    fn unit(&mut self, unit: u16) {
        self.to.extend_from_slice(b"\\u");
        for shift in [12, 8, 4, 0] {
            let digit = char::from_digit(u32::from(unit.wrapping_shr(shift) & 15), 16);
            self.to.push(digit.and_then(|it| u8::try_from(it).ok()).unwrap_or(b'0'));
        }
    }

    fn number(&mut self, number: u64) {
        let mut digits = [0; 20];
        let (mut left, mut start) = (number, digits.len());
        loop {
            start = start.saturating_sub(1);
            let digit = u8::try_from(left.checked_rem(10).unwrap_or_default()).unwrap_or_default();
            if let Some(place) = digits.get_mut(start) {
                *place = b'0'.saturating_add(digit);
            }
            left = left.checked_div(10).unwrap_or_default();
            if left == 0 {
                break;
            }
        }
        self.to.extend_from_slice(digits.get(start..).unwrap_or_default());
    }

    /// What is rare: written by the library.
    fn other(&mut self, value: &impl Serialize) -> Result<(), Error> {
        serde_json::to_writer(&mut *self.to, value)
    }
}

/// Whether a text stands in JSON as it is: printable ASCII without quotes and backslashes. Eight bytes at a
/// time, for most texts are short.
fn is_plain(text: &[u8]) -> bool {
    // The last bytes may be those before once more.
    if let Some(last) = text.last_chunk() {
        let words = text.as_chunks::<8>().0.iter();
        return words.fold(odd_bytes(*last), |odd, word| odd | odd_bytes(*word)) & HIGH == 0;
    }
    match (text.first_chunk(), text.last_chunk()) {
        (Some(&[a, b, c, d]), Some(&[e, f, g, h])) => {
            odd_bytes([a, b, c, d, e, f, g, h]) & HIGH == 0
        }
        _ => text.iter().all(|byte| odd_bytes([*byte; 8]) & HIGH == 0),
    }
}

/// The highest bit of each byte.
const HIGH: u64 = each(0x80);

/// That byte in every place.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The highest bit of at least one byte, if a byte is no printable ASCII, a quote or a backslash; the other
/// bits mean nothing.
fn odd_bytes(word: [u8; 8]) -> u64 {
    let word = u64::from_ne_bytes(word);
    // Less than what is taken away, a byte below 0x80 gets the highest bit. What it borrows from the next
    // changes only what follows the first byte that is found.
    let is_below = |word: u64, least: u8| word.wrapping_sub(each(least));
    let is = |byte: u8| is_below(word ^ each(byte), 1);
    let is_del = word.wrapping_add(each(1));
    word | is_below(word, b' ') | is(b'"') | is(b'\\') | is_del
}

/// The members of an object or the elements of an array.
struct Members<'a, 'b> {
    json: &'a mut Compact<'b>,
    is_first: bool,
    close: &'static str,
}

impl Members<'_, '_> {
    fn next(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            self.json.to.push(b',');
        }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.next();
        value.serialize(&mut *self.json)
    }

    // Where the name is known, it is written without a call.
    #[inline(always)]
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        match std::mem::take(&mut self.is_first) {
            true => self.json.to.push(b'"'),
            false => self.json.to.extend_from_slice(b",\""),
        }
        self.json.name(name);
        value.serialize(&mut *self.json)
    }

    fn close(self) -> Result<(), Error> {
        self.json.to.extend_from_slice(self.close.as_bytes());
        Ok(())
    }
}

impl<'a, 'b> Compact<'b> {
    fn open(&'a mut self, open: &str, close: &'static str) -> Result<Members<'a, 'b>, Error> {
        self.to.extend_from_slice(open.as_bytes());
        Ok(Members { json: self, is_first: true, close })
    }

    /// An object with one member, the name of a variant.
    fn variant(&mut self, name: &'static str) {
        self.to.extend_from_slice(b"{\"");
        self.name(name);
    }

    /// The name of a field behind its first quote. It needs no escape: it is a name in our own code.
    #[inline(always)]
    fn name(&mut self, name: &'static str) {
        self.to.extend_from_slice(name.as_bytes());
        self.to.extend_from_slice(b"\":");
    }
}

impl<'a, 'b> Serializer for &'a mut Compact<'b> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Members<'a, 'b>;
    type SerializeTuple = Members<'a, 'b>;
    type SerializeTupleStruct = Members<'a, 'b>;
    type SerializeTupleVariant = Members<'a, 'b>;
    type SerializeMap = Members<'a, 'b>;
    type SerializeStruct = Members<'a, 'b>;
    type SerializeStructVariant = Members<'a, 'b>;

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.to.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.other(&value)
    }

    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.other(&value)
    }

    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.other(&value)
    }

    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        self.other(&value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        self.number(value);
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.other(&value)
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.other(&value)
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        self.other(&value)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.to.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
    ) -> Result<(), Error> {
        // As the names of fields.
        self.plain(name);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.variant(name);
        value.serialize(&mut *self)?;
        self.to.push(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Members<'a, 'b>, Error> {
        self.open("[", "]")
    }

    fn serialize_tuple(self, _: usize) -> Result<Members<'a, 'b>, Error> {
        self.open("[", "]")
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Members<'a, 'b>, Error> {
        self.open("[", "]")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Members<'a, 'b>, Error> {
        self.variant(name);
        self.open("[", "]}")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a, 'b>, Error> {
        self.open("{", "}")
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'a, 'b>, Error> {
        self.open("{", "}")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Members<'a, 'b>, Error> {
        self.variant(name);
        self.open("{", "}}")
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Error> {
        self.serialize_str(&value.to_string())
    }
}

impl ser::SerializeSeq for Members<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.element(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

impl ser::SerializeTuple for Members<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.element(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

impl ser::SerializeTupleStruct for Members<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.element(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

impl ser::SerializeTupleVariant for Members<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.element(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

impl ser::SerializeMap for Members<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.next();
        let start = self.json.to.len();
        key.serialize(&mut *self.json)?;
        match self.json.to.get(start) {
            Some(b'"') => Ok(()),
            _ => Err(ser::Error::custom("the name of a member is a text")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.json.to.push(b':');
        value.serialize(&mut *self.json)
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

impl ser::SerializeStruct for Members<'_, '_> {
    type Ok = ();
    type Error = Error;

    #[inline(always)]
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.field(name, value)
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

impl ser::SerializeStructVariant for Members<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.field(name, value)
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Utf8Text;
    use serde::Serialize;
    use std::collections::BTreeMap;

    fn written(value: &impl Serialize) -> String {
        let mut to = Vec::new();
        append(&mut to, value).unwrap();
        String::from_utf8(to).unwrap()
    }

    #[derive(Serialize)]
    enum Kind {
        Unit,
        New(u8),
        Tuple(u8, bool),
        Struct { a: Option<i64>, b: f64 },
    }

    #[derive(Serialize)]
    struct Pair(u64, char);

    /// Every kind of value that serde knows.
    #[test]
    fn the_bytes_are_those_of_serde_json() {
        let all = (
            [Kind::Unit, Kind::New(7), Kind::Tuple(0, true)],
            [Kind::Struct { a: Some(-5), b: 0.1 }, Kind::Struct { a: None, b: f64::NAN }],
            (Pair(u64::MAX, '\''), Pair(10, 'ß'), (), [0_u16; 0]),
            BTreeMap::from([("x\"y", vec![1_i8, -1]), ("z", vec![])]),
            [u64::from(u32::MAX), 0, 9, 10, 99, 100],
            BTreeMap::from([(Utf8Text::from("x\"y"), Some(Utf8Text::from("stra\u{df}e\n")))]),
            "plain \\ \" / \u{8}\u{c}\n\r\t\u{0}\u{1f} stra\u{df}e \u{1f600}",
        );
        assert_eq!(written(&all), serde_json::to_string(&all).unwrap());
        assert!(append(&mut Vec::new(), &BTreeMap::from([(true, 1)])).is_err());
    }

    #[test]
    fn every_byte_that_needs_an_escape_is_seen_at_every_place() {
        for byte in 0..=u8::MAX {
            let is_odd = !(b' '..=b'~').contains(&byte) || byte == b'"' || byte == b'\\';
            for place in 0..8 {
                let mut word = *b"zZ !#[]~";
                word[place] = byte;
                assert_eq!(odd_bytes(word) & HIGH != 0, is_odd, "{word:?}");
            }
        }
    }

    #[test]
    fn texts_of_every_length_are_looked_at_to_their_end() {
        for length in 0..70 {
            for odd in ['"', '\\', '\u{1f}', '\u{7f}', 'ß'] {
                let text = "a".repeat(length) + &odd.to_string();
                let json = written(&text);
                assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
                assert_eq!(json.contains(odd), odd != '\u{1f}' && odd != '\u{7f}', "{json}");
            }
        }
    }
}
