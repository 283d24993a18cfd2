//! The host ID: whether GNU build-id or `LC_UUID` has the value that Go would write.
//!
//! Since Go 1.24 the linker derives the host ID from the Go build ID, unless flags say otherwise;
//! before, it leaves the host ID to an external linker.

use std::borrow::Cow;

use super::{c_archive, flags};
use crate::evidence::HostIdRule;
use crate::go::Release;
use crate::image::Format;
use crate::origin::Origin;

/// How the host ID relates to the Go build ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostIdStatus {
    /// It follows from the Go build ID.
    Derived(HostIdRule),
    /// It does not follow from the Go build ID: it is the C linker's own, one that flags asked for,
    /// or one from before the Go build ID was changed.
    Foreign,
    /// There is no host ID.
    Absent,
    /// It cannot be compared: there is no Go build ID, or the ID is that of an archive that a C
    /// linker linked.
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

/// The result of the check of the host ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostIdCheck {
    /// How the host ID relates to the Go build ID.
    pub status: HostIdStatus,
    /// Why, in a sentence.
    pub reason: Cow<'static, str>,
    /// Whether it contradicts the Go version that the host ID does not follow from the Go build ID.
    pub contradicts: bool,
}

/// Judges the host ID of a program.
pub(crate) fn check_host_id(origin: &Origin) -> HostIdCheck {
    let said =
        |status, reason: Cow<'static, str>| HostIdCheck { status, reason, contradicts: false };
    let Some(host) = &origin.host_id else {
        return said(HostIdStatus::Absent, absence(origin));
    };
    if !matches!(origin.build_id, Ok(Some(_))) {
        let reason = "there is no Go build ID from which it could follow";
        return said(HostIdStatus::Uncheckable, reason.into());
    }
    let release = origin.version.as_ref().and_then(|version| version.release());
    if let Some(rule) = origin.host_id_rule {
        let releases = rule.releases(host);
        let fits = release.is_none_or(|it| {
            it.minor >= releases.from.minor && releases.to.is_none_or(|to| it.minor <= to.minor)
        });
        let mut reason = format!("follows from the Go build ID as {} derives it", rule.name(host));
        if let Some(release) = release.filter(|_| !fits) {
            reason.push_str(&format!(", which is not how {release} does it"));
        }
        let reason = reason.into();
        return HostIdCheck { status: HostIdStatus::Derived(rule), reason, contradicts: !fits };
    }
    if c_archive::is_linked(origin) {
        return said(HostIdStatus::Uncheckable, c_archive::HOST_ID.into());
    }
    let since_1_24 = release.is_some_and(|it| it >= Release::new(1, 24, 0));
    if !since_1_24 {
        let reason = match release {
            Some(_) => "not from the Go build ID: this Go version leaves it to the C linker",
            None => "not from the Go build ID: the C linker's own, or it was changed",
        };
        return said(HostIdStatus::Foreign, reason.into());
    }
    if let Some(flag) = flags::host_id(origin) {
        let reason = format!("not from the Go build ID: asked for with {flag}");
        return said(HostIdStatus::Foreign, reason.into());
    }
    if !flags::are_known(origin) {
        let reason = "does not follow from the Go build ID: asked for with -B or -extldflags when it \
                      was linked, or changed since; the build info does not hold the linker's flags";
        return said(HostIdStatus::Foreign, reason.into());
    }
    let reason = "does not follow from the Go build ID, from which every Go since 1.24 derives it \
                  unless told otherwise with -ldflags, and the settings name no such flag";
    HostIdCheck { status: HostIdStatus::Foreign, reason: reason.into(), contradicts: true }
}

/// Why there is no host ID.
fn absence(origin: &Origin) -> Cow<'static, str> {
    let release = origin.version.as_ref().and_then(|version| version.release());
    let reason = match (origin.image.format, release) {
        _ if origin.around.is_archive() || origin.image.format == Format::GoObject => {
            "an archive has none: the linker writes it into what the archive is linked into"
        }
        _ if c_archive::is_linked(origin) => {
            "a C linker made the file from a Go archive, and wrote none"
        }
        (Format::Pe, _) => "a PE file has none",
        (Format::Wasm | Format::Xcoff | Format::Plan9, _) => "this format has none",
        (_, Some(release)) if release < Release::new(1, 24, 0) => {
            "this Go version writes none; a C linker would"
        }
        (_, Some(_)) if !matches!(origin.build_id, Ok(Some(_))) => {
            "without a Go build ID there is nothing to derive one from"
        }
        (Format::Elf | Format::MachO, Some(_)) => match flags::host_id(origin) {
            Some(flag) => return format!("left out, as {flag} asks").into(),
            None if flags::are_known(origin) => {
                "removed since, or its headers were: Go since 1.24 writes one unless told otherwise \
                 with -ldflags, and the settings name no such flag"
            }
            None => {
                "Go since 1.24 writes one; left out with -B none, or removed, or its headers were"
            }
        },
        _ => "neither a GNU build-id note nor an LC_UUID",
    };
    reason.into()
}
