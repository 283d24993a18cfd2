//! Programs of others that read what gorigin writes: a Python that has them, and the tests that ask them.

use std::path::{Path, PathBuf};

use crate::process::{cargo, command, does, has, must};
use crate::tools::cache;
use crate::{Done, release, top};

/// What is installed, with versions.
const REQUIREMENTS: &str = "tests/consumers/requirements.txt";

/// What validates SARIF; beside the Python, in `node_modules`.
const SARIF_READER: &str = "@microsoft/sarif-multitool@5.7.0";

/// The modules that ask them, by program.
const TESTS: &[(&str, &[&str])] =
    &[("cli", &["browser::", "fleet::", "nearby::", "consumers_oracle::"])];

/// Makes the Python, and runs the tests with it.
pub(crate) fn run(arguments: &[&str]) -> Done {
    let folder = arguments.first().map_or_else(|| cache().join("consumers"), PathBuf::from);
    let Some(python) = python(&folder) else {
        println!("skipped: {REQUIREMENTS} could not be installed");
        return Ok(());
    };
    println!("GORIGIN_PYTHON={python}");
    let npm = ["install", "--silent", "--prefix", &folder.to_string_lossy(), SARIF_READER];
    if !has("npm") || must(&mut command("npm", &npm)).is_err() {
        println!("skipped: {SARIF_READER} could not be installed");
    }
    if !has("java") {
        println!("skipped: there is no java, so Spark is not asked");
    }
    let of_image = static_command();
    for (program, modules) in TESTS {
        let first = ["test", "--locked", "--test", program, "--", "--nocapture"];
        let mut tests = cargo(&[&first[..], modules].concat());
        tests.env("GORIGIN_PYTHON", &python);
        tests.envs(of_image.iter().map(|file| ("GORIGIN_STATIC", file)));
        must(&mut tests)?;
    }
    Ok(())
}

/// The static command for the container, packed as it is released; `None` where it cannot be built.
fn static_command() -> Option<PathBuf> {
    const TARGET: &str = "x86_64-unknown-linux-musl";
    let is_there = has("musl-gcc") && does(&mut command("rustup", &["target", "add", TARGET]), 300);
    if !is_there || release::archive(&[TARGET]).is_err() {
        println!("skipped: there is no static command, so the container is not built");
        return None;
    }
    Some(top().join("target").join(TARGET).join("release/gorigin"))
}

/// A Python in `folder` with all of it; `None` where it cannot be had.
fn python(folder: &Path) -> Option<String> {
    let python = folder.join("bin/python").to_string_lossy().into_owned();
    let is_made = Path::new(&python).is_file()
        || must(&mut command("python3", &["-m", "venv", folder.to_str()?])).is_ok();
    let install = ["-m", "pip", "--disable-pip-version-check", "install", "-q", "-r", REQUIREMENTS];
    (is_made && must(&mut command(&python, &install)).is_ok()).then_some(python)
}
