//! The source files of a program's standard library on a machine.

use serde::{Deserialize, Serialize};

use super::remap::{Mapper, Mapping};
use super::sources::SourceFiles;
use crate::host::{HostLayout, HostView};

/// The source files of a binary's standard library on this host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcesHere {
    /// The GOROOT in which they were looked for: an installation of the binary's Go version, else
    /// the one in effect.
    pub goroot: String,
    /// Its version, if it has a VERSION file.
    pub version: Option<String>,
    /// How many were looked for.
    pub looked_for: usize,
    /// How many of them are not there.
    pub missing: usize,
}

/// Looks for the sources of a binary's standard library; `None` where it names no GOROOT, or the
/// host has none.
pub fn sources_here(
    view: &dyn HostView,
    layout: &HostLayout,
    sources: &SourceFiles,
) -> Option<SourcesHere> {
    let goroot = sources.goroot.as_deref()?;
    let mapper = Mapper { view, layout, sources, given: &[] };
    let mapping = mapper.best_goroot(goroot)?;
    let version = layout.at(&mapping.local).find_map(|it| it.version_file.clone());
    let Mapping { local, looked_for, missing, .. } = mapping;
    Some(SourcesHere { goroot: local, version, looked_for, missing })
}
