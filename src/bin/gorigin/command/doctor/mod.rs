//! `gorigin doctor`: what is wrong with a machine's Go, why, and how to mend it.

mod run_go;
mod variables;
mod view;

use std::path::Path;

use gorigin::diagnosis::examine;
use gorigin::finding::{Policy, Severity};
use gorigin::host::{GoKind, HostLayout, HostView, Source};
use gorigin::policy::Rulings;
use gorigin::report::{DoctorReport, GoRun, Summary};

use self::run_go::run_go;
use self::variables::variables;
use super::whole::write_one;
use crate::args::{Doctor, Format, Global};
use crate::exit::{Exit, Failure, Unopened};
use crate::names::shown;
use crate::output::Output;
use crate::policy_file::{Found, load, today};
use crate::render::doctor::{self, Detail};
use crate::talk::{Talk, Volume};

/// Runs the command.
pub(super) fn run(options: &Doctor, global: &Global) -> Result<Exit, Failure> {
    let (file, color, volume) = (options.result.file(), global.color, global.volume());
    options.judgement.check_subject(true)?;
    let found = load(&options.policy)?;
    let read = options.env_file.iter().chain(found.as_ref().map(|it| &it.path));
    let output = match options.result.format() {
        Format::Table => Output::of_answer(file, read, color, volume)?,
        _ => Output::open(file, read, color)?,
    };
    let env = variables(options.env_file.as_deref(), &options.env)?;
    let policy = policy(options, found, Talk::new(global.volume()));
    // Below another root the path belongs to that system, and is resolved there.
    let here = options.path.as_deref().filter(|_| options.root.is_none());
    let directory = here.map(view::absolute).transpose()?;
    let view = match &options.root {
        Some(root) => view::below(root, &env, options.path.as_deref(), output.watch())?,
        None => view::here(&env, directory.as_deref(), output.watch())?,
    };
    let mut report = looked_over(view.as_ref(), &policy);
    let is_bare = is_bare(&report);
    if options.run_go {
        report.run = Some(run_found(&report, directory.as_deref(), &env)?);
    }
    let all = options.explain || global.volume() == Volume::Verbose;
    let detail = if all { Detail::All } else { Detail::Short };
    write_one(output, options.result.format(), &report, |to, look| {
        doctor::write(to, &report, detail, look)
    })?;
    Ok(if is_bare {
        Exit::Nothing
    } else {
        Exit::of(&summary(&report), &policy, Unopened::Incomplete)
    })
}

/// Which findings count: as the command line says, and the policy.
fn policy(options: &Doctor, found: Option<Found>, talk: Talk) -> Policy {
    if let Some(found) = &found {
        talk.detail(&format!("{}: is the policy", shown(&found.path)));
    }
    let (file, base) = found.map(|it| (it.policy, it.base)).unwrap_or_default();
    let rulings = Rulings::new(options.judgement.given(), file, base, today());
    rulings.everywhere().policy.clone()
}

/// The report on a host, with the findings of the rules that count.
fn looked_over(view: &dyn HostView, policy: &Policy) -> DoctorReport {
    let layout = HostLayout::read(view);
    let checked = examine(view, &layout);
    DoctorReport::new(layout, &checked, policy)
}

/// Whether there is no Go, and nothing says where it should be.
fn is_bare(report: &DoctorReport) -> bool {
    let has_go = report.toolchains.iter().any(|it| it.kind != GoKind::Missing);
    !has_go && report.goroot.candidate().is_none()
}

/// The number of findings of each severity.
fn summary(report: &DoctorReport) -> Summary {
    let mut summary = Summary { files: 1, ..Summary::default() };
    for finding in &report.findings {
        let count = match finding.severity {
            Severity::Error => &mut summary.errors,
            Severity::Warning => &mut summary.warnings,
            Severity::Note => &mut summary.notes,
        };
        *count = count.saturating_add(1);
    }
    summary
}

/// Runs the go command that was found, unless it would download another one first.
fn run_found(
    report: &DoctorReport,
    directory: Option<&Path>,
    env: &[(String, String)],
) -> Result<GoRun, Failure> {
    if report.toolchain.from == Source::Download {
        let name = report.toolchain.name.as_deref().unwrap_or("a toolchain");
        return Err(Failure::new(format!("go would download {name}: not run"))
            .with_hint("set GOTOOLCHAIN=local for this command to run the installed go"));
    }
    let found = report.toolchains.iter().filter(|it| it.kind != GoKind::Missing);
    let go = found.into_iter().find_map(|it| it.go_path.as_deref());
    let go = go.ok_or_else(|| Failure::new("there is no go command to run"))?;
    Ok(run_go(go, report, directory, env))
}
