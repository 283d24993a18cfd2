//! What a `go` command says of its own making.

use super::Depth;
use crate::bytes::{Budget, ByteSource, Input, Limits};
use crate::evidence::{Evidence, KnownVersion, Verdict};

/// What a Go program says of its own making: all that a host wants to know of a `go` command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoProgram {
    /// Its Go version; `None` where it does not say.
    pub version: Option<String>,
    /// The GOROOT compiled into it; `None` where there is none, or several.
    pub goroot: Option<String>,
    /// It was built with `-trimpath`.
    pub is_trimmed: bool,
}

/// Reads a Go program; `None` for anything else, and for a fat file.
pub fn go_program(source: &dyn ByteSource) -> Option<GoProgram> {
    let budget = Budget::new(&Limits::default());
    let input = Input::open(source, &budget).ok()?;
    let evidence = Evidence::collect(&input, Depth::Quick).ok()??;
    let version = evidence.version.as_ref().and_then(KnownVersion::version);
    let goroot = evidence.goroot.value.filter(|_| evidence.goroot.verdict == Verdict::Found);
    Some(GoProgram {
        version: version.map(|version| version.text().to_lossy()),
        goroot: goroot.map(|goroot| goroot.to_lossy()),
        is_trimmed: evidence.goroot.verdict == Verdict::Trimmed,
    })
}
