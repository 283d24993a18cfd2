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

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::version::KnownVersion;
use crate::bytes::{Input, PartOffset, Text};
use crate::evidence::Dwarf;
use crate::go::GoVersion;
use crate::image::{Image, WasmFacts};

/// The release of a toolchain, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolchainRelease {
    /// As the toolchain spells it, without its name: `0.42.0`.
    pub version: Text,
    /// What says it, as in records: `producers`, `dwarf-producer`, `libgo`.
    pub source: &'static str,
    /// Where that stands; in a compressed section, where that starts.
    pub at: PartOffset,
}

/// The longest text that is believed.
const LONGEST: usize = 64;

/// Whether a text may be a release: printable, and starting with a digit.
fn is_release(text: &[u8]) -> bool {
    let printable = text.iter().all(|byte| byte.is_ascii_graphic());
    text.len() <= LONGEST && printable && text.first().is_some_and(u8::is_ascii_digit)
}

/// What a module says of the TinyGo that made it.
pub(super) fn of_wasm(facts: &WasmFacts) -> Option<ToolchainRelease> {
    let tiny = facts.producers.iter().find(|it| it.name.as_bytes() == b"TinyGo")?;
    let version = tiny.version.clone();
    let release = ToolchainRelease { version, source: "producers", at: tiny.at };
    is_release(release.version.as_bytes()).then_some(release)
}

/// What the debug sections say of the gccgo that made a program.
pub(super) fn of_dwarf(dwarf: &Dwarf) -> Option<ToolchainRelease> {
    dwarf.producers().find_map(|producer| {
        let rest = producer.text.as_bytes().strip_prefix(b"GNU Go ")?;
        let version = rest.split(|byte| *byte == b' ').next().filter(|it| is_release(it))?;
        let version = Text::from(version);
        Some(ToolchainRelease { version, source: "dwarf-producer", at: producer.at })
    })
}

/// The most of the read-only data that is searched: libgo 12's are 2.2 MiB.
const MOST: u64 = 16 << 20;

static LIBGO: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let text = r"(?-u)go1\.[0-9]{1,3}(?:\.[0-9]{1,3})? gccgo \([ -'*-~]{1,64}\) ([0-9]{1,2}\.[0-9]\.[0-9])";
    Regex::new(text).ok()
});

/// The version that gccgo's library libgo holds, and gccgo's release in it.
pub(super) fn of_libgo(
    image: &Image,
    input: &Input<'_>,
) -> Option<(KnownVersion, ToolchainRelease)> {
    let span = image.section(".rodata")?.span?;
    let bytes = input.read_clamped(span.first(MOST)).ok()?;
    in_rodata(&bytes, span.start())
}

fn in_rodata(bytes: &[u8], start: PartOffset) -> Option<(KnownVersion, ToolchainRelease)> {
    let found = LIBGO.as_ref()?.captures(bytes)?;
    let (whole, release) = (found.get(0)?, found.get(1)?);
    let place = |at: usize| Some(PartOffset(start.0.checked_add(u64::try_from(at).ok()?)?));
    let version = GoVersion::parse(whole.as_bytes())?;
    let at = place(whole.start())?;
    let release = ToolchainRelease {
        version: Text::from(release.as_bytes()),
        source: "libgo",
        at: place(release.start())?,
    };
    Some((KnownVersion::Libgo { version, at }, release))
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

    #[test]
    fn gccgo_by_its_library() {
        let debian = "go1.18 gccgo (Debian 12.2.0-14+deb12u1) 12.2.0";
        for (bytes, want) in [
            (debian, Some((debian, "12.2.0", 16))),
            ("go1.7 heap dump", None),
            ("go1.18 or later, gccgo (x) 12", None),
            ("go1.18 gccgo (x) y", None),
        ] {
            // Nothing ends a string of Go's in the file.
            let bytes = [&[0; 16][..], bytes.as_bytes(), b"2xgo1.13"].concat();
            let got = in_rodata(&bytes, PartOffset(0)).map(|(known, release)| {
                let KnownVersion::Libgo { version, at } = known else { panic!("{known:?}") };
                assert_eq!(version.release().map(|it| it.minor), Some(18));
                (version.to_string(), release.version.to_lossy(), at.0)
            });
            let want: Option<(&str, &str, u64)> = want;
            assert_eq!(got, want.map(|(text, release, at)| (text.into(), release.into(), at)));
        }
    }
}
