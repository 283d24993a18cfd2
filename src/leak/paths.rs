//! Every path in a program that names a place on the machine that built it, grouped by place.
//!
//! | origin | what `-trimpath` does |
//! | --- | --- |
//! | file table of the pclntab | rewrites it; paths that remain, such as that of a `//line` comment, stay |
//! | `runtime.defaultGOROOT`, the script for gdb | leaves it out |
//! | DWARF | rewrites the paths of Go code, and of C code in folders of the build; keeps others, such as the system's headers |
//! | build settings | leaves out `-ldflags`, the flags of cgo, and the folder of `-pgo`; keeps the rest |
//! | `-X name=value` | keeps the value, which is a string of the program |
//! | replaced modules | keeps the path that go.mod says |
//! | strings | keeps them: `__FILE__` of C code, embedded files, values of `-X` |
//!
//! Source: `cmd/go/internal/load/pkg.go` (`setBuildInfo`), Go 1.22.10 and 1.27.3.

use std::collections::{BTreeMap, BTreeSet};

use super::deep::{Found, Sought, Texts};
use super::fold::Fold;
use super::kind::LeakKind;
use super::place::{Place, classify};
use super::{flags, secret};
use crate::bytes::{LimitExceeded, Limits, Named, Text};
use crate::container::FileOffset;
use crate::evidence::{DwarfText, Module, ModuleInfo, RootSource};
use crate::origin::{Origin, Verdict};

/// The most folders that are compared to find the folder of the main package.
const FOLDERS: usize = 4096;
/// The most bytes of a sample.
const SAMPLE: usize = 512;

/// Where a path stands in a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LeakOrigin {
    /// The names of source files in the pclntab.
    FileTable,
    /// `runtime.defaultGOROOT`.
    DefaultGoroot,
    /// The script for gdb.
    GdbScript,
    /// A setting or a replaced module in the build info.
    BuildInfo,
    /// The debugging information.
    Dwarf,
    /// Text found by a deep search.
    Text,
}

impl Named for LeakOrigin {
    const ALL: &'static [Self] = &[
        Self::FileTable,
        Self::DefaultGoroot,
        Self::GdbScript,
        Self::BuildInfo,
        Self::Dwarf,
        Self::Text,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::FileTable => "file-table",
            Self::DefaultGoroot => "default-goroot",
            Self::GdbScript => "gdb-script",
            Self::BuildInfo => "build-info",
            Self::Dwarf => "dwarf",
            Self::Text => "text",
        }
    }
}

/// The effect of `-trimpath` on a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trimpath {
    /// The path would not be in the program.
    Removes,
    /// The path would still be in the program.
    Keeps,
}

impl Named for Trimpath {
    const ALL: &'static [Self] = &[Self::Removes, Self::Keeps];

    fn name(self) -> &'static str {
        match self {
            Self::Removes => "removes",
            Self::Keeps => "keeps",
        }
    }
}

/// All paths of one place in one part of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// The kind of place.
    pub kind: LeakKind,
    /// The maker of such places, where that is known.
    pub owner: Option<&'static str>,
    /// The name of the person in the path.
    pub user: Option<Text>,
    /// The start that all the paths have in common; the host for [`LeakKind::Host`].
    pub prefix: Text,
    /// How many there are.
    pub count: u64,
    /// The first of them, at most 512 bytes.
    pub sample: Text,
    /// The part of the program that holds them.
    pub origin: LeakOrigin,
    /// The build setting that names it, or `replace`.
    pub setting: Option<Text>,
    /// Where the first one lies; for the build info, where the build info lies.
    pub at: FileOffset,
    /// The effect of `-trimpath` on them.
    pub trimpath: Trimpath,
}

/// What the paths in a program show about the machine that built it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// The module cache: `<GOPATH>/pkg/mod` unless `GOMODCACHE` was set.
    pub gopath_mod: Option<Text>,
    /// The folder of package main; `None` where it is not known.
    pub main_dir: Option<Text>,
    /// Why `main_dir` is not known; empty where it is.
    pub main_dir_reason: &'static str,
    /// The names of persons, in alphabetical order.
    pub users: Vec<Text>,
    /// Every place, the commonest first.
    pub leaks: Vec<Leak>,
    /// The limit that kept places from being listed.
    pub cut: Option<LimitExceeded>,
}

/// What all paths of one row have in common.
type Key = (LeakKind, Text, LeakOrigin, Trimpath, Option<Text>);
/// The rest of a row.
type Rest = (Option<&'static str>, Option<Text>, Text, FileOffset);

struct Collector<'e> {
    evidence: &'e Origin,
    fold: Fold<Key, Rest>,
    folders: BTreeMap<&'e [u8], u64>,
    /// Every folder of the file table.
    listed: BTreeSet<&'e [u8]>,
}

