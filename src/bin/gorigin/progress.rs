//! A line on the terminal that shows how far a long scan has come.

use std::io::{self, Write};
use std::iter::Cycle;
use std::str::Chars;
use std::time::{Duration, Instant};

use gorigin::report::Summary;

use crate::output::stderr_width;
use crate::render::{counted, grouped};
use crate::tally::{Tally, Total};

/// Shorter scans show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// The time between two changes of the line.
const STEP: Duration = Duration::from_millis(100);

/// What turns in front of the text while the scan goes on.
const TURNS: &str = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

/// Whether there is a progress line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum When {
    /// On a terminal, if the scan takes more than a second; not where CI is set.
    #[default]
    Auto,
    /// Not at all.
    Never,
}

/// The progress line, if there is one.
pub(crate) struct Progress {
    is_wanted: bool,
    tally: Option<Tally>,
    line: Line,
    turns: Cycle<Chars<'static>>,
    begin: Instant,
    next: Instant,
}

impl Progress {
    /// A line that appears when the scan has taken a while, or none. `tally` counts the inputs.
    pub(crate) fn new(is_wanted: bool, tally: Option<Tally>) -> Self {
        let (line, turns) = (Line::default(), TURNS.chars().cycle());
        Self { is_wanted, tally, line, turns, begin: Instant::now(), next: later(PATIENCE) }
    }

    /// Shows how far the scan has come.
    pub(crate) fn show(&mut self, summary: &Summary) {
        if !self.is_wanted || Instant::now() < self.next {
            return;
        }
        self.next = later(STEP);
        let total = self.tally.as_mut().map(Tally::total);
        let text = text(summary, total, self.begin.elapsed());
        let turn = self.turns.next().map(|turn| format!("{turn} "));
        self.line.change(&format!("{}{text}", turn.unwrap_or_default()));
    }

    /// Removes the line for good.
    pub(crate) fn end(&mut self) {
        self.is_wanted = false;
        self.line.replace("");
        self.line = Line::default();
    }

    /// Removes the line while `write` writes to the terminal.
    pub(crate) fn aside<R>(&self, write: impl FnOnce() -> R) -> R {
        self.line.aside(write)
    }

    /// The line that is on the terminal now, if there is one.
    pub(crate) fn line(&self) -> Line {
        self.line.clone()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

/// A line on the terminal: its text, which is empty where there is none. The cursor stays at its beginning:
/// behind it, the terminal's own `^C` would move what is removed then.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line(String);

impl Line {
    /// Writes another text in its place.
    fn change(&mut self, text: &str) {
        let most = usize::from(stderr_width()).saturating_sub(1);
        let text: String = text.chars().take(most).collect();
        self.replace(&text);
        self.0 = text;
    }

    /// Removes the line while `write` writes to the terminal.
    pub(crate) fn aside<R>(&self, write: impl FnOnce() -> R) -> R {
        self.replace("");
        let written = write();
        Self::default().replace(&self.0);
        written
    }

    /// Writes `text` over the line, with spaces over what is left of it.
    fn replace(&self, text: &str) {
        let [before, now] = [&self.0, text].map(|it| it.chars().count());
        if before.max(now) > 0 {
            let rest = before.saturating_sub(now);
            let _ = io::stderr().write_all(format!("\r{text}{:rest$}\r", "").as_bytes());
        }
    }
}

/// How far the scan has come after that time, and when it will end.
fn text(summary: &Summary, total: Option<Total>, elapsed: Duration) -> String {
    let done = summary.files.saturating_sub(summary.inside);
    // Files can be added while the scan runs.
    let total = total.filter(|total| total.count >= done && total.count > 0);
    let mut text = match total {
        Some(Total { count, is_whole: true }) => {
            format!("{} of {}", grouped(done), counted(count, "file"))
        }
        Some(Total { count, .. }) => {
            format!("{} of {} or more files", grouped(done), grouped(count))
        }
        None => counted(done, "file"),
    };
    if summary.inside > 0 {
        text.push_str(&format!(", {} inside containers", grouped(summary.inside)));
    }
    text.push_str(&format!(", {}", counted(summary.go, "Go program")));
    let millis = elapsed.as_millis().max(1);
    let rate = u128::from(summary.files).saturating_mul(1000).checked_div(millis);
    let rate = rate.and_then(|rate| u64::try_from(rate).ok()).filter(|&rate| rate > 0);
    text.extend(rate.map(|rate| format!(", {}/s", grouped(rate))));
    if let Some(Total { count, .. }) = total.filter(|total| total.is_whole) {
        let left = u128::from(count.saturating_sub(done)).saturating_mul(millis);
        let left = left.checked_div(u128::from(done).saturating_mul(1000));
        let left = left.and_then(|left| u64::try_from(left).ok());
        text.extend(left.map(|left| format!(", {} left", duration(left))));
    }
    text
}

/// A number of seconds for reading.
fn duration(seconds: u64) -> String {
    let part = |unit: u64| (seconds.checked_div(unit), seconds.checked_rem(unit));
    let two = |unit: u64, name: &str, less: u64, other: &str| {
        let (whole, rest) = part(unit);
        let rest = rest.and_then(|rest| rest.checked_div(less)).unwrap_or_default();
        format!("{} {name} {rest} {other}", grouped(whole.unwrap_or_default()))
    };
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => two(60, "min", 1, "s"),
        _ => two(3600, "h", 60, "min"),
    }
}

fn later(wait: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(wait).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_it_is_and_how_long_it_takes() {
        let summary = |files, inside| Summary { files, inside, go: 7, ..Summary::default() };
        let total = |count, is_whole| Some(Total { count, is_whole });
        let elapsed = Duration::from_secs(10);
        for (summary, total, want) in [
            (summary(1000, 0), None, "1,000 files, 7 Go programs, 100/s"),
            (
                summary(1000, 0),
                total(5000, false),
                "1,000 of 5,000 or more files, 7 Go programs, 100/s",
            ),
            (
                summary(1000, 0),
                total(5000, true),
                "1,000 of 5,000 files, 7 Go programs, 100/s, 40 s left",
            ),
            (
                summary(3010, 3000),
                total(5000, true),
                "10 of 5,000 files, 3,000 inside containers, 7 Go programs, 301/s, 1 h 23 min left",
            ),
            (summary(1000, 0), total(900, true), "1,000 files, 7 Go programs, 100/s"),
            (summary(0, 0), total(2, true), "0 of 2 files, 7 Go programs"),
        ] {
            assert_eq!(text(&summary, total, elapsed), want);
        }
        assert_eq!([59, 60, 3599].map(duration), ["59 s", "1 min 0 s", "59 min 59 s"]);
    }
}
