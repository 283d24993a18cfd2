//! What is said of an advisory and a program.

use thiserror::Error;

use super::module::{Doubt, Source};
use crate::bytes::{Named, PartOffset};

/// Whether the code that an advisory is about is in a program whose version it is about. None of
/// these says that a program is safe: a function that is present need not be reached, and a list of
/// functions is made for one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It is about another system or processor.
    OtherPlatform,
    /// No function of the packages is in the program.
    PackageAbsent,
    /// Functions of the packages are in the program, but none that the advisory lists.
    NoListedFunction,
    /// It cannot be told.
    CannotTell,
    /// The advisory lists no functions of the package, and some of the package are in the program.
    PackagePresent,
    /// A listed function is in the program.
    Present,
}

impl Verdict {
    /// Whether the code is not in the program, and that is sure.
    pub fn is_absent(self) -> bool {
        matches!(self, Self::PackageAbsent | Self::OtherPlatform)
    }

    /// Whether the code is in the program, or that cannot be told.
    pub fn is_open(self) -> bool {
        self >= Self::CannotTell
    }
}

/// By which other name most people know an advisory: the first CVE, else the first of all.
pub fn best_known(aliases: &[String]) -> Option<&str> {
    let cve = aliases.iter().find(|alias| alias.starts_with("CVE-"));
    cve.or(aliases.first()).map(String::as_str)
}

impl Named for Verdict {
    const ALL: &'static [Self] = &[
        Self::Present,
        Self::PackagePresent,
        Self::CannotTell,
        Self::NoListedFunction,
        Self::PackageAbsent,
        Self::OtherPlatform,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::PackagePresent => "package-present",
            Self::CannotTell => "cannot-tell",
            Self::NoListedFunction => "no-listed-function",
            Self::PackageAbsent => "package-absent",
            Self::OtherPlatform => "other-platform",
        }
    }
}

/// Why it cannot be told whether the code is in a program.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// The advisory is about a whole module.
    #[error("the advisory names no packages")]
    NoPackages,
    /// The versions of the advisory are none of the module's.
    #[error("the advisory has no usable range of versions")]
    NoRange,
    /// The advisory is about some platforms only.
    #[error("the platform of the program is not known")]
    NoPlatform,
    /// The module replaces another one.
    #[error("the import path of the module's packages is not known")]
    NoImportPath,
    /// Too many modules of the program are said to be replaced by others.
    #[error("the package stands for those of more modules than are looked for")]
    ManyNames,
    /// The names of functions are not known.
    #[error(transparent)]
    NoNames(#[from] NoNames),
}

/// Why the names of a program's functions are not known.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoNames {
    /// There is no table that names them.
    #[error("the program has no table of its functions")]
    NoTable,
    /// Another toolchain than Go's own made it, which writes no such table.
    #[error("another toolchain than Go's own made it, which writes no table of functions")]
    OtherToolchain,
    /// It was not linked yet.
    #[error("it is not linked yet")]
    Unlinked,
    /// It is a file for debuggers.
    #[error("the table of functions is in the program, not in its debug file")]
    InTheProgram,
    /// An obfuscator changed them.
    #[error("an obfuscator changed the names of the functions")]
    Obfuscated,
    /// Not all could be read.
    #[error("the names of the functions could not be read: {0}")]
    Damaged(String),
}

/// Which functions have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// All that are in the program.
    All,
    /// Those that were linked: one that was inlined everywhere has left no name.
    Linked,
}

/// The names of a program's functions, as far as they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// Nobody had to know them.
    #[default]
    NotNeeded,
    /// They were read.
    Read(Coverage),
    /// They are not known, or not all.
    Unknown(NoNames),
}

/// The names of [`Names`] in reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamesRead {
    /// All names.
    All,
    /// Those of functions that were linked.
    Linked,
    /// None had to be read.
    NotNeeded,
    /// They are not known.
    Unknown,
}

impl Named for NamesRead {
    const ALL: &'static [Self] = &[Self::All, Self::Linked, Self::NotNeeded, Self::Unknown];

    fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Linked => "linked",
            Self::NotNeeded => "not-needed",
            Self::Unknown => "unknown",
        }
    }
}

impl Names {
    /// What was read.
    pub fn kind(&self) -> NamesRead {
        match self {
            Self::NotNeeded => NamesRead::NotNeeded,
            Self::Read(Coverage::All) => NamesRead::All,
            Self::Read(Coverage::Linked) => NamesRead::Linked,
            Self::Unknown(_) => NamesRead::Unknown,
        }
    }

    /// Why they are not known.
    pub fn reason(&self) -> Option<&NoNames> {
        match self {
            Self::Unknown(why) => Some(why),
            Self::NotNeeded | Self::Read(_) => None,
        }
    }
}

/// A function that an advisory lists and a program has, or the first function of a package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// The import path of the package, as the advisory spells it.
    pub package: String,
    /// The function, as the advisory spells it: `Func` or `Type.Method`; `None` stands for the
    /// package.
    pub symbol: Option<String>,
    /// Where the name stands.
    pub at: PartOffset,
}

/// What an advisory is for one module of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vulnerability {
    /// The advisory's own ID.
    pub id: String,
    /// The IDs of others for the same.
    pub aliases: Vec<String>,
    /// What it is about, in a line.
    pub summary: String,
    /// Whether somebody has looked at the advisory, and not only a machine.
    pub is_reviewed: bool,
    /// The module, as the database calls it.
    pub module: String,
    /// The version that the program has of it.
    pub version: String,
    /// How that is known.
    pub source: Source,
    /// Why the code may be other than that of the version.
    pub doubt: Option<Doubt>,
    /// The lowest version that mends it, spelled as `version` is; `None` where none is known.
    pub fixed: Option<String>,
    /// Whether the code is in the program.
    pub verdict: Verdict,
    /// Why that cannot be told; `None` with any other verdict.
    pub why: Option<Why>,
    /// The listed functions that the program has, the first of them by package and name; or the
    /// packages, where the advisory lists no functions.
    pub matches: Vec<Match>,
    /// How many listed functions the program has.
    pub matched: usize,
    /// How many functions the advisory lists for this module and platform.
    pub listed: usize,
}

/// A module of which the version is not known, though advisories are about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The module, as the database calls it.
    pub module: String,
    /// What the program states in place of a version.
    pub version: String,
    /// How the module is known.
    pub source: Source,
    /// How many advisories are about it.
    pub advisories: usize,
}
