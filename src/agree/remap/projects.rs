//! The rules for files that are neither in GOROOT nor in the module cache.

use super::mapper::Mapper;
use super::mapping::{Mapping, Part};
use super::prefix::{below, parent};
use crate::evidence::Owner;
use crate::go::path::join;
use crate::host::Links;

/// The largest number of project folders, besides GOROOT and the module cache.
const MAX_PROJECTS: usize = 16;
/// The largest number of projects that are named though they were not found.
const MAX_UNKNOWN: usize = 4;
/// The largest number of directories above the current one that are looked at.
const MAX_ABOVE: usize = 16;
/// The largest go.mod that is read.
const MAX_GO_MOD: u64 = 1 << 20;

impl Mapper<'_> {
    /// The rules for files that are neither in GOROOT nor in the module cache: those of the main
    /// module, and of others that the build took from directories.
    pub(super) fn projects(&self) -> Vec<Mapping> {
        let mut rest: Vec<(&str, String)> = Vec::new();
        for file in self.sources.files.iter().filter(|file| file.ends_with(".go")) {
            let found = self.sources.names.classify(file);
            if matches!(found.owner, Owner::Main | Owner::Other) {
                rest.push((file, found.folder));
            }
        }
        let mut rules: Vec<Mapping> = Vec::new();
        while let Some((file, folder)) = rest.first().cloned() {
            if rules.len() >= MAX_PROJECTS {
                break;
            }
            let rule = self.project(file, &folder);
            let is_of =
                |it: &&(&str, String)| below(it.0, &rule.in_binary).is_none() && it.0 != file;
            rest = rest.iter().filter(is_of).cloned().collect();
            rules.push(rule);
        }
        // Of many unknown folders a few are enough.
        let mut unknown = 0_usize;
        rules.retain(|rule| {
            unknown = unknown.saturating_add(usize::from(rule.reason.is_some()));
            rule.reason.is_none() || unknown <= MAX_UNKNOWN
        });
        rules
    }

    /// The rule for the project that a file belongs to. `folder` is the project's own, where that is
    /// known.
    fn project(&self, file: &str, folder: &str) -> Mapping {
        let part = Part::Main;
        for (directory, is_said) in self.given(part) {
            if let Some(rule) = self.fitting(file, folder, directory) {
                return rule;
            }
            if is_said && !folder.is_empty() {
                return self.checked(folder, directory, part);
            }
        }
        // The search goes up to the root of the project around this directory. Outside of a project
        // it does not go up, or it would look for the file under its own path.
        let mut directory = self.view.current_dir();
        let root = directory.as_deref().and_then(|it| self.root_of(it));
        for _ in 0..MAX_ABOVE {
            let Some(here) = directory else { break };
            let above = parent(&here, self.style()).filter(|_| root.is_some());
            let rule = self.fitting(file, folder, &here);
            if let Some(rule) = rule.filter(|rule| !self.is_in_another(&rule.local)) {
                return self.up_to_root(rule);
            }
            directory = above.filter(|_| root.as_deref() != Some(here.as_str()));
        }
        let own = file.rsplit_once(['/', '\\']).map_or("", |(own, _)| own);
        let named = if folder.is_empty() { own } else { folder };
        self.unknown(named, part, "it is not in this directory, nor in the project around it")
    }

    /// The same rule for the whole project, where the directory is a part of it. It goes up as long
    /// as the names above are the same on both sides.
    fn up_to_root(&self, rule: Mapping) -> Mapping {
        let mut rule = rule;
        for _ in 0..MAX_ABOVE {
            if self.is_root(&rule.local) {
                break;
            }
            let Some(local) = parent(&rule.local, self.style()) else { break };
            let name = below(&rule.local, &local).unwrap_or_default();
            let in_binary = rule.in_binary.strip_suffix(name).unwrap_or_default();
            let in_binary = in_binary.strip_suffix(['/', '\\']).unwrap_or_default();
            if in_binary.is_empty() {
                break;
            }
            let wider = self.checked(in_binary, &local, Part::Main);
            let present = |rule: &Mapping| rule.looked_for.saturating_sub(rule.missing);
            if present(&wider) < present(&rule) || self.root_of(&local).is_none() {
                break;
            }
            rule = wider;
        }
        rule
    }

    /// The root of the project that a directory is in, if it is not far above.
    fn root_of(&self, directory: &str) -> Option<String> {
        let mut here = directory.to_owned();
        for _ in 0..MAX_ABOVE {
            if self.is_root(&here) {
                return Some(here);
            }
            here = parent(&here, self.style())?;
        }
        None
    }

    /// Whether a directory is in the project of another module.
    fn is_in_another(&self, directory: &str) -> bool {
        self.root_of(directory).is_some_and(|root| self.is_main(&root) == Some(false))
    }

    /// Whether a directory is the root of a project.
    fn is_root(&self, directory: &str) -> bool {
        ["go.mod", "go.work", ".git"]
            .iter()
            .any(|name| self.view.kind(&join(directory, name, self.style()), Links::Follow).is_ok())
    }

    /// The rule that leads from a file to a directory in which the end of its path exists: with the
    /// project's own folder, else with as much of the path as possible.
    fn fitting(&self, file: &str, folder: &str, directory: &str) -> Option<Mapping> {
        let exists = |rest: &str| {
            let rest = rest.replace('\\', "/");
            let climbs = rest.split('/').any(|name| name == "..");
            let path = join(directory, &rest, self.style());
            !rest.is_empty() && !climbs && self.view.kind(&path, Links::Follow).is_ok()
        };
        let mut cuts = file.match_indices(['/', '\\']).map(|(at, _)| at);
        let at = cuts.find(|at| file.get(at.saturating_add(1)..).is_some_and(exists))?;
        let prefix = file.get(..at).filter(|prefix| !prefix.is_empty())?;
        // A part of the project's own folder is not a folder for itself.
        if let Some(inside) = below(folder, prefix) {
            let local = join(directory, &inside.replace('\\', "/"), self.style());
            return Some(self.checked(folder, &local, Part::Main));
        }
        Some(self.checked(prefix, directory, Part::Main))
    }

    /// Whether a directory is the root of the main module, by its go.mod; `None` where it has none,
    /// or where it is not known what the main module is.
    fn is_main(&self, directory: &str) -> Option<bool> {
        let main = self.sources.names.main_module.as_ref()?;
        let path = join(directory, "go.mod", self.style());
        let text = self.view.read(&path, MAX_GO_MOD).ok()?;
        let text = String::from_utf8_lossy(&text);
        let mut lines = text.lines().filter_map(|line| line.trim().strip_prefix("module"));
        let named = lines.find(|rest| rest.starts_with([' ', '\t', '"']))?;
        let named = named.split("//").next().unwrap_or_default().trim();
        Some(named.trim_matches('"') == main.as_str())
    }
}
