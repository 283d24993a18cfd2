//! The version that gccgo's library libgo holds among the read-only data:
//! `go1.18 gccgo (Debian 12.2.0-14+deb12u1) 12.2.0`.
//!
//! Seen in programs and the library of gccgo 12.2.0 (Debian 12).

use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::bytes::{Input, PartOffset, Text};
use crate::go::GoVersion;
use crate::image::Image;

/// The version in libgo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Libgo {
    /// The Go version, with gccgo's own: `go1.18 gccgo (GCC) 12.2.0`.
    pub version: GoVersion,
    /// Where its text lies.
    pub at: PartOffset,
    /// The release of gccgo: `12.2.0`.
    pub release: Text,
    /// Where that stands.
    pub release_at: PartOffset,
}

/// The most of the read-only data that is searched: libgo 12's are 2.2 MiB.
const MOST: u64 = 16 << 20;

static LIBGO: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let text = r"(?-u)go1\.[0-9]{1,3}(?:\.[0-9]{1,3})? gccgo \([ -'*-~]{1,64}\) ([0-9]{1,2}\.[0-9]\.[0-9])";
    Regex::new(text).ok()
});

/// The version that gccgo's library libgo holds.
pub(crate) fn find(image: &Image, input: &Input<'_>) -> Option<Libgo> {
    let span = image.section(".rodata")?.span?;
    let bytes = input.read_clamped(span.first(MOST)).ok()?;
    in_rodata(&bytes, span.start())
}

fn in_rodata(bytes: &[u8], start: PartOffset) -> Option<Libgo> {
    let found = LIBGO.as_ref()?.captures(bytes)?;
    let (whole, release) = (found.get(0)?, found.get(1)?);
    let place = |at: usize| Some(PartOffset(start.0.checked_add(u64::try_from(at).ok()?)?));
    Some(Libgo {
        version: GoVersion::parse(whole.as_bytes())?,
        at: place(whole.start())?,
        release: Text::from(release.as_bytes()),
        release_at: place(release.start())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gccgo_by_its_library() {
        let debian = "go1.18 gccgo (Debian 12.2.0-14+deb12u1) 12.2.0";
        for (bytes, want) in [
            (debian, Some((debian, "12.2.0", 16))),
            ("go1.7 heap dump", None),
            ("go1.18 or later, gccgo (x) 12", None),
            ("go1.18 gccgo (x) y", None),
        ] {
            // A Go string has no terminator in the file.
            let bytes = [&[0; 16][..], bytes.as_bytes(), b"2xgo1.13"].concat();
            let got = in_rodata(&bytes, PartOffset(0)).map(|found| {
                assert_eq!(found.version.release().map(|it| it.minor), Some(18));
                (found.version.to_string(), found.release.to_lossy(), found.at.0)
            });
            let want: Option<(&str, &str, u64)> = want;
            assert_eq!(got, want.map(|(text, release, at)| (text.into(), release.into(), at)));
        }
    }
}
