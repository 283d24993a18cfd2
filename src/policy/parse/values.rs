//! Values that stand alone: severities, levels, rules, dates, patterns.

use super::walk::{Value, Walk, meant, perhaps, quoted};
use crate::bytes::Date;
use crate::finding::{FailOn, Level, rule, rules_near};
use crate::policy::pattern::Pattern;

/// The longest pattern in bytes.
const LONGEST: usize = 512;

/// The words for `fail-on`.
const FAIL_ON: [(&str, FailOn); 4] = [
    ("error", FailOn::Error),
    ("warning", FailOn::Warning),
    ("note", FailOn::Note),
    ("never", FailOn::Never),
];

/// What other tools call our levels.
const ALSO_CALLED: [(&str, &str); 9] = [
    ("allow", "off"),
    ("deny", "error"),
    ("high", "error"),
    ("ignore", "off"),
    ("info", "note"),
    ("low", "note"),
    ("medium", "warning"),
    ("none", "off"),
    ("warn", "warning"),
];

pub(super) fn fail_on<'t>(walk: &mut Walk<'t>, value: &Value<'t>) -> Option<FailOn> {
    let name = walk.string(value, "fail-on")?;
    let found = FAIL_ON.iter().find(|(word, _)| *word == name).map(|(_, it)| *it);
    if found.is_none() {
        let words = FAIL_ON.map(|(word, _)| word);
        let text = format!("no severity: `{}`{}", quoted(name), of_word(name, &words));
        walk.fault(value.span().start, text);
    }
    found
}

pub(super) fn level<'t>(walk: &mut Walk<'t>, value: &Value<'t>, rule: &str) -> Option<Level> {
    let name = walk.string(value, rule)?;
    let found = Level::of_name(name);
    if found.is_none() {
        let text =
            format!("no level: `{}`{}", quoted(name), of_word(name, &Level::ALL.map(Level::name)));
        walk.fault(value.span().start, text);
    }
    found
}

/// What may have been meant by a word that other tools use.
fn of_word(name: &str, words: &[&'static str]) -> String {
    match ALSO_CALLED.iter().find(|(other, ours)| *other == name && words.contains(ours)) {
        Some((_, ours)) => perhaps(ours),
        None => meant(name, words),
    }
}

/// The name of a rule that stands at `at`.
pub(super) fn rule_name(walk: &mut Walk<'_>, at: usize, name: &str) -> Option<&'static str> {
    let found = rule(name).map(|rule| rule.name);
    if found.is_none() {
        let close = match rules_near(name).first() {
            Some(close) => perhaps(close),
            None => "; `gorigin rules` lists the rules".to_owned(),
        };
        walk.fault(at, format!("unknown rule `{}`{close}", quoted(name)));
    }
    found
}

/// A day.
pub(super) fn date<'t>(walk: &mut Walk<'t>, value: &Value<'t>, name: &str) -> Option<Date> {
    let at = value.span().start;
    let Some(found) = value.get_ref().as_datetime() else {
        let is_text = value.get_ref().as_str().is_some();
        match is_text {
            true => walk.fault(at, format!("`{name}` is a date without quotes, as in 2027-01-31")),
            false => walk.wrong_type(value, name, "a date, as in 2027-01-31"),
        }
        return None;
    };
    let date = found.date.filter(|_| found.time.is_none());
    let date = date.and_then(|it| Date::new(it.year, it.month, it.day));
    if date.is_none() {
        walk.fault(at, format!("`{name}` is a date without a time, as in 2027-01-31"));
    }
    date
}

/// Patterns for paths.
pub(super) fn patterns<'t>(
    walk: &mut Walk<'t>,
    value: &Value<'t>,
    name: &str,
) -> Option<Vec<Pattern>> {
    let texts = walk.strings(value, name)?;
    if texts.is_empty() {
        walk.fault(value.span().start, format!("`{name}` names no path"));
    }
    Some(texts.into_iter().filter_map(|(at, text)| pattern(walk, at, text)).collect())
}

fn pattern(walk: &mut Walk<'_>, at: usize, text: &str) -> Option<Pattern> {
    let why = match text {
        _ if !walk.has_room(at) => return None,
        "" => "is empty".to_owned(),
        _ if text.len() > LONGEST => format!("is longer than {LONGEST} bytes"),
        _ if text.starts_with('!') => {
            "starts with !, which does not exclude here: sections go before those above them"
                .to_owned()
        }
        _ => match Pattern::parse(text) {
            Ok(pattern) => return Some(pattern),
            Err(error) => quoted(&error.to_string()),
        },
    };
    walk.fault(at, format!("the pattern `{}` {why}", quoted(text)));
    None
}
