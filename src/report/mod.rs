//! What leaves the program: the record, its JSON contract.

mod build;
pub mod json;
mod record;

pub(crate) use build::{image_error, read_kind};
pub use record::*;
