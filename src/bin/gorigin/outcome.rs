//! Where the records of a scan go, and how it ends before its time.

use std::io;
use std::path::Path;

use gorigin::artifact::{FileKind, Sink};
use gorigin::bytes::Text;
use gorigin::report::{Record, Redactor, Summary};

use crate::exit::exit_now;
use crate::interrupt::Interrupt;
use crate::output::{Output, write_failure};
use crate::policy::Policy;
use crate::progress::Progress;
use crate::render::{self, Render};
use crate::require::Asked;
use crate::talk::{Hints, Talk, say};

/// Where the records go: the result to its renderer, complaints to standard error.
pub(crate) struct Outcome<'t> {
    pub(crate) output: Output,
    pub(crate) renderer: Box<dyn Render>,
    talk: &'t Talk,
    progress: Progress,
    redactor: Option<Redactor>,
    policy: &'t Policy,
    pub(crate) interrupt: Interrupt,
    so_far: Summary,
    /// What `gorigin verify` asks of every record.
    pub(crate) asked: Option<Asked>,
    hints: Hints,
}

impl<'t> Outcome<'t> {
    /// Nothing has been found yet.
    pub(crate) fn new(
        output: Output,
        renderer: Box<dyn Render>,
        talk: &'t Talk,
        progress: Progress,
        redactor: Option<Redactor>,
        policy: &'t Policy,
    ) -> Self {
        let (interrupt, so_far) = (Interrupt::default(), Summary::default());
        let hints = Hints::default();
        let asked = None;
        Self { output, renderer, talk, progress, redactor, policy, interrupt, so_far, asked, hints }
    }

    /// Ends the result as well as it can be ended.
    pub(crate) fn end(&mut self, summary: &Summary) -> io::Result<()> {
        self.progress.end();
        self.renderer.finish(self.output.writer(), summary)?;
        self.output.finish()?;
        let unopened = self.talk.unopened(summary).filter(|_| !self.policy.ignores_unopened());
        unopened.iter().for_each(|text| say(text));
        Ok(())
    }

    /// Ends after a signal: standard output has what was found until then, a file stays as it was.
    fn end_by_signal(&mut self, signal: u8, so_far: &Summary) -> ! {
        self.progress.end();
        let kept = self.output.file().map(|file| {
            let file = Text::from(file.as_os_str().as_encoded_bytes());
            format!("; {file} is as it was")
        });
        let written = match kept {
            Some(_) => {
                self.output.abandon();
                Ok(())
            }
            None => self.end(so_far),
        };
        if let Err(error) = written {
            self.talk.failure(&write_failure(error));
        }
        let files = render::counted(so_far.files, "file");
        self.talk.note(&format!("interrupted after {files}{}", kept.unwrap_or_default()));
        exit_now(signal)
    }
}

impl Sink for Outcome<'_> {
    fn record(&mut self, mut record: Record) -> io::Result<()> {
        let as_named = record.path.clone();
        if let Some(redactor) = &mut self.redactor {
            record = redactor.redact(record);
        }
        let as_named = Some(as_named).filter(|name| *name == record.path);
        if let Some(complaint) = self.talk.complaint(&record, as_named.as_deref(), &mut self.hints)
        {
            self.progress.aside(|| say(&complaint));
        }
        let missing = self.asked.as_mut().and_then(|asked| asked.look(&record));
        if let Some(text) = missing.filter(|_| self.talk.is_talking()) {
            self.progress.aside(|| say(&text));
        }
        self.renderer.record(self.output.writer(), &record)
    }

    fn skipped(&mut self, path: &Path, kind: FileKind) {
        if let Some(text) = self.talk.skipped(path, kind) {
            self.progress.aside(|| say(&text));
        }
    }

    fn passed_over(&mut self, path: &Path, why: &str) {
        if let Some(text) = self.talk.passed_over(path, why) {
            self.progress.aside(|| say(&text));
        }
    }

    fn progress(&mut self, so_far: &Summary) {
        self.so_far = so_far.clone();
        self.progress.show(so_far);
    }

    /// By a signal; or if nobody reads the result any more, once it is known how the command ends.
    fn wants_stop(&mut self) -> bool {
        self.interrupt.signal().is_some()
            || self.output.is_gone() && self.asked.is_none() && self.policy.is_decided(&self.so_far)
    }

    fn stopped(&mut self, so_far: &Summary) {
        if let Some(signal) = self.interrupt.signal() {
            self.end_by_signal(signal, so_far);
        }
    }
}
