//! What a check may look at.

use super::demands::Demands;
use crate::agree::HostVerdict;
use crate::archive::Package;
use crate::host::HostLayout;
use crate::image::second::Disagreement;
use crate::leak::{Paths, Texts};
use crate::origin::{NeededLevel, Origin};
use crate::unpack::{Packed, Unpacked};
use crate::verify::{ContentCheck, HostIdCheck};
use crate::vuln::Checked;

/// A Go program and all that is known about its surroundings: the input of a
/// [`Check`](super::Check).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct About<'a> {
    /// The facts of the program, with what follows from them.
    pub program: &'a Origin,
    /// The name of the file; `None` where the name is not to be judged.
    pub name: Option<&'a str>,
    /// The innermost package that the file ships in; `None` for a file in none.
    pub package: Option<&'a Package>,
    /// How GOROOT and Go version agree with a machine; `None` where no machine is compared.
    pub agreement: Option<&'a HostVerdict>,
    /// The layout of that machine.
    pub host: Option<&'a HostLayout>,
    /// The processor level that the program needs; `None` where it was not determined.
    pub level: Option<&'a NeededLevel>,
    /// What the user demands of every program. Where a C library is demanded, the libraries that
    /// the program needs have been read.
    pub demands: &'a Demands,
    /// Whether the bytes are those that `go build` wrote; `None` where this was not checked.
    pub content: Option<&'a ContentCheck>,
    /// Whether the host ID follows from the Go build ID; `None` where this was not checked.
    pub host_id: Option<&'a HostIdCheck>,
    /// What the paths show about the machine that built it; `None` where they were not collected.
    pub paths: Option<&'a Paths>,
    /// The result of a search of every byte; `None` where there was none.
    pub texts: Option<&'a Texts>,
    /// What a database of known vulnerabilities says; `None` where none was asked.
    pub vulnerabilities: Option<&'a Checked>,
    /// Differences between our reading of the headers and that of a second reader.
    pub disagreements: &'a [Disagreement],
    /// The packing of the file that held the program; `None` where it was not packed.
    pub packed: Option<(&'a Packed, &'a Unpacked)>,
}

impl<'a> About<'a> {
    /// A program with no more known about it than its own facts.
    pub fn new(program: &'a Origin, demands: &'a Demands) -> Self {
        Self {
            program,
            name: None,
            package: None,
            agreement: None,
            host: None,
            level: None,
            demands,
            content: None,
            host_id: None,
            paths: None,
            texts: None,
            vulnerabilities: None,
            disagreements: &[],
            packed: None,
        }
    }
}
