//! Where each rule has findings: a table of rules and folders.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::escape::{in_html, path_in_html};
use super::kept::Kept;
use super::pool::{Id, Pool};
use super::row::class;
use super::scan::Scan;
use crate::bytes::grouped;
use crate::finding::Severity;

/// The most columns.
const MOST: usize = 12;
/// The deepest folders that get a column of their own.
const DEEPEST: usize = 12;
/// How strong a colour can be.
const STRONGEST: u32 = 5;

/// The column of the folders that have none.
const OTHERS: &str = "other folders";

/// A scan and a folder in it.
type Column = (usize, String);

/// Rules and folders.
pub(super) struct Heat {
    /// How many names of a path make its folder here.
    depth: usize,
    columns: BTreeSet<Column>,
    rules: BTreeMap<Id, Rule>,
}

#[derive(Default)]
struct Rule {
    gravest: Option<Severity>,
    all: u64,
    counts: BTreeMap<Column, u64>,
}

/// The first `depth` folders of a path; all of them where it has fewer.
fn front(folder: &str, depth: usize) -> String {
    if folder.is_empty() {
        return "./".to_owned();
    }
    folder.split_inclusive('/').take(depth).collect()
}

fn columns(rows: &[Kept], depth: usize) -> BTreeSet<Column> {
    let found = rows.iter().filter(|row| !row.findings.is_empty());
    found.map(|row| (row.scan, front(&row.shown.folder, depth))).collect()
}

/// The columns with the most findings, where there are more folders at the top than columns.
fn fullest(rows: &[Kept]) -> BTreeSet<Column> {
    let mut counts: BTreeMap<Column, usize> = BTreeMap::new();
    for row in rows {
        let count = counts.entry((row.scan, front(&row.shown.folder, 1))).or_default();
        *count = count.saturating_add(row.findings.len());
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts.into_iter().take(MOST).map(|(column, _)| column).collect()
}

impl Heat {
    /// The table for the deepest folders of which there are few enough.
    pub(super) fn of(rows: &[Kept]) -> Self {
        let fits = |depth: &usize| columns(rows, *depth).len() <= MOST;
        let depth = (1..=DEEPEST).take_while(fits).last();
        let columns = depth.map_or_else(|| fullest(rows), |depth| columns(rows, depth));
        let mut heat = Self { depth: depth.unwrap_or(1), columns, rules: BTreeMap::new() };
        for row in rows {
            let column = (row.scan, heat.folder(row));
            for (severity, rule) in &row.findings {
                let rule = heat.rules.entry(*rule).or_default();
                rule.gravest = rule.gravest.max(Some(*severity));
                rule.all = rule.all.saturating_add(1);
                let count = rule.counts.entry(column.clone()).or_default();
                *count = count.saturating_add(1);
            }
        }
        let used: BTreeSet<_> =
            heat.rules.values().flat_map(|it| it.counts.keys().cloned()).collect();
        heat.columns = used;
        heat
    }

    /// The folder that a record counts for.
    pub(super) fn folder(&self, row: &Kept) -> String {
        let folder = front(&row.shown.folder, self.depth);
        let column = (row.scan, folder);
        match self.columns.contains(&column) || row.findings.is_empty() {
            true => column.1,
            false => OTHERS.to_owned(),
        }
    }

    /// The table; a sentence where nothing was found.
    pub(super) fn html(&self, scans: &[Scan], texts: &mut Pool<String>) -> String {
        if self.rules.is_empty() {
            return "<p>No rule found anything.\n".to_owned();
        }
        let names = self.names(texts);
        let name = |rule: &Id| names.get(rule).cloned().unwrap_or_default();
        let mut out = self.head(scans);
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|(id, rule)| (Reverse(rule.gravest), Reverse(rule.all), name(id)));
        let counts = self.rules.values().flat_map(|it| it.counts.values());
        let most = counts.max().copied().unwrap_or(0);
        for (id, rule) in rules {
            let gravest = rule.gravest.unwrap_or(Severity::Note);
            let (class, shown) = (class(gravest), in_html(&name(id)));
            out.push_str(&format!(
                "<tr><th scope=row data-facet=\"rule={id}\"><b class={class}>{gravest}</b> {shown}"
            ));
            for column in &self.columns {
                out.push_str(&match rule.counts.get(column) {
                    None => "<td class=zero>·".to_owned(),
                    Some(count) => {
                        let (scan, folder) = (column.0, texts.of(&column.1));
                        let (level, count) = (strength(*count, most), grouped(*count));
                        format!("<td class=\"{class} h{level}\" data-facet=\"rule={id};scan={scan};folder={folder}\">{count}")
                    }
                });
            }
            out.push_str(&format!("<td class=r>{}\n", grouped(rule.all)));
        }
        out.push_str("</table></div>\n");
        out
    }

    /// The names of the rules.
    fn names(&self, texts: &Pool<String>) -> BTreeMap<Id, String> {
        let all = texts.list();
        let name = |id: &Id| usize::try_from(*id).ok().and_then(|at| all.get(at));
        self.rules.keys().filter_map(|id| Some((*id, (*name(id)?).clone()))).collect()
    }

    fn head(&self, scans: &[Scan]) -> String {
        let mut out = "<div class=scroll tabindex=0 role=region aria-label=\"Rules and folders\"><table class=heat>\n<thead>".to_owned();
        if scans.len() > 1 {
            out.push_str("<tr><th scope=col>Scan");
            for (at, scan) in scans.iter().enumerate() {
                let width = self.columns.iter().filter(|column| column.0 == at).count();
                if width > 0 {
                    let name = scan.in_html();
                    out.push_str(&format!("<th scope=colgroup colspan={width}>{name}"));
                }
            }
            out.push_str("<td>");
        }
        out.push_str("<tr><th scope=col>Rule");
        for (_, folder) in &self.columns {
            let folder = path_in_html(folder);
            out.push_str(&format!("<th scope=col class=path>{folder}"));
        }
        out.push_str("<th scope=col class=r>Findings\n<tbody>\n");
        out
    }
}

/// 1 to [`STRONGEST`]: by the length of the number, since counts differ by factors.
fn strength(count: u64, most: u64) -> u32 {
    let length = |count: u64| u64::BITS.saturating_sub(count.leading_zeros());
    let part = length(count).saturating_mul(STRONGEST).checked_div(length(most));
    part.unwrap_or(1).clamp(1, STRONGEST)
}
