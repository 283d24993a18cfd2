//! The headers of every fixture read by goblin as well: two readers that share no code must agree,
//! and where a file means two things, the finding says so.

use crate::common::{fixture_bytes, fixtures};
use gorigin::bytes::{Budget, ByteSource, Input, Limits, PartSource};
use gorigin::image::second::{Disagreement, compare};
use gorigin::image::{Image, Sniff, slices, sniff};
use gorigin::{Options, inspect};

/// What the second reader says of each image in the file; images that are damaged, and files that
/// are none, are left out.
fn compared(bytes: &[u8]) -> Vec<Vec<Disagreement>> {
    let budget = Budget::new(&Limits::default());
    let bytes: &dyn ByteSource = &bytes;
    let Ok(input) = Input::open(bytes, &budget) else { return vec![] };
    let read = |input: &Input<'_>| {
        let image = Image::read(input).ok().filter(|image| image.damage.is_empty())?;
        Some(compare(&image, input))
    };
    if sniff(input.head()) != Sniff::Fat {
        return read(&input).into_iter().collect();
    }
    let Ok(slices) = slices(&input) else { return vec![] };
    let of_slice = |slice: &gorigin::image::Slice| {
        let part = PartSource::new(bytes, slice.span);
        read(&Input::open(&part, &budget).ok()?)
    };
    slices.iter().filter_map(of_slice).collect()
}

#[test]
fn goblin_reads_the_same() {
    let (mut count, mut wrong) = (0, Vec::new());
    for fixture in fixtures() {
        for found in compared(&fixture.bytes()) {
            count += 1;
            if !found.is_empty() {
                wrong.push(format!("{}: {found:?}", fixture.name));
            }
        }
    }
    assert!(count > 150, "only {count} images compared");
    assert!(wrong.is_empty(), "{} images differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_file_of_two_meanings_is_a_finding() {
    let file = fixture_bytes("sample/windows-386-go1.19-custom-id");
    let at = u32::from_le_bytes(file[0x3c..0x40].try_into().unwrap()) as usize;
    let optional = at + 24;
    for (what, place, bytes, told) in [
        ("nothing", 0, &b"MZ"[..], None),
        // More data directories than there are: the one reader minds, the other does not.
        (
            "directories",
            optional + 92,
            &[0xff, 0xff, 0, 0][..],
            Some("headers: intact for gorigin"),
        ),
    ] {
        let mut file = file.clone();
        file[place..place + bytes.len()].copy_from_slice(bytes);
        for cross_check in [true, false] {
            let options = Options { cross_check, ..Options::default() };
            let findings = &inspect(&file, &options)[0].findings;
            let found = findings.iter().find(|it| it.rule == "readers-disagree");
            let want = told.filter(|_| cross_check);
            match (found, want) {
                (None, None) => {}
                (Some(found), Some(want)) => {
                    assert!(found.evidence[0].starts_with(want), "{what}: {found:?}");
                }
                _ => panic!("{what}: {found:?}, expected {want:?}"),
            }
        }
    }
}

/// Every byte of the headers at three of its values: no panic, and the work stays small. goblin's
/// sums are checked here.
#[test]
fn damaged_headers_are_compared_without_harm() {
    let mut told = 0;
    for name in [
        "sample/linux-amd64-go1.22-s-w",
        "sample/linux-386-go1.27-trimpath-s-w",
        "sample/windows-386-go1.19-custom-id",
        "sample/darwin-arm64-go1.24-s-w",
    ] {
        let mut file = fixture_bytes(name);
        for at in 0..0x600 {
            let was = file[at];
            for value in [0x00, 0x7f, 0xff] {
                file[at] = value;
                told += compared(&file).iter().filter(|found| !found.is_empty()).count();
            }
            file[at] = was;
        }
    }
    println!("{told} mutants are read differently");
}
