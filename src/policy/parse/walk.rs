//! A walk through the tables of a policy, which gathers faults with their places.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::bytes::{Escaped, near};
use crate::policy::problem::{Position, Problem};

/// A value with its place.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// The most faults that are told.
const MOST: usize = 20;
/// The most patterns in a policy: each takes memory and time.
const MOST_PATTERNS: usize = 1000;
/// The longest text that a message quotes, in characters.
const QUOTED: usize = 60;

/// What other tools call our keys.
const ALSO_CALLED: [(&str, &str); 22] = [
    ("comment", "reason"),
    ("deny", "severity"),
    ("expires", "until"),
    ("expiration", "until"),
    ("expiry", "until"),
    ("fail_on", "fail-on"),
    ("files", "match"),
    ("glob", "match"),
    ("go", "min-go"),
    ("goroots", "goroot"),
    ("hosts", "module-hosts"),
    ("id", "rule"),
    ("levels", "severity"),
    ("lint", "severity"),
    ("modules", "module-hosts"),
    ("overrides", "path"),
    ("per-file-ignores", "ignore"),
    ("requirements", "require"),
    ("rules", "severity"),
    ("settings", "forbid-settings"),
    ("paths", "path"),
    ("path", "match"),
];

/// A walk through the tables of a policy.
pub(super) struct Walk<'t> {
    text: &'t str,
    /// Where each line starts.
    lines: Vec<usize>,
    faults: Vec<(usize, String)>,
    /// How many faults there are beyond those that are told.
    more: usize,
    patterns: usize,
}

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = ends.map(|(at, _)| at.saturating_add(1));
        let lines = std::iter::once(0).chain(starts).collect();
        Self { text, lines, faults: Vec::new(), more: 0, patterns: 0 }
    }

    /// Notes a fault at that byte of the text.
    pub(super) fn fault(&mut self, at: usize, message: impl Into<String>) {
        match self.faults.len() < MOST {
            true => self.faults.push((at, message.into())),
            false => self.more = self.more.saturating_add(1),
        }
    }

    /// All faults, in the order of the text.
    pub(super) fn faults(&self) -> Vec<Problem> {
        let problem = |(at, message): &(usize, String)| Problem {
            at: self.position(*at),
            message: message.clone(),
        };
        let mut faults: Vec<Problem> = self.faults.iter().map(problem).collect();
        faults.sort();
        if let Some(last) = faults.last().filter(|_| self.more > 0) {
            let message = format!("and {} more faults", self.more);
            faults.push(Problem { at: last.at, message });
        }
        faults
    }

    /// The line of a byte.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at)
    }

    fn position(&self, at: usize) -> Position {
        let line = self.line(at);
        let start = line.checked_sub(1).and_then(|line| self.lines.get(line)).copied();
        let before = self.text.as_bytes().get(start.unwrap_or_default()..at).unwrap_or_default();
        let column = String::from_utf8_lossy(before).chars().count().saturating_add(1);
        Position { line, column }
    }

    /// Whether there is room for one more pattern; notes a fault where there is not.
    pub(super) fn has_room(&mut self, at: usize) -> bool {
        self.patterns = self.patterns.saturating_add(1);
        if self.patterns == MOST_PATTERNS.saturating_add(1) {
            self.fault(at, format!("more than {MOST_PATTERNS} patterns"));
        }
        self.patterns <= MOST_PATTERNS
    }

    /// A key that there is not, in the table of that name.
    pub(super) fn unknown_key(
        &mut self,
        key: &Spanned<DeString<'_>>,
        table: &str,
        keys: &[&'static str],
    ) {
        let name = key.get_ref().as_ref();
        let place = if table.is_empty() { String::new() } else { format!(" in {table}") };
        let message = format!("unknown key `{}`{place}{}", quoted(name), meant(name, keys));
        self.fault(key.span().start, message);
    }

    /// The table in a value.
    pub(super) fn table<'v>(
        &mut self,
        value: &'v Value<'t>,
        name: &str,
    ) -> Option<&'v DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, name, "a table");
        }
        table
    }

    /// The tables in an array of tables.
    pub(super) fn tables<'v>(
        &mut self,
        value: &'v Value<'t>,
        name: &str,
        such_as: &str,
    ) -> Vec<(usize, &'v DeTable<'t>)> {
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(value, name, &format!("an array of tables: {such_as}"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for it in array.iter() {
            match it.get_ref().as_table() {
                Some(table) => tables.push((it.span().start, table)),
                None => self.wrong_type(it, name, &format!("an array of tables: {such_as}")),
            }
        }
        tables
    }

    /// The text in a value.
    pub(super) fn string<'v>(&mut self, value: &'v Value<'t>, name: &str) -> Option<&'v str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(value, name, "a string");
        }
        text
    }

    /// The texts in a value: an array of them, or a single one.
    pub(super) fn strings<'v>(
        &mut self,
        value: &'v Value<'t>,
        name: &str,
    ) -> Option<Vec<(usize, &'v str)>> {
        let one = |it: &'v Value<'t>| Some((it.span().start, it.get_ref().as_str()?));
        let all = match value.get_ref().as_array() {
            Some(array) => array.iter().map(one).collect(),
            None => one(value).map(|it| vec![it]),
        };
        if all.is_none() {
            self.wrong_type(value, name, "a string or an array of strings");
        }
        all
    }

    /// A value of another type than is needed.
    pub(super) fn wrong_type(&mut self, value: &Value<'_>, name: &str, needed: &str) {
        let got = value.get_ref().type_str();
        let article = if got.starts_with(['a', 'i']) { "an" } else { "a" };
        let message = format!("`{name}` is {needed}, not {article} {got}");
        self.fault(value.span().start, message);
    }
}

/// The start of a text, safe to show.
pub(super) fn quoted(text: &str) -> String {
    let start: Cow<'_, str> = match text.char_indices().nth(QUOTED) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()).into(),
        None => text.into(),
    };
    Escaped(&start).to_string()
}

/// What may have been meant, as the end of a message.
pub(super) fn meant(name: &str, names: &[&'static str]) -> String {
    let also = ALSO_CALLED.iter().filter(|(other, ours)| *other == name && names.contains(ours));
    let also = also.map(|(_, ours)| *ours).next();
    match also.or_else(|| near(name, names.iter().copied()).first().copied()) {
        Some(ours) => perhaps(ours),
        None => format!("; there are {}", names.join(", ")),
    }
}

/// The one that may have been meant, as the end of a message.
pub(super) fn perhaps(ours: &str) -> String {
    format!("; did you mean `{ours}`?")
}

/// A message of the crate, on one line and safe to show.
pub(super) fn of_toml(message: &str) -> String {
    let lines: Vec<&str> = message.lines().map(str::trim).collect();
    format!("not TOML: {}", Escaped(&lines.join(", ")))
}
