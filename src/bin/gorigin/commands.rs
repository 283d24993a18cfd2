//! The commands: each turns its options into plain values and hands them on.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use gorigin::artifact::{
    Directories, Given, InputIsTarget, Keep, Links, List, Opened, Pace, Root, Separator, Threads,
    Walk, WalkOptions, open, read_all, scan,
};
use gorigin::bytes::{ByteSource, Escaped, Limits, Text};
use gorigin::finding::{Demands, Rule};
use gorigin::host::{Host, HostLayout};
use gorigin::inspect::{Depth, Hashing, Options, diff, inspect_file};
use gorigin::leak::DeepSearch;
use gorigin::report::json::{write_line, write_pretty};
use gorigin::report::{DiffRecord, Redactor, Summary};
use gorigin::verify::{self, TraceError};

use crate::args::{
    Cli, Command, DemandArgs, Diff, Format, Global, Inspect, Privacy, ResultOptions, Rules, Scan,
    SearchArgs, Verify, Work,
};
use crate::doctor;
use crate::exit::{Exit, Failure};
use crate::here::{host, watched_machine};
use crate::interrupt::Interrupt;
use crate::man;
use crate::outcome::Outcome;
use crate::output::{Output, write_failure};
use crate::policy::Policy;
use crate::progress::{Progress, When};
use crate::remap;
use crate::render::host::Trace;
use crate::render::{self, Card, Json, Ndjson, Render, Table, rules};
use crate::require::Asked;
use crate::streams::check_stdout;
use crate::talk::{Hints, Talk, Volume, say};

/// The rules that `gorigin verify` is about.
const ABOUT_HASHES: [&str; 11] = [
    "altered-after-build",
    "content-id-mismatch",
    "content-id-undecided",
    "resized-after-build",
    "packed",
    "host-id-mismatch",
    "unfinalized-build",
    "build-id-conflict",
    "build-id-custom",
    "build-id-missing",
    "signed-after-build",
];

/// Runs what the command line asks for.
pub(crate) fn run(cli: Cli, talk: &Talk) -> Result<Exit, Failure> {
    let global = cli.global;
    match cli.command {
        _ if global.limits => print(&limits_text(&Limits::default())),
        None => Ok(Exit::Failed),
        Some(Command::Inspect(options)) => run_inspect(options, &global, talk),
        Some(Command::Verify(options)) => run_verify(options, &global, talk),
        Some(Command::Diff(options)) => run_diff(&options, &global, talk),
        Some(Command::Scan(options)) => run_scan(options, &global, talk),
        Some(Command::Doctor(options)) => doctor::run(&options, &global),
        Some(Command::Host(options)) => run_host(&options.result, &global),
        Some(Command::Remap(options)) => remap::run(&options, &global),
        Some(Command::Rules(options)) => run_rules(&options, &global),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "gorigin", &mut script);
            print(&String::from_utf8_lossy(&script))
        }
        Some(Command::Man) => {
            let mut page = Vec::new();
            man::write(&mut page).map_err(write_failure)?;
            print(&String::from_utf8_lossy(&page))
        }
    }
}

fn run_inspect(options: Inspect, global: &Global, talk: &Talk) -> Result<Exit, Failure> {
    let jobs = NonZeroUsize::new(options.files.len()).unwrap_or(NonZeroUsize::MIN);
    let jobs = jobs.min(options.reporting.work.jobs());
    let walk = WalkOptions { directories: Directories::Refuse, ..WalkOptions::default() };
    let inputs = with(&options.files, [&options.reporting.work.host]);
    let output = Output::open(options.reporting.result.file(), &inputs, global.color)?;
    let host = host(options.reporting.work.host.as_deref(), output.watch())?;
    let mut redactor = redactor(options.reporting.privacy);
    let card = Card::new(output.look());
    let renderer = renderer(options.reporting.result.format, &host, redactor.as_mut(), card);
    let hashing = if options.no_verify { Hashing::Skip } else { Hashing::Check };
    let keep = Keep::All;
    let depth = if options.search.is_deep() { Depth::Deep } else { Depth::Full };
    let search = search(&options.search, &host);
    let asking = Reading::asking(&options.demands, host);
    let reading = Reading { depth, hashing, keep, jobs, search, ..asking };
    let policy = options.reporting.judgement.policy().with_unopened(options.ignore_unopened);
    let progress = progress(&options.reporting.work, &options.reporting.result, &output, talk);
    let mut result = Outcome::new(output, renderer, talk, progress, redactor, &policy);
    let roots = options.files.into_iter().map(root_of);
    let summary = read(roots, walk, &reading, &policy, &mut result)?;
    Ok(Exit::of(&summary, &policy))
}

