//! The rules for the standard library.

use std::collections::BTreeSet;

use super::mapper::{MAX_LOOKED_FOR, Mapper};
use super::mapping::{Mapping, Part};
use crate::evidence::Owner;
use crate::go::path::join;
use crate::go::plain_version;

impl Mapper<'_> {
    /// The rules for the standard library: one for each root of its files, or the one for files
    /// without a root.
    pub(super) fn goroots(&self) -> Vec<Mapping> {
        let mut roots = BTreeSet::new();
        for file in self.sources.files.iter().take(MAX_LOOKED_FOR) {
            let found = self.sources.names.classify(file);
            if found.owner == Owner::Standard {
                roots.insert(found.folder);
            }
        }
        // The root that the program names as its GOROOT comes first, in the program's spelling.
        let mut rules = Vec::new();
        let named = self.sources.goroot.as_deref();
        for root in named.into_iter().chain(roots.iter().map(String::as_str)) {
            if rules.iter().any(|it: &Mapping| it.in_binary == root) {
                continue;
            }
            let best = || self.best_goroot(root).filter(Mapping::leads_somewhere);
            let rule = self.given_goroot(root).or_else(best);
            rules.push(rule.unwrap_or_else(|| {
                self.unknown(root, Part::Goroot, "no Go installation of this machine has its files")
            }));
        }
        rules
    }

    /// The rule with a GOROOT that the user names.
    fn given_goroot(&self, root: &str) -> Option<Mapping> {
        for (directory, is_said) in self.given(Part::Goroot) {
            let rule = self.goroot_at(root, directory);
            if is_said || rule.leads_somewhere() {
                return Some(rule);
            }
            // Where the files have no root, the folder `src` of a GOROOT serves too.
            let rule = self.checked(root, directory, Part::Goroot);
            if root.is_empty() && rule.leads_somewhere() {
                return Some(rule);
            }
        }
        None
    }

    /// The rule with a GOROOT of the host: one of the same version, else the one in effect, else
    /// any.
    pub(in crate::agree) fn best_goroot(&self, root: &str) -> Option<Mapping> {
        let layout = self.layout;
        let wanted = self.sources.go_version.as_deref().map(plain_version);
        let is_same =
            |version: Option<&str>| wanted.is_some() && version.map(plain_version) == wanted;
        let same = layout.toolchains.iter().filter(|it| is_same(it.version()));
        let same = same.filter_map(|it| it.goroot.as_deref());
        let effective = layout.goroot.value.as_deref();
        // The same path may hold the same files here, if it is one of the host's own roots. A path
        // from a file is compared as text, and never looked up.
        let itself = layout.at(root).find(|it| it.goroot_resolved.is_some()).map(|_| root);
        let others = layout.toolchains.iter().filter(|it| it.goroot_resolved.is_some());
        let others = others.filter_map(|it| it.goroot.as_deref());
        let candidates = itself.into_iter().chain(same).chain(effective).chain(others);
        let checked = candidates.map(|local| {
            let version = layout.at(local).find_map(|it| it.version()).map(plain_version);
            let other = version.filter(|it| wanted.is_some_and(|wanted| wanted != *it));
            let other_version = other.map(str::to_owned);
            Mapping { other_version, ..self.goroot_at(root, local) }
        });
        // The first of the best, so that the same version comes before the one in effect.
        checked.reduce(|best, next| if next.missing < best.missing { next } else { best })
    }

    /// Where the program names no root, its files lie in the folder `src` of a GOROOT.
    fn goroot_at(&self, root: &str, local: &str) -> Mapping {
        if root.is_empty() {
            let src = join(local, "src", self.style());
            return self.checked(root, &src, Part::Goroot);
        }
        self.checked(root, local, Part::Goroot)
    }
}
