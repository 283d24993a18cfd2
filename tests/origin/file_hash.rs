//! The SHA-256 of the file: that of its bytes, taken in the pass that checks the content ID.

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

#[test]
fn it_is_the_hash_of_the_file_wherever_the_file_is_hashed() {
    let (mut hashed, mut slices, mut wrong) = (0, 0, Vec::new());
    for fixture in fixtures() {
        let bytes = fixture.bytes();
        let want = Digest::of(&bytes).to_string();
        for hashing in [Hashing::Check, Hashing::Skip] {
            for record in records(&bytes, hashing) {
                let got = record.sha256.as_deref();
                let reason = record.reasons.get("sha256").map_or("", |it| it);
                match (hashing, &record.slice) {
                    (Hashing::Check, None) if got == Some(&want) => hashed += 1,
                    (Hashing::Check, Some(_)) if reason.starts_with("a slice") => slices += 1,
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
