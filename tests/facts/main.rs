//! What stands in a file, and where: facts, each held against the file or against another reader.
//! `tests/README.md` says what the parts that ask real tools need.
#![allow(clippy::restriction, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

/// A fact is read when it is first asked for, and once.
mod asked;
/// Real programs against Go's own tools (needs the corpus).
mod corpus;
/// What a program carries for others is not taken for its own.
mod decoys;
/// DWARF of the fixtures, and of fresh builds against Go's own reader (needs toolchains).
mod dwarf;
/// Formats beside ELF, PE and Mach-O, archives of object files, toolchains other than gc.
mod formats;
/// The names of functions of every format and layout, and why there are none.
mod functions;
/// Places in what lies in something else are those in the file.
mod places;
/// The headers of every fixture as goblin reads them.
mod second_reader;
/// Programs are seen as what they are, whatever was done to the marks that make that easy.
mod seen;
/// Every fixture against what Go's own tools say of it.
mod testdata;
/// Which characters are never shown raw, against Unicode's own data.
mod unicode;
/// Packed programs: what comes out is what went in.
mod unpack;
