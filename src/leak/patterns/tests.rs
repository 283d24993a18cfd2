//! What the table of keys must not change: the first pattern that fits.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::{BTreeSet, HashSet};

use regex::bytes::RegexSet;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::{Anchored, Input, util::syntax};

use super::*;

fn automaton(pattern: &str) -> dense::DFA<Vec<u32>> {
    dense::Builder::new()
        .configure(dense::Config::new().start_kind(StartKind::Both))
        .syntax(syntax::Config::new().utf8(false))
        .thompson(regex_automata::nfa::thompson::Config::new().utf8(false))
        .build(pattern)
        .unwrap()
}

/// Whether every match of `pattern` holds one of `keys`, found by walking both automata together
/// over all bytes.
fn all_matches_hold(pattern: &str, keys: &[&str]) -> bool {
    let key = |key: &&str| match key.strip_prefix('^') {
        Some(start) => format!("^{}", regex::escape(start)),
        None => regex::escape(key),
    };
    let keys: Vec<String> = keys.iter().map(key).collect();
    let keys = automaton(&format!("(?is-u)(?:{})", keys.join("|")));
    let fits = automaton(&expanded(pattern));
    let input = Input::new("").anchored(Anchored::No);
    let start =
        (fits.start_state_forward(&input).unwrap(), keys.start_state_forward(&input).unwrap());
    let (mut seen, mut open) = (HashSet::from([start]), vec![start]);
    while let Some((fit, key)) = open.pop() {
        let mut next: Vec<_> = (0..=255)
            .map(|byte| (fits.next_state(fit, byte), keys.next_state(key, byte)))
            .collect();
        next.push((fits.next_eoi_state(fit), keys.next_eoi_state(key)));
        for (at, &(fit, key)) in next.iter().enumerate() {
            if keys.is_match_state(key) || fits.is_dead_state(fit) {
                continue;
            }
            if fits.is_match_state(fit) {
                return false;
            }
            if at < 256 && seen.insert((fit, key)) {
                open.push((fit, key));
            }
        }
    }
    true
}

#[test]
fn no_pattern_fits_without_a_key() {
    for (_, _, keys, pattern) in PATTERNS {
        assert!(all_matches_hold(pattern, keys), "{pattern}");
        assert!(!keys.is_empty(), "{pattern}");
        for key in *keys {
            assert!(key.starts_with(['^', '/', ':', '@']), "{key}");
            assert_eq!(*key, key.to_ascii_lowercase());
        }
    }
    // The check finds a key that is missing or too long.
    assert!(!all_matches_hold("^/(?:a|b)/x", &["^/a"]));
    assert!(!all_matches_hold("^.*?/ab?", &["/ab"]));
    assert!(!all_matches_hold("^/go(?:/|$)", &["^/go/"]));
    assert!(all_matches_hold("^(?P<p>.*?/(?i:ab))(?:/|$)", &["/ab"]));
}

/// The rows of the table of places, and paths for each key.
fn seeds() -> BTreeSet<Vec<u8>> {
    let rows = include_str!("../place_rows.txt").lines().filter(|row| !row.starts_with('#'));
    let rows = rows.filter_map(|row| row.split('\t').next()).map(|path| path.as_bytes().to_vec());
    let mut seeds: BTreeSet<Vec<u8>> = rows.collect();
    for key in PATTERNS.iter().flat_map(|(_, _, keys, _)| keys.iter()) {
        let key = key.strip_prefix('^').unwrap_or(key);
        for head in ["", "c", "/home/bob"] {
            for tail in ["", "1", "/1.22.3/x64/y", "src/ab/0123456789abcdef/x@v1.2"] {
                seeds.insert(format!("{head}{key}{tail}").into_bytes());
            }
        }
    }
    seeds
}

fn changed(path: &[u8]) -> Vec<Vec<u8>> {
    let swap =
        |from: u8, to: u8| path.iter().map(|it| if *it == from { to } else { *it }).collect();
    let mut all: Vec<Vec<u8>> = vec![
        path.to_vec(),
        path.to_ascii_lowercase(),
        path.to_ascii_uppercase(),
        swap(b'/', b'\\'),
        swap(b'\\', b'/'),
        swap(b'-', b'_'),
    ];
    for head in ["/", "//", "C:", "d:\\", "x", "/private", "/home/bob/", "\u{e9}"] {
        all.push([head.as_bytes(), path].concat());
    }
    for end in 0..path.len() {
        all.push(path[..end].to_vec());
        all.push(path[end..].to_vec());
        all.push([&path[..end], &[0xff, b'\n'], &path[end..]].concat());
        all.push([&path[..end], &path[end + 1..]].concat());
        if matches!(path[end], b'/' | b'\\') {
            let last = path[..end].iter().rposition(|it| matches!(it, b'/' | b'\\')).unwrap_or(0);
            all.push([&path[..end], &path[last..]].concat());
            all.push([&path[..end], b"/", &path[end..]].concat());
            all.push([&path[..end], b"/Go", &path[end..]].concat());
        }
    }
    all
}

/// All patterns as one set, which knows nothing of keys.
fn set() -> RegexSet {
    RegexSet::new(PATTERNS.iter().map(|(_, _, _, pattern)| expanded(pattern))).unwrap()
}

fn assert_same(set: &RegexSet, path: &[u8]) -> Option<usize> {
    let slashes = with_slashes(path);
    let want = set.matches(&slashes).iter().next();
    let got = first_row(&slashes).map(|(row, _)| row);
    assert_eq!(got, want, "{}", String::from_utf8_lossy(path));
    want
}

#[test]
fn keys_change_no_answer() {
    let set = set();
    let mut fitted = BTreeSet::new();
    for path in seeds().iter().flat_map(|seed| changed(seed)) {
        fitted.extend(assert_same(&set, &path));
    }
    let missed = (0..PATTERNS.len()).filter(|row| !fitted.contains(row));
    let missed: Vec<_> = missed.map(|row| PATTERNS[row].3).collect();
    assert!(missed.is_empty(), "no path for {missed:#?}");
}
