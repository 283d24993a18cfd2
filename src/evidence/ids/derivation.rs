//! Whether GNU build-id or `LC_UUID` are derived from the Go build ID, and by which rule.
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

use super::build_id::BuildId;
use super::host_id::HostId;
use crate::bytes::Digest;
use crate::go::{Release, ReleaseRange};

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
pub(crate) fn find(id: &BuildId, host: &HostId) -> Option<HostIdRule> {
    let digest = Digest::of(&linkers_id(id));
    HostIdRule::ALL.into_iter().find(|rule| rule.gives(digest, host))
}
