//! The level of the processor that a program was compiled for: `GOAMD64` and its like.
//!
//! | processor | levels | what the program's start checks itself |
//! | --- | --- | --- |
//! | amd64 | `v1` to `v4` (Go 1.18) | all features of the level, since 1.18 |
//! | arm64 | `v8.0` to `v9.5`, with `,lse` and `,crypto` (Go 1.23) | LSE, since 1.25 |
//! | arm | `5`, `6`, `7`, with `,softfloat` or `,hardfloat` (Go 1.22) | the floating point unit |
//! | 386 | `sse2`, `softfloat` (Go 1.16) | MMX only |
//! | ppc64, ppc64le | `power8` to `power10` | nothing |
//! | riscv64 | `rva20u64`, `rva22u64`, `rva23u64` (Go 1.23) | nothing |
//! | mips and its kin | `hardfloat`, `softfloat` | nothing |
//!
//! Where the build settings do not say it, the message that a program's start ends with on a lesser
//! processor does: it is only compiled in for that level. Source: `internal/buildcfg/cfg.go`,
//! `runtime/asm_amd64.s`, `runtime/asm_arm64.s`, `runtime/os_linux_arm.go` and
//! `runtime/asm_riscv64.h`, Go 1.19.8–1.27.3.

use std::fmt;

/// What a program asks of the processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CpuLevel {
    /// `GOAMD64`: 1 to 4.
    Amd64(u8),
    /// `GO386`: whether SSE2 is used.
    I386 {
        /// It is: `sse2`, and not `softfloat`.
        sse2: bool,
    },
    /// `GOARM`.
    Arm {
        /// 5, 6 or 7.
        version: u8,
        /// Floating point is computed without a unit for it.
        soft_float: bool,
    },
    /// `GOARM64`.
    Arm64 {
        /// 8 or 9, and the number behind it.
        version: (u8, u8),
        /// The Large System Extensions are used: with `,lse`, and from v8.1 on.
        lse: bool,
        /// The cryptographic extension is used: with `,crypto`.
        crypto: bool,
    },
    /// `GOPPC64`: 8 to 10.
    Ppc64(u8),
    /// `GORISCV64`: the year of the profile, 20, 22 or 23.
    Riscv64(u8),
    /// `GOMIPS` and `GOMIPS64`: whether there must be a floating point unit, or a kernel that does
    /// its work.
    Mips {
        /// There must.
        hard_float: bool,
    },
}

impl CpuLevel {
    /// The level that `text`, such as `v3`, names on the processor `goarch`.
    pub fn parse(goarch: &str, text: &str) -> Option<Self> {
        let number = |text: &str| text.parse::<u8>().ok();
        match goarch {
            "amd64" => {
                let level = text.strip_prefix('v').filter(|rest| rest.len() == 1);
                level.and_then(number).filter(|level| (1..=4).contains(level)).map(Self::Amd64)
            }
            "386" => match text {
                "sse2" => Some(Self::I386 { sse2: true }),
                "softfloat" | "387" => Some(Self::I386 { sse2: false }),
                _ => None,
            },
            "arm" => {
                let (version, float) = text.split_once(',').unwrap_or((text, ""));
                let version = number(version).filter(|version| (5..=7).contains(version))?;
                let soft_float = match float {
                    "softfloat" => true,
                    "hardfloat" => false,
                    "" => version == 5,
                    _ => return None,
                };
                Some(Self::Arm { version, soft_float })
            }
            "arm64" => {
                let mut parts = text.split(',');
                let (major, minor) = parts.next()?.strip_prefix('v')?.split_once('.')?;
                let version = (number(major)?, number(minor)?);
                let (mut lse, mut crypto) = (version > (8, 0), false);
                for part in parts {
                    match part {
                        "lse" => lse = true,
                        "crypto" => crypto = true,
                        _ => return None,
                    }
                }
                let known = matches!(version, (8, 0..=9) | (9, 0..=5));
                known.then_some(Self::Arm64 { version, lse, crypto })
            }
            "ppc64" | "ppc64le" => {
                let level = text.strip_prefix("power").and_then(number);
                level.filter(|level| (8..=11).contains(level)).map(Self::Ppc64)
            }
            "riscv64" => {
                let year = text.strip_prefix("rva")?.strip_suffix("u64").and_then(number);
                year.filter(|year| (20..=99).contains(year)).map(Self::Riscv64)
            }
            "mips" | "mipsle" | "mips64" | "mips64le" => match text {
                "hardfloat" => Some(Self::Mips { hard_float: true }),
                "softfloat" => Some(Self::Mips { hard_float: false }),
                _ => None,
            },
            _ => None,
        }
    }

