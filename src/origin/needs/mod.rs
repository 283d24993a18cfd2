//! What a program asks of the system that it runs on.

pub(super) mod cpu_level;
pub(super) mod level;
pub(super) mod macos;

pub use cpu_level::CpuLevel;
pub use level::NeededLevel;
pub(crate) use macos::{MACOS_NEEDS_UUID, MacosNeeds, MacosVersion};
