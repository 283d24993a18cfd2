//! A host that is read only when somebody asks: most inputs do not.

use std::sync::OnceLock;

use super::{HostLayout, HostView};
use crate::go::PathHash;

/// A host to compare binaries with: this machine, or the layout of another.
pub struct Host {
    view: Option<Box<dyn HostView>>,
    layout: OnceLock<HostLayout>,
    hashes: OnceLock<Vec<PathHash>>,
}

impl Host {
    /// The host behind `view`.
    pub fn new(view: impl HostView + 'static) -> Self {
        Self { view: Some(Box::new(view)), layout: OnceLock::new(), hashes: OnceLock::new() }
    }

    /// The host with a layout that was read before, perhaps on another machine.
    pub fn of_layout(layout: HostLayout) -> Self {
        Self { view: None, layout: OnceLock::from(layout), hashes: OnceLock::new() }
    }

    /// Its layout, read at the first call.
    pub fn layout(&self) -> &HostLayout {
        self.layout.get_or_init(|| self.view.as_deref().map(HostLayout::read).unwrap_or_default())
    }

    /// Its GOROOT in effect.
    pub fn goroot(&self) -> Option<&str> {
        self.layout().goroot.value.as_deref()
    }

    /// Every GOROOT it knows, in each of its spellings, starting with the one in effect.
    pub fn goroots(&self) -> Vec<&str> {
        let known = self.layout().toolchains.iter().flat_map(|it| it.spellings());
        let mut all: Vec<&str> = Vec::new();
        for path in self.goroot().into_iter().chain(known) {
            if !all.contains(&path) {
                all.push(path);
            }
        }
        all
    }

    /// The path hash of each of its GOROOTs.
    pub fn path_hashes(&self) -> &[PathHash] {
        self.hashes.get_or_init(|| {
            self.goroots().into_iter().map(|path| PathHash::of(path.as_bytes())).collect()
        })
    }

    /// The path hash of its GOROOT in effect.
    pub fn path_hash(&self) -> Option<PathHash> {
        self.goroot().and_then(|_| self.path_hashes().first().copied())
    }

    /// The view of the machine; `None` where only its layout is known.
    pub fn view(&self) -> Option<&dyn HostView> {
        self.view.as_deref()
    }
}
