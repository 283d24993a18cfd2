//! Asks every kind of wrapper whether a command is one of its own.

use super::found::Found;
use super::resolution::{Resolution, Resolved};
use super::{aqua, asdf, goenv, launcher, mise, python, script, snap};
use crate::host::{HostView, Program};

/// Follows a command named `go` that is not a go command. `program` is what it says about itself,
/// if it is a Go program.
pub(in crate::host) fn follow(
    view: &dyn HostView,
    path: &str,
    program: Option<&Program>,
) -> Resolved {
    let found = Found::new(view, path, program);
    let known: [fn(&Found<'_>) -> Option<Resolved>; 9] = [
        mise::follow,
        snap::follow,
        aqua::follow,
        asdf::follow,
        goenv::follow,
        python::follow,
        launcher::follow,
        script::direnv,
        script::follow,
    ];
    let resolved = known.iter().find_map(|follow| follow(&found));
    let mut resolved = resolved.unwrap_or_else(|| match (program, found.text.is_some()) {
        (Some(Program { path: Some(package), .. }), _) => {
            Resolved::unknown("another Go program", format!("it is the Go program {package}"))
        }
        (Some(_), _) => {
            Resolved::unknown("another Go program", "its build info does not say that it is cmd/go")
        }
        (None, true) => {
            Resolved::unknown("a script", "it does not say in plain words what it runs")
        }
        (None, false) => Resolved::unknown("another program", "it is no Go program"),
    });
    match &resolved.resolution {
        Resolution::To(go, _) => resolved.wrapper.runs = Some(go.clone()),
        Resolution::Unknown(why) | Resolution::Refuses(why) => {
            resolved.wrapper.unknown = Some(why.clone())
        }
        Resolution::Next(_) => {}
    }
    resolved
}
