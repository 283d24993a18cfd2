//! The page: keeps what is worded, and writes all of it at the end, since the numbers stand first.

use std::io::{self, Write};

use super::change::changes;
use super::data::{Entry, data};
use super::escape::marked;
use super::heat::Heat;
use super::kept::Kept;
use super::lists::{goroots, releases};
use super::overview::overview;
use super::pool::{Id, Pool};
use super::row::HtmlRow;
use super::scan::Scan;
use super::table::table;
use super::template::write;
use crate::render::bom::Stamp;
use crate::render::form::Writer;
use crate::report::Summary;

/// The page of one scan, or of several. It is kept in memory until it is written: some kilobytes for
/// each record.
#[derive(Clone, Debug)]
pub struct HtmlPage {
    made: Stamp,
    scans: Vec<Scan>,
    rows: Vec<Kept>,
    texts: Pool<String>,
    groups: Pool<Vec<Id>>,
    notices: Vec<String>,
}

impl HtmlPage {
    /// An empty page, made at that time.
    pub fn new(made: Stamp) -> Self {
        let mut texts = Pool::default();
        texts.of("");
        let (scans, rows, groups, notices) = (Vec::new(), Vec::new(), Pool::default(), Vec::new());
        Self { made, scans, rows, texts, groups, notices }
    }

    /// The records that follow are of the scan called `name`.
    pub fn begin_scan(&mut self, name: &str) {
        self.scans.push(Scan::new(marked(name)));
    }

    /// Adds a sentence at the top, such as what is missing.
    pub fn notice(&mut self, sentence: &str) {
        self.notices.push(sentence.to_owned());
    }

    fn keep(&mut self, row: HtmlRow) -> Kept {
        let texts = &mut self.texts;
        let findings = row.findings.iter().map(|(severity, rule)| (*severity, texts.of(rule)));
        let findings = findings.collect();
        let mut groups = Vec::with_capacity(row.groups.len());
        for group in row.groups {
            let mut ids = vec![texts.of(&group.title)];
            ids.extend(group.lines.iter().flatten().map(|text| texts.of(text)));
            groups.push(self.groups.id(ids));
        }
        let scan = self.scans.len().saturating_sub(1);
        Kept { scan, shown: row.shown, findings, groups }
    }
}

impl Writer<HtmlRow> for HtmlPage {
    fn write(&mut self, row: HtmlRow, _to: &mut dyn Write) -> io::Result<()> {
        if self.scans.is_empty() {
            self.begin_scan("");
        }
        let kept = self.keep(row);
        if let Some(scan) = self.scans.last_mut() {
            scan.add(&kept);
        }
        self.rows.push(kept);
        Ok(())
    }

    fn finish(&mut self, summary: &Summary, to: &mut dyn Write) -> io::Result<()> {
        if self.scans.is_empty() {
            self.begin_scan("");
        }
        if summary.interrupted {
            self.notice("The scan was interrupted: what it would have met later is not here.");
        }
        let changes = changes(self.scans.len(), &self.rows);
        let heat = Heat::of(&self.rows);
        let overview = overview(&self.scans, &changes, summary, &self.notices);
        let releases = releases(&self.scans, &self.rows, &mut self.texts);
        let goroots = goroots(&self.scans, &self.rows, &mut self.texts);
        let entries: Vec<Entry> = self
            .rows
            .iter()
            .zip(&changes)
            .map(|(row, change)| Entry::of(row, *change, &heat, &mut self.texts))
            .collect();
        let heat = heat.html(&self.scans, &mut self.texts);
        let table = table(&self.scans, &self.rows, &changes);
        let data = data(&self.texts, &self.groups, &entries);
        let title = title(&self.scans);
        write(
            to,
            &[
                ("title", title),
                ("made", self.made.text()),
                ("overview", overview),
                ("releases", releases),
                ("goroots", goroots),
                ("heat", heat),
                ("table", table),
                ("data", data),
            ],
        )
    }
}

/// The names of the scans, where they have some.
fn title(scans: &[Scan]) -> String {
    let names: Vec<_> = scans.iter().map(Scan::in_attribute).filter(|it| !it.is_empty()).collect();
    match names.as_slice() {
        [] => "Go programs".to_owned(),
        [name] => format!("Go programs in {name}"),
        [first, .., last] => format!("Go programs, from {first} to {last}"),
    }
}
