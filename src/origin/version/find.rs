//! Which version a program is of: what it says itself, else what follows from everything else.

use super::known::KnownVersion;
use crate::evidence::{Depth, Layout, Program};
use crate::go::GoVersion;
use crate::origin::dating::date;
use crate::origin::dating::fact::{Dating, FactKind};
use crate::origin::goroot::Goroot;
use crate::origin::obfuscation::Obfuscation;

/// The version, and every other fact that narrows the release. Those are read only where the version is not
/// exactly known, where the header of the pclntab contradicts it, or where the look is deep.
pub(in crate::origin) fn of(
    program: &Program<'_>,
    goroot: &Goroot,
    obfuscation: Option<&Obfuscation>,
    depth: Depth,
) -> (Option<KnownVersion>, Option<Dating>) {
    // The linker's own word counts before any variable that looks like the runtime's.
    let producer = program.producer();
    let producer = producer.map(|(version, at)| KnownVersion::Producers { version, at });
    let said = by_program(program, depth);
    let exact = said.as_ref().filter(|version| version.is_exact());
    let doubtful = date::contradicts(program.pclntab(), exact.and_then(KnownVersion::version));
    let look = depth != Depth::Quick || exact.is_none() || doubtful;
    let dating = look.then(|| date::date(program, goroot, obfuscation));
    // One of several variables that hold a version, and the rest of the file is of another.
    let is_misread = |known: &KnownVersion| {
        let against = dating.as_ref().zip(known.version()).map(|(it, known)| it.against(known));
        !known.is_exact() && against.is_some_and(|facts| !facts.is_empty())
    };
    let said = said.filter(|known| !is_misread(known));
    let version = said.or_else(|| by_dating(dating.as_ref()?));
    (producer.or(version), dating)
}

/// The version that the program says itself.
fn by_program(program: &Program<'_>, depth: Depth) -> Option<KnownVersion> {
    let info = program.build_info().filter(|info| !info.version.is_unknown());
    if let Some(info) = info {
        let (version, at, anchor) = (info.version.clone(), info.version_at, info.anchor);
        return Some(KnownVersion::BuildInfo { version, at, anchor });
    }
    by_runtime(program).or_else(|| by_compiler(program, depth))
}

/// The version in `runtime.buildVersion`.
fn by_runtime(program: &Program<'_>) -> Option<KnownVersion> {
    let strings = program.runtime_strings()?;
    // Since Go 1.17 the linker sets the runtime's: any other variable is the program's own.
    let must_be_set = program.pclntab().is_some_and(|table| table.layout >= Layout::Go1_18);
    let string = strings.version.as_ref().filter(|it| it.linker_set || !must_be_set)?;
    let version = GoVersion::parse(string.text.as_bytes()).filter(|it| !it.is_unknown())?;
    let certain = strings.other_versions.is_empty();
    Some(KnownVersion::Runtime { version, at: string.at, certain })
}

/// The version of the compiler that DWARF names.
fn by_compiler(program: &Program<'_>, depth: Depth) -> Option<KnownVersion> {
    let dwarf = (depth != Depth::Quick).then(|| program.dwarf().ok()).flatten()?;
    let mut compilers = dwarf.go_versions();
    let (version, at) = compilers.next()?;
    Some(KnownVersion::Producer { version, at, certain: compilers.next().is_none() })
}

/// The range of versions that all other facts allow. Where facts contradict one another, the pclntab counts:
/// the program cannot run without it.
fn by_dating(dating: &Dating) -> Option<KnownVersion> {
    let all = dating.range();
    let pclntab = dating.facts.iter().find(|fact| fact.kind == FactKind::Pclntab);
    let range = all.or_else(|| Some(pclntab?.range))?;
    let by_pclntab = pclntab.is_some_and(|fact| fact.range == range);
    Some(KnownVersion::Layout { range, at: dating.place()?, by_pclntab })
}
