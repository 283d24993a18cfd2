//! The SHA-256 of the file or slice: that of its bytes, taken in the pass that checks the content ID.

use gorigin::Options;
use gorigin::bytes::{ByteSource, Digest};
use gorigin::inspect::{Hashing, inspect};
use gorigin::report::{Outcome, Record};

use crate::common::process::sample;
use crate::common::{Counting, fixtures};

fn records(bytes: &dyn ByteSource, hashing: Hashing) -> Vec<Record> {
    let all = inspect(bytes, &Options { hashing, ..Options::default() });
    all.into_iter().filter(|record| record.outcome == Outcome::Go).collect()
}

/// The hashes of the slices of a universal file, by its header: a magic, how many there are, and of each five
/// words, of which the third says where it starts and the fourth how long it is.
fn slices_of(file: &[u8]) -> Vec<String> {
    let word =
        |at: usize| file.get(at..at + 4).map(|it| u32::from_be_bytes(it.try_into().unwrap()));
    if word(0) != Some(0xcafe_babe) {
        return Vec::new();
    }
    let slice = |number: usize| {
        let (start, size) = (word(16 + number * 20)? as usize, word(20 + number * 20)? as usize);
        Some(Digest::of(file.get(start..start + size)?).to_string())
    };
    (0..word(4).unwrap() as usize).filter_map(slice).collect()
}

#[test]
fn it_is_the_hash_of_the_file_wherever_the_file_is_hashed() {
    let (mut hashed, mut slices, mut wrong) = (0, 0, Vec::new());
    for fixture in fixtures() {
        let bytes = fixture.bytes();
        let want = Digest::of(&bytes).to_string();
        let slices_of = slices_of(&bytes);
        for hashing in [Hashing::Check, Hashing::Skip] {
            for record in records(&bytes, hashing) {
                let got = record.sha256.as_deref();
                let reason = record.reasons.get("sha256").unwrap_or_default();
                match (hashing, &record.slice) {
                    (Hashing::Check, None) if got == Some(&want) => hashed += 1,
                    (Hashing::Check, Some(_)) if slices_of.iter().any(|it| Some(&**it) == got) => {
                        slices += 1;
                    }
                    (Hashing::Skip, _) if got.is_none() && reason.starts_with("not hashed") => {}
                    _ => wrong.push(format!("{}: {hashing:?} {got:?} {reason}", fixture.name)),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(hashed > 150 && slices > 1, "{hashed} files, {slices} slices");
}

/// Who only wants the content ID checked does not pay for a second hash, and gets the same answer.
#[test]
fn the_content_id_alone_is_told_alike() {
    let (mut verified, mut wrong) = (0, Vec::new());
    for fixture in fixtures() {
        let bytes = fixture.bytes();
        let both = records(&bytes, Hashing::Check);
        let mut alone = records(&bytes, Hashing::Content);
        for (alone, both) in alone.iter_mut().zip(&both) {
            if alone.sha256.is_some() {
                wrong.push(format!("{}: has a SHA-256", fixture.name));
            }
            verified += usize::from(both.verification.is_some());
            alone.sha256.clone_from(&both.sha256);
            alone.reasons.clone_from(&both.reasons);
        }
        if alone != both {
            wrong.push(fixture.name.to_string());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(verified > 150, "{verified}");
}

/// No more is read for it where the content ID is checked anyway.
#[test]
fn it_takes_no_pass_of_its_own() {
    let bytes = std::fs::read(sample()).unwrap();
    let size = u64::try_from(bytes.len()).unwrap();
    let counting = Counting::new(&bytes);
    let quick = Counting::new(&bytes);
    records(&quick, Hashing::Skip);
    records(&counting, Hashing::Check);
    assert!(counting.read() <= size + quick.read(), "{} of {size}", counting.read());
}
