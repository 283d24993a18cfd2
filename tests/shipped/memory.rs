//! Memory for programs that are larger than what is kept of them: a pool of 4 MiB and 8 for each thread,
//! and the window of the decoder.

use std::fs;

use crate::bombs::{PACKS, program};
use crate::scanned::scan;
use crate::tables::{is_opened, most_memory};
use crate::write::{deb, deflated, stored, tar, zip};

/// Programs with so many bytes of noise behind them.
const SIZES: [usize; 4] = [3 << 20, 12 << 20, 5 << 20, 18 << 20];

/// Bytes that no decoder makes smaller.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    (0..count / 8).flat_map(|_| next()).collect()
}

#[test]
fn of_large_programs() {
    let programs: Vec<Vec<u8>> =
        SIZES.iter().map(|size| [program(), noise(*size)].concat()).collect();
    let names = ["a", "b", "c", "d"];
    let files: Vec<(&str, &[u8])> =
        names.iter().copied().zip(programs.iter().map(Vec::as_slice)).collect();
    let tape = tar(&files);
    let zipped = |one: fn(&str, &[u8]) -> _| {
        zip(&files.iter().map(|(name, bytes)| one(name, bytes)).collect::<Vec<_>>())
    };
    let mut archives = vec![
        ("tar".to_owned(), tape.clone()),
        ("deb".to_owned(), deb("data.tar", &tape)),
        ("stored.zip".to_owned(), zipped(stored)),
        ("deflated.zip".to_owned(), zipped(deflated)),
    ];
    for (name, pack) in PACKS {
        archives.push((format!("tar.{name}"), pack(&tape)));
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in archives {
        if !name.split('.').all(is_opened) {
            continue;
        }
        let path = folder.path().join(&name);
        fs::write(&path, bytes).unwrap();
        let scanned = scan(&path, &[]);
        println!("{name}: {} KiB", scanned.memory >> 10);
        assert_eq!(scanned.programs(&path), names, "{name}: {}", scanned.in_short());
        assert!(scanned.memory < most_memory(&name), "{name}: {} KiB", scanned.memory >> 10);
        fs::remove_file(&path).unwrap();
    }
}

/// Many files that are no programs, all of which give a record.
#[test]
fn of_many_files() {
    let names: Vec<String> = (0..30_000).map(|at| format!("folder/of/many/{at}")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|it| (it.as_str(), &b"text"[..])).collect();
    let entries: Vec<_> = files.iter().map(|(name, bytes)| stored(name, bytes)).collect();
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [("many.tar", tar(&files)), ("many.zip", zip(&entries))] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let scanned = scan(&path, &[]);
        println!("{name}: {} KiB", scanned.memory >> 10);
        assert_eq!(scanned.records.len(), names.len(), "{name}");
        assert!(scanned.memory < most_memory(name), "{name}: {} KiB", scanned.memory >> 10);
    }
}
