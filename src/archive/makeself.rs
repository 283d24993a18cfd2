//! Self-extracting scripts of Makeself: a shell script, and behind its last line an archive.
//!
//! The script says itself how many lines it has: `skip="714"` since version 2.4.2, before that
//! ``offset=`head -n 532 "$0" …` `` in several spellings. Source: the scripts that versions 2.1.5 to
//! 2.5.0 write.

use std::io::BufRead;
use std::sync::Arc;

use super::inside::{HEAD, Inside};
use super::stream::Stream;
use super::{Fault, Kind, Place, Window};
use crate::bytes::{PartOffset, Span};

/// The longest script: they have some 20 KiB.
const MOST: u64 = 1 << 20;

/// Visits the archive behind the script.
pub(super) fn visit<'s>(
    mut stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let source = stream.source();
    let is_encrypted = skip_script(&mut stream)?;
    let stream = match source {
        Some(source) => {
            let span = Span::between(PartOffset(stream.position()), PartOffset(source.size()));
            Stream::of_source(Arc::new(Window::new(source, span)))
        }
        None => stream,
    };
    archive(stream, is_encrypted, place, inside)
}

fn archive<'s>(
    mut stream: Stream<'_, 's>,
    is_encrypted: bool,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let head = stream.peek(HEAD).map_err(|error| Fault::of_stream(&error))?;
    match Kind::of(head) {
        Some(kind) => inside.deeper(kind, stream, place),
        None if is_encrypted => Err(Fault::Encrypted),
        None if head.is_empty() => Err(Fault::CutShort { kind: Kind::Makeself }),
        None => Err(Fault::Unsupported("how the archive of makeself is compressed".to_owned())),
    }
}

/// Takes the lines of the script; says whether the archive behind it is encrypted.
fn skip_script(stream: &mut Stream<'_, '_>) -> Result<bool, Fault> {
    let damaged = |defect: &str| Fault::damaged(Kind::Makeself, defect);
    let mut lines = None;
    let mut is_encrypted = false;
    let mut line = Vec::new();
    let mut count = 0_u64;
    while lines.is_none_or(|lines| count < lines) {
        if stream.position() > MOST {
            return Err(damaged("its script does not say where it ends"));
        }
        line.clear();
        let mut limited = std::io::Read::take(&mut *stream, MOST);
        let read = limited.read_until(b'\n', &mut line);
        read.map_err(|error| Fault::of_stream(&error))?;
        if !line.ends_with(b"\n") {
            return Err(match lines {
                Some(_) => Fault::CutShort { kind: Kind::Makeself },
                None => damaged("its script does not say where it ends"),
            });
        }
        count = count.saturating_add(1);
        lines = lines.or_else(|| lines_said(&line));
        let command = line.strip_prefix(b"decrypt_cmd=\"");
        is_encrypted |= command.is_some_and(|it| !it.starts_with(b"\""));
    }
    Ok(is_encrypted)
}

/// The number of lines that the script says it has, if this line says so.
fn lines_said(line: &[u8]) -> Option<u64> {
    let line = line.trim_ascii_start();
    let rest = line.strip_prefix(b"skip=\"").or_else(|| {
        let start = line.strip_prefix(b"offset=`head ")?;
        start.strip_prefix(b"-n ").or(start.strip_prefix(b"-"))
    })?;
    let digits = rest.iter().take_while(|it| it.is_ascii_digit()).count();
    std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_script() {
        for (line, want) in [
            ("skip=\"714\"\n", Some(714)),
            ("offset=`head -n 532 \"$0\" | wc -c | tr -d \" \"`\n", Some(532)),
            ("\toffset=`head -n 402 \"$1\" | wc -c | tr -d \" \"`\n", Some(402)),
            ("offset=`head -n \"$skip\" \"$1\" | wc -c`\n", None),
            ("    SKIP=\"$skip\"\n", None),
        ] {
            assert_eq!(lines_said(line.as_bytes()), want, "{line}");
        }
    }

    #[test]
    fn what_is_behind_the_script() {
        let script =
            b"#!/bin/sh\n# This script was generated using Makeself 2.4\nskip=\"4\"\nexit\nx";
        assert_eq!(Kind::of(script), Some(Kind::Makeself));
        let mut stream = Stream::of_reader(&script[..], None);
        assert_eq!(skip_script(&mut stream), Ok(false));
        assert_eq!(stream.peek(9).unwrap(), b"x");
        for cut in [0, 60, script.len() - 5] {
            assert!(skip_script(&mut Stream::of_reader(&script[..cut], None)).is_err(), "{cut}");
        }
    }
}
