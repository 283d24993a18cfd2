//! What the headers of a Mach-O program show about tools that rewrote it after the link.
//!
//! | mark | Go's own linker | tools that leave another |
//! | --- | --- | --- |
//! | end of a data segment in the file | where its data ends | llvm-objcopy, llvm-strip, llvm-install-name-tool pad it to a whole page |
//! | name in the signature | `a.out`, also where a C linker laid the file out | any tool that signs again: the name of the file |
//! | run paths (`LC_RPATH`) | none | install_name_tool, arwen |
//! | libraries loaded | by absolute paths | delocate: `@loader_path/../.dylibs/…` |
//! | symbols | more than functions, unless asked to leave them out | strip, llvm-strip |
//!
//! Seen with Go 1.13–1.27 for amd64 and arm64, LLVM 14 and 19, arwen 0.0.5, and about thirty
//! programs from npm and PyPI; the names of delocate are those of version 0.13.

use super::linked::{Linked, other};
use crate::bytes::Digest;
use crate::bytes::{Budget, Endian, Input, PartOffset, Reader, Span, Text, needle};
use crate::image::{Image, Signature};
use crate::origin::Origin;
use crate::verify::cause::{Cause, Suspicion};
use crate::verify::flags;
use crate::verify::writer::{Writer, writer};

/// The name that Go's linker gives every program in the signature it writes.
const GO_NAME: &[u8] = b"a.out";
/// The LLVM tools that rewrite a Mach-O file, all in the same way.
const LLVM: &str = "llvm-objcopy, llvm-strip or llvm-install-name-tool";

pub(super) fn judge(origin: &Origin, linked: &Linked, input: &Input<'_>) -> Suspicion {
    by_headers(origin, input).unwrap_or_else(|| other(linked))
}

/// `None` where no mark shows more than the marks of every format do.
fn by_headers(origin: &Origin, input: &Input<'_>) -> Option<Suspicion> {
    let image = &origin.image;
    let writer = writer(image);
    let name = CodeDirectory::find(image, input)
        .and_then(|it| it.name())
        .filter(|(name, _)| name.as_bytes() != GO_NAME);
    let signed = |suspicion: Suspicion| match &name {
        Some((name, at)) => suspicion.mark(format!(
            "its signature names it {name} at {}; Go's linker names every program a.out",
            origin.place(*at)
        )),
        None => suspicion,
    };
    if let Some((library, at)) = relative_library(image, input) {
        let is_delocated = needle::find(library.as_bytes(), b"/.dylibs/").is_some();
        let reason = "the names of the libraries it loads were changed after linking";
        let suspicion = Suspicion::new(Cause::Rewritten, reason)
            .by(if is_delocated {
                "install_name_tool, as delocate runs it"
            } else {
                "install_name_tool"
            })
            .mark(format!("it loads {library} at {}", origin.place(at)));
        if is_delocated || writer != Writer::CLinker {
            return Some(signed(suspicion));
        }
    }
    let asked = flags::left_out(origin);
    let no_symbols = lacks_symbols(origin) && asked.is_some_and(|(symbols, _)| !symbols);
    let no_debug = origin.traits.dwarf == Some(false) && asked.is_some_and(|(_, debug)| !debug);
    if writer == Writer::Tool {
        let (cause, reason) = match (no_symbols, no_debug) {
            (true, _) => {
                (Cause::Stripped, "stripped after linking, and written anew by LLVM's tools")
            }
            (_, true) => (Cause::DebugRewritten, "the debug sections were removed by LLVM's tools"),
            _ => (Cause::Rewritten, "written anew by LLVM's tools"),
        };
        let mark =
            "every data segment is padded to a whole page; Go's linker ends it with its data";
        return Some(signed(Suspicion::new(cause, reason).by(LLVM).mark(mark)));
    }
    if no_symbols {
        let count = image.symbol_count().unwrap_or_default();
        let reason = "stripped after linking: the linker was not asked to leave symbols out";
        let mark = format!("{count} symbols are left, fewer than there are functions");
        return Some(signed(Suspicion::new(Cause::Stripped, reason).by("strip").mark(mark)));
    }
    if let (Writer::Go, Some(at)) = (writer, image.loading.run_paths.first()) {
        let reason = "run paths were added after linking; Go's linker writes none";
        let suspicion = Suspicion::new(Cause::Rewritten, reason).by("install_name_tool or arwen");
        return Some(signed(suspicion.mark(format!("a run path at {}", origin.place(at.start())))));
    }
    if writer == Writer::CLinker && name.is_some() && !no_debug {
        let reason =
            "bytes changed, and the file was signed anew after that; it does not tell by what";
        return Some(signed(Suspicion::new(Cause::Undecided, reason)));
    }
    None
}

/// Whether there are fewer symbols than functions. Each function has a symbol.
fn lacks_symbols(origin: &Origin) -> bool {
    let functions = origin.pclntab.as_ref().ok().and_then(Option::as_ref);
    let symbols = origin.image.symbol_count().unwrap_or_default();
    functions.is_some_and(|table| symbols < table.functions)
}

