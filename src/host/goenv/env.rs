//! What `go env` would print, as data.

use serde::{Deserialize, Serialize};

use super::decision::Decision;
use super::toolchain::Selection;
use super::values::Value;

/// What `go env` would print.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct GoEnv {
    /// GOROOT, and why.
    pub goroot: Decision,
    /// The other settings; none where go refuses to run.
    pub values: Vec<Value>,
    /// The toolchain that runs.
    pub toolchain: Selection,
}
