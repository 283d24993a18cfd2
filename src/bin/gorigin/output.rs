//! Where the result goes: standard output or a file, with or without colour: the home of anstream and
//! terminal_size.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use gorigin::bytes::Text;

use crate::exit::Failure;
use crate::render::Look;

/// Bytes gathered before they are written to anything but a terminal.
const BUFFER: usize = 1 << 16;

/// When there is colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, as NO_COLOR, CLICOLOR_FORCE and TERM allow.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// Where the result goes.
pub(crate) struct Output {
    writer: Box<dyn Write>,
    look: Look,
    is_terminal: bool,
}

impl Output {
    /// Opens `file`, or standard output where there is none. Refuses to open one of `inputs`, which
    /// that would empty.
    pub(crate) fn open(
        file: Option<&Path>,
        inputs: &[PathBuf],
        color: Color,
    ) -> Result<Self, Failure> {
        let Some(path) = file else {
            let stdout = io::stdout();
            let is_terminal = stdout.is_terminal();
            let color = has_color(color, AutoStream::choice(&stdout));
            let look = Look { color, width: width(&stdout) };
            let writer: Box<dyn Write> = match (is_terminal, color) {
                (true, true) => Box::new(AutoStream::always(stdout)),
                (true, false) => Box::new(stdout),
                (false, _) => Box::new(BufWriter::with_capacity(BUFFER, stdout)),
            };
            return Ok(Self { writer, look, is_terminal });
        };
        let place = path.canonicalize().ok();
        if place.is_some() && inputs.iter().any(|input| input.canonicalize().ok() == place) {
            let path = Text::from(path.as_os_str().as_encoded_bytes());
            return Err(Failure::new(format!("{path}: is an input, and would be overwritten"))
                .with_hint("give --output another name"));
        }
        let file = File::create(path).map_err(|error| {
            let path = Text::from(path.as_os_str().as_encoded_bytes());
            Failure::io(&format!("{path}: cannot write"), &error)
        })?;
        let look = Look { color: has_color(color, AutoStream::choice(&file)), width: None };
        let writer = Box::new(BufWriter::with_capacity(BUFFER, file));
        Ok(Self { writer, look, is_terminal: false })
    }

    /// How the result may look there.
    pub(crate) fn look(&self) -> Look {
        self.look
    }

    /// Whether the result goes to a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    /// The writer.
    pub(crate) fn writer(&mut self) -> &mut dyn Write {
        &mut self.writer
    }

    /// Writes what is left.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The failure behind an error of the writer.
pub(crate) fn write_failure(error: io::Error) -> Failure {
    Failure::io("cannot write the result", &error)
}

/// The width of the terminal that `stream` is, if it is one.
fn width(stream: &io::Stdout) -> Option<u16> {
    // Not comfy-table's: where the terminal does not know its size, that runs `tput`.
    terminal_size::terminal_size_of(stream).map(|(width, _)| width.0).filter(|&width| width > 0)
}

/// What the option says, and where that leaves it open, what the stream and the environment say.
fn has_color(color: Color, automatic: ColorChoice) -> bool {
    match color {
        Color::Auto => automatic != ColorChoice::Never,
        Color::Always => true,
        Color::Never => false,
    }
}
