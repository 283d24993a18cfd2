//! How a program was built, by its code: source files of the standard library that are only
//! compiled in for one kind of build. Their names stand in the pclntab's file table, which no
//! stripping takes away.
//!
//! | kind | file | without it |
//! | --- | --- | --- |
//! | `-race` | `runtime/race.go` | `race0.go`, whose functions are never called |
//! | `-msan` | `runtime/msan.go` | `msan0.go`, likewise |
//! | `-asan` | `runtime/asan.go` | `asan0.go`, likewise |
//! | `-cover` (Go 1.20) | `runtime/covermeta.go`, `internal/coverage/rtcov/rtcov.go`, and the function that instrumented packages call | |
//! | `go test` | `_testmain.go` | |
//! | boringcrypto | `crypto/internal/boring/boring.go` | `notboring.go` |
//! | `GOFIPS140=v1.0.0` | those of the module `golang.org/fips140@v1.0.0-…` | `crypto/internal/fips140/` |
//!
//! Seen in programs of Go 1.19–1.27; `runtime/race.go` and the like read in their sources.

use super::compare::Marked;
use crate::bytes::{PartOffset, Text, needle};
use crate::evidence::{FileTable, Layout, Program, RootSource};
use crate::origin::goroot::Goroot;

/// The marks in the code; `None` where the file table does not show them.
#[derive(Clone, Debug, Default)]
pub(super) struct CodeMarks {
    pub(super) race: Option<Marked<bool>>,
    pub(super) msan: Option<Marked<bool>>,
    pub(super) asan: Option<Marked<bool>>,
    pub(super) cover: Option<Marked<bool>>,
    pub(super) test_binary: Option<Marked<bool>>,
    /// The FIPS module or `boringcrypto`.
    pub(super) fips: Option<Marked<String>>,
}

impl CodeMarks {
    /// Looks for all of them.
    pub(super) fn find(program: &Program<'_>, table: &FileTable, goroot: &Goroot) -> Self {
        let standard = Standard { table, roots: roots(goroot) };
        // Without package runtime the table is not what it should be, and says nothing.
        if table.damage().is_some() || standard.find("runtime/proc.go").is_none() {
            return Self::default();
        }
        Self {
            race: Some(standard.mark("runtime/race.go")),
            msan: Some(standard.mark("runtime/msan.go")),
            asan: Some(standard.mark("runtime/asan.go")),
            cover: cover(program, &standard),
            test_binary: Some(test_main(table)),
            fips: fips(&standard),
        }
    }
}

/// Whether the file that `go test` writes is one of the program's.
pub(super) fn test_main(table: &FileTable) -> Marked<bool> {
    const FILE: &str = "_testmain.go";
    let at = table.find(FILE.as_bytes());
    Marked { value: at.is_some(), says: FILE.into(), at }
}

/// The standard library's files in a file table.
struct Standard<'t> {
    table: &'t FileTable,
    /// What stands before `runtime/`: nothing in a program with trimmed paths.
    roots: Vec<Vec<u8>>,
}

fn roots(goroot: &Goroot) -> Vec<Vec<u8>> {
    let of_table = goroot.evidence.iter().filter(|it| it.origin == RootSource::FileTable);
    let roots = of_table.map(|it| [it.root.as_bytes(), b"/src/"].concat());
    std::iter::once(Vec::new()).chain(roots).collect()
}

impl Standard<'_> {
    fn find(&self, name: &str) -> Option<PartOffset> {
        let name = name.as_bytes();
        self.roots.iter().find_map(|root| self.table.find(&[root, name].concat()))
    }

    fn mark(&self, name: &'static str) -> Marked<bool> {
        let at = self.find(name);
        Marked { value: at.is_some(), says: name.into(), at }
    }
}

/// A program may import runtime/coverage without being instrumented, and has those files then; only
/// what instrumented packages call when they start is a proof.
fn cover(program: &Program<'_>, standard: &Standard<'_>) -> Option<Marked<bool>> {
    const FUNCTIONS: [&str; 2] = ["internal/coverage/rtcov.AddMeta", "runtime.addCovMeta"];
    let files = ["internal/coverage/rtcov/rtcov.go", "runtime/covermeta.go"];
    let Some(at) = files.iter().find_map(|file| standard.find(file)) else {
        // Go 1.19 and older instrument without a mark of their own.
        let new = program.pclntab()?.layout >= Layout::Go1_20;
        return new.then(|| Marked { value: false, says: "runtime/covermeta.go".into(), at: None });
    };
    for function in FUNCTIONS {
        if program.has_function(function)? {
            return Some(Marked { value: true, says: function.into(), at: Some(at) });
        }
    }
    Some(Marked { value: false, says: "internal/coverage/rtcov.AddMeta".into(), at: None })
}

/// The module for FIPS 140 by the folder that its code was compiled from.
fn fips(standard: &Standard<'_>) -> Option<Marked<String>> {
    const MODULE: &[u8] = b"golang.org/fips140@";
    const BORING: &str = "crypto/internal/boring/boring.go";
    if let Some(at) = standard.find(BORING) {
        let value = "boringcrypto".to_owned();
        return Some(Marked { value, says: BORING.into(), at: Some(at) });
    }
    let (at, name) = standard.table.containing(MODULE).next()?;
    let at_version = needle::find(name, MODULE)?;
    let rest = name.get(at_version.checked_add(MODULE.len())?..)?;
    let version = rest.split(|&it| it == b'/').next().map(Text::from)?;
    let value = version.as_str()?.to_owned();
    Some(Marked { value, says: format!("golang.org/fips140@{version}").into(), at: Some(at) })
}
