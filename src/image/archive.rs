//! The members of an archive of object files.
//!
//! | form | magic | members |
//! | --- | --- | --- |
//! | common | `!<arch>` and a line feed | a header of 60 bytes before each; it starts at an even offset |
//! | AIX | `<bigaf>` and a line feed | headers of 112 bytes and the name, each with the offset of the next |
//!
//! A common header holds the name (16 bytes, padded with spaces) and, from byte 48 on, the size (10
//! decimal digits). Longer names: GNU ends a name with `/`, or writes `/` and an offset into the
//! member `//`; BSD writes `#1/` and a length, and puts the name before the content. Go's own
//! `pack` writes short names only.
//!
//! Source: `cmd/internal/archive/archive.go`, Go 1.27.3; `ar.h` of GNU binutils 2.40 and of AIX 7.

use super::error::OfTable;
use super::{ImageError, Table};
use crate::bytes::{Input, PartOffset, Reader, Span, Text, needle, within};

const MAGIC: &[u8] = b"!<arch>\n";
pub(super) const MAGIC_AIX: &[u8] = b"<bigaf>\n";
const HEADER: u64 = 60;
const HEADER_AIX: u64 = 112;
/// The longest name that is read.
const NAME: u64 = 256;

/// One member of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name, cut off after 256 bytes.
    pub name: Text,
    /// Its content. May reach past the end of the file.
    pub span: Span,
}

/// The members of the archive in its own order, without those that hold symbols or names. Stops
/// after the first `most` members, counting both kinds.
///
/// # Errors
/// [`ImageError`] where a header is invalid, or there are more members than the limits allow;
/// earlier members are in `members`.
pub(crate) fn members(
    input: &Input<'_>,
    most: u64,
    members: &mut Vec<Member>,
) -> Result<(), ImageError> {
    let is_aix = input.head().starts_with(MAGIC_AIX);
    if is_aix { aix(input, most, members) } else { common(input, most, members) }
}

fn malformed(at: PartOffset, defect: &'static str) -> ImageError {
    ImageError::Malformed { table: Table::Members, at, defect }
}

