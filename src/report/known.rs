//! A fact of the record, or a `null` with its reason.
//!
//! A block of the record is made as `Result<Block, Reason>`. [`Reasons::keep`] converts it to a
//! [`Known`]: it gives the value, or stores the reason under the name of the field. Nothing else
//! makes a `null` of a Go program, so one without a reason does not compile.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::explain::Reason;
use super::record::ReasonsRecord;

/// A fact, or `null` for a reason that the record gives: it stands in
/// [`Record::reasons`](crate::report::Record::reasons) under the name of the field. In the record of
/// a file that is not a Go program or could not be read, `outcome` or `error` is the reason.
///
/// It reads like the [`Option`] that it derefs to.
///
/// ```
/// use gorigin::report::{Known, Record};
///
/// let record = Record { bits: Known::is(64), ..Record::new() };
/// assert_eq!(record.bits, Some(64));
/// assert!(record.os.is_none());
/// assert_eq!(record.bits.known(), Some(64));
/// ```
///
/// A `null` that nobody gave a reason for does not compile:
///
/// ```compile_fail,E0308
/// use gorigin::report::{Known, Record};
///
/// let record = Record { bits: None, ..Record::new() };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Known<T>(Option<T>);

impl<T> Known<T> {
    /// A fact that is known.
    pub const fn is(fact: T) -> Self {
        Self(Some(fact))
    }

    /// The fact; `None` where it is not known.
    pub fn known(self) -> Option<T> {
        self.0
    }

    /// What `change` makes of the fact.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Option<U> {
        self.0.map(change)
    }

    /// The fact, to be changed.
    pub fn as_mut(&mut self) -> Option<&mut T> {
        self.0.as_mut()
    }
}

/// Not known, for the reason that is the `outcome` or `error` of the record: nothing is known of
/// what is not a Go program.
impl<T> Default for Known<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Deref for Known<T> {
    type Target = Option<T>;

    fn deref(&self) -> &Option<T> {
        &self.0
    }
}

impl<T> From<T> for Known<T> {
    fn from(fact: T) -> Self {
        Self::is(fact)
    }
}

impl<T: PartialEq> PartialEq<Option<T>> for Known<T> {
    fn eq(&self, other: &Option<T>) -> bool {
        self.0 == *other
    }
}

impl<T> IntoIterator for Known<T> {
    type Item = T;
    type IntoIter = std::option::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'k, T> IntoIterator for &'k Known<T> {
    type Item = &'k T;
    type IntoIter = std::option::Iter<'k, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// A fact that may be unknown, named like the field of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Outcome,
    Sha256,
    Format,
    Bits,
    Endian,
    Os,
    Arch,
    GoVersion,
    GoVersionExact,
    GorootReferenced,
    PathHash,
    PathHashHost,
    PathHashHostMatch,
    BuildId,
    BuildIdSegments,
    HostId,
    LinkAction,
    Build,
    MainPackage,
    Module,
    Pclntab,
    PclntabFiles,
    Dwarf,
    Trimpath,
    Stripped,
    TraitsDwarf,
    Cgo,
    BuildMode,
    Pie,
    Obfuscated,
    Static,
    ArchLevel,
    Nx,
    Libraries,
    PeSubsystem,
    MachoPlatform,
    MachoMinOs,
    MachoSignature,
    MachoHardenedRuntime,
    UnpackedSize,
    Paths,
    MainDir,
    Host,
}

impl Fact {
    /// The path of the field in the record.
    fn name(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Sha256 => "sha256",
            Self::Format => "format",
            Self::Bits => "bits",
            Self::Endian => "endian",
            Self::Os => "os",
            Self::Arch => "arch",
            Self::GoVersion => "go_version",
            Self::GoVersionExact => "go_version.exact",
            Self::GorootReferenced => "goroot.referenced",
            Self::PathHash => "path_hash",
            Self::PathHashHost => "path_hash.host",
            Self::PathHashHostMatch => "path_hash.host_match",
            Self::BuildId => "build_id",
            Self::BuildIdSegments => "build_id.segments",
            Self::HostId => "host_id",
            Self::LinkAction => "verification.link_action",
            Self::Build => "build",
            Self::MainPackage => "build.main_package",
            Self::Module => "build.module",
            Self::Pclntab => "pclntab",
            Self::PclntabFiles => "pclntab.files",
            Self::Dwarf => "dwarf",
            Self::Trimpath => "traits.trimpath",
            Self::Stripped => "traits.stripped",
            Self::TraitsDwarf => "traits.dwarf",
            Self::Cgo => "traits.cgo",
            Self::BuildMode => "traits.build_mode",
            Self::Pie => "traits.pie",
            Self::Obfuscated => "traits.obfuscated",
            Self::Static => "traits.static",
            Self::ArchLevel => "traits.arch_level",
            Self::Nx => "traits.nx",
            Self::Libraries => "traits.libraries",
            Self::PeSubsystem => "traits.pe.subsystem",
            Self::MachoPlatform => "traits.macho.platform",
            Self::MachoMinOs => "traits.macho.min_os",
            Self::MachoSignature => "traits.macho.signature",
            Self::MachoHardenedRuntime => "traits.macho.hardened_runtime",
            Self::UnpackedSize => "unpacked.size",
            Self::Paths => "paths",
            Self::MainDir => "paths.main_dir",
            Self::Host => "host",
        }
    }
}

