//! Facts about a host that the checks ask for, each kind in its own file. Nothing here judges what
//! it finds.

mod caches;
mod commands;
mod go_tree;
mod mounts;
mod ownership;
mod pinned;
mod scene;
mod settings;
mod spelling;
mod start_files;

pub(super) use caches::{build_cache, mod_cache};
pub(super) use commands::{gobin, on_path, path_directories};
pub(super) use go_tree::{SOURCES, TOOLS, executable, looks_like_root, tool_directory, versions};
pub(super) use mounts::{Mount, mount_of, mounts};
pub(super) use pinned::pinned;
pub(crate) use scene::Scene;
pub(super) use spelling::{literal_fault, visible};
pub(super) use start_files::Line;
