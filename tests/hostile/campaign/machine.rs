//! A machine in memory, of which single files are a fuzzer's.

use std::collections::BTreeMap;
use std::ffi::OsString;

use gorigin::host::{FileKind, FileStatus, HostView, Links, Os, Program, ViewError};

/// Files by absolute path. Every folder above one is there too.
#[derive(Default)]
pub(crate) struct Made {
    files: BTreeMap<String, Vec<u8>>,
    env: BTreeMap<&'static str, String>,
}

impl Made {
    /// A machine with Go 1.22.10 in `/go`, and a project in `/w`.
    pub(crate) fn new() -> Self {
        let env = [("HOME", "/home/u"), ("PATH", "/go/bin:/usr/bin")];
        let env = env.map(|(name, value)| (name, value.to_owned()));
        Self { env: env.into_iter().collect(), ..Self::default() }
            .with("/go/VERSION", b"go1.22.10\ntime 2024-12-03T00:00:00Z\n")
            .with("/go/go.env", b"GOTOOLCHAIN=auto\n")
            .with("/go/bin/go", b"\x7fELF")
            .with("/go/src/runtime/proc.go", b"package runtime")
            .with("/go/pkg/tool/linux_amd64/compile", b"\x7fELF")
            .with("/w/go.mod", b"module example.com/w\n\ngo 1.22\n")
    }

    pub(crate) fn with(mut self, path: &str, bytes: &[u8]) -> Self {
        self.files.insert(path.to_owned(), bytes.to_vec());
        self
    }

    fn file(&self, path: &str) -> Result<&[u8], ViewError> {
        let file = self.files.get(path).or_else(|| self.files.get(&clean(path)));
        file.map(Vec::as_slice).ok_or(ViewError::NotFound)
    }
}

/// `path` without `.`, `..` and double slashes.
fn clean(path: &str) -> String {
    let mut clean = String::with_capacity(path.len() + 1);
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => clean.truncate(clean.rfind('/').unwrap_or(0)),
            name => {
                clean.push('/');
                clean.push_str(name);
            }
        }
    }
    if clean.is_empty() { "/".to_owned() } else { clean }
}

impl HostView for Made {
    fn os(&self) -> Os {
        Os::Linux
    }

    fn env(&self, name: &str) -> Option<OsString> {
        self.env.get(name).map(OsString::from)
    }

    fn current_dir(&self) -> Option<String> {
        Some("/w".to_owned())
    }

    fn kind(&self, path: &str, _links: Links) -> Result<FileKind, ViewError> {
        if self.file(path).is_ok() {
            return Ok(FileKind::File { executable: true });
        }
        let path = clean(path);
        let below = if path == "/" { path } else { format!("{path}/") };
        let mut behind = self.files.range(below.clone()..);
        match behind.next() {
            Some((first, _)) if first.starts_with(&below) => Ok(FileKind::Directory),
            _ => Err(ViewError::NotFound),
        }
    }

    fn status(&self, path: &str, links: Links) -> Result<FileStatus, ViewError> {
        let size = self.file(path).map_or(0, |bytes| bytes.len() as u64);
        let kind = self.kind(path, links)?;
        Ok(FileStatus { kind, size, mode: Some(0o755), owner: Some(0), modified: None })
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ViewError> {
        let bytes = self.file(path)?;
        if bytes.len() as u64 > limit {
            Err(ViewError::TooLarge { limit })
        } else {
            Ok(bytes.to_vec())
        }
    }

    fn head(&self, path: &str, count: u64) -> Result<Vec<u8>, ViewError> {
        Ok(self.file(path)?.iter().copied().take(count as usize).collect())
    }

    fn read_dir(&self, path: &str, _limit: usize) -> Result<Vec<String>, ViewError> {
        let below = format!("{}/", clean(path).trim_end_matches('/'));
        let names = self.files.keys().filter_map(|file| file.strip_prefix(&below));
        let mut names: Vec<_> =
            names.filter_map(|name| name.split('/').next()).map(str::to_owned).collect();
        names.dedup();
        Ok(names)
    }

    fn canonicalize(&self, path: &str) -> Result<String, ViewError> {
        self.kind(path, Links::Follow).map(|_| clean(path))
    }

    fn read_link(&self, _path: &str) -> Result<String, ViewError> {
        Err(ViewError::NotFound)
    }

    fn same_file(&self, one: &str, other: &str) -> bool {
        clean(one) == clean(other)
    }

    fn go_version(&self, path: &str) -> Option<String> {
        self.program(path)?.version
    }

    fn program(&self, path: &str) -> Option<Program> {
        let is_go = clean(path).starts_with("/go/") && self.file(path).is_ok();
        is_go.then(|| Program {
            version: Some("go1.22.10".to_owned()),
            path: Some("cmd/go".to_owned()),
            ..Program::default()
        })
    }
}
