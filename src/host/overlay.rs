//! Views laid over other views: a machine that differs from another one in a few answers.

use std::ffi::OsString;

use super::{BuiltInGoroot, FileKind, FileStatus, HostView, Links, Os, Program, ViewError};

/// A view that answers some questions itself and passes all others on to the view beneath. Each
/// method is that of [`HostView`] with the same name.
pub(crate) trait Overlay: Send + Sync {
    /// The view beneath.
    fn beneath(&self) -> &dyn HostView;

    fn os(&self) -> Os {
        self.beneath().os()
    }

    fn arch(&self) -> Option<&'static str> {
        self.beneath().arch()
    }

    fn env(&self, name: &str) -> Option<OsString> {
        self.beneath().env(name)
    }

    fn current_dir(&self) -> Option<String> {
        self.beneath().current_dir()
    }

    fn kind(&self, path: &str, links: Links) -> Result<FileKind, ViewError> {
        self.beneath().kind(path, links)
    }

    fn status(&self, path: &str, links: Links) -> Result<FileStatus, ViewError> {
        self.beneath().status(path, links)
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ViewError> {
        self.beneath().read(path, limit)
    }

    fn head(&self, path: &str, count: u64) -> Result<Vec<u8>, ViewError> {
        self.beneath().head(path, count)
    }

    fn read_dir(&self, path: &str, limit: usize) -> Result<Vec<String>, ViewError> {
        self.beneath().read_dir(path, limit)
    }

    fn canonicalize(&self, path: &str) -> Result<String, ViewError> {
        self.beneath().canonicalize(path)
    }

    fn read_link(&self, path: &str) -> Result<String, ViewError> {
        self.beneath().read_link(path)
    }

    fn same_file(&self, one: &str, other: &str) -> bool {
        self.beneath().same_file(one, other)
    }

    fn go_version(&self, path: &str) -> Option<String> {
        self.beneath().go_version(path)
    }

    fn built_in_goroot(&self, path: &str) -> BuiltInGoroot {
        self.beneath().built_in_goroot(path)
    }

    fn program(&self, path: &str) -> Option<Program> {
        self.beneath().program(path)
    }

    fn free_space(&self, path: &str) -> Option<u64> {
        self.beneath().free_space(path)
    }

    fn outside(&self) -> Option<String> {
        self.beneath().outside()
    }

    fn is_known(&self, name: &str) -> bool {
        self.beneath().is_known(name)
    }
}

impl<T: Overlay> HostView for T {
    fn os(&self) -> Os {
        Overlay::os(self)
    }

    fn arch(&self) -> Option<&'static str> {
        Overlay::arch(self)
    }

    fn env(&self, name: &str) -> Option<OsString> {
        Overlay::env(self, name)
    }

    fn current_dir(&self) -> Option<String> {
        Overlay::current_dir(self)
    }

    fn kind(&self, path: &str, links: Links) -> Result<FileKind, ViewError> {
        Overlay::kind(self, path, links)
    }

    fn status(&self, path: &str, links: Links) -> Result<FileStatus, ViewError> {
        Overlay::status(self, path, links)
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ViewError> {
        Overlay::read(self, path, limit)
    }

    fn head(&self, path: &str, count: u64) -> Result<Vec<u8>, ViewError> {
        Overlay::head(self, path, count)
    }

    fn read_dir(&self, path: &str, limit: usize) -> Result<Vec<String>, ViewError> {
        Overlay::read_dir(self, path, limit)
    }

    fn canonicalize(&self, path: &str) -> Result<String, ViewError> {
        Overlay::canonicalize(self, path)
    }

    fn read_link(&self, path: &str) -> Result<String, ViewError> {
        Overlay::read_link(self, path)
    }

    fn same_file(&self, one: &str, other: &str) -> bool {
        Overlay::same_file(self, one, other)
    }

    fn go_version(&self, path: &str) -> Option<String> {
        Overlay::go_version(self, path)
    }

    fn built_in_goroot(&self, path: &str) -> BuiltInGoroot {
        Overlay::built_in_goroot(self, path)
    }

    fn program(&self, path: &str) -> Option<Program> {
        Overlay::program(self, path)
    }

    fn free_space(&self, path: &str) -> Option<u64> {
        Overlay::free_space(self, path)
    }

    fn outside(&self) -> Option<String> {
        Overlay::outside(self)
    }

    fn is_known(&self, name: &str) -> bool {
        Overlay::is_known(self, name)
    }
}
