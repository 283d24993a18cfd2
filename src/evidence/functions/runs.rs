//! Bytes that end with a NUL, one after another, read in steps.

use crate::bytes::{Input, PartOffset, Span, needle};
use crate::evidence::error::{Damage, Structure};

/// Bytes read in one step: no name is longer.
pub(super) const STEP: u64 = 128 << 10;

/// Hands over the bytes of `span` in pieces of whole runs, each of which ends with a NUL. Of a run that is
/// longer than a step the first bytes are a piece, the only one without a NUL at its end. Where the file ends
/// before `span` does, that is the damage behind the last piece.
pub(super) fn pieces(
    input: &Input<'_>,
    span: Span,
    visit: &mut impl FnMut(&[u8], PartOffset),
) -> Result<(), Damage> {
    let mut left = span.clamped(input.size());
    let (mut is_inside_long, mut bytes) = (false, Vec::new());
    while !left.is_empty() {
        let step = left.first(STEP);
        let read = input.read_into(step, &mut bytes);
        read.map_err(|it| Damage::new(Structure::FunctionNames, step.start(), it))?;
        let end = needle::rfind_byte(&bytes, 0).map(|at| at.saturating_add(1));
        let first = || needle::until_nul(&bytes).map_or(0, |run| run.len().saturating_add(1));
        let start = if is_inside_long { first() } else { 0 };
        let is_cut = !is_inside_long && step.len() == STEP;
        if end.is_some() || is_cut {
            let piece = bytes.get(start..end.unwrap_or(bytes.len())).unwrap_or_default();
            // Empty where the only NUL of the step ends a run that is too long.
            if !piece.is_empty() {
                visit(piece, step.start().saturating_add(len(start)));
            }
        }
        is_inside_long = end.is_none();
        // What is left over is the start of a run; one that fills all of a step has no end near.
        let taken = len(end.unwrap_or(bytes.len()));
        left = match step.end() < left.end() {
            true => Span::between(step.start().saturating_add(taken), left.end()),
            false => Span::default(),
        };
    }
    check_end(input, span)
}

/// Hands over every run of bytes in `span` that ends with a NUL and is not empty, without the NUL. Of a run
/// that is longer than a step the first bytes are handed over.
pub(super) fn walk(
    input: &Input<'_>,
    span: Span,
    visit: &mut impl FnMut(&[u8], PartOffset),
) -> Result<(), Damage> {
    pieces(input, span, &mut |piece, at| {
        let mut start = 0_usize;
        for run in needle::split(piece, 0) {
            if !run.is_empty() {
                visit(run, at.saturating_add(len(start)));
            }
            start = start.saturating_add(run.len()).saturating_add(1);
        }
    })
}

/// Whether all of `span` is in the file.
fn check_end(input: &Input<'_>, span: Span) -> Result<(), Damage> {
    let is_whole = span.end().0 <= input.size();
    let cut = "run past the end of the file";
    let damage = || Damage::malformed(Structure::FunctionNames, span.start(), cut);
    if is_whole { Ok(()) } else { Err(damage()) }
}

pub(super) fn len(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};

    fn runs(bytes: &[u8]) -> Vec<(u64, Vec<u8>)> {
        let bytes = bytes.to_vec();
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&bytes, &budget).unwrap();
        let mut found = Vec::new();
        let mut visit = |run: &[u8], at: PartOffset| found.push((at.0, run.to_vec()));
        walk(&input, input.whole(), &mut visit).unwrap();
        found
    }

    #[test]
    fn runs_are_whole_wherever_a_step_ends() {
        for ahead in [STEP - 3, STEP - 2, STEP - 1, STEP, STEP + 1, 2 * STEP] {
            let mut bytes = b"first\0".to_vec();
            bytes.resize(usize::try_from(ahead).unwrap(), 0);
            bytes.extend(b"second\0third\0open");
            let want = [(0, "first"), (ahead, "second"), (ahead + 7, "third")];
            let got = runs(&bytes);
            assert_eq!(got, want.map(|(at, name)| (at, name.as_bytes().to_vec())), "{ahead}");
        }
    }

    #[test]
    fn a_long_run_is_cut() {
        let step = usize::try_from(STEP).unwrap();
        for len in [step - 1, step, step + 1, 3 * step] {
            let bytes = [b"a\0".as_slice(), &vec![b'x'; len], b"\0b\0"].concat();
            let cut: Vec<_> = runs(&bytes).iter().map(|it| it.1.len()).collect();
            assert_eq!(cut, [1, len.min(step), 1], "{len}");
        }
    }

    #[test]
    fn a_span_behind_the_end_is_no_table() {
        let (bytes, budget) = (b"a\0".to_vec(), Budget::new(&Limits::default()));
        let input = Input::open(&bytes, &budget).unwrap();
        assert!(check_end(&input, Span::new(PartOffset(u64::MAX - 1), 1)).is_err());
        assert!(check_end(&input, Span::new(PartOffset(0), 2)).is_ok());
    }
}
