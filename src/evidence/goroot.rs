//! The builder's GOROOT: every place that names it, and what all of them together say.
//!
//! | origin | form |
//! | --- | --- |
//! | file table of the pclntab | `<cleaned GOROOT>/src/<package>/<file>`; `<package>/<file>` with `-trimpath` |
//! | `runtime.defaultGOROOT` | GOROOT as spelled; absent with `-trimpath`, or `go` up to Go 1.18 |
//! | `.debug_gdb_scripts` | byte 1, `<GOROOT>/src/runtime/runtime-gdb.py`, NUL; never compressed |
//! | line tables of DWARF | directory `<GOROOT>/src/<package>`; `<package>` with `-trimpath` |
//!
//! Source: `cmd/link/internal/ld/pcln.go` (`expandGoroot`), `main.go` and `dwarf.go`
//! (`writegdbscript`), Go 1.15–1.27.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::error::{Damage, Reading, Structure};
use super::file_table::FileTable;
use super::obfuscation::Obfuscation;
use super::runtime_strings::{self, RuntimeString, RuntimeStrings};
use crate::bytes::{FileOffset, Input, Text, needle};
use crate::go::path;
use crate::go::path::PathStyle;
use crate::go::{ENOUGH_RUNTIME_FILES, RUNTIME_FILES};
use crate::image::Image;

/// The most roots that are shown: a real program has one.
const MOST_ROOTS: usize = 16;
const RUNTIME: &[u8] = b"runtime/";
const SRC: &[u8] = b"/src/";

/// A place that names a GOROOT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// The names of the standard library's source files.
    FileTable,
    /// The runtime's variable, found by its place beside the version.
    DefaultGoroot,
    /// The runtime's variable, found by its symbol.
    DefaultGorootSymbol,
    /// The script for gdb.
    GdbScript,
    /// The directories of the line tables of DWARF.
    DwarfLine,
}

impl Origin {
    /// The name used in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::FileTable => "file-table",
            Self::DefaultGoroot => "default-goroot",
            Self::DefaultGorootSymbol => "default-goroot-symbol",
            Self::GdbScript => "gdb-script",
            Self::DwarfLine => "dwarf-line",
        }
    }
}

/// One place that names a GOROOT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GorootEvidence {
    /// What kind of place.
    pub origin: Origin,
    /// The GOROOT as spelled there.
    pub root: Text,
    /// How many entries name it.
    pub count: u64,
    /// How many entries there are in all; `None` where there is but one.
    pub of: Option<u64>,
    /// Where the first lies.
    pub at: FileOffset,
}

/// What all evidence together says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// Every place that names a GOROOT names this one.
    Found,
    /// Built with `-trimpath`: none is left.
    Trimmed,
    /// The literal `$GOROOT`: linked without knowing it.
    Unexpanded,
    /// A relative path, as Bazel's `rules_go` passes.
    Relative,
    /// Two places name different ones.
    Conflicting,
    /// No place that could name one was found.
    Absent,
    /// An obfuscator has changed every name that could tell.
    Hidden,
}

impl Verdict {
    /// The name used in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Trimmed => "trimmed",
            Self::Unexpanded => "unexpanded",
            Self::Relative => "relative",
            Self::Conflicting => "conflicting",
            Self::Absent => "absent",
            Self::Hidden => "hidden",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The builder's GOROOT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goroot {
    /// What all evidence together says.
    pub verdict: Verdict,
    /// The GOROOT as spelled in the runtime's variable, else in the file table; `None` where the
    /// verdict is [`Verdict::Trimmed`], [`Verdict::Absent`] or [`Verdict::Hidden`].
    pub value: Option<Text>,
    /// Why the verdict is what it is, in a sentence.
    pub reason: Cow<'static, str>,
    /// What DWARF names in its place, as `debugedit` and `-ffile-prefix-map` of packagers write it;
    /// `None` where it names the same, or nothing.
    pub in_dwarf: Option<Text>,
    /// Whether the program refers to `runtime.GOROOT`; `None` where that was not looked up.
    pub referenced: Option<bool>,
    /// Every place that names a GOROOT, the file table first.
    pub evidence: Vec<GorootEvidence>,
}

impl Goroot {
    /// The GOROOT cleaned as Go's `filepath.Clean` does on the builder's kind of system.
    pub fn cleaned(&self) -> Option<String> {
        self.value.as_ref().map(|value| {
            let value = value.to_lossy();
            path::clean(&value, path::style_of(&value).unwrap_or(PathStyle::Slash))
        })
    }
}

/// What the file table says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TableSays {
    /// The roots under which package runtime lies, the commonest first.
    pub(super) roots: Vec<GorootEvidence>,
    /// Package runtime is listed without a root.
    pub(super) trimmed: bool,
}

