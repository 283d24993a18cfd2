//! A machine as it would be after a remedy: the changes that acts make, laid over the machine as it
//! is. Nothing is done; only answers differ.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use super::release::Release;
use crate::diagnosis::remedy::{Act, Gives, ProvenPath};
use crate::go::path::{PathStyle, clean, join};
use crate::host::goenv::gomod::temp_dir;
use crate::host::{BuiltInGoroot, FileKind, FileStatus, HostView, Links, Os, Program, ViewError};

/// The largest file that is changed.
const MAX_FILE: u64 = 1 << 20;

/// A machine after some acts.
pub(in crate::diagnosis) struct After<'v> {
    inner: &'v dyn HostView,
    env: BTreeMap<String, Option<OsString>>,
    /// The directories that moved, with their new names; both free of links.
    moved: Vec<(String, String)>,
    /// Go trees that were added.
    trees: Vec<Release>,
    /// Files with changed content. Executable files are among the programs.
    files: BTreeMap<String, Vec<u8>>,
    programs: BTreeMap<String, Program>,
    directories: BTreeSet<String>,
    /// Permission bits to remove and to add, at a path and below it.
    modes: Vec<(String, u32, u32)>,
    /// Whether any act changes files.
    has_other_files: bool,
}

/// What lies at a path.
enum Place {
    /// The same as on the machine as it is, at this path.
    Inner(String),
    /// Nothing: it was moved away.
    Gone,
    /// A file or directory of a tree that was added: the tree, and the path in it.
    Tree(usize, String),
    /// A file with changed content.
    File(String),
    /// A program that was added.
    Program(String),
    /// A directory that was added.
    Directory,
}

