//! The known names that are near to one which was mistyped.

/// The most names that are offered.
const MOST: usize = 5;

/// The longest text that is compared: what is longer is no mistyped name.
const LONGEST: usize = 64;

/// Those of `names` that a user may have meant by `given`, the likeliest first: names that hold it,
/// and names that differ from it in few letters. None where nothing is near.
///
/// ```
/// use gorigin::bytes::near;
///
/// let names = ["no-pie", "no-relro", "not-trimmed"];
/// assert_eq!(near("not-trimed", names), ["not-trimmed"]);
/// assert_eq!(near("relro", names), ["no-relro"]);
/// assert!(near("colour", names).is_empty());
/// ```
pub fn near<'n>(given: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let given: Vec<char> = given.to_lowercase().replace('_', "-").chars().collect();
    if given.len() < 2 || given.len() > LONGEST {
        return Vec::new();
    }
    let mut found: Vec<(usize, &str)> =
        names.into_iter().filter_map(|name| Some((distance(&given, name)?, name))).collect();
    // Names as near as one another stay in the order of the list.
    found.sort_by_key(|(distance, _)| *distance);
    // Where one differs in a letter or two, the rest is noise.
    let best = found.first().map_or(0, |(distance, _)| *distance);
    let is_close = |(distance, _): &(usize, &str)| best > 2 || *distance <= best.saturating_add(1);
    found.into_iter().filter(is_close).map(|(_, name)| name).take(MOST).collect()
}

/// How far `name` is from what was given; `None` where that is too far to be meant.
fn distance(given: &[char], name: &str) -> Option<usize> {
    let name: Vec<char> = name.chars().collect();
    let is_part = given.len() > 2 && name.windows(given.len()).any(|part| part == given);
    let edits = edits(given, &name);
    let bound = given.len().max(name.len()).div_euclid(3);
    let is_near = edits <= bound;
    match is_part {
        // More letters are missing, but those that are there are right.
        true => Some(edits.min(3)),
        false => is_near.then_some(edits),
    }
}

/// How many letters must be put in, left out, replaced, or swapped with the next (the distance of
/// Damerau and Levenshtein, where no letter is touched twice).
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let get = |row: &[usize], at: Option<usize>| {
        at.and_then(|at| row.get(at)).copied().unwrap_or(usize::MAX >> 1)
    };
    for (y, letter) in a.iter().enumerate() {
        let mut next = vec![y.saturating_add(1)];
        for (x, other) in b.iter().enumerate() {
            let differs = usize::from(letter != other);
            let replaced = get(&row, Some(x)).saturating_add(differs);
            let added = get(&next, Some(x)).saturating_add(1);
            let left_out = get(&row, x.checked_add(1)).saturating_add(1);
            let (last_a, last_b) = (y.checked_sub(1), x.checked_sub(1));
            let is_swapped = last_a.and_then(|y| a.get(y)) == Some(other)
                && last_b.and_then(|x| b.get(x)) == Some(letter);
            let swapped = get(&before, last_b.filter(|_| is_swapped)).saturating_add(1);
            next.push(replaced.min(added).min(left_out).min(swapped));
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(a.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_differ() {
        for (a, b, want) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "abc", 0),
            ("abc", "acb", 1),
            ("abc", "ab", 1),
            ("abc", "xabc", 1),
            ("abc", "axc", 1),
            ("ca", "abc", 3),
            ("kitten", "sitting", 3),
        ] {
            let letters = |text: &str| text.chars().collect::<Vec<char>>();
            assert_eq!(edits(&letters(a), &letters(b)), want, "{a} {b}");
            assert_eq!(edits(&letters(b), &letters(a)), want, "{b} {a}");
        }
    }

    #[test]
    fn near_names() {
        let names = ["path-leak-host", "path-leak-user", "content-id-mismatch", "no-pie", "packed"];
        for (given, want) in [
            ("path-leak-usr", &["path-leak-user"][..]),
            ("PATH_LEAK_USER", &["path-leak-user"]),
            ("path-leak", &["path-leak-host", "path-leak-user"]),
            ("leak", &["path-leak-host", "path-leak-user"]),
            ("content-mismatch", &["content-id-mismatch"]),
            ("nopie", &["no-pie"]),
            ("apcked", &["packed"]),
            ("x", &[]),
            ("zzzzzz", &[]),
        ] {
            assert_eq!(near(given, names), want, "{given}");
        }
        assert!(near(&"path".repeat(1 << 20), names).is_empty());
    }
}
