//! Loader and C library.

use super::whereto::{Judged, system, target};
use crate::bytes::{Escaped, Named, Text};
use crate::finding::about::About;
use crate::finding::check::{BuiltIn, Needs};
use crate::finding::remark::{Place, Remark};
use crate::finding::target::{Target, TargetLibc};
use crate::image::{Format, Kind};
use crate::origin::CLibrary;
use crate::rule::{Rule, Severity};

/// The most names that a sentence lists.
const LISTED: usize = 12;

pub(in crate::finding) static TARGET_LOADER: BuiltIn = BuiltIn::one(
    target_loader,
    Rule::new("target-loader", Severity::Error)
        .means("The binary asks for an ELF interpreter that the C library of --target has not.")
        .because(
            "The system answers `no such file or directory`, though the program is there: glibc's \
             interpreter is not on Alpine, musl's is not on Debian.",
        )
        .mend(
            "Build with CGO_ENABLED=0 and without -buildmode=pie, or on a system with that C \
             library.",
        ),
);

fn target_loader(about: &About<'_>) -> Option<Remark> {
    judge(about)?.fails()
}

/// Whether the target has the interpreter, or the libraries, that the program asks for.
pub(super) fn judge(about: &About<'_>) -> Option<Judged> {
    let target = target(about)?;
    let image = &about.program.image;
    if image.format != Format::Elf || target.goos != "linux" {
        return None;
    }
    match &image.interpreter {
        Some(path) => interpreter(about, target, path),
        None => libraries(about, target),
    }
}

fn interpreter(about: &About<'_>, target: &Target, path: &Text) -> Option<Judged> {
    let own = about.program.traits.c_library.map(CLibrary::name);
    let Some(libc) = target.libc else {
        let whose = own.map(|own| format!(" ({own}'s)")).unwrap_or_default();
        return Some(Judged::Unknown(format!(
            "it asks for the interpreter {path}{whose}, and --target names no C library"
        )));
    };
    let message = match (libc, own) {
        (TargetLibc::None, _) => {
            format!("it asks for the interpreter {path}, and there is to be none")
        }
        (_, Some(own)) if own != libc.name() => {
            let libc = libc.name();
            format!("it asks for the interpreter of {own}, and is to run with {libc}")
        }
        (_, Some(_)) if path.as_str().is_some_and(|it| is_usual(it, libc, target.goarch)) => {
            return None;
        }
        (_, Some(own)) => format!("it asks for {path}, which is not where systems have {own}'s"),
        (_, None) => {
            return Some(Judged::Unknown(format!("whose interpreter {path} is, is not known")));
        }
    };
    let place = Place::new(format!("the interpreter in the program headers: {path}"));
    Some(Judged::Fails(Remark::new(message).at(place)))
}

/// Judges a program without an interpreter by its libraries.
fn libraries(about: &About<'_>, target: &Target) -> Option<Judged> {
    let libc = target.libc?;
    let traits = &about.program.traits;
    let libraries = traits.libraries.as_ref()?;
    if libraries.damage.is_some() {
        return Some(Judged::Unknown("which libraries it needs could not be read".to_owned()));
    }
    let first = libraries.names.first()?;
    let message = match (libc, traits.c_library.map(CLibrary::name)) {
        (TargetLibc::None, _) => {
            format!("it needs libraries, {first} the first, and there are to be none")
        }
        (_, Some(own)) if own != libc.name() => {
            format!("it needs the libraries of {own}, and is to run with {}", libc.name())
        }
        _ => return None,
    };
    let names = libraries.names.iter().take(LISTED).map(|name| Place::new(name.to_string()));
    Some(Judged::Fails(Remark::new(message).at_all(names)))
}

