//! Path rules in the syntax of a debugger, quoted for the way in which it splits command lines. A
//! rule that no quoting can express is left out and reported.
//!
//! | debugger | a word in quotes | source |
//! | --- | --- | --- |
//! | Delve | `"…"`, a backslash before `"` and `\`; outside of quotes it means itself | `pkg/config/split.go` of go-delve/delve; Delve 1.20.2 |
//! | GDB | `"…"`, a backslash before `"` and `\` | `buildargv` of libiberty; GDB 13.1 |
//! | LLDB | the same, and a backslash before a backtick, which would be evaluated | LLDB 14.0.6 |
//! | VS Code | JSON | |

use std::io::{self, Write};

use gorigin::agree::Mapping;
use gorigin::bytes::find_unsafe;
use gorigin::report::json::write_line;

use crate::args::Debugger;

/// Writes the rules, and returns those that cannot be written.
pub(crate) fn write<'m>(
    to: &mut dyn Write,
    mappings: &'m [Mapping],
    debugger: Debugger,
) -> io::Result<Vec<&'m Mapping>> {
    if debugger == Debugger::Vscode {
        write_vscode(to, mappings)?;
        return Ok(Vec::new());
    }
    let mut left_out = Vec::new();
    for mapping in mappings {
        match command(mapping, debugger) {
            Some(line) => writeln!(to, "{line}")?,
            None => left_out.push(mapping),
        }
    }
    Ok(left_out)
}

fn write_vscode(to: &mut dyn Write, mappings: &[Mapping]) -> io::Result<()> {
    if mappings.is_empty() {
        return Ok(());
    }
    writeln!(to, "\"substitutePath\": [")?;
    for (index, mapping) in mappings.iter().enumerate() {
        let end = if index.saturating_add(1) < mappings.len() { "," } else { "" };
        let (from, there) = (json(&mapping.local), json(&mapping.in_binary));
        writeln!(to, "  {{ \"from\": {from}, \"to\": {there} }}{end}")?;
    }
    writeln!(to, "]")
}

/// One rule as a command line.
fn command(mapping: &Mapping, debugger: Debugger) -> Option<String> {
    let (there, here) = (mapping.in_binary.as_str(), mapping.local.as_str());
    // A line break ends a command, and text that controls a terminal is not printed.
    if find_unsafe(there).or_else(|| find_unsafe(here)).is_some() {
        return None;
    }
    Some(match debugger {
        Debugger::Delve => {
            format!("config substitute-path {} {}", delve(there), delve(here))
        }
        // GDB does not accept an empty path. It looks for relative paths in its list of
        // directories, which colons separate, and in the folder of the compilation, which Go writes
        // as a dot.
        Debugger::Gdb if there.is_empty() && !here.contains(':') => {
            format!("directory {}", quoted(here))
        }
        Debugger::Gdb if there.is_empty() => format!("set substitute-path . {}", quoted(here)),
        Debugger::Gdb => format!("set substitute-path {} {}", quoted(there), quoted(here)),
        // LLDB takes a dot for all relative paths.
        Debugger::Lldb => {
            let there = if there.is_empty() { "." } else { there };
            format!("settings append target.source-map {} {}", lldb(there), lldb(here))
        }
        Debugger::Vscode => return None,
    })
}

fn json(text: &str) -> String {
    let mut bytes = Vec::new();
    // This writes to memory and cannot fail.
    let _ = write_line(&mut bytes, &text);
    String::from_utf8_lossy(&bytes).trim_end().to_owned()
}

/// A word for Delve: any Unicode white space ends a word.
fn delve(text: &str) -> String {
    let needs_quotes = text.is_empty() || text.contains(|c: char| c == '"' || c.is_whitespace());
    if needs_quotes { in_quotes(text) } else { text.to_owned() }
}

/// A word for GDB.
fn quoted(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { in_quotes(text) }
}

/// A word for LLDB.
fn lldb(text: &str) -> String {
    quoted(text).replace('`', "\\`")
}

