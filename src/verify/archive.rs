//! The content ID of archives and Go object files: no part of them is left out of the hash but the ID.
//!
//! That of a package has two parts, the last of which is the hash of the archive; that of a C archive
//! (`-buildmode=c-archive`) has four and stands in its member `go.o`, and the hash covers all members.
//!
//! Source: `cmd/go/internal/work/buildid.go` (`updateBuildID`), Go 1.27.3.

use super::cause::Cause;
use super::content_id::{ContentCheck, ContentRule, ContentStatus, shapeless};
use super::stream::{self, Version, whole};
use crate::bytes::Input;
use crate::evidence::BuildId;

/// Judges the content ID of an archive.
pub(super) fn check(id: &BuildId, input: &Input<'_>) -> ContentCheck {
    let four = id.segments().map(|it| (it.link_action, it.content));
    let Some((action, content)) = four.or(id.package_segments()) else { return shapeless(id) };
    let version = Version::new(Vec::new(), whole(input));
    let digests = match stream::hash(input, id.text().as_bytes(), &[version]) {
        Ok(digests) => digests,
        Err(error) => return ContentCheck::unread(&error),
    };
    let actual = digests.into_iter().flatten().last().map(|(_, digest)| digest.part());
    let (status, cause, reason) = if actual.as_deref() == Some(content) {
        (ContentStatus::Verified, None, "these are the bytes that go build wrote")
    } else if action == content {
        let reason = "a placeholder stands where the content hash belongs, so nothing says what the \
                      bytes were";
        (ContentStatus::Unfinalized, Some(Cause::Placeholder), reason)
    } else {
        let reason = "bytes of the archive changed; nothing tells which";
        (ContentStatus::Mismatch, Some(Cause::Undecided), reason)
    };
    ContentCheck {
        status,
        cause,
        tool: None,
        is_undone: false,
        reason: reason.to_owned(),
        marks: Vec::new(),
        details: Vec::new(),
        rule: Some(ContentRule::Any),
        expected: Some(content.to_owned()),
        actual,
    }
}
