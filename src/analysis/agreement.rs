//! A program compared with a machine.

use crate::agree::{self, HostVerdict, SourceFiles, SourcesHere};
use crate::bytes::Text;
use crate::evidence::Depth;
use crate::go::{Embedded, GoVersion, PathHash, embedded};
use crate::host::Host;
use crate::image::Format;
use crate::origin::{KnownVersion, Origin};

/// The comparison of a program with a machine.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Whether GOROOT and Go version are those of the machine.
    pub verdict: HostVerdict,
    /// The machine's effective GOROOT.
    pub goroot: Option<String>,
    /// The fingerprint of that GOROOT.
    pub path_hash: Option<PathHash>,
    /// Whether a part of the build ID holds the fingerprint of any GOROOT that the machine knows.
    pub in_build_id: Embedded,
    /// Where the program's source files are on the machine; `None` where this was not looked for,
    /// and where the program lists none.
    pub sources: Option<SourcesHere>,
}

impl Agreement {
    /// Compares a program with a machine.
    pub fn of(origin: &Origin, host: &Host, depth: Depth) -> Self {
        let goroot = origin.goroot.value.as_ref().map(Text::lossy);
        let version = origin.version.as_ref().and_then(KnownVersion::version);
        let version = version.map(GoVersion::text).map(Text::lossy);
        let id = origin.build_id.as_ref().ok().and_then(Option::as_ref);
        let id = id.map(|id| id.text().lossy()).unwrap_or_default();
        Self {
            verdict: agree::compare(
                origin.goroot.verdict,
                goroot.as_deref(),
                version.as_deref(),
                host.layout(),
            ),
            goroot: host.goroot().map(str::to_owned),
            path_hash: host.path_hash(),
            in_build_id: embedded(&id, &[], host.path_hashes()),
            sources: sources(origin, host, depth),
        }
    }
}

/// Looks for each source file on the machine, except in a scan.
fn sources(origin: &Origin, host: &Host, depth: Depth) -> Option<SourcesHere> {
    let has_files = matches!(origin.file_table, Ok(Some(_)));
    if depth == Depth::Quick || !has_files || origin.image.format == Format::GoObject {
        return None;
    }
    agree::sources_here(host.view()?, host.layout(), &SourceFiles::of(origin))
}
