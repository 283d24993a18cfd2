//! Records of an earlier scan, one a line.

use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use gorigin::report::{RECORD_SCHEMA, Record};

use crate::exit::Failure;
use crate::names::shown;

/// The longest line that is read: a record is never that long.
const LONGEST: u64 = 1 << 28;

/// The records of a file, in order.
pub(crate) struct Lines<R> {
    from: R,
    name: PathBuf,
    number: u64,
    /// Whether the last line has no end and is no record: the scan that wrote it was cut off.
    pub(crate) is_cut: bool,
}

impl<R: BufRead> Lines<R> {
    /// The records that `from` gives, which is called `name`.
    pub(crate) fn new(from: R, name: &Path) -> Self {
        Self { from, name: name.to_owned(), number: 0, is_cut: false }
    }

    /// The next record; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Record>, Failure> {
        let mut line = Vec::new();
        self.number = self.number.saturating_add(1);
        read_line(&mut self.from, &self.name, &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        let record = record(&line);
        if record.is_none() && line.last() != Some(&b'\n') && self.number > 1 {
            self.is_cut = true;
            return Ok(None);
        }
        record.map(Some).ok_or_else(|| self.refusal())
    }

    fn refusal(&self) -> Failure {
        let (name, number) = (shown(&self.name), self.number);
        Failure::new(format!("{name}: line {number} is no record as `scan -f ndjson` writes it"))
            .with_hint("write the records of a scan with: gorigin scan -f ndjson PATH -o SCAN")
    }
}

/// Puts the next line of the file called `name` into `line`, with its end; at the end of the file nothing.
pub(crate) fn read_line(
    from: &mut impl BufRead,
    name: &Path,
    line: &mut Vec<u8>,
) -> Result<(), Failure> {
    line.clear();
    let read = from.by_ref().take(LONGEST).read_until(b'\n', line);
    read.map(drop).map_err(|error| Failure::at(name, &error))
}

/// The record on a line; `None` where it is none.
pub(crate) fn record(line: &[u8]) -> Option<Record> {
    serde_json::from_slice::<Record>(line).ok().filter(|it| it.schema == RECORD_SCHEMA)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(usize, bool), Failure> {
        let mut lines = Lines::new(text.as_bytes(), Path::new("s"));
        let mut count = 0;
        while lines.next()?.is_some() {
            count += 1;
        }
        Ok((count, lines.is_cut))
    }

    #[test]
    fn whole_lines_count() {
        let line = format!("{{\"schema\":\"{RECORD_SCHEMA}\",\"path\":\"a\"}}");
        for (text, want) in [
            (String::new(), (0, false)),
            (format!("{line}\n"), (1, false)),
            (format!("{line}\n{line}"), (2, false)),
            (format!("{line}\n{line}\n{}", &line[..20]), (2, true)),
        ] {
            assert_eq!(read(&text).unwrap(), want, "{text}");
        }
        for text in ["x", "{}", "{\"schema\":\"gorigin.report/1\"}\n", "\n", "\u{7f}ELF"] {
            let message = read(text).unwrap_err().message;
            assert!(message.starts_with("s: line 1 is no record"), "{text}: {message}");
        }
        let message = read(&format!("{line}\nx\n{line}\n")).unwrap_err().message;
        assert!(message.starts_with("s: line 2 is no record"), "{message}");
    }
}
