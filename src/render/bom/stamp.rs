//! When a document was made, and the number that tells it from others.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::bytes::Hasher;

/// When a document was made: to the second, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Seconds since 1970.
    seconds: u64,
}

/// The last second of the year 9999.
const LAST: u64 = 253_402_300_799;

impl Stamp {
    /// That time; times before 1970 count as 1970.
    pub fn at(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Self::of_seconds(since.as_secs())
    }

    /// So many seconds since 1970.
    pub fn of_seconds(seconds: u64) -> Self {
        Self { seconds: seconds.min(LAST) }
    }

    /// `2026-11-28T07:55:00Z`.
    pub fn text(self) -> String {
        let (days, rest) = (self.seconds / 86_400, self.seconds % 86_400);
        let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
        let (year, month, day) = date(days);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// The year, month and day, so many days after 1970-01-01.
///
/// Source: in the calendar of ISO 8601 400 years have 146,097 days.
fn date(days: u64) -> (u64, u64, u64) {
    let mut left = days;
    let mut year: u64 = 1970;
    // At most 8,030 steps.
    while left >= days_of(year) {
        left = left.saturating_sub(days_of(year));
        year = year.saturating_add(1);
    }
    let february = if days_of(year) == 366 { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month: u64 = 1;
    for length in months {
        if left < length {
            break;
        }
        left = left.saturating_sub(length);
        month = month.saturating_add(1);
    }
    (year, month, left.saturating_add(1))
}

fn days_of(year: u64) -> u64 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    if is_leap { 366 } else { 365 }
}

/// `urn:uuid:…`, made of a document's content and time: another document has another one.
pub(in crate::render) fn urn(hasher: &Hasher, stamp: Stamp) -> String {
    let mut hasher = hasher.clone();
    hasher.update(stamp.text().as_bytes());
    let hex = hasher.digest().to_string();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    // Version 8 is for whatever an application computes, variant 10: RFC 9562, section 5.8.
    format!(
        "urn:uuid:{}-{}-8{}-a{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 15),
        part(15, 18),
        part(18, 30)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (seconds, want) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (1_795_852_500, "2026-11-28T07:55:00Z"),
            (u64::MAX, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(Stamp::of_seconds(seconds).text(), want);
        }
    }

    #[test]
    fn numbers_differ() {
        let (stamp, mut hasher) = (Stamp::of_seconds(0), Hasher::default());
        let one = urn(&hasher, stamp);
        hasher.update(b"x");
        assert_ne!(one, urn(&hasher, stamp));
        assert_eq!((one.len(), &one[..9], &one[23..24]), (45, "urn:uuid:", "8"));
    }
}
