//! What the go command refuses, in the order in which it looks.

use super::refused::Refused;
use super::{experiments, fips140, levels};
use crate::go::Release;
use crate::host::{GoSettings, HostView};

/// The variable that the go command refuses once it has found GOROOT.
pub(crate) fn by_command(
    view: &dyn HostView,
    settings: &GoSettings<'_>,
    release: Option<Release>,
    goroot: &str,
) -> Option<Refused> {
    let minor = release.map_or(levels::EVER, |release| release.minor);
    experiments::experiment(view, settings, release, goroot)
        .or_else(|| fips140::form(view, minor))
        .or_else(|| levels::wasm(view))
        .or_else(|| levels::level(view, minor))
        .or_else(|| fips140::version(view, settings, minor, goroot))
}
