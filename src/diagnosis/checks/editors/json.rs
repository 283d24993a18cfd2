//! The parts of JSON that settings of editors need: comments, keys, strings.

use super::json_escape::unescaped;

/// JSON text without the comments that editors allow in it.
pub(super) fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let (mut quoted, mut escaped) = (false, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if !quoted && rest.starts_with("//") {
            rest = rest.find('\n').and_then(|at| rest.get(at..)).unwrap_or_default();
            continue;
        }
        if !quoted && rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        kept.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    kept
}

/// The text that follows a key of an object.
pub(super) fn json_value<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let after = text.split_once(&format!("\"{key}\""))?.1.trim_start();
    let value = after.strip_prefix(':')?.trim_start();
    // The value of an object ends at its closing brace.
    match value.strip_prefix('{') {
        Some(inner) => inner.split_once('}').map(|(inner, _)| inner),
        None => Some(value),
    }
}

/// The string at the start of a text.
pub(super) fn json_string(text: &str) -> Option<String> {
    let rest = text.strip_prefix('"')?;
    let mut value = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => return Some(value),
            '\\' => value.push(unescaped(&mut chars)?),
            c => value.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_with_comments() {
        let text = r#"{ // "go.goroot": "/no"
            /* "go.goroot": "/no" */ "url": "http://x", "go.goroot": "C:\\Go",
            "go.alternateTools": { "dlv": "/d", "go": "/opt/go/bin/go" } }"#;
        let text = without_comments(text);
        assert_eq!(json_value(&text, "go.goroot").and_then(json_string).as_deref(), Some(r"C:\Go"));
        let tools = json_value(&text, "go.alternateTools").unwrap();
        assert_eq!(
            json_value(tools, "go").and_then(json_string).as_deref(),
            Some("/opt/go/bin/go")
        );
        assert_eq!(json_value(&text, "go.other"), None);
    }
}
