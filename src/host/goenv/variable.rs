//! A machine whose environment differs in one variable: as a command sees it that another one
//! started.

use std::ffi::OsString;

use crate::host::overlay::Overlay;
use crate::host::{HostView, Os};

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

impl Overlay for WithVariable<'_> {
    fn beneath(&self) -> &dyn HostView {
        self.inner
    }

    fn env(&self, name: &str) -> Option<OsString> {
        let is_it = match self.inner.os() {
            Os::Windows => name.eq_ignore_ascii_case(&self.name),
            _ => name == self.name,
        };
        if is_it { self.value.clone() } else { self.inner.env(name) }
    }
}
