//! The host ID: whether GNU build-id or `LC_UUID` follow from the Go build ID.
//!
//! The linker hashes the ID that it was given, before the go command put the content hash into it:
//! the final ID with its last part replaced by its first; an ID of another shape as it stands.
//! With `h` = SHA-256 of that text:
//!
//! | Go | when | tweak | UUID |
//! | --- | --- | --- | --- |
//! | 1.22, 1.23 | only with `-ldflags="-B gobuildid"` | every byte complemented | byte 8 `c0` |
//! | 1.24 | always | `h[0] ^= 0x01` | byte 8 `c0` |
//! | 1.25, 1.26 | always | `h[0] ^= 0xff` | byte 8 `c0` |
//! | 1.27 | always | `h[0] ^= 0xff` | byte 8 `80` |
//!
//! A GNU build-id is the first 20 bytes, a UUID the first 16 with byte 6 `(b & 0f) | 30` and byte 8
//! `(b & 3f) |` the value above. From 1.25 to 1.27 the GNU build-ids are the same.
//!
//! Source: `cmd/link/internal/ld/elf.go` and `macho_update_uuid.go`, `cmd/internal/hash` and
//! `cmd/internal/notsha256`, Go 1.22–1.27.

use super::{c_archive, flags};
use crate::bytes::Digest;
use crate::evidence::{BuildId, HostId};
use crate::go::{Release, ReleaseRange};
use crate::image::Format;
use crate::origin::{FactKind, Origin, VersionFact};

/// A rule by which a host ID is derived, by the Go releases that have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostIdRule {
    /// Go 1.22 and 1.23, with `-B gobuildid`.
    Go1_22,
    /// Go 1.24.
    Go1_24,
    /// Go 1.25 and 1.26; the GNU build-id also of 1.27.
    Go1_25,
    /// Go 1.27, `LC_UUID` only.
    Go1_27,
}

impl HostIdRule {
    const ALL: [Self; 4] = [Self::Go1_22, Self::Go1_24, Self::Go1_25, Self::Go1_27];

    /// The name used in records: the releases that derive this kind of ID so.
    pub fn name(self, id: &HostId) -> &'static str {
        match (self, id) {
            (Self::Go1_22, _) => "go1.22-1.23",
            (Self::Go1_24, _) => "go1.24",
            (Self::Go1_25, HostId::GnuBuildId { .. }) => "go1.25-1.27",
            (Self::Go1_25, HostId::LcUuid { .. }) => "go1.25-1.26",
            (Self::Go1_27, _) => "go1.27",
        }
    }

    /// The releases that derive this kind of ID so: evidence for the Go version. The last rule
    /// known may hold for releases to come.
    pub fn releases(self, id: &HostId) -> ReleaseRange {
        let (from, to) = match (self, id) {
            (Self::Go1_22, _) => (22, Some(23)),
            (Self::Go1_24, _) => (24, Some(24)),
            (Self::Go1_25, HostId::LcUuid { .. }) => (25, Some(26)),
            (Self::Go1_25, HostId::GnuBuildId { .. }) => (25, None),
            (Self::Go1_27, _) => (27, None),
        };
        let release = |minor| Release::new(1, minor, 0);
        ReleaseRange { from: release(from), to: to.map(release) }
    }

    fn hash(self, digest: Digest) -> [u8; 32] {
        let mut hash = *digest.bytes();
        let tweak = |byte: &mut u8, with: u8| *byte ^= with;
        match self {
            Self::Go1_22 => hash.iter_mut().for_each(|byte| tweak(byte, 0xff)),
            Self::Go1_24 => hash.iter_mut().take(1).for_each(|byte| tweak(byte, 0x01)),
            Self::Go1_25 | Self::Go1_27 => {
                hash.iter_mut().take(1).for_each(|byte| tweak(byte, 0xff));
            }
        }
        hash
    }

    /// Whether `id` is what this rule makes of the text that hashes to `digest`.
    fn gives(self, digest: Digest, id: &HostId) -> bool {
        let hash = self.hash(digest);
        match id {
            HostId::GnuBuildId { id, .. } => hash.get(..20) == Some(id.as_slice()),
            HostId::LcUuid { id, .. } => {
                let variant = if self == Self::Go1_27 { 0x80 } else { 0xc0 };
                let byte = |at: usize, byte: u8| match at {
                    6 => byte & 0x0f | 0x30,
                    8 => byte & 0x3f | variant,
                    _ => byte,
                };
                id.iter().zip(hash).enumerate().all(|(at, (id, hash))| *id == byte(at, hash))
            }
        }
    }
}

/// What the host ID is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostIdStatus {
    /// It follows from the Go build ID.
    Derived(HostIdRule),
    /// It does not: the C linker's own, one that flags asked for, or one from before the Go build ID was
    /// changed.
    Foreign,
    /// There is none.
    Absent,
    /// There is no Go build ID from which it could follow, or that is the ID of an archive that a C
    /// linker took in.
    Uncheckable,
}

impl HostIdStatus {
    /// The name used in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Derived(_) => "derived",
            Self::Foreign => "foreign",
            Self::Absent => "absent",
            Self::Uncheckable => "uncheckable",
        }
    }
}

