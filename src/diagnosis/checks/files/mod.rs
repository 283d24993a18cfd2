//! File systems, and the directories for temporary files.

mod directories;
mod mounted;
mod repository;
mod space;
mod temporary;
mod wsl;

pub(in crate::diagnosis) use mounted::{DISK_READONLY, LOCK_LESS_FILESYSTEM, NOEXEC_DIR};
pub(in crate::diagnosis) use repository::VCS_STAMP_WILL_FAIL;
pub(in crate::diagnosis) use space::DISK_FULL;
pub(in crate::diagnosis) use temporary::TMPDIR_MISSING;
pub(in crate::diagnosis) use wsl::WSL_CROSSING;