fn run_verify(options: Verify, global: &Global, talk: &Talk) -> Result<Exit, Failure> {
    let jobs = NonZeroUsize::new(options.files.len()).unwrap_or(NonZeroUsize::MIN);
    let jobs = jobs.min(options.reporting.work.jobs());
    let walk = WalkOptions { directories: Directories::Refuse, ..WalkOptions::default() };
    let inputs = with(&options.files, [&options.reporting.work.host, &options.trace]);
    let output = Output::open(options.reporting.result.file(), &inputs, global.color)?;
    let host = host(options.reporting.work.host.as_deref(), output.watch())?;
    let mut redactor = redactor(options.reporting.privacy);
    let card = Card::of_verification(output.look());
    let renderer = renderer(options.reporting.result.format, &host, redactor.as_mut(), card);
    let hashing = Hashing::Check;
    let trace = options.trace.as_deref().map(read_trace).transpose()?;
    let (keep, goroots) = (Keep::All, options.goroot);
    let depth = Depth::Full;
    let asking = Reading::asking(&DemandArgs::default(), host);
    let reading = Reading { depth, hashing, keep, jobs, trace, goroots, ..asking };
    let policy = options.reporting.judgement.policy().about(&ABOUT_HASHES);
    let progress = progress(&options.reporting.work, &options.reporting.result, &output, talk);
    let mut result = Outcome::new(output, renderer, talk, progress, redactor, &policy);
    result.asked = Some(Asked::new(options.require));
    let roots = options.files.into_iter().map(root_of);
    let summary = read(roots, walk, &reading, &policy, &mut result)?;
    Ok(result.asked.unwrap_or_default().exit(&summary, &policy))
}

fn run_diff(options: &Diff, global: &Global, talk: &Talk) -> Result<Exit, Failure> {
    let (Some(a), Some(b)) = (&options.a, &options.b) else { return Ok(Exit::Failed) };
    let mut output = Output::open(options.result.file(), &[a.clone(), b.clone()], global.color)?;
    if [a, b].iter().all(|path| path.as_os_str() == "-") {
        return Err(Failure::new("standard input cannot be both programs")
            .with_hint("give a file for one of them"));
    }
    let name = |path: &Path| path.to_string_lossy().into_owned();
    let (side_a, side_b) = (Side::open(a)?, Side::open(b)?);
    let (name_a, name_b) = (name(a), name(b));
    let both: [(&str, &dyn ByteSource); 2] =
        [(&name_a, side_a.source()), (&name_b, side_b.source())];
    let how = Options { depth: Depth::Full, hashing: Hashing::Check, ..Options::default() };
    let mut redactor = redactor(options.privacy);
    let mut redacted = |it| match &mut redactor {
        Some(redactor) => redactor.redact(it),
        None => it,
    };
    let diffs: Vec<DiffRecord> = match diff(both, &how) {
        Ok(diffs) => diffs.into_iter().map(&mut redacted).collect(),
        Err((_, record)) => {
            let named = record.path.clone();
            if let Some(complaint) = talk.complaint(&record, Some(&named), &mut Hints::default()) {
                say(&complaint);
            }
            let text = format!("{}: not a Go program that can be compared", Escaped(&record.path));
            return Err(Failure::incomplete(text));
        }
    };
    if diffs.is_empty() {
        return Err(Failure::new("the two files have no processor in common"));
    }
    let look = output.look();
    let to = output.writer();
    match options.result.format {
        Format::Table => diffs.iter().try_for_each(|it| render::diff::write(to, it, look)),
        Format::Json => write_pretty(to, &diffs),
        Format::Ndjson => diffs.iter().try_for_each(|it| write_line(to, it)),
    }
    .and_then(|()| output.finish())
    .map_err(write_failure)?;
    let differs = diffs.iter().any(|it| !it.is_empty());
    Ok(if differs { Exit::Finding } else { Exit::Clean })
}

