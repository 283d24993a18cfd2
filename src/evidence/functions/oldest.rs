//! Names up to Go 1.15, which stand among records and tables of other things.
//!
//! Behind the table of functions come, for each function, names that are not written yet, its record and
//! its tables; behind all of them the file table. A table ends with a NUL, a record mostly with a part of
//! an address. So each name is the end of a run of bytes without NUL; what stands before it in the run is
//! no text: 08, the first byte of the addresses of linux/386, up to Go 1.9. In 25 programs of Go 1.7 to
//! 1.15 for 10 systems and processors every name that a record leads to is found so.

use super::packages::{NameIn, Packages};
use super::runs::{self, len};
use crate::bytes::{Input, PartOffset, Span, text_ends};
use crate::evidence::error::Damage;
use crate::evidence::runtime::pclntab::Pclntab;

/// Where the names are.
fn span(pclntab: &Pclntab) -> Span {
    let word = u64::from(pclntab.pointer_size);
    let words = pclntab.functions.saturating_mul(2).saturating_add(2);
    // The header's first eight bytes, the tables' words, and where the file table is.
    let tables = words.saturating_mul(word).saturating_add(12);
    let start = pclntab.at.saturating_add(tables);
    let end = pclntab.file_table.start();
    if start < end { Span::between(start, end) } else { Span::default() }
}

/// Hands over every run that ends as a name of a function in a package does.
pub(super) fn walk(
    pclntab: &Pclntab,
    input: &Input<'_>,
    visit: &mut impl FnMut(&[u8], PartOffset),
) -> Result<(), Damage> {
    let span = span(pclntab);
    ends(input, span, &mut |text, at| {
        let name = clean_end(text);
        if is_qualified(name) {
            let before = text.len().saturating_sub(name.len());
            visit(name, at.saturating_add(len(before)));
        }
    })
}

/// The same, but only for names of functions in those packages.
pub(super) fn walk_in(
    pclntab: &Pclntab,
    input: &Input<'_>,
    packages: &Packages,
    visit: &mut impl FnMut(NameIn<'_>, PartOffset),
) -> Result<(), Damage> {
    let span = span(pclntab);
    runs::pieces(input, span, &mut |piece, at| {
        names_in(whole(piece), packages, &mut |name, place| {
            visit(name, at.saturating_add(len(place)));
        });
    })
}

/// Hands over the names in whole runs that are those of functions in these packages.
fn names_in(runs: &[u8], packages: &Packages, visit: &mut impl FnMut(NameIn<'_>, usize)) {
    packages.each_name(runs, clean_end, &mut |name: NameIn<'_>, place| {
        if is_qualified(name.whole) {
            visit(name, place);
        }
    });
}

/// A piece of whole runs; nothing of a run that is longer than a step, which is no name.
fn whole(piece: &[u8]) -> &[u8] {
    if piece.ends_with(&[0]) { piece } else { Default::default() }
}

/// Hands over all that stands between two places where a text may end: what comes before the last NUL in it
/// is no part of that text. A run without NUL that is longer than a step is passed over.
fn ends(
    input: &Input<'_>,
    span: Span,
    visit: &mut impl FnMut(&[u8], PartOffset),
) -> Result<(), Damage> {
    runs::pieces(input, span, &mut |piece, at| {
        let mut from = 0_usize;
        let texts = whole(piece);
        text_ends::each_text_end(texts, |end| {
            let text = texts.get(from..end).unwrap_or_default();
            visit(text, at.saturating_add(len(from)));
            from = end.saturating_add(1);
        });
    })
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
    use super::runs::STEP;
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

    /// The same as asking for all names.
    #[test]
    fn names_in_packages() {
        let packages = Packages::of(["a", "b/a", "a.b/b"].into_iter().enumerate());
        let mut seed = 1_u32;
        for _ in 0..2000 {
            let mut next = || {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 16) as usize
            };
            let length = next() % 60;
            let of = b"aab/..\0\x01\x7f\x80\xc2\xb7 ";
            let bytes: Vec<u8> = (0..length).map(|_| of[next() % of.len()]).chain([0]).collect();
            let mut want = Vec::new();
            let mut at = 0;
            for run in bytes.split(|byte| *byte == 0) {
                let name = clean_end(run);
                at += run.len();
                let found = packages.name(name).filter(|_| is_qualified(name));
                want.extend(found.map(|it| (it.package, name.to_vec(), at)));
                at += 1;
            }
            let mut got = Vec::new();
            names_in(&bytes, &packages, &mut |it, at| {
                got.push((it.package, it.whole.to_vec(), at + it.whole.len()));
            });
            assert_eq!(got, want, "{bytes:?}");
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
