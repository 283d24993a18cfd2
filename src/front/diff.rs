//! Two files compared: two programs, or all the programs in two containers.

use std::io;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread::available_parallelism;

use super::pairs::{Program, pairs};
use crate::analysis::{Analysis, Options, analyse};
use crate::archive::Place;
use crate::artifact::{
    Directories, Given, Inspector, Keep, Pace, Root, Sink, Threads, Walk, WalkOptions, scan,
};
use crate::bytes::ByteSource;
use crate::inspect::{Sketch, compared, is_worth_reading};
use crate::report::{DiffRecord, ErrorKind, ErrorRecord, Outcome, Record};

/// The most programs of one container that are compared.
const MOST: usize = 4096;

/// Two files compared.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// What differs, for each pair of programs; then the programs that only one side has.
    pub diffs: Vec<DiffRecord>,
    /// What could not be read of the two.
    pub troubles: Vec<Record>,
}

/// Why two files cannot be compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Incomparable {
    /// No thread could be started.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// One of them could not be read, or holds no Go program; its record says why.
    #[error("not a Go program that can be compared")]
    NoProgram(Box<Record>),
    /// Both are fat files, for different processors.
    #[error("the two files have no processor in common")]
    NoPair,
}

/// Compares two files. Programs in containers are paired by their paths inside; where these differ,
/// without the first folder, and then by names that only one program of each side has. One program
/// alone is compared with the only one of the other side. Records are kept, no bytes of programs.
///
/// ```
/// use gorigin::Options;
/// use gorigin::artifact::Root;
/// use gorigin::front::diff_files;
///
/// let paths = ["testdata/release.tar.gz", "testdata/sample/linux-amd64-go1.22-s-w"];
/// let found = diff_files(paths.map(|path| Root::Path(path.into())), &Options::default())?;
/// assert!(found.diffs[0].is_empty() && found.diffs.len() == 1);
/// # Ok::<(), gorigin::front::Incomparable>(())
/// ```
///
/// # Errors
/// [`Incomparable`], where one of them holds no Go program.
pub fn diff_files([a, b]: [Root; 2], options: &Options<'_>) -> Result<Compared, Incomparable> {
    let (a, b) = (read(a, options)?, read(b, options)?);
    let mut diffs = Vec::new();
    let (found, only_a, only_b) = pairs(a.programs, b.programs);
    let has_pair = !found.is_empty();
    for (a, b) in found {
        diffs.extend(compared(&a.slices, &b.slices));
    }
    if has_pair && diffs.is_empty() {
        return Err(Incomparable::NoPair);
    }
    for (only, is_second) in [(only_a, false), (only_b, true)] {
        let slices = only.iter().flat_map(|it| &it.slices);
        diffs.extend(slices.map(|it| DiffRecord::of_one(&it.record, is_second)));
    }
    Ok(Compared { diffs, troubles: [a.others, b.others].concat() })
}

/// One of the two files.
#[derive(Default)]
struct Side {
    programs: Vec<Program>,
    others: Vec<Record>,
}

fn read(root: Root, options: &Options<'_>) -> Result<Side, Incomparable> {
    let walk = WalkOptions { directories: Directories::Refuse, ..WalkOptions::default() };
    let entries = Walk::new(std::iter::once(root), walk);
    let count = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let threads = Threads { count, pace: Pace::AllThere };
    let sketcher = Sketcher { options, sketches: Mutex::new(Vec::new()) };
    let mut taker = Taker { sketcher: &sketcher, side: Side::default() };
    scan(
        entries,
        Keep::Relevant,
        threads,
        &options.limits,
        &sketcher,
        &std::mem::take,
        &mut taker,
    )?;
    let side = taker.side;
    match side.others.first() {
        Some(other) if side.programs.is_empty() => {
            Err(Incomparable::NoProgram(Box::new(other.clone())))
        }
        _ => Ok(side),
    }
}

/// Reads programs, and keeps a sketch of each.
struct Sketcher<'o> {
    options: &'o Options<'o>,
    /// Those whose records have not been taken yet, and those that hard links may lead to.
    sketches: Mutex<Vec<Sketch>>,
}

impl Inspector for Sketcher<'_> {
    fn inspect(&self, source: &dyn ByteSource, given: Given, place: &Place) -> Vec<Record> {
        let path = place.path();
        let inside = (place.depth() > 0).then_some(place);
        let options = Options { place: inside, ..self.options.at(&path) };
        let analyses = analyse(source, &options);
        if given == Given::Walked && analyses.iter().all(Analysis::is_plainly_other) {
            return Vec::new();
        }
        let mut kept = self.sketches.lock().unwrap_or_else(PoisonError::into_inner);
        let mut records = Vec::new();
        for analysis in &analyses {
            if analysis.program().is_none() || kept.len() >= MOST {
                records.push(analysis.record());
                continue;
            }
            let sketch = Sketch::of(analysis);
            records.push(sketch.record.clone());
            kept.push(sketch);
        }
        records
    }

    fn wants(&self, head: &[u8]) -> bool {
        is_worth_reading(head)
    }
}

impl Sketcher<'_> {
    /// The sketch of the program with that record.
    fn of(&self, record: &Record) -> Option<Sketch> {
        let kept = self.sketches.lock().unwrap_or_else(PoisonError::into_inner);
        let is_here =
            |it: &&Sketch| (&it.record.path, &it.record.slice) == (&record.path, &record.slice);
        let here = || kept.iter().rev().filter(is_here);
        let same = here().find(|it| it.record == *record).or_else(|| here().next());
        // Another name of a file that was read before.
        let same = same.or_else(|| {
            kept.iter().find(|it| {
                let Record { path, path_b64, container, .. } = record.clone();
                Record { path, path_b64, container, ..it.record.clone() } == *record
            })
        });
        same.map(|it| it.under(record))
    }
}

/// The record of a program for which no sketch was kept.
fn not_compared(record: Record) -> Record {
    let message = format!("not compared: more than {MOST} programs");
    let error = ErrorRecord { kind: ErrorKind::Limit.into(), message, offset: None };
    Record { error: Some(error), ..record }
}

struct Taker<'s, 'o> {
    sketcher: &'s Sketcher<'o>,
    side: Side,
}

impl Sink<Record> for Taker<'_, '_> {
    fn record(&mut self, record: Record) -> io::Result<()> {
        let sketch = match record.outcome {
            Outcome::Go => self.sketcher.of(&record),
            _ => None,
        };
        match sketch {
            Some(sketch) => Program::add(&mut self.side.programs, sketch),
            None if record.outcome == Outcome::Go => self.side.others.push(not_compared(record)),
            None => self.side.others.push(record),
        }
        Ok(())
    }
}
