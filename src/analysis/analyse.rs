//! The pipeline: one input becomes parts, and each part is fully analysed.
//!
//! ```text
//! container ─► part ─► file or archive ─► origin ─► program: hashes, machine, paths, rules
//! ```

use std::path::Path;

use super::archive;
use super::file::{File, file};
use super::go::program;
use super::not_go::{IN_SCAN, NotGo, WhyNot};
use super::options::{Hashing, Options};
use super::packed;
use super::packing::Packing;
use super::subject::{Analysis, Subject, Unreadable};
use super::trouble::Trouble;
use crate::bytes::{ByteSource, LimitExceeded, ReadError};
use crate::container::{self, Around, Found, Opening, Part, Taken, Visitor};
use crate::evidence::{Depth, Program};
use crate::finding::{Finding, one_slice_will_do};
use crate::origin::Origin;

/// Everything known about one input: about the file, or about each slice of a fat Mach-O file.
/// Never fails: the analyses say what is wrong.
pub fn analyse(source: &dyn ByteSource, options: &Options<'_>) -> Vec<Analysis> {
    // Nearly always there is one.
    let mut parts = Parts { options, all: Vec::with_capacity(1), troubles: Vec::new() };
    match container::visit(source, &opening(options), &mut parts) {
        Ok(exhausted) => parts.finish(exhausted),
        Err(error) => {
            parts.see_unreadable(&Around::default(), &error);
            parts.all
        }
    }
}

/// How much of an input is read at that depth.
fn opening<'l>(options: &'l Options<'_>) -> Opening<'l> {
    let limits = &options.limits;
    let mut opening = Opening { salvage: options.recover_unrecognised, ..Opening::new(limits) };
    if options.depth == Depth::Quick {
        opening.members = archive::FIRST;
    }
    let is_quick = options.depth == Depth::Quick && options.hashing == Hashing::Skip;
    if is_quick && limits.unpacked_in_scan < limits.unpacked {
        opening.unpacked = LimitExceeded { name: IN_SCAN, limit: limits.unpacked_in_scan };
    }
    opening
}

/// The parts of one input, in the order in which they are visited.
struct Parts<'o> {
    options: &'o Options<'o>,
    all: Vec<Analysis>,
    /// What kept a part from being read, until the part is analysed in another way.
    troubles: Vec<Trouble>,
}

impl Parts<'_> {
    /// All analyses; `exhausted` is the limit that was hit in the file itself.
    fn finish(mut self, exhausted: Option<LimitExceeded>) -> Vec<Analysis> {
        let is_salvaged = self.all.iter().any(|it| it.around.is_salvaged());
        if self.all.len() > 1 && !is_salvaged {
            with_one_that_fits(&mut self.all);
        }
        self.all.iter_mut().for_each(|it| it.file_exhausted = exhausted);
        self.all
    }

    /// An analysis that only says what the part is.
    fn analysis(&self, around: Around, subject: Subject) -> Analysis {
        Analysis {
            path: self.options.path.map(Path::to_owned),
            place: self.options.place.cloned(),
            around,
            size: None,
            subject,
            packing: None,
            exhausted: Vec::new(),
            file_exhausted: None,
            other_troubles: Vec::new(),
            limits: self.options.limits.clone(),
        }
    }

    /// What a part is; `None` where the guess at it was wrong.
    fn subject(&mut self, part: &Part<'_>, options: &Options<'_>) -> Option<Subject> {
        let of_origin = |origin: Box<Origin>| match origin.is_go() {
            true => Subject::Go(Box::new(program(origin, part, options))),
            false => Subject::Damaged(origin),
        };
        let of_file = |file| match file {
            File::Origin(origin) => of_origin(origin),
            File::NotGo(other) => not_go(other),
            File::Unreadable(error) => Subject::Unreadable(Unreadable::Image(error)),
        };
        Some(match part.found {
            Found::File => of_file(file(part, options)),
            Found::Package(members) if options.recover_unrecognised => {
                let package = Program::open_object(part.input, &part.around, members)?;
                of_origin(Box::new(Origin::of(package, options.ask())))
            }
            Found::Package(_) => not_go(NotGo::new(WhyNot::CompiledPackage)),
            Found::Program => {
                of_origin(Box::new(archive::program(part, options, &mut self.troubles)?))
            }
            Found::Archive(members) => not_go(archive::without_go(part, members, options)),
            Found::Unpacked(packed, unpacked) => {
                let packing = Packing::of(packed, unpacked, &part.around.of_holder());
                of_file(packed::inside(&packing, part, options))
            }
            Found::Packed(packed, error) => {
                let packing = Packing::unopened(packed, error, &part.around);
                not_go(packed::unopened(&packing, error, part, options))
            }
            Found::Sliceless(error) => not_go(NotGo {
                trouble: Some(error.clone().into()),
                ..NotGo::new(WhyNot::FatHeader)
            }),
        })
    }
}

impl Visitor for Parts<'_> {
    fn see(&mut self, part: &Part<'_>) -> Taken {
        let mut options = self.options.clone();
        // A fat header promises programs, so a slice without a header is worth a search.
        options.recover_unrecognised |= part.around.is_salvaged();
        let Some(subject) = self.subject(part, &options) else { return Taken::No };
        if part.around.is_guess() && !matches!(subject, Subject::Go(_)) {
            return Taken::No;
        }
        let is_read = !matches!(subject, Subject::Unreadable(_));
        let size = is_read.then_some(part.whole.size());
        let exhausted = [part.input, part.whole].map(|input| input.budget().exhausted());
        let analysis = match part.found {
            // The rest of the archive is not checked for a package that was met and not named.
            Found::Package(_) if !options.recover_unrecognised => {
                Analysis { size, ..self.analysis(part.around.without_damage(), subject) }
            }
            _ => Analysis {
                size,
                packing: packing(part),
                exhausted: exhausted.into_iter().flatten().collect(),
                other_troubles: std::mem::take(&mut self.troubles),
                ..self.analysis(part.around.clone(), subject)
            },
        };
        self.all.push(analysis);
        Taken::Yes
    }

    fn see_unreadable(&mut self, around: &Around, error: &ReadError) {
        if !around.is_guess() {
            let subject = Subject::Unreadable(Unreadable::Read(error.clone()));
            let other_troubles = std::mem::take(&mut self.troubles);
            self.all.push(Analysis { other_troubles, ..self.analysis(around.clone(), subject) });
        }
    }
}

fn not_go(other: NotGo) -> Subject {
    Subject::NotGo(Box::new(other))
}

fn packing(part: &Part<'_>) -> Option<Packing> {
    match part.found {
        Found::Unpacked(packed, unpacked) => {
            Some(Packing::of(packed, unpacked, &part.around.of_holder()))
        }
        Found::Packed(packed, error) => Some(Packing::unopened(packed, error, &part.around)),
        _ => None,
    }
}

/// The system picks the slice that fits, so a slice for another processor is not a fault.
fn with_one_that_fits(all: &mut [Analysis]) {
    let is_kept = |it: &Finding| !one_slice_will_do(&it.rule);
    let fits = |it: &Analysis| it.program().is_some_and(|it| it.findings.iter().all(is_kept));
    if !all.iter().any(fits) {
        return;
    }
    for it in all {
        if let Subject::Go(program) = &mut it.subject {
            program.findings.retain(is_kept);
        }
    }
}