/// What was found out of the host ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostIdCheck {
    /// What it is.
    pub status: HostIdStatus,
    /// Why, in a sentence.
    pub reason: String,
    /// That it does not follow from the Go build ID contradicts the Go version.
    pub contradicts: bool,
}

/// The text that the linker hashed.
fn linkers_id(id: &BuildId) -> Vec<u8> {
    match id.segments() {
        Some(it) => {
            [it.link_action, it.main_action, it.main_content, it.link_action].join("/").into_bytes()
        }
        None => id.text().as_bytes().to_vec(),
    }
}

/// The rule by which `host` follows from `id`; `None` where it does not.
pub fn host_id_rule(id: &BuildId, host: &HostId) -> Option<HostIdRule> {
    let digest = Digest::of(&linkers_id(id));
    HostIdRule::ALL.into_iter().find(|rule| rule.gives(digest, host))
}

/// Judges the host ID of a program.
pub fn check_host_id(evidence: &Origin) -> HostIdCheck {
    let said = |status, reason: String| HostIdCheck { status, reason, contradicts: false };
    let Some(host) = &evidence.host_id else {
        return said(HostIdStatus::Absent, absence(evidence));
    };
    let Ok(Some(id)) = &evidence.build_id else {
        let reason = "there is no Go build ID from which it could follow";
        return said(HostIdStatus::Uncheckable, reason.to_owned());
    };
    let release = evidence.version.as_ref().and_then(|version| version.release());
    if let Some(rule) = host_id_rule(id, host) {
        let releases = rule.releases(host);
        let fits = release.is_none_or(|it| {
            it.minor >= releases.from.minor && releases.to.is_none_or(|to| it.minor <= to.minor)
        });
        let mut reason = format!("follows from the Go build ID as {} derives it", rule.name(host));
        if let Some(release) = release.filter(|_| !fits) {
            reason.push_str(&format!(", which is not how {release} does it"));
        }
        return HostIdCheck { status: HostIdStatus::Derived(rule), reason, contradicts: !fits };
    }
    if c_archive::is_linked(evidence) {
        return said(HostIdStatus::Uncheckable, c_archive::HOST_ID.to_owned());
    }
    let since_1_24 = release.is_some_and(|it| it >= Release::new(1, 24, 0));
    if !since_1_24 {
        let reason = match release {
            Some(_) => "not from the Go build ID: this Go version leaves it to the C linker",
            None => "not from the Go build ID: the C linker's own, or it was changed",
        };
        return said(HostIdStatus::Foreign, reason.to_owned());
    }
    if let Some(flag) = flags::host_id(evidence) {
        let reason = format!("not from the Go build ID: asked for with {flag}");
        return said(HostIdStatus::Foreign, reason);
    }
    if !flags::are_known(evidence) {
        let reason = "does not follow from the Go build ID: asked for with -B or -extldflags when it \
                      was linked, or changed since; the build info does not hold the linker's flags";
        return said(HostIdStatus::Foreign, reason.to_owned());
    }
    let reason = "does not follow from the Go build ID, from which every Go since 1.24 derives it \
                  unless told otherwise with -ldflags, and the settings name no such flag";
    HostIdCheck { status: HostIdStatus::Foreign, reason: reason.to_owned(), contradicts: true }
}

/// What the host ID says of the Go version: the rule by which it is derived changes with releases.
/// `None` where it is not derived, or nobody asks.
pub fn version_fact(evidence: &Origin, check: &HostIdCheck) -> Option<VersionFact> {
    let (HostIdStatus::Derived(rule), Some(_)) = (check.status, &evidence.dating) else {
        return None;
    };
    let id = evidence.host_id.as_ref()?;
    let seen = format!("a {} derived as {} does", id.kind(), rule.name(id));
    Some(VersionFact::new(FactKind::HostId, seen, rule.releases(id), id.place()))
}

/// Why there is none.
fn absence(evidence: &Origin) -> String {
    let release = evidence.version.as_ref().and_then(|version| version.release());
    let reason = match (evidence.image.format, release) {
        _ if evidence.in_archive || evidence.image.format == Format::GoObject => {
            "an archive has none: the linker writes it into what the archive is linked into"
        }
        _ if c_archive::is_linked(evidence) => {
            "a C linker made the file from a Go archive, and wrote none"
        }
        (Format::Pe, _) => "a PE file has none",
        (Format::Wasm | Format::Xcoff | Format::Plan9, _) => "this format has none",
        (_, Some(release)) if release < Release::new(1, 24, 0) => {
            "this Go version writes none; a C linker would"
        }
        (_, Some(_)) if !matches!(evidence.build_id, Ok(Some(_))) => {
            "without a Go build ID there is nothing to derive one from"
        }
        (Format::Elf | Format::MachO, Some(_)) => match flags::host_id(evidence) {
            Some(flag) => return format!("left out, as {flag} asks"),
            None if flags::are_known(evidence) => {
                "removed since, or its headers were: Go since 1.24 writes one unless told otherwise \
                 with -ldflags, and the settings name no such flag"
            }
            None => {
                "Go since 1.24 writes one; left out with -B none, or removed, or its headers were"
            }
        },
        _ => "neither a GNU build-id note nor an LC_UUID",
    };
    reason.to_owned()
}
