//! Where the source files that a binary names are on this host. Debuggers look for them under the
//! builder's paths.
//!
//! Each debugger has its own order of the two paths, and uses the first rule that fits:
//!
//! | debugger | rule | source |
//! | --- | --- | --- |
//! | Delve | `config substitute-path IN-BINARY LOCAL` | `Documentation/cli/substitutepath.md` of go-delve/delve; Delve 1.20.2 |
//! | VS Code | `substitutePath`: `from` is local, `to` is in the binary | `docs/debugging.md` of golang/vscode-go; `dlv dap` 1.20.2 |
//! | GDB | `set substitute-path IN-BINARY LOCAL` | GDB manual, Specifying Source Directories |
//! | LLDB | `settings append target.source-map IN-BINARY LOCAL` | its own `settings list target.source-map` |
//!
//! A program that was built with `-trimpath` names no folder of its builder, but it names files:
//! `fmt/print.go`, `example.com/m@v1.0.0/m.go`. Rules for the beginnings of those names lead to
//! them too. The files of the standard library have no common beginning, so their rule comes last,
//! as the rule for every relative path.

mod goroots;
mod mapper;
mod mapping;
mod modules;
mod prefix;
mod projects;
mod rules;

pub use mapping::{Given, Mapping, Part};
pub use rules::{Mappings, mappings};

pub(super) use mapper::Mapper;
