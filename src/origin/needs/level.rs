//! The level of the processor that a program needs, and how that is known.
//!
//! Where the build settings do not say it, the message that a program's start ends with on a lesser
//! processor does, or that there is none.

use super::cpu_level::{CpuLevel, variable};
use crate::container::FileOffset;
use crate::evidence::{Depth, MessageLevel, Program, Toolchain};
use crate::go::Release;
use crate::origin::ask::Ask;
use crate::origin::target::Target;
use crate::origin::version::known::KnownVersion;

/// The level that a program needs, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NeededLevel {
    /// The build settings say it.
    Setting(CpuLevel),
    /// The message of a program's start says it: only code for that level has it.
    Message(CpuLevel, FileOffset),
    /// The message of the levels above the least is in none of the program's read-only data.
    NoMessage(CpuLevel),
    /// The release knows no other.
    Release(CpuLevel),
    /// Go has no levels of this processor.
    NoLevels,
    /// Unknown: why, in a phrase.
    Unknown(&'static str),
}

impl NeededLevel {
    /// The level; `None` where it is unknown.
    pub fn level(&self) -> Option<CpuLevel> {
        match self {
            Self::Setting(level)
            | Self::Message(level, _)
            | Self::NoMessage(level)
            | Self::Release(level) => Some(*level),
            Self::NoLevels | Self::Unknown(_) => None,
        }
    }

    /// How it is known, in a phrase that is safe to show.
    pub fn how(&self) -> String {
        match self {
            Self::Setting(level) => format!("{level} in the build settings"),
            Self::Message(level, at) => {
                format!("{level} by the message of the program's start, at {at}")
            }
            Self::NoMessage(level) => {
                format!("{level}: no message of a higher level in the read-only data")
            }
            Self::Release(level) => format!("{level}: this release has no other"),
            Self::NoLevels => "Go has no levels of this processor".to_owned(),
            Self::Unknown(why) => (*why).to_owned(),
        }
    }
}

/// The level by the build settings; `None` where they do not say it.
fn by_settings(program: &Program<'_>, target: &Target) -> Option<CpuLevel> {
    let goarch = target.goarch.as_deref()?;
    let value = program.modules()?.setting(variable(goarch)?)?;
    CpuLevel::parse(goarch, value.as_str()?)
}

/// The level of the processor that the program needs. Where the build settings do not say it, the
/// read-only data is searched, unless the look is quick and the level was not asked for.
pub(in crate::origin) fn of(
    program: &Program<'_>,
    target: &Target,
    version: Option<&KnownVersion>,
    ask: Ask,
) -> Option<NeededLevel> {
    if let Some(level) = by_settings(program, target) {
        return Some(NeededLevel::Setting(level));
    }
    let is_asked = ask.depth != Depth::Quick || ask.level;
    (is_asked && program.is_go()).then(|| by_program(program, target, version))
}

/// The level where the settings do not say it.
fn by_program(
    program: &Program<'_>,
    target: &Target,
    version: Option<&KnownVersion>,
) -> NeededLevel {
    if program.toolchain() != Toolchain::Gc {
        return NeededLevel::Unknown("only gc records the level of the processor");
    }
    let Some(goarch) = target.goarch.as_deref() else {
        return NeededLevel::Unknown("the processor is not known");
    };
    let release = version.and_then(newest_release);
    let before = |minor| release.is_some_and(|it| it < Release::new(1, minor, 0));
    let by_message = || {
        let message = program.start_message(goarch)?;
        let level = match message.level {
            MessageLevel::Amd64(level) => CpuLevel::Amd64(level),
            MessageLevel::Arm64Lse => CpuLevel::Arm64 { version: (8, 0), lse: true, crypto: false },
        };
        Some(NeededLevel::Message(level, program.place(message.at)))
    };
    match goarch {
        "amd64" if before(18) => NeededLevel::Release(CpuLevel::Amd64(1)),
        "amd64" => by_message().unwrap_or_else(|| match program.has_read_only_data() {
            true => NeededLevel::NoMessage(CpuLevel::Amd64(1)),
            false => NeededLevel::Unknown(UNRECORDED),
        }),
        "arm64" => by_message().unwrap_or_else(|| match before(23) {
            true => {
                NeededLevel::Release(CpuLevel::Arm64 { version: (8, 0), lse: false, crypto: false })
            }
            false => NeededLevel::Unknown(UNRECORDED),
        }),
        "riscv64" if before(23) => NeededLevel::Release(CpuLevel::Riscv64(20)),
        _ if variable(goarch).is_none() => NeededLevel::NoLevels,
        _ => NeededLevel::Unknown(UNRECORDED),
    }
}

/// The newest release that the program can be of; `None` where that is open.
fn newest_release(version: &KnownVersion) -> Option<Release> {
    match version {
        KnownVersion::Layout { range, .. } => range.to.map(|to| Release { patch: u32::MAX, ..to }),
        version => version.release(),
    }
}

const UNRECORDED: &str = "the build settings do not say the level, and nothing else tells it";
