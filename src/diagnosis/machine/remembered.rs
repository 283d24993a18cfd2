//! A machine that is asked once about each path, however often checks ask: the trials of remedies
//! look at the same files over and over.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::host::overlay::Overlay;
use crate::host::{FileKind, FileStatus, HostView, Links, Program, ViewError};

/// Earlier answers, by path.
type Known<T> = Mutex<HashMap<String, T>>;

/// A machine and its earlier answers.
pub(in crate::diagnosis) struct Remembered<'v> {
    inner: &'v dyn HostView,
    /// The first follow links, the second do not.
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

/// The answer remembered for a path, or the one found now.
fn once<T: Clone>(known: &Known<T>, path: &str, find: impl FnOnce(&str) -> T) -> T {
    if let Some(known) = known.lock().unwrap_or_else(PoisonError::into_inner).get(path) {
        return known.clone();
    }
    let found = find(path);
    known.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), found.clone());
    found
}

impl Overlay for Remembered<'_> {
    fn beneath(&self) -> &dyn HostView {
        self.inner
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

    fn canonicalize(&self, path: &str) -> Result<String, ViewError> {
        once(&self.real, path, |path| self.inner.canonicalize(path))
    }

    fn go_version(&self, path: &str) -> Option<String> {
        once(&self.versions, path, |path| self.inner.go_version(path))
    }

    fn program(&self, path: &str) -> Option<Program> {
        once(&self.programs, path, |path| self.inner.program(path))
    }
}
