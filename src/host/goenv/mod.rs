//! Works out what `go env` would print, from an environment, files, and what the go command says
//! about itself, without running it: GOROOT with every step that led to it, the settings that
//! decide where things are kept, and the toolchain that the command hands over to.
//!
//! ```text
//! go command ─► GOROOT ─► GOROOT/go.env ─► which toolchain runs? ─┬─ itself ─► values
//!      ▲                                                          │
//!      └──────────── another command, another environment ◄───────┘
//! ```

pub(crate) mod build_config;
mod decision;
mod env;
pub(crate) mod go_flags;
pub(crate) mod gomod;
mod goroot;
pub(crate) mod modcache;
mod run;
mod start;
mod toolchain;
mod values;
mod variable;
mod wanted;

pub use decision::{DecidedBy, Decision, GoCommand, Step, StepKind};
pub(crate) use env::GoEnv;
pub use go_flags::refused_flags;
pub(crate) use goroot::locate;
pub(crate) use start::go_env;
pub use toolchain::{Selection, Source};
pub(crate) use values::Value;