/// One of two programs that are compared.
enum Side {
    File(Opened),
    Stdin(Vec<u8>),
}

impl Side {
    fn open(path: &Path) -> Result<Self, Failure> {
        let side = if path.as_os_str() == "-" {
            read_all(io::stdin().lock(), Limits::default().stdin).map(Self::Stdin)
        } else {
            open(path).map(Self::File)
        };
        side.map_err(|error| {
            let name = Text::from(path.as_os_str().as_encoded_bytes());
            Failure::incomplete(format!("{name}: {error}"))
        })
    }

    fn source(&self) -> &dyn ByteSource {
        match self {
            Self::File(opened) => opened.source(),
            Self::Stdin(bytes) => bytes,
        }
    }
}

fn read_trace(path: &Path) -> Result<verify::Trace, Failure> {
    let name = Text::from(path.as_os_str().as_encoded_bytes()).to_string();
    let file = File::open(path).map_err(|error| Failure::io(&name, &error))?;
    verify::Trace::read(&mut BufReader::new(file)).map_err(|error| {
        let hint = match error {
            TraceError::NotATrace | TraceError::NoLink { .. } => {
                "make one with: GODEBUG=gocachehash=1 go build 2>trace"
            }
            _ => "the trace is damaged; make it anew, with one go command for each file",
        };
        Failure::new(format!("{name}: {error}")).with_hint(hint)
    })
}

fn run_scan(options: Scan, global: &Global, talk: &Talk) -> Result<Exit, Failure> {
    let walk = WalkOptions {
        directories: Directories::Walk,
        links: if options.walk.follow { Links::Follow } else { Links::Skip },
        max_depth: options.walk.max_depth,
        one_file_system: options.walk.one_file_system,
        globs: options.walk.globs(),
        ..WalkOptions::default()
    };
    let keep = if options.all { Keep::All } else { Keep::Relevant };
    let inputs = with(&options.paths, [&options.reporting.work.host, &options.files_from]);
    let output = Output::open(options.reporting.result.file(), &inputs, global.color)?;
    let host = host(options.reporting.work.host.as_deref(), output.watch())?;
    let policy = options.reporting.judgement.policy().with_unopened(options.ignore_unopened);
    let separator = if options.null { Separator::Nul } else { Separator::Newline };
    let stdin_is_named = options.paths.iter().any(|path| path.as_os_str() == "-");
    let pace = pace_of(options.files_from.as_deref());
    let listed = roots_in(options.files_from, separator, stdin_is_named)?;
    let mut redactor = redactor(options.reporting.privacy);
    let table = Table::new(output.look());
    let renderer = renderer(options.reporting.result.format, &host, redactor.as_mut(), table);
    let jobs = options.reporting.work.jobs();
    let hashing = if options.verify { Hashing::Check } else { Hashing::Skip };
    let depth = if options.search.is_deep() { Depth::Deep } else { Depth::Quick };
    let search = search(&options.search, &host);
    let asking = Reading::asking(&options.demands, host);
    let reading = Reading { depth, hashing, keep, jobs, pace, search, ..asking };
    let progress = progress(&options.reporting.work, &options.reporting.result, &output, talk);
    let mut result = Outcome::new(output, renderer, talk, progress, redactor, &policy);
    let roots = options.paths.into_iter().map(root_of).chain(listed);
    let summary = read(roots, walk, &reading, &policy, &mut result)?;
    match Exit::of(&summary, &policy) {
        Exit::Nothing if options.allow_empty => Ok(Exit::Clean),
        Exit::Nothing => Err(Failure::nothing()),
        exit => Ok(exit),
    }
}

