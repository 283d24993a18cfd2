//! Scripts with a line that says what they run: `exec PATH "$@"`, after lines that export
//! variables; and scripts that ask direnv, whose `.envrc` exports `GOROOT` or adds a directory to
//! `PATH`. Only plain text counts: nothing is expanded except `$HOME`, and conditions and functions
//! are not understood.

use super::found::Found;
use super::resolution::{Resolution, Resolved};
use crate::go::path::is_absolute;
use crate::host::Os;

/// What a few lines of shell do.
#[derive(Default)]
struct Lines {
    exports: Vec<(String, String)>,
    added: Vec<String>,
    runs: Option<String>,
    /// Whether an earlier line is not understood.
    is_odd: bool,
}

/// A script that names the path of the go that it runs.
pub(super) fn follow(found: &Found<'_>) -> Option<Resolved> {
    let text = found.text.as_deref()?;
    if found.os() == Os::Windows {
        return batch(found, text);
    }
    let lines = read(found, text);
    let go = lines.runs.filter(|_| !lines.is_odd)?;
    if !is_absolute(&go, found.os().path_style()) || !found.view.is_file(&go) || go == found.path {
        return None;
    }
    Some(Resolved::new("a script", Resolution::To(go, lines.exports)).said(None, found.path))
}

/// A batch file with one command: a path and the arguments.
fn batch(found: &Found<'_>, text: &str) -> Option<Resolved> {
    let quiet = |line: &&str| !matches!(line.to_lowercase().as_str(), "@echo off" | "setlocal");
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).filter(quiet);
    let command = words(lines.next()?.trim_start_matches('@'));
    let go = command.first().filter(|_| command.last().is_some_and(|it| it == "%*"))?;
    let is_plain = lines.next().is_none()
        && is_absolute(go, found.os().path_style())
        && found.view.is_file(go);
    is_plain.then(|| {
        Resolved::new("a script", Resolution::To(go.clone(), Vec::new())).said(None, found.path)
    })
}

/// A script with `direnv exec DIRECTORY go "$@"`.
pub(super) fn direnv(found: &Found<'_>) -> Option<Resolved> {
    const MANAGER: &str = "direnv";
    let text = found.text.as_deref()?;
    let rest = text.lines().find_map(|line| line.split_once("direnv exec "))?.1;
    let directory = expand(found, words(rest).first()?)?;
    let directory = match directory.as_str() {
        "." => found.view.current_dir()?,
        _ => directory,
    };
    let file = found.join(&directory, ".envrc");
    let Some(text) = found.read(&file) else {
        return Some(Resolved::unknown(MANAGER, format!("{file} cannot be read")));
    };
    let lines = read(found, &text);
    // The directory added last is the first on PATH.
    let style = found.os().path_style();
    let added = lines.added.iter().rev().map(|it| match is_absolute(it, style) {
        true => it.clone(),
        false => found.join(&directory, it),
    });
    let goroot = lines.exports.iter().rev().find(|(name, _)| name == "GOROOT");
    let beside = |it: &String| found.view.is_file(&found.join(it, found.name_of(found.path)));
    let go = added.into_iter().find(beside).map(|it| found.join(&it, found.name_of(found.path)));
    let go = go.or_else(|| Some(found.go_in(&goroot?.1))).filter(|go| found.view.is_file(go));
    let resolved = match go {
        Some(go) => Resolved::new(MANAGER, Resolution::To(go, lines.exports)),
        None => Resolved::unknown(MANAGER, format!("{file} names no go in so many words")),
    };
    Some(resolved.said(None, &file))
}

fn read(found: &Found<'_>, text: &str) -> Lines {
    let mut lines = Lines::default();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') || line.starts_with("set -") {
            continue;
        }
        if let Some(rest) = line.strip_prefix("export ") {
            match rest.split_once('=') {
                Some(("PATH", list)) => {
                    let first = words(list).into_iter().next().unwrap_or_default();
                    let first = first.split(':').next().and_then(|it| expand(found, it));
                    lines.added.extend(first);
                }
                Some((name, value)) => {
                    match words(value).first().and_then(|it| expand(found, it)) {
                        Some(value) => lines.exports.push((name.to_owned(), value)),
                        None => lines.is_odd = true,
                    }
                }
                None => {}
            }
        } else if let Some(rest) = line.strip_prefix("PATH_add ") {
            lines.added.extend(words(rest).first().and_then(|it| expand(found, it)));
        } else if let Some(rest) = line.strip_prefix("exec ") {
            let mut words = words(rest).into_iter().peekable();
            if words.next_if(|it| it == "-a").is_some() {
                words.next();
            }
            lines.runs = words.next().and_then(|it| expand(found, &it));
            return lines;
        } else {
            lines.is_odd = true;
        }
    }
    lines
}

/// The words of a line, without quotes around or inside them.
fn words(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c.is_whitespace() => {
                if !word.is_empty() {
                    found.push(std::mem::take(&mut word));
                }
            }
            _ => word.push(c),
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

/// A word with the home directory in place of `$HOME`; `None` where anything else would be
/// expanded.
fn expand(found: &Found<'_>, word: &str) -> Option<String> {
    let home = found.home().unwrap_or_default();
    let word = word.replace("${HOME}", &home).replace("$HOME", &home);
    let word = match word.strip_prefix("~/") {
        Some(rest) => format!("{home}/{rest}"),
        None => word,
    };
    (!word.contains(['$', '`', '*'])).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_of_a_line() {
        assert_eq!(words(r#""/a b/go" "$@" 'x'y"#), ["/a b/go", "$@", "xy"]);
    }
}
