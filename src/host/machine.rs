//! The machine this program runs on.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::program_reader::ProgramReader;
use super::{BuiltInGoroot, FileKind, FileStatus, HostView, Links, Os, Program, ViewError, disk};

/// The machine this program runs on, as its user sees it.
pub struct Machine {
    programs: ProgramReader,
    env: BTreeMap<String, OsString>,
    current_dir: Option<String>,
}

impl Machine {
    /// This machine. `go_version` reads the Go version out of an executable's build info; a host
    /// knows no file formats.
    pub fn new(go_version: impl Fn(&Path) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { programs: ProgramReader::new(go_version), env: BTreeMap::new(), current_dir: None }
    }

    /// The same machine with another value of a variable.
    #[must_use]
    pub fn with_env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.into());
        self
    }

    /// The same machine, looked at from another directory.
    #[must_use]
    pub fn with_current_dir(self, path: &str) -> Self {
        Self { current_dir: Some(path.to_owned()), ..self }
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

    /// The same machine; `watch` is called with each file before it is read.
    #[must_use]
    pub fn watched_by(self, watch: impl Fn(&Path) + Send + Sync + 'static) -> Self {
        Self { programs: self.programs.watched_by(watch), ..self }
    }

    /// The path of a file that is about to be read.
    fn to_read<'p>(&self, path: &'p str) -> &'p Path {
        let path = Path::new(path);
        self.programs.announce(path);
        path
    }
}

impl HostView for Machine {
    fn os(&self) -> Os {
        Os::current()
    }

    fn arch(&self) -> Option<&'static str> {
        current_arch()
    }

    fn env(&self, name: &str) -> Option<OsString> {
        self.env.get(name).cloned().or_else(|| std::env::var_os(name))
    }

    fn current_dir(&self) -> Option<String> {
        match &self.current_dir {
            Some(directory) => Some(directory.clone()),
            None => text(std::env::current_dir().ok()?).ok(),
        }
    }

    fn kind(&self, path: &str, links: Links) -> Result<FileKind, ViewError> {
        disk::kind(Path::new(path), links)
    }

    fn status(&self, path: &str, links: Links) -> Result<FileStatus, ViewError> {
        disk::status(Path::new(path), links)
    }

    fn read_link(&self, path: &str) -> Result<String, ViewError> {
        disk::read_link(Path::new(path))
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ViewError> {
        disk::read(self.to_read(path), limit)
    }

    fn head(&self, path: &str, count: u64) -> Result<Vec<u8>, ViewError> {
        disk::head(self.to_read(path), count)
    }

    fn read_dir(&self, path: &str, limit: usize) -> Result<Vec<String>, ViewError> {
        disk::read_dir(Path::new(path), limit)
    }

    fn canonicalize(&self, path: &str) -> Result<String, ViewError> {
        let path = Path::new(path);
        let canonical = path.canonicalize().map_err(|error| disk::explain(path, &error))?;
        text(canonical).map(without_verbatim_prefix)
    }

    fn free_space(&self, path: &str) -> Option<u64> {
        disk::free_space(Path::new(path))
    }

    fn same_file(&self, one: &str, other: &str) -> bool {
        disk::same_file(Path::new(one), Path::new(other))
    }

    fn go_version(&self, path: &str) -> Option<String> {
        self.programs.go_version(Path::new(path))
    }

    fn built_in_goroot(&self, path: &str) -> BuiltInGoroot {
        self.programs.built_in_goroot(Path::new(path))
    }

    fn program(&self, path: &str) -> Option<Program> {
        self.programs.program(Path::new(path))
    }
}

/// The processor this program was compiled for, as in `GOARCH`: the machine's own, unless it runs
/// programs of another.
fn current_arch() -> Option<&'static str> {
    let is_little = cfg!(target_endian = "little");
    Some(match (std::env::consts::ARCH, is_little) {
        ("x86_64", _) => "amd64",
        ("x86", _) => "386",
        ("arm", _) => "arm",
        ("aarch64", _) => "arm64",
        ("powerpc64", true) => "ppc64le",
        ("powerpc64", false) => "ppc64",
        ("riscv64", _) => "riscv64",
        ("s390x", _) => "s390x",
        ("loongarch64", _) => "loong64",
        ("mips", true) => "mipsle",
        ("mips", false) => "mips",
        ("mips64", true) => "mips64le",
        ("mips64", false) => "mips64",
        _ => return None,
    })
}

fn text(path: PathBuf) -> Result<String, ViewError> {
    path.into_os_string().into_string().map_err(|_| ViewError::NotUtf8)
}

/// Canonical paths of Windows start with `\\?\`; those of Go do not.
fn without_verbatim_prefix(path: String) -> String {
    if let Some(share) = path.strip_prefix(r"\\?\UNC\") {
        return format!(r"\\{share}");
    }
    match path.strip_prefix(r"\\?\") {
        Some(plain) if plain.as_bytes().get(1) == Some(&b':') => plain.to_owned(),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::HostLayout;

    #[test]
    fn this_machine_can_be_read() {
        let layout = HostLayout::read(&Machine::new(|_| None));
        assert_eq!(layout.os, Os::current());
        let text = serde_json::to_string(&layout).unwrap();
        assert_eq!(serde_json::from_str::<HostLayout>(&text).unwrap(), layout);
    }

    #[test]
    fn verbatim_prefixes_go() {
        for (path, want) in [
            (r"\\?\C:\Go", r"C:\Go"),
            (r"\\?\UNC\server\share\go", r"\\server\share\go"),
            (r"\\?\Volume{1}\go", r"\\?\Volume{1}\go"),
            ("/usr/local/go", "/usr/local/go"),
        ] {
            assert_eq!(without_verbatim_prefix(path.to_owned()), want);
        }
    }
}
