//! Producers: what compiled a unit, as the compiler puts it.
//!
//! | compiler | form |
//! | --- | --- |
//! | Go | `Go cmd/compile go1.27.3; -N -l regabi`: the flags that changed the code, if any |
//! | gcc | `GNU C17 12.2.0 -mtune=generic -O2`, `GNU AS 2.40` |
//! | clang | `Debian clang version 14.0.6`, `Apple clang version 15.0.0 (clang-1500.3.9.4)` |
//!
//! Source: `cmd/internal/dwarf` and `cmd/compile/internal/base/flag.go` (`recordFlags`), Go
//! 1.19–1.27; units seen in real files.

use crate::bytes::{PartOffset, Text};
use crate::go::GoVersion;

/// What compiled some units of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Producer {
    /// The compiler's name, version and flags (`DW_AT_producer`).
    pub text: Text,
    /// The language as DWARF names it, without `DW_LANG_`: `Go`, `C11`, `C_plus_plus_14`,
    /// `Mips_Assembler` for any assembler; a number where it has no name, `None` where it is not
    /// said.
    pub language: Option<String>,
    /// How many units.
    pub units: u64,
    /// Where the first lies; in a compressed section, where that starts.
    pub at: PartOffset,
}

/// What the Go compiler calls itself.
const GO: &str = "Go cmd/compile ";

impl Producer {
    /// Whether it is the Go compiler.
    pub fn is_go(&self) -> bool {
        self.text.as_bytes().starts_with(GO.as_bytes())
    }

    /// The version of the Go compiler; `None` for other compilers.
    pub fn go_version(&self) -> Option<GoVersion> {
        let rest = self.text.as_str()?.strip_prefix(GO)?;
        let version = rest.split_once(';').map_or(rest, |(version, _)| version);
        GoVersion::parse(version.trim().as_bytes())
    }

    /// The compiler's name and version, without flags: `Go cmd/compile go1.27.3`, `GNU C17 12.2.0`.
    pub fn compiler(&self) -> Text {
        let Some(text) = self.text.as_str() else { return self.text.clone() };
        Text::from(split(text).0)
    }

    /// The flags that are part of the text, in their order: `-N`, `-l`, `-race`, `-shared` and
    /// `regabi` of Go, `-O2` and the like of gcc. Clang leaves none.
    pub fn flags(&self) -> impl Iterator<Item = &str> {
        self.text.as_str().map(|text| split(text).1).unwrap_or_default().split_ascii_whitespace()
    }
}

/// Name with version, and flags.
fn split(text: &str) -> (&str, &str) {
    let is_go = text.starts_with(GO);
    let at = if is_go { text.find(';') } else { text.find(" -") };
    let (name, flags) = at.and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""));
    (name.trim_end(), flags.trim_start_matches([';', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn producers() {
        for (text, compiler, version, flags) in [
            (
                "Go cmd/compile go1.27.3; regabi",
                "Go cmd/compile go1.27.3",
                Some("go1.27.3"),
                &["regabi"][..],
            ),
            (
                "Go cmd/compile go1.22.10; -N -l regabi",
                "Go cmd/compile go1.22.10",
                Some("go1.22.10"),
                &["-N", "-l", "regabi"],
            ),
            ("Go cmd/compile go1.15.15", "Go cmd/compile go1.15.15", Some("go1.15.15"), &[]),
            (
                "Go cmd/compile devel go1.24-a1b2 Mon Jan 1; regabi",
                "Go cmd/compile devel go1.24-a1b2 Mon Jan 1",
                Some("devel go1.24-a1b2 Mon Jan 1"),
                &["regabi"],
            ),
            (
                "GNU C17 12.2.0 -mtune=generic -O2 -g",
                "GNU C17 12.2.0",
                None,
                &["-mtune=generic", "-O2", "-g"],
            ),
            ("GNU AS 2.40", "GNU AS 2.40", None, &[]),
            ("Debian clang version 14.0.6", "Debian clang version 14.0.6", None, &[]),
            ("", "", None, &[]),
        ] {
            let producer =
                Producer { text: Text::from(text), language: None, units: 1, at: PartOffset(0) };
            assert_eq!(producer.compiler(), Text::from(compiler), "{text}");
            let got = producer.go_version().map(|it| it.text().to_lossy());
            assert_eq!(got.as_deref(), version, "{text}");
            assert_eq!(producer.flags().collect::<Vec<_>>(), flags, "{text}");
        }
    }
}
