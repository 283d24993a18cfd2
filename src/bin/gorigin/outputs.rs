//! The forms of one run, each with its place: several files, and standard output at most once.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use gorigin::artifact::{FileId, InputIsTarget, OwnFiles};

use crate::args::Chosen;
use crate::exit::Failure;
use crate::names::shown;
use crate::output::{Color, Output};
use crate::render::RecordFormat;
use crate::replace::Replacement;
use crate::talk::Volume;

/// The places of the result, each with the form that is written there.
pub(crate) struct Outputs(Vec<(RecordFormat, Output)>);

impl Outputs {
    /// Opens all of them. Refuses files that are among `inputs`, and two forms for one place.
    pub(crate) fn open<'i>(
        chosen: &[Chosen],
        inputs: impl Iterator<Item = &'i PathBuf> + Clone,
        color: Color,
        volume: Volume,
    ) -> Result<Self, Failure> {
        let mut files: BTreeSet<Option<&Path>> = BTreeSet::new();
        let mut all: Vec<(RecordFormat, Output)> = Vec::new();
        for Chosen { format, file } in chosen {
            let file = file.as_deref();
            if !files.insert(file) {
                return Err(twice(file));
            }
            let output = match format {
                RecordFormat::Table => Output::of_answer(file, inputs.clone(), color, volume)?,
                _ => Output::open(file, inputs.clone(), color)?,
            };
            let is_same = |(_, other): &&(RecordFormat, Output)| other.is_at(&output);
            if all.iter().any(|it| is_same(&it)) {
                return Err(twice(file));
            }
            all.push((*format, output));
        }
        Ok(Self(all))
    }

    /// A file of records that an earlier run began.
    pub(crate) fn resumed(output: Output) -> Self {
        Self(vec![(RecordFormat::Ndjson, output)])
    }

    /// Whether this is a file of records that an earlier run began.
    pub(crate) fn is_resumed(&self) -> bool {
        self.iter().any(|(_, output)| output.is_resumed())
    }

    /// Whether this form on standard output is all.
    pub(crate) fn is_only(&self, format: RecordFormat) -> bool {
        self.iter().all(|(it, output)| it == format && output.file().is_none())
    }

    /// The forms and their places.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (RecordFormat, &Output)> {
        self.0.iter().map(|(format, output)| (*format, output))
    }

    /// The places, in the order of the forms.
    pub(crate) fn places(&mut self) -> impl Iterator<Item = &mut Output> {
        self.0.iter_mut().map(|(_, output)| output)
    }

    /// Whether lines of the result appear on a terminal while the work is done.
    pub(crate) fn draws_on_terminal(&self) -> bool {
        self.iter().any(|(format, output)| format != RecordFormat::Table && output.is_terminal())
    }

    /// Whether any of the result goes to a terminal.
    pub(crate) fn is_on_terminal(&self) -> bool {
        self.iter().any(|(_, output)| output.is_terminal())
    }

    /// Creates the files that collect the result, so that one that cannot be written fails before
    /// the work.
    pub(crate) fn create(&mut self) -> Result<(), Failure> {
        self.places().try_for_each(Output::create)
    }

    /// The files that are written, so that they are not taken as inputs.
    pub(crate) fn own_files(&self) -> OwnFiles {
        let mut own = OwnFiles::default();
        for (_, output) in self.iter() {
            let OwnFiles { targets, others } = output.own_files();
            own.targets.extend(targets);
            own.others.extend(others);
        }
        own
    }

    /// An observer of the files that are read for the result; `None` where that cannot matter.
    pub(crate) fn watch(&self) -> Option<impl Fn(&Path) + Send + Sync + use<>> {
        let all: Vec<_> = self.iter().filter_map(|(_, output)| output.watch()).collect();
        (!all.is_empty()).then_some(move |path: &Path| all.iter().for_each(|watch| watch(path)))
    }

    /// Why a file may not be written that a scan met as an input.
    pub(crate) fn refusal(&self, met: &InputIsTarget) -> Option<Failure> {
        let id = FileId::at(&met.path).ok();
        let is_it = |output: &&Output| id.as_ref().is_some_and(|id| output.replaces(id));
        let all = || self.iter().map(|(_, output)| output);
        all().find(is_it).or_else(|| all().next()).and_then(Output::refusal)
    }

    /// Whether a form goes to that file, under whatever name.
    pub(crate) fn has_file(&self, other: &Replacement) -> bool {
        self.iter().any(|(_, output)| output.is_file(other))
    }

    /// The names of the files.
    pub(crate) fn files(&self) -> Vec<&Path> {
        self.iter().filter_map(|(_, output)| output.file()).collect()
    }

    /// Whether nobody reads any of the result any more.
    pub(crate) fn is_gone(&self) -> bool {
        self.0.iter().all(|(_, output)| output.is_gone())
    }

    /// Whether nothing is written anywhere: the exit code is all that is asked for.
    pub(crate) fn is_nowhere(&self) -> bool {
        self.0.iter().all(|(_, output)| output.is_nowhere())
    }

    /// Writes what is left, and puts every file in its place, once all of them could be written.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.places().try_for_each(io::Write::flush)?;
        self.places().try_for_each(Output::finish)
    }

    /// Leaves the files as they were before.
    pub(crate) fn abandon(&mut self) {
        self.places().for_each(Output::abandon);
    }
}

/// The failure for two forms in one place.
fn twice(file: Option<&Path>) -> Failure {
    match file {
        Some(file) => Failure::new(format!("{}: two forms of the result go there", shown(file)))
            .with_hint("give each form a file of its own: -f FORMAT=FILE"),
        None => Failure::new("two forms of the result go to standard output")
            .with_hint("give all but one a file: -f FORMAT=FILE"),
    }
}
