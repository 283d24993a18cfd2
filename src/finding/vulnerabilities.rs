//! Known vulnerabilities.

use std::borrow::Cow;

use super::about::About;
use super::check::{BuiltIn, Check, Needs};
use super::remark::{Place, Remark};
use crate::bytes::{Escaped, find_unsafe};
use crate::rule::{Rule, Severity};
use crate::vuln::{Match, STDLIB, TOOLCHAIN, Verdict, Vulnerability, best_known};

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

fn remark(about: &About<'_>, found: &Vulnerability) -> Remark {
    let functions = found.matches.iter().take(MOST);
    let places = functions.map(|it| Place::new(safe(name(it))).at(about.program.place(it.at)));
    let version = Place::new(safe(version(found)));
    Remark::new(safe(message(found))).at(version).at_all(places)
}

/// The text, safe to show. Nearly every one is.
fn safe(text: String) -> String {
    match find_unsafe(&text) {
        None => text,
        Some(_) => Escaped(&text).to_string(),
    }
}

/// A function with its package, or the package.
fn name(found: &Match) -> String {
    match &found.symbol {
        Some(symbol) => [&found.package, ".", symbol].concat(),
        None => ["package ", &found.package].concat(),
    }
}

fn message(found: &Vulnerability) -> String {
    let Vulnerability { id, aliases, module, .. } = found;
    let (open, cve, close) = best_known(aliases).map_or(("", "", ""), |alias| (" (", alias, ")"));
    let module = match &**module {
        STDLIB => "Go's standard library",
        TOOLCHAIN => "Go's own commands",
        module => module,
    };
    let reason = || found.why.as_ref().map(ToString::to_string).unwrap_or_default();
    let how = match found.verdict {
        Verdict::Present => Cow::Borrowed("a listed function is in the program"),
        Verdict::PackagePresent => "the package is in the program, no functions are listed".into(),
        _ => reason().into(),
    };
    let (mended, fixed) = match &found.fixed {
        Some(fixed) => ("mended in ", fixed.as_str()),
        None => ("no mended version is known", ""),
    };
    [id, open, cve, close, " of ", module, ": ", &how, "; ", mended, fixed].concat()
}

/// The advisory and the module that a finding with that message is about; `None` where the rule is about
/// something else. Neither the other names of the advisory, of which more may come, nor what is known of the
/// functions make it another finding.
pub(crate) fn advisory_and_module(rule: &str, message: &str) -> Option<String> {
    let mut rules = [&VULNERABLE_FUNCTION, &VULNERABLE_MODULE].into_iter();
    rules.find(|it| it.rule().name == rule)?;
    // No white space is in an ID, and none in a module of a database.
    let (what, _) = message.split_once(": ")?;
    let (id, rest) = what.split_once(' ')?;
    let behind_alias = || rest.split_once(") of ").map(|(_, module)| module);
    let module = rest.strip_prefix("of ").or_else(behind_alias)?;
    Some(format!("{id} {module}"))
}

/// The version that the program has.
fn version(found: &Vulnerability) -> String {
    let Vulnerability { module, version, matched, listed, .. } = found;
    match found.verdict {
        Verdict::Present => format!("{module} {version}, {matched} of {listed} functions"),
        _ => [module, " ", version].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_message_is_about() {
        let of = |rule, message| advisory_and_module(rule, message);
        for (message, want) in [
            ("GO-1 (CVE-1) of a.b/c: a listed function is in the program", Some("GO-1 a.b/c")),
            ("GO-1 of a.b/c: the package is in the program", Some("GO-1 a.b/c")),
            ("GO-1 (GHSA-2) of Go's standard library: x: y", Some("GO-1 Go's standard library")),
            ("nothing of it", None),
            ("", None),
        ] {
            assert_eq!(of("vulnerable-module", message).as_deref(), want, "{message}");
            assert_eq!(of("vulnerable-function", message).as_deref(), want, "{message}");
            assert_eq!(of("old-go", message), None);
        }
    }
}
