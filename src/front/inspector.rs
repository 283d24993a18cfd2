//! How the files of a scan are read: those that the user named, and those that were met.

use std::borrow::Cow;

use crate::analysis::{Hashing, Options};
use crate::archive::{Images, Place};
use crate::artifact::{Given, Inspector, Keep};
use crate::bytes::ByteSource;
use crate::inspect::{Depth, inspect, inspect_met, is_worth_reading, may_be_packed};
use crate::policy::{Rulings, Settings};
use crate::report::Record;

/// How the files of a scan are read.
pub struct Files<'o> {
    /// For files that the user named.
    pub named: Options<'o>,
    /// For files that were met in a folder or in a container.
    pub met: Options<'o>,
    /// Which of them give a record.
    pub keep: Keep,
    /// How a file is hashed that only a demand on it asks to hash.
    pub demanded: Hashing,
    /// What holds for some of them, and which findings are left; `None` where the options hold for
    /// all.
    pub rulings: Option<&'o Rulings>,
}

impl Inspector for Files<'_> {
    fn inspect(&self, source: &dyn ByteSource, given: Given, place: &Place) -> Vec<Record> {
        let path = place.path();
        let options = match given {
            Given::Named => &self.named,
            Given::Walked => &self.met,
        };
        let inside = (place.depth() > 0).then_some(place);
        let options = Options { place: inside, opens: true, ..options.at(&path) };
        let options = match self.rulings.map(|rulings| rulings.settings(place)) {
            Some(Cow::Owned(settings)) => under(&settings, options, self.demanded),
            // What holds everywhere is in the options.
            _ => options,
        };
        let mut records = match (given, self.keep) {
            (Given::Walked, Keep::Relevant) => inspect_met(source, &options),
            _ => inspect(source, &options),
        };
        if let Some(rulings) = self.rulings {
            rulings.leave_out(place, &mut records);
        }
        records
    }

    fn wants(&self, head: &[u8]) -> bool {
        self.met.search_others || is_worth_reading(head)
    }

    fn may_take_long(&self, head: &[u8]) -> bool {
        may_be_packed(head)
    }

    fn images(&self) -> Images<'_> {
        let digests = self.met.images.digests || self.met.hashing != Hashing::Skip;
        Images { digests, ..self.met.images }
    }
}

/// The options under which those settings hold: as much is read as they ask for, and hashed as
/// `demanded` says where they ask for that.
pub fn under<'o>(settings: &Settings, options: Options<'o>, demanded: Hashing) -> Options<'o> {
    let Settings { policy, demands } = settings.clone();
    let depth = match options.depth {
        Depth::Quick if demands.ask_for_paths() => Depth::Full,
        depth => depth,
    };
    let hashing = match options.hashing {
        Hashing::Skip if demands.ask_for_hash() => demanded,
        asked => asked,
    };
    Options { policy, demands, depth, hashing, ..options }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;
    use crate::artifact::{Pace, Root, Sink, Threads, Walk, WalkOptions, scan};
    use crate::bytes::Limits;
    use crate::finding::Demands;

    #[test]
    fn a_demand_is_hashed_for_as_was_said() {
        let demands = Demands { verified: true, ..Demands::default() };
        let asking = Settings { demands, ..Settings::default() };
        for (settings, own, demanded, want) in [
            (&asking, Hashing::Skip, Hashing::Content, Hashing::Content),
            (&asking, Hashing::Skip, Hashing::Check, Hashing::Check),
            (&asking, Hashing::Check, Hashing::Content, Hashing::Check),
            (&Settings::default(), Hashing::Skip, Hashing::Check, Hashing::Skip),
        ] {
            let options = Options { hashing: own, ..Options::default() };
            assert_eq!(under(settings, options, demanded).hashing, want);
        }
    }

    /// The records of the file with these bytes that is met in a folder.
    fn met(bytes: &[u8], keep: Keep) -> Vec<Record> {
        struct All(Vec<Record>);
        impl Sink<Record> for All {
            fn record(&mut self, record: Record) -> std::io::Result<()> {
                self.0.push(record);
                Ok(())
            }
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), bytes).unwrap();
        let roots = [Root::Path(folder.path().to_owned())].into_iter();
        let options = Options::default();
        let files = Files {
            named: options.clone(),
            met: options,
            keep,
            demanded: Hashing::Skip,
            rulings: None,
        };
        let threads = Threads { count: NonZeroUsize::MIN, pace: Pace::AllThere };
        let walk = Walk::new(roots, WalkOptions::default());
        let mut all = All(Vec::new());
        scan(walk, keep, threads, &Limits::default(), &files, &std::mem::take, &mut all).unwrap();
        for record in &mut all.0 {
            record.path = "file".to_owned();
        }
        all.0
    }

    /// What is told of a text by its first bytes is what the whole look at it tells.
    #[test]
    fn texts_are_passed_over_as_everything_else_is() {
        let starts: [(usize, &[u8]); 28] = [
            (0, b"package main\n"),
            (0, b"#!/bin/sh\nexit 1\n"),
            (0, b"#!/bin/sh\n# This script was generated using Makeself 2.4\n"),
            (0, b"MZ is how a text may start"),
            (0, b"070701"),
            (0, b"070707000000000000"),
            (0, b"!<arch>\ndebian-binary   "),
            (0, b"!<arch>\na/              "),
            (0, b"<bigaf>\n0         "),
            (0, b"go object linux amd64 go1.22.3 X:none\n!\n"),
            (0, b"hsqs"),
            (0, b"XFSB"),
            (0, b"LRZI"),
            (0, b"ANDROID!"),
            (0, b"conectix"),
            (0, b"encrcdsa"),
            (0, b"vhdxfile"),
            (0, b"-rom1fs-"),
            (0, b"BZh91AY&SY"),
            (0, b"Cr24"),
            (2, b"-lh5-"),
            (7, b"**ACE**"),
            (32, b"NXSB"),
            (257, b"ustar"),
            (510, b"\x55\xaa"),
            (0x40, b"\x7f\x10\xda\xbe"),
            (0x438, b"\x53\xef"),
            (1024, b"\xe2\xe1\xf5\xe0"),
        ];
        let (mut passed_over, mut shown) = (0, 0);
        for (at, start) in starts {
            for size in [0, 3, 15, 63, 600, 1500, 5000, 70_000] {
                let mut bytes: Vec<u8> = b"text \n".iter().copied().cycle().take(size).collect();
                let end = size.min(at + start.len());
                if at < end {
                    bytes[at..end].copy_from_slice(&start[..end - at]);
                }
                for tail in [&b""[..], b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"] {
                    let whole = [&bytes, tail].concat();
                    let mut want = met(&whole, Keep::All);
                    want.retain(|record| !record.is_passed_over());
                    let got = met(&whole, Keep::Relevant);
                    let name = start.escape_ascii();
                    // Containers have records that are kept whatever is in them.
                    if got.is_empty() {
                        passed_over += 1;
                        assert_eq!(want, [], "{name} at {at} of {size}");
                    } else {
                        shown += 1;
                    }
                }
            }
        }
        assert!(passed_over > 100 && shown > 50, "{passed_over} {shown}");
    }
}
