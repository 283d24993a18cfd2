//! The names of functions in a pclntab.

use super::pclntab::Pclntab;
use crate::bytes::{Input, needle};
use crate::evidence::error::{Damage, Defect, Structure};

/// Bytes looked at in one step of a search.
const STEP: u64 = 128 << 10;

/// Whether a function of that name exists, inlined or not.
///
/// # Errors
/// [`Damage`] where the names cannot be read.
pub(crate) fn has_function(
    input: &Input<'_>,
    pclntab: &Pclntab,
    name: &str,
) -> Result<bool, Damage> {
    let needle = [b"\0", name.as_bytes(), b"\0"].concat();
    let overlap = u64::try_from(needle.len()).unwrap_or(0);
    let span = pclntab.function_names;
    if span.end().0 > input.size() {
        let cut = Defect::Malformed("runs past the end of the file");
        return Err(Damage::new(Structure::FunctionNames, span.start(), cut));
    }
    let mut windows = input.windows(span, STEP, overlap);
    let failed = |error| Damage::new(Structure::FunctionNames, span.start(), error);
    while let Some((_, bytes)) = windows.advance().map_err(failed)? {
        if needle::find(bytes, &needle).is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether there are far fewer names than functions.
pub(crate) fn has_few_names(input: &Input<'_>, pclntab: &Pclntab) -> bool {
    // A name takes two bytes at least, of a real program twenty.
    let span = pclntab.function_names;
    let few = pclntab.functions.checked_div(2).unwrap_or_default();
    if span.len() > pclntab.functions.saturating_mul(64) {
        return false;
    }
    let Ok(bytes) = input.read(span) else { return false };
    u64::try_from(needle::count_byte(&bytes, 0)).is_ok_and(|names| names < few)
}
