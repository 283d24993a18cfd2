//! Runs the go command that was found and compares its output with the computed values. This is the
//! only place in the program that runs anything, and it does so only for `--run-go`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use gorigin::report::{Difference, DoctorReport, GoRun};

/// The longest error that is kept.
const LONGEST_ERROR: usize = 4096;

/// Runs `go env -json` of the command at `go` in `directory`, with `env` added to the environment.
pub(super) fn run_go(
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
    let run = GoRun { command: go.to_owned(), ..GoRun::default() };
    match command.output() {
        Ok(output) => compared(run, &output, &names, report),
        Err(error) => GoRun { error: Some(error.to_string()), ..run },
    }
}

/// Adds the differences between `output` and the computed values.
fn compared(mut run: GoRun, output: &Output, names: &[&str], report: &DoctorReport) -> GoRun {
    let Some(printed) = printed(output) else {
        let error = String::from_utf8_lossy(&output.stderr);
        let error: String = error.chars().take(LONGEST_ERROR).collect();
        run.error = Some(error.trim_end().to_owned());
        run.compared = 1;
        if report.goroot.error.is_none() {
            let computed = report.goroot.value.clone();
            run.differences = vec![Difference { name: "GOROOT".to_owned(), computed, go: None }];
        }
        return run;
    };
    run.compared = names.len();
    let differences = names.iter().map(|name| difference(name, report, printed.get(*name)));
    run.differences = differences.flatten().collect();
    run
}

/// The variables that go printed; `None` where it failed.
fn printed(output: &Output) -> Option<BTreeMap<String, String>> {
    output.status.success().then(|| serde_json::from_slice(&output.stdout).ok()).flatten()
}

/// The difference between go's value of a variable and the computed one.
fn difference(name: &str, report: &DoctorReport, go: Option<&String>) -> Option<Difference> {
    let computed = match name {
        "GOROOT" => report.goroot.value.clone(),
        _ => report.env.iter().find(|value| value.name == name).map(|value| value.value.clone()),
    };
    let go = go.cloned();
    (computed != go).then(|| Difference { name: name.to_owned(), computed, go })
}
