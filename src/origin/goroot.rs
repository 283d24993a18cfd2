//! The builder's GOROOT: what every place that names one says together.

use std::borrow::Cow;
use std::fmt;

use super::obfuscation::Obfuscation;
use crate::bytes::{Named, Text};
use crate::evidence::{
    Depth, Dwarf, GorootEvidence, Program, RootSource, RuntimeString, RuntimeStrings, TableRoots,
};
use crate::go::path::{self, PathStyle};

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
    /// An obfuscator has changed every name that could show it.
    Hidden,
}

impl Named for Verdict {
    const ALL: &'static [Self] = &[
        Self::Found,
        Self::Trimmed,
        Self::Unexpanded,
        Self::Relative,
        Self::Conflicting,
        Self::Absent,
        Self::Hidden,
    ];

    fn name(self) -> &'static str {
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
    pub fn cleaned(&self) -> Option<Cow<'_, str>> {
        let clean = |value: &Text| {
            let value = value.lossy();
            path::clean(&value, style_of(&value)).into()
        };
        let cleaned = |value| path::cleaned(value, style_of(value));
        self.value.as_ref().map(|value| value.as_str().map_or_else(|| clean(value), cleaned))
    }
}

/// The name of the function that a program refers to if it asks for its GOROOT.
const GOROOT_FUNCTION: &str = "runtime.GOROOT";

/// The GOROOT by every place that names one. Whether the program asks for it, and its symbols, are only
/// looked at where the neighbour of the version is doubtful, or the look is full.
pub(super) fn of(program: &Program<'_>, depth: Depth) -> Goroot {
    let table = program.table_roots();
    let root = table.and_then(|table| table.roots.first()).map(|it| &it.root);
    let mut referenced = None;
    let mut look_up = || {
        let known = program.has_function(GOROOT_FUNCTION);
        referenced = known;
        known == Some(true)
    };
    if depth != Depth::Quick {
        look_up();
    }
    let strings = program.runtime_strings();
    let variable = strings.and_then(|it| default_goroot(it, root, &mut look_up));
    let doubtful = variable.as_ref().is_some_and(|it| Some(&it.root) != root);
    // What stands in the table goes before them.
    let of_table = table.map_or(0, |table| table.roots.len());
    let mut others = Vec::with_capacity(of_table.saturating_add(2));
    others.extend(variable);
    if depth != Depth::Quick || doubtful {
        let by_symbol = program.symbol_root();
        // The symbol table names the variable: a neighbour of the version that is not it, is not.
        if by_symbol.is_some() || program.has_symbols() && doubtful {
            others.retain(|it| by_symbol.as_ref().is_some_and(|symbol| symbol.at == it.at));
        }
        others.extend(by_symbol);
    }
    others.extend(program.gdb_script_root());
    let dwarf = if depth == Depth::Quick { None } else { program.dwarf().ok() };
    others.extend(dwarf.map(Dwarf::roots).into_iter().flatten().cloned());
    judge(table, others, dwarf.is_some_and(Dwarf::is_trimmed), referenced)
}

/// The runtime's variable among the neighbours of the version, as opposed to a chance neighbour.
///
/// A neighbour that spells the file table's root is the variable. Any other is so only if the
/// program refers to `runtime.GOROOT` at all and the text is a path; `referenced` is asked then.
fn default_goroot(
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
        origin: RootSource::DefaultGoroot,
        root: found.text.clone(),
        count: 1,
        of: None,
        at: found.at,
    })
}

fn style_of(path: &str) -> PathStyle {
    path::style_of(path).unwrap_or(PathStyle::Slash)
}

/// Whether two places spell the same path: the file table has forward slashes and a cleaned path,
/// the variable what the builder wrote.
fn same_root(one: &Text, other: &Text) -> bool {
    if one == other {
        return true;
    }
    let (one, other) = (one.lossy(), other.lossy());
    path::same_spelling(&one, &other, style_of(&one))
}

/// What up to Go 1.18 stands in the variable of a program built with `-trimpath`.
const TRIMMED_DEFAULT: &[u8] = b"go";

/// The verdict on all evidence: that of the table, and `evidence`, which stands behind it.
fn judge(
    table: Option<&TableRoots>,
    mut evidence: Vec<GorootEvidence>,
    trimmed_lines: bool,
    referenced: Option<bool>,
) -> Goroot {
    evidence.splice(0..0, table.into_iter().flat_map(|table| &table.roots).cloned());
    // Tools rewrite DWARF after the program is linked: where the program itself names a root, DWARF has
    // no vote.
    let is_dwarf = |it: &GorootEvidence| it.origin == RootSource::DwarfLine;
    let only_dwarf = !table.is_some_and(|table| table.trimmed) && evidence.iter().all(is_dwarf);
    let named = Vote::by(
        evidence
            .iter()
            .filter(|it| it.root.as_bytes() != TRIMMED_DEFAULT && (only_dwarf || !is_dwarf(it))),
    );
    let trimmed = table.map_or(trimmed_lines, |table| table.trimmed);
    let (verdict, reason) = named.verdict(table.is_some(), trimmed);
    let value = named.value;
    let differs = |it: &&GorootEvidence| {
        is_dwarf(it) && value.as_ref().is_none_or(|value| !same_root(value, &it.root))
    };
    let in_dwarf = evidence.iter().filter(|_| !only_dwarf).find(differs);
    let in_dwarf = in_dwarf.map(|it| it.root.clone());
    let reason = match (&in_dwarf, &value) {
        (Some(root), Some(_)) if verdict == Verdict::Found => Cow::Owned(format!(
            "every place that names a GOROOT names this one but DWARF, where a tool such as \
             debugedit has put {root} in its place"
        )),
        (Some(root), None) => Cow::Owned(format!(
            "{reason}; DWARF names {root}, which a tool such as debugedit has put there"
        )),
        _ => Cow::Borrowed(reason),
    };
    Goroot { verdict, value, reason, in_dwarf, referenced, evidence }
}

