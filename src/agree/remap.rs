//! Where the source files that a binary names are on this host: for debuggers, which look for them
//! under the builder's paths.
//!
//! Each debugger has a direction of its own, and takes the first rule that fits:
//!
//! | debugger | rule | source |
//! | --- | --- | --- |
//! | Delve | `config substitute-path IN-BINARY LOCAL` | `Documentation/cli/substitutepath.md` of go-delve/delve; Delve 1.20.2 |
//! | VS Code | `substitutePath`: `from` is local, `to` is in the binary | `docs/debugging.md` of golang/vscode-go; `dlv dap` 1.20.2 |
//! | GDB | `set substitute-path IN-BINARY LOCAL` | GDB manual, Specifying Source Directories |
//! | LLDB | `settings append target.source-map IN-BINARY LOCAL` | its own `settings list target.source-map` |
//!
//! A program that was built with `-trimpath` names no folder of its builder's, but it names files:
//! `fmt/print.go`, `example.com/m@v1.0.0/m.go`. Rules for the starts of those lead to them too; the
//! standard library, whose files start with nothing they share, comes last, as the rule for every
//! relative path.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::evidence::{Owner, SourceNames, escaped};
use crate::go::path::{PathStyle, is_absolute, is_remote_or_device, join};
use crate::go::plain_version;
use crate::host::places::mod_cache;
use crate::host::{GoSettings, HostLayout, HostView, Links};

/// How many files of one prefix are looked for.
const MAX_LOOKED_FOR: usize = 20_000;
/// How many folders of projects there may be, beside GOROOT and the module cache.
const MAX_PROJECTS: usize = 16;
/// How many projects are named that are not found.
const MAX_UNKNOWN: usize = 4;
/// How many directories above the current one are looked at.
const MAX_ABOVE: usize = 16;
/// The largest go.mod that is read.
const MAX_GO_MOD: u64 = 1 << 20;

/// One rule: a directory in the binary, and the same one on this host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The directory as the binary spells it; empty for all relative paths that no other rule is
    /// about.
    pub in_binary: String,
    /// The directory here; empty where it is not known: see `reason`.
    pub local: String,
    /// What it is: `GOROOT`, `module cache` or `main module`.
    pub what: String,
    /// How many of the binary's files below it were looked for.
    pub looked_for: usize,
    /// How many of them are not there.
    pub missing: usize,
    /// The Go version of a GOROOT here that is another than the binary's: lines may not be the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_version: Option<String>,
    /// Why no directory here is known; `null` where one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Mapping {
    /// Whether any of its files is there, or none was to be looked for.
    fn leads_somewhere(&self) -> bool {
        self.looked_for == 0 || self.missing < self.looked_for
    }
}

/// A directory that the user names, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What it is; `None` where the files in it are to tell.
    pub what: Option<Part>,
    /// The directory.
    pub directory: String,
}

/// What a directory of sources is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A GOROOT.
    Goroot,
    /// A module cache.
    ModCache,
    /// The main module, or another that is not in the module cache.
    Main,
}

impl Part {
    /// The name used in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Goroot => "GOROOT",
            Self::ModCache => "module cache",
            Self::Main => "main module",
        }
    }
}

/// The source files of a binary's standard library on this host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcesHere {
    /// The GOROOT in which they were looked for: one of the binary's Go version, else the one in
    /// effect.
    pub goroot: String,
    /// Its version, as far as it says.
    pub version: Option<String>,
    /// How many were looked for.
    pub looked_for: usize,
    /// How many of them are not there.
    pub missing: usize,
}

/// What a binary says of its sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFiles {
    /// The GOROOT it was built under.
    pub goroot: Option<String>,
    /// Its Go version.
    pub go_version: Option<String>,
    /// The files it was compiled from, as it spells them.
    pub files: Vec<String>,
    /// What tells of what they are.
    pub names: SourceNames,
    /// Modules whose files are those of another: the one that the program names, as `path@version`,
    /// and the one that was compiled, likewise; nothing where that was a directory.
    pub replaced: Vec<(String, Option<String>)>,
}

