//! The Go build ID, and the identity written for the system's own tools.

use serde::{Deserialize, Serialize};

use super::section::section;
use crate::bytes::{Utf8Text, Word};
use crate::evidence::{BuildId, BuildIdKind, HostIdKind, Storage, Toolchain};
use crate::image::Format;
use crate::origin::Origin;
use crate::report::explain::Reason;
use crate::report::known::{Fact, Known, Reasons};

/// The Go build ID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildIdRecord {
    /// The ID as embedded.
    pub value: Utf8Text,
    /// `go` (four hashes), `package` (the two hashes of a compiled package), `legacy` (one SHA-1,
    /// Go 1.9 and older), `redacted`, `custom`.
    pub kind: Word<BuildIdKind>,
    /// The four hashes; `null` for every other kind.
    pub segments: Known<SegmentsRecord>,
    /// `elf-note`, `raw-marker` or `object-header`.
    pub source: Word<Storage>,
    /// The section.
    pub section: Option<Utf8Text>,
    /// The offset in the file of the ID's first byte.
    pub offset: u64,
}

/// The four hashes of a Go build ID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentsRecord {
    /// Hash of everything that went into the link, including GOROOT.
    pub link_action: Utf8Text,
    /// Hash of everything that went into compiling package main.
    pub main_action: Utf8Text,
    /// Hash of the compiled package main.
    pub main_content: Utf8Text,
    /// Hash of the file itself.
    pub content: Utf8Text,
}

/// The identity written for the system's own tools.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostIdRecord {
    /// `gnu-build-id` or `lc-uuid`.
    pub kind: Word<HostIdKind>,
    /// In hexadecimal; a UUID with its hyphens.
    pub value: String,
    /// The offset in the file of its first byte.
    pub offset: u64,
}

impl BuildIdRecord {
    /// The ID, or why there is none. `reasons` gets the reason where it has no four hashes.
    pub(super) fn of(origin: &Origin, reasons: &mut Reasons) -> Result<Self, Reason> {
        let id = match &origin.build_id {
            Ok(Some(id)) => id,
            Ok(None) if origin.image.is_debug_file => return Err(Reason::BuildIdInCode),
            _ if origin.toolchain == Toolchain::Gccgo => return Err(Reason::GccgoNoBuildId),
            _ if origin.toolchain == Toolchain::TinyGo => return Err(Reason::TinyGoNoBuildId),
            Ok(None) => return Err(Reason::NoBuildId),
            Err(damage) => return Err(Reason::damaged(damage, &origin.around)),
        };
        let segments = SegmentsRecord::of(id);
        Ok(Self {
            value: id.text().into(),
            kind: id.kind().into(),
            segments: reasons.keep(Fact::BuildIdSegments, segments),
            source: id.storage.into(),
            section: section(&origin.image, id.at),
            offset: origin.place(id.at).get(),
        })
    }
}

impl SegmentsRecord {
    fn of(id: &BuildId) -> Result<Self, Reason> {
        let segments = id.segments().ok_or(Reason::NotFourHashes)?;
        Ok(Self {
            link_action: segments.link_action.into(),
            main_action: segments.main_action.into(),
            main_content: segments.main_content.into(),
            content: segments.content.into(),
        })
    }
}

impl HostIdRecord {
    /// The identity, or why there is none.
    pub(super) fn of(origin: &Origin) -> Result<Self, Reason> {
        let id = origin.host_id.as_ref().ok_or(match origin.image.format {
            _ if origin.toolchain != Toolchain::Gc => Reason::NoHostId,
            Format::GoObject => Reason::PackageNoHostId,
            Format::Wasm => Reason::WasmNoHostId,
            Format::Xcoff | Format::Plan9 => Reason::FormatNoHostId,
            _ => Reason::NoHostId,
        })?;
        let offset = origin.place(id.place()).get();
        Ok(Self { kind: id.kind().into(), value: id.to_string(), offset })
    }
}
