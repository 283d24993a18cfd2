//! The host: which Go installations this machine has, which GOROOT its go command settles on and
//! why, and whether a binary's GOROOT agrees. Runs nothing; looks at the machine only through a
//! [`HostView`], so that another root or a made-up machine will do as well.
//!
//! ```text
//! HostView ──► GoSettings ──► go_env ──► GoEnv ────┐
//!    │                                             ├─► HostLayout ──► compare ──► HostVerdict
//!    └───────► PATH, usual places ──► Toolchain ───┘
//! ```

mod checks;
mod compare;
mod disk;
mod goenv;
mod here;
mod layout;
mod machine;
mod os;
mod places;
mod remap;
mod rooted;
mod settings;
mod system;
mod view;
mod wrapper;

pub use checks::{Checked, Complaint, Outcome, Remedy, Shell, Theme, Told, check_names, examine};
pub use compare::{BinaryGoroot, GorootMatch, HostVerdict, ToolchainMatch, compare};
pub use goenv::{
    DecidedBy, Decision, GoCommand, GoEnv, Selection, Source, Step, StepKind, Value, go_env,
    refused_flags,
};
pub use here::Host;
pub use layout::{GoKind, HOST_SCHEMA, HostLayout, Toolchain};
pub use machine::Machine;
pub use os::Os;
pub use remap::{Given, Mapping, Mappings, Part, SourceFiles, SourcesHere, mappings, sources_here};
pub use rooted::Rooted;
pub use settings::{EnvFileState, GoSettings, Layer, Setting};
pub use system::{Cpu, System};
pub use view::{BuiltInGoroot, FileKind, FileStatus, HostView, Links, Program, ViewError};
pub use wrapper::Wrapper;
