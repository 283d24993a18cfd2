//! All of a record as groups of rows: a label, a value, a place. What is `null` is left out; why it
//! is not known is a group of its own.

use std::io;

use super::escape::marked;
use crate::render::untold::untold;
use crate::report::{Record, Tree, tree};

/// The most characters that are shown of one value.
const LONGEST: usize = 4_000;
/// The most rows that are shown of one group.
const MOST: usize = 2_000;

/// Fields that name an object of a list, and those that hold what it says, the first there counts.
const NAMES: [&str; 5] = ["origin", "kind", "fact", "needle", "tool"];
const VALUES: [&str; 8] =
    ["value", "sample", "message", "goroot", "producer", "path", "text", "name"];

/// A label, a value, a place: each empty where there is none.
pub(super) type Line = [String; 3];

/// What belongs together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
}

/// All of the record. Findings come first, then what could not be told, then the rest in the order of the record.
pub(super) fn groups(record: &Record) -> io::Result<Vec<Group>> {
    let mut file = Group { title: "File".to_owned(), lines: Vec::new() };
    let mut groups: Vec<Group> = findings(record).chain(not_told(record)).collect();
    let Tree::Object(fields) = tree(record)? else { return Ok(groups) };
    let mut others = Vec::new();
    for (name, value) in &fields {
        let mut group = Group { title: title(name), lines: Vec::new() };
        match (name.as_str(), value) {
            ("schema" | "findings", _) => {}
            ("build", Tree::Object(fields)) => build(fields, &mut others),
            (_, Tree::Object(_)) => lines("", value, &mut group.lines),
            (_, Tree::List(items)) if items.iter().any(|it| matches!(it, Tree::Object(_))) => {
                lines("", value, &mut group.lines);
            }
            _ => lines(&words(name), value, &mut file.lines),
        }
        if record.unpacked.is_some() && name != "unpacked" {
            let places = group.lines.iter_mut().map(|[_, _, place]| place);
            places.filter(|it| !it.is_empty()).for_each(|it| it.push_str(", unpacked"));
        }
        others.push(group);
    }
    groups.push(file);
    groups.append(&mut others);
    groups.retain(|it| !it.lines.is_empty());
    groups.iter_mut().for_each(bounded);
    Ok(groups)
}

/// A group for each finding: what, the evidence with its places, what to do.
fn findings(record: &Record) -> impl Iterator<Item = Group> + '_ {
    record.findings.iter().map(|it| {
        let line = |label: &str, text: &str| [label, text, ""].map(str::to_owned);
        let mut lines = vec![line("found", &it.message)];
        lines.extend(it.evidence.iter().map(|it| line("evidence", it)));
        if !it.help.is_empty() {
            lines.push(line("what to do", &it.help));
        }
        Group { title: format!("{} {}", it.severity, marked(&it.rule)), lines }
    })
}

/// A group for what could not be told of known vulnerabilities.
fn not_told(record: &Record) -> Option<Group> {
    let lines: Vec<Line> =
        untold(record).into_iter().map(|text| [String::new(), text, String::new()]).collect();
    let title = "Advisories of which not all can be told".to_owned();
    (!lines.is_empty()).then_some(Group { title, lines })
}

/// The build info: the module, its settings, the modules that were compiled in.
fn build(fields: &[(String, Tree)], groups: &mut Vec<Group>) {
    let mut about = Group { title: "Build".to_owned(), lines: Vec::new() };
    for (name, value) in fields {
        match (name.as_str(), value) {
            ("settings", Tree::Object(settings)) => {
                let mut group = Group { title: "Build settings".to_owned(), lines: Vec::new() };
                settings.iter().for_each(|(name, value)| lines(name, value, &mut group.lines));
                groups.push(group);
            }
            ("deps", Tree::List(modules)) => {
                let lines = modules.iter().map(|it| [String::new(), module(it), String::new()]);
                groups.push(Group { title: "Modules".to_owned(), lines: lines.collect() });
            }
            ("module", Tree::Object(_)) => {
                about.lines.push(["module".to_owned(), module(value), String::new()]);
            }
            _ => lines(&words(name), value, &mut about.lines),
        }
    }
    groups.insert(groups.len().saturating_sub(2), about);
}

