//! Every place that names the builder's GOROOT.
//!
//! | origin | form |
//! | --- | --- |
//! | file table of the pclntab | `<cleaned GOROOT>/src/<package>/<file>`; `<package>/<file>` with `-trimpath` |
//! | `runtime.defaultGOROOT` | GOROOT as spelled; absent with `-trimpath`, or `go` up to Go 1.18 |
//! | `.debug_gdb_scripts` | byte 1, `<GOROOT>/src/runtime/runtime-gdb.py`, NUL; never compressed |
//! | line tables of DWARF | directory `<GOROOT>/src/<package>`; `<package>` with `-trimpath` |
//!
//! Source: `cmd/link/internal/ld/pcln.go` (`expandGoroot`), `main.go` and `dwarf.go`
//! (`writegdbscript`), Go 1.15–1.27.

use crate::evidence::places::{Convert, Places};
use std::collections::BTreeMap;

use super::error::{Damage, Reading, Structure};
use crate::bytes::{Input, Named, PartOffset, Text, needle};
use crate::evidence::runtime::file_table::FileTable;
use crate::evidence::runtime::strings;
use crate::go::path;
use crate::go::{ENOUGH_RUNTIME_FILES, RUNTIME_FILES};
use crate::image::Image;

/// The most roots that are shown: a real program has one.
const MOST_ROOTS: usize = 16;
const RUNTIME: &[u8] = b"runtime/";
const SRC: &[u8] = b"/src/";

/// A place that names a GOROOT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RootSource {
    /// The names of the standard library's source files.
    FileTable,
    /// The runtime's variable, found by its place beside the version.
    DefaultGoroot,
    /// The runtime's variable, found by its symbol.
    DefaultGorootSymbol,
    /// The script for gdb.
    GdbScript,
    /// The directories of the line tables of DWARF.
    DwarfLine,
}

impl Named for RootSource {
    const ALL: &'static [Self] = &[
        Self::FileTable,
        Self::DefaultGoroot,
        Self::DefaultGorootSymbol,
        Self::GdbScript,
        Self::DwarfLine,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::FileTable => "file-table",
            Self::DefaultGoroot => "default-goroot",
            Self::DefaultGorootSymbol => "default-goroot-symbol",
            Self::GdbScript => "gdb-script",
            Self::DwarfLine => "dwarf-line",
        }
    }
}

/// One place that names a GOROOT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GorootEvidence {
    /// What kind of place.
    pub origin: RootSource,
    /// The GOROOT as spelled there.
    pub root: Text,
    /// How many entries name it.
    pub count: u64,
    /// How many entries there are in all; `None` where there is but one.
    pub of: Option<u64>,
    /// Where the first lies.
    pub at: PartOffset,
}

/// What the file table says of GOROOT.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRoots {
    /// The roots under which package runtime lies, the commonest first.
    pub roots: Vec<GorootEvidence>,
    /// Package runtime is listed without a root.
    pub trimmed: bool,
}

/// Reads the roots out of the file table.
pub(crate) fn read_table(table: &FileTable) -> TableRoots {
    // How many anchors the folder `src` of each root has, and where the first is listed.
    let mut roots: BTreeMap<&[u8], (usize, PartOffset)> = BTreeMap::new();
    let mut bare = 0_usize;
    for (at, directory) in table.directories_of(RUNTIME, &RUNTIME_FILES) {
        if directory == RUNTIME {
            bare = bare.saturating_add(1);
        }
        let sources = directory.strip_suffix(RUNTIME).filter(|it| it.ends_with(SRC));
        if let Some(sources) = sources {
            let (anchors, _) = roots.entry(sources).or_insert((0, at));
            *anchors = anchors.saturating_add(1);
        }
    }
    let mut roots: Vec<_> =
        roots.into_iter().filter(|(_, it)| it.0 >= ENOUGH_RUNTIME_FILES).collect();
    roots.sort_by_key(|&(_, (anchors, first))| (std::cmp::Reverse(anchors), first));
    roots.truncate(MOST_ROOTS);
    let evidence = roots.into_iter().map(|(sources, (_, first))| GorootEvidence {
        origin: RootSource::FileTable,
        root: match sources.strip_suffix(SRC).unwrap_or_default() {
            b"" => Text::from("/"),
            root => Text::from(root),
        },
        count: table.count_prefix(sources),
        of: Some(table.count()),
        at: first,
    });
    TableRoots { roots: evidence.collect(), trimmed: bare >= ENOUGH_RUNTIME_FILES }
}

/// Reads the root out of the script that gdb is to load.
pub(crate) fn read_gdb_script(image: &Image, input: &Input<'_>) -> Reading<GorootEvidence> {
    let names = [".debug_gdb_scripts", "__debug_gdb_scri"];
    let section = names.iter().find_map(|name| image.section(name));
    let Some(span) = section.and_then(|section| section.span) else { return Ok(None) };
    let bytes = input
        .read(span.first(4096))
        .map_err(|error| Damage::new(Structure::GdbScript, span.start(), error))?;
    let path = bytes.strip_prefix(&[1]).and_then(needle::until_nul);
    let root = path.and_then(|path| path.strip_suffix(b"/src/runtime/runtime-gdb.py"));
    Ok(root.map(|root| GorootEvidence {
        origin: RootSource::GdbScript,
        root: Text::from(root),
        count: 1,
        of: None,
        at: span.start().saturating_add(1),
    }))
}

/// Names of the runtime's variable: since Go 1.17, and from Go 1.10 to 1.16.
const VARIABLES: [&str; 2] = ["runtime.defaultGOROOT", "runtime/internal/sys.DefaultGoroot"];

/// The runtime's variable by its symbol. `Ok(None)` where there is no such symbol, or the variable
/// is empty, as with `-trimpath`.
pub(crate) fn by_symbol(
    image: &Image,
    input: &Input<'_>,
) -> Result<Option<GorootEvidence>, Damage> {
    let symbols = image.find_symbols(input, &VARIABLES);
    let symbols =
        symbols.map_err(|error| Damage::new(Structure::RuntimeStrings, PartOffset(0), error))?;
    let found = symbols.iter().find_map(|symbol| {
        let string = strings::at_address(image, input, symbol.address)?;
        looks_like_path(&string.text).then_some(string)
    });
    Ok(found.map(|string| GorootEvidence {
        origin: RootSource::DefaultGorootSymbol,
        root: string.text,
        count: 1,
        of: None,
        at: string.at,
    }))
}

/// Whether a text can be a path: an absolute one, or a relative one as build systems pass, that can
/// be shown.
fn looks_like_path(text: &Text) -> bool {
    let Some(text) = text.as_str() else { return false };
    let is_plain = |it: char| it.is_alphanumeric() || "_-+.,@~$%=:/\\ ".contains(it);
    let is_shown = !text.is_empty() && !text.chars().any(char::is_control);
    is_shown && (path::style_of(text).is_some() || text.chars().all(is_plain))
}

impl Places for GorootEvidence {
    fn convert(&mut self, to: Convert<'_>) {
        self.at.convert(to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_a_path() {
        for (text, want) in [
            ("/usr/lib/go-1.19", true),
            ("C:\\Program Files\\Go", true),
            ("go", true),
            ("$GOROOT", true),
            ("external/go_sdk~1.2", true),
            ("/home/müller/(go)", true),
            ("\x7fELF\x02\x01\x01", false),
            ("/usr\n", false),
            ("<html>", false),
            ("", false),
        ] {
            assert_eq!(looks_like_path(&Text::from(text)), want, "{text:?}");
        }
        assert!(!looks_like_path(&Text::from(&b"/\xff"[..])));
    }
}
