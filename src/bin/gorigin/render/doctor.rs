//! The doctor's report on one screen: GOROOT and why, each check with a tick or a cross, and at the
//! end the faults with their fixes.

use std::io::{self, Write};

use gorigin::finding::Severity;
use gorigin::host::{GoKind, Source};
use gorigin::report::{CheckRecord, DoctorReport, GoRun, GoState, HostFinding};

use super::host::step_text;
use super::look::{Look, Meaning};
use super::words::{counted, safe, width, wrapped, write_indented, write_marked, write_wrapped};

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// What fits on a screen.
    Short,
    /// Also each step of the decision, each setting and each check.
    All,
}

/// The groups of checks with their headings, from the command outwards.
const THEMES: [(&str, &str); 9] = [
    ("command", "go command"),
    ("goroot", "GOROOT"),
    ("tree", "Go tree"),
    ("toolchain", "toolchain"),
    ("settings", "settings"),
    ("caches", "caches"),
    ("installed", "go install"),
    ("files", "file systems"),
    ("editors", "editors"),
];

/// The width of what stands before the subject of a group.
const SUBJECT: usize = 15;

/// Writes the report for reading.
pub(crate) fn write(
    to: &mut dyn Write,
    report: &DoctorReport,
    detail: Detail,
    look: Look,
) -> io::Result<()> {
    head(to, report, look)?;
    writeln!(to)?;
    for (theme, title) in THEMES {
        group(to, report, theme, title, detail, look)?;
    }
    if detail == Detail::All {
        explanation(to, report, look)?;
    }
    if let Some(run) = &report.run {
        writeln!(to)?;
        outcome_of_run(to, run, look)?;
    }
    for finding in &report.findings {
        writeln!(to)?;
        write_finding(to, finding, look)?;
    }
    writeln!(to)?;
    conclusion(to, report, look)
}

fn head(to: &mut dyn Write, report: &DoctorReport, look: Look) -> io::Result<()> {
    let heading = look.paint(Meaning::Heading, "GOROOT");
    match &report.goroot.value {
        Some(value) => {
            let by = report.goroot.decided_by;
            writeln!(to, "{heading}  {}  (decided by {by})", safe(value))
        }
        None => {
            let (meaning, none) = match report.state {
                GoState::Unknown => (Meaning::Odd, "not known without running go"),
                GoState::NotOnPath => (Meaning::Bad, "none: no go command on PATH"),
                GoState::None => (Meaning::Odd, "none: there is no Go here"),
                _ => (Meaning::Bad, "none: go refuses to run"),
            };
            let none = look.paint(meaning, none);
            writeln!(to, "{heading}  {none}")?;
            let error = report.goroot.error.as_deref().unwrap_or("nothing decides");
            error.lines().try_for_each(|line| writeln!(to, "        {}", safe(line)))
        }
    }
}

