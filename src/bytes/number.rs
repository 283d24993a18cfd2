//! Numbers in sentences.

/// `count` with a comma between thousands: `12,345`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(at);
        if at > 0 && left.is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `count` with its noun, whose plural has an `s`: `1 path`, `12345 paths`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_at_a_time() {
        for (count, want) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (12_345, "12,345"), (1_234_567, "1,234,567")]
        {
            assert_eq!(grouped(count), want);
        }
    }

    #[test]
    fn one_and_many() {
        for (count, want) in [(0, "0 paths"), (1, "1 path"), (1_000, "1000 paths")] {
            assert_eq!(counted(count, "path"), want);
        }
    }
}
