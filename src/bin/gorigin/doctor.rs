//! `gorigin doctor`: looks a host over, prints what it found, and how the command ends.

use std::path::{Path, PathBuf};

use gorigin::bytes::Text;
use gorigin::diagnosis::examine;
use gorigin::host::{GoKind, HostLayout, HostView, Os, Rooted, Source};
use gorigin::report::json::{write_line, write_pretty};
use gorigin::report::{DoctorReport, Summary};

use crate::args::{Doctor, Format, Global};
use crate::exit::{Exit, Failure};
use crate::here::{program, watched_machine};
use crate::output::{Output, write_failure};
use crate::render::doctor::{self, Detail};
use crate::run_go::run_go;
use crate::talk::Volume;

/// The longest file of variables that is read.
const LONGEST: u64 = 1 << 20;
/// Where commands are looked for in a foreign root whose environment says nothing.
const USUAL_PATH: &str =
    "/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Runs the command.
pub(crate) fn run(options: &Doctor, global: &Global) -> Result<Exit, Failure> {
    let inputs: Vec<PathBuf> = options.env_file.iter().cloned().collect();
    let mut output = Output::open(options.result.file(), &inputs, global.color)?;
    let env = variables(options)?;
    let policy = options.judgement.policy();
    // Below another root the path is that system's, and looked up there.
    let here = options.path.as_deref().filter(|_| options.root.is_none());
    let directory = here.map(absolute).transpose()?;
    let view: Box<dyn HostView> = match &options.root {
        Some(root) => {
            let foreign = foreign(root, &env, options.path.as_deref())?;
            match output.watch() {
                Some(watch) => Box::new(foreign.watched_by(watch)),
                None => Box::new(foreign),
            }
        }
        None => {
            let machine = watched_machine(output.watch());
            let machine = env.iter().fold(machine, |it, (name, value)| it.with_env(name, value));
            match directory.as_deref() {
                Some(directory) => Box::new(machine.with_current_dir(text(directory)?)),
                None => Box::new(machine),
            }
        }
    };
    let layout = HostLayout::read(view.as_ref());
    let checked = examine(view.as_ref(), &layout);
    let has_go = layout.toolchains.iter().any(|it| it.kind != GoKind::Missing);
    let is_bare = !has_go && layout.goroot.candidate().is_none();
    let mut report = DoctorReport::new(layout, &checked, |rule| policy.counts(rule.name));
    if options.run_go {
        report.run = Some(run_found(&report, directory.as_deref(), &env)?);
    }
    let look = output.look();
    let all = options.explain || global.volume() == Volume::Verbose;
    let detail = if all { Detail::All } else { Detail::Short };
    let to = output.writer();
    match options.result.format {
        Format::Table => doctor::write(to, &report, detail, look),
        Format::Json => write_pretty(to, &report),
        Format::Ndjson => write_line(to, &report),
    }
    .and_then(|()| output.finish())
    .map_err(write_failure)?;
    let mut summary = Summary { files: 1, ..Summary::default() };
    for finding in &report.findings {
        match finding.severity {
            gorigin::finding::Severity::Error => summary.errors = summary.errors.saturating_add(1),
            gorigin::finding::Severity::Warning => {
                summary.warnings = summary.warnings.saturating_add(1);
            }
            gorigin::finding::Severity::Note => {}
        }
    }
    match Exit::of(&summary, &policy) {
        _ if is_bare => Ok(Exit::Nothing),
        exit => Ok(exit),
    }
}

/// Runs the go that was found; never one that would download another first.
fn run_found(
    report: &DoctorReport,
    directory: Option<&Path>,
    env: &[(String, String)],
) -> Result<gorigin::report::GoRun, Failure> {
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

/// The system below a root directory.
fn foreign(
    root: &Path,
    env: &[(String, String)],
    directory: Option<&Path>,
) -> Result<Rooted, Failure> {
    let name = Text::from(root.as_os_str().as_encoded_bytes()).to_string();
    let metadata = root.metadata().map_err(|error| Failure::io(&name, &error))?;
    if !metadata.is_dir() {
        return Err(Failure::new(format!("{name}: not a directory"))
            .with_hint("unpack the image, or mount the disk, and name that directory"));
    }
    let os = if root.join("Windows/System32").is_dir() {
        Os::Windows
    } else if root.join("System/Library").is_dir() {
        Os::Darwin
    } else {
        Os::Linux
    };
    let mut view = Rooted::new(root, os, |_| None).with_program(program).seen_from_outside();
    let has = |wanted: &str| env.iter().any(|(name, _)| name == wanted);
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
    Ok(view)
}

/// The variables that the command line gives.
fn variables(options: &Doctor) -> Result<Vec<(String, String)>, Failure> {
    let mut found = Vec::new();
    if let Some(path) = &options.env_file {
        let name = Text::from(path.as_os_str().as_encoded_bytes()).to_string();
        let metadata = path.metadata().map_err(|error| Failure::io(&name, &error))?;
        if !metadata.is_file() || metadata.len() > LONGEST {
            return Err(Failure::new(format!("{name}: not a file of KEY=VALUE lines")).with_hint(
                "docker inspect --format '{{join .Config.Env \"\\n\"}}' IMAGE makes one",
            ));
        }
        let bytes = std::fs::read(path).map_err(|error| Failure::io(&name, &error))?;
        let lines = String::from_utf8(bytes)
            .map_err(|_| Failure::new(format!("{name}: not a text of KEY=VALUE lines")))?;
        for (number, line) in (1..).zip(lines.split('\n')) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let variable = line.split_once('=').filter(|(name, _)| !name.is_empty());
            let Some((key, value)) = variable else {
                return Err(Failure::new(format!("{name}:{number}: no KEY=VALUE")));
            };
            found.push((key.to_owned(), value.to_owned()));
        }
    }
    found.extend(options.env.iter().cloned());
    Ok(found)
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let name = Text::from(path.as_os_str().as_encoded_bytes()).to_string();
    let metadata = path.metadata();
    match metadata {
        Ok(metadata) if !metadata.is_dir() => Err(Failure::new(format!("{name}: not a directory"))
            .with_hint("`gorigin inspect FILE` looks at a program")),
        Ok(_) => std::path::absolute(path).map_err(|error| Failure::io(&name, &error)),
        Err(error) => Err(Failure::io(&name, &error)),
    }
}

fn text(path: &Path) -> Result<&str, Failure> {
    path.to_str().ok_or_else(|| {
        let name = Text::from(path.as_os_str().as_encoded_bytes());
        Failure::new(format!("{name}: the path is not UTF-8"))
    })
}
