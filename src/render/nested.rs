//! A part of a larger JSON document.

use std::io;

use serde::Serialize;

use crate::report::json::write_pretty;

/// Writes `value` indented as a part of something else: every line but the first by `indent`. A
/// line feed in the JSON is never part of a string, where it is escaped.
pub(super) fn write_nested(
    to: &mut dyn io::Write,
    indent: &str,
    value: &impl Serialize,
) -> io::Result<()> {
    let mut text = Vec::new();
    write_pretty(&mut text, value)?;
    let mut separator = "";
    for line in text.trim_ascii_end().split(|&byte| byte == b'\n') {
        to.write_all(separator.as_bytes())?;
        if !separator.is_empty() {
            to.write_all(indent.as_bytes())?;
        }
        to.write_all(line)?;
        separator = "\n";
    }
    Ok(())
}

/// Writes the members of a list one by one, as they come.
#[derive(Clone, Debug)]
pub(super) struct List {
    indent: &'static str,
    is_first: bool,
}

impl List {
    /// A list whose members are indented so.
    pub(super) fn new(indent: &'static str) -> Self {
        Self { indent, is_first: true }
    }

    /// Writes one member.
    pub(super) fn write(
        &mut self,
        to: &mut dyn io::Write,
        member: &impl Serialize,
    ) -> io::Result<()> {
        self.separate(to)?;
        write_nested(to, self.indent, member)
    }

    /// Writes one member that is JSON already, indented but for its first line.
    pub(super) fn write_json(&mut self, to: &mut dyn io::Write, member: &[u8]) -> io::Result<()> {
        self.separate(to)?;
        to.write_all(member)
    }

    fn separate(&mut self, to: &mut dyn io::Write) -> io::Result<()> {
        let comma = if self.is_first { "" } else { "," };
        self.is_first = false;
        write!(to, "{comma}\n{}", self.indent)
    }

    /// Writes what is between the last member and the end of the list.
    pub(super) fn end(&self, to: &mut dyn io::Write) -> io::Result<()> {
        let indent = self.indent.get(2..).unwrap_or_default();
        if self.is_first { Ok(()) } else { write!(to, "\n{indent}") }
    }
}
