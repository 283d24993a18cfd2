//! The content ID: whether the bytes of the file are those that the linker and the go command
//! wrote.
//!
//! The last part of a build ID is the SHA-256 of the whole file. In the hash every occurrence of
//! the ID counts as zeros, and so do
//!
//! | what | where | Go |
//! | --- | --- | --- |
//! | the signature | Mach-O, the data of `LC_CODE_SIGNATURE` | all |
//! | the host ID | section `.note.gnu.build-id` behind its first 16 bytes, or the first `LC_UUID` | 1.24– |
//!
//! So a change of the first three parts of the ID does not change this hash. Since Go 1.24 the host
//! ID follows from these parts and shows the change; before, and in PE files, nothing does.
//!
//! Source: `cmd/internal/buildid/rewrite.go` (`FindAndHash`), Go 1.19–1.27.

use super::attempts::Attempts;
use super::cause::{Cause, Suspicion};
use super::content_check::{ContentCheck, ContentRule, ContentStatus, packed, shapeless};
use super::set_aside::{self, Aside, Guess};
use super::stream::{self, Patch, whole};
use super::suspect;
use super::writer::{Writer, writer};
use super::{archive, aside_elf, aside_pe, c_archive};
use crate::bytes::{Input, Named, PartOffset, ReadError, Span};
use crate::evidence::{HostIdRule, Segments};
use crate::go::Release;
use crate::image::{Format, Image, Signature};
use crate::origin::{KnownVersion, Origin};
use crate::unpack;

/// What decides how a file is hashed.
struct Plan<'p, 's> {
    input: &'p Input<'s>,
    origin: &'p Origin,
    id: &'p [u8],
    expected: &'p str,
    /// The bytes of the host ID that count as zeros since Go 1.24.
    host_id: Option<Span>,
}

/// Judges the content ID of a program. Reads the whole file once; where the hash differs, once more
/// to find out why.
pub(crate) fn check_content(origin: &Origin, input: &Input<'_>) -> ContentCheck {
    if let Some(program) = origin.belongs_to() {
        let reason = format!(
            "a debug file: what was hashed is not in it, as it has neither code nor data; it \
             belongs to {program}"
        );
        return ContentCheck::new(ContentStatus::Uncheckable, Cause::DebugFile, reason);
    }
    let id = match &origin.build_id {
        Ok(Some(id)) => id,
        Ok(None) if unpack::recognise(input).is_some() => return packed(),
        Ok(None) => {
            let reason = suspect::missing_id(origin);
            return ContentCheck::new(ContentStatus::Uncheckable, Cause::NoId, reason);
        }
        Err(damage) => {
            return ContentCheck::new(
                ContentStatus::Uncheckable,
                Cause::DamagedId,
                format!("the Go build ID cannot be read: {}", origin.around.error(damage)),
            );
        }
    };
    if origin.around.is_archive() || origin.image.format == Format::GoObject {
        return archive::check(origin, id, input);
    }
    if c_archive::is_linked(origin) {
        return c_archive::check();
    }
    let Some(segments) = id.segments() else { return shapeless(id) };
    let plan = Plan {
        input,
        origin,
        id: id.text().as_bytes(),
        expected: segments.content,
        host_id: host_id_bytes(&origin.image),
    };
    plan.check(segments).unwrap_or_else(|error| ContentCheck::unread(&origin.around.error(&error)))
}

/// The bytes of the host ID that Go leaves out of the hash since 1.24.
fn host_id_bytes(image: &Image) -> Option<Span> {
    /// The head of the note: three words and `GNU\0`.
    const NOTE_HEAD: u64 = 16;
    if image.format == Format::MachO {
        return image.uuid.map(|(uuid, at)| Span::new(at, u64::try_from(uuid.len()).unwrap_or(16)));
    }
    let note = image.section(".note.gnu.build-id").filter(|_| image.format == Format::Elf)?.span?;
    note.part(NOTE_HEAD, note.len().checked_sub(NOTE_HEAD)?).filter(|id| !id.is_empty())
}

/// Whether the layout shows that a tool wrote the whole file anew, so that its bytes, up to whatever
/// end, are under no rule those that were hashed.
fn is_written_anew(image: &Image) -> bool {
    let is_linked = |name: &&str| image.section(name).is_some();
    image.format == Format::Elf
        && (writer(image) == Writer::Tool || suspect::LINKS.iter().any(is_linked))
}

