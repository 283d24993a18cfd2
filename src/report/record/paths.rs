//! What the paths in a program show about the machine that built it.

use serde::{Deserialize, Serialize};

use super::section::section_in_file;
use crate::analysis::GoProgram;
use crate::bytes::{Text, Utf8Text, Word, own_word};
use crate::leak::{Leak, LeakKind, LeakOrigin, Trimpath};
use crate::origin::Origin;
use crate::report::explain::Reason;
use crate::report::known::{Fact, Known, Reasons};

/// What the paths in a program show about the machine that built it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PathsRecord {
    /// The module cache, `<GOPATH>/pkg/mod` unless `GOMODCACHE` was set; `null` where no source file
    /// lies in one.
    pub gopath_mod: Option<String>,
    /// The folder of package main; `null` where it is not certain: see `reasons`.
    pub main_dir: Known<String>,
    /// The names of the persons with paths in their home folders, sorted. Accounts of build
    /// services and images, such as `runner`, and `/root` are not persons.
    pub users: Vec<String>,
    /// The places that paths name, the commonest first.
    pub leaks: Vec<LeakRecord>,
}

/// All paths of one place in one part of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeakRecord {
    /// The kind of place: `goroot`, `toolchain` (a Go that the go command downloaded),
    /// `module-cache`, `gopath`, `home`, `ci`, `temp`, `nix`, `guix`, `bazel`, `buck`, `cargo`
    /// (Cargo's sources, and toolchains of rustup), `conda`, `distribution`, `container` (a usual
    /// work folder in images), `network` (a share), `host` (a host name of an internal network),
    /// `placeholder` (`$WORK` and the like, which shows nothing about the machine), `other` (any
    /// other absolute path).
    pub kind: Word<LeakKind>,
    /// The maker of such places, where it is known: `debian`, `homebrew`, `setup-go`, `github`, …
    #[serde(serialize_with = "own_word")]
    pub owner: Option<String>,
    /// The name of the person in the path.
    pub user: Option<String>,
    /// The folder at the start of all the paths, or the host.
    pub prefix: String,
    /// How many there are.
    pub count: u64,
    /// The first of them.
    pub sample: String,
    /// `file-table`, `default-goroot`, `gdb-script`, `build-info`, `dwarf`, or `text`: found by a
    /// search of every byte.
    pub origin: Word<LeakOrigin>,
    /// The build setting that names it; `replace` for the path of a module that replaces another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
    /// The effect of `-trimpath` on the paths: `removes` or `keeps`.
    pub trimpath: Word<Trimpath>,
    /// The section of the first path.
    pub section: Option<Utf8Text>,
    /// The offset in the file of the first path; for `build-info`, that of the build info.
    pub offset: Option<u64>,
}

impl PathsRecord {
    /// What the paths show, or why they were not collected. `reasons` gets the reason where the
    /// folder of package main is not known.
    pub(super) fn of(program: &GoProgram, reasons: &mut Reasons) -> Result<Self, Reason> {
        let paths = program.paths.as_ref().ok_or(Reason::QuickNotSought)?;
        let main_dir = paths.main_dir.as_ref().map(Text::to_lossy);
        let untold = || Reason::Met(paths.main_dir_reason.into());
        Ok(Self {
            gopath_mod: paths.gopath_mod.as_ref().map(Text::to_lossy),
            main_dir: reasons.keep(Fact::MainDir, main_dir.ok_or_else(untold)),
            users: paths.users.iter().map(Text::to_lossy).collect(),
            leaks: paths.leaks.iter().map(|leak| LeakRecord::of(leak, &program.origin)).collect(),
        })
    }
}

impl LeakRecord {
    fn of(leak: &Leak, origin: &Origin) -> Self {
        Self {
            kind: leak.kind.into(),
            owner: leak.owner.map(str::to_owned),
            user: leak.user.as_ref().map(Text::to_lossy),
            prefix: leak.prefix.to_lossy(),
            count: leak.count,
            sample: leak.sample.to_lossy(),
            origin: leak.origin.into(),
            setting: leak.setting.as_ref().map(Text::to_lossy),
            trimpath: leak.trimpath.into(),
            section: section_in_file(Some(&origin.image), &origin.around, leak.at),
            offset: Some(leak.at.get()),
        }
    }
}
