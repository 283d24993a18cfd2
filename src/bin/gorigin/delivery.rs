//! Passes the records of a scan to the result and to standard error, and can end a scan early.

use std::io;
use std::mem::take;
use std::path::Path;

use gorigin::artifact::InputIsTarget;
use gorigin::artifact::{FileKind, Sink};
use gorigin::finding::Policy;
use gorigin::render::{Renderer, Writer};
use gorigin::report::{Record, Summary};

use crate::exit::{Failure, Unopened, exit_now};
use crate::interrupt::Interrupt;
use crate::names::shown;
use crate::output::write_failure;
use crate::plan::Destination;
use crate::progress::Progress;
use crate::render::{AnyRow, counted};
use crate::require::Asked;
use crate::talk::{Hints, say};

/// The halves of the forms that word records, in the order of the outputs.
pub(crate) type Renderers = Vec<Box<dyn Renderer<Row = AnyRow>>>;

/// The halves of the forms that write rows, in the same order.
pub(crate) type Writers = Vec<Box<dyn Writer<AnyRow>>>;

/// One record in every form, in the same order.
pub(crate) type Rows = io::Result<Vec<AnyRow>>;

/// What a record becomes on the thread that read the file.
pub(crate) struct Made {
    /// Its rows; `None` where they are made when it is its turn.
    rows: Option<Rows>,
    /// The record, if more is to be said of it.
    record: Option<Box<Record>>,
}

impl Made {
    /// With rows that were made early, of a record of which more is asked, or not.
    pub(crate) fn of(record: &mut Record, rows: Option<Rows>, is_asked: bool) -> Self {
        let is_kept = rows.is_none() || is_asked || record.error.is_some();
        Self { rows, record: is_kept.then(|| Box::new(take(record))) }
    }
}

/// One record in every form.
pub(crate) fn rows(forms: &Renderers, record: &Record) -> Rows {
    forms.iter().map(|form| form.row(record)).collect()
}

/// The destination of records: rows go to the result, complaints to standard error.
pub(crate) struct Delivery<'p> {
    to: Destination,
    forms: &'p Renderers,
    /// In the order of the outputs.
    writers: Writers,
    progress: Progress,
    policy: &'p Policy,
    unopened: Unopened,
    interrupt: Interrupt,
    so_far: Summary,
    /// What `gorigin verify` demands of every record.
    pub(crate) asked: Option<Asked>,
    hints: Hints,
    /// Whether a record would be behind one that is still to come.
    is_out_of_order: bool,
}

impl<'p> Delivery<'p> {
    /// A delivery with nothing found yet.
    pub(crate) fn new(
        mut to: Destination,
        forms: &'p Renderers,
        writers: Writers,
        policy: &'p Policy,
        unopened: Unopened,
        asked: Option<Asked>,
        interrupt: Interrupt,
    ) -> Self {
        let progress = Progress::new(to.shows_progress, to.tally.take());
        let (so_far, hints) = (Summary::default(), Hints::default());
        Self {
            to,
            forms,
            writers,
            progress,
            policy,
            unopened,
            interrupt,
            so_far,
            asked,
            hints,
            is_out_of_order: false,
        }
    }

    /// Writes the text before the first record.
    pub(crate) fn begin(&mut self) -> io::Result<()> {
        self.each(|writer, to| writer.start(to))
    }

    /// Writes the text after the last record, and closes the result.
    pub(crate) fn end(&mut self, summary: &Summary) -> io::Result<()> {
        self.progress.end();
        self.each(|writer, to| writer.finish(summary, to))?;
        for (writer, output) in self.writers.iter().zip(self.to.outputs.places()) {
            match (writer.is_nothing(), writer.keeps_older()) {
                (true, true) => output.abandon(),
                (true, false) => output.leave_out(),
                (false, _) => {}
            }
        }
        self.to.outputs.finish()?;
        for remark in self.writers.iter().filter_map(|writer| writer.remark()) {
            self.to.talk.note(&remark);
        }
        let unopened = self.to.talk.unopened(summary);
        unopened
            .filter(|_| self.unopened == Unopened::Incomplete)
            .iter()
            .for_each(|text| say(text));
        Ok(())
    }