/// The first library that is not loaded by an absolute path, and the place of its name.
fn relative_library(image: &Image, input: &Input<'_>) -> Option<(Text, PartOffset)> {
    image.loading.libraries.iter().find_map(|span| {
        let bytes = input.read_clamped(*span).ok()?;
        let name = needle::until_nul(&bytes)?;
        name.starts_with(b"@").then(|| (Text::from(name), span.start()))
    })
}

/// The code directory of a signature.
///
/// A signature is a list of blobs, all numbers big-endian: magic `fade0cc0`, size and count, then
/// type and offset of each. Blob 0 is the code directory: magic `fade0c02`; at 16 the offset of the
/// hashes and at 20 that of the name, which ends with a NUL; at 28 the number of hashes and at 32
/// the number of bytes they cover; at 36 the size and the kind of each hash (2 is SHA-256), and at
/// 39 the binary logarithm of a page. Source: `cmd/internal/codesign/codesign.go`, Go 1.27.
struct CodeDirectory<'i, 's> {
    input: &'i Input<'s>,
    at: PartOffset,
}

impl<'i, 's> CodeDirectory<'i, 's> {
    fn find(image: &Image, input: &'i Input<'s>) -> Option<Self> {
        const BLOBS: u32 = 16;
        let Some(Signature::CodeSignature { data, .. }) = image.signature else { return None };
        let blobs = Self { input, at: data.start() };
        if blobs.word(0)? != 0xfade_0cc0 {
            return None;
        }
        let count = blobs.word(8)?.min(BLOBS);
        let entry = |index: u32| u64::from(index).saturating_mul(8).saturating_add(12);
        let index = (0..count).find(|&index| blobs.word(entry(index)) == Some(0))?;
        let offset = blobs.word(entry(index).saturating_add(4))?;
        let at = data.start().saturating_add(offset.into());
        Some(Self { input, at }).filter(|it| it.word(0) == Some(0xfade_0c02))
    }

    fn bytes(&self, offset: u64, len: u64) -> Option<Vec<u8>> {
        self.input.read_clamped(Span::new(self.at.saturating_add(offset), len)).ok()
    }

    fn word(&self, offset: u64) -> Option<u32> {
        Reader::new(&self.bytes(offset, 4)?, self.at, Endian::Big).u32().ok()
    }

    /// The name of the program, and its place.
    fn name(&self) -> Option<(Text, PartOffset)> {
        const LONGEST: u64 = 256;
        let offset = u64::from(self.word(20)?);
        let bytes = self.bytes(offset, LONGEST)?;
        Some((Text::from(needle::until_nul(&bytes)?), self.at.saturating_add(offset)))
    }

    /// The pages that do not match their hash in the signature, each as a part of the file, and the
    /// number of all pages; `None` where the hashes are not SHA-256 of pages of 4 to 64 KiB.
    fn broken_pages(&self) -> Option<(Vec<Span>, u64)> {
        const SHA_256: [u8; 2] = [32, 2];
        let (hashes, count) = (u64::from(self.word(16)?), u64::from(self.word(28)?));
        let covered = u64::from(self.word(32)?).min(self.input.size());
        let [size, kind, _, shift] = self.word(36)?.to_be_bytes();
        let page = 1_u64.checked_shl(shift.into()).filter(|_| (12..=16).contains(&shift))?;
        if [size, kind] != SHA_256 || count != covered.div_ceil(page) {
            return None;
        }
        let hashes = self.bytes(hashes, count.checked_mul(32)?)?;
        let mut broken = Vec::new();
        let mut start = 0_u64;
        for hash in hashes.chunks_exact(32) {
            let span = Span::new(PartOffset(start), page.min(covered.saturating_sub(start)));
            if Digest::of(&self.input.read(span).ok()?).bytes().as_slice() != hash {
                broken.push(span);
            }
            start = start.saturating_add(page);
        }
        (start >= covered).then_some((broken, count))
    }
}

/// Which parts of the file its signature still matches: the content hash names no place, but a
/// signature has a hash for each page.
pub(super) fn signature_says(origin: &Origin, input: &Input<'_>) -> Option<String> {
    // This reads the whole file. A budget of its own leaves the other budget for later reads.
    let budget = Budget::new(input.budget().limits());
    let input = &Input::open(input.source(), &budget).ok()?;
    let (broken, count) = CodeDirectory::find(&origin.image, input)?.broken_pages()?;
    Some(match broken.as_slice() {
        [] => "the signature in it holds for every page: whoever changed the file signed it anew"
            .to_owned(),
        [only] => format!(
            "the signature in it holds for all of its {count} pages but the one at {}, {} bytes",
            origin.place(only.start()),
            only.len()
        ),
        [first, ..] => format!(
            "the signature in it does not hold for {} of its {count} pages, the first at {}",
            broken.len(),
            origin.place(first.start())
        ),
    })
}
