//! Fuzzing and benches.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::process::{cargo, must, python, script};
use crate::{Done, top};

pub(crate) fn fuzz(arguments: &[&str]) -> Done {
    must(&mut script("fuzz/run.sh", arguments))
}

pub(crate) fn bench(arguments: &[&str]) -> Done {
    let record = top().join(format!("benches/record/{}.tsv", today()));
    let mut command = match arguments {
        ["--against", go, folder @ ..] if folder.len() < 2 => {
            must(&mut script(".ci/release", &[]))?;
            python("benches/compare.py", &[folder.first().unwrap_or(&""), go])
        }
        [] => cargo(&["bench", "--locked"]),
        [name] => cargo(&["bench", "--locked", "--bench", name]),
        _ => return Err("name one bench, or --against GO [FOLDER]".to_owned()),
    };
    must(command.env("GORIGIN_RECORD", &record))?;
    if record.exists() {
        println!("recorded in {}", record.display());
    }
    Ok(())
}

/// The date of today in UTC, such as 2026-11-28.
fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (year, month, day) = date(since.as_secs() / 86_400);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Year, month and day of the day that many days after 1970-01-01.
fn date(mut days: u64) -> (u64, u64, u64) {
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}

#[test]
fn dates() {
    for (days, want) in [
        (0, (1970, 1, 1)),
        (58, (1970, 2, 28)),
        (59, (1970, 3, 1)),
        (11_016, (2000, 2, 29)),
        (11_322, (2000, 12, 31)),
        (20_785, (2026, 11, 28)),
    ] {
        assert_eq!(date(days), want, "{days}");
    }
}
