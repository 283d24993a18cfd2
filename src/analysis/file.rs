//! A part that holds no other parts, and what it is.

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
    /// A file with something that Go wrote, or with headers too damaged to decide.
    Origin(Box<Origin>),
    /// Another file.
    NotGo(NotGo),
    /// A file that cannot be read.
    Unreadable(ImageError),
}

impl File {
    /// A program, with what follows from its facts.
    pub(super) fn of(program: Program<'_>, options: &Options<'_>) -> Self {
        Self::Origin(Box::new(Origin::of(program, options.ask())))
    }
}

/// Reads a file that holds one image or none.
pub(super) fn file(part: &Part<'_>, options: &Options<'_>) -> File {
    let input = part.input;
    if sniff(input.head()) == Sniff::GoObject {
        return object(part, options);
    }
    match Program::open(input, &part.around, options.depth) {
        // Like a package of gc, it is read where it is named and passed over where it is only met.
        Ok(Some(program)) if program.is_package() && !options.recover_unrecognised => {
            File::NotGo(NotGo::new(WhyNot::CompiledPackage))
        }
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

/// Reads a file of no known format: perhaps only its header is damaged.
fn unrecognised(part: &Part<'_>, options: &Options<'_>) -> File {
    let input = part.input;
    let salvage = || Program::salvage(input, &part.around);
    let salvaged = if options.recover_unrecognised { salvage() } else { Ok(None) };
    // A limit that the budget holds is reported once, with the part.
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

/// Reads a Go object file outside an archive.
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

/// Reads an intact executable file that does not count as a Go program.
fn without_go(input: &Input<'_>, options: &Options<'_>) -> NotGo {
    let image = (options.depth != Depth::Quick).then(|| Image::read(input).ok()).flatten();
    let bits = image.and_then(|image| unpack::looks_packed(&image, input));
    NotGo::new(bits.map_or(WhyNot::NoGo, WhyNot::LooksPacked))
}
