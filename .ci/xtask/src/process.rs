//! Running other programs in the top folder.

use std::ffi::OsStr;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Done, top};

/// `program` with `arguments`, to run in the top folder.
pub(crate) fn command<S: AsRef<OsStr>>(program: &str, arguments: &[S]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(top());
    command
}

/// Cargo, for the repository and not for the crate of the chores.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = command("cargo", arguments);
    // What the cargo that runs the chores says of its own crate.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// A script of this repository for bash.
pub(crate) fn script(path: &str, arguments: &[&str]) -> Command {
    command("bash", &[&[path], arguments].concat())
}

pub(crate) fn python(path: &str, arguments: &[&str]) -> Command {
    command("python3", &[&[path], arguments].concat())
}

/// Runs `command` to its end, which must be a good one.
pub(crate) fn must(command: &mut Command) -> Done {
    let name = format!("{command:?}");
    let status = command.status().map_err(|error| format!("{name}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name}: {status}")) }
}

/// Runs `command` without its output; whether it ended well within `seconds`.
pub(crate) fn does(command: &mut Command, seconds: u64) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(seconds) {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(Duration::from_millis(50)),
            Err(_) => break,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// Whether a program of that name is on PATH.
pub(crate) fn has(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| {
        ["", ".exe", ".cmd"].iter().any(|end| folder.join(format!("{name}{end}")).is_file())
    })
}