impl<'v> After<'v> {
    /// The machine `inner` after `acts`, in their order. Trees that the acts add are for the system
    /// and processor in `target`.
    pub(in crate::diagnosis) fn of<'a>(
        inner: &'v dyn HostView,
        acts: impl IntoIterator<Item = &'a Act>,
        target: &(String, String),
    ) -> Self {
        let mut after = Self {
            inner,
            env: BTreeMap::new(),
            moved: Vec::new(),
            trees: Vec::new(),
            files: BTreeMap::new(),
            programs: BTreeMap::new(),
            directories: BTreeSet::new(),
            modes: Vec::new(),
            has_other_files: false,
        };
        for act in acts {
            after.apply(act, target);
            after.has_other_files |= !matches!(
                act,
                Act::Unset(_) | Act::Set(..) | Act::PrependPath(_) | Act::AppendPath(_)
            );
        }
        after
    }

    fn apply(&mut self, act: &Act, target: &(String, String)) {
        let tree = |goroot: &str, version: &str| Release {
            goroot: clean(goroot, self.inner.os().path_style()),
            version: version.to_owned(),
            target: target.clone(),
        };
        match act {
            Act::Unset(name) => self.set(name, None),
            Act::Set(name, value) => self.set(name, Some(value)),
            Act::EnvFileUnset { file, key, .. } => {
                self.change(file, |line| !line.starts_with(&format!("{key}=")));
            }
            Act::EnvFileSet { file, key, value } => {
                self.change(file, |line| !line.starts_with(&format!("{key}=")));
                let content = self.files.entry(file.clone()).or_default();
                content.extend_from_slice(format!("{key}={value}\n").as_bytes());
            }
            Act::DropLine { file, text, .. } => {
                self.change(file, |line| !line.starts_with(text.as_str()));
            }
            Act::PrependPath(directory) => self.extend_path(directory, true),
            Act::AppendPath(directory) => self.extend_path(directory, false),
            Act::MoveTree(it) => self.rename(it.proven()),
            Act::MoveToolchain(it) => self.rename(it.proven()),
            Act::MoveCache(it) => self.rename(it.proven()),
            Act::MoveFile(it) => self.rename(it.proven()),
            Act::Unpack { goroot, version }
            | Act::Install { gives: Gives::Tree { goroot, version }, .. } => {
                let tree = tree(goroot, version);
                self.trees.push(tree);
            }
            Act::Install { gives: Gives::Command(path), .. } => {
                self.programs.insert(path.clone(), Program::default());
            }
            Act::MakeDirectory(path) | Act::MakeSharedDirectory { path, .. } => {
                self.directories.insert(path.clone());
            }
            Act::MakeExecutable { files, .. } => {
                self.modes.extend(files.iter().map(|it| (it.clone(), 0, 0o111)));
            }
            Act::CloseTree(tree) => self.modes.push((tree.proven().path().to_owned(), 0o022, 0)),
            Act::CloseCache(cache) => self.modes.push((cache.proven().path().to_owned(), 0o022, 0)),
            Act::GoInstall { to, version, .. } => {
                let old = self.inner.program(to).unwrap_or_default();
                let program = Program { version: Some(version.clone()), ..old };
                self.programs.insert(to.clone(), program);
            }
            Act::TrustRepository { path, config } => {
                let mut content = self.read(config, MAX_FILE).unwrap_or_default();
                content.extend_from_slice(format!("\n[safe]\n\tdirectory = {path}\n").as_bytes());
                self.files.insert(config.clone(), content);
            }
        }
    }

    fn set(&mut self, name: &str, value: Option<&str>) {
        self.env.insert(self.key(name), value.map(OsString::from));
    }

    fn key(&self, name: &str) -> String {
        match self.os() {
            Os::Windows => name.to_uppercase(),
            _ => name.to_owned(),
        }
    }

    fn extend_path(&mut self, directory: &str, in_front: bool) {
        let (variable, separator) = (self.os().path_variable(), self.os().list_separator());
        let list = self.env(variable).unwrap_or_default();
        let mut new = OsString::new();
        let (first, then) = match in_front {
            true => (OsString::from(directory), list),
            false => (list, OsString::from(directory)),
        };
        new.push(first);
        new.push(separator.to_string());
        new.push(then);
        self.env.insert(self.key(variable), Some(new));
    }

    /// Removes the lines of a file that are not kept.
    fn change(&mut self, file: &str, mut is_kept: impl FnMut(&str) -> bool) {
        let content = self.read(file, MAX_FILE).unwrap_or_default();
        let text = String::from_utf8_lossy(&content).into_owned();
        let kept: String = text.split_inclusive('\n').filter(|line| is_kept(line)).collect();
        self.files.insert(file.to_owned(), kept.into_bytes());
    }

    fn rename(&mut self, place: &ProvenPath) {
        if let Some(beside) = place.beside() {
            self.moved.push((place.path().to_owned(), beside.to_owned()));
        }
    }

    fn style(&self) -> PathStyle {
        self.inner.os().path_style()
    }

    /// What lies at a path. Links in it are followed as they are on the machine.
    fn place(&self, path: &str) -> Place {
        if !self.has_other_files {
            return Place::Inner(path.to_owned());
        }
        let spelled = clean(path, self.style());
        let real = self.inner.canonicalize(path).unwrap_or_else(|_| spelled.clone());
        for name in [path, &spelled, &real] {
            if self.files.contains_key(name) {
                return Place::File(name.to_owned());
            }
            if self.programs.contains_key(name) {
                return Place::Program(name.to_owned());
            }
        }
        for (number, tree) in self.trees.iter().enumerate() {
            if let Some(rest) = [&real, &spelled].iter().find_map(|it| self.below(it, &tree.goroot))
            {
                return Place::Tree(number, rest);
            }
        }
        if self.made(&spelled) || self.made(&real) {
            return Place::Directory;
        }
        for (from, to) in &self.moved {
            if let Some(rest) = self.below(&spelled, to) {
                return Place::Inner(join(from, &rest, self.style()));
            }
            if self.below(&real, from).is_some() || self.below(&spelled, from).is_some() {
                return Place::Gone;
            }
        }
        Place::Inner(path.to_owned())
    }

    /// Whether an act made a directory at this path or below it.
    fn made(&self, path: &str) -> bool {
        self.directories.iter().any(|it| self.below(it, path).is_some())
            && self.inner.kind(path, Links::Follow).is_err()
    }

    /// The rest of a path below a directory.
    fn below(&self, path: &str, directory: &str) -> Option<String> {
        let rest = path.strip_prefix(directory)?;
        let rest = match directory.ends_with(|c| self.style().is_separator(c)) {
            true => rest,
            false if rest.is_empty() => rest,
            false => rest.strip_prefix(|c| self.style().is_separator(c))?,
        };
        Some(rest.replace(self.style().separator(), "/"))
    }

    /// What an added tree has at a path in it.
    fn in_tree(&self, tree: &Release, rest: &str) -> Result<FileKind, ViewError> {
        let files = tree.files();
        if files.iter().any(|it| it == rest) {
            let executable = rest.starts_with("bin/") || rest.starts_with("pkg/tool/");
            return Ok(FileKind::File { executable: executable || self.os() == Os::Windows });
        }
        let prefix = format!("{rest}/");
        let holds = rest.is_empty() || files.iter().any(|it| it.starts_with(&prefix));
        // Reinstalling a package leaves other files in place.
        if holds { Ok(FileKind::Directory) } else { Err(ViewError::NotFound) }
    }

    fn of_tree(&self, path: &str) -> Option<(&Release, String)> {
        match self.place(path) {
            Place::Tree(number, rest) => Some((self.trees.get(number)?, rest)),
            _ => None,
        }
    }

    /// The path on the machine as it is; an error where an act moved or replaced it.
    fn inner_path(&self, path: &str) -> Result<String, ViewError> {
        match self.place(path) {
            Place::Inner(path) => Ok(path),
            Place::Gone => Err(ViewError::NotFound),
            _ => Err(ViewError::NotAFile),
        }
    }

    fn content(&self, path: &str) -> Option<Result<Vec<u8>, ViewError>> {
        match self.place(path) {
            Place::File(name) => self.files.get(&name).cloned().map(Ok),
            Place::Tree(number, rest) => {
                let tree = self.trees.get(number)?;
                Some(self.in_tree(tree, &rest).and_then(|kind| match kind {
                    FileKind::File { .. } => Ok(tree.content(&rest)),
                    _ => Err(ViewError::NotAFile),
                }))
            }
            Place::Program(_) => Some(Ok(b"\x7fELF\0".to_vec())),
            Place::Directory => Some(Err(ViewError::NotAFile)),
            Place::Gone => Some(Err(ViewError::NotFound)),
            Place::Inner(_) => None,
        }
    }

    fn with_mode(&self, path: &str, mode: u32) -> u32 {
        let touches =
            |it: &&(String, u32, u32)| self.below(&clean(path, self.style()), &it.0).is_some();
        let changes = self.modes.iter().filter(touches);
        changes.fold(mode, |mode, (_, clear, set)| (mode & !clear) | set)
    }
}