impl Plan<'_, '_> {
    fn check(&self, segments: Segments<'_>) -> Result<ContentCheck, ReadError> {
        let rules = self.likely_rules();
        let first = self.likely(&rules);
        let mut hashes = stream::hash(self.input, self.id, first.versions())?;
        let size = PartOffset(self.input.size());
        let actual = hashes.at(0, size).map(|digest| digest.part());
        if let Some((rule, None, _)) = first.found(&hashes, self.expected) {
            return Ok(self.verified(rule));
        }
        let rule = rules.first().copied();
        let expected = Some(self.expected.to_owned());
        let known = |check| ContentCheck { rule, expected, actual: actual.clone(), ..check };
        if segments.link_action == segments.content {
            return Ok(known(self.unfinalized()));
        }
        hashes.extend();
        let found = match first.found(&hashes, self.expected) {
            None => self.without_what_was_added(&rules)?,
            found => found,
        };
        if let Some((rule, aside, end)) = found {
            return Ok(ContentCheck { actual, ..self.explained(rule, aside, end) });
        }
        let Suspicion { cause, tool, reason, marks, details } =
            suspect::suspect(self.origin, self.input);
        let check = ContentCheck::new(ContentStatus::Mismatch, cause, reason);
        Ok(known(ContentCheck { tool, marks, details, ..check }))
    }

    /// The file as it is, and with another end, which costs no more: both hash the same bytes.
    fn likely(&self, rules: &[ContentRule]) -> Attempts {
        let mut attempts = Attempts::default();
        for &rule in rules {
            attempts.add(rule, None, self.as_it_is(rule), &whole(self.input));
        }
        if let Some((aside, _, ends)) = set_aside::tail(&self.origin.image, self.input) {
            for &rule in rules {
                attempts.add(rule, Some(aside), self.as_it_is(rule), &ends);
            }
        }
        attempts
    }

    /// The rules that are possible for the Go version, the likeliest first.
    fn likely_rules(&self) -> Vec<ContentRule> {
        let release = self.origin.version.as_ref().and_then(KnownVersion::release);
        match (self.host_id, release) {
            (None, _) => vec![ContentRule::Any],
            (Some(_), Some(release)) if release >= Release::new(1, 24, 0) => {
                vec![ContentRule::HostIdZeroed]
            }
            (Some(_), Some(_)) => vec![ContentRule::HostIdHashed],
            (Some(_), None) => vec![ContentRule::HostIdHashed, ContentRule::HostIdZeroed],
        }
    }

    /// The patch that `rule` needs besides those for the ID and the signature.
    fn host_patch(&self, rule: ContentRule) -> Option<Patch> {
        self.host_id.filter(|_| rule == ContentRule::HostIdZeroed).map(Patch::Zeros)
    }

    /// The patches that `rule` needs for a file that nobody changed.
    fn as_it_is(&self, rule: ContentRule) -> Vec<Patch> {
        let signature = match self.origin.image.signature {
            Some(Signature::CodeSignature { data, .. }) => Some(Patch::Zeros(data)),
            _ => None,
        };
        signature.into_iter().chain(self.host_patch(rule)).collect()
    }

    fn verified(&self, rule: ContentRule) -> ContentCheck {
        ContentCheck {
            rule: Some(rule),
            expected: Some(self.expected.to_owned()),
            actual: Some(self.expected.to_owned()),
            ..ContentCheck::verified()
        }
    }

    fn unfinalized(&self) -> ContentCheck {
        let release = self.origin.version.as_ref().and_then(KnownVersion::release);
        let reason = match release {
            Some(release) if release >= Release::new(1, 24, 0) => {
                "the linker's placeholder stands where the content hash belongs: linked without \
                 the go command, so nothing says what the bytes were"
            }
            _ => {
                "the linker's placeholder stands where the content hash belongs, as `go run` and \
                 `go test` up to Go 1.23 leave it, so nothing says what the bytes were"
            }
        };
        ContentCheck::new(ContentStatus::Unfinalized, Cause::Placeholder, reason)
    }

