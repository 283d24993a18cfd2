//! WebAssembly modules: Go's structures lie in memory that the file holds in thousands of pieces, so
//! they are looked for in the memory as it will be, and each place is then told as that in the file.
//!
//! Up to Go 1.27 the linker writes no build info blob into a module (golang/go#73741).

use super::build_info::{self, BuildInfo};
use super::disguise::Look;
use super::error::{Damage, Structure};
use super::identity::Identity;
use super::note::Notes;
use super::toolchain::{self, Toolchain};
use super::{Depth, Dwarf, Evidence, KnownVersion, NoDwarf, build_id, build_id_conflict, pclntab};
use crate::bytes::{FileOffset, Input, Text};
use crate::go::GoVersion;
use crate::image::{Image, ImageError, Memory, WasmFacts};

/// The language that Go's linker names itself as, and the compiler.
const GO: &[&str] = &["Go", "Go cmd/compile"];

/// Collects the evidence of a module; as [`Evidence::collect`].
pub(super) fn collect(
    image: Image,
    input: &Input<'_>,
    depth: Depth,
) -> Result<Option<Evidence>, ImageError> {
    let facts = image.wasm.as_deref().cloned().unwrap_or_default();
    if let Some(toolchain) = toolchain::of_wasm(&facts) {
        return Ok(Some(Evidence::of_other_toolchain(toolchain, image, input, depth)));
    }
    let build_id = build_id::find(&image, input, &Notes::default());
    let version = version(&facts);
    let is_marked = matches!(build_id, Ok(Some(_))) || version.is_some() || imports_of_go(&facts);
    // Whoever made it says so, and it is not Go.
    if !is_marked && !facts.producers.is_empty() && image.damage.is_empty() {
        return Ok(None);
    }
    let (memory, mut damage) = match Memory::read(&image, input) {
        Ok(memory) => (memory.unwrap_or_default(), None),
        Err(error) => (Memory::default(), Some(error)),
    };
    let source = memory.source(input.source());
    let view = match Input::open(&source, input.budget()) {
        Ok(view) => view,
        Err(error) => {
            let failed = Damage::new(Structure::Memory, FileOffset(0), error);
            return Ok(Some(damaged(image, input, build_id, failed, depth)));
        }
    };
    let view_image = memory.image(&image);
    // Up to Go 1.27 there is none: what is found belongs to a program that the module carries.
    let own = |info: &BuildInfo| {
        let modules = info.modules.as_ref().ok();
        let is_arch = |(key, value): &(Text, Text)| {
            key.as_bytes() == b"GOARCH" && value.as_bytes() == b"wasm"
        };
        modules.is_some_and(|modules| modules.settings.iter().any(is_arch))
    };
    let build_info = build_info::find(&view_image, &view, is_marked);
    let build_info = Ok(build_info.ok().flatten().filter(own));
    let look = if is_marked { Look::AsGo } else { Look::Everywhere };
    let identity = Identity {
        pclntab: pclntab::find(&view_image, &view, look),
        build_info,
        build_id: Ok(None),
        has_go_section: false,
        has_go_symbols: false,
        toolchain: Toolchain::Gc,
    };
    let is_broken = !image.damage.is_empty() || damage.is_some();
    if !is_marked && !identity.is_go() && !is_broken {
        return Ok(None);
    }
    let mut evidence = identity.conclude(view_image, &view, &Notes::default(), depth);
    evidence.translate(&|at| memory.place(at));
    evidence.target.goos = evidence.target.goos.or_else(|| image.goos.map(str::to_owned));
    (evidence.traits.stripped, evidence.traits.dwarf) = super::traits::tables(&image);
    // What there is of it lies in sections of the file, not in memory.
    evidence.dwarf = match depth {
        Depth::Quick => Err(NoDwarf::NotRead),
        Depth::Full | Depth::Deep => Dwarf::read(&image, input),
    };
    evidence.other_build_ids = match &build_id {
        Ok(Some(id)) if depth != Depth::Quick => build_id_conflict::others(&image, input, id),
        _ => Vec::new(),
    };
    evidence.build_id = build_id;
    // The linker's own word counts before any variable that looks like the runtime's.
    evidence.version = version.or(evidence.version);
    let error = damage.take();
    evidence.other_damage.extend(error.map(|error| {
        let at = error.place().unwrap_or_default();
        Damage::new(Structure::Memory, at, error)
    }));
    evidence.image = image;
    Ok(Some(evidence))
}

/// The evidence of a module whose memory cannot be read.
fn damaged(
    image: Image,
    input: &Input<'_>,
    build_id: super::Reading<super::BuildId>,
    damage: Damage,
    depth: Depth,
) -> Evidence {
    let mut identity = Identity::nothing(Toolchain::Gc);
    identity.build_id = build_id;
    let mut evidence = identity.conclude(image, input, &Notes::default(), depth);
    evidence.other_damage.push(damage);
    evidence
}

/// Whether the module asks its host for what only Go's runtime does: module `gojs`, `go` up to Go 1.20.
fn imports_of_go(facts: &WasmFacts) -> bool {
    facts.imports.iter().any(|it| matches!(it.module.as_str(), Some("gojs" | "go")))
}

/// The version in the section that says who made the module.
fn version(facts: &WasmFacts) -> Option<KnownVersion> {
    let by_go =
        facts.producers.iter().find(|it| it.name.as_str().is_some_and(|it| GO.contains(&it)))?;
    let version = GoVersion::parse(by_go.version.as_bytes())?;
    Some(KnownVersion::Producers { version, at: by_go.at })
}
