//! The place of the result: standard output or a file, with or without colour. The only user of
//! anstream and terminal_size.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use gorigin::artifact::{FileId, OwnFiles, Target};

use crate::exit::Failure;
use crate::names::shown;
use crate::render::{self, Look};
use crate::replace::Replacement;
use crate::resume::Resumed;
use crate::streams::{check_stdout, stdin_file, stdout_file, stream_of};
use crate::talk::Volume;

/// How many bytes are gathered before they are written to anything but a terminal.
const BUFFER: usize = 1 << 16;

/// The width of a terminal that does not tell its own, such as a serial line.
const UNKNOWN_WIDTH: u16 = 80;

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

/// The place of the result.
pub(crate) struct Output {
    to: To,
    look: Look,
    is_terminal: bool,
    /// Whether the reader of the result has gone away.
    is_gone: bool,
    /// Whether nothing is written, since nobody asked for more than the exit code.
    is_nowhere: bool,
}

enum To {
    Stdout(Box<dyn Write>),
    File(Box<Replacement>),
    Resumed(Box<Resumed>),
}

impl Output {
    /// Opens `file`, or standard output where there is none or it is `-`. Refuses a file that is one of
    /// `inputs`, since the result would overwrite it. [`Output::finish`] replaces a file; before
    /// that it is not touched.
    pub(crate) fn open<'i>(
        file: Option<&Path>,
        inputs: impl IntoIterator<Item = &'i PathBuf>,
        color: Color,
    ) -> Result<Self, Failure> {
        let Some(path) = file else {
            check_stdout()?;
            let stdout = io::stdout();
            let is_terminal = stdout.is_terminal();
            let color = has_color(color, AutoStream::choice(&stdout));
            let look = Look { color, width: width(&stdout) };
            let writer: Box<dyn Write> = match (is_terminal, color) {
                (true, true) => Box::new(AutoStream::always(stdout)),
                (true, false) => Box::new(stdout),
                (false, _) => Box::new(BufWriter::with_capacity(BUFFER, stdout)),
            };
            let to = To::Stdout(writer);
            return Ok(Self { to, look, is_terminal, is_gone: false, is_nowhere: false });
        };
        let file = Replacement::of(path)?;
        if let Some(target) = file.target() {
            let id = |input: &PathBuf| match input.as_os_str() == "-" {
                true => stdin_file(),
                false => FileId::at(input).ok(),
            };
            if inputs.into_iter().any(|input| id(input).as_ref() == Some(&target)) {
                return Err(file.refusal());
            }
        }
        let look = Look { color: has_color(color, AutoStream::choice(&Vec::new())), width: None };
        let to = To::File(Box::new(file));
        Ok(Self { to, look, is_terminal: false, is_gone: false, is_nowhere: false })
    }

    /// The same for what is for reading: with [`Volume::Quiet`] and without a file it goes nowhere, and
    /// the exit code is the answer.
    pub(crate) fn of_answer<'i>(
        file: Option<&Path>,
        inputs: impl IntoIterator<Item = &'i PathBuf>,
        color: Color,
        volume: Volume,
    ) -> Result<Self, Failure> {
        if file.is_some() || volume > Volume::Quiet {
            return Self::open(file, inputs, color);
        }
        let to = To::Stdout(Box::new(io::sink()));
        let look = Look::default();
        Ok(Self { to, look, is_terminal: false, is_gone: false, is_nowhere: true })
    }

    /// Whether nothing is written anywhere.
    pub(crate) fn is_nowhere(&self) -> bool {
        self.is_nowhere
    }

    /// The result is appended to the records of earlier runs.
    pub(crate) fn resumed(file: Resumed) -> Self {
        let look = Look { color: false, width: None };
        let to = To::Resumed(Box::new(file));
        Self { to, look, is_terminal: false, is_gone: false, is_nowhere: false }
    }

    /// Whether a later run may go on with the result where this one ends.
    pub(crate) fn is_resumed(&self) -> bool {
        matches!(self.to, To::Resumed(_))
    }

    /// The look that the result may have there.
    pub(crate) fn look(&self) -> Look {
        self.look
    }

    /// Whether the result goes to a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    /// Creates the file that collects the result, so that a result that cannot be written fails
    /// before the work. The first write does it otherwise.
    pub(crate) fn create(&mut self) -> Result<(), Failure> {
        match &mut self.to {
            To::Stdout(_) => Ok(()),
            To::File(file) => file.create(),
            To::Resumed(file) => file.create(),
        }
    }

    /// The files that this writes, so that they are not taken as inputs.
    pub(crate) fn own_files(&self) -> OwnFiles {
        match &self.to {
            To::Stdout(_) => {
                OwnFiles { others: stdout_file().into_iter().collect(), ..OwnFiles::default() }
            }
            To::File(file) => {
                let is_old_result = file.head().is_some_and(|head| render::is_scan(&head));
                let target = file.target().map(|id| Target { id, is_old_result });
                OwnFiles {
                    targets: target.into_iter().collect(),
                    others: file.new_file().into_iter().collect(),
                }
            }
            To::Resumed(file) => {
                OwnFiles { others: file.id().into_iter().collect(), ..OwnFiles::default() }
            }
        }
    }

    /// An observer of the files that are read for the result; `None` where that cannot matter.
    pub(crate) fn watch(&self) -> Option<impl Fn(&Path) + Send + Sync + use<>> {
        match &self.to {
            To::Stdout(_) | To::Resumed(_) => None,
            To::File(file) => file.watch(),
        }
    }

    /// Whether both are the same file or pipe, under whatever names.
    pub(crate) fn is_at(&self, other: &Self) -> bool {
        let is_same = match (&self.to, &other.to) {
            (To::File(one), To::File(other)) => one.is_at(other),
            _ => false,
        };
        is_same || self.stream().is_some_and(|stream| other.stream() == Some(stream))
    }

    /// Whether the result goes to that file, under whatever name.
    pub(crate) fn is_file(&self, other: &Replacement) -> bool {
        matches!(&self.to, To::File(file) if file.is_at(other))
    }

    /// What is written to as it is, such as standard output or `/dev/stdout`.
    fn stream(&self) -> Option<FileId> {
        match &self.to {
            To::Stdout(_) if !self.is_nowhere => stream_of(&io::stdout()),
            To::File(file) => file.stream().and_then(stream_of),
            To::Stdout(_) | To::Resumed(_) => None,
        }
    }

    /// Whether the file is the one that `id` names.
    pub(crate) fn replaces(&self, id: &FileId) -> bool {
        match &self.to {
            To::Stdout(_) | To::Resumed(_) => false,
            To::File(file) => file.target().as_ref() == Some(id),
        }
    }

    /// Why the file may not be written.
    pub(crate) fn refusal(&self) -> Option<Failure> {
        match &self.to {
            To::Stdout(_) | To::Resumed(_) => None,
            To::File(file) => Some(file.refusal()),
        }
    }

    /// The name of the file that the result replaces.
    pub(crate) fn file(&self) -> Option<&Path> {
        match &self.to {
            To::Stdout(_) | To::Resumed(_) => None,
            To::File(file) => Some(file.name()),
        }
    }

    /// Whether the reader of the result has gone away. Further output is dropped.
    pub(crate) fn is_gone(&self) -> bool {
        self.is_gone
    }

    /// The writer.
    pub(crate) fn writer(&mut self) -> &mut dyn Write {
        self
    }

    /// Writes what is left, and puts the file in its place.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.flush()?;
        match &mut self.to {
            To::Stdout(_) => Ok(()),
            To::File(file) => file.commit().map_err(|error| InFile::of(file.name(), error)),
            To::Resumed(file) => file.finish(),
        }
    }

    /// The result is nothing, not even an empty file: at the end one of an earlier result is removed.
    pub(crate) fn leave_out(&mut self) {
        if let To::File(file) = &mut self.to {
            file.leave_out();
        }
    }

    /// Leaves the file as it was before; what is written from then on is dropped.
    pub(crate) fn abandon(&mut self) {
        if let To::File(file) = &mut self.to {
            file.abandon();
            self.to = To::Stdout(Box::new(io::sink()));
        }
    }

    /// Calls `write`, unless the reader of the result has gone away.
    fn while_read<T: Default>(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
        gone: T,
    ) -> io::Result<T> {
        if self.is_gone {
            return Ok(gone);
        }
        let to: &mut dyn Write = match &mut self.to {
            To::Stdout(stdout) => stdout,
            To::File(file) => file,
            To::Resumed(file) => file,
        };
        match write(to) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_gone = true;
                Ok(gone)
            }
            written => written.map_err(|error| match &self.to {
                To::File(file) => InFile::of(file.name(), error),
                To::Stdout(_) | To::Resumed(_) => error,
            }),
        }
    }
}

