//! Programs of others that read what gorigin writes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::skipped;

/// A Python that has what `tests/consumers/requirements.txt` names; says so where there is none.
pub(crate) fn python() -> Option<PathBuf> {
    let python = std::env::var_os("GORIGIN_PYTHON").map(PathBuf::from);
    if python.is_none() {
        skipped("GORIGIN_PYTHON names no Python; cargo xtask consumers makes one");
    }
    python
}

/// A command that came with that Python.
pub(crate) fn command(python: &Path, name: &str) -> PathBuf {
    python.with_file_name(name)
}

/// What a script of `tests/consumers/` prints; it must end well.
pub(crate) fn script(python: &Path, name: &str, arguments: &[&str]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/consumers");
    let output = Command::new(python).arg(folder.join(name)).args(arguments).output().unwrap();
    let Output { status, stdout, stderr } = output;
    assert!(status.success(), "{name}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}