fn group(
    to: &mut dyn Write,
    report: &DoctorReport,
    theme: &str,
    title: &str,
    detail: Detail,
    look: Look,
) -> io::Result<()> {
    let checks: Vec<&CheckRecord> = report.checks.iter().filter(|it| it.theme == theme).collect();
    let of = |outcome: &str| checks.iter().filter(|it| it.outcome == outcome).count();
    let (found, unknown, clear) = (of("found"), of("unknown"), of("clear"));
    let worst = report
        .findings
        .iter()
        .filter(|finding| checks.iter().any(|check| check.rule == finding.rule))
        .map(|finding| finding.severity)
        .max();
    let (mark, meaning) = match worst {
        Some(Severity::Error) => ("✗", Meaning::Bad),
        Some(Severity::Warning) => ("!", Meaning::Odd),
        Some(Severity::Note) => ("i", Meaning::Plain),
        None if found == 0 && clear > 0 => ("✓", Meaning::Good),
        None if unknown > 0 => ("?", Meaning::Odd),
        None => ("·", Meaning::Aside),
    };
    let aside = match unknown {
        1.. if mark == "✓" => format!("  ({unknown} of {} not known)", checks.len()),
        _ => String::new(),
    };
    let subject = subject(report, theme);
    let mut line = format!("{} {title:<13}{subject}", look.paint(meaning, mark));
    line.push_str(&look.paint(Meaning::Aside, &aside));
    if worst.is_some() {
        let rules: Vec<&str> =
            checks.iter().filter(|it| it.outcome == "found").map(|it| it.rule.as_str()).collect();
        let rules = format!("← {}", rules.join(", "));
        let needed =
            width(&subject).saturating_add(width(&rules)).saturating_add(SUBJECT).saturating_add(2);
        if needed > look.width.map_or(usize::MAX, usize::from) {
            writeln!(to, "{}", line.trim_end())?;
            write_indented(&rules, SUBJECT, meaning, look, to)?;
        } else {
            writeln!(to, "{line}  {}", look.paint(meaning, &rules))?;
        }
    } else {
        writeln!(to, "{}", line.trim_end())?;
    }
    if detail == Detail::Short {
        return Ok(());
    }
    for check in checks {
        let mark = match check.outcome.as_str() {
            "clear" => "✓",
            "found" => "✗",
            "unknown" => "?",
            _ => "·",
        };
        let reason = check.reason.as_deref().map(|why| format!(": {}", safe(why)));
        let reason = reason.unwrap_or_default();
        let line = format!("{mark} {}{reason}", check.rule);
        write_indented(&line, 4, Meaning::Aside, look, to)?;
    }
    Ok(())
}

/// What a group of checks examined, in a few words.
fn subject(report: &DoctorReport, theme: &str) -> String {
    let value = |name: &str| {
        let value = report.env.iter().find(|value| value.name == name)?;
        Some(safe(&value.value)).filter(|value| !value.is_empty())
    };
    let shown = match theme {
        "command" => report.toolchains.iter().find(|it| it.kind != GoKind::Missing).map(|it| {
            let path = it.go_path.as_deref().map(safe).unwrap_or_default();
            match &it.go_version {
                Some(version) => format!("{path} · {}", safe(version)),
                None => path,
            }
        }),
        "goroot" => report.goroot.candidate().map(safe),
        "tree" => report
            .toolchains
            .iter()
            .find(|it| it.in_effect)
            .and_then(|it| it.version_file.as_deref())
            .map(|version| format!("VERSION says {}", safe(version))),
        "toolchain" => Some(toolchain(report)),
        "settings" => value("GOENV"),
        "caches" => value("GOCACHE"),
        "installed" => value("GOBIN").or_else(|| value("GOPATH").map(|path| format!("{path}/bin"))),
        _ => None,
    };
    shown.unwrap_or_default()
}

fn toolchain(report: &DoctorReport) -> String {
    let first = report.toolchains.iter().find(|it| it.kind != GoKind::Missing);
    let leads_nowhere =
        first.and_then(|it| it.wrapper.as_ref()).is_some_and(|wrapper| wrapper.runs.is_none());
    let is_there = report.state == GoState::Runs
        || (report.state == GoState::Refuses && !leads_nowhere)
        || report.toolchain.from == Source::Download;
    if !is_there {
        return String::new();
    }
    let name = report.toolchain.name.as_deref().map(safe).unwrap_or_default();
    let setting = report.toolchain.setting.as_deref().map(safe);
    let setting = setting.map(|it| format!("GOTOOLCHAIN={it}")).unwrap_or_default();
    match &report.toolchain.from {
        Source::Path(path) => format!("{name} from {} ({setting})", safe(path)),
        Source::ModuleCache(path) => format!("{name} from {} ({setting})", safe(path)),
        Source::Download => format!("{name}, which would be downloaded ({setting})"),
        Source::Refused => setting,
        _ if setting.is_empty() => "the command itself".to_owned(),
        _ => format!("the command itself ({setting})"),
    }
}