    /// Lets every form write to its place.
    fn each(
        &mut self,
        mut write: impl FnMut(&mut dyn Writer<AnyRow>, &mut dyn io::Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut writers = self.writers.iter_mut().zip(self.to.outputs.places());
        writers.try_for_each(|(writer, output)| write(&mut **writer, output.writer()))
    }

    /// Why the file of a result may not be written that a scan met as an input.
    pub(crate) fn refusal(&self, met: &InputIsTarget) -> Option<Failure> {
        self.to.outputs.refusal(met)
    }

    /// Ends after a signal: standard output keeps what was found until then, files stay unchanged.
    fn end_by_signal(&mut self, signal: u8, so_far: &Summary) -> ! {
        self.progress.end();
        let files: Vec<_> = self.to.outputs.files().into_iter().map(shown).collect();
        let are = if files.len() == 1 { "is as it was" } else { "are as they were" };
        let names: Vec<_> = files.iter().map(ToString::to_string).collect();
        let kept = (!files.is_empty()).then(|| format!("; {} {are}", names.join(", ")));
        self.to.outputs.abandon();
        let written = self.end(so_far);
        if let Err(error) = written {
            self.to.talk.failure(&write_failure(error));
        }
        let files = counted(so_far.files, "file");
        self.to.talk.note(&format!("interrupted after {files}{}", kept.unwrap_or_default()));
        exit_now(signal)
    }

    /// Redacts a record, and says what is to be said of it.
    fn look(&mut self, mut record: Record) -> Record {
        let as_named = record.path.clone();
        if let Some(redactor) = &mut self.to.redactor {
            record = redactor.redact(record);
        }
        let as_named = Some(as_named).filter(|name| *name == record.path);
        let complaint = self.to.talk.complaint(&record, as_named.as_deref(), &mut self.hints);
        self.say(complaint);
        let missing = self.asked.as_mut().and_then(|asked| asked.look(&record));
        self.say(missing.filter(|_| self.to.talk.is_talking()));
        record
    }

    /// Writes to standard error without disturbing the progress line.
    fn say(&self, text: Option<String>) {
        if let Some(text) = text {
            self.progress.aside(|| say(&text));
        }
    }
}

impl Sink<Made> for Delivery<'_> {
    fn record(&mut self, made: Made) -> io::Result<()> {
        if self.is_out_of_order {
            return Ok(());
        }
        let record = made.record.map(|record| self.look(*record));
        let late = || record.as_ref().map(|record| rows(self.forms, record));
        let rows = made.rows.or_else(late).transpose()?.unwrap_or_default();
        let (line, is_on_terminal) = (self.progress.line(), self.to.outputs.is_on_terminal());
        let mut rows = rows.into_iter();
        let mut write =
            || self.each(|writer, to| rows.next().map_or(Ok(()), |row| writer.write(row, to)));
        if is_on_terminal { line.aside(write) } else { write() }
    }

    fn skipped(&mut self, path: &Path, kind: FileKind) {
        self.say(self.to.talk.skipped(path, kind));
    }

    fn passed_over(&mut self, path: &Path, why: &str) {
        self.say(self.to.talk.passed_over(path, why));
    }

    fn progress(&mut self, so_far: &Summary) {
        self.so_far = so_far.clone();
        self.progress.show(so_far);
    }

    /// After a signal, and when nobody reads the result, or has asked for one, and the exit code is
    /// known.
    fn wants_stop(&mut self) -> bool {
        match self.interrupt.signal() {
            None => self.progress.show(&self.so_far),
            // At once: a second signal may leave no time for it.
            Some(_) => self.progress.end(),
        }
        let gravest = self.so_far.gravest();
        let wants_stop = self.interrupt.signal().is_some()
            || self.to.outputs.is_nowhere() && self.policy.fails(gravest)
            || self.to.outputs.is_gone() && self.asked.is_none() && self.policy.is_decided(gravest);
        // What is still given then lies behind inputs that are not ready. The next run must find
        // whatever is behind the last record still to do.
        self.is_out_of_order = wants_stop && self.to.outputs.is_resumed();
        wants_stop
    }

    fn stopped(&mut self, so_far: &Summary) {
        if let Some(signal) = self.interrupt.signal() {
            self.end_by_signal(signal, so_far);
        }
    }
}
