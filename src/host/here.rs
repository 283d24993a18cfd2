//! A host that is looked at only when a question is asked: most inputs ask none.

use std::sync::OnceLock;

use super::{
    BinaryGoroot, HostLayout, HostVerdict, HostView, SourceFiles, SourcesHere, compare,
    sources_here,
};

/// A host to compare binaries with: this machine, or the layout of another.
pub struct Host {
    view: Option<Box<dyn HostView>>,
    layout: OnceLock<HostLayout>,
}

impl Host {
    /// The host behind `view`.
    pub fn new(view: impl HostView + 'static) -> Self {
        Self { view: Some(Box::new(view)), layout: OnceLock::new() }
    }

    /// The host whose layout was read before, elsewhere.
    pub fn of_layout(layout: HostLayout) -> Self {
        Self { view: None, layout: OnceLock::from(layout) }
    }

    /// Its layout, read at the first call.
    pub fn layout(&self) -> &HostLayout {
        self.layout.get_or_init(|| self.view.as_deref().map(HostLayout::read).unwrap_or_default())
    }

    /// Its GOROOT in effect.
    pub fn goroot(&self) -> Option<&str> {
        self.layout().goroot.value.as_deref()
    }

    /// Every GOROOT it knows, in every spelling.
    pub fn goroots(&self) -> Vec<String> {
        let known = self.layout().toolchains.iter().flat_map(|it| it.spellings());
        self.goroot().into_iter().chain(known).map(str::to_owned).collect()
    }

    /// The sources of a binary's standard library here; `None` for a host whose files cannot be
    /// looked at.
    pub fn sources(&self, sources: &SourceFiles) -> Option<SourcesHere> {
        sources_here(self.view.as_deref()?, self.layout(), sources)
    }

    /// Whether it agrees with a binary.
    pub fn compare(&self, goroot: BinaryGoroot<'_>, go_version: Option<&str>) -> HostVerdict {
        compare(goroot, go_version, self.layout(), self.view.as_deref())
    }
}
