//! One entry of a list in the man page.

use clap_mangen::roff::{Roff, bold, roman};

/// A term and its meaning.
pub(super) fn entry(roff: &mut Roff, term: &str, meaning: &str) {
    roff.control("TP", []);
    roff.text([bold(term)]);
    roff.text([roman(meaning)]);
}
