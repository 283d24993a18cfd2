//! The content ID of archives and Go object files: the hash covers everything except the ID.
//!
//! The ID of a package has two parts, and the last part is the hash of the archive. The ID of a C
//! archive (`-buildmode=c-archive`) has four parts and stands in its member `go.o`; its hash covers
//! all members.
//!
//! Source: `cmd/go/internal/work/buildid.go` (`updateBuildID`), Go 1.27.3.

use super::cause::{Cause, Suspicion};
use super::content_check::{ContentCheck, ContentRule, ContentStatus, shapeless};
use super::flags::left_out;
use super::stream::{self, Version, whole};
use super::writer::{Writer, writer};
use crate::bytes::Input;
use crate::evidence::BuildId;
use crate::origin::Origin;

/// Judges the content ID of an archive; `evidence` was collected from its `go.o`.
pub(super) fn check(origin: &Origin, id: &BuildId, input: &Input<'_>) -> ContentCheck {
    let four = id.segments().map(|it| (it.link_action, it.content));
    let Some((action, content)) = four.or(id.package_segments()) else { return shapeless(id) };
    let versions = [Version::new(Vec::new(), whole(input))];
    let hashes = match stream::hash(input, id.text().as_bytes(), &versions) {
        Ok(hashes) => hashes,
        Err(error) => {
            return ContentCheck::unread(&origin.around.of_holder().error(&error));
        }
    };
    let actual = hashes.of_versions().flatten().last().map(|(_, digest)| digest.part());
    let known = |check| ContentCheck {
        rule: Some(ContentRule::Any),
        expected: Some(content.to_owned()),
        actual: actual.clone(),
        ..check
    };
    if actual.as_deref() == Some(content) {
        return known(ContentCheck::verified());
    }
    if action == content {
        let reason = "a placeholder stands where the content hash belongs, so nothing says what the \
                      bytes were";
        let check = ContentCheck::new(ContentStatus::Unfinalized, Cause::Placeholder, reason);
        return known(check);
    }
    let Suspicion { cause, tool, reason, marks, details } = suspect(origin);
    let check = ContentCheck::new(ContentStatus::Mismatch, cause, reason);
    known(ContentCheck { tool, marks, details, ..check })
}

/// Says what most likely happened. Go's linker writes the section headers of an ELF `go.o` right
/// behind its file header, and puts the header of a Mach-O one in one segment; a tool that writes
/// the file anew puts the sections first. Seen in archives of Go 1.22 and 1.27, before and after
/// `strip` of binutils 2.40 and of LLVM 14.
fn suspect(origin: &Origin) -> Suspicion {
    const NOT_EXCLUDED: &str = "not excluded: changed code; the hash covers all members and names \
                                no place";
    let image = &origin.image;
    let mut suspicion = match writer(image) {
        Writer::Tool => {
            let asked = left_out(origin);
            let no_debug = origin.traits.dwarf == Some(false);
            let debug_is_gone = no_debug && asked.is_none_or(|(_, debug)| !debug);
            let (cause, reason) = if debug_is_gone || !image.has_symbols() {
                (Cause::Stripped, "stripped after the build")
            } else {
                (Cause::Rewritten, "its members were written anew, as objcopy does")
            };
            let headers =
                image.section_headers.map(|it| format!(" at {}", origin.place(it.start())));
            Suspicion::new(cause, reason).by("strip or objcopy").mark(format!(
                "the section headers of go.o lie behind its sections{}; Go's linker writes them first",
                headers.unwrap_or_default()
            ))
        }
        Writer::Go => {
            let reason = "bytes of the archive changed, or its list of members did; nothing tells \
                          which";
            let mut suspicion = Suspicion::new(Cause::Undecided, reason);
            suspicion.details.push(
                "excluded: strip and objcopy of go.o, whose section headers lie where Go's linker \
                 puts them"
                    .to_owned(),
            );
            suspicion
        }
        _ => Suspicion::new(Cause::Undecided, "bytes of the archive changed; nothing tells which"),
    };
    suspicion.details.push(NOT_EXCLUDED.to_owned());
    suspicion
}
