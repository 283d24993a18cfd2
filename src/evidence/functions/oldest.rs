//! Names up to Go 1.15, which stand among records and tables of other things.
//!
//! Behind the table of functions come, for each function, names that are not written yet, its record and
//! its tables; behind all of them the file table. A table ends with a NUL, a record mostly with a part of
//! an address. So each name is the end of a run of bytes without NUL; what stands before it in the run is
//! no text: 08, the first byte of the addresses of linux/386, up to Go 1.9. In 25 programs of Go 1.7 to
//! 1.15 for 10 systems and processors every name that a record leads to is found so.

use super::runs::{self, STEP};
use crate::bytes::{Input, PartOffset, Span, needle, text_ends};
use crate::evidence::error::{Damage, Structure};
use crate::evidence::runtime::pclntab::Pclntab;

/// Hands over every run that ends as a name of a function in a package does, if `wanted` tells something of
/// it, with that.
pub(super) fn walk<T>(
    pclntab: &Pclntab,
    input: &Input<'_>,
    wanted: &impl Fn(&[u8]) -> Option<T>,
    visit: &mut impl FnMut(T, &[u8], PartOffset),
) -> Result<(), Damage> {
    let word = u64::from(pclntab.pointer_size);
    let words = pclntab.functions.saturating_mul(2).saturating_add(2);
    // The header's first eight bytes, the tables' words, and where the file table is.
    let tables = words.saturating_mul(word).saturating_add(12);
    let start = pclntab.at.saturating_add(tables);
    let end = pclntab.file_table.start();
    if start >= end {
        return Ok(());
    }
    let span = Span::between(start, end);
    ends(input, span, &mut |text, at| {
        let name = clean_end(text);
        let before = text.len().saturating_sub(name.len());
        if let Some(what) = wanted(name).filter(|_| is_qualified(name)) {
            visit(what, name, at.saturating_add(len(before)));
        }
    })?;
    runs::check_end(input, span)
}

/// Hands over all that stands between two places where a text may end: what comes before the last NUL in it
/// is no part of that text. A run without NUL that is longer than a step is passed over.
fn ends(
    input: &Input<'_>,
    span: Span,
    visit: &mut impl FnMut(&[u8], PartOffset),
) -> Result<(), Damage> {
    let mut left = span.clamped(input.size());
    let (mut is_inside_long, mut bytes) = (false, Vec::new());
    while !left.is_empty() {
        let step = left.first(STEP);
        let read = input.read_into(step, &mut bytes);
        read.map_err(|it| Damage::new(Structure::FunctionNames, step.start(), it))?;
        let next = needle::rfind_byte(&bytes, 0).map(|at| at.saturating_add(1));
        let is_whole = !is_inside_long;
        is_inside_long = next.is_none();
        let first = needle::until_nul(&bytes).map_or(0, |run| run.len().saturating_add(1));
        let start = if is_whole { 0 } else { first };
        let texts = bytes.get(start..next.unwrap_or(start)).unwrap_or_default();
        let at = step.start().saturating_add(len(start));
        let mut from = 0_usize;
        text_ends::each_text_end(texts, |end| {
            let text = texts.get(from..end).unwrap_or_default();
            visit(text, at.saturating_add(len(from)));
            from = end.saturating_add(1);
        });
        let taken = len(next.unwrap_or(bytes.len()));
        left = match step.end() < left.end() {
            true => Span::between(step.start().saturating_add(taken), left.end()),
            false => Span::default(),
        };
    }
    Ok(())
}

fn len(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

/// The longest end of `run` that is text without control characters. It is looked for from the end: what
/// stands before is no text, and may be long.
fn clean_end(run: &[u8]) -> &[u8] {
    let mut text = text_ends::printable_end(run);
    loop {
        let ahead = run.len().saturating_sub(text.len());
        let before = run.get(..ahead).unwrap_or_default();
        let Some(ahead) = without_character(before) else { return text };
        let more = text_ends::printable_end(ahead).len();
        text = run.get(ahead.len().saturating_sub(more)..).unwrap_or_default();
    }
}

/// What stands before the character of more than one byte at the end of `text`; `None` where there is none.
fn without_character(text: &[u8]) -> Option<&[u8]> {
    text.last().filter(|last| **last >= 0x80)?;
    (2..=4).find_map(|length| {
        let (ahead, character) = text.split_at_checked(text.len().checked_sub(length)?)?;
        let is_one = character.first().is_some_and(|first| *first >= 0xc0);
        (is_one && std::str::from_utf8(character).is_ok()).then_some(ahead)
    })
}

/// Whether it names something in a package.
fn is_qualified(name: &[u8]) -> bool {
    let dot = name.iter().position(|byte| *byte == b'.');
    dot.is_some_and(|dot| dot > 0 && dot.saturating_add(1) < name.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};

    #[test]
    fn what_stands_before_a_name() {
        for (run, want) in [
            (&b"runtime.main"[..], &b"runtime.main"[..]),
            (b"\x08runtime.main", b"runtime.main"),
            (b"\x10\x80\x04\x08net.Dial", b"net.Dial"),
            (b"\xffmain.main", b"main.main"),
            (b"\x88\xc2a.b\xe2", b""),
            ("net.(*dialResult·1).Close".as_bytes(), "net.(*dialResult·1).Close".as_bytes()),
            (b"", b""),
            (b"\x80", b""),
            (b"\xe2\x82a.b", b"a.b"),
            (b"\xf0\xc2\xb7.b", "·.b".as_bytes()),
            (b"\xc2\xa0\x80a.b", b"a.b"),
            ("a\0\u{10ffff}€.b".as_bytes(), "\u{10ffff}€.b".as_bytes()),
        ] {
            assert_eq!(clean_end(run), want, "{run:?}");
        }
        for (name, want) in [
            (&b"a.b"[..], true),
            (b"callRet", false),
            (b".b", false),
            (b"b.", false),
            (b".", false),
            (b"", false),
        ] {
            assert_eq!(is_qualified(name), want, "{name:?}");
        }
    }

    #[test]
    fn texts_wherever_a_step_ends() {
        let step = usize::try_from(STEP).unwrap();
        for ahead in [0, 1, 9, step - 4, step - 3, step - 1, step, step + 1, 3 * step] {
            for filler in [0, 1, b'x'] {
                let mut bytes = b"a.first\0".to_vec();
                let start = bytes.len() + ahead;
                bytes.resize(start, filler);
                bytes.extend(b"\0\x01b.second\0c.third\0\0d\0e.open");
                let budget = Budget::new(&Limits::default());
                let input = Input::open(&bytes, &budget).unwrap();
                let mut got = Vec::new();
                ends(&input, input.whole(), &mut |text, at| {
                    let name = clean_end(text);
                    let at = at.0 + len(text.len() - name.len());
                    got.push((usize::try_from(at).unwrap(), name.to_vec()));
                })
                .unwrap();
                got.retain(|(_, name)| name[0] != b'x');
                let want =
                    [(0, &b"a.first"[..]), (start + 2, b"b.second"), (start + 11, b"c.third")];
                assert_eq!(got, want.map(|(at, name)| (at, name.to_vec())), "{ahead} {filler}");
            }
        }
    }
}