/// An error of writing to a file that is not standard output.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", shown(.file))]
struct InFile {
    file: PathBuf,
    error: io::Error,
}

impl InFile {
    fn of(file: &Path, error: io::Error) -> io::Error {
        io::Error::new(error.kind(), Self { file: file.to_owned(), error })
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.while_read(|to| to.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.while_read(|to| to.flush(), ())
    }
}

/// The failure for an error of the writer.
pub(crate) fn write_failure(error: io::Error) -> Failure {
    match error.get_ref().and_then(|it| it.downcast_ref::<InFile>()) {
        Some(InFile { file, error }) => {
            Failure::io(&format!("{}: cannot write the result", shown(file)), error)
        }
        None => Failure::io("cannot write the result", &error),
    }
}

/// The width of the terminal behind `stream`, where COLUMNS is the user's word on it; `None` where it is not
/// a terminal: there lines stay whole, whatever COLUMNS says, so that they can be searched.
fn width(stream: &io::Stdout) -> Option<u16> {
    // comfy-table's function runs `tput` where the terminal does not know its size.
    let size = terminal_size::terminal_size_of(stream).map(|(width, _)| width.0);
    let named = std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse().ok());
    let named = named.filter(|_| stream.is_terminal());
    let of_neither = || stream.is_terminal().then_some(UNKNOWN_WIDTH);
    named.or(size).filter(|&width| width > 0).or_else(of_neither)
}

/// The width of the terminal behind standard error.
pub(crate) fn stderr_width() -> u16 {
    terminal_size::terminal_size_of(io::stderr()).map_or(UNKNOWN_WIDTH, |(width, _)| width.0)
}

/// The choice of the option; if it leaves the choice open, that of the stream and the environment.
fn has_color(color: Color, automatic: ColorChoice) -> bool {
    match color {
        Color::Auto => automatic != ColorChoice::Never,
        Color::Always => true,
        Color::Never => false,
    }
}
