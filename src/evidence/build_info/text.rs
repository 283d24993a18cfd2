//! The module text without a build info blob around it.
//!
//! The compiler puts the text into package main as a string, for `debug.ReadBuildInfo`: into every program
//! that was built with modules, since Go 1.12. Since Go 1.18 the blob has a copy of its own, so that the
//! string is left where somebody took the blob away; a WebAssembly module has it as well, and no blob.
//! It stands between two sentinels of 16 bytes that nothing else starts with.
//!
//! Source: `cmd/go/internal/modload/build.go` (`ModInfoProg`), Go 1.15.15 and 1.22.10; seen in programs of Go
//! 1.12–1.27 for six systems, without blobs in esbuild 0.28 and turbo 1.8.8, and in WebAssembly of 1.15–1.27.

use std::sync::LazyLock;

use crate::bytes::rare::ByRare;
use crate::bytes::{Input, PartOffset, Span, needle};
use crate::evidence::build_info::modules::ModuleInfo;
use crate::evidence::error::{Damage, Reading, Structure};
use crate::evidence::inside::Inside;
use crate::evidence::places::{Convert, Places};
use crate::image::Image;

/// What stands before the text, and behind it.
pub(crate) const START: [u8; 16] =
    *b"\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6";
static START_FINDER: LazyLock<ByRare<1>> = LazyLock::new(|| ByRare::one(&START, 4));
const END: [u8; 16] = *b"\xf9\x32\x43\x31\x86\x18\x20\x72\x00\x82\x42\x10\x41\x16\xd8\xf2";
/// How the text starts.
const PATH: &[u8] = b"path\t";
/// Bytes looked at in one step of a search: all literals of a small program, which are read once then.
const STEP: u64 = 1 << 20;
/// The first read of a text: nearly all are whole in it.
const FIRST_READ: u64 = 8 << 10;
/// Where literals lie.
const LITERALS: [&str; 3] = [".rodata", "__rodata", ".rdata"];

/// The module text that a program holds for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleText {
    /// What it says.
    pub modules: ModuleInfo,
    /// Where it lies.
    pub at: PartOffset,
}

/// Searches for the text among the literals of the program. `Ok(None)` where there is none, or where
/// two differ, of which one may be another program's.
pub(crate) fn find(image: &Image, input: &Input<'_>) -> Reading<ModuleText> {
    let named = LITERALS.iter().find_map(|name| image.section(name)?.span);
    let places = named.map_or_else(|| image.loaded(), |span| vec![span]);
    let mut found = Found::default();
    for span in places {
        let carried = Inside::new(image, input, span);
        let failed = |error| Damage::new(Structure::ModuleText, span.start(), error);
        let overlap = u64::try_from(START.len()).unwrap_or(0).saturating_sub(1);
        let mut windows = input.data_windows(span.clamped(input.size()), STEP, overlap);
        while let Some((start, bytes)) = windows.advance().map_err(failed)? {
            for at in START_FINDER.places(bytes) {
                let at = start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
                carried.look_in(start, bytes);
                if found.differs_with(&carried, at)? {
                    return Ok(None);
                }
            }
        }
    }
    Ok(found.text)
}

/// The same in the memory of a module, where the sentinels are known to stand at `places`. `is_own` says
/// whether it is certain that no program that the memory holds starts before a place.
pub(crate) fn find_at(
    image: &Image,
    input: &Input<'_>,
    places: &[PartOffset],
    is_own: impl Fn(PartOffset) -> bool,
) -> Reading<ModuleText> {
    let (none, mut found) = (Inside::none(image, input), Found::default());
    // What a run carries is looked for once.
    let runs = image.loaded().into_iter().map(|run| (run, Inside::new(image, input, run)));
    let runs: Vec<_> = runs.collect();
    for &at in places {
        let Some((_, carried)) = runs.iter().find(|(run, _)| run.contains(at)) else { continue };
        if found.differs_with(if is_own(at) { &none } else { carried }, at)? {
            return Ok(None);
        }
    }
    Ok(found.text)
}

