//! Every rule about programs, ordered by severity and name: one line each. The text of a rule
//! stands beside the function that checks it.

use std::cmp::Reverse;

use super::check::{BuiltIn, Check, Needs};
use super::require::{
    build as of_build, goroot as of_goroot, modules, people, sealed, unknown as requirement,
};
use super::start::{cpu, loader, macos, unknown, whereto};
use super::{
    build, goroot, ids, leaks, linking, modules_differ, name, needles, packing, readers, seal,
    secrets, version, vulnerabilities,
};
use crate::bytes::near;
use crate::rule::Rule;

/// Every check of a program. Their order is the order of the findings.
pub(super) static CHECKS: [&BuiltIn; 63] = [
    &ids::BUILD_ID_CONFLICT,
    &seal::CONTENT_ID_MISMATCH,
    &of_build::FORBIDDEN_SETTING,
    &loader::GLIBC_FLOOR,
    &version::GO_VERSION_CONFLICT,
    &goroot::GOROOT_HOST_MISMATCH,
    &of_goroot::GOROOT_NOT_ALLOWED,
    &modules::MODULE_HOST_NOT_ALLOWED,
    &of_build::NOT_CLEAN,
    &sealed::NOT_VERIFIED,
    &version::OLD_GO,
    &requirement::REQUIREMENT_UNKNOWN,
    &of_build::REVISION_MISMATCH,
    &secrets::SECRET_IN_FLAGS,
    &cpu::TARGET_CPU,
    &loader::TARGET_LOADER,
    &macos::TARGET_MACOS,
    &whereto::TARGET_MISMATCH,
    &of_build::TRIMPATH_REQUIRED,
    &people::USER_PATHS_FORBIDDEN,
    &vulnerabilities::VULNERABLE_FUNCTION,
    &seal::CONTENT_ID_UNDECIDED,
    &build::COVER_BUILD,
    &cpu::CPU_LEVEL,
    &build::DEBUG_BUILD,
    &goroot::GOROOT_CONFLICT,
    &ids::HOST_ID_MISMATCH,
    &loader::LOADER_MISSING,
    &macos::MACHO_UNSIGNED,
    &macos::MACOS_REFUSES,
    &modules_differ::MODULES_DIFFER,
    &needles::NEEDLE_FOUND,
    &build::NO_BUILD_INFO,
    &packing::PACKED,
    &leaks::PATH_LEAK_HOST,
    &leaks::PATH_LEAK_USER,
    &build::RACE_BUILD,
    &readers::READERS_DISAGREE,
    &seal::RESIZED_AFTER_BUILD,
    &build::SANITIZER_BUILD,
    &build::TEST_BINARY,
    &goroot::TOOLCHAIN_DRIFT,
    &build::TRAIT_CONFLICT,
    &seal::UNFINALIZED_BUILD,
    &vulnerabilities::VULNERABLE_MODULE,
    &seal::ALTERED_AFTER_BUILD,
    &name::ARCH_NAME_MISMATCH,
    &ids::BUILD_ID_CUSTOM,
    &ids::BUILD_ID_MISSING,
    &build::DIRTY_BUILD,
    &linking::EXEC_STACK,
    &goroot::GOROOT_IN_HOME,
    &goroot::GOROOT_IN_MODULE_CACHE,
    &goroot::GOROOT_MISSING_ON_HOST,
    &build::LOCAL_REPLACE,
    &macos::MACHO_NO_UUID,
    &linking::NO_PIE,
    &linking::NO_RELRO,
    &build::NOT_TRIMMED,
    &build::OBFUSCATED,
    &leaks::PATH_LEAK_BUILD,
    &seal::SIGNED_AFTER_BUILD,
    &unknown::START_UNKNOWN,
];

/// Every rule: those about programs, then those about hosts, each ordered by severity and name.
pub fn all_rules() -> impl Iterator<Item = &'static Rule> {
    let mut of_hosts: Vec<&Rule> = crate::diagnosis::rules().collect();
    of_hosts.sort_by_key(|rule| (Reverse(rule.severity), rule.name));
    CHECKS.iter().map(|check| check.rule()).chain(of_hosts)
}

/// Every rule about programs, ordered by severity and name.
pub fn rules_of_programs() -> impl Iterator<Item = &'static Rule> {
    CHECKS.iter().map(|check| check.rule())
}

/// The rule of that name, as a user gives it.
pub fn rule(name: &str) -> Option<&'static Rule> {
    all_rules().find(|rule| rule.name == name)
}

/// The names of rules that a user may have meant by `name`, the likeliest first.
pub fn rules_near(name: &str) -> Vec<&'static str> {
    near(name, all_rules().map(|rule| rule.name))
}

/// The rules that `gorigin verify` reports: those about hashes, and about the IDs that hold them.
pub fn rules_of_verify() -> impl Iterator<Item = &'static Rule> {
    CHECKS.iter().filter(|check| check.is_of_verify()).map(|check| check.rule())
}

/// The rules that `gorigin vulns` reports: those that ask a database of known vulnerabilities.
pub fn rules_of_vulnerabilities() -> impl Iterator<Item = &'static Rule> {
    CHECKS.iter().filter(|check| check.needs() == Needs::Database).map(|check| check.rule())
}

/// What the check of the rule of that name looks at that not every run does.
pub fn needs(name: &str) -> Needs {
    let check = CHECKS.iter().find(|check| check.rule().name == name);
    check.map_or(Needs::Nothing, |check| check.needs())
}

/// Whether the rule of that name is about hosts.
pub fn is_about_hosts(name: &str) -> bool {
    crate::diagnosis::rules().any(|rule| rule.name == name)
}

/// Whether one slice of a fat file that keeps the rule is enough, because the system picks that
/// slice.
pub(crate) fn one_slice_will_do(rule: &Rule) -> bool {
    CHECKS.iter().any(|check| check.one_slice_will_do() && check.rule().name == rule.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_ordered_and_names_are_unique() {
        let order = |check: &&BuiltIn| (Reverse(check.rule().severity), check.rule().name);
        assert!(CHECKS.is_sorted_by(|a, b| order(a) < order(b)));
        let names: std::collections::BTreeSet<_> = all_rules().map(|rule| rule.name).collect();
        assert_eq!(names.len(), all_rules().count());
        for rule in all_rules() {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(rule.name.chars().all(plain), "{}", rule.name);
            for text in [rule.meaning, rule.why, rule.fix] {
                assert!(text.ends_with('.') && !text.contains("  "), "{}: {text}", rule.name);
            }
        }
    }
}