/// Reads the roots out of the file table.
pub(super) fn read_table(table: &FileTable) -> TableSays {
    // How many anchors each root has, and where the first is listed.
    let mut roots: BTreeMap<&[u8], (usize, FileOffset)> = BTreeMap::new();
    let mut bare = 0_usize;
    for (at, directory) in table.directories_of(RUNTIME, &RUNTIME_FILES) {
        if directory == RUNTIME {
            bare = bare.saturating_add(1);
        }
        let root = directory.strip_suffix(RUNTIME).and_then(|it| it.strip_suffix(SRC));
        if let Some(root) = root {
            let (anchors, _) = roots.entry(root).or_insert((0, at));
            *anchors = anchors.saturating_add(1);
        }
    }
    let mut roots: Vec<_> =
        roots.into_iter().filter(|(_, it)| it.0 >= ENOUGH_RUNTIME_FILES).collect();
    roots.sort_by_key(|&(_, (anchors, first))| (std::cmp::Reverse(anchors), first));
    roots.truncate(MOST_ROOTS);
    let evidence = roots.into_iter().map(|(root, (_, first))| GorootEvidence {
        origin: Origin::FileTable,
        root: Text::from(if root.is_empty() { b"/" } else { root }),
        count: table.count_prefix(&[root, SRC].concat()),
        of: Some(table.count()),
        at: first,
    });
    TableSays { roots: evidence.collect(), trimmed: bare >= ENOUGH_RUNTIME_FILES }
}

/// Reads the root out of the script that gdb is to load.
pub(super) fn read_gdb_script(image: &Image, input: &Input<'_>) -> Reading<GorootEvidence> {
    let names = [".debug_gdb_scripts", "__debug_gdb_scri"];
    let section = names.iter().find_map(|name| image.section(name));
    let Some(span) = section.and_then(|section| section.span) else { return Ok(None) };
    let bytes = input
        .read(span.first(4096))
        .map_err(|error| Damage::new(Structure::GdbScript, span.start(), error))?;
    let path = bytes.strip_prefix(&[1]).and_then(needle::until_nul);
    let root = path.and_then(|path| path.strip_suffix(b"/src/runtime/runtime-gdb.py"));
    Ok(root.map(|root| GorootEvidence {
        origin: Origin::GdbScript,
        root: Text::from(root),
        count: 1,
        of: None,
        at: span.start().saturating_add(1),
    }))
}

/// The runtime's variable among the strings beside the version, told from a chance neighbour.
///
/// A neighbour that spells the file table's root is the variable. Any other is so only if the
/// program refers to `runtime.GOROOT` at all and the text is a path; `referenced` is asked then.
pub(super) fn default_goroot(
    strings: &RuntimeStrings,
    root: Option<&Text>,
    referenced: impl FnOnce() -> bool,
) -> Option<GorootEvidence> {
    let spells_root =
        |string: &&RuntimeString| root.is_some_and(|root| same_root(&string.text, root));
    let neighbours = || [&strings.before, &strings.behind].into_iter().flatten();
    let found = neighbours().find(spells_root).or(strings.root.as_ref()).or_else(|| {
        let is_path = |string: &&RuntimeString| {
            string.text.as_str().is_some_and(|text| path::style_of(text).is_some() || text == "go")
        };
        neighbours().find(is_path).filter(|_| referenced())
    })?;
    Some(GorootEvidence {
        origin: Origin::DefaultGoroot,
        root: found.text.clone(),
        count: 1,
        of: None,
        at: found.at,
    })
}

/// Names of the runtime's variable: since Go 1.17, and from Go 1.10 to 1.16.
const VARIABLES: [&str; 2] = ["runtime.defaultGOROOT", "runtime/internal/sys.DefaultGoroot"];

/// The runtime's variable by its symbol. `Ok(None)` where there is no such symbol, or the variable
/// is empty, as with `-trimpath`.
pub(super) fn by_symbol(
    image: &Image,
    input: &Input<'_>,
) -> Result<Option<GorootEvidence>, Damage> {
    let symbols = image.find_symbols(input, &VARIABLES);
    let symbols =
        symbols.map_err(|error| Damage::new(Structure::RuntimeStrings, FileOffset(0), error))?;
    let found = symbols.iter().find_map(|symbol| {
        let string = runtime_strings::at_address(image, input, symbol.address)?;
        looks_like_path(&string.text).then_some(string)
    });
    Ok(found.map(|string| GorootEvidence {
        origin: Origin::DefaultGorootSymbol,
        root: string.text,
        count: 1,
        of: None,
        at: string.at,
    }))
}

