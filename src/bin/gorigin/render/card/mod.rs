//! One record as a card: every fact with the place it was read from.

mod build;
mod dwarf;
mod findings;
mod goroot;
mod headline;
mod host;
mod identity;
mod ids;
mod lines;
mod paths;
mod reasons;
mod traits;
mod verification;

use std::io::{self, Write};

use gorigin::report::{Outcome, Record};

use self::build::build;
use self::findings::finding_lines;
use self::headline::{headline, packed_fact};
use self::host::host_lines;
use self::identity::identity;
use self::lines::Lines;
use self::reasons::{damage, reason_lines};
use super::look::{Look, Meaning};
use super::renderer::Render;
use super::words::safe;

/// A card for each input that could be read.
pub(crate) struct Card {
    look: Look,
    shows: Shows,
    is_first: bool,
}

/// Which part of a record a card shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    Everything,
    Verification,
}

impl Card {
    /// Cards that look so.
    pub(crate) fn new(look: Look) -> Self {
        Self { look, shows: Shows::Everything, is_first: true }
    }

    /// Cards that look so and show only the recomputed hashes.
    pub(crate) fn of_verification(look: Look) -> Self {
        Self { look, shows: Shows::Verification, is_first: true }
    }
}

impl Render for Card {
    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()> {
        // Standard error has said why there is no card.
        if record.outcome == Outcome::Unreadable {
            return Ok(());
        }
        if !self.is_first {
            writeln!(to)?;
        }
        self.is_first = false;
        let mut lines = Lines { look: self.look, text: String::new() };
        headline(&mut lines, record);
        if self.shows == Shows::Verification {
            verification::only(&mut lines, record);
            finding_lines(&mut lines, record);
            return to.write_all(lines.text.as_bytes());
        }
        if let Some(unpacked) = &record.unpacked {
            lines.fact("packed", packed_fact(unpacked));
        }
        if let Some(debug_file) = &record.debug_file {
            lines.prose("belongs to", &safe(&debug_file.reason), Meaning::Plain);
        }
        identity(&mut lines, record);
        build(&mut lines, record);
        paths::lines(&mut lines, record);
        if let Some(host) = &record.host {
            host_lines(&mut lines, host);
        }
        damage(&mut lines, record);
        reason_lines(&mut lines, record);
        finding_lines(&mut lines, record);
        to.write_all(lines.text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{check, records, rendered};

    #[test]
    fn cards() {
        for (name, look) in [
            ("card.txt", Look { color: false, width: None }),
            ("card-80.txt", Look { color: false, width: Some(80) }),
            ("card-color.txt", Look { color: true, width: Some(120) }),
        ] {
            check(name, &rendered(&mut Card::new(look), &records()));
        }
        for (name, look) in [
            ("verify.txt", Look { color: false, width: None }),
            ("verify-80.txt", Look { color: false, width: Some(80) }),
            ("verify-color.txt", Look { color: true, width: Some(120) }),
        ] {
            check(name, &rendered(&mut Card::of_verification(look), &records()));
        }
    }
}
