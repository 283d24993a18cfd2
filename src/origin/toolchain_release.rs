//! The release of a toolchain other than gc, by what such toolchains leave of it.
//!
//! | toolchain | place |
//! | --- | --- |
//! | TinyGo | the section `producers` of a WebAssembly module: `processed-by`, `TinyGo`, `0.42.0` |
//! | gccgo | DWARF: `GNU Go 12.2.0 -mtune=generic …` |
//! | gccgo | its library libgo alone: `go1.18 gccgo (Debian 12.2.0-14+deb12u1) 12.2.0` among the read-only data |
//!
//! Seen in modules of TinyGo 0.31.2, 0.40.1 and 0.42.0 (one of an older TinyGo, with LLVM 15, names
//! only clang), and in programs and the library of gccgo 12.2.0 (Debian 12). A program of that gccgo
//! answers `unknown` where it is asked for its version, with libgo static or not.

use super::version::known::KnownVersion;
use crate::bytes::{Named, PartOffset, Text};
use crate::evidence::{Depth, Dwarf, Libgo, Program, Toolchain};
use crate::image::WasmFacts;

/// The release of a toolchain, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolchainRelease {
    /// As the toolchain spells it, without its name: `0.42.0`.
    pub version: Text,
    /// What says it.
    pub source: ReleaseSource,
    /// Where that stands; in a compressed section, where that starts.
    pub at: PartOffset,
}

/// What says the release of a toolchain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseSource {
    /// The section `producers` of a WebAssembly module.
    Producers,
    /// The producer in DWARF.
    DwarfProducer,
    /// The library of gccgo.
    Libgo,
}

impl Named for ReleaseSource {
    const ALL: &'static [Self] = &[Self::Producers, Self::DwarfProducer, Self::Libgo];

    fn name(self) -> &'static str {
        match self {
            Self::Producers => "producers",
            Self::DwarfProducer => "dwarf-producer",
            Self::Libgo => "libgo",
        }
    }
}

/// The longest text that is believed.
const LONGEST: usize = 64;

/// Whether a text may be a release: printable, and starting with a digit.
fn is_release(text: &[u8]) -> bool {
    let printable = text.iter().all(|byte| byte.is_ascii_graphic());
    text.len() <= LONGEST && printable && text.first().is_some_and(u8::is_ascii_digit)
}

/// The release of a toolchain other than gc, and the Go version in gccgo's library where it is the only
/// place that has one.
pub(super) fn of(
    program: &Program<'_>,
    version: Option<KnownVersion>,
    depth: Depth,
) -> (Option<KnownVersion>, Option<ToolchainRelease>) {
    match program.toolchain() {
        Toolchain::TinyGo => (version, program.image().wasm.as_deref().and_then(of_wasm)),
        Toolchain::Gccgo if depth != Depth::Quick => {
            let by_dwarf = program.dwarf().ok().and_then(of_dwarf);
            let Some(found) = program.libgo() else { return (version, by_dwarf) };
            let release = by_dwarf.or_else(|| Some(of_libgo(&found)));
            let (by_libgo, at) = (found.version, found.at);
            (version.or(Some(KnownVersion::Libgo { version: by_libgo, at })), release)
        }
        _ => (version, None),
    }
}

/// The release of TinyGo in a module's `producers`.
fn of_wasm(facts: &WasmFacts) -> Option<ToolchainRelease> {
    let tiny = facts.producers.iter().find(|it| it.name.as_bytes() == b"TinyGo")?;
    let version = tiny.version.clone();
    let release = ToolchainRelease { version, source: ReleaseSource::Producers, at: tiny.at };
    is_release(release.version.as_bytes()).then_some(release)
}

/// The release of gccgo in the debug sections.
fn of_dwarf(dwarf: &Dwarf) -> Option<ToolchainRelease> {
    dwarf.producers().find_map(|producer| {
        let rest = producer.text.as_bytes().strip_prefix(b"GNU Go ")?;
        let version = rest.split(|byte| *byte == b' ').next().filter(|it| is_release(it))?;
        let version = Text::from(version);
        Some(ToolchainRelease { version, source: ReleaseSource::DwarfProducer, at: producer.at })
    })
}

/// The release of gccgo in its library.
fn of_libgo(found: &Libgo) -> ToolchainRelease {
    ToolchainRelease {
        version: found.release.clone(),
        source: ReleaseSource::Libgo,
        at: found.release_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Producer;

    #[test]
    fn tinygo_by_producers() {
        for (name, version, want) in [
            ("TinyGo", "0.42.0", Some("0.42.0")),
            ("TinyGo", "0.43.0-dev-abc", Some("0.43.0-dev-abc")),
            ("TinyGo", "", None),
            ("TinyGo", "0.4\x1b[2J", None),
            ("TinyGo-like", "0.42.0", None),
            ("clang", "22.1.4", None),
        ] {
            let (field, name, version) = ("processed-by".into(), name.into(), version.into());
            let producers = vec![Producer { field, name, version, at: PartOffset(7) }];
            let facts = WasmFacts { producers, ..WasmFacts::default() };
            let got = of_wasm(&facts).map(|it| it.version.to_lossy());
            assert_eq!(got.as_deref(), want);
        }
    }
}
