//! Programs as they ship: in archives, packages and images, nested, hostile, or held against the same
//! bytes unpacked. `tests/README.md` says what the parts need that make their samples with real tools.
#![allow(clippy::restriction, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

/// Things that grow without end when they are unpacked, and things nested without end.
mod bombs;
/// Files cut at every member boundary: never silently fewer programs.
mod cuts;
/// The record of a program inside is the record of the same bytes unpacked.
mod equal;
/// Images that lie, and what `--all-layers` adds.
mod images;
/// Streams made of two, padded, or behind something else.
mod joined;
/// Headers that lie: sizes of 2^63, a million entries, names that escape, links in a circle.
mod lies;
/// What each tool writes against what is in it (needs `GORIGIN_SHIPPED`).
mod manifest;
/// How much memory large programs and many files take.
mod memory;
/// Packages of the registries against the programs unpacked from them (needs the corpus).
mod packages;
/// The samples in `testdata/shipped/`, which need no tool.
mod samples;
/// Running the command on a file, and what it found in it.
mod scanned;
/// The tables of what a container holds, and of what is not opened.
mod tables;
/// Bombs by the formats' own tools, where those are there.
mod tools;
/// Containers written here, byte by byte.
mod write;
