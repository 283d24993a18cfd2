//! The messages of `gorigin remap` on standard error: which files are missing, and which directory
//! to name.

use gorigin::agree::{Mapping, Mappings};
use gorigin::bytes::Escaped;

/// What the messages are about: the rules for a debugger, and those that could not be written.
pub(super) struct Messages<'m> {
    pub(super) found: &'m Mappings,
    /// The rules that change a path.
    pub(super) needed: &'m [Mapping],
    /// The needed rules that the debugger's command line cannot express.
    pub(super) left_out: Vec<&'m Mapping>,
}

impl Messages<'_> {
    /// Whether some sources are not found where the rules lead, or some rule is missing.
    pub(super) fn is_incomplete(&self) -> bool {
        let is_off = |mapping: &Mapping| {
            mapping.missing > 0 && !may_be_there(mapping) || mapping.other_version.is_some()
        };
        !self.left_out.is_empty()
            || !self.found.unused.is_empty()
            || self.found.rules.iter().any(is_off)
    }

    /// All messages about the program called `name`.
    pub(super) fn text(&self, name: &str) -> String {
        let mut text = String::new();
        let rules = &self.found.rules;
        if rules.is_empty() {
            text.push_str(&format!(
                "gorigin: {name}: it names no source files: there is nothing to map\n"
            ));
        } else if self.needed.is_empty() && rules.iter().all(|it| it.reason.is_none()) {
            text.push_str("gorigin: the sources are where the program says: no rule is needed\n");
        }
        text.extend(rules.iter().map(of_rule));
        for mapping in &self.left_out {
            let folder = Escaped(&mapping.in_binary);
            let why = "a name in it cannot be written on a command line; --for vscode can";
            text.push_str(&format!("gorigin: the rule for {folder} is left out: {why}\n"));
        }
        for directory in &self.found.unused {
            let directory = Escaped(directory);
            text.push_str(&format!(
                "gorigin: {directory}: none of the program's files is below it\n\
                 hint: say what it is: --to goroot=DIR, --to modcache=DIR or --to main=DIR\n"
            ));
        }
        text
    }
}

/// Whether the files may be where the program says, since that place was not checked.
fn may_be_there(mapping: &Mapping) -> bool {
    mapping.reason.is_some() && mapping.in_binary.starts_with('/') && mapping.what == "main module"
}

/// The message about one rule.
fn of_rule(mapping: &Mapping) -> String {
    let (what, local) = (Escaped(&mapping.what), Escaped(&mapping.local));
    let there = match mapping.in_binary.as_str() {
        "" => "relative paths".to_owned(),
        folder => Escaped(folder).to_string(),
    };
    let count = mapping.looked_for;
    let files = if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    match &mapping.reason {
        Some(reason) => {
            let kind = match mapping.what.as_str() {
                "GOROOT" => "goroot",
                "module cache" => "modcache",
                _ => "main",
            };
            let hint = if may_be_there(mapping) {
                "if it is not where the program says, name the directory"
            } else {
                "name the directory"
            };
            format!(
                "gorigin: {what}: no rule for {there} ({files}): {}\n\
                 hint: {hint}: --to {kind}=DIR\n",
                Escaped(reason)
            )
        }
        None => {
            let present = count.saturating_sub(mapping.missing);
            let mut text =
                format!("gorigin: {what}: {present} of {count} files exist in {local}\n");
            if let Some(version) = &mapping.other_version {
                text.push_str(&format!(
                    "gorigin: {what}: that is {}, another Go than the program was built with: lines may \
                     differ\nhint: name the right one: --to goroot=DIR\n",
                    Escaped(version)
                ));
            }
            text
        }
    }
}
