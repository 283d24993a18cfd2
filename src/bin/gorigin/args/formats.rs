//! The forms of a result about programs, and where each goes: `-f FORMAT` and `-f FORMAT=FILE`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Args, Command};

use super::result::place;
use super::wrong::wrong;
use crate::render::RecordFormat;

/// The forms of the result and where they go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Result")]
pub(crate) struct Results {
    /// Choose the form of the result; with =FILE, write this form to that file, and others elsewhere
    #[arg(short, long = "format", value_name = "FORMAT[=FILE]", default_value = "table")]
    #[arg(value_parser = ChosenParser)]
    formats: Vec<Chosen>,
    /// Do as -f json does
    #[arg(long, conflicts_with = "formats")]
    json: bool,
    /// Write the result to this file; - is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Default for Results {
    fn default() -> Self {
        let table = Chosen { format: RecordFormat::Table, file: None };
        Self { formats: vec![table], json: false, output: None }
    }
}

impl Results {
    /// The forms, each with its file; `None` stands for standard output.
    pub(crate) fn chosen(&self) -> Vec<Chosen> {
        let of = |format, file: Option<&PathBuf>| Chosen {
            format,
            file: place(file.or(self.output.as_ref()).map(PathBuf::as_path)).map(Path::to_owned),
        };
        if self.json {
            return vec![of(RecordFormat::Json, None)];
        }
        self.formats.iter().map(|it| of(it.format, it.file.as_ref())).collect()
    }

    /// Whether a file is given in which no form is written, since each has one of its own.
    pub(crate) fn output_is_unused(&self) -> bool {
        self.output.is_some() && !self.json && self.formats.iter().all(|it| it.file.is_some())
    }
}

/// A form, and the file that it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) format: RecordFormat,
    /// `None` for standard output, and where nothing is said.
    pub(crate) file: Option<PathBuf>,
}

/// Reads `FORMAT` and `FORMAT=FILE`.
#[derive(Clone, Copy, Debug)]
struct ChosenParser;

impl TypedValueParser for ChosenParser {
    type Value = Chosen;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Chosen, clap::Error> {
        let text = value
            .to_str()
            .ok_or_else(|| clap::Error::new(ErrorKind::InvalidUtf8).with_cmd(command))?;
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(file)),
            None => (text, None),
        };
        let Some(format) = RecordFormat::of_name(name) else {
            // It has the words for what is none of them.
            let known = PossibleValuesParser::new(possible());
            let unknown = known.parse_ref(command, arg, OsStr::new(name)).err();
            let other = || clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
            return Err(unknown.unwrap_or_else(other));
        };
        match file {
            Some("") => {
                let tip = format!("name a file: {}=FILE", format.name());
                Err(wrong(command, arg, text, &[], tip))
            }
            file => Ok(Chosen { format, file: file.map(PathBuf::from) }),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(possible()))
    }
}

fn possible() -> impl Iterator<Item = PossibleValue> {
    RecordFormat::all().map(|(format, help)| {
        PossibleValue::new(format.name()).help(help).aliases(format.other_names())
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        results: Results,
    }

    fn parsed(words: &[&str]) -> Result<Vec<(&'static str, Option<String>)>, clap::Error> {
        let line = Line::try_parse_from([&["x"], words].concat())?;
        let text = |file: PathBuf| file.to_str().unwrap().to_owned();
        let chosen = line.results.chosen().into_iter();
        Ok(chosen.map(|it| (it.format.name(), it.file.map(text))).collect())
    }

    #[test]
    fn forms_and_files() {
        let some = |text: &str| Some(text.to_owned());
        for (words, want) in [
            (&[][..], vec![("table", None)]),
            (&["-f", "json"], vec![("json", None)]),
            (&["--json"], vec![("json", None)]),
            (&["--json", "-o", "x"], vec![("json", some("x"))]),
            (&["-fcsv=a=b"], vec![("csv", some("a=b"))]),
            (&["-fcsv=-"], vec![("csv", None)]),
            (&["-o", "-"], vec![("table", None)]),
            (&["-fcsv=-", "-fjson", "-ox"], vec![("csv", None), ("json", some("x"))]),
            (&["-f", "csv=x", "-f", "table"], vec![("csv", some("x")), ("table", None)]),
            (
                &["-f", "csv=x", "-f", "json", "-o", "y"],
                vec![("csv", some("x")), ("json", some("y"))],
            ),
        ] {
            assert_eq!(parsed(words).unwrap(), want, "{words:?}");
        }
        for words in [&["-f", "cvs"][..], &["-f", "csv="], &["-f", "=x"], &["-f", ""]] {
            let error = parsed(words).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidValue, "{words:?}");
            assert!(error.to_string().contains("--format"), "{error}");
        }
    }
}
