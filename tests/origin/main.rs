//! What follows from the facts: version, GOROOT, traits, seals, leaks.
//! `tests/README.md` says what the parts that ask real tools need.
#![allow(clippy::restriction, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

/// What tools leave of Mach-O programs: the cause and the tool that the verdict names.
mod altered;
/// Every rule about programs fires on some program.
mod every_rule;
/// The SHA-256 of the file, where it is hashed.
mod file_hash;
/// Two build IDs in one file that differ are a finding.
mod id_conflict;
/// Path leaks, secrets and redaction in every output.
mod leaks;
/// What `verify` says after each real tool (needs toolchains and the tools).
mod meetings;
/// Modules that names of source files tell: without build info, and against it.
mod modules;
/// Programs without version, build info, build ID or section headers, and with changed names.
mod nolabel;
/// Findings that are graver or lighter than their rule, and what is not told twice.
mod severities;
/// Traits: build settings that lie, demands, the dynamic section.
mod traits;
/// Every trait against fresh builds of real toolchains (needs toolchains).
mod traits_oracle;
/// The hashes of every fixture against Go's own tools, and programs changed after the build.
mod verify;
/// Fresh builds verified, and the ID predicted for another GOROOT (needs toolchains).
mod verify_oracle;
