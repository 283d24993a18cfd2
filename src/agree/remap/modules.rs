//! The rules for modules in the module cache.

use std::collections::{BTreeMap, BTreeSet};

use super::mapper::Mapper;
use super::mapping::{Mapping, Part};
use super::prefix::below;
use crate::evidence::Owner;
use crate::go::module_file::escaped;
use crate::go::path::join;
use crate::host::GoSettings;
use crate::host::places::mod_cache;

impl Mapper<'_> {
    /// The rules for modules.
    pub(super) fn module_caches(&self) -> Vec<Mapping> {
        let mut folders = BTreeSet::new();
        let mut modules = BTreeSet::new();
        for file in &self.sources.files {
            let found = self.sources.names.classify(file);
            if found.owner != Owner::Module {
                continue;
            }
            if found.folder.is_empty() {
                modules.extend(module_of(file).map(str::to_owned));
            } else {
                folders.insert(found.folder);
            }
        }
        let mut rules: Vec<Mapping> =
            folders.iter().map(|folder| self.module_cache(folder, "", &|_| true)).collect();
        rules.extend(self.trimmed_modules(&modules));
        rules
    }

    /// The rules for modules whose files have no folder in front: one for all modules of a host,
    /// and before it one for each module that the module cache spells otherwise.
    fn trimmed_modules(&self, modules: &BTreeSet<String>) -> Vec<Mapping> {
        let (mut hosts, mut rules) = (BTreeMap::new(), Vec::new());
        for module in modules {
            let replaced = self.sources.replaced.iter().find(|(named, _)| named == module);
            let there = match replaced {
                Some((_, None)) => {
                    let reason = "the build replaced it by a directory";
                    rules.push(self.unknown(module, Part::Main, reason));
                    continue;
                }
                Some((_, Some(with))) => with,
                None => module,
            };
            let spelled = escaped(there);
            if spelled == *module {
                let host = module.split('/').next().unwrap_or_default();
                hosts.entry(host).or_insert_with(BTreeSet::new).insert(module.as_str());
            } else {
                rules.push(self.module_cache(module, &spelled, &|_| true));
            }
        }
        for (host, modules) in hosts {
            // The files of modules with their own rules are not covered by this one.
            let own = |file: &str| {
                module_of(file)
                    .is_some_and(|rest| modules.iter().any(|it| below(it, host) == Some(rest)))
            };
            rules.push(self.module_cache(host, host, &own));
        }
        rules
    }

    /// The rule for a folder of the binary that is `below` the module cache here. It covers those
    /// of its files that are its `own`.
    fn module_cache(&self, in_binary: &str, below: &str, own: &dyn Fn(&str) -> bool) -> Mapping {
        let style = self.style();
        let at = |cache: &str| {
            let local = if below.is_empty() { cache.to_owned() } else { join(cache, below, style) };
            self.checked_own(in_binary, &local, Part::ModCache, own)
        };
        for (directory, is_said) in self.given(Part::ModCache) {
            let rule = at(directory);
            if is_said || rule.leads_somewhere() {
                return rule;
            }
        }
        let of_env = self.layout.env.iter().find(|value| value.name == "GOMODCACHE");
        let of_env = of_env.map(|value| value.value.clone()).filter(|value| !value.is_empty());
        let settings = GoSettings::read(self.view, None);
        let Some(cache) = of_env.or_else(|| mod_cache(self.view, &settings)) else {
            let reason = "the module cache of this machine is not known";
            return self.unknown(in_binary, Part::ModCache, reason);
        };
        let rule = at(&cache);
        if rule.leads_somewhere() {
            return rule;
        }
        let reason = format!("none of its files is in {cache}");
        Mapping { local: String::new(), reason: Some(reason), ..rule }
    }
}

/// The module that a trimmed file name starts with: everything up to the end of its version.
fn module_of(file: &str) -> Option<&str> {
    let at = file.find("@v")?;
    let end = file.get(at..)?.find('/')?;
    file.get(..at.checked_add(end)?)
}
