//! The deep search: every byte of a file is searched for paths and for texts that the user names.
//! One pass finds all needles; only the text around a hit is classified.

mod around;
mod found;
mod needles;
mod run;
#[cfg(test)]
mod tests;

pub use self::found::{Found, Sought, Texts};
pub use self::needles::{DeepSearch, LONGEST_NEEDLE};
pub use self::run::Known;