/// Whether systems with that C library have the interpreter there. Where the processor's usual path
/// is not known, the answer is yes.
///
/// Source: `cmd/link/internal/*/obj.go` of Go 1.27.3 and the programs of GCC 12's cross compilers;
/// musl's `configure`, which names its own `/lib/ld-musl-ARCH.so.1`.
fn is_usual(path: &str, libc: TargetLibc, goarch: &str) -> bool {
    // Systems have merged `/lib` and `/usr/lib`.
    let path = path.strip_prefix("/usr").unwrap_or(path);
    let usual: &[&str] = match (libc, goarch) {
        (TargetLibc::Musl, _) => return path.starts_with("/lib/ld-musl-"),
        (_, "amd64") => &["/lib64/ld-linux-x86-64.so.2"],
        (_, "386") => &["/lib/ld-linux.so.2"],
        (_, "arm") => &["/lib/ld-linux-armhf.so.3", "/lib/ld-linux.so.3"],
        (_, "arm64") => &["/lib/ld-linux-aarch64.so.1"],
        (_, "ppc64le") => &["/lib64/ld64.so.2"],
        (_, "ppc64") => &["/lib64/ld64.so.1", "/lib64/ld64.so.2"],
        (_, "riscv64") => &["/lib/ld-linux-riscv64-lp64d.so.1"],
        (_, "s390x") => &["/lib/ld64.so.1"],
        (_, "loong64") => &["/lib64/ld-linux-loongarch-lp64d.so.1"],
        _ => return true,
    };
    usual.contains(&path)
}

pub(in crate::finding) static LOADER_MISSING: BuiltIn = BuiltIn::one(
    loader_missing,
    Rule::new("loader-missing", Severity::Warning)
        .means("The ELF interpreter that the binary asks for is not on this machine.")
        .because(
            "The system answers `no such file or directory`, though the program is there: it was \
             linked for another C library.",
        )
        .mend(
            "Build with CGO_ENABLED=0 and without -buildmode=pie, or on a system with this C \
             library.",
        ),
)
.needing(Needs::Host);

fn loader_missing(about: &About<'_>) -> Option<Remark> {
    let system = system(about)?;
    let image = &about.program.image;
    let is_program = matches!(image.kind, Kind::Executable | Kind::PositionIndependent);
    let path = image.interpreter.as_ref().filter(|_| is_program)?;
    if path.as_str().and_then(|path| system.has_loader(path)) != Some(false) {
        return None;
    }
    let whose = about.program.traits.c_library;
    let whose = whose.map(|it| format!(" ({}'s)", it.name())).unwrap_or_default();
    let listed = |names: &[String]| {
        let shown = names.iter().take(LISTED).map(|it| Escaped(it).to_string());
        let shown = shown.collect::<Vec<_>>().join(", ");
        if shown.is_empty() { "none".to_owned() } else { shown }
    };
    let message = format!("its interpreter {path}{whose} is not on this machine");
    let looked = Place::new(format!("looked in {}", listed(&system.loader_directories)));
    let there = Place::new(format!("there: {}", listed(&system.loaders)));
    Some(Remark::new(message).at(looked).at(there))
}

pub(in crate::finding) static GLIBC_FLOOR: BuiltIn = BuiltIn::one(
    glibc_floor,
    Rule::new("glibc-floor", Severity::Error)
        .means("The binary needs a newer glibc than `--target-glibc` names.")
        .because(
            "The loader of the older system refuses to start it: `version `GLIBC_2.34' not found`.",
        )
        .mend("Build on a system with the older glibc, or without cgo (CGO_ENABLED=0)."),
);

fn glibc_floor(about: &About<'_>) -> Option<Remark> {
    let target = about.demands.glibc()?;
    let libraries = about.program.traits.libraries.as_ref()?;
    let (floor, need) = libraries.glibc_floor.as_ref().filter(|(floor, _)| *floor > target)?;
    let place = Place::new(format!("{} of {}", need.version, need.library))
        .at(about.program.place(need.at));
    Some(Remark::new(format!("needs glibc {floor}, and is to run with {target}")).at(place))
}
