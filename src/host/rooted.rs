//! A machine whose files lie under a directory of this one: a mounted disk, an unpacked image, or
//! a folder that a test has filled.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::program_reader::ProgramReader;
use super::{BuiltInGoroot, FileKind, FileStatus, HostView, Links, Os, Program, ViewError, disk};
use crate::go::path::{is_absolute, split_volume};

/// The largest number of symbolic links in one path, as on Linux.
const MAX_LINKS: usize = 40;

/// A machine under a root directory, with its own environment. No path leaves the root: `..` stops
/// there, and absolute symbolic links start there. On Windows the root is drive `C:`, and names are
/// compared as the file system underneath compares them.
pub struct Rooted {
    root: PathBuf,
    os: Os,
    env: BTreeMap<String, OsString>,
    current_dir: String,
    programs: ProgramReader,
    free_space: Option<u64>,
    outside: Option<String>,
}

impl Rooted {
    /// The machine of that system under `root`, with an empty environment and `/` (or `C:\`) as
    /// current directory. `go_version` is given paths of the machine this program runs on.
    pub fn new(
        root: impl Into<PathBuf>,
        os: Os,
        go_version: impl Fn(&Path) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self {
            root: root.into(),
            os,
            env: BTreeMap::new(),
            current_dir: inside(&[], os),
            programs: ProgramReader::new(go_version),
            free_space: None,
            outside: None,
        }
    }

    /// The same machine, with this many free bytes on every file system.
    #[must_use]
    pub fn with_free_space(self, bytes: u64) -> Self {
        Self { free_space: Some(bytes), ..self }
    }

    /// The same machine as one that is not running and that its user looks at from this one:
    /// commands for the user then name files by their paths here, and a home directory that no
    /// variable names is not known.
    #[must_use]
    pub fn seen_from_outside(self) -> Self {
        let outside = Some(self.root.to_string_lossy().into_owned());
        Self { outside, ..self }
    }

    /// The same machine with another variable in its environment.
    #[must_use]
    pub fn with_env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.env.insert(self.env_key(name), value.as_ref().to_owned());
        self
    }

    /// The same machine, looked at from another directory.
    #[must_use]
    pub fn with_current_dir(self, path: &str) -> Self {
        Self { current_dir: path.to_owned(), ..self }
    }

    /// The same machine, which also knows how to read everything that a Go program says about
    /// itself; the version and the GOROOT compiled in are then read that way too.
    #[must_use]
    pub fn with_program(
        self,
        read: impl Fn(&Path) -> Option<Program> + Send + Sync + 'static,
    ) -> Self {
        Self { programs: self.programs.with_program(read), ..self }
    }

    /// The same machine; `watch` is called with each file before it is read, by its path on the
    /// machine this program runs on.
    #[must_use]
    pub fn watched_by(self, watch: impl Fn(&Path) + Send + Sync + 'static) -> Self {
        Self { programs: self.programs.watched_by(watch), ..self }
    }

    /// The real path of a file that is about to be read.
    fn to_read(&self, path: &str) -> Result<PathBuf, ViewError> {
        let real = self.real(path)?;
        self.programs.announce(&real);
        Ok(real)
    }

    fn env_key(&self, name: &str) -> String {
        match self.os {
            Os::Windows => name.to_uppercase(),
            _ => name.to_owned(),
        }
    }

    /// Follows `path` as the system would, but inside the root.
    fn walk(&self, path: &str, links: Links) -> Result<Place, ViewError> {
        let style = self.os.path_style();
        let names = |path: &str| -> Vec<String> {
            let (_, rest) = match self.os {
                Os::Windows => split_volume(path),
                _ => ("", path),
            };
            rest.split(|c| style.is_separator(c)).rev().map(str::to_owned).collect()
        };
        if path.is_empty() {
            return Err(ViewError::NotFound);
        }
        let mut ahead = names(path);
        if !is_absolute(path, style) {
            ahead.extend(names(&self.current_dir));
        } else if self.os == Os::Windows && !path.to_ascii_uppercase().starts_with("C:") {
            return Err(ViewError::NotFound);
        }
        let mut place = Place { real: self.root.clone(), names: Vec::new() };
        let mut hops: usize = 0;
        while let Some(name) = ahead.pop() {
            match name.as_str() {
                "" | "." => continue,
                ".." => {
                    place.leave();
                    continue;
                }
                _ => {}
            }
            let next = place.real.join(plain_name(&name)?);
            let metadata =
                fs::symlink_metadata(&next).map_err(|error| disk::explain(&next, &error))?;
            if metadata.is_symlink() && (links == Links::Follow || !ahead.is_empty()) {
                hops = hops.saturating_add(1);
                if hops > MAX_LINKS {
                    return Err(ViewError::LinkLoop);
                }
                let target = fs::read_link(&next).map_err(|error| disk::explain(&next, &error))?;
                let target = target.to_str().ok_or(ViewError::NotUtf8)?;
                if is_absolute(target, style) {
                    place = Place { real: self.root.clone(), names: Vec::new() };
                }
                ahead.extend(names(target));
            } else if !ahead.is_empty() && !metadata.is_dir() {
                return Err(ViewError::NotFound);
            } else {
                place.real = next;
                place.names.push(name);
            }
        }
        Ok(place)
    }

    fn real(&self, path: &str) -> Result<PathBuf, ViewError> {
        self.walk(path, Links::Follow).map(|place| place.real)
    }
}

