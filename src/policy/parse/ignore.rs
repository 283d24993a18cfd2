//! Findings that are not reported.

use toml::de::DeTable;

use super::values::{date, patterns, rule_name};
use super::walk::{Value, Walk};
use crate::finding::is_about_hosts;
use crate::policy::file::Ignore;

/// The keys of an ignore.
const KEYS: [&str; 5] = ["rule", "path", "contains", "reason", "until"];
const SUCH_AS: &str = "{ rule = \"not-trimmed\", reason = \"…\" }";

pub(super) fn ignores<'t>(walk: &mut Walk<'t>, value: &Value<'t>) -> Vec<Ignore> {
    let tables = walk.tables(value, "ignore", SUCH_AS);
    let mut all: Vec<Ignore> =
        tables.into_iter().filter_map(|(at, table)| ignore(walk, at, table)).collect();
    all.sort_by_key(|it| it.line);
    all
}

fn ignore<'t>(walk: &mut Walk<'t>, at: usize, table: &DeTable<'t>) -> Option<Ignore> {
    let (mut rule, mut reason) = (None, None);
    let (mut has_rule, mut has_reason) = (false, false);
    let (mut paths, mut contains, mut until) = (Vec::new(), None, None);
    for (key, value) in table.iter() {
        let start = value.span().start;
        match key.get_ref().as_ref() {
            "rule" => {
                has_rule = true;
                rule = walk.string(value, "rule").and_then(|name| rule_name(walk, start, name));
                if let Some(rule) = rule.filter(|rule| is_about_hosts(rule)) {
                    let text = format!("`{rule}` is about hosts: set its level in [severity]");
                    walk.fault(start, text);
                }
            }
            "path" => paths = patterns(walk, value, "path").unwrap_or_default(),
            "contains" => {
                contains = walk.string(value, "contains").map(str::to_owned);
                if contains.as_deref() == Some("") {
                    walk.fault(start, "`contains` is empty, and everything contains that");
                }
            }
            "reason" => {
                has_reason = true;
                reason = walk.string(value, "reason").map(str::to_owned);
                if reason.as_deref().is_some_and(|it| it.trim().is_empty()) {
                    walk.fault(start, "`reason` is empty");
                }
            }
            "until" => until = date(walk, value, "until"),
            _ => walk.unknown_key(key, "ignore", &KEYS),
        }
    }
    if !has_rule {
        walk.fault(at, "`ignore` needs `rule`: the rule whose findings are not reported");
    }
    if !has_reason {
        walk.fault(at, "`ignore` needs `reason`: why its findings are not reported");
    }
    let line = walk.line(at);
    Some(Ignore { rule: rule?, patterns: paths, contains, reason: reason?, until, line })
}
