//! A part that holds no other parts: what it is.

use super::not_go::{NotGo, WhyNot};
use super::options::Options;
use super::unopened;
use crate::bytes::Input;
use crate::container::Part;
use crate::evidence::{Damage, Depth, Program};
use crate::image::{Image, ImageError, Sniff, sniff};
use crate::origin::Origin;
use crate::unpack;

/// What a file turns out to be.
#[expect(clippy::large_enum_variant, reason = "made once for each file, and taken apart at once")]
pub(super) enum File {
    /// One that has something of Go's, or headers too damaged to tell.
    Origin(Box<Origin>),
    /// Another.
    NotGo(NotGo),
    /// One that cannot be read.
    Unreadable(ImageError),
}

impl File {
    /// A program, with what follows from its facts.
    pub(super) fn of(program: Program<'_>, options: &Options<'_>) -> Self {
        Self::Origin(Box::new(Origin::of(program, options.ask())))
    }
}

/// Looks at a file of one image, or at one that holds none.
pub(super) fn file(part: &Part<'_>, options: &Options<'_>) -> File {
    let input = part.input;
    if sniff(input.head()) == Sniff::GoObject {
        return object(part, options);
    }
    match Program::open(input, &part.around, options.depth) {
        Ok(Some(program)) => File::of(program, options),
        Ok(None) => File::NotGo(
            unopened::program(part, options)
                .unwrap_or_else(|| without_go(input, options).searched(part, options)),
        ),
        Err(ImageError::Unrecognised) => match unopened::other(part, options) {
            Some(found) => File::NotGo(found),
            None => unrecognised(part, options),
        },
        Err(error) => File::Unreadable(error),
    }
}

/// A file of no known format: its header may be all that is damaged.
fn unrecognised(part: &Part<'_>, options: &Options<'_>) -> File {
    let input = part.input;
    let salvage = || Program::salvage(input, &part.around);
    let salvaged = if options.recover_unrecognised { salvage() } else { Ok(None) };
    // What the budget knows of is said once, with all of it.
    let is_new = |limit: &Damage| limit.limit() != input.budget().exhausted();
    let trouble = match salvaged {
        Ok(Some(program)) => return File::of(program, options),
        Ok(None) => None,
        Err(limit) => Some(limit).filter(is_new),
    };
    let why = if input.size() == 0 { WhyNot::Empty } else { WhyNot::UnknownFormat };
    let other = NotGo { trouble: trouble.map(Into::into), ..NotGo::new(why) };
    File::NotGo(other.searched(part, options))
}

/// An object file of Go's that is in no archive.
fn object(part: &Part<'_>, options: &Options<'_>) -> File {
    if !options.recover_unrecognised {
        return File::NotGo(NotGo::new(WhyNot::CompiledPackage));
    }
    let input = part.input;
    match Program::open_object(input, &part.around, &[input.whole()]) {
        Some(program) => File::of(program, options),
        None => File::NotGo(NotGo::new(WhyNot::NoObject)),
    }
}

/// An intact executable file that is not taken for a Go program.
fn without_go(input: &Input<'_>, options: &Options<'_>) -> NotGo {
    let image = (options.depth != Depth::Quick).then(|| Image::read(input).ok()).flatten();
    let bits = image.and_then(|image| unpack::looks_packed(&image, input));
    NotGo::new(bits.map_or(WhyNot::NoGo, WhyNot::LooksPacked))
}