/// Whether every debugger reads the word as its letters alone.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "/._-+@:!~,=%^".contains(c);
    !text.is_empty() && text.chars().all(plain)
}

fn in_quotes(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(in_binary: &str, local: &str) -> Mapping {
        Mapping { in_binary: in_binary.to_owned(), local: local.to_owned(), ..Mapping::default() }
    }

    #[test]
    fn each_debugger_has_its_direction() {
        let mappings = [
            mapping("/build/go", "/usr/local/go"),
            mapping("/b", "/my code"),
            mapping("", "/usr/lib/go/src"),
        ];
        for (debugger, want) in [
            (
                Debugger::Delve,
                "config substitute-path /build/go /usr/local/go\n\
                 config substitute-path /b \"/my code\"\n\
                 config substitute-path \"\" /usr/lib/go/src\n",
            ),
            (
                Debugger::Gdb,
                "set substitute-path /build/go /usr/local/go\n\
                 set substitute-path /b \"/my code\"\n\
                 directory /usr/lib/go/src\n",
            ),
            (
                Debugger::Lldb,
                "settings append target.source-map /build/go /usr/local/go\n\
                 settings append target.source-map /b \"/my code\"\n\
                 settings append target.source-map . /usr/lib/go/src\n",
            ),
            (
                Debugger::Vscode,
                "\"substitutePath\": [\n  { \"from\": \"/usr/local/go\", \"to\": \"/build/go\" },\n  \
                 { \"from\": \"/my code\", \"to\": \"/b\" },\n  \
                 { \"from\": \"/usr/lib/go/src\", \"to\": \"\" }\n]\n",
            ),
        ] {
            let mut text = Vec::new();
            assert!(write(&mut text, &mappings, debugger).unwrap().is_empty());
            assert_eq!(String::from_utf8(text).unwrap(), want);
        }
    }

    #[test]
    fn words_are_quoted_as_each_debugger_takes_them_apart() {
        for (path, in_delve, in_gdb, in_lldb) in [
            ("/a/b@v1.0.0/!c", "/a/b@v1.0.0/!c", "/a/b@v1.0.0/!c", "/a/b@v1.0.0/!c"),
            ("/a b", "\"/a b\"", "\"/a b\"", "\"/a b\""),
            ("/a\"b", "\"/a\\\"b\"", "\"/a\\\"b\"", "\"/a\\\"b\""),
            ("C:\\a", "C:\\a", "\"C:\\\\a\"", "\"C:\\\\a\""),
            ("/it's", "/it's", "\"/it's\"", "\"/it's\""),
            ("/$(id)", "/$(id)", "\"/$(id)\"", "\"/$(id)\""),
            ("/a`b", "/a`b", "\"/a`b\"", "\"/a\\`b\""),
            ("/a\u{a0}b", "\"/a\u{a0}b\"", "\"/a\u{a0}b\"", "\"/a\u{a0}b\""),
            ("", "\"\"", "\"\"", "\"\""),
        ] {
            let got = [delve(path), quoted(path), lldb(path)];
            assert_eq!(got, [in_delve, in_gdb, in_lldb], "{path}");
        }
    }

    #[test]
    fn what_cannot_be_written_is_left_out() {
        let mappings = [mapping("/a\nb", "/x"), mapping("/a", "/\u{1b}[2J"), mapping("", "/x:y")];
        for debugger in [Debugger::Delve, Debugger::Gdb, Debugger::Lldb] {
            let mut text = Vec::new();
            assert_eq!(write(&mut text, &mappings, debugger).unwrap().len(), 2);
            let text = String::from_utf8(text).unwrap();
            assert_eq!(text.lines().count(), 1, "{text}");
        }
        let mut text = Vec::new();
        assert!(write(&mut text, &mappings, Debugger::Vscode).unwrap().is_empty());
        let text = String::from_utf8(text).unwrap();
        assert!(!text.contains('\u{1b}') && text.contains("/a\\nb"), "{text}");
        let line = command(&mapping("", "/x:y"), Debugger::Gdb).unwrap();
        assert_eq!(line, "set substitute-path . /x:y");
    }
}
