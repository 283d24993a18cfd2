//! Small containers by their own tools, whole, cut and with single bytes changed: what is in them, and
//! that damage costs no more than an answer.

use std::time::{Duration, Instant};

use crate::alone;
use crate::campaign::containers::{SEEDS, look, whole};

/// What each lists: the program, a second name of it, and a program for Windows.
fn wanted(name: &str) -> [&'static str; 3] {
    match name {
        "bare.iso.xz" => ["x!/A/SMALL.EXE;1", "x!/BIN/HARD.;1", "x!/BIN/PROG.;1"],
        "mszip.cab" | "stored.cab" => ["x!/a\\small.exe", "x!/bin\\prog", ""],
        "package.msi.xz" => [
            "x!/Binary.Helper",
            "x!/prog.cab!/a very long name of a program.exe",
            "x!/prog.cab!/prog.exe",
        ],
        _ => ["x!/a/small.exe", "x!/bin/hard", "x!/bin/prog"],
    }
}

#[test]
fn whole_ones() {
    let _alone = alone();
    for (name, bytes) in SEEDS {
        let seen = look(None, &whole(name, bytes));
        let mut paths: Vec<&str> = seen.programs.iter().map(|it| it.0.as_str()).collect();
        paths.sort_unstable();
        let wanted: Vec<_> = wanted(name).into_iter().filter(|it| !it.is_empty()).collect();
        let is_more = |path: &&str| path.ends_with("/tiny.txt");
        paths.retain(|path| !is_more(path));
        assert_eq!(paths, wanted, "{name}");
        assert_eq!(seen.faults, Vec::<String>::new(), "{name}");
        let program = seen.programs.iter().find(|it| it.0.to_lowercase().contains("prog"));
        assert!(program.unwrap().1.starts_with(b"\x7fELF\x02\x01\x01a program"), "{name}");
    }
}

/// A cut file shows nothing that the whole one does not, and says so if it shows less.
#[test]
fn cut_ones() {
    let _alone = alone();
    for (name, bytes) in SEEDS {
        let bytes = whole(name, bytes);
        let all = look(None, &bytes).programs;
        // Where its kind is known.
        let start = if name.contains("iso") { 0x8006 } else { 8 };
        let step = (bytes.len() / 400).max(1);
        for end in (start..bytes.len()).step_by(step) {
            let seen = look(None, &bytes[..end]);
            let is_same = seen.programs.iter().all(|program| all.contains(program));
            assert!(is_same, "{name} cut at {end}");
            let is_less = seen.programs.len() < all.len();
            assert!(!is_less || !seen.faults.is_empty(), "{name} cut at {end}");
        }
    }
}

#[test]
fn changed_ones() {
    let _alone = alone();
    for (name, bytes) in SEEDS {
        let bytes = whole(name, bytes);
        // Most of the large ones is zeros.
        let places = (0..bytes.len()).filter(|at| bytes[*at] != 0);
        for at in places {
            let change = [1, 0x80, 0xff][at % 3];
            let mut changed = bytes.clone();
            changed[at] ^= change;
            let start = Instant::now();
            look(None, &changed);
            let took = start.elapsed();
            assert!(took < Duration::from_secs(5), "{name}: {took:?} with {change:x} at {at}");
        }
    }
}
