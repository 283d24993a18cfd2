//! What is another in the last of several scans than in the first.

use std::collections::HashMap;

use super::kept::Kept;

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
}

/// The change of each row; `None` for those of scans between the first and the last, for further
/// records of one path, and where there is one scan.
pub(super) fn changes(scans: usize, rows: &[Kept]) -> Vec<Option<Change>> {
    let last = scans.saturating_sub(1);
    if last == 0 {
        return vec![None; rows.len()];
    }
    let of = |scan: usize| {
        let mut of: HashMap<&str, (usize, &str)> = HashMap::new();
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.scan == scan) {
            of.entry(&row.shown.key).or_insert((at, &row.shown.state));
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
        let is_first = own.get(row.shown.key.as_str()).is_some_and(|it| it.0 == at);
        is_first.then(|| match other.get(row.shown.key.as_str()) {
            None => alone,
            Some((_, state)) if *state == row.shown.state => Change::Same,
            Some(_) => Change::Changed,
        })
    };
    rows.iter().enumerate().map(change).collect()
}
