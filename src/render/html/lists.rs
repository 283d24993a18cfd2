//! The programs by Go release, and by GOROOT.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::escape::{html, in_html, marked, path_in_html};
use super::kept::Kept;
use super::pool::Pool;
use super::row::Kind;
use super::scan::Scan;
use crate::bytes::{counted, grouped};
use crate::go::{AS_OF, NEWEST, Release, Support};

/// The most scans that have a column each.
const MOST_SCANS: usize = 6;
/// The most GOROOTs that are listed, and versions of one release.
const MOST_GOROOTS: usize = 15;
const MOST_VERSIONS: usize = 5;

/// A number for each scan.
type Counts = Vec<u64>;

fn sum(counts: &Counts) -> u64 {
    counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
}

fn count(counts: &mut Counts, scan: usize, of: usize) {
    counts.resize(of, 0);
    if let Some(count) = counts.get_mut(scan) {
        *count = count.saturating_add(1);
    }
}

/// What a version counts as: a minor release, or none.
pub(super) fn release_of(version: &str) -> Option<Release> {
    Release::parse(version).map(|it| Release::new(it.major, it.minor, 0))
}

/// The name of the release in the data and in the list.
pub(super) fn release_name(version: Option<&str>) -> String {
    match version.map(|version| (version, release_of(version))) {
        Some((_, Some(release))) => release.to_string(),
        Some((version, None)) => marked(version),
        None => "not known".to_owned(),
    }
}

/// The columns behind the first: one for each scan, or one for all.
fn cells(counts: &Counts, all: u64, facet: &str) -> String {
    let mut out = String::new();
    let columns = if counts.len() > MOST_SCANS { &[][..] } else { counts.as_slice() };
    if columns.len() > 1 {
        for (at, count) in columns.iter().enumerate() {
            let class = if *count == 0 { " zero" } else { "" };
            let count = grouped(*count);
            out.push_str(&format!(
                "<td class=\"r{class}\" data-facet=\"scan={at};{facet}\">{count}"
            ));
        }
        return out;
    }
    let count = sum(counts);
    let share = count.saturating_mul(100).checked_div(all).unwrap_or(0).max(1);
    format!(
        "<td class=r data-facet=\"{facet}\">{}<td class=bar><svg width=100 height=8 aria-hidden=true><rect width={share} height=8 /></svg>",
        grouped(count)
    )
}

/// The heads of these columns.
fn heads(scans: &[Scan]) -> String {
    if scans.len() > 1 && scans.len() <= MOST_SCANS {
        let heads = scans.iter().map(|scan| format!("<th scope=col class=r>{}", scan.in_html()));
        return heads.collect();
    }
    "<th scope=col class=r>Programs<th aria-hidden=true>".to_owned()
}

/// One release.
#[derive(Default)]
struct Line {
    counts: Counts,
    versions: BTreeMap<String, u64>,
}

/// The releases, the newest first, with those marked that get no fixes any more.
pub(super) fn releases(scans: &[Scan], rows: &[Kept], texts: &mut Pool<String>) -> String {
    let mut lines: BTreeMap<(Reverse<Option<Release>>, String), Line> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.shown.kind == Kind::Go) {
        let version = row.shown.version.as_deref();
        let key = (Reverse(version.and_then(release_of)), release_name(version));
        let line = lines.entry(key).or_default();
        count(&mut line.counts, row.scan, scans.len());
        let versions = line.versions.entry(version.unwrap_or_default().to_owned()).or_default();
        *versions = versions.saturating_add(1);
    }
    let all = lines.values().map(|it| sum(&it.counts)).max().unwrap_or(0);
    let mut out = format!(
        "<div class=scroll tabindex=0 role=region aria-label=\"Go releases\"><table class=counts>\n<thead><tr><th scope=col>Release<th scope=col>Fixes{}<th scope=col>Versions\n<tbody>\n",
        heads(scans)
    );
    for ((Reverse(release), name), line) in &lines {
        let facet = format!("release={}", texts.of(name));
        let mark = match release.map(Release::support) {
            Some(Support::Supported) => "supported",
            Some(Support::Ended) => "<b class=w>unsupported</b>",
            Some(Support::Newer) => "<i>newer than known here</i>",
            None => "<i>not known</i>",
        };
        let name = in_html(name);
        let (cells, versions) = (cells(&line.counts, all, &facet), versions(line, scans.len()));
        out.push_str(&format!(
            "<tr><th scope=row data-facet=\"{facet}\">{name}<td>{mark}{cells}<td class=fine>{versions}\n"
        ));
    }
    let oldest = Release::new(NEWEST.major, NEWEST.minor.saturating_sub(1), 0);
    out.push_str(&format!(
        "</table></div>\n<p class=fine>The Go team mends the two newest minor releases: {NEWEST} and {oldest}, as of {AS_OF}. Of releases after that day this program knows nothing.\n"
    ));
    out
}

/// `go1.22.3 × 4, go1.22.10`: the most frequent versions of a release; of several scans without the
/// numbers.
fn versions(line: &Line, scans: usize) -> String {
    let mut versions: Vec<_> = line.versions.iter().filter(|it| !it.0.is_empty()).collect();
    versions.sort_by_key(|(_, count)| Reverse(**count));
    let more = versions.len().saturating_sub(MOST_VERSIONS);
    let told = versions.iter().take(MOST_VERSIONS).map(|(version, count)| match count {
        // Of several scans the sum would count a program for each.
        count if **count == 1 || scans > 1 => html(version),
        count => format!("{} × {}", html(version), grouped(**count)),
    });
    let mut told: Vec<_> = told.collect();
    if more > 0 {
        told.push(format!("{more} more"));
    }
    told.join(", ")
}

/// The GOROOTs, the most frequent first.
pub(super) fn goroots(scans: &[Scan], rows: &[Kept], texts: &mut Pool<String>) -> String {
    let mut lines: HashMap<&str, Counts> = HashMap::new();
    for row in rows.iter().filter(|row| row.shown.kind == Kind::Go) {
        let name = row.shown.goroot.as_deref().unwrap_or(UNKNOWN);
        count(lines.entry(name).or_default(), row.scan, scans.len());
    }
    let mut lines: Vec<_> = lines.into_iter().collect();
    lines.sort_by_key(|(name, counts)| (Reverse(sum(counts)), *name));
    let all = lines.first().map_or(0, |it| sum(&it.1));
    let mut out = format!(
        "<div class=scroll tabindex=0 role=region aria-label=GOROOTs><table class=counts>\n<thead><tr><th scope=col>GOROOT{}\n<tbody>\n",
        heads(scans)
    );
    for (name, counts) in lines.iter().take(MOST_GOROOTS) {
        let facet = format!("goroot={}", texts.of(name));
        let shown = path_in_html(name);
        let cells = cells(counts, all, &facet);
        out.push_str(&format!(
            "<tr><th scope=row class=path data-facet=\"{facet}\">{shown}{cells}\n"
        ));
    }
    out.push_str("</table></div>\n");
    let others = lines.len().saturating_sub(MOST_GOROOTS);
    let programs = lines.iter().skip(MOST_GOROOTS);
    let programs = programs.fold(0_u64, |all, it| all.saturating_add(sum(&it.1)));
    if others > 0 {
        let others = counted(u64::try_from(others).unwrap_or(u64::MAX), "other");
        let programs = counted(programs, "program");
        out.push_str(&format!(
            "<p class=fine>And {others}, of {programs}: the filter finds them.\n"
        ));
    }
    out
}

/// The GOROOT of a program that has none in its record.
pub(super) const UNKNOWN: &str = "(not known)";
