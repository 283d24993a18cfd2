//! An address map for a program of Go 1.13 to 1.17 whose headers are of no use: guessed, so that
//! the pointers in its build info can be followed.
//!
//! The build info header is the first thing in its segment, so it lies at the start of a page; the
//! variable it points to lies behind it in the same segment. That variable points to the text of
//! the version, in another segment, which is aligned in the file as it is in memory: to pages in
//! ELF and Mach-O, to 512 bytes in PE. What fits all of that is a variable of the right length that
//! points to the name of a Go release; the guess stands if all that fits is one and the same name.
//!
//! Seen to hold in programs of Go 1.15 in ELF, PE and Mach-O, linked by Go itself.

use crate::bytes::{Input, PartOffset, ReadError, Reader, Span, Va, needle};
use crate::evidence::build_info::blob::Pointing;
use crate::go::GoVersion;
use crate::image::{Access, Segment};

/// What the addresses of segments are multiples of.
const PAGE: u64 = 4096;
/// What the difference between address and place in the file is a multiple of.
const FILE_ALIGNMENT: u64 = 512;
/// Bytes behind the header in which the variable is looked for.
const VARIABLE_WITHIN: u64 = 32 << 20;
/// The most variables that are tried: in real programs some dozens look like one.
const VARIABLES: usize = 1024;
/// Bytes looked at in one step.
const STEP: u64 = 128 << 10;
/// The longest name of a release: `go1.15beta1`, with a few digits to spare.
const LONGEST: u64 = 16;

/// A string variable: where it lies, and what it holds.
struct Variable {
    at: PartOffset,
    text: Va,
    len: u64,
}

/// The two segments that the build info needs: what lies before it in the file, and it and what
/// follows. `None` where nothing fits, or two things do.
///
/// # Errors
/// [`ReadError`] where the file cannot be searched to its end.
pub(super) fn guess(
    input: &Input<'_>,
    pointing: &Pointing,
) -> Result<Option<[Segment; 2]>, ReadError> {
    let variables = variables(input, pointing)?;
    let mut guess: Option<(Vec<u8>, [Segment; 2])> = None;
    let mut texts = 0_u64;
    let mut windows = input.data_windows(input.whole(), STEP, LONGEST);
    while let Some((start, bytes)) = windows.advance()? {
        for place in needle::find_all(bytes, b"go1.") {
            let at = start.saturating_add(u64::try_from(place).unwrap_or(u64::MAX));
            texts = texts.saturating_add(1);
            input.budget().within("candidates", texts, input.budget().limits().candidates)?;
            for variable in &variables {
                let end = usize::try_from(variable.len).ok().and_then(|len| place.checked_add(len));
                let text = end.and_then(|end| bytes.get(place..end)).unwrap_or_default();
                if !is_aligned(variable.text, at) || !GoVersion::is_plain_release(text) {
                    continue;
                }
                if guess.as_ref().is_some_and(|(known, _)| known != text) {
                    return Ok(None);
                }
                let segments = segments(input, pointing, variable, at);
                guess = guess.or_else(|| Some((text.to_vec(), segments?)));
            }
        }
    }
    Ok(guess.map(|(_, segments)| segments))
}

/// What may be the variable: at the right place in its page, of a length that a release may have.
fn variables(input: &Input<'_>, pointing: &Pointing) -> Result<Vec<Variable>, ReadError> {
    let offset = pointing.version.0.checked_rem(PAGE).unwrap_or_default();
    let first = pointing.at.saturating_add(offset);
    let span = Span::new(first, VARIABLE_WITHIN);
    let mut variables = Vec::new();
    let mut windows = input.windows(span, STEP, 0);
    while let Some((start, bytes)) = windows.advance()? {
        let pages = bytes.chunks(usize::try_from(PAGE).unwrap_or(usize::MAX));
        for (index, page) in pages.enumerate() {
            let offset = u64::try_from(index).unwrap_or(u64::MAX).saturating_mul(PAGE);
            let at = start.saturating_add(offset);
            let mut reader = Reader::new(page, at, pointing.endian);
            let size = pointing.pointer_size;
            let (Ok(text), Ok(len)) = (reader.word(size), reader.word(size)) else { continue };
            if text != 0 && len <= LONGEST && variables.len() < VARIABLES {
                variables.push(Variable { at, text: Va(text), len });
            }
        }
    }
    Ok(variables)
}

fn is_aligned(address: Va, at: PartOffset) -> bool {
    address.0.abs_diff(at.0).checked_rem(FILE_ALIGNMENT) == Some(0)
}

/// The segments in which `variable` and the text at `text` lie where their addresses say.
fn segments(
    input: &Input<'_>,
    pointing: &Pointing,
    variable: &Variable,
    text: PartOffset,
) -> Option<[Segment; 2]> {
    let distance = variable.at.0.checked_sub(pointing.at.0)?;
    let data = Va(pointing.version.0.checked_sub(distance)?);
    // The text's segment may have started behind the start of the file.
    let skipped = text.0.saturating_sub(variable.text.0);
    let start = Va(variable.text.0.checked_sub(text.0.checked_sub(skipped)?)?);
    let code = Span::between(PartOffset(skipped), pointing.at);
    let rest = Span::between(pointing.at, input.whole().end());
    let segment = |address, span: Span, write| {
        let access = Access { write, execute: !write };
        Segment { address, size: span.len(), span, access }
    };
    Some([segment(start, code, false), segment(data, rest, true)])
}