/// The reasons of one record.
#[derive(Debug, Default)]
pub(super) struct Reasons(ReasonsRecord);

impl Reasons {
    /// None yet.
    pub(super) fn new() -> Self {
        Self(ReasonsRecord::with_room())
    }

    /// Gives the value; if there is none, stores its reason.
    pub(super) fn keep<T>(&mut self, fact: Fact, known: Result<T, Reason>) -> Known<T> {
        match known {
            Ok(value) => Known::is(value),
            Err(reason) => {
                self.note(fact, &reason);
                Known(None)
            }
        }
    }

    /// Gives the block, which may have reasons of its own; if there is none, stores its reason.
    pub(super) fn block<T>(
        &mut self,
        fact: Fact,
        make: impl FnOnce(&mut Self) -> Result<T, Reason>,
    ) -> Known<T> {
        let made = make(self);
        self.keep(fact, made)
    }

    /// Stores why the file is not a Go program. That is the reason for every fact that is not known
    /// of it, so what it gives for those is dropped.
    pub(super) fn outcome(&mut self, reason: &Reason) -> Self {
        self.note(Fact::Outcome, reason);
        Self::default()
    }

    /// Stores why a fact is only partly known.
    pub(super) fn note(&mut self, fact: Fact, reason: &Reason) {
        self.0.insert(fact.name(), reason.phrase());
    }

    /// All reasons, by the name of the field.
    pub(super) fn into_record(self) -> ReasonsRecord {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Record;

    #[test]
    fn what_is_not_known_has_its_reason() {
        let mut reasons = Reasons::default();
        assert_eq!(reasons.keep(Fact::Bits, Ok(64)), Some(64));
        assert_eq!(reasons.keep(Fact::Os, Err::<String, _>(Reason::TargetUntold)), None);
        let inner =
            |it: &mut Reasons| Ok(it.keep(Fact::Module, Err::<(), _>(Reason::NoMainModule)));
        assert!(reasons.block(Fact::Build, inner).is_some());
        let _ =
            reasons.outcome(&Reason::HeaderGone).keep(Fact::Arch, Err::<(), _>(Reason::NoTrace));
        let reasons = reasons.into_record();
        let names: Vec<_> = reasons.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["build.module", "os", "outcome"]);
    }

    #[test]
    fn it_is_written_as_the_fact_or_null() {
        let record = Record { bits: Known::is(64), ..Record::new() };
        let json = serde_json::to_value(&record).unwrap();
        assert_eq!((json["bits"].as_u64(), json["arch"].is_null()), (Some(64), true));
        assert_eq!(serde_json::from_value::<Record>(json).unwrap(), record);
    }
}