    /// The level that `text` names by itself: `GOARM=7`, or what only one processor's levels are
    /// called, such as `v3` or `power9`.
    pub fn of_text(text: &str) -> Option<Self> {
        if let Some((key, value)) = text.split_once('=') {
            let (_, goarch) = VARIABLES.iter().find(|(variable, _)| *variable == key)?;
            return Self::parse(goarch, value);
        }
        // `softfloat` and `hardfloat` are names of levels of several processors.
        let own = ["amd64", "arm64", "ppc64", "riscv64", "arm"];
        own.iter().find_map(|goarch| Self::parse(goarch, text)).or_else(|| {
            Self::parse("386", text).filter(|level| *level == Self::I386 { sse2: true })
        })
    }

    /// Whether it is a level of that processor.
    pub fn is_of(self, goarch: &str) -> bool {
        match self {
            Self::Amd64(_) => goarch == "amd64",
            Self::I386 { .. } => goarch == "386",
            Self::Arm { .. } => goarch == "arm",
            Self::Arm64 { .. } => goarch == "arm64",
            Self::Ppc64(_) => matches!(goarch, "ppc64" | "ppc64le"),
            Self::Riscv64(_) => goarch == "riscv64",
            Self::Mips { .. } => goarch.starts_with("mips"),
        }
    }

    /// Whether a processor of level `has` runs what was compiled for this one; `None` where they are
    /// of different processors.
    pub fn runs_on(self, has: Self) -> Option<bool> {
        Some(match (self, has) {
            (Self::Amd64(need), Self::Amd64(has))
            | (Self::Ppc64(need), Self::Ppc64(has))
            | (Self::Riscv64(need), Self::Riscv64(has)) => need <= has,
            (Self::I386 { sse2: need }, Self::I386 { sse2: has })
            | (Self::Mips { hard_float: need }, Self::Mips { hard_float: has }) => !need || has,
            (
                Self::Arm { version: need, soft_float },
                Self::Arm { version: has, soft_float: has_none },
            ) => need <= has && (soft_float || !has_none),
            (
                Self::Arm64 { version: need, lse, crypto },
                Self::Arm64 { version: has, lse: has_lse, crypto: has_crypto },
            ) => as_v8(need) <= as_v8(has) && (!lse || has_lse) && (!crypto || has_crypto),
            _ => return None,
        })
    }

