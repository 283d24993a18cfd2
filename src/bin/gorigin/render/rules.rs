//! The rules: all of them as a table, one of them as a page, or as JSON.

use std::io::{self, Write};

use gorigin::finding::{Rule, Severity};
use serde::Serialize;

use super::grid::{Column, Grid};
use super::look::{Look, Meaning};
use super::words::wrapped;

/// Writes one line for each rule.
pub(crate) fn table(to: &mut dyn Write, rules: &[Rule], look: Look) -> io::Result<()> {
    let mut grid =
        Grid::new(look, ["rule", "severity", "meaning"].map(|name| Column { name, comfort: 8 }));
    for rule in rules {
        grid.add_row([
            (Meaning::Plain, rule.name),
            (rule.severity.into(), &rule.severity.to_string()),
            (Meaning::Plain, rule.meaning),
        ]);
    }
    grid.write(to)
}

/// Writes everything about one rule.
pub(crate) fn page(to: &mut dyn Write, rule: &Rule, look: Look) -> io::Result<()> {
    let name = look.paint(Meaning::Heading, rule.name);
    let severity = look.paint(rule.severity.into(), &rule.severity.to_string());
    writeln!(to, "{name}  {severity}")?;
    for (title, text) in
        [("What it means", rule.meaning), ("Why it matters", rule.why), ("What to do", rule.fix)]
    {
        writeln!(to, "\n{}", look.paint(Meaning::Heading, title))?;
        let width = usize::from(look.width.unwrap_or(80)).clamp(40, 100);
        for line in wrapped(text, width.saturating_sub(2)) {
            writeln!(to, "  {line}")?;
        }
    }
    Ok(())
}

/// A rule in JSON.
#[derive(Serialize)]
pub(crate) struct RuleRecord {
    name: &'static str,
    severity: Severity,
    meaning: &'static str,
    why: &'static str,
    fix: &'static str,
}

impl From<&Rule> for RuleRecord {
    fn from(rule: &Rule) -> Self {
        let Rule { name, severity, meaning, why, fix, .. } = *rule;
        Self { name, severity, meaning, why, fix }
    }
}
