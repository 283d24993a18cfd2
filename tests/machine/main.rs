//! What a machine is, and whether it agrees with a program.
//! `tests/README.md` says what the parts that ask real tools need.
#![allow(clippy::restriction, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

/// Every check of the doctor over made-up machines, and what each tells people to type.
mod doctor;
/// The host layer over made-up machines.
mod host;
/// The settings of the host layer against `go env` (needs toolchains).
mod host_oracle;
/// What each release refuses to run with, against real go commands (needs toolchains).
mod refusals_oracle;
/// The rules of `gorigin remap`, given to real debuggers (needs toolchains and debuggers).
mod remap_debuggers;
/// What the doctor tells people to type, typed with real go commands (needs toolchains).
mod remedies_oracle;
/// Whether a program starts here or on a target (one part needs toolchains).
mod start;
/// Commands named `go` that are none, over made-up machines.
mod wrappers;
/// The wrappers that real version managers make (needs toolchains and the managers).
mod wrappers_oracle;
