//! A host's layout: the effective GOROOT and why, then every Go installation.

use std::io::{self, Write};

use gorigin::go::PathHash;
use gorigin::host::{GoKind, HostLayout, Step, Toolchain};

use super::grid::{Column, Grid};
use super::look::{Look, Meaning};
use super::words::{safe, write_indented};

/// Whether each step of the decision is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Steps {
    /// Only the outcome.
    Hide,
    /// Every step.
    Show,
}

/// Writes the layout for reading.
pub(crate) fn write(
    to: &mut dyn Write,
    layout: &HostLayout,
    steps: Steps,
    look: Look,
) -> io::Result<()> {
    let label = |name: &str| look.paint(Meaning::Heading, &format!("{name:<12}"));
    match (&layout.goroot.value, &layout.goroot.error) {
        (Some(goroot), _) => {
            let by = layout.goroot.decided_by;
            writeln!(to, "{}{}  (decided by {by})", label("GOROOT"), safe(goroot))?;
            let hash = PathHash::of(goroot.as_bytes());
            writeln!(to, "{}{hash}", label("path hash"))?;
        }
        (None, error) => {
            let why = error.as_deref().unwrap_or("no go command on PATH, and GOROOT is not set");
            let what = if layout.goroot.unknown { "not known" } else { "none" };
            writeln!(to, "{}{}", label("GOROOT"), look.paint(Meaning::Odd, what))?;
            writeln!(to, "{}{}", label(""), safe(why))?;
        }
    }
    if let Some(version) = layout.effective().and_then(Toolchain::version) {
        writeln!(to, "{}{}", label("go version"), safe(version))?;
    }
    writeln!(to, "{}{}", label("system"), layout.os)?;
    if steps == Steps::Show {
        writeln!(to, "\n{}", look.paint(Meaning::Heading, "How GOROOT was decided"))?;
        for step in &layout.goroot.trace {
            write_indented(&step_text(step), 2, Meaning::Plain, look, to)?;
        }
    }
    writeln!(to)?;
    if layout.toolchains.is_empty() {
        return writeln!(to, "No Go installation was found.");
    }
    toolchains(to, layout, look)
}

pub(super) fn step_text(step: &Step) -> String {
    let candidate = step.candidate.as_deref().map(|it| format!(" {}", safe(it)));
    format!("{}{}: {}", step.step, candidate.unwrap_or_default(), safe(&step.result))
}

fn toolchains(to: &mut dyn Write, layout: &HostLayout, look: Look) -> io::Result<()> {
    let heading = ["", "GOROOT", "VERSION", "go", "go version", "found by"];
    let mut grid = Grid::new(look, heading.map(|name| Column { name, comfort: 8 }));
    for toolchain in &layout.toolchains {
        let text = |value: Option<&str>| value.map_or_else(|| "-".to_owned(), safe);
        let go = match toolchain.kind {
            GoKind::Binary => text(toolchain.go_path.as_deref()),
            GoKind::Script | GoKind::Wrapper => {
                let manager = toolchain.wrapper.as_ref().map_or("script", |it| it.manager.as_str());
                format!("{} ({})", text(toolchain.go_path.as_deref()), safe(manager))
            }
            GoKind::Gccgo => format!("{} (gccgo)", text(toolchain.go_path.as_deref())),
            GoKind::Missing => "missing".to_owned(),
        };
        let is_missing = toolchain.kind == GoKind::Missing;
        grid.add_row([
            (Meaning::Good, if toolchain.in_effect { "✓" } else { "" }),
            (Meaning::Plain, &text(toolchain.goroot.as_deref())),
            (Meaning::Plain, &text(toolchain.version_file.as_deref())),
            (if is_missing { Meaning::Odd } else { Meaning::Plain }, &go),
            (Meaning::Plain, &text(toolchain.go_version.as_deref())),
            (Meaning::Plain, &safe(&toolchain.found_by)),
        ]);
    }
    grid.write(to)
}
