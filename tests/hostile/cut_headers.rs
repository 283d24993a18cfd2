//! A program of which not even the headers are whole is unreadable: what it would have been is not
//! known, so it is not "no Go program".

use gorigin::report::Outcome;
use gorigin::{Options, inspect};

use crate::alone;
use crate::common::fixture_bytes;

#[test]
fn wherever_the_headers_are_cut() {
    let _alone = alone();
    let word = |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    for (name, first) in [
        ("sample/linux-amd64-go1.22-s-w", 4),
        ("sample/linux-386-go1.27-trimpath-s-w", 4),
        ("sample/windows-386-go1.19-custom-id", 16),
        ("sample/darwin-arm64-go1.24-s-w", 4),
    ] {
        let bytes = fixture_bytes(name);
        let end = match &bytes[..2] {
            // The program headers follow the file header; their number is a field of that.
            b"\x7fE" if bytes[4] == 2 => 64 + 56 * usize::from(bytes[56]),
            b"\x7fE" => 52 + 32 * usize::from(bytes[44]),
            b"MZ" => {
                let at = usize::try_from(word(&bytes, 0x3c)).unwrap();
                at + 24 + usize::from(bytes[at + 20]) + 40 * usize::from(bytes[at + 6])
            }
            _ => 32 + usize::try_from(word(&bytes, 20)).unwrap(),
        };
        for recover_unrecognised in [false, true] {
            let options = Options { recover_unrecognised, ..Options::default() };
            for length in (0..end).step_by(3).chain([first - 1, first, end - 1]) {
                let record = &inspect(&bytes[..length].to_vec(), &options)[0];
                let want = if length < first { Outcome::NotGo } else { Outcome::Unreadable };
                assert_eq!(record.outcome, want, "{name} {length} of {end}: {:?}", record.error);
                assert_eq!(record.error.is_some(), length >= first, "{name} {length}");
            }
            let whole = &inspect(&bytes, &options)[0];
            assert_eq!(whole.outcome, Outcome::Go, "{name}");
        }
    }
}

#[test]
fn what_is_whole_is_judged() {
    let _alone = alone();
    for (bytes, want) in [
        (&b"MZ"[..], Outcome::NotGo),
        (b"MZ is no header", Outcome::NotGo),
        (b"\x7fEL", Outcome::NotGo),
        // A DOS program of one page, of which 64 bytes are used; its 64 bytes are there, and not.
        (&[b"MZ\x40\0\x01\0".as_slice(), &[0; 58]].concat(), Outcome::NotGo),
        (&[b"MZ\x41\0\x01\0".as_slice(), &[0; 58]].concat(), Outcome::Unreadable),
    ] {
        let record = &inspect(&bytes.to_vec(), &Options::default())[0];
        assert_eq!(record.outcome, want, "{bytes:?}: {:?}", record.error);
    }
}
