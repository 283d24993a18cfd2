//! Makes rules, and looks for the files of each.

use super::mapping::{Given, Mapping, Part};
use super::prefix::below;
use crate::agree::sources::SourceFiles;
use crate::evidence::Owner;
use crate::go::path::{PathStyle, is_remote_or_device, join};
use crate::host::{HostLayout, HostView, Links};

/// The largest number of files that are looked for under one prefix.
pub(super) const MAX_LOOKED_FOR: usize = 20_000;

pub(in crate::agree) struct Mapper<'a> {
    pub(in crate::agree) view: &'a dyn HostView,
    pub(in crate::agree) layout: &'a HostLayout,
    pub(in crate::agree) sources: &'a SourceFiles,
    pub(in crate::agree) given: &'a [Given],
}

impl Mapper<'_> {
    pub(super) fn style(&self) -> PathStyle {
        self.view.os().path_style()
    }

    /// The directories that the user names for that part or for no part in particular, each with
    /// whether the user named the part.
    pub(super) fn given(&self, part: Part) -> impl Iterator<Item = (&str, bool)> {
        self.given
            .iter()
            .filter(move |it| it.what.is_none_or(|what| what == part))
            .map(|it| (it.directory.as_str(), it.what.is_some()))
    }

    pub(super) fn unknown(&self, in_binary: &str, part: Part, reason: &str) -> Mapping {
        let looked_for = self.files_of(in_binary, part).take(MAX_LOOKED_FOR).count();
        Mapping {
            in_binary: in_binary.to_owned(),
            local: String::new(),
            what: part.name().to_owned(),
            looked_for,
            missing: looked_for,
            other_version: None,
            reason: Some(reason.to_owned()),
        }
    }

    /// The rest of the path of every file that a rule covers.
    pub(super) fn files_of(&self, in_binary: &str, part: Part) -> impl Iterator<Item = &str> {
        let names = &self.sources.names;
        let is_rest = in_binary.is_empty() && part == Part::Goroot;
        self.sources.files.iter().filter_map(move |file| {
            if is_rest {
                let found = names.classify(file);
                let is_bare = found.owner == Owner::Standard && found.folder.is_empty();
                return is_bare.then_some(file.as_str());
            }
            below(file, in_binary)
        })
    }

    /// A rule, after its files have been looked for.
    pub(super) fn checked(&self, in_binary: &str, local: &str, part: Part) -> Mapping {
        self.checked_own(in_binary, local, part, &|_| true)
    }

    /// The same, with only those of its files that are its `own`.
    pub(super) fn checked_own(
        &self,
        in_binary: &str,
        local: &str,
        part: Part,
        own: &dyn Fn(&str) -> bool,
    ) -> Mapping {
        let style = self.style();
        let known = style == PathStyle::Slash || !is_remote_or_device(local);
        let (mut looked_for, mut missing) = (0_usize, 0_usize);
        let files = self.files_of(in_binary, part).filter(|file| known && own(file));
        for file in files.take(MAX_LOOKED_FOR) {
            looked_for = looked_for.saturating_add(1);
            // A name with `..` in it is not followed.
            let climbs = file.split(['/', '\\']).any(|name| name == "..");
            let path = join(local, &file.replace('\\', "/"), style);
            if climbs || self.view.kind(&path, Links::Follow).is_err() {
                missing = missing.saturating_add(1);
            }
        }
        Mapping {
            in_binary: in_binary.to_owned(),
            local: local.to_owned(),
            what: part.name().to_owned(),
            looked_for,
            missing,
            other_version: None,
            reason: None,
        }
    }
}
