//! WebAssembly modules: Go's structures lie in memory that the file holds in thousands of pieces, so
//! they are looked for in the memory as it will be, and each place is then told as that in the file.
//!
//! Up to Go 1.27 the linker writes no build info blob into a module (golang/go#73741).

use super::conclude::Origin;
use super::traits::tables;
use super::version::KnownVersion;
use crate::bytes::{Input, PartOffset, Text};
use crate::evidence::disguise::Look;
use crate::evidence::identity::Identity;
use crate::evidence::ids::note::Notes;
use crate::evidence::ids::{build_id, other_build_ids};
use crate::evidence::{
    BuildId, BuildInfo, Damage, Depth, Dwarf, Evidence, NoDwarf, Reading, Structure, Toolchain,
    build_info, pclntab, toolchain,
};
use crate::image::{Image, ImageError, Memory, WasmFacts};

/// Finds out where a module comes from; as [`Origin::collect`].
pub(super) fn collect(
    image: Image,
    input: &Input<'_>,
    depth: Depth,
) -> Result<Option<Origin>, ImageError> {
    let facts = image.wasm.as_deref().cloned().unwrap_or_default();
    if let Some(toolchain) = toolchain::of_wasm(&facts) {
        let found = Identity::nothing(toolchain);
        let facts = Evidence::read(found, image, input, Notes::default(), depth);
        return Ok(Some(Origin::of(facts, input, depth)));
    }
    let build_id = build_id::find(&image, input, &Notes::default());
    let version = toolchain::gc_of_wasm(&facts);
    let version = version.map(|(version, at)| KnownVersion::Producers { version, at });
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
            let failed = Damage::new(Structure::Memory, PartOffset(0), error);
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
    let facts = Evidence::read(identity, view_image, &view, Notes::default(), depth);
    let mut origin = Origin::conclude(facts, &view, depth);
    origin.translate(&|at| memory.place(at));
    origin.target.goos = origin.target.goos.or_else(|| image.goos.map(str::to_owned));
    (origin.traits.stripped, origin.traits.dwarf) = tables(&image);
    // What there is of it lies in sections of the file, not in memory.
    origin.facts.dwarf = match depth {
        Depth::Quick => Err(NoDwarf::NotRead),
        Depth::Full | Depth::Deep => Dwarf::read(&image, input),
    };
    origin.facts.other_build_ids = match &build_id {
        Ok(Some(id)) if depth != Depth::Quick => other_build_ids::others(&image, input, id),
        _ => Vec::new(),
    };
    origin.facts.build_id = build_id;
    // The linker's own word counts before any variable that looks like the runtime's.
    origin.version = version.or(origin.version);
    let error = damage.take();
    origin.facts.other_damage.extend(error.map(|error| {
        let at = error.place().unwrap_or_default();
        Damage::new(Structure::Memory, at, error)
    }));
    origin.facts.image = image;
    Ok(Some(origin))
}

/// The evidence of a module whose memory cannot be read.
fn damaged(
    image: Image,
    input: &Input<'_>,
    build_id: Reading<BuildId>,
    damage: Damage,
    depth: Depth,
) -> Origin {
    let mut identity = Identity::nothing(Toolchain::Gc);
    identity.build_id = build_id;
    let mut facts = Evidence::read(identity, image, input, Notes::default(), depth);
    facts.other_damage.push(damage);
    Origin::conclude(facts, input, depth)
}

/// Whether the module asks its host for what only Go's runtime does: module `gojs`, `go` up to Go 1.20.
fn imports_of_go(facts: &WasmFacts) -> bool {
    facts.imports.iter().any(|it| matches!(it.module.as_str(), Some("gojs" | "go")))
}
