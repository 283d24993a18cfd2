//! The shortest way through the declaration: of a command line with no option, nothing at all is built, since
//! every option is as it is by default.

use std::ffi::OsString;
use std::path::PathBuf;

use super::cli::{Cli, Command};
use super::global::Global;
use super::inspect::Inspect;
use super::scan::Scan;
use super::shortcut::command_of_paths;
use super::verify::Verify;

/// The command line, where it is that of a command which reads programs, and has paths and no options; the
/// name of the command may be missing.
pub(super) fn paths_alone(words: &[OsString]) -> Option<Cli> {
    let (_, words) = words.split_first()?;
    let may_be_path = |word: &OsString| !matches!(word.as_encoded_bytes(), [] | [b'-', ..]);
    if !words.iter().all(may_be_path) {
        return None;
    }
    let (first, rest) = words.split_first()?;
    let (name, paths) = match (first.to_str()?, command_of_paths(words)) {
        (_, Some(name)) => (name, words),
        (name, None) => (name, rest),
    };
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    let command = match name {
        "scan" => Command::Scan(Scan { paths, ..Scan::default() }),
        _ if paths.is_empty() => return None,
        "inspect" => Command::Inspect(Inspect { files: paths, ..Inspect::default() }),
        "verify" => Command::Verify(Verify { files: paths, ..Verify::default() }),
        _ => return None,
    };
    Some(Cli { global: Global::default(), command: Some(command) })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::shortcut::with_command;
    use super::*;

    fn words(line: &[&str]) -> Vec<OsString> {
        ["gorigin"].iter().chain(line).map(OsString::from).collect()
    }

    #[test]
    fn the_shortest_way_leads_where_the_longest_does() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().to_str().unwrap();
        for line in [
            &["inspect", "a"][..],
            &["inspect", "a", "b", "scan"],
            &["verify", "a"],
            &["verify", directory],
            &["scan"],
            &["scan", "a"],
            &["scan", directory, "verify"],
            &["./a"],
            &["./a", "inspect"],
            &["./a", directory],
            &["a.zip!/b"],
            &[directory],
        ] {
            let words = words(line);
            let whole =
                Cli::try_parse_from(&words).or_else(|error| with_command(&words, error)).ok();
            let shown = |cli: Option<Cli>| cli.map(|cli| format!("{cli:?}"));
            assert_eq!(shown(paths_alone(&words)), shown(whole), "{line:?}");
        }
    }

    #[test]
    fn other_command_lines_are_left_alone() {
        for line in [
            &[][..],
            &[""],
            &["inspect"],
            &["verify"],
            &["inspect", ""],
            &["inspect", "-"],
            &["inspect", "-q", "a"],
            &["inspect", "a", "--json"],
            &["-"],
            &["-q", "./a"],
            &["scan", "--"],
            &["inspekt"],
            &["no-such-file"],
            &["diff", "a", "b"],
            &["policy", "./a"],
            &["man"],
        ] {
            assert!(paths_alone(&words(line)).is_none(), "{line:?}");
        }
    }
}
