//! One record as a card. Three lines say what the file is, whether its bytes and its host are right, and
//! what was found; then every fact with the place it was read from.

mod build;
mod dwarf;
mod findings;
mod goroot;
mod headline;
mod host;
mod identity;
mod ids;
mod image;
mod lines;
mod package;
mod paths;
mod reasons;
mod said;
mod settings;
mod traits;
mod verdict;
mod verification;
mod vulnerabilities;

use std::io::{self, Write};

use gorigin::render::{Renderer, Writer};
use gorigin::report::{Outcome, Record};

use self::build::build;
use self::findings::finding_lines;
use self::headline::{headline, packed_fact};
use self::host::host_lines;
use self::identity::identity;
use self::image::image_lines;
pub(crate) use self::lines::Places;
use self::lines::{Fact, Lines};
use self::package::package_line;
use self::reasons::{damage, reason_lines};
use self::verdict::verdict_lines;
use self::vulnerabilities::vulnerability_lines;
use super::form::Form;
use super::look::Look;
use super::words::safe;

/// Turns a record into a card.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Card {
    look: Look,
    places: Places,
    shows: Shows,
}

/// Which part of a record a card shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    Everything,
    Verification,
}

impl Card {
    /// Cards with that look.
    pub(crate) fn new(look: Look, places: Places) -> Form<Self, Cards> {
        let shows = Shows::Everything;
        Form { renderer: Self { look, places, shows }, writer: Cards::default() }
    }

    /// Cards with that look that show only the recomputed hashes.
    pub(crate) fn of_verification(look: Look, places: Places) -> Form<Self, Cards> {
        let shows = Shows::Verification;
        Form { renderer: Self { look, places, shows }, writer: Cards::default() }
    }

    fn lines(&self, record: &Record) -> Lines {
        let mut lines = Lines::new(self.look, self.places);
        headline(&mut lines, record);
        verdict_lines(&mut lines, record);
        package_line(&mut lines, record);
        match self.shows {
            Shows::Everything => everything(&mut lines, record),
            Shows::Verification => verification::only(&mut lines, record),
        }
        vulnerability_lines(&mut lines, record);
        finding_lines(&mut lines, record);
        lines
    }
}

fn everything(lines: &mut Lines, record: &Record) {
    if let Some(image) = &record.image {
        image_lines(lines, image);
    }
    if let Some(unpacked) = &record.unpacked {
        lines.fact("packed", packed_fact(unpacked));
    }
    if let Some(debug_file) = &record.debug_file {
        lines.fact("belongs to", Fact::words(safe(&debug_file.reason)));
    }
    identity(lines, record);
    build(lines, record);
    paths::lines(lines, record);
    if let Some(host) = record.host.as_ref() {
        host_lines(lines, record, host);
    }
    damage(lines, record);
    reason_lines(lines, record);
}

impl Renderer for Card {
    /// `None` for an input that could not be read: standard error says why.
    type Row = Option<String>;

    fn row(&self, record: &Record) -> io::Result<Option<String>> {
        let is_readable = record.outcome != Outcome::Unreadable;
        Ok(is_readable.then(|| self.lines(record).into_text()))
    }
}

/// Cards one below the other.
#[derive(Debug, Default)]
pub(crate) struct Cards {
    has_some: bool,
}

impl Writer<Option<String>> for Cards {
    fn write(&mut self, card: Option<String>, to: &mut dyn Write) -> io::Result<()> {
        let Some(card) = card else { return Ok(()) };
        if self.has_some {
            writeln!(to)?;
        }
        self.has_some = true;
        to.write_all(card.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::records::{check, records};
    use crate::render::samples::rendered;

    #[test]
    fn cards() {
        let every = records::<Record>();
        for (name, width, color, places) in [
            ("card.txt", None, false, Places::First),
            ("card-80.txt", Some(80), false, Places::First),
            ("card-color.txt", Some(120), true, Places::First),
            ("card-all.txt", Some(120), false, Places::All),
        ] {
            check(name, &rendered(Card::new(Look { color, width }, places), &every));
        }
        for (name, width, color) in [
            ("verify.txt", None, false),
            ("verify-80.txt", Some(80), false),
            ("verify-color.txt", Some(120), true),
        ] {
            let look = Look { color, width };
            check(name, &rendered(Card::of_verification(look, Places::First), &every));
        }
    }
}
