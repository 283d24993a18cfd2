//! The rules: one table that feeds findings, `gorigin rules` and the man page.

use std::cmp::Reverse;

use crate::rule::{Rule, Severity};

/// The rule of that name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    all_rules().find(|rule| rule.name == name)
}

/// Every rule: those about programs, then those about hosts, each ordered by severity and name.
pub fn all_rules() -> impl Iterator<Item = &'static Rule> {
    let mut of_hosts: Vec<&Rule> = crate::diagnosis::rules().collect();
    of_hosts.sort_by_key(|rule| (Reverse(rule.severity), rule.name));
    RULES.iter().chain(of_hosts)
}

/// Every rule about programs, ordered by severity and name.
pub const RULES: &[Rule] = &[
    Rule::new("build-id-conflict", Severity::Error).means("The binary carries several Go build IDs that differ.").because("Go's linker writes one. Parts of two programs were joined, or an ID was put in afterwards: \
              which one a tool shows depends on where it looks.").mend("Believe neither ID; get the program from where it was built."),
    Rule::new("content-id-mismatch", Severity::Error).means("The bytes of the file are not those that `go build` wrote, and no harmless tool \
                  accounts for it.").because("The last part of the build ID is the hash of the whole file. The file was patched, \
              cut short or damaged after the build; what signing, stripping and the like leave in a \
              file was looked for and is not there.").mend("Compare with the file as it was built, and get the program from where it was built."),
    Rule::new("glibc-floor", Severity::Error).means("The binary needs a newer glibc than `--target-glibc` names.").because("The loader of the older system refuses to start it: `version `GLIBC_2.34' not \
              found`.").mend("Build on a system with the older glibc, or without cgo (CGO_ENABLED=0)."),
    Rule::new("go-version-conflict", Severity::Error).means("The binary says one Go version and is made as another release makes programs, or \
                  its parts are of different releases.").because("The version was edited, or parts of two programs were joined: what scanners conclude \
              from the version is wrong.").mend("Believe the places listed as evidence; get the program from where it was built."),
    Rule::new("goroot-host-mismatch", Severity::Error).means("The binary's GOROOT is one of this machine's Go installations, but another is in \
                  effect here.").because("Source paths in stack traces and debuggers, and runtime.GOROOT() itself, point into a \
              Go tree that is not the one this machine builds with.").mend("Rebuild with the Go in effect, or make the binary's GOROOT the effective one; \
              `gorigin host` shows how this machine decides."),
    Rule::new("old-go", Severity::Error).means("The binary was built with an older Go than `--min-go` asks for.").because("Its standard library and runtime lack what was mended since.").mend("Rebuild with a newer Go."),
    Rule::new("secret-in-flags", Severity::Error).means("The build flags in the binary set a variable whose name is that of a secret.").because("Everyone who has the binary can read the value: it is a string in the program and, \
              unless built with -trimpath, a line of its build info. gorigin masks it in all that it \
              prints.").mend("Treat the secret as known and replace it; give it to the program when it runs."),
    Rule::new("target-cpu", Severity::Error).means("The binary was compiled for a higher level of the processor than --target or \
                  --target-cpu names.").because("A program for GOAMD64=v3 ends at its start on a processor of level v2; others are \
              killed at the first instruction that the processor does not know.").mend("Build with the level of the oldest machine, such as GOAMD64=v2."),
    Rule::new("target-loader", Severity::Error).means("The binary asks for an ELF interpreter that the C library of --target has not.").because("The system answers `no such file or directory`, though the program is there: glibc's \
              interpreter is not on Alpine, musl's is not on Debian.").mend("Build with CGO_ENABLED=0 and without -buildmode=pie, or on a system with that C \
              library."),
    Rule::new("target-macos", Severity::Error).means("The macOS that --target names does not start the binary.").because("It is older than the Go release supports; or it is macOS 26, which refuses programs \
              without an LC_UUID; or the program is for arm64 and not signed.").mend("Rebuild with a Go that supports that macOS; for an LC_UUID with Go 1.24 or later and \
              without -B none, or with -ldflags=-linkmode=external."),
    Rule::new("target-mismatch", Severity::Error).means("The binary is for another system or processor than --target names.").because("It does not start there.").mend("Build with the GOOS and GOARCH of the target."),
    Rule::new("content-id-undecided", Severity::Warning).means("The bytes of the file are not those that `go build` wrote, and it does not tell \
                  why.").because("It may have been stripped, which is harmless, or changed in place, which is not: what \
              would tell the two apart is not in the file.").mend("Compare with the file as it was built; strip with -ldflags=-s when linking instead of \
              afterwards."),
    Rule::new("cover-build", Severity::Warning).means("The binary was built with -cover.").because("It counts what it runs, is slower for it, and writes files where GOCOVERDIR says.").mend("Build what is shipped without -cover."),
    Rule::new("cpu-level", Severity::Warning).means("The binary was compiled for a higher level of the processor than this machine's.").because("A program for GOAMD64=v3 ends at its start on a processor of level v2; others are \
              killed at the first instruction that the processor does not know.").mend("Build for the level of this machine, such as GOAMD64=v2."),
    Rule::new("debug-build", Severity::Warning).means("The binary was compiled without optimisation (-gcflags=-N).").because("It is much slower than it need be.").mend("Drop -N and -l from -gcflags for what is shipped."),
    Rule::new("goroot-conflict", Severity::Warning).means("Two places in the binary name different GOROOTs.").because("runtime.GOROOT() answers with one path while the standard library was compiled under \
              another: set on purpose with -ldflags=-X, or the binary was edited after linking.").mend("Look at both places listed as evidence; drop `-X runtime.defaultGOROOT=…` from the \
              build if nothing needs it."),
    Rule::new("goroot-missing-on-host", Severity::Warning).means("The binary's GOROOT is none of this machine's Go installations. It is compared \
                  with those as text, and never looked up.").because("It was built elsewhere. Programs that call runtime.GOROOT() fail to find the standard \
              library, and debuggers find no sources.").mend("Set GOROOT for programs that need it, map the path in the debugger, or rebuild with \
              -trimpath."),
    Rule::new("host-id-mismatch", Severity::Warning).means("The GNU build-id or LC_UUID does not follow from the Go build ID as this Go \
                  version derives it.").because("One of the two was changed after linking, or set with -ldflags=-B: debug files and \
              symbol servers know the program by an ID that its build does not vouch for.").mend("Rebuild without -B, or find out what rewrote the ID."),
    Rule::new("loader-missing", Severity::Warning).means("The ELF interpreter that the binary asks for is not on this machine.").because("The system answers `no such file or directory`, though the program is there: it was \
              linked for another C library.").mend("Build with CGO_ENABLED=0 and without -buildmode=pie, or on a system with this C \
              library."),
    Rule::new("macho-unsigned", Severity::Warning).means("A macOS program for arm64 carries no code signature.").because("Macs with Apple's processors kill it at once: `Killed: 9`. Go's linker signs ad hoc; \
              tools that rewrite the file drop that.").mend("Sign it again: codesign -s - PROGRAM."),
    Rule::new("macos-refuses", Severity::Warning).means("The macOS of this machine does not start the binary.").because("It is older than the Go release supports; or it is macOS 26, which refuses programs \
              without an LC_UUID.").mend("Rebuild with a Go that supports this macOS; for an LC_UUID with Go 1.24 or later and \
              without -B none, or with -ldflags=-linkmode=external."),
    Rule::new("needle-found", Severity::Warning).means("A text given with --needle stands in the file.").because("It was asked for.").mend("Look at the places listed as evidence."),
    Rule::new("no-build-info", Severity::Warning).means("The binary carries no readable build info.").because("Vulnerability scanners and `go version -m` see neither its Go version nor its modules.").mend("Build with the go command of Go 1.13 or later, and do not scrub the section."),
    Rule::new("packed", Severity::Warning).means("The file is packed: a loader unpacks the program into memory when it runs.").because("Most scanners see neither its Go version nor its modules, virus scanners suspect \
              packed programs, and each process holds its own copy of the code.").mend("Ship the program as `go build` wrote it, with -ldflags=-s if it should be smaller."),
    Rule::new("path-leak-host", Severity::Warning).means("Build flags, modules or paths in the binary name hosts of an internal network.").because("They show strangers how the network behind the build is laid out.").mend("Take the addresses out of the flags; -trimpath removes -ldflags and the flags of cgo \
              from the build info, but not what modules are called."),
    Rule::new("path-leak-user", Severity::Warning).means("Paths in the binary name a person: the owner of a home folder.").because("Everyone who has the binary, and every stack trace it prints, shows who built it.").mend("Build releases with -trimpath and not from a home folder; what is marked as kept also \
              with -trimpath comes from C code, flags or strings."),
    Rule::new("race-build", Severity::Warning).means("The binary was built with -race.").because("It takes five to ten times the memory, runs that much slower, and ends after 8128 \
              goroutines.").mend("Build what is shipped without -race."),
    Rule::new("readers-disagree", Severity::Warning).means("Two readers of the headers, which share no code, read different things.").because("A file that means two things hides one of them: from a scanner, from a debugger or \
              from the loader.").mend("Look at both values at the place named; rebuild the file if it is yours."),
    Rule::new("resized-after-build", Severity::Warning).means("Bytes were appended to the program, or zeros cut from its end; what is left is \
                  what `go build` wrote.").because("The program itself is proved to be untouched. What was appended is not: archives that \
              unpack themselves and programs that carry their data do it on purpose, and so may \
              others.").mend("Nothing, if the program is meant to carry data at its end; embed it with go:embed to \
              have it covered by the hash."),
    Rule::new("sanitizer-build", Severity::Warning).means("The binary was built with -msan or -asan.").because("It is slow, takes much memory, and needs the sanitizer at run time.").mend("Build what is shipped without them."),
    Rule::new("test-binary", Severity::Warning).means("The binary was built by `go test`.").because("It runs tests and holds their data; it is not the program itself.").mend("Ship what `go build` writes."),
    Rule::new("toolchain-drift", Severity::Warning).means("The binary's GOROOT is this machine's, but holds another Go version now.").because("Go was upgraded in place after the build: sources on this machine are not those that \
              were compiled.").mend("Rebuild the binary with the present Go."),
    Rule::new("trait-conflict", Severity::Warning).means("The build settings and the code say different things.").because("The build info was edited or copied from another program, or the build was no \
              ordinary one; who trusts the settings is misled.").mend("Compare with the build; rebuild with the go command."),
    Rule::new("unfinalized-build", Severity::Warning).means("The build ID still ends in the linker's placeholder instead of a content hash.").because("The program comes from `go run` or `go test` of Go 1.23 or older, or was linked \
              without the go command; nothing says whether its bytes were changed.").mend("Ship what `go build` or `go install` writes."),
    Rule::new("altered-after-build", Severity::Note).means("A tool such as strip, objcopy or patchelf wrote the file anew after it was built.").because("The content hash covered the whole file, and what the tool took away cannot be put \
              back: the file no longer proves that nothing else was changed. Distributions do this \
              to every program.").mend("Nothing, if the tool was meant to run. If the ID should prove the file's content, let \
              Go's linker do it (-ldflags=-s instead of strip, -r instead of patchelf); otherwise \
              compare with a build of the same source."),
    Rule::new("arch-name-mismatch", Severity::Note).means("The file's name tells another system or processor than its header.").because("Who downloads it by its name cannot run it.").mend("Rename the file, or find out which build went under this name."),
    Rule::new("build-id-custom", Severity::Note).means("The Go build ID is not one that the go command writes.").because("It was set with -ldflags=-buildid or by another build system, so nothing in it can be \
              recomputed.").mend("Drop -buildid from -ldflags if the ID should prove the file's content."),
    Rule::new("build-id-missing", Severity::Note).means("The binary carries no Go build ID.").because("Without it nothing in the file says whether its bytes are still those that were linked.").mend("Do not pass an empty -buildid to the linker, and do not strip the note."),
    Rule::new("dirty-build", Severity::Note).means("The binary was built from changed sources.").because("The revision in the build info does not tell what was compiled: nobody can build \
              it again from that.").mend("Commit before building a release."),
    Rule::new("exec-stack", Severity::Note).means("The stack of the program can be executed.").because("What an attacker writes onto the stack can be run.").mend("Find the object file, mostly one in assembly, without a .note.GNU-stack section."),
    Rule::new("goroot-in-home", Severity::Note).means("The Go that built the binary lay in a home folder.").because("It was installed by its user and not by the machine: nothing but the build info says \
              which Go it really was.").mend("Build releases with a Go that the build service installs, and with -trimpath."),
    Rule::new("goroot-in-module-cache", Severity::Note).means("The binary was built with a Go that the go command downloaded by itself.").because("go.mod or GOTOOLCHAIN asked for another Go than the one that was installed.").mend("Install that Go where builds must not download, or set GOTOOLCHAIN=local."),
    Rule::new("local-replace", Severity::Note).means("A module was replaced by a directory of the build machine.").because("The code in that directory has no version and no checksum: nobody else can tell \
              what it was.").mend("Publish the module and require its version; drop the replace directive."),
    Rule::new("macho-no-uuid", Severity::Note).means("A macOS program has no LC_UUID.").because("macOS 26 refuses to start it: `missing LC_UUID load command`. Older systems do start \
              it. Go's own linker writes one since Go 1.24, unless -B none is given.").mend("Rebuild with Go 1.24 or later, or with -ldflags=-linkmode=external on macOS."),
    Rule::new("no-pie", Severity::Note).means("A program with C code in it, or a Windows program, is loaded at a fixed address.").because("An attacker knows where its code lies. Programs of Go alone are not reported: traits \
              say of them too whether they are position independent.").mend("Build with -buildmode=pie."),
    Rule::new("no-relro", Severity::Note).means("The loader leaves the addresses of library functions writable.").because("What can write to memory can redirect calls.").mend("Link with -ldflags=-extldflags=-Wl,-z,relro,-z,now or -buildmode=pie."),
    Rule::new("not-trimmed", Severity::Note).means("The binary was built without -trimpath and shows paths of the build machine.").because("It differs from machine to machine, and tells where its builder keeps files.").mend("Build releases with -trimpath."),
    Rule::new("obfuscated", Severity::Note).means("Names in the binary were changed by an obfuscator such as garble.").because("GOROOT, Go version, modules and source files cannot be read from it; what is shown was \
              concluded from what cannot be changed.").mend("Ask who built it for a program that is not obfuscated, or for its list of modules."),
    Rule::new("path-leak-build", Severity::Note).means("Paths in the binary name folders of the machine that built it.").because("They show how builds are laid out, and make the binary differ from machine to machine.").mend("Build releases with -trimpath."),
    Rule::new("signed-after-build", Severity::Note).means("The file was signed after it was built; without the signature its bytes are \
                  those that `go build` wrote.").because("A signature changes the file, so Go's own check of it fails; set aside, nothing else \
              was changed.").mend("Nothing, if the signature is meant to be there; verify it with the system's own tools."),
    Rule::new("start-unknown", Severity::Note).means("Whether the binary starts where --target says cannot be told in full.").because("What it needs is not in the file, or what the target has was not said.").mend("Name more of the target, such as linux/amd64:musl:v2, or try it there."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_ordered_and_names_are_unique() {
        let order = |rule: &Rule| (Reverse(rule.severity), rule.name);
        assert!(RULES.is_sorted_by(|a, b| order(a) < order(b)));
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
