//! Which toolchain runs, and what `go.mod` asks for.

mod around;
mod go_mod;
mod selection;

pub(in crate::diagnosis) use around::{GOWORK_BAD, STRAY_GOMOD};
pub(in crate::diagnosis) use go_mod::{
    GO_TOO_OLD_FOR_GOMOD_SYNTAX, GODEBUG_REFUSED, GOMOD_NEEDS_NEWER_LOCAL,
};
pub(in crate::diagnosis) use selection::{GOTOOLCHAIN_SWITCH, GOTOOLCHAIN_UNAVAILABLE};
