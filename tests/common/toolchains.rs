//! The Go toolchains that tests may ask, and the word for it where there are none.

use super::skipped;

/// A Go toolchain of this machine.
pub(crate) struct Toolchain {
    /// Such as `go1.22.10`.
    pub(crate) version: String,
    /// The folder of `bin/go`.
    pub(crate) goroot: String,
}

/// The toolchains that `GORIGIN_GO` names, in its order: `VERSION=GOROOT:VERSION=GOROOT…`, such as
/// `go1.22.10=/usr/local/go`. Where it names none, says that what follows is skipped.
pub(crate) fn toolchains() -> Vec<Toolchain> {
    let list = std::env::var("GORIGIN_GO").unwrap_or_default();
    let all: Vec<_> = list.split(':').filter(|it| !it.is_empty()).map(Toolchain::of).collect();
    if all.is_empty() {
        skipped("GORIGIN_GO names no toolchains");
    }
    all
}

impl Toolchain {
    fn of(entry: &str) -> Self {
        let (version, goroot) = entry.split_once('=').expect("VERSION=GOROOT");
        Self { version: version.to_owned(), goroot: goroot.to_owned() }
    }
}
