//! The host: which Go installations a machine has, which GOROOT its go command decides on and why.
//! Nothing is run, and the machine is looked at only through a [`HostView`], so that another root
//! or a made-up machine serves as well. Nothing here knows about programs: `agree` compares the
//! two.
//!
//! ```text
//! HostView ──► GoSettings ──► go_env ──► GoEnv ────┐
//!    │                                             ├─► HostLayout
//!    └───────► PATH, usual places ──► Toolchain ───┘
//! ```

mod disk;
pub(crate) mod goenv;
mod here;
pub(crate) mod layout;
mod machine;
mod os;
pub(crate) mod overlay;
pub(crate) mod places;
mod program_reader;
mod rooted;
pub(crate) mod settings;
mod system;
mod view;
mod wrapper;

pub(crate) use goenv::Value;
pub use goenv::{DecidedBy, Decision, GoCommand, Selection, Source, Step, StepKind, refused_flags};
pub use here::Host;
pub use layout::{GoKind, HOST_SCHEMA, HostLayout, Toolchain};
pub use machine::Machine;
pub use os::Os;
pub use rooted::Rooted;
pub(crate) use settings::{GoSettings, Layer, Setting};
pub use system::{Cpu, System};
pub use view::{BuiltInGoroot, FileKind, FileStatus, HostView, Links, Program, ViewError};
pub use wrapper::Wrapper;
