//! `gorigin scan`: the Go programs among many files.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use gorigin::artifact::{Directories, Keep, Links, List, Pace, Separator, Share, WalkOptions};
use gorigin::inspect::Hashing;
use gorigin::render::{Renderer, Writer};

use crate::args::{Global, Scan, ShareArgs, WalkArgs};
use crate::carry_out::carry_out;
use crate::exit::{Exit, Failure, Unopened};
use crate::names::shown;
use crate::output::Output;
use crate::outputs::Outputs;
use crate::plan::{Destination, Inspection, Plan, Roots, root_of};
use crate::render::{Form, Look, RecordFormat, Table, counted};
use crate::resume::Resumed;

/// Runs the command.
pub(super) fn run(options: Scan, global: &Global) -> Result<Exit, Failure> {
    let allow_empty = options.allow_empty;
    carry_out_of(plan(options, global)?, allow_empty, Table::new)
}

/// Does what the plan says; nothing to look at is a failure, unless it is allowed.
pub(super) fn carry_out_of<R, W>(
    plan: Plan,
    allow_empty: bool,
    for_reading: impl Fn(Look) -> Form<R, W>,
) -> Result<Exit, Failure>
where
    R: Renderer + 'static,
    W: Writer<R::Row> + 'static,
    R::Row: 'static,
{
    match carry_out(plan, for_reading)? {
        Exit::Nothing if allow_empty => Ok(Exit::Clean),
        Exit::Nothing => Err(Failure::nothing()),
        exit => Ok(exit),
    }
}

/// The plan of a scan.
pub(super) fn plan(options: Scan, global: &Global) -> Result<Plan, Failure> {
    let Scan { mut paths, files_from, reporting, .. } = options;
    if paths.is_empty() && files_from.is_none() {
        paths.push(PathBuf::from("."));
    }
    let plan = Plan::begin(&reporting, global, &paths, files_from.as_ref())?;
    let plan = of_share(plan, &options.share, files_from.clone())?;
    // A statement is about a program by its hash.
    let needs_hash = plan.to.outputs.iter().any(|(format, _)| format == RecordFormat::OpenVex);
    let inspection = Inspection {
        hashing: if options.verify || needs_hash { Hashing::Check } else { Hashing::Skip },
        ..plan.inspection
    };
    let pace = pace_of(files_from.as_deref());
    let sees_all = options.share.is_all();
    let ahead = (files_from.is_none() && options.share.is_all()).then(|| paths.clone());
    let separator = if options.null { Separator::Nul } else { Separator::Newline };
    let stdin_is_named = paths.iter().any(|path| {
        path.as_os_str().as_encoded_bytes().starts_with(b"-!/") || path.as_os_str() == "-"
    });
    let listed = listed_in(files_from, separator, stdin_is_named)?;
    Ok(Plan {
        ahead,
        roots: Box::new(paths.into_iter().map(root_of).chain(listed)),
        walk: walk(&options.walk),
        keep: if options.all { Keep::All } else { Keep::Relevant },
        pace,
        inspection: inspection.searching(&options.search).of_images(&options.images),
        judging: plan.judging.seeing_all(sees_all),
        unopened: Unopened::of(options.ignore_unopened),
        ..plan
    }
    .demanding(&options.demands)
    .asking(&options.database)?
    .without_unseen_digests())
}

/// The plan for the inputs of one share, less those that are done.
fn of_share(plan: Plan, options: &ShareArgs, list: Option<PathBuf>) -> Result<Plan, Failure> {
    let share = Share { shard: options.shard, done: None, list };
    let Some(name) = &options.resume else { return Ok(Plan { share, ..plan }) };
    if !plan.to.outputs.is_only(RecordFormat::Ndjson) {
        return Err(Failure::new("only records one a line can be resumed")
            .with_hint("add -f ndjson; other forms can be made of the records later"));
    }
    let mut file = Resumed::open(name)?;
    let (done, before) = (std::mem::take(&mut file.done), std::mem::take(&mut file.before));
    if done.count() > 0 {
        let inputs = counted(u64::try_from(done.count()).unwrap_or(u64::MAX), "input");
        plan.to.talk.note(&format!("{}: has the records of {inputs}", shown(name)));
    }
    let to = Destination { outputs: Outputs::resumed(Output::resumed(file)), ..plan.to };
    Ok(Plan { share: Share { done: Some(done), ..share }, before, to, ..plan })
}

fn walk(options: &WalkArgs) -> WalkOptions {
    WalkOptions {
        directories: Directories::Walk,
        links: if options.follow { Links::Follow } else { Links::Skip },
        max_depth: options.max_depth,
        one_file_system: options.one_file_system,
        globs: options.globs(),
        ..WalkOptions::default()
    }
}

/// The paths in the list called `name`.
fn listed_in(
    name: Option<PathBuf>,
    separator: Separator,
    stdin_is_named: bool,
) -> Result<Roots, Failure> {
    let Some(name) = name else { return Ok(Box::new(std::iter::empty())) };
    if name.as_os_str() != "-" {
        let file = File::open(&name).map_err(|error| Failure::at(&name, &error))?;
        return Ok(Box::new(List::new(BufReader::new(file), name, separator)));
    }
    if stdin_is_named {
        return Err(Failure::new("standard input cannot be both a list and an input")
            .with_hint("drop - from the paths, or give --files-from a file"));
    }
    Ok(Box::new(List::new(BufReader::new(io::stdin()), name, separator)))
}

/// Whether a list may still grow while it is read: true for all but regular files.
fn pace_of(list: Option<&Path>) -> Pace {
    match list {
        Some(path) if !path.is_file() => Pace::AsTheyCome,
        _ => Pace::AllThere,
    }
}
