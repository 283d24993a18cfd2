//! A machine whose environment differs in one variable, as one command changes it for another.

use std::ffi::OsString;

use crate::host::{BuiltInGoroot, FileKind, FileStatus, HostView, Links, Os, Program, ViewError};

/// A machine with one variable set or taken away.
pub(super) struct WithVariable<'v> {
    inner: &'v dyn HostView,
    name: String,
    value: Option<OsString>,
}

impl<'v> WithVariable<'v> {
    /// `inner` with `name` set to `value`, or not set at all.
    pub(super) fn new(inner: &'v dyn HostView, name: &str, value: Option<&str>) -> Self {
        Self { inner, name: name.to_owned(), value: value.map(OsString::from) }
    }
}

impl HostView for WithVariable<'_> {
    fn os(&self) -> Os {
        self.inner.os()
    }

    fn env(&self, name: &str) -> Option<OsString> {
        let is_it = match self.os() {
            Os::Windows => name.eq_ignore_ascii_case(&self.name),
            _ => name == self.name,
        };
        if is_it { self.value.clone() } else { self.inner.env(name) }
    }

    fn current_dir(&self) -> Option<String> {
        self.inner.current_dir()
    }

    fn kind(&self, path: &str, links: Links) -> Result<FileKind, ViewError> {
        self.inner.kind(path, links)
    }

    fn status(&self, path: &str, links: Links) -> Result<FileStatus, ViewError> {
        self.inner.status(path, links)
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ViewError> {
        self.inner.read(path, limit)
    }

    fn head(&self, path: &str, count: u64) -> Result<Vec<u8>, ViewError> {
        self.inner.head(path, count)
    }

    fn read_dir(&self, path: &str, limit: usize) -> Result<Vec<String>, ViewError> {
        self.inner.read_dir(path, limit)
    }

    fn canonicalize(&self, path: &str) -> Result<String, ViewError> {
        self.inner.canonicalize(path)
    }

    fn read_link(&self, path: &str) -> Result<String, ViewError> {
        self.inner.read_link(path)
    }

    fn same_file(&self, one: &str, other: &str) -> bool {
        self.inner.same_file(one, other)
    }

    fn go_version(&self, path: &str) -> Option<String> {
        self.inner.go_version(path)
    }

    fn built_in_goroot(&self, path: &str) -> BuiltInGoroot {
        self.inner.built_in_goroot(path)
    }

    fn program(&self, path: &str) -> Option<Program> {
        self.inner.program(path)
    }

    fn free_space(&self, path: &str) -> Option<u64> {
        self.inner.free_space(path)
    }

    fn outside(&self) -> Option<String> {
        self.inner.outside()
    }

    fn is_known(&self, name: &str) -> bool {
        self.inner.is_known(name)
    }
}
