//! A machine that is asked once about each thing, however often a check asks: what is tried on a
//! model of it looks at the same files over and over.

use std::collections::HashMap;
use std::ffi::OsString;
use std::sync::{Mutex, PoisonError};

use crate::host::{BuiltInGoroot, FileKind, FileStatus, HostView, Links, Os, Program, ViewError};

/// What was asked before, by path, and the answer.
type Known<T> = Mutex<HashMap<String, T>>;

/// A machine, and what it said before.
pub(in crate::diagnosis) struct Remembered<'v> {
    inner: &'v dyn HostView,
    /// Of what lies at the end of links, and of links.
    kinds: [Known<Result<FileKind, ViewError>>; 2],
    statuses: [Known<Result<FileStatus, ViewError>>; 2],
    real: Known<Result<String, ViewError>>,
    programs: Known<Option<Program>>,
    versions: Known<Option<String>>,
}

impl<'v> Remembered<'v> {
    pub(in crate::diagnosis) fn new(inner: &'v dyn HostView) -> Self {
        Self {
            inner,
            kinds: Default::default(),
            statuses: Default::default(),
            real: Mutex::default(),
            programs: Mutex::default(),
            versions: Mutex::default(),
        }
    }
}

/// What is remembered for a path, or what is found now.
fn once<T: Clone>(known: &Known<T>, path: &str, find: impl FnOnce(&str) -> T) -> T {
    if let Some(known) = known.lock().unwrap_or_else(PoisonError::into_inner).get(path) {
        return known.clone();
    }
    let found = find(path);
    known.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), found.clone());
    found
}

impl HostView for Remembered<'_> {
    fn os(&self) -> Os {
        self.inner.os()
    }

    fn env(&self, name: &str) -> Option<OsString> {
        self.inner.env(name)
    }

    fn current_dir(&self) -> Option<String> {
        self.inner.current_dir()
    }

    fn kind(&self, path: &str, links: Links) -> Result<FileKind, ViewError> {
        let [follow, keep] = &self.kinds;
        let known = if links == Links::Follow { follow } else { keep };
        once(known, path, |path| self.inner.kind(path, links))
    }

    fn status(&self, path: &str, links: Links) -> Result<FileStatus, ViewError> {
        let [follow, keep] = &self.statuses;
        let known = if links == Links::Follow { follow } else { keep };
        once(known, path, |path| self.inner.status(path, links))
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
        once(&self.real, path, |path| self.inner.canonicalize(path))
    }

    fn read_link(&self, path: &str) -> Result<String, ViewError> {
        self.inner.read_link(path)
    }

    fn same_file(&self, one: &str, other: &str) -> bool {
        self.inner.same_file(one, other)
    }

    fn go_version(&self, path: &str) -> Option<String> {
        once(&self.versions, path, |path| self.inner.go_version(path))
    }

    fn built_in_goroot(&self, path: &str) -> BuiltInGoroot {
        self.inner.built_in_goroot(path)
    }

    fn program(&self, path: &str) -> Option<Program> {
        once(&self.programs, path, |path| self.inner.program(path))
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
