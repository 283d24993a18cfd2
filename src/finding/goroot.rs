//! The builder's GOROOT and the GOROOT of this machine.

use super::about::About;
use super::check::{BuiltIn, Needs};
use super::remark::{Place, Remark};
use crate::agree::{GorootMatch, ToolchainMatch};
use crate::bytes::{Named, Text, needle};
use crate::go::path::same_spelling;
use crate::host::HostLayout;
use crate::leak::{Account, home};
use crate::origin::{KnownVersion, Origin, Verdict};
use crate::rule::{Rule, Severity};

pub(super) static GOROOT_HOST_MISMATCH: BuiltIn = BuiltIn::one(
    goroot_host_mismatch,
    Rule::new("goroot-host-mismatch", Severity::Error)
        .means(
            "The binary's GOROOT is one of this machine's Go installations, but another is in \
             effect here.",
        )
        .because(
            "Source paths in stack traces and debuggers, and runtime.GOROOT() itself, point into a \
             Go tree that is not the one this machine builds with.",
        )
        .mend(
            "Rebuild with the Go in effect, or make the binary's GOROOT the effective one; \
             `gorigin host` shows how this machine decides.",
        ),
)
.needing(Needs::Host);

fn goroot_host_mismatch(about: &About<'_>) -> Option<Remark> {
    on_machine(about, GorootMatch::Mismatch)
}

pub(super) static GOROOT_MISSING_ON_HOST: BuiltIn = BuiltIn::one(
    goroot_missing_on_host,
    Rule::new("goroot-missing-on-host", Severity::Note)
        .means(
            "The binary's GOROOT is none of this machine's Go installations. It is compared with \
             those as text, and never looked up.",
        )
        .because(
            "It was built elsewhere, as most programs are; debuggers find no sources. It is a \
             warning where this machine's settings name that GOROOT all the same, and where the \
             program holds go/build, which looks for the standard library in the GOROOT of its build.",
        )
        .mend(
            "Set GOROOT for programs that need it, map the path in the debugger, or rebuild with \
             -trimpath.",
        ),
)
.needing(Needs::Host);

fn goroot_missing_on_host(about: &About<'_>) -> Option<Remark> {
    let mut remark = on_machine(about, GorootMatch::Missing)?;
    let root = about.program.goroot.value.as_ref()?;
    if is_claimed(about, &root.lossy()) {
        remark.message.push_str("; this machine's settings name it all the same");
        return Some(remark.as_grave_as(Severity::Warning));
    }
    let Some(place) = go_build(about.program, root) else { return Some(remark) };
    remark
        .message
        .push_str("; the program holds go/build, which looks for the standard library there");
    Some(remark.at(place).as_grave_as(Severity::Warning))
}

/// Whether the machine would use that GOROOT, if it were there.
fn is_claimed(about: &About<'_>, root: &str) -> bool {
    let claims = |host: &HostLayout| {
        let style = host.os.path_style();
        let is_it = |value: &str| same_spelling(value, root, style);
        host.goroot.candidate().is_some_and(is_it) || host.at(root).next().is_some()
    };
    about.host.is_some_and(claims)
}

/// The place of the package go/build among the source files of a program: it asks for the GOROOT of
/// the build. (So does the package time, for its table of zones, and it has other places for that.)
///
/// Source: `defaultContext` in `go/build/build.go`, Go 1.22.10 and 1.27.3.
fn go_build(program: &Origin, root: &Text) -> Option<Place> {
    let table = program.file_table.as_ref().ok()?.as_ref()?;
    let mut candidates = table.directories_of(b"/src/go/build/", &["build.go"]);
    let (at, folder) = candidates.find(|(_, folder)| {
        let root_there = folder.strip_suffix(b"/src/go/build/");
        root_there.is_some_and(|it| it.iter().copied().eq(root.as_bytes().iter().map(slash)))
    })?;
    Some(Place::new(format!("{}build.go", Text::from(folder))).at(program.place(at)))
}

/// A byte of a path as the file table spells it, which has no backslashes.
fn slash(byte: &u8) -> u8 {
    if *byte == b'\\' { b'/' } else { *byte }
}

/// What the comparison with a machine says, if its result is `sought`.
fn on_machine(about: &About<'_>, sought: GorootMatch) -> Option<Remark> {
    let agreement = about.agreement.filter(|it| it.goroot == sought)?;
    Some(Remark::new(agreement.detail.clone()).at_all(roots(about.program)))
}

