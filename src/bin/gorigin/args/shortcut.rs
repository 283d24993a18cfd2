//! What fingers type: `gorigin FILE`, `gorigin DIR`, `gorigin help X`, `gorigin version`.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use gorigin::finding::rule;

use super::cli::{Cli, NAMES};

/// `gorigin help`, `gorigin help COMMAND`, `gorigin help RULE` and `gorigin version` in the words of the
/// declaration; other command lines stay as they are.
pub(super) fn help_and_version(words: Vec<OsString>) -> Vec<OsString> {
    let text: Vec<&str> = words.iter().skip(1).map_while(|word| word.to_str()).collect();
    let longer: Vec<&str> = match text[..] {
        _ if text.len().saturating_add(1) != words.len() => return words,
        ["help"] => vec!["--help"],
        ["help", "help" | "version"] => vec!["--help"],
        ["help", name] | ["help", "rules", name] if rule(name).is_some() => vec!["rules", name],
        ["help", ref names @ ..] if names.iter().all(|name| !name.starts_with('-')) => {
            [names, &["--help"]].concat()
        }
        ["version"] => vec!["--version"],
        _ => return words,
    };
    let longer: Vec<OsString> = longer.into_iter().map(OsString::from).collect();
    words.into_iter().take(1).chain(longer).collect()
}

/// Parses a command line that lacks the name of the command and has paths: `inspect`, or `scan` where
/// one of them is a directory. Gives `error`, which parsing it as it stands has given, where there is no
/// path in place of the command.
pub(super) fn with_command(words: &[OsString], error: clap::Error) -> Result<Cli, clap::Error> {
    let Some(command) = command(words, &error) else { return Err(or_no_file(words, error)) };
    let (first, rest) = words.split_at_checked(1).unwrap_or_default();
    let longer = first.iter().cloned().chain([OsString::from(command)]).chain(rest.iter().cloned());
    match Cli::try_parse_from(longer) {
        // An option that is unknown to the command too.
        Err(_) if error.kind() == ErrorKind::UnknownArgument => Err(error),
        parsed => parsed,
    }
}

/// Adds that there is no file of the name either, where a word is like no command.
fn or_no_file(words: &[OsString], mut error: clap::Error) -> clap::Error {
    let is_unlike = error.get(ContextKind::SuggestedSubcommand).is_none();
    if in_place_of_command(words, &error).is_some() && is_unlike {
        let tip = "there is no file or directory of this name here either";
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

/// The command that is meant.
fn command(words: &[OsString], error: &clap::Error) -> Option<&'static str> {
    let rest = words.get(1..).unwrap_or_default();
    let is_one = match (error.kind(), in_place_of_command(words, error)) {
        (_, Some(word)) => is_path(word),
        // An option of a command stands before the first path, and no command anywhere.
        (ErrorKind::UnknownArgument, _) => {
            !has_name(rest.iter()) && rest.iter().any(|word| is_path(word))
        }
        _ => false,
    };
    is_one.then(|| command_of(rest))
}

/// The command that is meant where there are only these paths and options.
fn command_of(words: &[OsString]) -> &'static str {
    let is_directory = |word: &OsString| Path::new(word).is_dir();
    if words.iter().any(is_directory) { "scan" } else { "inspect" }
}

/// The command that is meant by words that are no options, where the first of them is a path and no name of
/// a command.
pub(super) fn command_of_paths(words: &[OsString]) -> Option<&'static str> {
    let is_path = |word: &&OsString| !has_name([*word].into_iter()) && is_path(word);
    words.first().filter(is_path).map(|_| command_of(words))
}

/// The word that stands where a command should and is none; not one behind a command that has commands of
/// its own.
fn in_place_of_command<'e>(words: &[OsString], error: &'e clap::Error) -> Option<&'e OsStr> {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let word = OsStr::new(word);
    let before = words.iter().skip(1).take_while(|it| *it != word);
    (error.kind() == ErrorKind::InvalidSubcommand && !has_name(before)).then_some(word)
}

/// Whether one of the words is the name of a command.
fn has_name<'w>(mut words: impl Iterator<Item = &'w OsString>) -> bool {
    words.any(|word| NAMES.iter().any(|name| word == name))
}

/// Whether a word is the path of a file, perhaps one in an archive, and no mistyped command.
fn is_path(word: &OsStr) -> bool {
    let bytes = word.as_encoded_bytes();
    let is_option = bytes.first() == Some(&b'-') && bytes.len() > 1;
    let has_folder = bytes.contains(&b'/') || cfg!(windows) && bytes.contains(&b'\\');
    !is_option && (bytes == b"-" || has_folder || Path::new(word).symlink_metadata().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_and_version_by_name() {
        for (typed, want) in [
            ("help", "--help"),
            ("help scan", "scan --help"),
            ("help not-trimmed", "rules not-trimmed"),
            ("help --color", "help --color"),
            ("help help", "--help"),
            ("help version", "--help"),
            ("help policy check", "policy check --help"),
            ("help rules not-trimmed", "rules not-trimmed"),
            ("version", "--version"),
            ("version x", "version x"),
            ("scan help", "scan help"),
        ] {
            let words = |text: &str| -> Vec<OsString> {
                ["gorigin"].into_iter().chain(text.split(' ')).map(OsString::from).collect()
            };
            assert_eq!(help_and_version(words(typed)), words(want), "{typed}");
        }
    }

    #[test]
    fn the_command_by_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().to_str().unwrap();
        for (typed, want) in [
            (&["./a"][..], Some("inspect")),
            (&["-"], Some("inspect")),
            (&["a.zip!/b"], Some("inspect")),
            (&["./a", "./b", "-v"], Some("inspect")),
            (&["--json", "./a"], Some("inspect")),
            (&["-f", "json", "./a"], Some("inspect")),
            (&["-q", "./a"], Some("inspect")),
            (&[directory], Some("scan")),
            (&["--deep", directory], Some("scan")),
            (&["scna", "./a"], None),
            (&["--bogus", "./a"], None),
            (&["scan", "--bogus", "./a"], None),
            (&["inspekt"], None),
            (&["policy", directory], None),
            (&["-q", "policy", "./a"], None),
            (&["./a", "policy"], Some("inspect")),
        ] {
            let words: Vec<OsString> =
                ["gorigin"].iter().chain(typed).map(OsString::from).collect();
            let error = Cli::try_parse_from(&words).unwrap_err();
            let name = |cli: Cli| match cli.command {
                Some(super::super::Command::Inspect(_)) => "inspect",
                Some(super::super::Command::Scan(_)) => "scan",
                _ => "another",
            };
            assert_eq!(with_command(&words, error).ok().map(name), want, "{typed:?}");
        }
        for (typed, says) in [("qqqqq", true), ("scna", false), ("policy qqqqq", false)] {
            let words: Vec<OsString> =
                format!("gorigin {typed}").split(' ').map(OsString::from).collect();
            let error = Cli::try_parse_from(&words).unwrap_err();
            let said = with_command(&words, error).err().unwrap().to_string();
            assert_eq!(said.contains("no file or directory of this name"), says, "{said}");
        }
    }
}