/// Looks for the sources of a binary's standard library; `None` where it names no GOROOT, or the
/// host has none.
pub fn sources_here(
    view: &dyn HostView,
    layout: &HostLayout,
    sources: &SourceFiles,
) -> Option<SourcesHere> {
    let goroot = sources.goroot.as_deref()?;
    let mapper = Mapper { view, layout, sources, given: &[] };
    let mapping = mapper.best_goroot(goroot)?;
    let version = layout.at(&mapping.local).find_map(|it| it.version_file.clone());
    let Mapping { local, looked_for, missing, .. } = mapping;
    Some(SourcesHere { goroot: local, version, looked_for, missing })
}

/// What the rules for a binary come to on this host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mappings {
    /// The rules, in the order in which debuggers must be given them: a rule for a part of another
    /// rule's files comes before that one. Those without a local directory are among them.
    pub rules: Vec<Mapping>,
    /// The directories that the user named and that hold none of the binary's files.
    pub unused: Vec<String>,
}

/// The rules that lead from a binary's paths to this host's; each with how many of its files are
/// really there. The directories that are `given` go before the host's own.
pub fn mappings(
    view: &dyn HostView,
    layout: &HostLayout,
    sources: &SourceFiles,
    given: &[Given],
) -> Mappings {
    // A debugger is started elsewhere: it needs the whole path.
    let style = view.os().path_style();
    let whole = |it: &Given| {
        let base = view.current_dir().filter(|_| !is_absolute(&it.directory, style));
        let directory = base.map(|base| join(&base, &it.directory, style));
        Given { directory: directory.unwrap_or_else(|| it.directory.clone()), ..it.clone() }
    };
    let given: &[Given] = &given.iter().map(whole).collect::<Vec<_>>();
    let mapper = Mapper { view, layout, sources, given };
    let mut rules = mapper.goroots();
    rules.extend(mapper.module_caches());
    rules.extend(mapper.projects());
    let used = |given: &&Given| rules.iter().any(|it| below_or_same(&it.local, &given.directory));
    let unused = given.iter().filter(|it| !used(it)).map(|it| it.directory.clone()).collect();
    in_order(&mut rules);
    Mappings { rules, unused }
}

/// Puts a rule for a part of another's files before that one; the rest stays as it is.
fn in_order(rules: &mut [Mapping]) {
    let folders: Vec<String> = rules.iter().map(|it| it.in_binary.clone()).collect();
    let depth = |rule: &Mapping| {
        let above = |folder: &&String| is_above(folder, &rule.in_binary);
        folders.iter().filter(above).count()
    };
    rules.sort_by_key(|rule| std::cmp::Reverse(depth(rule)));
}

/// Whether a debugger takes `folder` for a start of `path`, which is another.
fn is_above(folder: &str, path: &str) -> bool {
    if folder.is_empty() {
        return !path.is_empty() && !is_anywhere_absolute(path);
    }
    below(path, folder).is_some()
}

struct Mapper<'a> {
    view: &'a dyn HostView,
    layout: &'a HostLayout,
    sources: &'a SourceFiles,
    given: &'a [Given],
}

