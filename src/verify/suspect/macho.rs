//! What the headers of a Mach-O program tell of tools that wrote it anew after it was linked.
//!
//! | mark | Go's own linker | who leaves another |
//! | --- | --- | --- |
//! | end of a data segment in the file | where its data ends | llvm-objcopy, llvm-strip, llvm-install-name-tool pad it to a whole page |
//! | name in the signature | `a.out`, also where a C linker laid the file out | whoever signs anew: the name of the file |
//! | run paths (`LC_RPATH`) | none | install_name_tool, arwen |
//! | libraries loaded | by absolute paths | delocate: `@loader_path/../.dylibs/…` |
//! | symbols | more than functions, unless asked to leave them out | strip, llvm-strip |
//!
//! Seen with Go 1.13–1.27 for amd64 and arm64, LLVM 14 and 19, arwen 0.0.5, and about thirty
//! programs from npm and PyPI; the names of delocate are those of its 0.13.

use super::{Linked, Writer, other, writer};
use crate::bytes::{Endian, FileOffset, Input, Reader, Span, Text, needle};
use crate::evidence::Evidence;
use crate::image::{Image, Segment, Signature};
use crate::verify::cause::{Cause, Suspicion};
use crate::verify::flags;

/// What Go's linker names every program in the signature that it writes.
const GO_NAME: &[u8] = b"a.out";
/// What segments are padded to: the smallest page.
const PAGE: u64 = 0x1000;
/// The tools of LLVM that write a Mach-O file anew, all in one way.
const LLVM: &str = "llvm-objcopy, llvm-strip or llvm-install-name-tool";

/// Who wrote the file, by where its data segments end; C linkers were told before.
pub(super) fn layout(image: &Image) -> Writer {
    let link_edit = image.link_edit.map(|it| it.span);
    let is_data = |it: &&Segment| !it.access.execute && Some(it.span) != link_edit;
    let data: Vec<u64> = image
        .segments
        .iter()
        .filter(is_data)
        .map(|it| it.span.len())
        .filter(|&len| len > 0)
        .collect();
    match data.iter().all(|len| len.is_multiple_of(PAGE)) {
        _ if data.is_empty() => Writer::Unknown,
        true => Writer::Tool,
        false => Writer::Go,
    }
}

pub(super) fn judge(evidence: &Evidence, linked: &Linked, input: &Input<'_>) -> Suspicion {
    by_headers(evidence, input).unwrap_or_else(|| other(linked))
}

/// `None` where no mark tells more than those of every format.
fn by_headers(evidence: &Evidence, input: &Input<'_>) -> Option<Suspicion> {
    let image = &evidence.image;
    let writer = writer(image);
    let name = signed_name(image, input).filter(|(name, _)| name.as_bytes() != GO_NAME);
    let signed = |suspicion: Suspicion| match &name {
        Some((name, at)) => suspicion.mark(format!(
            "its signature names it {name} at {at}; Go's linker names every program a.out"
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
            .mark(format!("it loads {library} at {at}"));
        if is_delocated || writer != Writer::CLinker {
            return Some(signed(suspicion));
        }
    }
    let asked = flags::left_out(evidence);
    let no_symbols = lacks_symbols(evidence) && asked.is_some_and(|(symbols, _)| !symbols);
    let no_debug = evidence.traits.dwarf == Some(false) && asked.is_some_and(|(_, debug)| !debug);
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
        return Some(signed(suspicion.mark(format!("a run path at {}", at.start()))));
    }
    if writer == Writer::CLinker && name.is_some() && !no_debug {
        let reason =
            "bytes changed, and the file was signed anew after that; it does not tell by what";
        return Some(signed(Suspicion::new(Cause::Undecided, reason)));
    }
    None
}

/// Whether there are fewer symbols than functions, each of which has one.
fn lacks_symbols(evidence: &Evidence) -> bool {
    let functions = evidence.pclntab.as_ref().ok().and_then(Option::as_ref);
    let symbols = evidence.image.symbol_count().unwrap_or_default();
    functions.is_some_and(|table| symbols < table.functions)
}

/// The first library that is not loaded by an absolute path, and where it is named.
fn relative_library(image: &Image, input: &Input<'_>) -> Option<(Text, FileOffset)> {
    image.loading.libraries.iter().find_map(|span| {
        let bytes = input.read_clamped(*span).ok()?;
        let name = needle::until_nul(&bytes)?;
        name.starts_with(b"@").then(|| (Text::from(name), span.start()))
    })
}

/// What the signature says the program is called, and where.
///
/// A signature is a list of blobs, all numbers big-endian: magic `fade0cc0`, size and count, then
/// type and offset of each. Blob 0 is the code directory: magic `fade0c02`, and at 20 the offset of
/// the name, which ends with a NUL. Source: `cmd/internal/codesign/codesign.go`, Go 1.27.
fn signed_name(image: &Image, input: &Input<'_>) -> Option<(Text, FileOffset)> {
    const LONGEST_NAME: u64 = 256;
    const BLOBS: u32 = 16;
    let Some(Signature::CodeSignature { data, .. }) = image.signature else { return None };
    let bytes =
        |at: FileOffset, len: u64| input.read(Span::new(at, len).clamped(input.size())).ok();
    let word = |at: FileOffset| Reader::new(&bytes(at, 4)?, at, Endian::Big).u32().ok();
    let at = |offset: u64| data.start().saturating_add(offset);
    if word(at(0))? != 0xfade_0cc0 {
        return None;
    }
    let count = word(at(8))?.min(BLOBS);
    let blob = |index: u32| at(12).saturating_add(u64::from(index).saturating_mul(8));
    let directory = (0..count).find(|&index| word(blob(index)) == Some(0))?;
    let directory = at(word(blob(directory).saturating_add(4))?.into());
    if word(directory)? != 0xfade_0c02 {
        return None;
    }
    let name = directory.saturating_add(word(directory.saturating_add(20))?.into());
    let bytes = bytes(name, LONGEST_NAME)?;
    Some((Text::from(needle::until_nul(&bytes)?), name))
}
