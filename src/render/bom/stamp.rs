//! When a document was made, and the number that tells it from others.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::bytes::{Date, Hasher};

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
        let rest = self.seconds % 86_400;
        let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
        format!("{}T{hour:02}:{minute:02}:{second:02}Z", Date::of_unix(self.seconds))
    }
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
