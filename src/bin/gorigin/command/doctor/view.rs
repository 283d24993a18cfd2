//! The system that is examined: this machine, or one below a directory.

use std::path::{Path, PathBuf};

use gorigin::front::program;
use gorigin::host::{HostView, Os, Rooted};

use crate::exit::Failure;
use crate::here::watched_machine;
use crate::names::shown;

/// Where commands are searched for in a foreign root with an environment that says nothing.
const USUAL_PATH: &str =
    "/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// This machine, seen from `directory`, with `env` added to the environment. `watch` is called with
/// the files that are read.
pub(super) fn here(
    env: &[(String, String)],
    directory: Option<&Path>,
    watch: Option<impl Fn(&Path) + Send + Sync + 'static>,
) -> Result<Box<dyn HostView>, Failure> {
    let machine = watched_machine(watch);
    let machine = env.iter().fold(machine, |it, (name, value)| it.with_env(name, value));
    Ok(match directory {
        Some(directory) => Box::new(machine.with_current_dir(text(directory)?)),
        None => Box::new(machine),
    })
}

/// The system below `root`, seen from its `directory`.
pub(super) fn below(
    root: &Path,
    env: &[(String, String)],
    directory: Option<&Path>,
    watch: Option<impl Fn(&Path) + Send + Sync + 'static>,
) -> Result<Box<dyn HostView>, Failure> {
    let metadata = root.metadata().map_err(|error| Failure::at(root, &error))?;
    if !metadata.is_dir() {
        return Err(Failure::new(format!("{}: not a directory", shown(root)))
            .with_hint("unpack the image, or mount the disk, and name that directory"));
    }
    let os = os_below(root);
    let mut view = Rooted::new(root, os, |_| None).with_program(program).seen_from_outside();
    let has = |variable: &str| env.iter().any(|(name, _)| name == variable);
    if os != Os::Windows {
        if !has("PATH") {
            view = view.with_env("PATH", USUAL_PATH);
        }
        if !has("HOME") && root.join("root").is_dir() {
            view = view.with_env("HOME", "/root");
        }
    }
    view = env.iter().fold(view, |view, (name, value)| view.with_env(name, value));
    if let Some(directory) = directory {
        view = view.with_current_dir(text(directory)?);
    }
    Ok(match watch {
        Some(watch) => Box::new(view.watched_by(watch)),
        None => Box::new(view),
    })
}

fn os_below(root: &Path) -> Os {
    if root.join("Windows/System32").is_dir() {
        Os::Windows
    } else if root.join("System/Library").is_dir() {
        Os::Darwin
    } else {
        Os::Linux
    }
}

/// The absolute path of a directory that must exist.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    match path.metadata() {
        Ok(metadata) if !metadata.is_dir() => {
            Err(Failure::new(format!("{}: not a directory", shown(path)))
                .with_hint("`gorigin inspect FILE` looks at a program"))
        }
        Ok(_) => std::path::absolute(path).map_err(|error| Failure::at(path, &error)),
        Err(error) => Err(Failure::at(path, &error)),
    }
}

fn text(path: &Path) -> Result<&str, Failure> {
    path.to_str().ok_or_else(|| Failure::new(format!("{}: the path is not UTF-8", shown(path))))
}
