//! Names up to Go 1.15, which stand among records and tables of other things.
//!
//! Behind the table of functions come, for each function, names that are not written yet, its record and
//! its tables; behind all of them the file table. A table ends with a NUL, a record mostly with a part of
//! an address. So each name is the end of a run of bytes without NUL; what stands before it in the run is
//! no text: 08, the first byte of the addresses of linux/386, up to Go 1.9. In 25 programs of Go 1.7 to
//! 1.15 for 10 systems and processors every name that a record leads to is found so.

use super::runs::{self, Long};
use crate::bytes::{Input, PartOffset, Span};
use crate::evidence::error::Damage;
use crate::evidence::runtime::pclntab::Pclntab;

/// Hands over every run that ends as a name of a function in a package does.
pub(super) fn walk(
    pclntab: &Pclntab,
    input: &Input<'_>,
    visit: &mut dyn FnMut(&[u8], PartOffset),
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
    runs::walk(input, span, Long::Skipped, &mut |run, at| {
        let name = clean_end(run);
        let before = run.len().saturating_sub(name.len());
        if is_qualified(name) {
            visit(name, at.saturating_add(u64::try_from(before).unwrap_or(u64::MAX)));
        }
    })?;
    runs::check_end(input, span)
}

/// The longest end of `run` that is text.
fn clean_end(run: &[u8]) -> &[u8] {
    let control = run.iter().rposition(|byte| *byte < b' ' || *byte == 0x7f);
    let start = control.map_or(0, |at| at.saturating_add(1));
    let mut text = run.get(start..).unwrap_or_default();
    while let Err(error) = std::str::from_utf8(text) {
        let bad = error.error_len().unwrap_or(text.len());
        text = text.get(error.valid_up_to().saturating_add(bad)..).unwrap_or_default();
    }
    text
}

/// Whether it names something in a package.
fn is_qualified(name: &[u8]) -> bool {
    let dot = name.iter().position(|byte| *byte == b'.');
    dot.is_some_and(|dot| dot > 0 && dot.saturating_add(1) < name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