pub(super) static GOROOT_CONFLICT: BuiltIn = BuiltIn::one(
    goroot_conflict,
    Rule::new("goroot-conflict", Severity::Warning)
        .means("Two places in the binary name different GOROOTs.")
        .because(
            "runtime.GOROOT() answers with one path while the standard library was compiled under \
             another: set on purpose with -ldflags=-X, or the binary was edited after linking.",
        )
        .mend(
            "Look at both places listed as evidence; drop `-X runtime.defaultGOROOT=…` from the \
             build if nothing needs it.",
        ),
);

fn goroot_conflict(about: &About<'_>) -> Option<Remark> {
    let goroot = &about.program.goroot;
    let is_conflict = goroot.verdict == Verdict::Conflicting;
    is_conflict.then(|| Remark::new(goroot.reason.clone()).at_all(roots(about.program)))
}

pub(super) static TOOLCHAIN_DRIFT: BuiltIn = BuiltIn::one(
    toolchain_drift,
    Rule::new("toolchain-drift", Severity::Warning)
        .means("The binary's GOROOT is this machine's, but holds another Go version now.")
        .because(
            "Go was upgraded in place after the build: sources on this machine are not those that \
             were compiled.",
        )
        .mend("Rebuild the binary with the present Go."),
)
.needing(Needs::Host);

fn toolchain_drift(about: &About<'_>) -> Option<Remark> {
    let agreement = about.agreement.filter(|it| it.toolchain == ToolchainMatch::Drift)?;
    let place = match about.program.version.as_ref()? {
        KnownVersion::BuildInfo { version, at, .. } => {
            Place::new(format!("{version} in build info")).at(about.program.place(*at))
        }
        KnownVersion::Runtime { version, at, .. } => {
            Place::new(format!("{version} in runtime.buildVersion")).at(about.program.place(*at))
        }
        KnownVersion::Producer { version, at, .. } => {
            Place::new(format!("{version} in DW_AT_producer of DWARF")).at(about.program.place(*at))
        }
        _ => return None,
    };
    Some(Remark::new(agreement.detail.clone()).at(place))
}

pub(super) static GOROOT_IN_HOME: BuiltIn = BuiltIn::one(
    goroot_in_home,
    Rule::new("goroot-in-home", Severity::Note)
        .means("The Go that built the binary lay in a home folder.")
        .because(
            "It was installed by its user and not by the machine: nothing but the build info says \
             which Go it really was.",
        )
        .mend("Build releases with a Go that the build service installs, and with -trimpath."),
);

fn goroot_in_home(about: &About<'_>) -> Option<Remark> {
    let root = about.program.goroot.value.as_ref()?;
    let home = home(root.as_bytes()).filter(|home| !matches!(home.account, Account::Ci(_)))?;
    let message = format!("{root} lies in the home folder {}", Text::from(home.folder));
    Some(Remark::new(message).at_all(roots(about.program)))
}

pub(super) static GOROOT_IN_MODULE_CACHE: BuiltIn = BuiltIn::one(
    goroot_in_module_cache,
    Rule::new("goroot-in-module-cache", Severity::Note)
        .means("The binary was built with a Go that the go command downloaded by itself.")
        .because("go.mod or GOTOOLCHAIN asked for another Go than the one that was installed.")
        .mend("Install that Go where builds must not download, or set GOTOOLCHAIN=local."),
);

fn goroot_in_module_cache(about: &About<'_>) -> Option<Remark> {
    let root = about.program.goroot.value.as_ref()?;
    if !root.as_bytes().contains(&b'@') {
        return None;
    }
    let downloads: [&[u8]; 2] = [b"/golang.org/toolchain@v", br"\golang.org\toolchain@v"];
    downloads.iter().find_map(|it| needle::find(root.as_bytes(), it))?;
    let message = format!("{root} was downloaded by the go command, not installed");
    Some(Remark::new(message).at_all(roots(about.program)))
}

/// Every place that names a GOROOT.
pub(super) fn roots(program: &Origin) -> impl Iterator<Item = Place> + '_ {
    let roots = program.goroot.evidence.iter();
    roots.map(move |it| {
        Place::joined(&[&it.root.shown(), " in ", it.origin.name()]).at(program.place(it.at))
    })
}
