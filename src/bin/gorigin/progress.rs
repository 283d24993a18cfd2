//! A line on the terminal that shows that a long scan is still running. The only user of indicatif.

use std::time::{Duration, Instant};

use gorigin::report::Summary;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::render::counted;

/// Shorter scans show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// The time between two changes of the line.
const STEP: Duration = Duration::from_millis(100);

/// Whether there is a progress line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum When {
    /// On a terminal, if the scan takes more than a second.
    #[default]
    Auto,
    /// Not at all.
    Never,
}

/// The progress line, if there is one.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    shown: bool,
    next: Instant,
}

impl Progress {
    /// A line that appears when the scan has taken a while, or none.
    pub(crate) fn new(is_wanted: bool) -> Self {
        let bar = is_wanted.then(ProgressBar::hidden);
        Self { bar, shown: false, next: later(PATIENCE) }
    }

    /// Shows how far the scan has come.
    pub(crate) fn show(&mut self, summary: &Summary) {
        let Some(bar) = &self.bar else { return };
        let now = Instant::now();
        if now < self.next {
            return;
        }
        self.next = later(STEP);
        if !self.shown {
            self.shown = true;
            bar.set_draw_target(ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style);
            }
        }
        let (files, go) = (counted(summary.files, "file"), counted(summary.go, "Go program"));
        bar.set_message(format!("{files}, {go}"));
        bar.tick();
    }

    /// Removes the line for good.
    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Removes the line while `write` writes to the terminal.
    pub(crate) fn aside<R>(&self, write: impl FnOnce() -> R) -> R {
        match &self.bar {
            Some(bar) if self.shown => bar.suspend(write),
            _ => write(),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

fn later(wait: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(wait).unwrap_or(now)
}