/// `PATH VERSION SUM => PATH VERSION SUM`.
fn module(module: &Tree) -> String {
    let Tree::Object(fields) = module else { return scalar(module).unwrap_or_default() };
    let texts = fields.iter().map(|(name, value)| match name.as_str() {
        "replace" if *value != Tree::Null => format!("=> {}", self::module(value)),
        _ => scalar(value).unwrap_or_default(),
    });
    texts.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The lines of a value: as many as it has parts.
fn lines(label: &str, value: &Tree, out: &mut Vec<Line>) {
    match value {
        Tree::Object(fields) => object(label, fields, out),
        Tree::List(items) => {
            let mut label = label;
            for item in items {
                match item {
                    Tree::Object(fields) => out.push(one(label, fields)),
                    _ => lines(label, item, out),
                }
                label = "";
            }
        }
        _ => out.extend(scalar(value).map(|text| [label.to_owned(), text, String::new()])),
    }
}

/// A line for each field; the place stands beside the first.
fn object(label: &str, fields: &[(String, Tree)], out: &mut Vec<Line>) {
    let start = out.len();
    for (name, value) in fields.iter().filter(|it| !is_place(&it.0)) {
        let name = match (label, name.as_str()) {
            ("", name) => words(name),
            (label, "value") => label.to_owned(),
            (label, name) => format!("{label} {}", words(name)),
        };
        lines(&name, value, out);
    }
    if let Some([_, _, place]) = out.get_mut(start) {
        *place = place_of(fields);
    }
}

/// One line for an object of a list.
fn one(label: &str, fields: &[(String, Tree)]) -> Line {
    let of = |names: &[&str]| {
        let first = names.iter().find_map(|name| fields.iter().find(|it| it.0 == *name));
        first.and_then(|(name, value)| Some((name.as_str(), scalar(value)?)))
    };
    let (name, value) = (of(&NAMES), of(&VALUES));
    let is_used =
        |field: &str| [&name, &value].iter().any(|it| it.as_ref().is_some_and(|it| it.0 == field));
    let mut text = value.as_ref().map(|it| it.1.clone()).unwrap_or_default();
    for (field, value) in fields.iter().filter(|it| !is_place(&it.0) && !is_used(&it.0)) {
        let mut inner = Vec::new();
        lines(&words(field), value, &mut inner);
        for [label, value, _] in inner {
            let space = if text.is_empty() { "" } else { " · " };
            text.push_str(&format!("{space}{}", format!("{label} {value}").trim()));
        }
    }
    [name.map_or_else(|| label.to_owned(), |it| it.1), text, place_of(fields)]
}

fn is_place(field: &str) -> bool {
    field == "section" || field == "offset"
}

/// `.gopclntab 0x1a3f40`: the section, and the offset in the file.
fn place_of(fields: &[(String, Tree)]) -> String {
    let of = |name: &str| fields.iter().find(|it| it.0 == name).and_then(|it| scalar(&it.1));
    let offset = of("offset").map(|text| match text.parse::<u64>() {
        Ok(offset) => format!("{offset:#x}"),
        Err(_) => text,
    });
    [of("section"), offset].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The text of what is neither `null` nor made of parts.
fn scalar(value: &Tree) -> Option<String> {
    match value {
        Tree::Plain(text) | Tree::Text(text) => Some(text.clone()),
        Tree::Null | Tree::List(_) | Tree::Object(_) => None,
    }
}

/// Shortens what is too long, and says so.
fn bounded(group: &mut Group) {
    let more = group.lines.len().saturating_sub(MOST);
    if more > 0 {
        group.lines.truncate(MOST);
        group.lines.push([String::new(), format!("and {more} more, left out here"), String::new()]);
    }
    for text in group.lines.iter_mut().flatten() {
        if let Some((at, _)) = text.char_indices().nth(LONGEST) {
            let more = text.chars().count().saturating_sub(LONGEST);
            *text = format!("{} … and {more} more characters", text.get(..at).unwrap_or_default());
        }
        *text = marked(text);
    }
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// The title of the group of a field.
fn title(name: &str) -> String {
    match name {
        "error" => "Error",
        "damage" => "Damage",
        "go_version" => "Go version",
        "goroot" => "GOROOT",
        "path_hash" => "Path hash",
        "build_id" => "Go build ID",
        "host_id" => "Host ID",
        "verification" => "Seals",
        "dwarf" => "DWARF",
        "traits" => "How it was built",
        "paths" => "Paths of its builder",
        "text" => "Texts found",
        "host" => "This machine",
        "unpacked" => "As it was packed",
        "reasons" => "Not known, and why",
        _ => return words(name),
    }
    .to_owned()
}
