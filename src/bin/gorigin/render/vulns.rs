//! Known vulnerabilities, for reading: a block for each program, a line for each advisory.

use std::cmp::Reverse;
use std::io::{self, Write};

use gorigin::bytes::Named;
use gorigin::evidence::Toolchain;
use gorigin::render::{Renderer, Writer, untold};
use gorigin::report::{
    Outcome, Record, Summary, VulnerabilityCheckRecord, VulnerabilityRecord,
    VulnerableFunctionRecord,
};
use gorigin::vuln::{Verdict, best_known};

use super::facts::{path_text, version_text};
use super::form::Form;
use super::grid::{Column, Grid};
use super::look::{Look, Meaning};
use super::words::{counted, grouped, safe, width, write_indented, write_wrapped};

/// What stands for the day of a database of which nothing says it.
pub(crate) const UNKNOWN_DAY: &str = "an unknown day";

/// How many functions of an advisory are named; the record has more.
const MOST: u8 = 3;

const COLUMNS: [Column; 6] = [
    Column { name: "advisory", comfort: 14 },
    Column { name: "module", comfort: 12 },
    Column { name: "version", comfort: 8 },
    Column { name: "mended in", comfort: 8 },
    Column { name: "verdict", comfort: 15 },
    Column { name: "functions", comfort: 20 },
];

/// Which advisories have a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Those whose code is in the program, or of which that cannot be told.
    Open,
    /// All whose versions match.
    All,
}

/// Words the vulnerabilities of a program.
pub(crate) struct Blocks {
    shown: Shown,
}

/// The blocks of all programs.
pub(crate) struct Page {
    look: Look,
    /// The programs with a present function, with a package present, with something that cannot be
    /// told, and all.
    counts: [u64; 4],
    database: Option<String>,
}

/// What is said of a program.
pub(crate) struct Block {
    path: String,
    /// What it is: its version of Go and its platform.
    what: String,
    rows: Vec<(Meaning, [String; 6])>,
    lines: Vec<(Meaning, String)>,
    /// Whether it counts, as in the page.
    counts: [bool; 4],
    database: Option<String>,
}

impl Page {
    /// The path, which is never cut, and what it is beside it, or below it where that has no room.
    fn write_heading(&self, path: &str, what: &str, to: &mut dyn Write) -> io::Result<()> {
        let line = format!("{path}  {what}");
        let line = line.trim_end();
        if self.look.width.is_none_or(|room| width(line) <= usize::from(room)) {
            return writeln!(to, "{}", self.look.paint(Meaning::Heading, line));
        }
        writeln!(to, "{}", self.look.paint(Meaning::Heading, path))?;
        write_indented(what, 2, Meaning::Heading, self.look, to)
    }

    /// A page with that look.
    pub(crate) fn new(look: Look, shown: Shown) -> Form<Blocks, Self> {
        Form { renderer: Blocks { shown }, writer: Self { look, counts: [0; 4], database: None } }
    }
}

impl Renderer for Blocks {
    type Row = Option<Block>;

    fn row(&self, record: &Record) -> io::Result<Option<Block>> {
        let all = record.vulnerabilities.as_deref();
        let Some((check, all)) = record.vulnerability_check.as_ref().zip(all) else {
            return Ok(not_checked(record));
        };
        let has = |verdict: Verdict| all.iter().any(|it| it.verdict == verdict);
        let counts = [has(Verdict::Present), has(Verdict::PackagePresent), !check.complete, true];
        let mut open: Vec<&VulnerabilityRecord> =
            all.iter().filter(|it| self.shown == Shown::All || is_open(it)).collect();
        open.sort_by_key(|it| Reverse(it.verdict.known()));
        Ok(Some(Block {
            path: path_text(record),
            what: what(record),
            rows: open.into_iter().map(|it| (meaning(it), row(it))).collect(),
            lines: lines(record, check, all, self.shown),
            counts,
            database: Some(database(check)),
        }))
    }
}

/// A file that is not checked: a line where it may hold a program.
fn not_checked(record: &Record) -> Option<Block> {
    let error = record.error.as_ref();
    let why = match (&record.unopened, error) {
        (Some(kind), _) => format!("{}: not opened", safe(kind)),
        (None, Some(error)) => safe(&error.message),
        (None, None) if record.outcome == Outcome::Go => "not linked: not looked up".to_owned(),
        (None, None) => return None,
    };
    let lines = vec![(Meaning::Odd, why)];
    let (path, what) = (path_text(record), String::new());
    Some(Block { path, what, rows: Vec::new(), lines, counts: [false; 4], database: None })
}

fn is_open(it: &VulnerabilityRecord) -> bool {
    it.verdict.known().is_none_or(Verdict::is_open)
}

fn meaning(it: &VulnerabilityRecord) -> Meaning {
    match it.verdict.known() {
        Some(Verdict::Present) => Meaning::Bad,
        Some(Verdict::PackagePresent | Verdict::CannotTell) | None => Meaning::Odd,
        Some(_) => Meaning::Aside,
    }
}

fn what(record: &Record) -> String {
    let go = record.go_version.as_ref().map(version_text);
    let go = go.unwrap_or_else(|| "Go version unknown".to_owned());
    let other = other_toolchain(record).map(|it| format!("{it} · ")).unwrap_or_default();
    let platform = match (record.os.as_ref(), record.arch.as_ref()) {
        (Some(os), Some(arch)) => format!(" · {}/{}", safe(os), safe(arch)),
        _ => String::new(),
    };
    format!("{other}{go}{platform}")
}

