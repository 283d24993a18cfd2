//! Which compiler and linker made a program. Only that of the Go project, `gc`, writes build info, a
//! build ID of its own kind and a pclntab; programs of the others are recognised by other marks.
//!
//! | toolchain | mark |
//! | --- | --- |
//! | gccgo, GoLLVM | section `.go_export`, which the linker keeps of every package; library `libgo.so.N`; symbol `__go_init_main` |
//! | TinyGo | symbols `tinygo_…`; a module that imports `runtime.ticks` of its own from the host, and nothing that gc's runtime asks for |
//!
//! Source: programs of gccgo 12.2.0 (Debian 12), stripped and not, with libgo static and dynamic;
//! `src/runtime/runtime_wasm_js.go` and `targets/wasm_exec.js` of TinyGo 0.31.

use super::depth::Depth;
use crate::bytes::{Input, Named, PartOffset, needle};
use crate::go::GoVersion;
use crate::image::{Format, Image, WasmFacts};

/// What made a program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Toolchain {
    /// The compiler and linker of the Go project.
    #[default]
    Gc,
    /// GCC's Go front end, also with LLVM behind it.
    Gccgo,
    /// TinyGo.
    TinyGo,
}

impl Named for Toolchain {
    const ALL: &'static [Self] = &[Self::Gc, Self::Gccgo, Self::TinyGo];

    fn name(self) -> &'static str {
        match self {
            Self::Gc => "gc",
            Self::Gccgo => "gccgo",
            Self::TinyGo => "tinygo",
        }
    }
}

/// The most of a table of names that is searched.
const MOST: u64 = 1 << 20;

/// Which toolchain other than gc made a program that has none of gc's structures. With
/// [`Depth::Quick`] only by the names of its sections.
pub(crate) fn find(image: &Image, input: &Input<'_>, depth: Depth) -> Option<Toolchain> {
    if image.format == Format::Elf && image.section(".go_export").is_some() {
        return Some(Toolchain::Gccgo);
    }
    if depth == Depth::Quick {
        return None;
    }
    let named = |names| image.find_symbols(input, names).is_ok_and(|found| !found.is_empty());
    if needs_libgo(image, input) || named(&["__go_init_main"]) {
        return Some(Toolchain::Gccgo);
    }
    named(&["tinygo_scanCurrentStack", "tinygo_scanstack", "tinygo_startTask", "tinygo_longjmp"])
        .then_some(Toolchain::TinyGo)
}

/// Whether the loader is asked for gccgo's library.
fn needs_libgo(image: &Image, input: &Input<'_>) -> bool {
    let names = image.section(".dynstr").and_then(|section| section.span);
    let bytes = names.and_then(|span| input.read_clamped(span.first(MOST)).ok());
    bytes.is_some_and(|bytes| needle::find(&bytes, b"\0libgo.so.").is_some())
}

/// Which toolchain, other than gc, made a WebAssembly module.
pub(crate) fn of_wasm(facts: &WasmFacts) -> Option<Toolchain> {
    let named = facts.producers.iter().any(|it| it.name.as_bytes().starts_with(b"TinyGo"));
    let asks = |names: &[&str]| {
        facts.imports.iter().any(|it| {
            let (module, name) = (it.module.as_str(), it.name.as_str());
            matches!(module, Some("env" | "gojs")) && name.is_some_and(|it| names.contains(&it))
        })
    };
    // What gc's runtime asks for: `runtime.wasmExit` since Go 1.11.
    let tiny = asks(&["runtime.ticks", "runtime.sleepTicks"]) && !asks(&["runtime.wasmExit"]);
    (named || tiny).then_some(Toolchain::TinyGo)
}

/// The language that Go's linker names itself as, and the compiler.
const GO: &[&str] = &["Go", "Go cmd/compile"];

/// The version of gc by the section of a WebAssembly module that says who made it, and where it
/// stands.
pub(crate) fn gc_of_wasm(facts: &WasmFacts) -> Option<(GoVersion, PartOffset)> {
    let by_go =
        facts.producers.iter().find(|it| it.name.as_str().is_some_and(|it| GO.contains(&it)))?;
    Some((GoVersion::parse(by_go.version.as_bytes())?, by_go.at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Text;
    use crate::image::{Import, Producer};

    #[test]
    fn modules_by_what_they_ask_for() {
        let import = |module: &str, name: &str| Import { module: module.into(), name: name.into() };
        for (imports, producer, want) in [
            (vec![import("gojs", "runtime.wasmExit"), import("gojs", "runtime.ticks")], "", None),
            (vec![import("gojs", "runtime.ticks")], "", Some(Toolchain::TinyGo)),
            (vec![import("env", "runtime.sleepTicks")], "clang", Some(Toolchain::TinyGo)),
            (vec![import("app", "runtime.sleepTicks")], "clang", None),
            (vec![], "TinyGo", Some(Toolchain::TinyGo)),
            (vec![import("wasi_snapshot_preview1", "fd_write")], "Go", None),
        ] {
            let text = |text: &str| Text::from(text);
            let (field, version, at) = (text("language"), text("1"), PartOffset(0));
            let producers = vec![Producer { field, name: text(producer), version, at }];
            let facts = WasmFacts { producers, imports: imports.clone(), ..WasmFacts::default() };
            assert_eq!(of_wasm(&facts), want, "{imports:?} {producer}");
        }
    }
}