/// A decimal number, padded with spaces or NULs.
fn decimal(digits: &[u8]) -> Option<u64> {
    let digits = needle::until_nul(digits).unwrap_or(digits).trim_ascii();
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn common(input: &Input<'_>, most: u64, members: &mut Vec<Member>) -> Result<(), ImageError> {
    let mut at = PartOffset(u64::try_from(MAGIC.len()).unwrap_or(u64::MAX));
    let mut long_names = Span::default();
    let mut count = 0_u64;
    // A single byte of padding may follow the last member.
    while at.0.saturating_add(1) < input.size() && count < most {
        count = count.saturating_add(1);
        within("members", count, input.budget().limits().members).of(Table::Members)?;
        let header = input.read(Span::new(at, HEADER)).of(Table::Members)?;
        let (name, size) =
            fields(&header).ok_or_else(|| malformed(at, "not the head of a member"))?;
        let span = Span::new(at.saturating_add(HEADER), size);
        at = PartOffset(span.end().0.checked_next_multiple_of(2).unwrap_or(u64::MAX));
        match name {
            // Symbols, and long names, in the form of GNU and Windows.
            b"/" | b"/SYM64/" => {}
            b"//" => long_names = span,
            _ => {
                let member = named(input, name, span, long_names);
                // Symbols, in the form of BSD.
                if !member.name.as_bytes().starts_with(b"__.SYMDEF") {
                    members.push(member);
                }
            }
        }
    }
    Ok(())
}

fn fields(header: &[u8]) -> Option<(&[u8], u64)> {
    let name = header.get(..16)?.trim_ascii_end();
    let size = decimal(header.get(48..58)?)?;
    header.ends_with(b"`\n").then_some((name, size))
}

/// A member whose header holds its name or refers to it.
fn named(input: &Input<'_>, name: &[u8], span: Span, long_names: Span) -> Member {
    if let Some(length) = name.strip_prefix(b"#1/").and_then(decimal).filter(|it| *it <= span.len())
    {
        let bytes = input.read_clamped(span.first(length.min(NAME))).unwrap_or_default();
        let name = Text::from(needle::until_nul(&bytes).unwrap_or(&bytes));
        let content = span.part(length, span.len().saturating_sub(length)).unwrap_or_default();
        return Member { name, span: content };
    }
    if let Some(at) = name.strip_prefix(b"/").and_then(decimal) {
        let rest = long_names.part(at, long_names.len().saturating_sub(at)).unwrap_or_default();
        let bytes = input.read_clamped(rest.first(NAME)).unwrap_or_default();
        let line = needle::split(&bytes, b'\n').next().unwrap_or_default();
        return Member { name: Text::from(line.strip_suffix(b"/").unwrap_or(line)), span };
    }
    Member { name: Text::from(name.strip_suffix(b"/").unwrap_or(name)), span }
}

/// Six numbers of 20 digits follow the magic; the fourth is the offset of the first member. A
/// member's header holds the size, the offset of the next member and of the one before (20 digits
/// each), four numbers of 12 digits, and the length of the name (4). The name, padded to an even
/// length, and two bytes follow. The last member gives 0 as the next offset.
fn aix(input: &Input<'_>, most: u64, members: &mut Vec<Member>) -> Result<(), ImageError> {
    let number = |bytes: &[u8], at: PartOffset| {
        decimal(bytes).ok_or_else(|| malformed(at, "not the head of a member"))
    };
    let first = input.head().get(68..88).unwrap_or_default();
    let mut at = PartOffset(number(first, PartOffset(68))?);
    let mut count = 0_u64;
    let mut before = PartOffset(0);
    while at.0 != 0 && count < most {
        count = count.saturating_add(1);
        within("members", count, input.budget().limits().members).of(Table::Members)?;
        // Members that refer back would never end.
        if at <= before {
            return Err(malformed(at, "members are not in order"));
        }
        before = at;
        let header = input.read(Span::new(at, HEADER_AIX)).of(Table::Members)?;
        let mut reader = Reader::new(&header, at, crate::bytes::Endian::Big);
        let mut field = |digits| reader.bytes(digits).unwrap_or_default();
        let (size, next) = (number(field(20), at)?, number(field(20), at)?);
        field(20 + 4 * 12);
        let length = number(field(4), at)?;
        let name = Span::new(at.saturating_add(HEADER_AIX), length);
        let bytes = input.read_clamped(name.first(NAME)).of(Table::Members)?;
        let content = name.end().0.checked_next_multiple_of(2).and_then(|end| end.checked_add(2));
        let content = PartOffset(content.unwrap_or(u64::MAX));
        members.push(Member { name: Text::from(bytes.as_slice()), span: Span::new(content, size) });
        at = PartOffset(next);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};

    fn read(file: &[u8]) -> (Vec<(String, Vec<u8>)>, bool) {
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&file, &budget).unwrap();
        let mut found = Vec::new();
        let whole = members(&input, u64::MAX, &mut found).is_ok();
        let content = |it: &Member| input.read_clamped(it.span).unwrap_or_default();
        (found.iter().map(|it| (it.name.to_lossy(), content(it))).collect(), whole)
    }

    fn member(name: &str, content: &str) -> String {
        let pad = if content.len() % 2 == 1 { "\n" } else { "" };
        format!(
            "{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n{content}{pad}",
            0,
            0,
            0,
            644,
            content.len()
        )
    }

    #[test]
    fn names_of_every_kind() {
        let all = [
            member("/", "symbols"),
            member("//", "a_rather_long_name.o/\nanother_long_name.o/\n"),
            member("__.PKGDEF", "go object"),
            member("go.o/", "four"),
            member("/22", "x"),
            member("#1/20", "__.SYMDEF SORTED\0\0\0\0....."),
            member("#1/8", "bsd.o\0\0\0content"),
            member("last.o/", ""),
        ];
        let file = format!("!<arch>\n{}", all.concat());
        let (found, whole) = read(file.as_bytes());
        let want = [
            ("__.PKGDEF", "go object"),
            ("go.o", "four"),
            ("another_long_name.o", "x"),
            ("bsd.o", "content"),
            ("last.o", ""),
        ];
        let want = want.map(|(name, content)| (name.to_owned(), content.as_bytes().to_vec()));
        assert_eq!(found, want);
        assert!(whole);
        for cut in 9..file.len() {
            let (some, _) = read(&file.as_bytes()[..cut]);
            assert!(some.len() <= found.len(), "{cut}");
        }
        assert!(
            !read(b"!<arch>\nnot a member, but long enough to be the head of one, all 60 bytes.").1
        );
    }

    #[test]
    fn of_aix() {
        let head = |first: u64| {
            let numbers = [0, 0, 0, first, 0, 0].map(|it| format!("{it:<20}")).concat();
            format!("<bigaf>\n{numbers}")
        };
        let member = |name: &str, next: u64, content: &str| {
            let pad = if name.len() % 2 == 1 { "\0" } else { "" };
            let numbers = [content.len() as u64, next, 0].map(|it| format!("{it:<20}")).concat();
            let length = name.len();
            format!(
                "{numbers}{:<12}{:<12}{:<12}{:<12}{length:<4}{name}{pad}`\n{content}",
                0, 0, 0, 644
            )
        };
        let first = member("go.o", 250, "four");
        assert_eq!(128 + first.len(), 250);
        let file = [head(128), first, member("abc.o", 0, "x")].concat();
        let want = [("go.o".to_owned(), b"four".to_vec()), ("abc.o".to_owned(), b"x".to_vec())];
        assert_eq!(read(file.as_bytes()), (want.to_vec(), true));
        let circle = [head(128), member("go.o", 128, "four")].concat();
        assert!(!read(circle.as_bytes()).1);
    }
}
