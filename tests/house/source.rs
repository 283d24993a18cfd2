//! Rust source as the house tests look at it: without comments, texts and tests, as words.

/// `source` without comments, without the content of texts, and without what is only for tests.
pub(crate) fn code_of(source: &str) -> String {
    without_tests(&without_text(source))
}

pub(crate) fn identifier(text: &str) -> String {
    text.chars().take_while(|&c| is_part(c)).collect()
}

pub(crate) fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// `source` without comments and without the content of strings and characters.
fn without_text(source: &str) -> String {
    let mut code = String::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, rest)| rest);
        } else if let Some(raw) = raw_string(rest).filter(|_| !code.ends_with(is_part)) {
            rest = raw;
        } else if c == '"' {
            rest = after_quote(&rest[1..], '"');
        } else if c == '\'' && is_character(rest) {
            rest = after_quote(&rest[1..], '\'');
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    code
}

/// What follows the raw string that `text` starts with.
fn raw_string(text: &str) -> Option<&str> {
    let text = text.strip_prefix('b').unwrap_or(text).strip_prefix('r')?;
    let hashes = text.len() - text.trim_start_matches('#').len();
    let content = text[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    content.split_once(&end).map(|(_, rest)| rest)
}

/// Whether the apostrophe that `text` starts with opens a character and not a lifetime.
fn is_character(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    chars.next() == Some('\\') || chars.next() == Some('\'')
}

fn after_quote(text: &str, quote: char) -> &str {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return &text[at + 1..],
            _ => {}
        }
    }
    ""
}

/// `code` without the items that are only compiled for tests.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some((before, item)) = rest.split_once("#[cfg(test)]") {
        kept.push_str(before);
        let (mut depth, mut end) = (0, item.len());
        for (at, c) in item.char_indices() {
            depth += match c {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if depth == 0 && (c == '}' || c == ';') {
                end = at + 1;
                break;
            }
        }
        rest = &item[end..];
    }
    kept + rest
}