    /// The features of the processor that code for this level uses, as Linux names them in
    /// `/proc/cpuinfo`; `None` where such names do not determine it.
    pub fn features(self) -> Option<Vec<&'static str>> {
        const V2: [&str; 7] = ["pni", "ssse3", "cx16", "sse4_1", "sse4_2", "popcnt", "lahf_lm"];
        const V3: [&str; 8] = ["fma", "movbe", "avx", "f16c", "abm", "bmi1", "avx2", "bmi2"];
        const V4: [&str; 5] = ["avx512f", "avx512dq", "avx512cd", "avx512bw", "avx512vl"];
        const CRYPTO: [&str; 4] = ["aes", "pmull", "sha1", "sha2"];
        Some(match self {
            Self::Amd64(level) => {
                let parts = [(2, &V2[..]), (3, &V3), (4, &V4)];
                let below = parts.iter().filter(|(from, _)| *from <= level);
                below.flat_map(|(_, names)| names.iter().copied()).collect()
            }
            Self::I386 { sse2 } => {
                if sse2 {
                    vec!["sse2"]
                } else {
                    Vec::new()
                }
            }
            Self::Arm { version, soft_float } => match (version, soft_float) {
                (_, true) => Vec::new(),
                (7, false) => vec!["vfp", "vfpv3"],
                (_, false) => vec!["vfp"],
            },
            // What comes with v8.2 and later is not used by Go's compiler without asking.
            Self::Arm64 { lse, crypto, .. } => {
                let lse = lse.then_some("atomics");
                lse.into_iter().chain(CRYPTO.into_iter().filter(|_| crypto)).collect()
            }
            Self::Riscv64(20) => Vec::new(),
            Self::Riscv64(22) => vec!["zba", "zbb", "zbs"],
            Self::Riscv64(23) => vec!["zba", "zbb", "zbs", "v", "zfa", "zicond"],
            // Linux does the work of a missing unit itself, unless it was built not to.
            Self::Mips { hard_float: true } | Self::Ppc64(_) | Self::Riscv64(_) => return None,
            Self::Mips { hard_float: false } => Vec::new(),
        })
    }

    /// Whether every processor that Go's programs run on has it.
    pub fn is_least(self) -> bool {
        match self {
            Self::Ppc64(level) => level <= 8,
            level => level.features().is_some_and(|features| features.is_empty()),
        }
    }
}

/// A version of v9 is the one of v8 that has the same: v9.1 is v8.6.
fn as_v8((major, minor): (u8, u8)) -> u8 {
    if major >= 9 { minor.saturating_add(5) } else { minor }
}

/// The variables of the go command, and whose levels they name.
const VARIABLES: [(&str, &str); 8] = [
    ("GOAMD64", "amd64"),
    ("GO386", "386"),
    ("GOARM", "arm"),
    ("GOARM64", "arm64"),
    ("GOPPC64", "ppc64"),
    ("GORISCV64", "riscv64"),
    ("GOMIPS", "mips"),
    ("GOMIPS64", "mips64"),
];

/// The variable that names the level of a processor.
pub(super) fn variable(goarch: &str) -> Option<&'static str> {
    let goarch = match goarch {
        "ppc64le" => "ppc64",
        "mipsle" => "mips",
        "mips64le" => "mips64",
        goarch => goarch,
    };
    VARIABLES.iter().find(|(_, of)| *of == goarch).map(|(variable, _)| *variable)
}

