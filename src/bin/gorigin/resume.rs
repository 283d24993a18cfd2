//! The file of records that `--resume` goes on with. It is the one result that grows in place, a whole line at a
//! time, so that a run that is killed leaves what it found; the next run drops a cut last line, and the
//! records of the last input, which may miss some.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use gorigin::artifact::{Done, FileId};
use gorigin::report::{RECORD_SCHEMA, Summary};

use crate::exit::Failure;
use crate::lines::{read_line, record};
use crate::names::shown;

/// A file of records, and what stands in it.
pub(crate) struct Resumed {
    name: PathBuf,
    /// The file, locked; `None` where there is none yet.
    file: Option<File>,
    /// How many bytes of it stay.
    kept: u64,
    /// The inputs that need no second look.
    pub(crate) done: Done,
    /// Their records in numbers.
    pub(crate) before: Summary,
}

impl Resumed {
    /// Reads what is in the file at `name`, and changes nothing yet. There may be none.
    pub(crate) fn open(name: &Path) -> Result<Self, Failure> {
        let fail = |error: &io::Error| Failure::at(name, error);
        let (done, before) = (Done::default(), Summary::default());
        let mut it = Self { name: name.to_owned(), file: None, kept: 0, done, before };
        let file = match OpenOptions::new().read(true).write(true).open(name) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(it),
            file => file.map_err(|error| fail(&error))?,
        };
        if !file.metadata().map_err(|error| fail(&error))?.is_file() {
            return Err(Failure::new(format!("{}: is not a file that can grow", shown(name))));
        }
        lock(&file, name)?;
        it.read(BufReader::new(&file))?;
        it.file = Some(file);
        Ok(it)
    }

    /// Takes every whole line as a record. Anything else but a cut last line is refused: the file is
    /// of something else.
    fn read(&mut self, mut lines: impl BufRead) -> Result<(), Failure> {
        let (mut at, mut number, mut with_last) = (0_u64, 0_u64, Summary::default());
        let mut line = Vec::new();
        loop {
            number = number.saturating_add(1);
            read_line(&mut lines, &self.name, &mut line)?;
            if line.last() != Some(&b'\n') {
                return if begins_a_record(&line) { Ok(()) } else { Err(self.refusal(number)) };
            }
            let record = record(&line).filter(|it| !it.redacted);
            let record = record.ok_or_else(|| self.refusal(number))?;
            if self.done.add(&record) {
                (self.kept, self.before) = (at, with_last.clone());
            }
            with_last.add(&record);
            at = at.saturating_add(u64::try_from(line.len()).unwrap_or(u64::MAX));
        }
    }

    fn refusal(&self, line: u64) -> Failure {
        let name = shown(&self.name);
        Failure::new(format!("{name}: line {line} is not a record as `scan -f ndjson` writes it"))
            .with_hint(
                "--resume takes a file that an earlier scan wrote, unredacted, or none at all",
            )
    }

    /// Makes the file, or cuts it to what stays.
    pub(crate) fn create(&mut self) -> Result<(), Failure> {
        let fail = |error: io::Error| Failure::at(&self.name, &error);
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let file = OpenOptions::new().write(true).create_new(true).open(&self.name);
                let file = file.map_err(fail)?;
                lock(&file, &self.name)?;
                none.insert(file)
            }
        };
        file.set_len(self.kept).map_err(fail)?;
        file.seek(SeekFrom::Start(self.kept)).map_err(fail)?;
        Ok(())
    }

    /// Its identity, once it is there.
    pub(crate) fn id(&self) -> Option<FileId> {
        let file = self.file.as_ref()?;
        FileId::of(&self.name, &file.metadata().ok()?).ok()
    }

    /// Puts what was written on the disk.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.file.as_ref().map_or(Ok(()), File::sync_all)
    }
}

impl Write for Resumed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Not gathered: what is written is there if the process is killed.
        self.file.as_ref().map_or(Ok(bytes.len()), |mut file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether a line without an end can be the start of a record, or is empty.
fn begins_a_record(line: &[u8]) -> bool {
    let start = format!("{{\"schema\":\"{RECORD_SCHEMA}\"");
    let both = line.len().min(start.len());
    line.get(..both) == start.as_bytes().get(..both)
}

/// Keeps other runs off the file until this process ends. Where the file system has no locks, it
/// goes without.
#[cfg(unix)]
fn lock(file: &File, name: &Path) -> Result<(), Failure> {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Err(Errno::WOULDBLOCK) => {
            Err(Failure::new(format!("{}: another run appends to it", shown(name))))
        }
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn lock(_: &File, _: &Path) -> Result<(), Failure> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Resumed, Failure> {
        let (done, before) = (Done::default(), Summary::default());
        let mut it = Resumed { name: "r".into(), file: None, kept: 0, done, before };
        it.read(text.as_bytes()).map(|()| it)
    }

    #[test]
    fn what_stays_is_whole() {
        let line = |path: &str| format!("{{\"schema\":\"{RECORD_SCHEMA}\",\"path\":\"{path}\"}}\n");
        let (a, b) = (line("a"), line("b"));
        for (text, kept) in [
            (String::new(), 0),
            (a.clone(), 0),
            (format!("{a}{b}"), a.len()),
            (format!("{a}{b}{b}"), a.len()),
            (format!("{a}{b}{{\"sch"), a.len()),
            (format!("{a}{b}{}", &a[..a.len() - 1]), a.len()),
            ("{".to_owned(), 0),
        ] {
            let it = read(&text).unwrap();
            assert_eq!(it.kept, u64::try_from(kept).unwrap(), "{text}");
            assert_eq!(it.before.not_go, u64::from(kept > 0), "{text}");
        }
    }

    #[test]
    fn other_files_are_refused() {
        let other = "{\"schema\":\"gorigin.report/1\"}\n";
        let redacted = format!("{{\"schema\":\"{RECORD_SCHEMA}\",\"redacted\":true}}\n");
        for text in
            ["x", "\u{7f}ELF", "\n", "{}\n", "[]\n", other, "{\"schema\":\"gorigin.rex", &redacted]
        {
            let failure = read(text).err().unwrap();
            assert!(failure.message.contains("line 1 is not a record"), "{text}");
        }
    }
}
