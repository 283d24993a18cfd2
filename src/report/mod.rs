//! What leaves the program: the record, its JSON contract.

mod build;
mod doctor;
pub mod json;
mod record;

pub use doctor::*;
pub use record::*;