impl fmt::Display for CpuLevel {
    /// As the go command is asked for it: `GOAMD64=v3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amd64(level) => write!(f, "GOAMD64=v{level}"),
            Self::I386 { sse2: true } => f.write_str("GO386=sse2"),
            Self::I386 { sse2: false } => f.write_str("GO386=softfloat"),
            Self::Arm { version, soft_float } => {
                let float = if *soft_float { "softfloat" } else { "hardfloat" };
                write!(f, "GOARM={version},{float}")
            }
            Self::Arm64 { version: (major, minor), lse, crypto } => {
                let lse = if *lse && (*major, *minor) == (8, 0) { ",lse" } else { "" };
                let crypto = if *crypto { ",crypto" } else { "" };
                write!(f, "GOARM64=v{major}.{minor}{lse}{crypto}")
            }
            Self::Ppc64(level) => write!(f, "GOPPC64=power{level}"),
            Self::Riscv64(year) => write!(f, "GORISCV64=rva{year}u64"),
            Self::Mips { hard_float: true } => f.write_str("GOMIPS=hardfloat"),
            Self::Mips { hard_float: false } => f.write_str("GOMIPS=softfloat"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_and_spelled() {
        for (goarch, text, want) in [
            ("amd64", "v1", Some("GOAMD64=v1")),
            ("amd64", "v4", Some("GOAMD64=v4")),
            ("amd64", "v5", None),
            ("amd64", "3", None),
            ("arm", "5", Some("GOARM=5,softfloat")),
            ("arm", "7", Some("GOARM=7,hardfloat")),
            ("arm", "6,softfloat", Some("GOARM=6,softfloat")),
            ("arm", "8", None),
            ("arm64", "v8.0", Some("GOARM64=v8.0")),
            ("arm64", "v8.0,lse", Some("GOARM64=v8.0,lse")),
            ("arm64", "v9.5,crypto", Some("GOARM64=v9.5,crypto")),
            ("arm64", "v9.6", None),
            ("arm64", "v8.0,mte", None),
            ("386", "softfloat", Some("GO386=softfloat")),
            ("386", "sse2", Some("GO386=sse2")),
            ("ppc64le", "power10", Some("GOPPC64=power10")),
            ("riscv64", "rva22u64", Some("GORISCV64=rva22u64")),
            ("mipsle", "hardfloat", Some("GOMIPS=hardfloat")),
            ("wasm", "satconv", None),
            ("loong64", "v1", None),
        ] {
            let got = CpuLevel::parse(goarch, text).map(|level| level.to_string());
            assert_eq!(got.as_deref(), want, "{goarch} {text}");
        }
    }

    #[test]
    fn levels_by_their_text_alone() {
        for (text, want) in [
            ("v3", Some("GOAMD64=v3")),
            ("GOAMD64=v3", Some("GOAMD64=v3")),
            ("v8.1", Some("GOARM64=v8.1")),
            ("7", Some("GOARM=7,hardfloat")),
            ("power9", Some("GOPPC64=power9")),
            ("rva23u64", Some("GORISCV64=rva23u64")),
            ("sse2", Some("GO386=sse2")),
            ("GO386=softfloat", Some("GO386=softfloat")),
            ("GOMIPS=softfloat", Some("GOMIPS=softfloat")),
            ("softfloat", None),
            ("GOAMD64=power9", None),
            ("x86-64-v3", None),
            ("", None),
        ] {
            let got = CpuLevel::of_text(text).map(|level| level.to_string());
            assert_eq!(got.as_deref(), want, "{text}");
        }
    }

    #[test]
    fn what_runs_where() {
        for (need, has, want) in [
            ("v1", "v3", Some(true)),
            ("v3", "v2", Some(false)),
            ("v8.1", "v8.0", Some(false)),
            ("v8.0,lse", "v8.0,lse", Some(true)),
            ("v8.0,lse", "v8.0", Some(false)),
            ("v8.6", "v9.1", Some(true)),
            ("v9.1", "v8.5", Some(false)),
            ("v8.0,crypto", "v9.5", Some(false)),
            ("7", "6", Some(false)),
            ("GOARM=7,softfloat", "GOARM=7,softfloat", Some(true)),
            ("7", "GOARM=7,softfloat", Some(false)),
            ("power10", "power9", Some(false)),
            ("rva22u64", "rva23u64", Some(true)),
            ("sse2", "GO386=softfloat", Some(false)),
            ("GOMIPS=hardfloat", "GOMIPS=softfloat", Some(false)),
            ("v3", "power9", None),
        ] {
            let level = |text| CpuLevel::of_text(text).unwrap();
            assert_eq!(level(need).runs_on(level(has)), want, "{need} on {has}");
        }
    }

    #[test]
    fn features_of_levels() {
        let count = |text| CpuLevel::of_text(text).unwrap().features().map(|it| it.len());
        for (text, want) in [
            ("v1", Some(0)),
            ("v2", Some(7)),
            ("v3", Some(15)),
            ("v4", Some(20)),
            ("v8.0", Some(0)),
            ("v8.2,crypto", Some(5)),
            ("5", Some(0)),
            ("7", Some(2)),
            ("power9", None),
            ("rva20u64", Some(0)),
            ("GOMIPS=hardfloat", None),
        ] {
            assert_eq!(count(text), want, "{text}");
        }
        assert!(CpuLevel::Ppc64(8).is_least() && !CpuLevel::Ppc64(9).is_least());
        assert!(CpuLevel::Amd64(1).is_least() && !CpuLevel::Mips { hard_float: true }.is_least());
    }
}
