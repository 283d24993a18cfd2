//! Go archives (`-buildmode=c-archive`) that a C linker turned into something else: a Python
//! extension, a Node addon, an app.
//!
//! The note with the Go build ID is copied out of the archive's `go.o`. So everything linked from
//! one archive has the same ID, and its last part is the hash of the archive. The host ID is the C
//! linker's own. Seen with gcc, mingw and clang, Go 1.22–1.27, in packages from PyPI and npm.

use super::cause::Cause;
use super::content_check::{ContentCheck, ContentStatus};
use super::writer::{Writer, writer};
use crate::image::Format;
use crate::origin::Origin;

/// Why the host ID of such a file cannot be checked.
pub(super) const HOST_ID: &str = "the C linker's own: Go derives none for an archive \
                                  (-buildmode=c-archive), which is what the Go code came in";

/// Whether the build info says `-buildmode=c-archive` though the file is not an archive. A file
/// that Go's own linker laid out is never one, whatever its build info says.
pub(super) fn is_linked(origin: &Origin) -> bool {
    let is_archive = origin.around.is_archive() || origin.image.format == Format::GoObject;
    let mode = origin.modules().and_then(|modules| modules.setting("-buildmode"));
    let says_so = mode.is_some_and(|mode| mode.as_bytes() == b"c-archive");
    !is_archive && says_so && writer(&origin.image) != Writer::Go
}

/// The verdict on a file that a C linker made from an archive.
pub(super) fn check() -> ContentCheck {
    let reason = "a C linker made this file from a Go archive (-buildmode=c-archive): the build ID \
                  and the hash in it are the archive's";
    let check = ContentCheck::new(ContentStatus::Uncheckable, Cause::CArchive, reason);
    let details = vec!["the archive itself, the .a file, can be verified".to_owned()];
    ContentCheck { details, ..check }
}
