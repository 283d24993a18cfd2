//! Editors and version managers, which have a GOROOT of their own.

mod answer;
mod debugger;
mod goland;
mod goroot;
mod json;
mod json_escape;
mod variables;
mod version_manager;
mod vs_code;

pub(in crate::diagnosis) use debugger::DEBUG_PATH_MAP;
pub(in crate::diagnosis) use goroot::EDITOR_GOROOT;
pub(in crate::diagnosis) use version_manager::VERSION_MANAGER_STALE;