/// The place that a path leads to: the real path, and the names below the root.
struct Place {
    real: PathBuf,
    names: Vec<String>,
}

impl Place {
    fn leave(&mut self) {
        if self.names.pop().is_some() {
            self.real.pop();
        }
    }
}

/// The name as a path, if it is a plain name on the machine this program runs on too: there it must
/// not lead out of the root.
fn plain_name(name: &str) -> Result<&Path, ViewError> {
    let path = Path::new(name);
    let mut components = path.components();
    match (components.next(), components.next()) {
        (Some(Component::Normal(only)), None) if only == OsStr::new(name) => Ok(path),
        _ => Err(ViewError::NotFound),
    }
}

fn inside(names: &[String], os: Os) -> String {
    match os {
        Os::Windows => format!("C:\\{}", names.join("\\")),
        _ => format!("/{}", names.join("/")),
    }
}

impl HostView for Rooted {
    fn os(&self) -> Os {
        self.os
    }

    fn env(&self, name: &str) -> Option<OsString> {
        self.env.get(&self.env_key(name)).cloned()
    }

    fn current_dir(&self) -> Option<String> {
        Some(self.current_dir.clone())
    }

    fn kind(&self, path: &str, links: Links) -> Result<FileKind, ViewError> {
        let kind = disk::kind(&self.walk(path, links)?.real, Links::Keep)?;
        Ok(match (kind, self.os) {
            (FileKind::File { .. }, Os::Windows) => FileKind::File { executable: true },
            _ => kind,
        })
    }

    fn status(&self, path: &str, links: Links) -> Result<FileStatus, ViewError> {
        let mut status = disk::status(&self.walk(path, links)?.real, Links::Keep)?;
        if self.os == Os::Windows {
            (status.mode, status.owner) = (None, None);
        }
        Ok(status)
    }

    fn read_link(&self, path: &str) -> Result<String, ViewError> {
        disk::read_link(&self.walk(path, Links::Keep)?.real)
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ViewError> {
        disk::read(&self.to_read(path)?, limit)
    }

    fn head(&self, path: &str, count: u64) -> Result<Vec<u8>, ViewError> {
        disk::head(&self.to_read(path)?, count)
    }

    fn read_dir(&self, path: &str, limit: usize) -> Result<Vec<String>, ViewError> {
        disk::read_dir(&self.real(path)?, limit)
    }

    fn canonicalize(&self, path: &str) -> Result<String, ViewError> {
        Ok(inside(&self.walk(path, Links::Follow)?.names, self.os))
    }

    fn free_space(&self, _path: &str) -> Option<u64> {
        self.free_space
    }

    fn outside(&self) -> Option<String> {
        self.outside.clone()
    }

    fn is_known(&self, name: &str) -> bool {
        self.outside.is_none() || name != self.os.home_variable() || self.env(name).is_some()
    }

    fn same_file(&self, one: &str, other: &str) -> bool {
        match (self.real(one), self.real(other)) {
            (Ok(one), Ok(other)) => disk::same_file(&one, &other),
            _ => false,
        }
    }

    fn go_version(&self, path: &str) -> Option<String> {
        self.programs.go_version(&self.real(path).ok()?)
    }

    fn built_in_goroot(&self, path: &str) -> BuiltInGoroot {
        match self.real(path) {
            Ok(real) => self.programs.built_in_goroot(&real),
            Err(_) => BuiltInGoroot::Unknown,
        }
    }

    fn program(&self, path: &str) -> Option<Program> {
        self.programs.program(&self.real(path).ok()?)
    }
}
