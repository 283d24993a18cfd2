//! What is another in the last of several scans than in the first.

use std::collections::HashMap;

use super::page::Kept;
use super::scan::{Scan, grouped};

/// What became of a record between the first scan and the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    New,
    Gone,
    Changed,
    Same,
}

impl Change {
    pub(super) const ALL: [Self; 4] = [Self::New, Self::Gone, Self::Changed, Self::Same];

    /// Its name, in the data and for people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Changed => "changed",
            Self::Same => "same",
        }
    }

    /// How many of each there are.
    pub(super) fn told(scans: &[Scan], changes: &[Option<Self>], out: &mut String) {
        let (Some(first), Some(last)) = (scans.first(), scans.last()) else { return };
        out.push_str(&format!(
            "<p>From {} to {}:</p>\n<ul class=tiles>\n",
            first.in_html(),
            last.in_html()
        ));
        for change in Self::ALL {
            let count = changes.iter().filter(|it| **it == Some(change)).count();
            // Records of both scans bear these words, and each pair is told once.
            let count = match change {
                Self::New | Self::Gone => count,
                Self::Changed | Self::Same => count / 2,
            };
            let class = if count == 0 { "zero" } else { "" };
            let (name, count) = (change.name(), grouped(u64::try_from(count).unwrap_or(u64::MAX)));
            let name = if change == Self::Same { "the same" } else { name };
            out.push_str(&format!(
                "<li class=\"{class}\" data-facet=\"change={}\"><b>{count}</b> {name}\n",
                change.name()
            ));
        }
        out.push_str("</ul>\n<p class=fine>Records are matched by their paths. Changed are those with another build ID, Go version, size or other findings.\n");
    }
}

/// The change of each row; `None` for those of scans between the first and the last, for further
/// records of one path, and where there is one scan.
pub(super) fn changes(scans: &[Scan], rows: &[Kept]) -> Vec<Option<Change>> {
    let last = scans.len().saturating_sub(1);
    if last == 0 {
        return vec![None; rows.len()];
    }
    let of = |scan: usize| {
        let mut of: HashMap<&str, (usize, &str)> = HashMap::new();
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.scan == scan) {
            of.entry(&row.key).or_insert((at, &row.state));
        }
        of
    };
    let (before, after) = (of(0), of(last));
    let change = |(at, row): (usize, &Kept)| {
        let (own, other, alone) = match row.scan {
            0 => (&before, &after, Change::Gone),
            scan if scan == last => (&after, &before, Change::New),
            _ => return None,
        };
        let is_first = own.get(row.key.as_str()).is_some_and(|it| it.0 == at);
        is_first.then(|| match other.get(row.key.as_str()) {
            None => alone,
            Some((_, state)) if *state == row.state => Change::Same,
            Some(_) => Change::Changed,
        })
    };
    rows.iter().enumerate().map(change).collect()
}