fn run_host(options: &ResultOptions, global: &Global) -> Result<Exit, Failure> {
    let mut output = Output::open(options.file(), &[], global.color)?;
    let layout = HostLayout::read(&watched_machine(output.watch()));
    let look = output.look();
    let trace = if global.volume() == Volume::Verbose { Trace::Show } else { Trace::Hide };
    let to = output.writer();
    match options.format {
        Format::Table => render::host::write(to, &layout, trace, look),
        Format::Json => write_pretty(to, &layout),
        Format::Ndjson => write_line(to, &layout),
    }
    .and_then(|()| output.finish())
    .map_err(write_failure)?;
    Ok(Exit::Clean)
}

/// What a deep search looks for.
fn search(options: &SearchArgs, host: &Host) -> DeepSearch {
    if options.is_deep() {
        DeepSearch::new(&options.needles(), host.goroot())
    } else {
        DeepSearch::default()
    }
}

fn redactor(privacy: Privacy) -> Option<Redactor> {
    privacy.redact.then(Redactor::default)
}

/// The renderer of records; `people` is the one for reading.
fn renderer(
    format: Format,
    host: &Host,
    redactor: Option<&mut Redactor>,
    people: impl Render + 'static,
) -> Box<dyn Render> {
    let host = || {
        let layout = host.layout().clone();
        let layout = match redactor {
            Some(redactor) => redactor.redact(layout),
            None => layout,
        };
        serde_json::to_value(layout).ok()
    };
    match format {
        Format::Table => Box::new(people),
        Format::Json => Box::new(Json::new(host())),
        Format::Ndjson => Box::new(Ndjson),
    }
}

fn run_rules(options: &Rules, global: &Global) -> Result<Exit, Failure> {
    let mut output = Output::open(options.result.file(), &[], global.color)?;
    let look = output.look();
    let all: Vec<Rule> = gorigin::finding::all_rules().copied().collect();
    let chosen = options.rule.as_deref().and_then(gorigin::finding::rule);
    let to = output.writer();
    match (options.result.format, chosen) {
        (Format::Table, Some(rule)) => rules::page(to, rule, look),
        (Format::Table, None) => rules::table(to, &all, look),
        (Format::Json, Some(rule)) => rules::json(to, std::slice::from_ref(rule)),
        (Format::Json, None) => rules::json(to, &all),
        (Format::Ndjson, Some(rule)) => rules::ndjson(to, std::slice::from_ref(rule)),
        (Format::Ndjson, None) => rules::ndjson(to, &all),
    }
    .and_then(|()| output.finish())
    .map_err(write_failure)?;
    Ok(Exit::Clean)
}

/// How inputs are read.
struct Reading {
    depth: Depth,
    hashing: Hashing,
    keep: Keep,
    jobs: NonZeroUsize,
    pace: Pace,
    host: Host,
    trace: Option<verify::Trace>,
    goroots: Vec<String>,
    search: DeepSearch,
    demands: Demands,
    cross_check: bool,
}

impl Reading {
    /// Reading that asks for what the options demand.
    fn asking(options: &DemandArgs, host: Host) -> Self {
        Self {
            depth: Depth::Quick,
            hashing: Hashing::Skip,
            keep: Keep::All,
            jobs: NonZeroUsize::MIN,
            pace: Pace::AllThere,
            host,
            trace: None,
            goroots: Vec::new(),
            search: DeepSearch::default(),
            demands: options.demands(),
            cross_check: options.cross_check,
        }
    }
}

