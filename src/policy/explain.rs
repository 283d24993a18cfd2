//! A policy in words, a line each; safe to show.

use std::path::Path;

use super::file::{Ignore, PolicyFile, RuleLevel, Section};
use super::pattern::Pattern;
use super::requirement::Asked;
use super::rulings::Rulings;
use crate::bytes::Date;
use crate::bytes::Escaped;
use crate::finding::FailOn;

/// An ignore that ends within so many days is told to end soon.
const SOON: i64 = 30;

/// The whole policy in words.
pub fn explain(file: &PolicyFile, today: Date) -> Vec<String> {
    let mut lines = vec!["For every path:".to_owned()];
    lines.extend(file.fail_on.map(|it| format!("  exit with 1 on {}", fail_on(it))));
    lines.extend(parts(&file.severities, &file.requirements));
    if lines.len() == 1 {
        lines.push("  nothing is said".to_owned());
    }
    for section in &file.sections {
        lines.push(format!("For {} (line {}):", paths(&section.patterns), section.line));
        lines.extend(parts(&section.severities, &section.requirements));
    }
    if !file.ignores.is_empty() {
        lines.push("Findings that are not reported:".to_owned());
        lines.extend(file.ignores.iter().map(|it| ignore(it, today)));
    }
    lines
}

/// What the policy says of one path, given as a user types it.
pub fn explain_path(rulings: &Rulings, path: &Path, today: Date) -> Vec<String> {
    let file = rulings.file();
    let path = rulings.path_of_text(path);
    let shown = path.to_string_lossy();
    let mut lines = vec![format!("{} is judged so:", Escaped(&shown))];
    let sections: Vec<&Section> = file.sections.iter().filter(|it| it.is_for(&path)).collect();
    let mut levels: Vec<RuleLevel> = Vec::new();
    let mut asked: Vec<&Asked> = Vec::new();
    let more = sections.iter().map(|it| (&it.severities, &it.requirements));
    for (severities, requirements) in
        std::iter::once((&file.severities, &file.requirements)).chain(more)
    {
        for it in severities {
            levels.retain(|before| before.rule != it.rule);
            levels.push(*it);
        }
        for it in requirements {
            asked.retain(|before| before.key != it.key);
            asked.push(it);
        }
    }
    let fails = file.fail_on.unwrap_or_default();
    lines.push(format!("  exit with 1 on {}", fail_on(fails)));
    lines.extend(levels.iter().map(|it| format!("{} (line {})", level(it), it.line)));
    lines.extend(asked.iter().map(|it| format!("{} (line {})", requirement(it), it.line)));
    let ignores = file.ignores.iter().filter(|it| it.is_for(&path));
    lines.extend(ignores.map(|it| ignore(it, today)));
    let numbers: Vec<String> = sections.iter().map(|it| it.line.to_string()).collect();
    lines.push(match numbers.as_slice() {
        [] => "  no section is for this path".to_owned(),
        [line] => format!("  one section is for this path: line {line}"),
        lines => format!("  sections for this path, the last one wins: lines {}", lines.join(", ")),
    });
    lines
}

fn parts(levels: &[RuleLevel], asked: &[Asked]) -> Vec<String> {
    let levels = levels.iter().map(level);
    levels.chain(asked.iter().map(requirement)).collect()
}

fn level(it: &RuleLevel) -> String {
    match it.level.severity() {
        Some(severity) => format!("  findings of {} are of severity {severity}", it.rule),
        None => format!("  {} is off", it.rule),
    }
}

fn requirement(it: &Asked) -> String {
    match it.what {
        Some(_) => format!("  required: {}", it.words()),
        None => format!("  {}", it.words()),
    }
}

fn ignore(it: &Ignore, today: Date) -> String {
    let until = match it.until {
        None => "without end".to_owned(),
        Some(until) if it.is_expired(today) => {
            format!("ENDED on {until}, ignores nothing any more")
        }
        Some(until) => match today.days_to(until) {
            0 => format!("until today ({until})"),
            1 => format!("until tomorrow ({until}), ENDS SOON"),
            days if days <= SOON => format!("until {until}, ENDS SOON: in {days} days"),
            _ => format!("until {until}"),
        },
    };
    let place = match it.patterns.as_slice() {
        [] => String::new(),
        patterns => format!(" in {}", paths(patterns)),
    };
    let text = it.contains.as_ref().map(|text| format!(" with \"{}\"", Escaped(text)));
    let text = text.unwrap_or_default();
    let reason = Escaped(&it.reason);
    format!("  {}{text}{place}, {until}: {reason} (line {})", it.rule, it.line)
}

fn paths(patterns: &[Pattern]) -> String {
    patterns.iter().map(Pattern::to_string).collect::<Vec<_>>().join(", ")
}

fn fail_on(it: FailOn) -> &'static str {
    match it {
        FailOn::Error => "an error",
        FailOn::Warning => "a warning or an error",
        FailOn::Note => "any finding",
        FailOn::Never => "no finding",
    }
}
