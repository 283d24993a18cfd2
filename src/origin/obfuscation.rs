//! The marks that an obfuscator leaves.
//!
//! garble changes names before compiling, so that its marks are in what the runtime needs anyway:
//!
//! | place | mark |
//! | --- | --- |
//! | pclntab | a random magic; the starts that function records repeat are encrypted |
//! | file table | every directory is a hash, also that of package runtime, whose files keep their names |
//! | function names | hashed except the runtime's; with `-tiny` those without an export are empty |
//! | Go version | `unknown`, in the build info and in `runtime.buildVersion` |
//! | build ID, modules, symbols | none |
//!
//! The last row alone shows nothing: many programs are built or stripped so. Neither does a version
//! that says `unknown`. Seen in programs made by garble for Go 1.26 on Linux, Windows and macOS.

use std::collections::BTreeMap;

use crate::bytes::{Named, PartOffset, Text, needle};
use crate::evidence::{FileTable, Program};
use crate::go::RUNTIME_FILES;

/// Files of package runtime that one directory must list to be taken for it.
const ENOUGH: usize = 5;

/// What was done to a program's names, and how sure that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obfuscation {
    /// The tool that leaves these marks; `None` where several do.
    pub tool: Option<&'static str>,
    /// How sure it is that the program was obfuscated.
    pub confidence: Confidence,
    /// Every mark.
    pub marks: Vec<Mark>,
    /// The directory that stands for package runtime in the file table, with its slash.
    pub(super) runtime: Option<Text>,
}

/// How sure a conclusion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// One mark, which something else may explain.
    Low,
    /// One mark, and the version is hidden too.
    Medium,
    /// Several marks that have nothing else in common.
    High,
}

impl Named for Confidence {
    const ALL: &'static [Self] = &[Self::Low, Self::Medium, Self::High];

    fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A mark of an obfuscator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What kind.
    pub kind: MarkKind,
    /// Where it is.
    pub at: PartOffset,
}

/// What kind of mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MarkKind {
    /// The pclntab's magic.
    Magic,
    /// Names of source files.
    FileNames,
    /// The starts of functions.
    Entries,
    /// Names of functions.
    FunctionNames,
    /// The version.
    Version,
}

impl Named for MarkKind {
    const ALL: &'static [Self] =
        &[Self::Magic, Self::FileNames, Self::Entries, Self::FunctionNames, Self::Version];

    fn name(self) -> &'static str {
        match self {
            Self::Magic => "pclntab-magic",
            Self::FileNames => "file-names",
            Self::Entries => "function-entries",
            Self::FunctionNames => "function-names",
            Self::Version => "go-version",
        }
    }
}

impl MarkKind {
    /// What it says, in a phrase.
    pub fn says(self) -> &'static str {
        match self {
            Self::Magic => "the pclntab's magic is none that Go writes",
            Self::FileNames => "directories of source files are hashes",
            Self::Entries => "the starts of functions are encrypted",
            Self::FunctionNames => "most functions have no name",
            Self::Version => "the Go version says `unknown`",
        }
    }
}

/// Looks for the marks. Records and names of functions are looked at only where the magic or the names of
/// files are strange.
pub(super) fn of(program: &Program<'_>) -> Option<Obfuscation> {
    let pclntab = program.pclntab()?;
    let is_rootless = program.table_roots().is_some_and(|it| it.roots.is_empty() && !it.trimmed);
    let hashed = program.file_table().filter(|_| is_rootless).and_then(runtime_directory);
    if !pclntab.unknown_magic && hashed.is_none() {
        return None;
    }
    let info = program.build_info().filter(|info| info.version.is_unknown());
    let unknown_version = info.map(|info| info.version_at);
    let mut marks = Vec::new();
    let mut mark = |kind, at: Option<PartOffset>| marks.extend(at.map(|at| Mark { kind, at }));
    mark(MarkKind::Magic, pclntab.unknown_magic.then_some(pclntab.at));
    mark(MarkKind::FileNames, hashed.as_ref().map(|it| it.1));
    let functions = program.functions();
    let encrypted = functions.is_some_and(|it| it.agree == Some(false));
    mark(MarkKind::Entries, pclntab.function_table.filter(|_| encrypted));
    let nameless = program.has_few_names();
    mark(MarkKind::FunctionNames, nameless.then(|| pclntab.function_names.start()));
    let strong = marks.len();
    marks.extend(unknown_version.map(|at| Mark { kind: MarkKind::Version, at }));
    let has = |kind| marks.iter().any(|mark| mark.kind == kind);
    let of_garble = has(MarkKind::FileNames)
        || has(MarkKind::Magic) && (has(MarkKind::Entries) || has(MarkKind::Version));
    let confidence = match (strong, unknown_version) {
        (0 | 1, None) => Confidence::Low,
        (0 | 1, Some(_)) => Confidence::Medium,
        _ => Confidence::High,
    };
    let runtime = hashed.map(|(directory, _)| directory);
    Some(Obfuscation { tool: of_garble.then_some("garble"), confidence, marks, runtime })
}

/// The one directory that lists the files of package runtime under another name, and where the first
/// of them is listed.
fn runtime_directory(table: &FileTable) -> Option<(Text, PartOffset)> {
    let mut directories: BTreeMap<&[u8], (usize, PartOffset)> = BTreeMap::new();
    for (at, name) in table.names() {
        let Some(slash) = needle::rfind_byte(name, b'/') else { continue };
        let Some((directory, file)) = name.split_at_checked(slash.saturating_add(1)) else {
            continue;
        };
        if RUNTIME_FILES.iter().any(|anchor| anchor.as_bytes() == file) {
            let (count, _) = directories.entry(directory).or_insert((0, at));
            *count = count.saturating_add(1);
        }
    }
    let mut found = directories.into_iter().filter(|(_, (count, _))| *count >= ENOUGH);
    let (directory, (_, at)) = found.next()?;
    let is_hash = needle::find_all(directory, b"/").count() == 1
        && directory.iter().all(|&byte| byte.is_ascii_alphanumeric() || b"_-/".contains(&byte));
    (is_hash && found.next().is_none()).then(|| (Text::from(directory), at))
}