impl Paths {
    /// Collects the paths of a program; `texts` is the result of a deep search.
    pub fn collect(evidence: &Origin, limits: &Limits, texts: Option<&Texts>) -> Self {
        let fold = Fold::new(limits.leaks);
        let (folders, listed) = (BTreeMap::new(), BTreeSet::new());
        let mut collector = Collector { evidence, fold, folders, listed };
        collector.file_table();
        collector.goroot();
        collector.dwarf();
        if let Some(modules) = evidence.modules() {
            collector.build_info(modules);
        }
        for found in texts.into_iter().flat_map(|texts| &texts.found) {
            collector.text(found);
        }
        collector.conclude()
    }
}

impl<'e> Collector<'e> {
    fn add(&mut self, place: &Place<'_>, sample: &[u8], from: From<'_>) {
        let From { origin, setting, at, trimpath, count } = from;
        let setting = setting.map(Text::from);
        let key = (place.kind, Text::from(place.prefix), origin, trimpath, setting);
        self.fold.add(key, count, || {
            let sample = sample.get(..SAMPLE).unwrap_or(sample);
            (place.owner, place.user.map(Text::from), Text::from(sample), at)
        });
    }

    /// Adds the names of source files. Nearly all follow others of the same folder.
    fn file_table(&mut self) {
        let evidence = self.evidence;
        let Ok(Some(table)) = &evidence.file_table else { return };
        // A path that remains in spite of `-trimpath` would remain again.
        let trimmed = evidence.traits.trimpath == Some(true);
        let trimpath = if trimmed { Trimpath::Keeps } else { Trimpath::Removes };
        let roots: Vec<&Text> = evidence.goroot.evidence.iter().map(|it| &it.root).collect();
        let mut last: Option<(&[u8], Option<Place<'_>>)> = None;
        for (at, name) in table.names() {
            let at = evidence.place(at);
            let folder = folder(name);
            let place = match last {
                Some((known, place)) if known == folder => place,
                _ => in_root(folder, &roots).or_else(|| classify(folder)),
            };
            last = Some((folder, place));
            self.listed.insert(folder);
            let Some(place) = place else { continue };
            let origin = LeakOrigin::FileTable;
            self.add(&place, name, From { origin, setting: None, at, trimpath, count: 1 });
            let mine = !matches!(
                place.kind,
                LeakKind::Goroot
                    | LeakKind::Toolchain
                    | LeakKind::ModuleCache
                    | LeakKind::Placeholder
            );
            let known = self.folders.contains_key(folder) || self.folders.len() < FOLDERS;
            if mine && known && name.ends_with(b".go") {
                let count = self.folders.entry(folder).or_default();
                *count = count.saturating_add(1);
            }
        }
    }

    /// Adds the places outside the file table that name a GOROOT.
    fn goroot(&mut self) {
        let evidence = self.evidence;
        for it in &evidence.goroot.evidence {
            let origin = match it.origin {
                RootSource::DefaultGoroot | RootSource::DefaultGorootSymbol => {
                    LeakOrigin::DefaultGoroot
                }
                RootSource::GdbScript => LeakOrigin::GdbScript,
                _ => continue,
            };
            let Some(place) = classify(it.root.as_bytes()) else { continue };
            let whole =
                Place { kind: goroot_kind(place.kind), prefix: it.root.as_bytes(), ..place };
            let from = From {
                origin,
                setting: None,
                at: evidence.place(it.at),
                trimpath: Trimpath::Removes,
                count: it.count,
            };
            self.add(&whole, it.root.as_bytes(), from);
        }
    }

    /// Adds the paths in the debugging information. They are those of Go code, which the file table
    /// lists too, and those of C code. `-trimpath` keeps paths of C code outside the folders of the
    /// build.
    fn dwarf(&mut self) {
        let evidence = self.evidence;
        let Ok(dwarf) = &evidence.dwarf else { return };
        let trimmed = evidence.traits.trimpath == Some(true);
        let roots: Vec<&Text> = evidence.goroot.evidence.iter().map(|it| &it.root).collect();
        for (kind, name) in dwarf.texts() {
            let text = name.text.as_bytes();
            let path = if kind == DwarfText::LineFile { folder(text) } else { text };
            if is_header(path) {
                continue;
            }
            let root = in_root(path, &roots);
            let of_go = root.is_some() || self.listed.contains(path);
            let Some(place) = root.or_else(|| classify(path)) else { continue };
            let trimpath = if of_go && !trimmed { Trimpath::Removes } else { Trimpath::Keeps };
            let (origin, at, count) = (LeakOrigin::Dwarf, evidence.place(name.at), name.count);
            self.add(&place, text, From { origin, setting: None, at, trimpath, count });
        }
    }

    fn build_info(&mut self, modules: &ModuleInfo) {
        let Ok(Some(info)) = &self.evidence.build_info else { return };
        let at = self.evidence.place(info.at);
        for setting in &modules.settings {
            let (key, value) = setting;
            if key.as_bytes().starts_with(b"vcs") {
                continue;
            }
            // A secret that looks like a path must not be shown as one.
            let masked = secret::mask_setting(setting).map(|it| Text::from(it.text.as_str()));
            let value = masked.as_ref().unwrap_or(value);
            let from = |trimpath| From {
                origin: LeakOrigin::BuildInfo,
                setting: Some(key.as_bytes()),
                at,
                trimpath,
                count: 1,
            };
            let all = value.as_bytes();
            for (start, path) in flags::paths(all) {
                if let Some(place) = classify(path) {
                    self.add(&place, path, from(kept(key, all.get(..start).unwrap_or_default())));
                }
            }
            for host in flags::internal_hosts(all) {
                self.add(&host_place(host), host, from(kept(key, b"")));
            }
        }
        for module in modules.main.iter().chain(&modules.deps) {
            self.module(module, at, None);
            if let Some(replace) = &module.replace {
                self.module(replace, at, Some(b"replace"));
            }
        }
    }

    /// Adds the path of a module: a folder where it replaces another, or a name that starts with a
    /// host.
    fn module(&mut self, module: &Module, at: FileOffset, setting: Option<&[u8]>) {
        let path = module.path.as_bytes();
        let (origin, trimpath) = (LeakOrigin::BuildInfo, Trimpath::Keeps);
        let from = From { origin, setting, at, trimpath, count: 1 };
        let host = path.split(|&byte| byte == b'/').next().unwrap_or_default();
        if flags::is_internal(host) {
            self.add(&host_place(host), path, from);
        } else if let Some(place) = classify(path).filter(|_| setting.is_some()) {
            self.add(&place, path, from);
        }
    }

    /// Adds a text that stands alone, unless the steps above have already counted it.
    fn text(&mut self, found: &Found) {
        let Sought::Place { kind, owner, user, prefix } = &found.sought else { return };
        let value = found.value.as_bytes();
        if !found.stands_alone || found.is_read || self.is_known(value) {
            return;
        }
        let (evidence, at) = (self.evidence, self.evidence.around.in_part(found.at));
        let section = at.and_then(|at| evidence.image.section_at(at));
        let section = section.map(|section| section.name.as_bytes());
        let of_go = section.is_some_and(|name| {
            name.ends_with(b"gopclntab")
                || name.starts_with(b".debug_")
                || name.starts_with(b"__debug")
        });
        let trimpath = if of_go { Trimpath::Removes } else { Trimpath::Keeps };
        let user = user.as_ref().map(Text::as_bytes);
        let place = Place { kind: *kind, owner: *owner, user, prefix: prefix.as_bytes() };
        let (origin, at, count) = (LeakOrigin::Text, found.at, found.count);
        self.add(&place, value, From { origin, setting: None, at, trimpath, count });
    }

    /// Whether build info or the GOROOT variable holds the text.
    fn is_known(&self, value: &[u8]) -> bool {
        let holds = |text: &Text| crate::bytes::needle::find(text.as_bytes(), value).is_some();
        let modules = self.evidence.modules();
        let settings = modules.into_iter().flat_map(|it| &it.settings).map(|(_, value)| value);
        let replaced =
            modules.into_iter().flat_map(|it| &it.deps).filter_map(|it| it.replace.as_ref());
        self.evidence.goroot.evidence.iter().any(|it| holds(&it.root))
            || replaced.into_iter().any(|it| holds(&it.path))
            // The value of a variable occurs twice: in the settings, and as the string itself.
            || settings.into_iter().any(|it| holds(it) && it.as_bytes() == value)
    }

    fn conclude(self) -> Paths {
        let cut = self.fold.cut();
        let (main_dir, main_dir_reason) = match self.main_dir() {
            Ok(folder) => (Some(Text::from(folder)), ""),
            Err(reason) => (None, reason),
        };
        let mut leaks: Vec<Leak> = self
            .fold
            .rows()
            .map(|((kind, prefix, origin, trimpath, setting), count, (owner, user, sample, at))| {
                Leak { kind, owner, user, prefix, count, sample, origin, setting, at, trimpath }
            })
            .collect();
        leaks.sort_by_key(|leak| std::cmp::Reverse(leak.count));
        let users: BTreeSet<&Text> = leaks.iter().filter_map(|leak| leak.user.as_ref()).collect();
        let users = users.into_iter().cloned().collect();
        let cache = leaks.iter().find(|leak| leak.kind == LeakKind::ModuleCache);
        let gopath_mod = cache.map(|leak| leak.prefix.clone());
        Paths { gopath_mod, main_dir, main_dir_reason, users, leaks, cut }
    }

    /// The folder of package main: the topmost folder with the end that the package's path has
    /// behind that of its module.
    fn main_dir(&self) -> Result<&'e [u8], &'static str> {
        if self.evidence.goroot.verdict == Verdict::Trimmed {
            return Err("built with -trimpath");
        }
        let modules = self.evidence.modules().ok_or("no build info names the main package")?;
        let package = modules.main_package.as_ref().ok_or("no main package in the build info")?;
        let module = modules.main.as_ref().ok_or("built without a module")?;
        let below = package.as_bytes().strip_prefix(module.path.as_bytes());
        let below = below.filter(|rest| rest.is_empty() || rest.starts_with(b"/"));
        let below = below.ok_or("the main package is not named by its module")?;
        let depth = |folder: &[u8]| folder.iter().filter(|byte| **byte == b'/').count();
        let fits = |folder: &&&[u8]| {
            folder.ends_with(below) && crate::bytes::needle::find(folder, b"/vendor/").is_none()
        };
        let least = self.folders.keys().filter(fits).map(|it| depth(it)).min();
        let least = least.ok_or("no source file lies in a folder of that name")?;
        let mut topmost = self.folders.keys().filter(fits).filter(|it| depth(it) == least);
        match (topmost.next(), topmost.next()) {
            (Some(only), None) => Ok(only),
            _ => Err("several folders could be it"),
        }
    }
}

/// Where a path was read.
struct From<'f> {
    origin: LeakOrigin,
    setting: Option<&'f [u8]>,
    at: FileOffset,
    trimpath: Trimpath,
    count: u64,
}

