//! What a database of known vulnerabilities says of a program.

use serde::{Deserialize, Serialize};

use crate::bytes::{Word, own_word};
use crate::origin::Origin;
use crate::vuln::{
    Checked, Doubt, Match, ModulesKnown, NamesRead, Source, Unknown, Verdict, Vulnerability,
};

/// An advisory that is about the version of a module of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VulnerabilityRecord {
    /// The advisory's ID in the database.
    pub id: String,
    /// The IDs of others for the same: CVE-…, GHSA-….
    pub aliases: Vec<String>,
    /// What it is about, in a line.
    pub summary: String,
    /// Whether somebody has looked at the advisory, and not only a machine.
    pub reviewed: bool,
    /// The module, as the database calls it: that whose code was compiled; `stdlib` for the standard
    /// library, `toolchain` for Go's own commands.
    pub module: String,
    /// The version that the program has of it.
    pub version: String,
    /// How that is known: `build-info`; `replacement`, of another module of the build info;
    /// `file-table`, by the paths of source files; `go-version`.
    pub source: Word<Source>,
    /// Why the code may be other than that of the version: `replaced-by-folder`; `perhaps-replaced`,
    /// since only the version that was required is known; `vendor-release`, of which it is not known
    /// what was mended in it. `null` where nothing is known against it.
    pub doubt: Option<Word<Doubt>>,
    /// The lowest version that mends it for good, spelled as `version` is; `null` where none is known.
    pub fixed: Option<String>,
    /// Whether the code is in the program: `present` (a listed function is), `package-present` (no
    /// function is listed, and the package is), `no-listed-function` (only the package is),
    /// `package-absent`, `other-platform`, `cannot-tell`. None of these says that it is safe.
    pub verdict: Word<Verdict>,
    /// Why it cannot be told; `null` with any other verdict.
    #[serde(serialize_with = "own_word")]
    pub reason: Option<String>,
    /// The listed functions that the program has, 256 at most; or the packages that it has, where no
    /// function is listed.
    pub functions: Vec<VulnerableFunctionRecord>,
    /// How many of the listed functions the program has.
    pub matched: u64,
    /// How many functions are listed for the module and the platform.
    pub listed: u64,
}

/// A function that an advisory lists, or a package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VulnerableFunctionRecord {
    /// The import path of the package.
    pub package: String,
    /// `Func` or `Type.Method`; `null` stands for the package.
    pub name: Option<String>,
    /// Where the name of the function stands in the file; of a package, that of its first function.
    pub offset: u64,
}

/// What could and what could not be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VulnerabilityCheckRecord {
    /// The day of the database; `null` where nothing says it.
    pub database_date: Option<String>,
    /// How many advisories it has.
    pub advisories: u64,
    /// Whether all could be told. Where it is `false`, no finding means little: a module, a version or
    /// the functions are not known, an advisory is about a whole module, or a limit was reached.
    pub complete: bool,
    /// How much is known of the modules of the program: `listed` (by the build info, all), `found` (by
    /// the paths of source files, or by a build info that lists more than are read: these, and perhaps
    /// others), `unknown`.
    pub modules: Word<ModulesKnown>,
    /// Whether the program was built with a newer Go than any that the database names: it was made
    /// before that.
    pub newer_go: bool,
    /// The names of functions that were read: `all`; `linked`, without those that were only inlined;
    /// `not-needed`; `unknown`.
    pub names: Word<NamesRead>,
    /// Why the names are unknown; `null` where they are not.
    #[serde(serialize_with = "own_word")]
    pub names_reason: Option<String>,
    /// The modules that advisories are about, and whose versions are not known.
    pub unknown: Vec<UnknownModuleRecord>,
}

/// A module whose version is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownModuleRecord {
    /// The module, as the database calls it.
    pub module: String,
    /// What the program states in place of a version.
    pub version: String,
    /// How the module is known.
    pub source: Word<Source>,
    /// How many advisories are about it.
    pub advisories: u64,
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl VulnerabilityRecord {
    /// The same as plain data.
    fn of(it: Vulnerability, origin: &Origin) -> Self {
        let function = |found: Match| VulnerableFunctionRecord {
            package: found.package,
            name: found.symbol,
            offset: origin.place(found.at).get(),
        };
        Self {
            id: it.id,
            aliases: it.aliases,
            summary: it.summary,
            reviewed: it.is_reviewed,
            module: it.module,
            version: it.version,
            source: it.source.into(),
            doubt: it.doubt.map(Word::from),
            fixed: it.fixed,
            verdict: it.verdict.into(),
            reason: it.why.as_ref().map(ToString::to_string),
            functions: it.matches.into_iter().map(function).collect(),
            matched: number(it.matched),
            listed: number(it.listed),
        }
    }
}

/// What a database says of a program.
pub(super) struct Told {
    pub(super) vulnerabilities: Vec<VulnerabilityRecord>,
    pub(super) check: VulnerabilityCheckRecord,
}

impl Told {
    /// The same as plain data. A program has some hundred vulnerabilities, whose texts are not copied.
    pub(super) fn of(checked: Checked, origin: &Origin) -> Self {
        let check = VulnerabilityCheckRecord::of(&checked);
        let all = checked.vulnerabilities.into_iter();
        let vulnerabilities = all.map(|it| VulnerabilityRecord::of(it, origin)).collect();
        Self { vulnerabilities, check }
    }
}

impl VulnerabilityCheckRecord {
    /// What could be told of the program.
    fn of(checked: &Checked) -> Self {
        let unknown = |it: &Unknown| UnknownModuleRecord {
            module: it.module.clone(),
            version: it.version.clone(),
            source: it.source.into(),
            advisories: number(it.advisories),
        };
        Self {
            database_date: checked.database_date.map(|date| date.to_string()),
            advisories: number(checked.advisories),
            complete: checked.is_complete(),
            modules: checked.modules.into(),
            newer_go: checked.is_go_newer,
            names: checked.names.kind().into(),
            names_reason: checked.names.reason().map(ToString::to_string),
            unknown: checked.unknown.iter().map(unknown).collect(),
        }
    }
}
