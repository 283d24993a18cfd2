//! The rules, as a run of SARIF lists them.

use serde::Serialize;

use crate::finding::{Rule, rules_of_programs};

/// A text of SARIF.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Message {
    pub(super) text: String,
}

impl Message {
    pub(super) fn of(text: &str) -> Self {
        Self { text: text.to_owned() }
    }
}

/// The tool.
#[derive(Serialize)]
pub(super) struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    short_description: Message,
    rules: Vec<SarifRule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRule {
    id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    short_description: Message,
    full_description: Message,
    help: Message,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

impl Tool {
    /// This program, with all rules about programs.
    pub(super) fn new() -> Self {
        let about = "Tells where a compiled Go program came from.";
        Self {
            driver: Driver {
                name: "gorigin",
                semantic_version: env!("CARGO_PKG_VERSION"),
                short_description: Message::of(about),
                rules: rules_of_programs().map(SarifRule::of).collect(),
            },
        }
    }
}

impl SarifRule {
    fn of(rule: &Rule) -> Self {
        Self {
            id: rule.name,
            name: in_camel_case(rule.name),
            short_description: Message::of(rule.meaning),
            full_description: Message::of(&format!("{} {}", rule.meaning, rule.why)),
            help: Message::of(&format!("{}\n\n{}", rule.why, rule.fix)),
            default_configuration: Configuration { level: rule.severity.name() },
        }
    }
}

/// The place of a rule in the list; `None` for one that a user of the library added.
pub(super) fn index(name: &str) -> Option<usize> {
    rules_of_programs().position(|rule| rule.name == name)
}

/// `NoPie` for `no-pie`; `None` where it would be the name itself, which a validator warns of.
fn in_camel_case(name: &str) -> Option<String> {
    let words = name.split('-').filter_map(|word| {
        let first = word.chars().next()?.to_ascii_uppercase();
        Some(format!("{first}{}", word.get(1..).unwrap_or_default()))
    });
    name.contains('-').then(|| words.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let name = in_camel_case("goroot-host-mismatch");
        assert_eq!(name.as_deref(), Some("GorootHostMismatch"));
        assert_eq!(in_camel_case("packed"), None);
        assert_eq!(index("no-such-rule"), None);
        assert!(index("not-trimmed").is_some());
    }

    /// GitHub shows no rule without these, and takes 25,000 rules.
    #[test]
    fn rules_are_whole() {
        let tool = Tool::new();
        assert!((30..25_000).contains(&tool.driver.rules.len()));
        for rule in tool.driver.rules {
            let texts = [rule.short_description.text, rule.full_description.text, rule.help.text];
            assert!(texts.iter().all(|text| text.len() > 20), "{}: {texts:?}", rule.id);
        }
    }
}