/// What was found so far.
#[derive(Default)]
struct Found {
    text: Option<ModuleText>,
    tried: u64,
}

impl Found {
    /// Whether the text behind the sentinel at `at` is another one than was found before. It does not count
    /// if a program in `carried` holds it.
    fn differs_with(&mut self, carried: &Inside<'_, '_>, at: PartOffset) -> Result<bool, Damage> {
        let input = carried.input;
        self.tried = self.tried.saturating_add(1);
        let limit = input.budget().limits().candidates;
        let limited = input.budget().within("candidates", self.tried, limit);
        limited.map_err(|it| Damage::new(Structure::ModuleText, at, it))?;
        let Some(text) = read(input, at).transpose().filter(|_| !carried.holds(at)) else {
            return Ok(false);
        };
        let text = text?;
        match &self.text {
            Some(known) => Ok(known.modules != text.modules),
            None => {
                self.text = Some(text);
                Ok(false)
            }
        }
    }
}

/// The text behind the sentinel at `at`; `None` where it is not one.
fn read(input: &Input<'_>, at: PartOffset) -> Reading<ModuleText> {
    let limits = input.budget().limits();
    let at = at.saturating_add(u64::try_from(START.len()).unwrap_or(0));
    for len in [FIRST_READ, limits.module_text] {
        let read = input.read_clamped(Span::new(at, len));
        let bytes = read.map_err(|it| Damage::new(Structure::ModuleText, at, it))?;
        if !bytes.starts_with(PATH) {
            return Ok(None);
        }
        let end = needle::find(&bytes, &END);
        let Some(text) = end.and_then(|end| bytes.get(..end)) else { continue };
        if !text.ends_with(b"\n") {
            return Ok(None);
        }
        let of_text = |damage| Damage { structure: Structure::ModuleText, ..damage };
        let mut modules = ModuleInfo::parse(text, at, limits).map_err(of_text)?;
        modules.cut = modules.cut.map(of_text);
        return Ok(Some(ModuleText { modules, at }));
    }
    Ok(None)
}

impl Places for ModuleText {
    fn convert(&mut self, to: Convert<'_>) {
        self.at.convert(to);
        self.modules.cut.convert(to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};
    use crate::image::{Access, Format, Segment};

    fn find_in(bytes: &[u8]) -> Reading<ModuleText> {
        let bytes = bytes.to_vec();
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&bytes, &budget).unwrap();
        let mut image = Image::bare(Format::Elf);
        image.segments = vec![Segment {
            address: crate::bytes::Va(0),
            size: input.size(),
            span: input.whole(),
            access: Access { write: false, execute: false },
        }];
        find(&image, &input)
    }

    #[test]
    fn a_text_stands_between_two_sentinels() {
        let framed = |text: &str| [&START[..], text.as_bytes(), &END[..]].concat();
        let text = "path\texample.com/a\nmod\texample.com/a\tv1.0.0\t\ndep\texample.com/b\tv2.0.0\th1:x=\n";
        let long = format!("{text}{}", "build\ta=b\n".repeat(3000));
        let other = "path\texample.com/c\n";
        for (file, want) in [
            (framed(text), Some(1)),
            (framed(&long), Some(1)),
            ([framed(text), vec![0; 300_000], framed(text)].concat(), Some(1)),
            ([vec![1; (STEP - 8) as usize], framed(text)].concat(), Some(1)),
            ([framed(text), framed(other)].concat(), None),
            ([START.to_vec(), framed(text)].concat(), Some(1)),
            (framed("path\tno line"), None),
            (framed("paths\t\n"), None),
            (START.to_vec(), None),
            ([&START[..], text.as_bytes()].concat(), None),
            (Vec::new(), None),
        ] {
            let found = find_in(&file).unwrap();
            assert_eq!(found.as_ref().map(|it| it.modules.deps.len()), want);
            if let Some(found) = found {
                let at = usize::try_from(found.at.0).unwrap();
                assert!(file[at..].starts_with(PATH));
            }
        }
        assert!(find_in(&framed("path\ta\ndep\tb\n")).is_err());
    }
}