fn read(
    roots: impl Iterator<Item = Root> + Send,
    mut walk: WalkOptions,
    reading: &Reading,
    policy: &Policy,
    result: &mut Outcome<'_>,
) -> Result<Summary, Failure> {
    result.interrupt = Interrupt::listen();
    result.output.create()?;
    walk.own = result.output.own_files();
    let walk = Walk::new(roots, walk);
    let host = Some(&reading.host);
    let (depth, hashing, limits) = (reading.depth, reading.hashing, Limits::default());
    let options = Options {
        depth,
        hashing,
        limits: limits.clone(),
        trace: reading.trace.as_ref(),
        goroots: &reading.goroots,
        host,
        recover_unrecognised: false,
        search: Some(&reading.search),
        // Of other files met in a walk only what the user looks for would be shown.
        search_others: reading.keep == Keep::All || reading.search.has_needles(),
        demands: reading.demands.clone(),
        cross_check: reading.cross_check,
    };
    // A file that is named is worth a search even if nothing tells what it is.
    let of_named = Options { recover_unrecognised: true, search_others: true, ..options.clone() };
    let judged = |source: &dyn ByteSource, given, path: &Path| {
        let options = if given == Given::Named { &of_named } else { &options };
        let mut records = inspect_file(source, path, options);
        records.iter_mut().for_each(|record| policy.apply(record));
        records
    };
    let whole = || {
        result.renderer.start(result.output.writer())?;
        let threads = Threads { count: reading.jobs, pace: reading.pace };
        let summary = scan(walk, reading.keep, threads, &limits, &judged, result)?;
        result.end(&summary)?;
        Ok(summary)
    };
    whole().map_err(|error: io::Error| {
        let is_target = error.get_ref().is_some_and(|it| it.is::<InputIsTarget>());
        let refusal = || result.output.refusal();
        is_target.then(refusal).flatten().unwrap_or_else(|| write_failure(error))
    })
}

/// The inputs, with the other files that are read.
fn with<const N: usize>(inputs: &[PathBuf], others: [&Option<PathBuf>; N]) -> Vec<PathBuf> {
    inputs.iter().chain(others.into_iter().flatten()).cloned().collect()
}

/// A progress line, where nothing else is written to the terminal meanwhile.
fn progress(work: &Work, options: &ResultOptions, output: &Output, talk: &Talk) -> Progress {
    let quiet_result = options.format == Format::Table || !output.is_terminal();
    let wanted = work.progress == When::Auto && quiet_result && talk.is_drawable();
    Progress::new(wanted)
}

fn root_of(path: PathBuf) -> Root {
    if path.as_os_str() == "-" { Root::Stdin } else { Root::Path(path) }
}

/// The paths in the list called `name`.
fn roots_in(
    name: Option<PathBuf>,
    separator: Separator,
    stdin_is_named: bool,
) -> Result<Box<dyn Iterator<Item = Root> + Send>, Failure> {
    let Some(name) = name else { return Ok(Box::new(std::iter::empty())) };
    if name.as_os_str() != "-" {
        let file = File::open(&name).map_err(|error| {
            Failure::io(&Text::from(name.as_os_str().as_encoded_bytes()).to_string(), &error)
        })?;
        return Ok(Box::new(List::new(BufReader::new(file), name, separator)));
    }
    if stdin_is_named {
        return Err(Failure::new("standard input cannot be both a list and an input")
            .with_hint("drop - from the paths, or give --files-from a file"));
    }
    Ok(Box::new(List::new(BufReader::new(io::stdin()), name, separator)))
}

/// Whether a list may still be written while it is read: all but regular files.
fn pace_of(list: Option<&Path>) -> Pace {
    match list {
        Some(path) if !path.is_file() => Pace::AsTheyCome,
        _ => Pace::AllThere,
    }
}

fn limits_text(limits: &Limits) -> String {
    let rows = limits.table();
    let mut text = String::new();
    for (name, value, what) in rows {
        text.push_str(&format!("{name:<15} {value:>12}  {what}\n"));
    }
    text
}

/// Prints text of this program's own.
fn print(text: &str) -> Result<Exit, Failure> {
    check_stdout()?;
    let mut to = io::stdout().lock();
    to.write_all(text.as_bytes()).and_then(|()| to.flush()).map_err(write_failure)?;
    Ok(Exit::Clean)
}