impl Mapper<'_> {
    fn style(&self) -> PathStyle {
        self.view.os().path_style()
    }

    /// The directories that the user says are of that part, and those of which nothing is said.
    fn given(&self, part: Part) -> impl Iterator<Item = (&str, bool)> {
        self.given
            .iter()
            .filter(move |it| it.what.is_none_or(|what| what == part))
            .map(|it| (it.directory.as_str(), it.what.is_some()))
    }

    /// The rules for the standard library: one for each root that its files have, or the one for
    /// those without.
    fn goroots(&self) -> Vec<Mapping> {
        let mut roots = BTreeSet::new();
        for file in self.sources.files.iter().take(MAX_LOOKED_FOR) {
            let found = self.sources.names.classify(file);
            if found.owner == Owner::Standard {
                roots.insert(found.folder);
            }
        }
        // The one that the evidence names first, as it is spelled there.
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
            // The folder `src` of one will do where the files have no root.
            let rule = self.checked(root, directory, Part::Goroot);
            if root.is_empty() && rule.leads_somewhere() {
                return Some(rule);
            }
        }
        None
    }

    /// The rule with a GOROOT of the host: of the same version, else the one in effect, else any.
    fn best_goroot(&self, root: &str) -> Option<Mapping> {
        let layout = self.layout;
        let wanted = self.sources.go_version.as_deref().map(plain_version);
        let is_same =
            |version: Option<&str>| wanted.is_some() && version.map(plain_version) == wanted;
        let same = layout.toolchains.iter().filter(|it| is_same(it.version()));
        let same = same.filter_map(|it| it.goroot.as_deref());
        let effective = layout.goroot.value.as_deref();
        // The same path may well hold the same files here, if it is one of the host's own roots: a
        // path out of a file is compared as text, and never looked up.
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
        // The first of the best: the same version goes before the one in effect.
        checked.reduce(|best, next| if next.missing < best.missing { next } else { best })
    }

    /// Of a program without roots the files lie in the folder `src` of one.
    fn goroot_at(&self, root: &str, local: &str) -> Mapping {
        if root.is_empty() {
            let src = join(local, "src", self.style());
            return self.checked(root, &src, Part::Goroot);
        }
        self.checked(root, local, Part::Goroot)
    }

    /// The rules for modules.
    fn module_caches(&self) -> Vec<Mapping> {
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

    /// The rules for modules whose files have no folder in front: one for all of a host, and before
    /// it one for each module that the module cache spells otherwise.
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
            // The files of modules that have rules of their own are none of this one's.
            let own = |file: &str| {
                module_of(file)
                    .is_some_and(|rest| modules.iter().any(|it| below(it, host) == Some(rest)))
            };
            rules.push(self.module_cache(host, host, &own));
        }
        rules
    }

    /// The rule for a folder of the binary that is `below` the module cache here, about those of its
    /// files that are its `own`.
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

    /// The rules for what is neither GOROOT nor in the module cache: the main module, and others
    /// that the build took from directories.
    fn projects(&self) -> Vec<Mapping> {
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
        // Of many folders of which nothing is known, some will do.
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
        // Up to the root of the project that this directory is in. Where it is in none, not above it:
        // that would be looking for the file under its own path.
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

    /// The same rule for the whole project, where the directory is a part of it: as long as the
    /// names above are the same on both sides.
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

    /// The rule that leads from a file to a directory in which the end of its name exists: with the
    /// project's own folder, else with the most of the name.
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
        // A part of the project's own folder is no folder of its own.
        if let Some(inside) = below(folder, prefix) {
            let local = join(directory, &inside.replace('\\', "/"), self.style());
            return Some(self.checked(folder, &local, Part::Main));
        }
        Some(self.checked(prefix, directory, Part::Main))
    }

    /// Whether a directory is the root of the main module, by its go.mod; `None` where it has none,
    /// or nothing says what the main module is.
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

    fn unknown(&self, in_binary: &str, part: Part, reason: &str) -> Mapping {
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

    /// The ends of the files that a rule is about.
    fn files_of(&self, in_binary: &str, part: Part) -> impl Iterator<Item = &str> {
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

    /// A rule whose files have been looked for.
    fn checked(&self, in_binary: &str, local: &str, part: Part) -> Mapping {
        self.checked_own(in_binary, local, part, &|_| true)
    }

    /// The same, about those of its files that are its `own`.
    fn checked_own(
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
            // A name that climbs is not followed.
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

/// The module that a trimmed file name starts with: all up to the end of its version.
fn module_of(file: &str) -> Option<&str> {
    let at = file.find("@v")?;
    let end = file.get(at..)?.find('/')?;
    file.get(..at.checked_add(end)?)
}

fn parent(directory: &str, style: PathStyle) -> Option<String> {
    let above = join(directory, "..", style);
    (above != directory).then_some(above)
}

fn below_or_same(path: &str, directory: &str) -> bool {
    let trimmed = |path: &str| path.trim_end_matches(['/', '\\']).to_owned();
    trimmed(path) == trimmed(directory) || below(path, directory).is_some()
}

/// What follows a directory in a path below it.
fn below<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    let directory = directory.trim_end_matches(['/', '\\']);
    path.strip_prefix(directory)?.strip_prefix(['/', '\\'])
}

fn is_anywhere_absolute(path: &str) -> bool {
    is_absolute(path, PathStyle::Slash) || is_absolute(path, PathStyle::Windows)
}