/// The kind of a GOROOT, which may be any folder.
fn goroot_kind(kind: LeakKind) -> LeakKind {
    match kind {
        LeakKind::Toolchain | LeakKind::Placeholder | LeakKind::Bazel => kind,
        _ => LeakKind::Goroot,
    }
}

fn host_place(host: &[u8]) -> Place<'_> {
    Place { kind: LeakKind::Host, owner: None, user: None, prefix: host }
}

/// The GOROOT that contains a folder, also where it is in no usual place.
fn in_root<'p>(folder: &'p [u8], roots: &[&Text]) -> Option<Place<'p>> {
    let root = roots.iter().find(|root| {
        let rest = folder.strip_prefix(root.as_bytes());
        !root.is_empty() && rest.is_some_and(|rest| rest.starts_with(b"/src"))
    })?;
    let prefix = folder.get(..root.as_bytes().len())?;
    let place = classify(prefix)?;
    Some(Place { kind: goroot_kind(place.kind), prefix, ..place })
}

/// Whether a path is a folder of the C library or compiler, for this system or another: these
/// folders are the same on every machine.
fn is_header(path: &[u8]) -> bool {
    const FOLDERS: [&[u8]; 4] =
        [b"/usr/include", b"/usr/lib/gcc", b"/usr/lib/llvm-", b"/usr/share/mingw-w64/include"];
    let of_target = path.strip_prefix(b"/usr/").and_then(|rest| {
        let (target, rest) = rest.split_at_checked(rest.iter().position(|it| *it == b'/')?)?;
        // `x86_64-w64-mingw32`, `aarch64-linux-gnu`.
        Some(target.contains(&b'-') && (rest == b"/include" || rest.starts_with(b"/include/")))
    });
    FOLDERS.iter().any(|folder| path.starts_with(folder)) || of_target == Some(true)
}

/// The folder of a file, without the slash at its end.
fn folder(name: &[u8]) -> &[u8] {
    let last = name.iter().rposition(|byte| matches!(byte, b'/' | b'\\'));
    last.and_then(|at| name.get(..at)).unwrap_or_default()
}

/// The effect of `-trimpath` on a path in a setting; the flags in `before` precede it.
fn kept(key: &Text, before: &[u8]) -> Trimpath {
    let key = key.as_bytes();
    let is_left_out = key == b"-ldflags" || key == b"-pgo" || key.starts_with(b"CGO_");
    // `-X name=` or, with quotes, `-X 'name=`.
    let flag = before.iter().rposition(|byte| byte.is_ascii_whitespace());
    let (head, last) = before.split_at_checked(flag.unwrap_or(0)).unwrap_or_default();
    let is_value = last.ends_with(b"=") && head.trim_ascii_end().ends_with(b"-X");
    if is_left_out && !is_value { Trimpath::Removes } else { Trimpath::Keeps }
}
