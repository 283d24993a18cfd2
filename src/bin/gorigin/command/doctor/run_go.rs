//! Runs the go command that was found and compares what it prints with what was worked out. The
//! only place in the program that runs anything, and only for `--run-go`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use gorigin::report::{Difference, DoctorReport, GoRun};

/// The longest error that is kept.
const LONGEST_ERROR: usize = 4096;

/// Runs `go env -json` of the command at `go` in `directory`, with `env` added to the environment.
pub(crate) fn run_go(
    go: &str,
    report: &DoctorReport,
    directory: Option<&Path>,
    env: &[(String, String)],
) -> GoRun {
    let mut names = vec!["GOROOT"];
    names.extend(report.env.iter().map(|value| value.name.as_str()));
    let mut command = Command::new(go);
    command.args(["env", "-json"]).args(&names).stdin(Stdio::null());
    command.envs(env.iter().map(|(name, value)| (name, value)));
    if let Some(directory) = directory {
        command.current_dir(directory);
    }
    let mut run = GoRun { command: go.to_owned(), ..GoRun::default() };
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => {
            run.error = Some(error.to_string());
            return run;
        }
    };
    let printed: Option<BTreeMap<String, String>> = match output.status.success() {
        true => serde_json::from_slice(&output.stdout).ok(),
        false => None,
    };
    let error = String::from_utf8_lossy(&output.stderr).chars().take(LONGEST_ERROR).collect();
    let error: String = error;
    let Some(printed) = printed else {
        run.compared = 1;
        if report.goroot.error.is_none() {
            let computed = report.goroot.value.clone();
            run.differences = vec![Difference { name: "GOROOT".to_owned(), computed, go: None }];
        }
        run.error = Some(error.trim_end().to_owned());
        return run;
    };
    let computed = |name: &str| match name {
        "GOROOT" => report.goroot.value.clone(),
        _ => report.env.iter().find(|value| value.name == name).map(|value| value.value.clone()),
    };
    for name in names {
        let (computed, go) = (computed(name), printed.get(name).cloned());
        run.compared = run.compared.saturating_add(1);
        if computed != go {
            run.differences.push(Difference { name: name.to_owned(), computed, go });
        }
    }
    run
}
