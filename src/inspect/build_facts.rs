//! What a `go` command says about its own build, and which files any Go program was compiled from.

use super::look::in_program;
use crate::agree::SourceFiles;
use crate::bytes::ByteSource;
use crate::evidence::Toolchain;
use crate::origin::{KnownVersion, Origin, Verdict};

/// What a Go program says about its own build: all that a host needs from a `go` command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildFacts {
    /// Its Go version; `None` where it states none.
    pub version: Option<String>,
    /// The GOROOT compiled into it; `None` where there is none, or several.
    pub goroot: Option<String>,
    /// Whether it was built with `-trimpath`.
    pub is_trimmed: bool,
    /// The system and processor it is for, as in `GOOS` and `GOARCH`.
    pub target: Option<(String, String)>,
    /// The path of its main package.
    pub path: Option<String>,
    /// Whether the file is shorter than its own headers say.
    pub is_cut: bool,
    /// Whether gccgo compiled it.
    pub is_gccgo: bool,
    /// Whether it calls `runtime.GOROOT`; `None` where this was not looked up.
    pub calls_goroot: Option<bool>,
}

/// Reads a Go program; `None` for anything else, and for a fat file.
pub fn build_facts(source: &dyn ByteSource) -> Option<BuildFacts> {
    in_program(source, from_origin)?
}

fn from_origin(evidence: Origin, size: u64) -> Option<BuildFacts> {
    let target = evidence.target.goos.as_deref().zip(evidence.target.goarch.as_deref());
    let target = target.map(|(goos, goarch)| (goos.to_owned(), goarch.to_owned()));
    match evidence.toolchain {
        Toolchain::Gc => {}
        // It says nothing more about itself.
        Toolchain::Gccgo => {
            return Some(BuildFacts { target, is_gccgo: true, ..BuildFacts::default() });
        }
        _ => return None,
    }
    let version = evidence.version.as_ref().and_then(KnownVersion::version);
    let path = evidence.modules().and_then(|modules| modules.main_package.as_ref());
    let path = path.map(|path| path.to_lossy());
    let image = &evidence.image;
    let ends = image
        .sections
        .iter()
        .filter_map(|it| it.span)
        .chain(image.segments.iter().map(|it| it.span));
    let is_cut = !image.damage.is_empty() || ends.map(|span| span.end().0).any(|end| end > size);
    let goroot = evidence.goroot.value.filter(|_| evidence.goroot.verdict == Verdict::Found);
    Some(BuildFacts {
        target,
        path,
        is_cut,
        is_gccgo: false,
        calls_goroot: evidence.goroot.referenced,
        version: version.map(|version| version.text().to_lossy()),
        goroot: goroot.map(|goroot| goroot.to_lossy()),
        is_trimmed: evidence.goroot.verdict == Verdict::Trimmed,
    })
}

/// The source files that a Go program was compiled from; `None` for anything else, and for a fat
/// file.
pub fn source_files(source: &dyn ByteSource) -> Option<SourceFiles> {
    in_program(source, |evidence, _| SourceFiles::of(&evidence))
}
