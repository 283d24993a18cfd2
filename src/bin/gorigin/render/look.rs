//! The look of text at its destination. The only user of anstyle.

use anstyle::{AnsiColor, Style};
use gorigin::finding::Severity;

/// The look of text at its destination.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// Whether there is colour.
    pub(crate) color: bool,
    /// The width of the terminal; `None` where it is not a terminal.
    pub(crate) width: Option<u16>,
}

/// The meaning of a piece of text, which decides its colour. The words state the meaning too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Plain,
    Heading,
    Aside,
    Good,
    Odd,
    Bad,
}

impl Look {
    /// `text` in the colour of its meaning, if there is colour.
    pub(crate) fn paint(self, meaning: Meaning, text: &str) -> String {
        let style = match meaning {
            _ if !self.color => Style::new(),
            Meaning::Plain => Style::new(),
            Meaning::Heading => Style::new().bold(),
            Meaning::Aside => Style::new().dimmed(),
            Meaning::Good => AnsiColor::Green.on_default(),
            Meaning::Odd => AnsiColor::Yellow.on_default(),
            Meaning::Bad => AnsiColor::Red.on_default().bold(),
        };
        format!("{style}{text}{style:#}")
    }
}

impl From<Severity> for Meaning {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Bad,
            Severity::Warning => Self::Odd,
            Severity::Note => Self::Plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_color_there_are_no_escape_sequences() {
        let plain = Look { color: false, width: None };
        assert_eq!(plain.paint(Meaning::Bad, "error"), "error");
        let colored = Look { color: true, width: None };
        assert_eq!(colored.paint(Meaning::Good, "ok"), "\x1b[32mok\x1b[0m");
        assert_eq!(colored.paint(Meaning::Plain, "ok"), "ok");
    }
}
