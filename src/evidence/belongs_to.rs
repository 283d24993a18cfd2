//! Which program a debug file belongs to; see [`debug_file`](super::debug_file).

use std::fmt;

use super::facts::Evidence;
use super::ids::build_id::BuildId;
use super::ids::host_id::{HostId, HostIdKind};
use crate::bytes::Named;

/// By what a debug file says which program it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BelongsTo<'e> {
    /// The program with this Go build ID.
    BuildId(&'e BuildId),
    /// The program with this GNU build-id or `LC_UUID`.
    HostId(&'e HostId),
    /// It does not say.
    Unknown,
}

/// The kind of ID that a debug file and its program share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdKind {
    /// The Go build ID.
    Go,
    /// An ID of the system's own tools.
    Host(HostIdKind),
}

impl Named for IdKind {
    const ALL: &'static [Self] =
        &[Self::Go, Self::Host(HostIdKind::GnuBuildId), Self::Host(HostIdKind::LcUuid)];

    fn name(self) -> &'static str {
        match self {
            Self::Go => "go-build-id",
            Self::Host(kind) => kind.name(),
        }
    }
}

impl BelongsTo<'_> {
    /// By which kind of ID; `None` where nothing says it.
    pub fn id_kind(self) -> Option<IdKind> {
        match self {
            Self::BuildId(_) => Some(IdKind::Go),
            Self::HostId(id) => Some(IdKind::Host(id.kind())),
            Self::Unknown => None,
        }
    }
}

impl fmt::Display for BelongsTo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuildId(id) => write!(f, "the program with Go build ID {id}"),
            Self::HostId(id) => write!(f, "the program with {} {id}", id.kind().name()),
            Self::Unknown => write!(
                f,
                "a program that it does not name: its build ID was in the code, which is not here"
            ),
        }
    }
}

impl Evidence {
    /// Which program this debug file belongs to; `None` where it is a program itself.
    pub fn belongs_to(&self) -> Option<BelongsTo<'_>> {
        if !self.image.is_debug_file {
            return None;
        }
        Some(match (&self.build_id, &self.host_id) {
            (Ok(Some(id)), _) => BelongsTo::BuildId(id),
            (_, Some(id)) => BelongsTo::HostId(id),
            _ => BelongsTo::Unknown,
        })
    }
}
