//! The rules: one table that feeds findings, `gorigin rules` and the man page.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing need be done.
    Note,
    /// Probably not what was meant.
    Warning,
    /// The binary and this machine contradict one another, or the binary contradicts itself.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name, in lower case with hyphens; never changed once released.
    pub name: &'static str,
    /// The severity of its findings.
    pub severity: Severity,
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub fix: &'static str,
}

/// The rule of that name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    all_rules().find(|rule| rule.name == name)
}

/// Every rule: those about programs, then those about hosts.
pub fn all_rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain(super::HOST_RULES)
}

/// Every rule about programs, ordered by severity and name.
pub const RULES: &[Rule] = &[
    Rule {
        name: "content-id-mismatch",
        severity: Severity::Error,
        meaning: "The bytes of the file are not those that `go build` wrote.",
        why: "The last part of the build ID is the hash of the whole file. The file was changed \
              after the build: stripped, repacked, cut short, or patched.",
        fix: "Compare with the file as it was built; strip with -ldflags=-s when linking instead of \
              afterwards.",
    },
    Rule {
        name: "goroot-host-mismatch",
        severity: Severity::Error,
        meaning: "The binary's GOROOT exists on this machine, but another GOROOT is in effect here.",
        why: "Source paths in stack traces and debuggers, and runtime.GOROOT() itself, point into a \
              Go tree that is not the one this machine builds with.",
        fix: "Rebuild with the Go in effect, or make the binary's GOROOT the effective one; \
              `gorigin host` shows how this machine decides.",
    },
    Rule {
        name: "goroot-conflict",
        severity: Severity::Warning,
        meaning: "Two places in the binary name different GOROOTs.",
        why: "runtime.GOROOT() answers with one path while the standard library was compiled under \
              another: set on purpose with -ldflags=-X, or the binary was edited after linking.",
        fix: "Look at both places listed as evidence; drop `-X runtime.defaultGOROOT=…` from the \
              build if nothing needs it.",
    },
    Rule {
        name: "goroot-missing-on-host",
        severity: Severity::Warning,
        meaning: "The binary's GOROOT does not exist on this machine.",
        why: "It was built elsewhere. Programs that call runtime.GOROOT() fail to find the standard \
              library, and debuggers find no sources.",
        fix: "Set GOROOT for programs that need it, map the path in the debugger, or rebuild with \
              -trimpath.",
    },
    Rule {
        name: "host-id-mismatch",
        severity: Severity::Warning,
        meaning: "The GNU build-id or LC_UUID does not follow from the Go build ID as this Go \
                  version derives it.",
        why: "One of the two was changed after linking, or set with -ldflags=-B: debug files and \
              symbol servers know the program by an ID that its build does not vouch for.",
        fix: "Rebuild without -B, or find out what rewrote the ID.",
    },
    Rule {
        name: "no-build-info",
        severity: Severity::Warning,
        meaning: "The binary carries no readable build info.",
        why: "Vulnerability scanners and `go version -m` see neither its Go version nor its modules.",
        fix: "Build with the go command of Go 1.13 or later, and do not scrub the section.",
    },
    Rule {
        name: "packed",
        severity: Severity::Warning,
        meaning: "The file is packed: a loader unpacks the program into memory when it runs.",
        why: "Most scanners see neither its Go version nor its modules, virus scanners suspect \
              packed programs, and each process holds its own copy of the code.",
        fix: "Ship the program as `go build` wrote it, with -ldflags=-s if it should be smaller.",
    },
    Rule {
        name: "toolchain-drift",
        severity: Severity::Warning,
        meaning: "The binary's GOROOT is this machine's, but holds another Go version now.",
        why: "Go was upgraded in place after the build: sources on this machine are not those that \
              were compiled.",
        fix: "Rebuild the binary with the present Go.",
    },
    Rule {
        name: "unfinalized-build",
        severity: Severity::Warning,
        meaning: "The build ID still ends in the linker's placeholder instead of a content hash.",
        why: "The program comes from `go run` or `go test` of Go 1.23 or older, or was linked \
              without the go command; nothing says whether its bytes were changed.",
        fix: "Ship what `go build` or `go install` writes.",
    },
    Rule {
        name: "build-id-custom",
        severity: Severity::Note,
        meaning: "The Go build ID is not one that the go command writes.",
        why: "It was set with -ldflags=-buildid or by another build system, so nothing in it can be \
              recomputed.",
        fix: "Drop -buildid from -ldflags if the ID should prove the file's content.",
    },
    Rule {
        name: "build-id-missing",
        severity: Severity::Note,
        meaning: "The binary carries no Go build ID.",
        why: "Without it nothing in the file says whether its bytes are still those that were linked.",
        fix: "Do not pass an empty -buildid to the linker, and do not strip the note.",
    },
    Rule {
        name: "not-trimmed",
        severity: Severity::Note,
        meaning: "The binary was built without -trimpath and shows paths of the build machine.",
        why: "It differs from machine to machine, and tells where its builder keeps files.",
        fix: "Build releases with -trimpath.",
    },
    Rule {
        name: "signed-after-build",
        severity: Severity::Note,
        meaning: "The file was signed after it was built; without the signature its bytes are those \
                  that `go build` wrote.",
        why: "A signature changes the file, so Go's own check of it fails; set aside, nothing else \
              was changed.",
        fix: "Nothing, if the signature is meant to be there; verify it with the system's own tools.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_ordered_and_names_are_unique() {
        for rules in [RULES, super::super::HOST_RULES] {
            assert!(rules.is_sorted_by(|a, b| {
                (std::cmp::Reverse(a.severity), a.name) < (std::cmp::Reverse(b.severity), b.name)
            }));
        }
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
