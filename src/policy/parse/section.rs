//! Levels of rules, requirements, and the sections that hold both for some paths.

use toml::de::DeValue;

use super::values::{level, patterns, rule_name};
use super::walk::{Value, Walk, quoted};
use crate::bytes::Wild;
use crate::finding::{ForbiddenSetting, ModuleHost, Revision, Target};
use crate::go::Release;
use crate::origin::{CpuLevel, GlibcVersion};
use crate::policy::file::{RuleLevel, Section};
use crate::policy::requirement::{Asked, Key, Requirement};

/// The keys of a section.
const KEYS: [&str; 3] = ["match", "severity", "require"];
const SUCH_AS: &str = "[[path]]";

/// The table of levels.
pub(super) fn severities<'t>(walk: &mut Walk<'t>, value: &Value<'t>) -> Vec<RuleLevel> {
    let Some(table) = walk.table(value, "severity") else { return Vec::new() };
    let mut levels = Vec::new();
    for (key, value) in table.iter() {
        let at = key.span().start;
        let rule = rule_name(walk, at, key.get_ref());
        let Some(rule) = rule else { continue };
        let line = walk.line(at);
        levels.extend(level(walk, value, rule).map(|level| RuleLevel { rule, level, line }));
    }
    levels.sort_by_key(|it| it.line);
    levels
}

/// The table of requirements.
pub(super) fn requirements<'t>(walk: &mut Walk<'t>, value: &Value<'t>) -> Vec<Asked> {
    let Some(table) = walk.table(value, "require") else { return Vec::new() };
    let mut all = Vec::new();
    for (key, value) in table.iter() {
        let name = key.get_ref().as_ref();
        match Key::ALL.into_iter().find(|it| it.name() == name) {
            Some(found) => {
                let line = walk.line(key.span().start);
                all.extend(asked(walk, found, value).map(|what| Asked {
                    key: found,
                    what,
                    text: text_of(value),
                    line,
                }));
            }
            None => walk.unknown_key(key, "require", &Key::ALL.map(Key::name)),
        }
    }
    all.sort_by_key(|it| it.line);
    all
}

/// The sections for some paths.
pub(super) fn sections<'t>(walk: &mut Walk<'t>, value: &Value<'t>) -> Vec<Section> {
    let mut sections = Vec::new();
    for (at, table) in walk.tables(value, "path", SUCH_AS) {
        let line = walk.line(at);
        let mut section = Section {
            patterns: Vec::new(),
            severities: Vec::new(),
            requirements: Vec::new(),
            line,
        };
        let mut has_match = false;
        for (key, value) in table.iter() {
            match key.get_ref().as_ref() {
                "match" => {
                    has_match = true;
                    section.patterns = patterns(walk, value, "match").unwrap_or_default();
                }
                "severity" => section.severities = severities(walk, value),
                "require" => section.requirements = requirements(walk, value),
                _ => walk.unknown_key(key, "path", &KEYS),
            }
        }
        if !has_match {
            walk.fault(at, "`path` needs `match`: the paths that it is for");
        }
        sections.push(section);
    }
    sections
}

/// What a requirement asks; `Some(None)` asks for nothing.
fn asked<'t>(walk: &mut Walk<'t>, key: Key, value: &Value<'t>) -> Option<Option<Requirement>> {
    let switch = match key {
        Key::Trimpath => Some(Requirement::Trimpath),
        Key::Clean => Some(Requirement::Clean),
        Key::Verified => Some(Requirement::Verified),
        Key::NoUserPaths => Some(Requirement::NoUserPaths),
        _ => None,
    };
    match (value.get_ref().as_bool(), switch) {
        (Some(false), _) => return Some(None),
        (Some(true), Some(it)) => return Some(Some(it)),
        (None, Some(_)) => {
            walk.wrong_type(value, key.name(), "true or false");
            return None;
        }
        (_, None) => {}
    }
    of_value(walk, key, value).map(Some)
}

/// A requirement that has a value.
fn of_value<'t>(walk: &mut Walk<'t>, key: Key, value: &Value<'t>) -> Option<Requirement> {
    let name = key.name();
    match key {
        Key::Goroot => {
            let roots = list(walk, value, name, |text| match text {
                "" => Err("a path is needed"),
                _ => Ok(Wild::new(text)),
            })?;
            if roots.is_empty() {
                walk.fault(value.span().start, "`goroot` allows none; `false` asks for nothing");
            }
            Some(Requirement::Goroot(roots))
        }
        Key::ModuleHosts => {
            list(walk, value, name, ModuleHost::parse).map(Requirement::ModuleHosts)
        }
        Key::ForbidSettings => {
            list(walk, value, name, ForbiddenSetting::parse).map(Requirement::ForbidSettings)
        }
        _ => {
            let text = walk.string(value, name)?;
            let read = of_text(key, text);
            if let Err(why) = &read {
                let shown = quoted(text);
                walk.fault(value.span().start, format!("`{name}`: `{shown}`: {}", quoted(why)));
            }
            read.ok()
        }
    }
}

/// A requirement that has one text.
fn of_text(key: Key, text: &str) -> Result<Requirement, String> {
    let needed = |what: &str| format!("{what} is needed");
    match key {
        Key::Revision => {
            Revision::parse(text).map(Requirement::Revision).map_err(ToOwned::to_owned)
        }
        Key::MinGo => Release::of_user(text)
            .map(Requirement::MinGo)
            .ok_or_else(|| needed("a release such as 1.22 or 1.22.3")),
        Key::Target => Target::parse(text).map(Requirement::Target),
        Key::TargetGlibc => GlibcVersion::parse(text)
            .map(Requirement::TargetGlibc)
            .ok_or_else(|| needed("a version such as 2.31")),
        Key::TargetCpu => CpuLevel::of_text(text)
            .map(Requirement::TargetCpu)
            .ok_or_else(|| needed("a level such as v3, v8.1 or GOARM=6")),
        _ => Err("true or false is needed".to_owned()),
    }
}

/// A list of texts, each of which is read by `read`.
fn list<'t, T>(
    walk: &mut Walk<'t>,
    value: &Value<'t>,
    name: &str,
    read: impl Fn(&str) -> Result<T, &'static str>,
) -> Option<Vec<T>> {
    let texts = walk.strings(value, name)?;
    let mut all = Vec::new();
    for (at, text) in texts {
        match read(text) {
            Ok(it) if walk.has_room(at) => all.push(it),
            Ok(_) => return None,
            Err(why) => walk.fault(at, format!("`{name}`: `{}`: {why}", quoted(text))),
        }
    }
    Some(all)
}

/// A value as it is said in words.
fn text_of(value: &Value<'_>) -> String {
    match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Array(all) => {
            let texts = all.iter().filter_map(|it| it.get_ref().as_str());
            texts.collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}
