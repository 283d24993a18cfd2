//! Days of the calendar. Which day it is, the library is told.

use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// Seconds in a day.
const DAY: u64 = 86_400;

impl Date {
    /// That day; `None` where there is no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        (1..=days_in(year, month)).contains(&day).then_some(Self { year, month, day })
    }

    /// The day in UTC so many seconds after the start of 1970.
    pub fn of_unix(seconds: u64) -> Self {
        const FIRST: Date = Date { year: 1970, month: 1, day: 1 };
        let days = seconds.checked_div(DAY).unwrap_or_default();
        // No year is longer than 366 days, so the day is not before this one.
        let years = u16::try_from(days.checked_div(366).unwrap_or_default()).unwrap_or(u16::MAX);
        let start = Self { year: FIRST.year.saturating_add(years), ..FIRST };
        let before = u64::try_from(FIRST.days_to(start)).unwrap_or_default();
        let mut left = days.saturating_sub(before);
        let months =
            (start.year..=u16::MAX).flat_map(|year| (1..=12).map(move |month| (year, month)));
        for (year, month) in months {
            match left.checked_sub(u64::from(days_in(year, month))) {
                Some(less) => left = less,
                None => {
                    let day = u8::try_from(left.saturating_add(1)).unwrap_or(u8::MAX);
                    return Self { year, month, day };
                }
            }
        }
        Self { year: u16::MAX, month: 12, day: 31 }
    }

    /// The day that a text such as `2026-08-21` names.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let mut part = || parts.next().filter(|_| is_plain);
        Self::new(part()?.parse().ok()?, part()?.parse().ok()?, part()?.parse().ok()?)
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The days since the start of year 0.
    fn number(self) -> i64 {
        let before = |year: i64| {
            year.saturating_mul(365)
                .saturating_add(year.div_euclid(4))
                .saturating_sub(year.div_euclid(100))
                .saturating_add(year.div_euclid(400))
        };
        let months = (1..self.month).map(|month| i64::from(days_in(self.year, month)));
        months
            .fold(before(i64::from(self.year).saturating_sub(1)), i64::saturating_add)
            .saturating_add(i64::from(self.day))
    }

    /// How many days `other` is after this one; negative where it is before.
    pub fn days_to(self, other: Self) -> i64 {
        other.number().saturating_sub(self.number())
    }
}

/// How many days a month has; 0 for what is no month.
fn days_in(year: u16, month: u8) -> u8 {
    let divides = |by: u16| year.is_multiple_of(by);
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if divides(4) && (!divides(100) || divides(400)) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

/// As in `2027-01-31`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        // date -u -d @SECONDS +%F
        for (seconds, want) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (86_400, "1970-01-02"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_795_824_000, "2026-11-28"),
            (4_107_542_400, "2100-03-01"),
            (u64::MAX, "65535-12-31"),
        ] {
            assert_eq!(Date::of_unix(seconds).to_string(), want, "{seconds}");
        }
        for (year, month, day, want) in [
            (2027, 1, 31, true),
            (2027, 2, 29, false),
            (2028, 2, 29, true),
            (2100, 2, 29, false),
            (2027, 4, 31, false),
            (2027, 13, 1, false),
            (2027, 0, 1, false),
            (2027, 1, 0, false),
        ] {
            assert_eq!(Date::new(year, month, day).is_some(), want, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn days_between_days() {
        let of = |seconds: u64| Date::of_unix(seconds);
        for (from, to) in [(0, 0), (0, 1), (58, 60), (364, 366), (10_956, 11_018), (20_000, 19_000)]
        {
            let days = of(from * DAY).days_to(of(to * DAY));
            assert_eq!(days, to as i64 - from as i64, "{from} {to}");
        }
    }
}