fn explanation(to: &mut dyn Write, report: &DoctorReport, look: Look) -> io::Result<()> {
    writeln!(to, "\n{}", look.paint(Meaning::Heading, "How GOROOT was decided"))?;
    for step in &report.goroot.trace {
        write_indented(&step_text(step), 2, Meaning::Plain, look, to)?;
    }
    if !report.env.is_empty() {
        writeln!(to, "\n{}", look.paint(Meaning::Heading, "What go env prints"))?;
    }
    for value in &report.env {
        writeln!(to, "  {:<12}{}  ({})", safe(&value.name), safe(&value.value), value.decided_by)?;
    }
    Ok(())
}

fn outcome_of_run(to: &mut dyn Write, run: &GoRun, look: Look) -> io::Result<()> {
    let command = safe(&run.command);
    if run.differences.is_empty() {
        let agrees = look.paint(Meaning::Good, "✓");
        let what = match &run.error {
            Some(_) => "refuses to run, as worked out".to_owned(),
            None => format!("prints the same {} values", run.compared),
        };
        return writeln!(to, "{agrees} {command} {what}");
    }
    writeln!(to, "{} {command} prints other values", look.paint(Meaning::Odd, "!"))?;
    for difference in &run.differences {
        let shown = |value: &Option<String>| value.as_deref().map_or("nothing".into(), safe);
        let (computed, go) = (shown(&difference.computed), shown(&difference.go));
        let line = format!("{}: go {go}, worked out {computed}", safe(&difference.name));
        write_indented(&line, 4, Meaning::Plain, look, to)?;
    }
    let error = run.error.as_deref().unwrap_or_default();
    error.lines().take(5).try_for_each(|line| writeln!(to, "    {}", safe(line)))
}

fn write_finding(to: &mut dyn Write, finding: &HostFinding, look: Look) -> io::Result<()> {
    let (severity, rule) = (finding.severity.to_string(), safe(&finding.rule));
    let plain = format!("{severity} {rule}:");
    let (severity, rule) =
        (look.paint(finding.severity.into(), &severity), look.paint(Meaning::Heading, &rule));
    let text = format!("{plain} {}", safe(&finding.message));
    write_marked(&text, &plain, &format!("{severity} {rule}:"), look, to)?;
    for seen in &finding.evidence {
        write_indented(&safe(seen), 4, Meaning::Aside, look, to)?;
    }
    if let Some(root) = &finding.follows_from {
        return writeln!(to, "  fix   follows from {} and goes with it", safe(root));
    }
    let room = usize::from(look.width.unwrap_or(100)).clamp(40, 100).saturating_sub(8);
    let mut label = "why";
    for line in wrapped(&safe(&finding.cause), room) {
        writeln!(to, "  {label:<5} {line}")?;
        label = "";
    }
    // Never wrapped, and alone on its line, so that a command can be copied.
    writeln!(to, "  fix   {}", look.paint(Meaning::Good, &safe(&finding.fix)))?;
    match &finding.fix_note {
        Some(note) => write_indented(&safe(note), 8, Meaning::Plain, look, to),
        None => Ok(()),
    }
}

fn conclusion(to: &mut dyn Write, report: &DoctorReport, look: Look) -> io::Result<()> {
    let count = |severity| {
        let count = report.findings.iter().filter(|it| it.severity == severity).count();
        u64::try_from(count).unwrap_or(u64::MAX)
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let unknown = report.checks.iter().filter(|it| it.outcome == "unknown").count();
    let mut text = match (errors, warnings, report.state) {
        (0, 0, GoState::Runs) => look.paint(Meaning::Good, "Nothing is wrong with this Go."),
        (0, 0, GoState::None) => "There is no Go here that could be looked at.".to_owned(),
        (0, 0, GoState::Unknown) => "What go runs here is not known; in what could be looked at, \
            nothing is wrong."
            .to_owned(),
        (0, 0, _) => look.paint(Meaning::Bad, "This Go does not run."),
        _ => format!("{}, {}.", counted(errors, "error"), counted(warnings, "warning")),
    };
    if unknown > 0 {
        let unknown = counted(u64::try_from(unknown).unwrap_or(u64::MAX), "check");
        text.push_str(&format!(" {unknown} could not tell; --explain says why."));
    }
    write_wrapped(&text, look, to)
}
