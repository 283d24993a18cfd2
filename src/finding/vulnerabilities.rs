//! Known vulnerabilities.

use super::about::About;
use super::check::{BuiltIn, Needs};
use super::remark::{Place, Remark};
use crate::bytes::Escaped;
use crate::rule::{Rule, Severity};
use crate::vuln::{Match, STDLIB, TOOLCHAIN, Verdict, Vulnerability};

/// The most functions that a finding names; the record has more.
const MOST: usize = 5;

pub(super) static VULNERABLE_FUNCTION: BuiltIn = BuiltIn::many(
    vulnerable_function,
    Rule::new("vulnerable-function", Severity::Error)
        .with_places()
        .means(
            "The version of a module is one that an advisory is about, and a function that the \
             advisory lists is in the program.",
        )
        .because(
            "The code that the advisory is about was linked. It need not be reached: functions stay \
             in a program for less than a call, and some only lead to the code itself.",
        )
        .mend("Build it again with the version that mends the module, or with a newer Go."),
)
.needing(Needs::Database);

pub(super) static VULNERABLE_MODULE: BuiltIn = BuiltIn::many(
    vulnerable_module,
    Rule::new("vulnerable-module", Severity::Warning)
        .with_places()
        .means(
            "The version of a module is one that an advisory is about, and the advisory lists no \
             function that could be looked for, or the functions of the program are not known.",
        )
        .because(
            "It cannot be told whether the code that the advisory is about is in the program; the \
             record gives the reason.",
        )
        .mend("Read the advisory; build it again with the version that mends the module."),
)
.needing(Needs::Database);

fn vulnerable_function(about: &About<'_>) -> Vec<Remark> {
    remarks(about, |verdict| verdict == Verdict::Present)
}

fn vulnerable_module(about: &About<'_>) -> Vec<Remark> {
    let is_it = |verdict| matches!(verdict, Verdict::PackagePresent | Verdict::CannotTell);
    remarks(about, is_it)
}

fn remarks(about: &About<'_>, is_it: impl Fn(Verdict) -> bool) -> Vec<Remark> {
    let all = about.vulnerabilities.map(|it| it.vulnerabilities.as_slice()).unwrap_or_default();
    all.iter().filter(|it| is_it(it.verdict)).map(|it| remark(about, it)).collect()
}

/// The message stays the same as long as the program has the code, whatever the version: a baseline
/// knows it by that.
fn remark(about: &About<'_>, found: &Vulnerability) -> Remark {
    let safe = |text: &str| Escaped(text).to_string();
    let functions = found.matches.iter().take(MOST);
    let places = functions.map(|it| Place::new(safe(&name(it))).at(about.program.place(it.at)));
    let version = Place::new(safe(&version(found)));
    Remark::new(safe(&message(found))).at(version).at_all(places)
}

/// A function with its package, or the package.
fn name(found: &Match) -> String {
    match &found.symbol {
        Some(symbol) => format!("{}.{symbol}", found.package),
        None => format!("package {}", found.package),
    }
}

fn message(found: &Vulnerability) -> String {
    let Vulnerability { id, aliases, module, .. } = found;
    let cve = aliases.iter().find(|alias| alias.starts_with("CVE-")).or(aliases.first());
    let cve = cve.map(|alias| format!(" ({alias})")).unwrap_or_default();
    let module = match &**module {
        STDLIB => "Go's standard library",
        TOOLCHAIN => "Go's own commands",
        module => module,
    };
    let how = match (found.verdict, &found.why) {
        (Verdict::Present, _) => "a listed function is in the program".to_owned(),
        (Verdict::PackagePresent, _) => {
            "the package is in the program, no functions are listed".to_owned()
        }
        (_, Some(why)) => why.to_string(),
        (_, None) => String::new(),
    };
    format!("{id}{cve} of {module}: {how}")
}

/// What a newer build changes.
fn version(found: &Vulnerability) -> String {
    let fixed = match &found.fixed {
        Some(fixed) => format!("mended in {fixed}"),
        None => "no mended version known".to_owned(),
    };
    let count = match found.verdict {
        Verdict::Present => format!(", {} of {} functions", found.matched, found.listed),
        _ => String::new(),
    };
    format!("{} {}, {fixed}{count}", found.module, found.version)
}
