//! What leaves the program: the record, its JSON contract.

mod build;
pub mod json;
mod link;
mod record;
mod verification;

pub use record::*;