/// What the places that have a vote name.
struct Vote {
    /// The root as spelled in the runtime's variable, where all agree, else by the first place.
    value: Option<Text>,
    /// Whether all of them name the same root.
    agree: bool,
}

impl Vote {
    fn by<'e>(mut places: impl Iterator<Item = &'e GorootEvidence>) -> Self {
        let Some(first) = places.next() else { return Self { value: None, agree: true } };
        let is_variable = |it: &GorootEvidence| {
            matches!(it.origin, RootSource::DefaultGoroot | RootSource::DefaultGorootSymbol)
        };
        let mut variable = Some(first).filter(|it| is_variable(it));
        let mut agree = true;
        for other in places {
            agree &= same_root(&first.root, &other.root);
            variable = variable.or(Some(other).filter(|it| is_variable(it)));
        }
        let spelled = variable.filter(|_| agree).unwrap_or(first);
        Self { value: Some(spelled.root.clone()), agree }
    }

    /// The verdict on these places, and why, of a program with or without a file table, and of one whose
    /// source files are listed without a root.
    fn verdict(&self, has_table: bool, trimmed: bool) -> (Verdict, &'static str) {
        let Some(root) = &self.value else {
            return match (trimmed, has_table) {
                (true, _) => (
                    Verdict::Trimmed,
                    "source files of the standard library are listed without a root: built with \
                     -trimpath",
                ),
                (false, false) => {
                    (Verdict::Absent, "no file table was found, and nothing else names a GOROOT")
                }
                (false, true) => {
                    (Verdict::Absent, "the file table does not list the standard library")
                }
            };
        };
        if trimmed {
            let reason =
                "source files are listed without a root, as -trimpath does, but a GOROOT is set";
            (Verdict::Conflicting, reason)
        } else if !self.agree {
            (Verdict::Conflicting, "two places name different GOROOTs")
        } else if root.as_bytes() == b"$GOROOT" {
            let reason = "the literal $GOROOT: linked without knowing it, by hand or by another \
                          build system";
            (Verdict::Unexpanded, reason)
        } else if path::style_of(&root.lossy()).is_none() {
            (Verdict::Relative, "a relative path, as Bazel's rules_go passes")
        } else {
            (Verdict::Found, "every place that names a GOROOT names this one")
        }
    }
}

impl Goroot {
    /// The verdict for an obfuscated program: what is absent may only be hidden.
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
    use crate::bytes::PartOffset;

    fn evidence(origin: RootSource, root: &str) -> GorootEvidence {
        GorootEvidence { origin, root: Text::from(root), count: 1, of: None, at: PartOffset(0) }
    }

    fn table(roots: &[&str], trimmed: bool) -> TableRoots {
        let roots = roots.iter().map(|root| evidence(RootSource::FileTable, root)).collect();
        TableRoots { roots, trimmed }
    }

    #[test]
    fn verdicts() {
        let variable = |root| vec![evidence(RootSource::DefaultGoroot, root)];
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
                vec![
                    evidence(RootSource::GdbScript, "/go"),
                    evidence(RootSource::DwarfLine, "/usr/src/d"),
                ],
                Verdict::Found,
                Some("/go"),
            ),
            (
                "debugedit, a variable alone",
                None,
                vec![
                    evidence(RootSource::DefaultGoroot, "/go"),
                    evidence(RootSource::DwarfLine, "/d"),
                ],
                Verdict::Found,
                Some("/go"),
            ),
            (
                "debugedit, trimmed",
                Some(table(&[], true)),
                vec![evidence(RootSource::DwarfLine, "/usr/src/d")],
                Verdict::Trimmed,
                None,
            ),
            (
                "DWARF alone",
                None,
                vec![evidence(RootSource::DwarfLine, "/go")],
                Verdict::Found,
                Some("/go"),
            ),
            (
                "DWARF alone, with itself at odds",
                None,
                vec![evidence(RootSource::DwarfLine, "/go"), evidence(RootSource::DwarfLine, "/d")],
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
    fn a_neighbour_is_not_the_variable_by_chance() {
        let string = |text: &str| {
            Some(RuntimeString { text: Text::from(text), at: PartOffset(8), linker_set: true })
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