    /// Looks for the expected hash under the other rule, and without a signature that was added or
    /// renewed, or whatever else was added.
    fn without_what_was_added(
        &self,
        tried: &[ContentRule],
    ) -> Result<Option<(ContentRule, Option<Aside>, PartOffset)>, ReadError> {
        let guesses = self.guesses()?;
        let mut attempts = Attempts::default();
        for rule in self.all_rules(tried) {
            let is_new = !tried.contains(&rule) && !is_written_anew(&self.origin.image);
            if is_new {
                attempts.add(rule, None, self.as_it_is(rule), &whole(self.input));
            }
            for (aside, patches, ends) in &guesses {
                if *aside != Aside::Tail || is_new {
                    let patches = patches.iter().cloned().chain(self.host_patch(rule)).collect();
                    attempts.add(rule, Some(*aside), patches, ends);
                }
            }
        }
        if attempts.versions().is_empty() {
            return Ok(None);
        }
        let mut hashes = stream::hash(self.input, self.id, attempts.versions())?;
        hashes.extend();
        Ok(attempts.found(&hashes, self.expected))
    }

    /// The rules that a file of this kind may have been hashed by. Where the host ID follows from the
    /// build ID, it tells the release of the linker, and with it the rule.
    fn all_rules(&self, likely: &[ContentRule]) -> Vec<ContentRule> {
        let told = self.origin.host_id_rule.map(|rule| match rule {
            HostIdRule::Go1_22 => ContentRule::HostIdHashed,
            _ => ContentRule::HostIdZeroed,
        });
        match (self.host_id, told) {
            (None, _) => vec![ContentRule::Any],
            (Some(_), Some(rule)) if likely == [rule] => vec![rule],
            (Some(_), _) => vec![ContentRule::HostIdHashed, ContentRule::HostIdZeroed],
        }
    }

    /// Every guess at the file as it was before it was changed.
    fn guesses(&self) -> Result<Vec<Guess>, ReadError> {
        let image = &self.origin.image;
        let mut guesses = set_aside::guesses(image, self.input)?;
        guesses.extend(aside_pe::guesses(self.origin, self.input)?);
        guesses.extend(aside_elf::guess(image, self.input)?);
        Ok(guesses)
    }

    fn explained(&self, rule: ContentRule, aside: Option<Aside>, end: PartOffset) -> ContentCheck {
        let verified = self.verified(rule);
        let Some(aside) = aside else {
            let release = self.origin.version.as_ref().and_then(KnownVersion::release);
            let release = release.map(|it| it.to_string()).unwrap_or_default();
            let details =
                vec![format!("hashed by the rule {}, not as {release} does", rule.name())];
            return ContentCheck { details, ..verified };
        };
        let size = self.input.size();
        let (status, cause, reason) = match aside {
            Aside::Authenticode | Aside::CodeSignature => (
                ContentStatus::Verified,
                Cause::Signed,
                "once the signature is set aside, these are the bytes that go build wrote"
                    .to_owned(),
            ),
            Aside::Resigned => (
                ContentStatus::Verified,
                Cause::Resigned,
                "once the renewed signature is set aside, these are the bytes that go build wrote"
                    .to_owned(),
            ),
            Aside::Quill => (
                ContentStatus::Verified,
                Cause::Resigned,
                "once the signature that quill put behind Go's own is set aside, these are the bytes \
                 that go build wrote"
                    .to_owned(),
            ),
            Aside::Unsigned => (
                ContentStatus::Verified,
                Cause::Unsigned,
                "a signature was removed; once the checksum that it left is set back, these are the \
                 bytes that go build wrote"
                    .to_owned(),
            ),
            Aside::Section => (
                ContentStatus::Verified,
                Cause::SectionAdded,
                "a section was added, as editors of resources do; without it these are the bytes \
                 that go build wrote"
                    .to_owned(),
            ),
            Aside::Alignment => (
                ContentStatus::Verified,
                Cause::DebugAligned,
                "the headers of compressed debug sections were changed, as debugedit does before it \
                 gives up on them; with their alignment set back, these are the bytes that go build \
                 wrote"
                    .to_owned(),
            ),
            Aside::Tail if end.0 > size => {
                let missing = end.0.saturating_sub(size);
                let reason = format!(
                    "cut short: {missing} zero bytes are missing at the end, and nothing else"
                );
                (ContentStatus::Mismatch, Cause::Truncated, reason)
            }
            Aside::Tail => {
                let more = size.saturating_sub(end.0);
                let reason = format!(
                    "{more} bytes were appended at {}; without them the file is what go build wrote",
                    self.origin.place(end)
                );
                (ContentStatus::Mismatch, Cause::Appended, reason)
            }
        };
        let tool = (aside == Aside::Quill).then_some("quill");
        ContentCheck {
            status,
            cause: Some(cause),
            tool,
            is_undone: true,
            reason: reason.into(),
            ..verified
        }
    }
}
