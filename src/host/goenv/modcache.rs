//! Toolchains in the module cache: `golang.org/toolchain@v0.0.1-go1.22.3.linux-amd64`.
//!
//! Source: `DownloadDir` in `cmd/go/internal/modfetch/cache.go`, `Exec` in
//! `cmd/go/internal/toolchain/select.go`; read in Go 1.21.13 to 1.27.3.

use crate::go::path::{is_absolute, join};
use crate::host::{HostView, Links};

/// How much of a toolchain is in the module cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CachedToolchain {
    /// All of it, in this directory.
    Whole(String),
    /// A directory that go would not use, and why.
    Partial(String, &'static str),
    /// Nothing; this would be its directory.
    None(String),
}

impl CachedToolchain {
    /// Looks for the toolchain `name` for a system and processor.
    ///
    /// # Errors
    /// Why go would not even look.
    pub(crate) fn find(
        view: &dyn HostView,
        cache: &str,
        name: &str,
        target: &Option<(String, String)>,
    ) -> Result<Self, String> {
        let style = view.os().path_style();
        if cache.is_empty() {
            return Err("module cache not found: neither GOMODCACHE nor GOPATH is set".to_owned());
        }
        if !is_absolute(cache, style) {
            return Err(format!(
                "GOMODCACHE entry is relative; must be absolute path: {cache:?}.\n"
            ));
        }
        let version = escaped(&Self::module_version(name, target));
        let directory = join(cache, &format!("golang.org/toolchain@{version}"), style);
        if !view.is_directory(&directory) {
            return Ok(Self::None(directory));
        }
        let beside = |suffix: &str| {
            let file = format!("cache/download/golang.org/toolchain/@v/{version}.{suffix}");
            view.kind(&join(cache, &file, style), Links::Follow).is_ok()
        };
        if beside("partial") {
            return Ok(Self::Partial(directory, "it was not completely extracted"));
        }
        if !beside("ziphash") {
            return Ok(Self::Partial(directory, "its ziphash file is missing"));
        }
        Ok(Self::Whole(directory))
    }

    /// The version of the module that holds a toolchain.
    pub(crate) fn module_version(name: &str, target: &Option<(String, String)>) -> String {
        let (os, arch) = target.as_ref().map_or(("", ""), |(os, arch)| (os, arch));
        format!("v0.0.1-{name}.{os}-{arch}")
    }
}

/// A version as file names spell it: a capital becomes `!` and the small letter.
fn escaped(version: &str) -> String {
    let mut text = String::new();
    for c in version.chars() {
        if c.is_ascii_uppercase() {
            text.push('!');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}
