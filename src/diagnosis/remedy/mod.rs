//! What a user can do to mend a fault. A remedy is made of acts that can be taken back: nothing in
//! here removes or overwrites anything, and no act holds a command as text.
//!
//! ```text
//! Remedy ─┬─ Plan: act, act, …   the first plan that holds is shown as a command
//!         ├─ Plan: …
//!         └─ what there is to decide, where none does
//! ```

mod act;
mod plan;
mod proof;
mod shell;
mod words;

pub(super) use act::{Act, Gives, Package};
pub(super) use plan::Plan;
pub use plan::{Advice, Remedy};
pub(super) use proof::{
    BuildCache, GoTree, OwnFile, PartialToolchain, ProvenPath, is_toolchain_version,
};
pub use shell::Shell;
pub(super) use words::Dialect;
