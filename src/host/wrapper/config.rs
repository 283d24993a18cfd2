//! Single values from the small configuration files of version managers: as much of TOML, YAML and
//! `.tool-versions` as those need.

/// A value of a TOML file, and the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key with its table, joined with dots, without quotes.
    pub(super) key: String,
    /// The text after the equals sign, without a comment.
    pub(super) value: String,
    /// The line, counted from 1.
    pub(super) line: usize,
}

/// The entries of a TOML file. An array over several lines is one value.
pub(super) fn toml(text: &str) -> Vec<Entry> {
    let mut table = String::new();
    let mut found: Vec<Entry> = Vec::new();
    let mut open = 0_usize;
    for (line, text) in (1..).zip(text.lines()) {
        let text = without_comment(text).trim();
        if open > 0 {
            if let Some(last) = found.last_mut() {
                last.value.push_str(text);
            }
            open = open.saturating_add(count(text, '[')).saturating_sub(count(text, ']'));
            continue;
        }
        if let Some(name) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = dotted(name.trim_start_matches('[').trim_end_matches(']'));
            continue;
        }
        let Some((key, value)) = split_key(text) else { continue };
        let key = match table.as_str() {
            "" => dotted(key),
            table => format!("{table}.{}", dotted(key)),
        };
        open = count(value, '[').saturating_sub(count(value, ']'));
        found.push(Entry { key, value: value.to_owned(), line });
    }
    found
}

/// How often a character occurs outside quotes.
fn count(text: &str, wanted: char) -> usize {
    let mut quote = None;
    let mut number = 0_usize;
    for c in text.chars() {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == wanted => number = number.saturating_add(1),
            _ => {}
        }
    }
    number
}

fn without_comment(text: &str) -> &str {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == '#' => return text.get(..at).unwrap_or_default(),
            _ => {}
        }
    }
    text
}

/// Key and value at the first equals sign outside quotes.
fn split_key(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == '=' => {
                let (key, value) = text.split_at_checked(at)?;
                return Some((key.trim(), value.get(1..)?.trim()));
            }
            _ => {}
        }
    }
    None
}

/// A dotted key without its quotes.
fn dotted(key: &str) -> String {
    let plain = |part: &str| part.trim().trim_matches(['"', '\'']).to_owned();
    key.split('.').map(plain).collect::<Vec<_>>().join(".")
}

/// The first string of a value: the value itself, the first of an array, or `version` of a table.
pub(super) fn string(value: &str) -> Option<String> {
    let value = value.trim();
    if let Some(inner) = value.strip_prefix('{') {
        let (_, rest) = inner.split_once("version")?;
        return string(rest.trim_start().strip_prefix('=')?);
    }
    let value = value.trim_start_matches(['[', ' ']);
    if value.starts_with('{') {
        return string(value);
    }
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next().map(str::to_owned)
}

/// The versions that a `.tool-versions` file gives for a tool, with the line.
pub(super) fn tool_versions(text: &str, tools: &[&str]) -> Option<(usize, Vec<String>)> {
    (1..).zip(text.lines()).find_map(|(number, line)| {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        tools.contains(&words.next()?).then(|| (number, words.map(str::to_owned).collect()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_entries() {
        for (text, key, want) in [
            ("[tools]\ngo = \"1.22\" # why\n", "tools.go", Some("1.22")),
            ("tools.go = '1.22'\n", "tools.go", Some("1.22")),
            ("[tools]\n\"core:go\" = \"1.22\"\n", "tools.core:go", Some("1.22")),
            (
                "[tools]\ngo = [\n  \"1.26\", # new\n  \"1.22\",\n]\nx = 1\n",
                "tools.go",
                Some("1.26"),
            ),
            ("[tools]\ngo = { version = \"1.22\", os = [\"linux\"] }\n", "tools.go", Some("1.22")),
            ("[tools.go]\nversion = \"1.22\"\n", "tools.go.version", Some("1.22")),
            ("[env]\ngo = \"1.22\"\n", "tools.go", None),
            ("# go = 1\n[tools]\ngo = 1\n", "tools.go", None),
        ] {
            let entry = toml(text).into_iter().find(|entry| entry.key == key);
            assert_eq!(entry.and_then(|it| string(&it.value)).as_deref(), want, "{text:?}");
        }
    }

    #[test]
    fn tool_versions_lines() {
        let text = "nodejs 20\n golang  1.22.10 system # x\n";
        let want = (2, vec!["1.22.10".to_owned(), "system".to_owned()]);
        assert_eq!(tool_versions(text, &["go", "golang"]), Some(want));
        assert_eq!(tool_versions(text, &["python"]), None);
    }
}
