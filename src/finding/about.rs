//! What a check may look at.

use super::demands::Demands;
use crate::agree::HostVerdict;
use crate::host::HostLayout;
use crate::image::second::Disagreement;
use crate::leak::{Paths, Texts};
use crate::origin::{NeededLevel, Origin};
use crate::unpack::{Packed, Unpacked};
use crate::verify::{ContentCheck, HostIdCheck};

/// A Go program and all that is known around it: what a [`Check`](super::Check) looks at.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct About<'a> {
    /// What the program says, and what follows from that.
    pub program: &'a Origin,
    /// The name of the file; `None` where it is not to be judged.
    pub name: Option<&'a str>,
    /// How GOROOT and Go version agree with a machine; `None` where there is none to compare with.
    pub agreement: Option<&'a HostVerdict>,
    /// That machine.
    pub host: Option<&'a HostLayout>,
    /// The level of the processor that the program needs; `None` where that was not looked for.
    pub level: Option<&'a NeededLevel>,
    /// What the user demands of every program. Where a C library is demanded, what the program needs
    /// of libraries has been read.
    pub demands: &'a Demands,
    /// Whether the bytes are those that `go build` wrote; `None` where that was not looked at.
    pub content: Option<&'a ContentCheck>,
    /// Whether the host ID follows from the Go build ID; `None` where that was not looked at.
    pub host_id: Option<&'a HostIdCheck>,
    /// What the paths tell of the machine that built it; `None` where they were not collected.
    pub paths: Option<&'a Paths>,
    /// What a search of every byte has found; `None` where there was none.
    pub texts: Option<&'a Texts>,
    /// What a second reader of the headers reads differently.
    pub disagreements: &'a [Disagreement],
    /// How the file was packed that the program was in; `None` where it was not.
    pub packed: Option<(&'a Packed, &'a Unpacked)>,
}

impl<'a> About<'a> {
    /// A program of which nothing more is known than what it says.
    pub fn new(program: &'a Origin, demands: &'a Demands) -> Self {
        Self {
            program,
            name: None,
            agreement: None,
            host: None,
            level: None,
            demands,
            content: None,
            host_id: None,
            paths: None,
            texts: None,
            disagreements: &[],
            packed: None,
        }
    }
}
