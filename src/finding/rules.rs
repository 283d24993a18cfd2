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
        name: "build-id-conflict",
        severity: Severity::Error,
        meaning: "The binary carries several Go build IDs that differ.",
        why: "Go's linker writes one. Parts of two programs were joined, or an ID was put in afterwards: \
              which one a tool shows depends on where it looks.",
        fix: "Believe neither ID; get the program from where it was built.",
    },
    Rule {
        name: "content-id-mismatch",
        severity: Severity::Error,
        meaning: "The bytes of the file are not those that `go build` wrote, and no harmless tool \
                  accounts for it.",
        why: "The last part of the build ID is the hash of the whole file. The file was patched, \
              cut short or damaged after the build; what signing, stripping and the like leave in a \
              file was looked for and is not there.",
        fix: "Compare with the file as it was built, and get the program from where it was built.",
    },
    Rule {
        name: "glibc-floor",
        severity: Severity::Error,
        meaning: "The binary needs a newer glibc than `--target-glibc` names.",
        why: "The loader of the older system refuses to start it: `version `GLIBC_2.34' not \
              found`.",
        fix: "Build on a system with the older glibc, or without cgo (CGO_ENABLED=0).",
    },
    Rule {
        name: "go-version-conflict",
        severity: Severity::Error,
        meaning: "The binary says one Go version and is made as another release makes programs, or \
                  its parts are of different releases.",
        why: "The version was edited, or parts of two programs were joined: what scanners conclude \
              from the version is wrong.",
        fix: "Believe the places listed as evidence; get the program from where it was built.",
    },
    Rule {
        name: "goroot-host-mismatch",
        severity: Severity::Error,
        meaning: "The binary's GOROOT is one of this machine's Go installations, but another is in \
                  effect here.",
        why: "Source paths in stack traces and debuggers, and runtime.GOROOT() itself, point into a \
              Go tree that is not the one this machine builds with.",
        fix: "Rebuild with the Go in effect, or make the binary's GOROOT the effective one; \
              `gorigin host` shows how this machine decides.",
    },
    Rule {
        name: "old-go",
        severity: Severity::Error,
        meaning: "The binary was built with an older Go than `--min-go` asks for.",
        why: "Its standard library and runtime lack what was mended since.",
        fix: "Rebuild with a newer Go.",
    },
    Rule {
        name: "secret-in-flags",
        severity: Severity::Error,
        meaning: "The build flags in the binary set a variable whose name is that of a secret.",
        why: "Everyone who has the binary can read the value: it is a string in the program and, \
              unless built with -trimpath, a line of its build info. gorigin masks it in all that it \
              prints.",
        fix: "Treat the secret as known and replace it; give it to the program when it runs.",
    },
    Rule {
        name: "target-cpu",
        severity: Severity::Error,
        meaning: "The binary was compiled for a higher level of the processor than --target or \
                  --target-cpu names.",
        why: "A program for GOAMD64=v3 ends at its start on a processor of level v2; others are \
              killed at the first instruction that the processor does not know.",
        fix: "Build with the level of the oldest machine, such as GOAMD64=v2.",
    },
    Rule {
        name: "target-loader",
        severity: Severity::Error,
        meaning: "The binary asks for an ELF interpreter that the C library of --target has not.",
        why: "The system answers `no such file or directory`, though the program is there: glibc's \
              interpreter is not on Alpine, musl's is not on Debian.",
        fix: "Build with CGO_ENABLED=0 and without -buildmode=pie, or on a system with that C \
              library.",
    },
    Rule {
        name: "target-macos",
        severity: Severity::Error,
        meaning: "The macOS that --target names does not start the binary.",
        why: "It is older than the Go release supports; or it is macOS 26, which refuses programs \
              without an LC_UUID; or the program is for arm64 and not signed.",
        fix: "Rebuild with a Go that supports that macOS; for an LC_UUID with Go 1.24 or later and \
              without -B none, or with -ldflags=-linkmode=external.",
    },
    Rule {
        name: "target-mismatch",
        severity: Severity::Error,
        meaning: "The binary is for another system or processor than --target names.",
        why: "It does not start there.",
        fix: "Build with the GOOS and GOARCH of the target.",
    },
    Rule {
        name: "content-id-undecided",
        severity: Severity::Warning,
        meaning: "The bytes of the file are not those that `go build` wrote, and it does not tell \
                  why.",
        why: "It may have been stripped, which is harmless, or changed in place, which is not: what \
              would tell the two apart is not in the file.",
        fix: "Compare with the file as it was built; strip with -ldflags=-s when linking instead of \
              afterwards.",
    },
    Rule {
        name: "cover-build",
        severity: Severity::Warning,
        meaning: "The binary was built with -cover.",
        why: "It counts what it runs, is slower for it, and writes files where GOCOVERDIR says.",
        fix: "Build what is shipped without -cover.",
    },
    Rule {
        name: "cpu-level",
        severity: Severity::Warning,
        meaning: "The binary was compiled for a higher level of the processor than this machine's.",
        why: "A program for GOAMD64=v3 ends at its start on a processor of level v2; others are \
              killed at the first instruction that the processor does not know.",
        fix: "Build for the level of this machine, such as GOAMD64=v2.",
    },
    Rule {
        name: "debug-build",
        severity: Severity::Warning,
        meaning: "The binary was compiled without optimisation (-gcflags=-N).",
        why: "It is much slower than it need be.",
        fix: "Drop -N and -l from -gcflags for what is shipped.",
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
        meaning: "The binary's GOROOT is none of this machine's Go installations. It is compared \
                  with those as text, and never looked up.",
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
        name: "loader-missing",
        severity: Severity::Warning,
        meaning: "The ELF interpreter that the binary asks for is not on this machine.",
        why: "The system answers `no such file or directory`, though the program is there: it was \
              linked for another C library.",
        fix: "Build with CGO_ENABLED=0 and without -buildmode=pie, or on a system with this C \
              library.",
    },
    Rule {
        name: "macho-unsigned",
        severity: Severity::Warning,
        meaning: "A macOS program for arm64 carries no code signature.",
        why: "Macs with Apple's processors kill it at once: `Killed: 9`. Go's linker signs ad hoc; \
              tools that rewrite the file drop that.",
        fix: "Sign it again: codesign -s - PROGRAM.",
    },
    Rule {
        name: "macos-refuses",
        severity: Severity::Warning,
        meaning: "The macOS of this machine does not start the binary.",
        why: "It is older than the Go release supports; or it is macOS 26, which refuses programs \
              without an LC_UUID.",
        fix: "Rebuild with a Go that supports this macOS; for an LC_UUID with Go 1.24 or later and \
              without -B none, or with -ldflags=-linkmode=external.",
    },
    Rule {
        name: "needle-found",
        severity: Severity::Warning,
        meaning: "A text given with --needle stands in the file.",
        why: "It was asked for.",
        fix: "Look at the places listed as evidence.",
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
        name: "path-leak-host",
        severity: Severity::Warning,
        meaning: "Build flags, modules or paths in the binary name hosts of an internal network.",
        why: "They show strangers how the network behind the build is laid out.",
        fix: "Take the addresses out of the flags; -trimpath removes -ldflags and the flags of cgo \
              from the build info, but not what modules are called.",
    },
    Rule {
        name: "path-leak-user",
        severity: Severity::Warning,
        meaning: "Paths in the binary name a person: the owner of a home folder.",
        why: "Everyone who has the binary, and every stack trace it prints, shows who built it.",
        fix: "Build releases with -trimpath and not from a home folder; what is marked as kept also \
              with -trimpath comes from C code, flags or strings.",
    },
    Rule {
        name: "race-build",
        severity: Severity::Warning,
        meaning: "The binary was built with -race.",
        why: "It takes five to ten times the memory, runs that much slower, and ends after 8128 \
              goroutines.",
        fix: "Build what is shipped without -race.",
    },
    Rule {
        name: "readers-disagree",
        severity: Severity::Warning,
        meaning: "Two readers of the headers, which share no code, read different things.",
        why: "A file that means two things hides one of them: from a scanner, from a debugger or \
              from the loader.",
        fix: "Look at both values at the place named; rebuild the file if it is yours.",
    },
    Rule {
        name: "resized-after-build",
        severity: Severity::Warning,
        meaning: "Bytes were appended to the program, or zeros cut from its end; what is left is \
                  what `go build` wrote.",
        why: "The program itself is proved to be untouched. What was appended is not: archives that \
              unpack themselves and programs that carry their data do it on purpose, and so may \
              others.",
        fix: "Nothing, if the program is meant to carry data at its end; embed it with go:embed to \
              have it covered by the hash.",
    },
    Rule {
        name: "sanitizer-build",
        severity: Severity::Warning,
        meaning: "The binary was built with -msan or -asan.",
        why: "It is slow, takes much memory, and needs the sanitizer at run time.",
        fix: "Build what is shipped without them.",
    },
    Rule {
        name: "test-binary",
        severity: Severity::Warning,
        meaning: "The binary was built by `go test`.",
        why: "It runs tests and holds their data; it is not the program itself.",
        fix: "Ship what `go build` writes.",
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
        name: "trait-conflict",
        severity: Severity::Warning,
        meaning: "The build settings and the code say different things.",
        why: "The build info was edited or copied from another program, or the build was no \
              ordinary one; who trusts the settings is misled.",
        fix: "Compare with the build; rebuild with the go command.",
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
        name: "altered-after-build",
        severity: Severity::Note,
        meaning: "A tool such as strip, objcopy or patchelf wrote the file anew after it was built.",
        why: "The content hash covered the whole file, and what the tool took away cannot be put \
              back: the file no longer proves that nothing else was changed. Distributions do this \
              to every program.",
        fix: "Nothing, if the tool was meant to run. If the ID should prove the file's content, let \
              Go's linker do it (-ldflags=-s instead of strip, -r instead of patchelf); otherwise \
              compare with a build of the same source.",
    },
    Rule {
        name: "arch-name-mismatch",
        severity: Severity::Note,
        meaning: "The file's name tells another system or processor than its header.",
        why: "Who downloads it by its name cannot run it.",
        fix: "Rename the file, or find out which build went under this name.",
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
        name: "dirty-build",
        severity: Severity::Note,
        meaning: "The binary was built from changed sources.",
        why: "The revision in the build info does not tell what was compiled: nobody can build \
              it again from that.",
        fix: "Commit before building a release.",
    },
    Rule {
        name: "exec-stack",
        severity: Severity::Note,
        meaning: "The stack of the program can be executed.",
        why: "What an attacker writes onto the stack can be run.",
        fix: "Find the object file, mostly one in assembly, without a .note.GNU-stack section.",
    },
    Rule {
        name: "goroot-in-home",
        severity: Severity::Note,
        meaning: "The Go that built the binary lay in a home folder.",
        why: "It was installed by its user and not by the machine: nothing but the build info says \
              which Go it really was.",
        fix: "Build releases with a Go that the build service installs, and with -trimpath.",
    },
    Rule {
        name: "goroot-in-module-cache",
        severity: Severity::Note,
        meaning: "The binary was built with a Go that the go command downloaded by itself.",
        why: "go.mod or GOTOOLCHAIN asked for another Go than the one that was installed.",
        fix: "Install that Go where builds must not download, or set GOTOOLCHAIN=local.",
    },
    Rule {
        name: "local-replace",
        severity: Severity::Note,
        meaning: "A module was replaced by a directory of the build machine.",
        why: "The code in that directory has no version and no checksum: nobody else can tell \
              what it was.",
        fix: "Publish the module and require its version; drop the replace directive.",
    },
    Rule {
        name: "macho-no-uuid",
        severity: Severity::Note,
        meaning: "A macOS program has no LC_UUID.",
        why: "macOS 26 refuses to start it: `missing LC_UUID load command`. Older systems do start \
              it. Go's own linker writes one since Go 1.24, unless -B none is given.",
        fix: "Rebuild with Go 1.24 or later, or with -ldflags=-linkmode=external on macOS.",
    },
    Rule {
        name: "no-pie",
        severity: Severity::Note,
        meaning: "A program with C code in it, or a Windows program, is loaded at a fixed address.",
        why: "An attacker knows where its code lies. Programs of Go alone are not reported: traits \
              say of them too whether they are position independent.",
        fix: "Build with -buildmode=pie.",
    },
    Rule {
        name: "no-relro",
        severity: Severity::Note,
        meaning: "The loader leaves the addresses of library functions writable.",
        why: "What can write to memory can redirect calls.",
        fix: "Link with -ldflags=-extldflags=-Wl,-z,relro,-z,now or -buildmode=pie.",
    },
    Rule {
        name: "not-trimmed",
        severity: Severity::Note,
        meaning: "The binary was built without -trimpath and shows paths of the build machine.",
        why: "It differs from machine to machine, and tells where its builder keeps files.",
        fix: "Build releases with -trimpath.",
    },
    Rule {
        name: "obfuscated",
        severity: Severity::Note,
        meaning: "Names in the binary were changed by an obfuscator such as garble.",
        why: "GOROOT, Go version, modules and source files cannot be read from it; what is shown was \
              concluded from what cannot be changed.",
        fix: "Ask who built it for a program that is not obfuscated, or for its list of modules.",
    },
    Rule {
        name: "path-leak-build",
        severity: Severity::Note,
        meaning: "Paths in the binary name folders of the machine that built it.",
        why: "They show how builds are laid out, and make the binary differ from machine to machine.",
        fix: "Build releases with -trimpath.",
    },
    Rule {
        name: "signed-after-build",
        severity: Severity::Note,
        meaning: "The file was signed after it was built; without the signature its bytes are \
                  those that `go build` wrote.",
        why: "A signature changes the file, so Go's own check of it fails; set aside, nothing else \
              was changed.",
        fix: "Nothing, if the signature is meant to be there; verify it with the system's own tools.",
    },
    Rule {
        name: "start-unknown",
        severity: Severity::Note,
        meaning: "Whether the binary starts where --target says cannot be told in full.",
        why: "What it needs is not in the file, or what the target has was not said.",
        fix: "Name more of the target, such as linux/amd64:musl:v2, or try it there.",
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
