//! Whether each `null` of a record has its reason.

use serde_json::Value;

/// Facts that are `null` where there is nothing to be known, as the documentation of the record says;
/// the members of a list have its name.
const NOTHING: [&str; 21] = [
    "build.deps.replace",
    "build.deps.sum",
    "build.module.replace",
    "build.module.sum",
    "build_id.section",
    "dwarf.compressed",
    "dwarf.producers.go_version",
    "dwarf.producers.language",
    "dwarf.section",
    "error",
    "go_version.facts.offset",
    "go_version.facts.section",
    "go_version.section",
    "goroot.evidence.of",
    "goroot.evidence.section",
    "obfuscation.marks.section",
    "paths.gopath_mod",
    "pclntab.section",
    "slice",
    "unpacked.method",
    "unpacked.version",
];
/// Objects of which any member may be so.
const OBJECTS: [&str; 3] = ["paths.leaks", "text", "verification.content_id.alteration"];

/// The names of the facts of `record` that are `null` without a reason.
pub(crate) fn unexplained(record: &Value) -> Vec<String> {
    let reasons = &record["reasons"];
    let mut found = Vec::new();
    if record["outcome"] != "go" {
        // One reason is that of all facts.
        if !reasons["outcome"].is_string() && !record["error"].is_object() {
            found.push("outcome".to_owned());
        }
        return found;
    }
    let mut left = vec![(String::new(), record, false)];
    while let Some((name, value, told)) = left.pop() {
        let nothing = NOTHING.contains(&name.replace(".replace.", ".").as_str())
            || OBJECTS.iter().any(|it| name.starts_with(it));
        match value {
            Value::Null if !told && !nothing => found.push(name),
            Value::Object(members) => {
                let told = told || !name.is_empty() && members.contains_key("reason");
                for (member, value) in members {
                    let full =
                        if name.is_empty() { member.clone() } else { format!("{name}.{member}") };
                    let told = told || reasons[&full].is_string();
                    left.push((full, value, told));
                }
            }
            Value::Array(members) => {
                left.extend(members.iter().map(|value| (name.clone(), value, told)));
            }
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}