impl HostView for After<'_> {
    fn os(&self) -> Os {
        self.inner.os()
    }

    fn arch(&self) -> Option<&'static str> {
        self.inner.arch()
    }

    fn env(&self, name: &str) -> Option<OsString> {
        match self.env.get(&self.key(name)) {
            Some(changed) => changed.clone(),
            None => self.inner.env(name),
        }
    }

    fn current_dir(&self) -> Option<String> {
        self.inner.current_dir()
    }

    fn kind(&self, path: &str, links: Links) -> Result<FileKind, ViewError> {
        match self.place(path) {
            Place::File(_) => Ok(FileKind::File { executable: false }),
            Place::Program(_) => Ok(FileKind::File { executable: true }),
            Place::Directory => Ok(FileKind::Directory),
            Place::Gone => Err(ViewError::NotFound),
            Place::Tree(number, rest) => {
                let tree = self.trees.get(number).ok_or(ViewError::NotFound)?;
                self.in_tree(tree, &rest)
            }
            Place::Inner(inner) => match self.inner.kind(&inner, links)? {
                FileKind::File { executable } => Ok(FileKind::File {
                    executable: executable || self.with_mode(path, 0) & 0o111 != 0,
                }),
                other => Ok(other),
            },
        }
    }

    fn status(&self, path: &str, links: Links) -> Result<FileStatus, ViewError> {
        let inner = match self.place(path) {
            Place::Inner(inner) => self.inner.status(&inner, links),
            Place::Gone => Err(ViewError::NotFound),
            _ => {
                let kind = self.kind(path, links)?;
                let size = self.head(path, MAX_FILE).map_or(1, |it| it.len().max(1));
                let size = u64::try_from(size).unwrap_or(u64::MAX);
                let owner = self.inner.status(&temp_dir(self), Links::Follow).ok();
                let has_modes = owner.is_some_and(|it| it.mode.is_some());
                let mode =
                    has_modes.then_some(if kind == FileKind::Directory { 0o755 } else { 0o644 });
                Ok(FileStatus { kind, size, mode, owner: None, modified: None })
            }
        };
        inner.map(|it| FileStatus { mode: it.mode.map(|mode| self.with_mode(path, mode)), ..it })
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ViewError> {
        match self.content(path) {
            Some(content) => content,
            None => self.inner.read(&self.inner_path(path)?, limit),
        }
    }

    fn head(&self, path: &str, count: u64) -> Result<Vec<u8>, ViewError> {
        match self.content(path) {
            Some(content) => content.map(|mut it| {
                it.truncate(usize::try_from(count).unwrap_or(usize::MAX));
                it
            }),
            None => self.inner.head(&self.inner_path(path)?, count),
        }
    }

    fn read_dir(&self, path: &str, limit: usize) -> Result<Vec<String>, ViewError> {
        match self.place(path) {
            Place::Inner(inner) => {
                let mut names = self.inner.read_dir(&inner, limit)?;
                names.retain(|name| {
                    !matches!(self.place(&join(path, name, self.style())), Place::Gone)
                });
                for (_, to) in &self.moved {
                    let name = self.below(to, &clean(path, self.style()));
                    names.extend(name.filter(|it| !it.is_empty() && !it.contains('/')));
                }
                names.sort();
                Ok(names)
            }
            Place::Gone => Err(ViewError::NotFound),
            Place::Directory => Ok(Vec::new()),
            Place::File(_) | Place::Program(_) => Err(ViewError::NotAFile),
            Place::Tree(number, rest) => {
                let tree = self.trees.get(number).ok_or(ViewError::NotFound)?;
                let prefix = if rest.is_empty() { rest } else { format!("{rest}/") };
                let names: BTreeSet<String> = tree
                    .files()
                    .iter()
                    .filter_map(|it| it.strip_prefix(&prefix)?.split('/').next().map(str::to_owned))
                    .collect();
                Ok(names.into_iter().collect())
            }
        }
    }

    fn canonicalize(&self, path: &str) -> Result<String, ViewError> {
        match self.place(path) {
            Place::Inner(inner) if inner == path => self.inner.canonicalize(path),
            Place::Gone => Err(ViewError::NotFound),
            Place::Tree(number, rest) => {
                let tree = self.trees.get(number).ok_or(ViewError::NotFound)?;
                self.in_tree(tree, &rest)?;
                Ok(join(&tree.goroot, &rest, self.style()))
            }
            _ => self.kind(path, Links::Follow).map(|_| clean(path, self.style())),
        }
    }

    fn read_link(&self, path: &str) -> Result<String, ViewError> {
        self.inner.read_link(&self.inner_path(path)?)
    }

    fn same_file(&self, one: &str, other: &str) -> bool {
        match (self.place(one), self.place(other)) {
            (Place::Inner(one), Place::Inner(other)) => self.inner.same_file(&one, &other),
            _ => match (self.canonicalize(one), self.canonicalize(other)) {
                (Ok(one), Ok(other)) => one == other,
                _ => false,
            },
        }
    }

    fn go_version(&self, path: &str) -> Option<String> {
        match self.place(path) {
            Place::Inner(inner) => self.inner.go_version(&inner),
            _ => self.program(path)?.version,
        }
    }

    fn built_in_goroot(&self, path: &str) -> BuiltInGoroot {
        match self.place(path) {
            Place::Inner(inner) => self.inner.built_in_goroot(&inner),
            _ => self.program(path).map(|it| it.built_in).unwrap_or_default(),
        }
    }

    fn program(&self, path: &str) -> Option<Program> {
        match self.place(path) {
            Place::Inner(inner) => self.inner.program(&inner),
            Place::Program(name) => self.programs.get(&name).cloned(),
            Place::Tree(..) => {
                let (tree, rest) = self.of_tree(path)?;
                tree.program(&rest)
            }
            _ => None,
        }
    }

    fn free_space(&self, path: &str) -> Option<u64> {
        self.inner.free_space(path)
    }

    fn outside(&self) -> Option<String> {
        self.inner.outside()
    }

    fn is_known(&self, name: &str) -> bool {
        self.env.contains_key(&self.key(name)) || self.inner.is_known(name)
    }
}
