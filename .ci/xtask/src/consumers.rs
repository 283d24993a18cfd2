//! Programs of others that read what gorigin writes: a Python that has them, and the tests that ask them.

use std::path::{Path, PathBuf};

use crate::Done;
use crate::process::{cargo, command, has, must};
use crate::tools::cache;

/// What is installed, with versions.
const REQUIREMENTS: &str = "tests/consumers/requirements.txt";

/// The modules that ask them, by program.
const TESTS: &[(&str, &[&str])] = &[("cli", &["fleet::", "nearby::"])];

/// Makes the Python, and runs the tests with it.
pub(crate) fn run(arguments: &[&str]) -> Done {
    let folder = arguments.first().map_or_else(|| cache().join("consumers"), PathBuf::from);
    let Some(python) = python(&folder) else {
        println!("skipped: {REQUIREMENTS} could not be installed");
        return Ok(());
    };
    println!("GORIGIN_PYTHON={python}");
    if !has("java") {
        println!("skipped: there is no java, so Spark is not asked");
    }
    for (program, modules) in TESTS {
        let first = ["test", "--locked", "--test", program, "--", "--nocapture"];
        must(cargo(&[&first[..], modules].concat()).env("GORIGIN_PYTHON", &python))?;
    }
    Ok(())
}

/// A Python in `folder` with all of it; `None` where it cannot be had.
fn python(folder: &Path) -> Option<String> {
    let python = folder.join("bin/python").to_string_lossy().into_owned();
    let is_made = Path::new(&python).is_file()
        || must(&mut command("python3", &["-m", "venv", folder.to_str()?])).is_ok();
    let install = ["-m", "pip", "--disable-pip-version-check", "install", "-q", "-r", REQUIREMENTS];
    (is_made && must(&mut command(&python, &install)).is_ok()).then_some(python)
}