/// Whether a text can be a path: an absolute one, or a relative one as build systems pass, that can
/// be shown.
fn looks_like_path(text: &Text) -> bool {
    let Some(text) = text.as_str() else { return false };
    let is_plain = |it: char| it.is_alphanumeric() || "_-+.,@~$%=:/\\ ".contains(it);
    let is_shown = !text.is_empty() && !text.chars().any(char::is_control);
    is_shown && (path::style_of(text).is_some() || text.chars().all(is_plain))
}

/// Whether two places spell the same path: the file table has forward slashes and a cleaned path,
/// the variable what the builder wrote.
fn same_root(one: &Text, other: &Text) -> bool {
    let (one, other) = (one.to_lossy(), other.to_lossy());
    let style = path::style_of(&one).unwrap_or(PathStyle::Slash);
    path::same_spelling(&one, &other, style)
}

/// What up to Go 1.18 stands in the variable of a program built with `-trimpath`.
const TRIMMED_DEFAULT: &[u8] = b"go";

/// Judges all evidence.
pub(super) fn judge(
    table: Option<&TableSays>,
    others: Vec<GorootEvidence>,
    trimmed_lines: bool,
    referenced: Option<bool>,
) -> Goroot {
    let trimmed = table.map_or(trimmed_lines, |table| table.trimmed);
    let mut evidence = table.map(|table| table.roots.clone()).unwrap_or_default();
    evidence.extend(others);
    let names_root = |it: &&GorootEvidence| it.root.as_bytes() != TRIMMED_DEFAULT;
    // Tools rewrite DWARF once the program is linked: where the program itself says something,
    // DWARF has no vote.
    let is_dwarf = |it: &GorootEvidence| it.origin == Origin::DwarfLine;
    let trims = table.is_some_and(|table| table.trimmed);
    let alone = !trims && evidence.iter().all(is_dwarf);
    let votes = |it: &&GorootEvidence| names_root(it) && (alone || !is_dwarf(it));
    let mut roots = evidence.iter().filter(votes);
    let first = roots.next();
    let agree = first.is_none_or(|first| roots.all(|other| same_root(&first.root, &other.root)));
    let spelled = evidence
        .iter()
        .filter(votes)
        .find(|it| matches!(it.origin, Origin::DefaultGoroot | Origin::DefaultGorootSymbol))
        .filter(|_| agree)
        .or(first)
        .map(|it| it.root.clone());
    let (verdict, reason) = match &spelled {
        None if trimmed => (
            Verdict::Trimmed,
            "source files of the standard library are listed without a root: built with -trimpath",
        ),
        None if table.is_none() => {
            (Verdict::Absent, "no file table was found, and nothing else names a GOROOT")
        }
        None => (Verdict::Absent, "the file table does not list the standard library"),
        Some(_) if trimmed => (
            Verdict::Conflicting,
            "source files are listed without a root, as -trimpath does, but a GOROOT is set",
        ),
        Some(_) if !agree => (Verdict::Conflicting, "two places name different GOROOTs"),
        Some(root) if root.as_bytes() == b"$GOROOT" => (
            Verdict::Unexpanded,
            "the literal $GOROOT: linked without knowing it, by hand or by another build system",
        ),
        Some(root) if path::style_of(&root.to_lossy()).is_none() => {
            (Verdict::Relative, "a relative path, as Bazel's rules_go passes")
        }
        Some(_) => (Verdict::Found, "every place that names a GOROOT names this one"),
    };
    let other = |it: &&GorootEvidence| {
        is_dwarf(it) && spelled.as_ref().is_none_or(|spelled| !same_root(spelled, &it.root))
    };
    let in_dwarf = evidence.iter().filter(|_| !alone).find(other).map(|it| it.root.clone());
    let reason = match (&in_dwarf, &spelled) {
        (Some(root), Some(_)) if verdict == Verdict::Found => Cow::Owned(format!(
            "every place that names a GOROOT names this one but DWARF, where a tool such as \
             debugedit has put {root} in its place"
        )),
        (Some(root), None) => Cow::Owned(format!(
            "{reason}; DWARF names {root}, which a tool such as debugedit has put there"
        )),
        _ => Cow::Borrowed(reason),
    };
    Goroot { verdict, value: spelled, reason, in_dwarf, referenced, evidence }
}

