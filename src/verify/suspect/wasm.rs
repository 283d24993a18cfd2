//! The marks of tools in WebAssembly modules.
//!
//! Go's linker writes the size of every section in five bytes, puts `go:buildid` first and
//! `producers` behind the data, and writes no `datacount`. A tool that writes a section uses as few
//! bytes as possible for its size.
//!
//! | tool | mark |
//! | --- | --- |
//! | wasm-opt (binaryen 108, 132) | `go:buildid` behind the data, a `datacount`, short sizes |
//! | wasm-tools 1.262 | short sizes |
//! | llvm-strip 14, 19 | no `producers` |
//!
//! Source: `cmd/link/internal/wasm/asm.go` (`writeSecSize`), Go 1.22.10 and 1.27.3.

use super::linked::said;
use crate::origin::Origin;
use crate::verify::cause::{Cause, Suspicion};

pub(super) fn judge(origin: &Origin) -> Suspicion {
    let image = &origin.image;
    let short = image.wasm.as_ref().and_then(|facts| facts.short_size);
    let position = |name: &str| {
        image.sections.iter().position(|section| section.name.as_bytes() == name.as_bytes())
    };
    let id = position("go:buildid").or(position("go.buildid"));
    let moved = id.zip(position("data")).is_some_and(|(id, data)| id > data);
    let counted = position("datacount").is_some();
    let signed_off = position("producers").is_none();
    let marks = [
        (moved, "section go:buildid lies behind the data; Go's linker puts it first".to_owned()),
        (counted, "there is a section datacount, which Go's linker does not write".to_owned()),
        (signed_off, "there is no section producers, which Go's linker always writes".to_owned()),
    ];
    let mut marks: Vec<_> = marks.into_iter().filter_map(|(is, mark)| is.then_some(mark)).collect();
    marks.extend(short.map(|at| {
        let at = origin.place(at);
        format!("the size of the section at {at} is written short; Go's linker takes five bytes")
    }));
    let tool = match (moved || counted, short.is_some()) {
        (true, _) => "wasm-opt",
        (false, true) => "wasm-tools",
        (false, false) if signed_off => "llvm-strip",
        (false, false) => return said(Cause::Changed, "bytes changed in place"),
    };
    let reason = match tool {
        "wasm-opt" => "the module was optimised after linking: its code was compiled anew",
        "llvm-strip" => "custom sections were removed after linking",
        _ => "the module was written anew by another tool than Go's linker",
    };
    marks.into_iter().fold(said(Cause::Rewritten, reason).by(tool), Suspicion::mark)
}

/// Whether a tool other than Go's linker wrote the module.
pub(super) fn is_rewritten(origin: &Origin) -> bool {
    judge(origin).cause == Cause::Rewritten
}
