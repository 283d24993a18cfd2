//! The system that programs are to run on, as the user names it: `linux/amd64:musl:v2`.

use std::fmt;

use crate::go::target::{GCCGO_PROCESSOR, PROCESSORS, SYSTEMS};
use crate::origin::{CpuLevel, GlibcVersion, MacosVersion};

/// The system that programs are to run on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The system, as in `GOOS`.
    pub goos: &'static str,
    /// The processor, as in `GOARCH`.
    pub goarch: &'static str,
    /// Its C library; `None` where none was named.
    pub libc: Option<TargetLibc>,
    /// Its processor level; `None` where none was named.
    pub level: Option<CpuLevel>,
    /// Its version of macOS; `None` where none was named, and for every other system.
    pub macos: Option<MacosVersion>,
}

/// The C library of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetLibc {
    /// glibc; of this version, if one was named.
    Glibc(Option<GlibcVersion>),
    /// musl, as on Alpine.
    Musl,
    /// No C library, as in an image `FROM scratch`.
    None,
}

impl TargetLibc {
    /// The name, as traits spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Glibc(_) => "glibc",
            Self::Musl => "musl",
            Self::None => "none",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text {
            "musl" => Some(Self::Musl),
            "none" | "static" => Some(Self::None),
            "glibc" => Some(Self::Glibc(None)),
            _ => {
                let version = text.strip_prefix("glibc")?;
                let version = version.strip_prefix('-').unwrap_or(version);
                GlibcVersion::parse(version).map(|it| Self::Glibc(Some(it)))
            }
        }
    }
}

impl Target {
    /// Reads `os/arch[:libc][:level]`. The parts behind the first colon may stand in any order, and
    /// may be empty: a C library (`glibc`, `glibc-2.31`, `musl`, `none`), a processor level (`v3`,
    /// `v8.1`, `7`, `power9`, …), or a version of macOS.
    ///
    /// # Errors
    /// A phrase that names the wrong part.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.split(':');
        let (goos, goarch) = parts
            .next()
            .and_then(|system| system.split_once('/'))
            .ok_or("os/arch[:libc][:level] is needed, such as linux/amd64:musl:v2")?;
        let mut systems = SYSTEMS.into_iter();
        let mut processors = PROCESSORS.into_iter().chain([GCCGO_PROCESSOR]);
        let goos = systems.find(|it| *it == goos).ok_or_else(|| format!("no GOOS: {goos}"))?;
        let goarch =
            processors.find(|it| *it == goarch).ok_or_else(|| format!("no GOARCH: {goarch}"))?;
        let mut target = Self { goos, goarch, libc: None, level: None, macos: None };
        for part in parts.filter(|part| !part.is_empty()) {
            let is_set = if let Some(level) = target.level_of(part) {
                target.level.replace(level).is_some()
            } else if let Some(macos) = target.macos_of(part) {
                target.macos.replace(macos).is_some()
            } else if let Some(libc) = TargetLibc::parse(part).filter(|_| goos == "linux") {
                target.libc.replace(libc).is_some()
            } else {
                return Err(target.refusal(part));
            };
            if is_set {
                return Err(format!("{part} is said twice"));
            }
        }
        Ok(target)
    }

    fn level_of(&self, part: &str) -> Option<CpuLevel> {
        let by_name = || CpuLevel::of_text(part).filter(|it| it.is_of(self.goarch));
        CpuLevel::parse(self.goarch, part).or_else(by_name)
    }

    fn macos_of(&self, part: &str) -> Option<MacosVersion> {
        let number = part.strip_prefix("macos").unwrap_or(part);
        MacosVersion::parse(number.trim_start_matches('-')).filter(|_| self.goos == "darwin")
    }

    fn refusal(&self, part: &str) -> String {
        let (goos, goarch) = (self.goos, self.goarch);
        match goos {
            "linux" => format!(
                "{part} is neither a C library (glibc, glibc-2.31, musl, none) nor a level of {goarch}"
            ),
            "darwin" => format!("{part} is neither a version of macOS nor a level of {goarch}"),
            _ => format!("{part} is no level of {goarch}"),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.goos, self.goarch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read() {
        for (text, want) in [
            ("linux/amd64", Ok("linux/amd64 - - -")),
            ("linux/amd64:musl", Ok("linux/amd64 musl - -")),
            ("linux/amd64:musl:v2", Ok("linux/amd64 musl GOAMD64=v2 -")),
            ("linux/amd64::v2", Ok("linux/amd64 - GOAMD64=v2 -")),
            ("linux/amd64:v2:glibc-2.31", Ok("linux/amd64 glibc GOAMD64=v2 -")),
            ("linux/arm:7", Ok("linux/arm - GOARM=7,hardfloat -")),
            ("linux/mips:GOMIPS=softfloat", Ok("linux/mips - GOMIPS=softfloat -")),
            ("linux/ppc64le:power9", Ok("linux/ppc64le - GOPPC64=power9 -")),
            ("darwin/arm64:26.1", Ok("darwin/arm64 - - 26.1")),
            ("darwin/amd64:macos12:v3", Ok("darwin/amd64 - GOAMD64=v3 12")),
            ("windows/amd64:v3", Ok("windows/amd64 - GOAMD64=v3 -")),
            ("linux", Err("needed")),
            ("linux/x86_64", Err("no GOARCH")),
            ("macos/arm64", Err("no GOOS")),
            ("linux/amd64:v9", Err("neither a C library")),
            ("linux/amd64:26", Err("neither a C library")),
            ("windows/amd64:musl", Err("no level")),
            ("linux/amd64:musl:glibc", Err("said twice")),
        ] {
            let got = Target::parse(text);
            let shown = got.as_ref().map(|it| {
                let libc = it.libc.map_or("-", TargetLibc::name);
                let level = it.level.map_or("-".to_owned(), |level| level.to_string());
                let macos = it.macos.map_or("-".to_owned(), |macos| macos.to_string());
                format!("{it} {libc} {level} {macos}")
            });
            match (shown, want) {
                (Ok(got), Ok(want)) => assert_eq!(got, want, "{text}"),
                (Err(got), Err(want)) => assert!(got.contains(want), "{text}: {got}"),
                (got, _) => panic!("{text}: {got:?}"),
            }
        }
    }
}