impl Goroot {
    /// The same of a program whose names an obfuscator has changed: what is absent is hidden.
    pub(super) fn hidden_by(self, obfuscation: Option<&Obfuscation>) -> Self {
        let Some(obfuscation) = obfuscation.filter(|_| self.verdict == Verdict::Absent) else {
            return self;
        };
        let marks: Vec<_> = obfuscation.marks.iter().map(|mark| mark.kind.says()).collect();
        let by = obfuscation.tool.map(|tool| format!(" by {tool}")).unwrap_or_default();
        let reason = format!("obfuscated{by}: {}", marks.join("; "));
        Self { verdict: Verdict::Hidden, reason: Cow::Owned(reason), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(origin: Origin, root: &str) -> GorootEvidence {
        GorootEvidence { origin, root: Text::from(root), count: 1, of: None, at: FileOffset(0) }
    }

    fn table(roots: &[&str], trimmed: bool) -> TableSays {
        let roots = roots.iter().map(|root| evidence(Origin::FileTable, root)).collect();
        TableSays { roots, trimmed }
    }

    #[test]
    fn verdicts() {
        let variable = |root| vec![evidence(Origin::DefaultGoroot, root)];
        for (what, table, others, verdict, value) in [
            ("plain", Some(table(&["/go"], false)), vec![], Verdict::Found, Some("/go")),
            ("slash", Some(table(&["/go"], false)), variable("/go/"), Verdict::Found, Some("/go/")),
            ("trimmed", Some(table(&[], true)), vec![], Verdict::Trimmed, None),
            ("trimmed 1.18", Some(table(&[], true)), variable("go"), Verdict::Trimmed, None),
            ("-X", Some(table(&["/go"], false)), variable("/x"), Verdict::Conflicting, Some("/go")),
            (
                "-X, trimmed",
                Some(table(&[], true)),
                variable("/x"),
                Verdict::Conflicting,
                Some("/x"),
            ),
            (
                "literal",
                Some(table(&["$GOROOT"], false)),
                vec![],
                Verdict::Unexpanded,
                Some("$GOROOT"),
            ),
            (
                "Bazel",
                Some(table(&["GOROOT"], false)),
                variable("GOROOT"),
                Verdict::Relative,
                Some("GOROOT"),
            ),
            (
                "Windows",
                Some(table(&["C:/Go"], false)),
                variable("c:\\go"),
                Verdict::Found,
                Some("c:\\go"),
            ),
            (
                "debugedit",
                Some(table(&["/go"], false)),
                vec![evidence(Origin::GdbScript, "/go"), evidence(Origin::DwarfLine, "/usr/src/d")],
                Verdict::Found,
                Some("/go"),
            ),
            (
                "debugedit, a variable alone",
                None,
                vec![evidence(Origin::DefaultGoroot, "/go"), evidence(Origin::DwarfLine, "/d")],
                Verdict::Found,
                Some("/go"),
            ),
            (
                "debugedit, trimmed",
                Some(table(&[], true)),
                vec![evidence(Origin::DwarfLine, "/usr/src/d")],
                Verdict::Trimmed,
                None,
            ),
            (
                "DWARF alone",
                None,
                vec![evidence(Origin::DwarfLine, "/go")],
                Verdict::Found,
                Some("/go"),
            ),
            (
                "DWARF alone, with itself at odds",
                None,
                vec![evidence(Origin::DwarfLine, "/go"), evidence(Origin::DwarfLine, "/d")],
                Verdict::Conflicting,
                Some("/go"),
            ),
            ("nothing", None, vec![], Verdict::Absent, None),
            ("no std", Some(table(&[], false)), vec![], Verdict::Absent, None),
            ("no table", None, variable("/go"), Verdict::Found, Some("/go")),
        ] {
            let got = judge(table.as_ref(), others, false, None);
            assert_eq!(got.verdict, verdict, "{what}");
            assert_eq!(got.value, value.map(Text::from), "{what}");
            assert_eq!(got.in_dwarf.is_some(), what.starts_with("debugedit"), "{what}");
        }
    }

    #[test]
    fn what_can_be_a_path() {
        for (text, want) in [
            ("/usr/lib/go-1.19", true),
            ("C:\\Program Files\\Go", true),
            ("go", true),
            ("$GOROOT", true),
            ("external/go_sdk~1.2", true),
            ("/home/müller/(go)", true),
            ("\x7fELF\x02\x01\x01", false),
            ("/usr\n", false),
            ("<html>", false),
            ("", false),
        ] {
            assert_eq!(looks_like_path(&Text::from(text)), want, "{text:?}");
        }
        assert!(!looks_like_path(&Text::from(&b"/\xff"[..])));
    }

    #[test]
    fn a_neighbour_is_not_the_variable_by_chance() {
        let string = |text: &str| {
            Some(RuntimeString { text: Text::from(text), at: FileOffset(8), linker_set: true })
        };
        let strings = RuntimeStrings { before: string("/etc/app"), ..RuntimeStrings::default() };
        let root = Text::from("/go");
        let find = |referenced| default_goroot(&strings, Some(&root), || referenced);
        assert_eq!(find(false), None);
        assert_eq!(find(true).map(|it| it.root), Some(Text::from("/etc/app")));
        let strings = RuntimeStrings { behind: string("/go/"), ..strings };
        let found = default_goroot(&strings, Some(&root), || panic!("not asked"));
        assert_eq!(found.map(|it| it.root), Some(Text::from("/go/")));
    }
}