fn row(it: &VulnerabilityRecord) -> [String; 6] {
    let id = match best_known(&it.aliases) {
        Some(cve) => format!("{} {}", safe(&it.id), safe(cve)),
        None => safe(&it.id),
    };
    let reviewed = if it.reviewed { "" } else { ", not reviewed" };
    let doubt = it.doubt.as_deref().map(|doubt| format!(", {}", safe(doubt)));
    let verdict = format!("{}{reviewed}{}", it.verdict.name(), doubt.unwrap_or_default());
    let fixed = it.fixed.as_deref().map_or_else(|| "-".to_owned(), safe);
    [id, safe(&it.module), safe(&it.version), fixed, verdict, functions(it)]
}

/// The functions that are there, how many of how many, or why that is not known.
fn functions(it: &VulnerabilityRecord) -> String {
    let named = it.functions.iter().take(MOST.into()).map(function).collect::<Vec<_>>().join(", ");
    match (it.verdict.known(), &it.reason) {
        (Some(Verdict::Present), _) => {
            let more = if it.matched > u64::from(MOST) { ", …" } else { "" };
            format!("{} of {}: {named}{more}", grouped(it.matched), grouped(it.listed))
        }
        (_, Some(reason)) => safe(reason),
        (Some(Verdict::PackagePresent), None) => format!("none listed: {named}"),
        (_, None) if it.listed > 0 => format!("0 of {}", grouped(it.listed)),
        (_, None) => "-".to_owned(),
    }
}

fn function(it: &VulnerableFunctionRecord) -> String {
    let name = match &it.name {
        Some(name) => format!("{}.{name}", it.package),
        None => it.package.clone(),
    };
    format!("{} at {:#x}", safe(&name), it.offset)
}

/// The toolchain, where it is not Go's own.
fn other_toolchain(record: &Record) -> Option<String> {
    record.toolchain.filter(|it| *it != Toolchain::Gc).map(|it| safe(it.name()))
}

/// What is not in the table, and what could not be told.
fn lines(
    record: &Record,
    check: &VulnerabilityCheckRecord,
    all: &[VulnerabilityRecord],
    shown: Shown,
) -> Vec<(Meaning, String)> {
    let mut lines = Vec::new();
    let count = |verdict: Verdict| all.iter().filter(|it| it.verdict == verdict).count();
    let closed = Verdict::ALL.iter().filter(|verdict| !verdict.is_open());
    let counts: Vec<_> = closed.map(|verdict| (count(*verdict), verdict.name())).collect();
    let closed: usize = counts.iter().fold(0, |sum, (count, _)| sum.saturating_add(*count));
    if closed > 0 && shown == Shown::Open {
        let words = counts.iter().filter(|(count, _)| *count > 0);
        let words: Vec<_> = words.map(|(count, it)| format!("{count} {it}")).collect();
        lines.push((
            Meaning::Aside,
            format!("not found: {} more ({}); --not-found shows them", closed, words.join(", ")),
        ));
    }
    if all.is_empty() && check.complete {
        lines.push((Meaning::Plain, "no advisory is about its versions".to_owned()));
    }
    lines.extend(untold(record).into_iter().map(|text| (Meaning::Odd, text)));
    if check.newer_go {
        let text = "it was built with a newer Go than any that the database knows";
        lines.push((Meaning::Odd, text.to_owned()));
    }
    lines
}

/// Of which day the database is.
pub(super) fn day(check: &VulnerabilityCheckRecord) -> String {
    check.database_date.as_deref().map_or_else(|| UNKNOWN_DAY.to_owned(), safe)
}

/// So many advisories, in words.
pub(crate) fn advisories(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "advisory" } else { "advisories" })
}

fn database(check: &VulnerabilityCheckRecord) -> String {
    let date = day(check);
    format!("database of {date}, {}", advisories(check.advisories))
}

impl Writer<Option<Block>> for Page {
    fn write(&mut self, block: Option<Block>, to: &mut dyn Write) -> io::Result<()> {
        let Some(block) = block else { return Ok(()) };
        for (sum, counts) in self.counts.iter_mut().zip(block.counts) {
            *sum = sum.saturating_add(u64::from(counts));
        }
        self.database = block.database.or(self.database.take());
        self.write_heading(&block.path, &block.what, to)?;
        if !block.rows.is_empty() {
            let mut grid = Grid::new(self.look, COLUMNS);
            for (meaning, [id, module, version, fixed, verdict, functions]) in &block.rows {
                let plain = [id, module, version, fixed].map(|it| (Meaning::Plain, it.as_str()));
                let verdict = [(*meaning, verdict.as_str()), (Meaning::Plain, functions.as_str())];
                grid.add_row(plain.into_iter().chain(verdict));
            }
            grid.write(to)?;
        }
        for (meaning, line) in &block.lines {
            let mut text = Vec::new();
            write_wrapped(line, self.look, &mut text)?;
            for line in String::from_utf8_lossy(&text).lines() {
                writeln!(to, "{}", self.look.paint(*meaning, line))?;
            }
        }
        writeln!(to)
    }

    fn finish(&mut self, _summary: &Summary, to: &mut dyn Write) -> io::Result<()> {
        let [present, package, untold, all] = self.counts;
        let mut text = counted(all, "Go program");
        for (count, what) in [
            (present, "with listed functions present"),
            (package, "with a listed package present"),
            (untold, "of which not all can be told"),
        ] {
            if count > 0 {
                text.push_str(&format!(", {} {what}", grouped(count)));
            }
        }
        if let Some(database) = &self.database {
            text.push_str(&format!("; {database}"));
        }
        write_wrapped(&text, self.look, to)
    }
}
