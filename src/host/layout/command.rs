//! What a go command says about itself.

use crate::go::path::join;
use crate::host::goenv::GoCommand;
use crate::host::settings::home;
use crate::host::{BuiltInGoroot, HostView, Program};

/// What a `go` command says about itself. A command of golang.org/dl only sets GOROOT to the
/// directory of its name in the user's `sdk` and runs the go command there.
///
/// Source: `internal/version/version.go` of golang.org/dl.
pub(super) fn go_command(view: &dyn HostView, path: &str) -> GoCommand {
    let program = view.program(path).unwrap_or_default();
    if let Some(name) = program.path.as_deref().and_then(|it| it.strip_prefix("golang.org/dl/"))
        && let Some(home) = home(view)
    {
        let goroot = join(&home, &format!("sdk/{name}"), view.os().path_style());
        let real = view.os().go_in(&goroot);
        let inside = view.program(&real).unwrap_or_default();
        return GoCommand {
            path: real,
            version: inside.version,
            built_in: inside.built_in,
            target: inside.target,
            set_by_wrapper: Some(goroot),
            ..GoCommand::default()
        };
    }
    command_of(view, path, program)
}

/// The command at a path, from what it says about itself.
pub(super) fn command_of(view: &dyn HostView, path: &str, program: Program) -> GoCommand {
    if program.is_gccgo {
        return gccgo_command(view, path, program);
    }
    GoCommand {
        path: path.to_owned(),
        version: program.version,
        built_in: program.built_in,
        target: program.target,
        ..GoCommand::default()
    }
}

/// The go command of gccgo, from its place: the prefix of GCC is compiled into libgo, not into the
/// command.
fn gccgo_command(view: &dyn HostView, path: &str, program: Program) -> GoCommand {
    let style = view.os().path_style();
    let resolved = view.canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let prefix = join(&resolved, "../..", style);
    let is_prefix = view.is_directory(&join(&prefix, "lib/gcc", style));
    let number = resolved.rsplit_once("go-").map(|(_, number)| number);
    let number = number.filter(|it| it.parse::<u32>().is_ok());
    GoCommand {
        path: path.to_owned(),
        version: Some(match number {
            Some(number) => format!("{} gccgo (GCC {number})", gccgo_release(number)),
            None => "go1.18 gccgo".to_owned(),
        }),
        built_in: match is_prefix {
            true => BuiltInGoroot::Path(prefix),
            false => BuiltInGoroot::Unknown,
        },
        target: program.target,
        is_gccgo: true,
        ..GoCommand::default()
    }
}

/// The Go release that the library and go command of a GCC belong to.
///
/// Source: GCC's release notes, "Go" in each of `gcc-N/changes.html`.
fn gccgo_release(gcc: &str) -> &'static str {
    match gcc {
        "7" => "go1.8",
        "8" => "go1.10",
        "9" => "go1.12",
        "10" => "go1.14",
        "11" => "go1.16",
        _ => "go1.18",
    }
}
