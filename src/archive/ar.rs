//! The format of `ar`: Debian packages, and archives of anything except object files, which the
//! linker's readers take as they are.

mod deb;
mod header;
#[cfg(test)]
mod made;
mod member;

pub(super) use deb::visit as visit_deb;
pub(super) use header::{Holds, bytes_to_tell, holds};

use super::escapes::Escapes;
use super::inside::Inside;
use super::stream::Stream;
use super::{Fault, Kind, Place};
use member::Members;

/// Visits the members.
pub(super) fn visit<'s>(
    mut stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let mut escapes = Escapes::default();
    let mut members = Members::open(Kind::Ar, &mut stream, inside.opening().limits)?;
    while let Some(member) = members.next(&mut stream)? {
        if inside.wants_stop() {
            return Ok(());
        }
        let told = inside.told();
        if inside.meter().check_entry(&member.name, &mut escapes) {
            inside.file(place.inside(&member.name), stream.part(member.size))?;
        }
        inside.unless_told(told, member.skip(&mut stream))?;
    }
    escapes.done()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use crate::archive::seen::seen;

    fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = b"!<arch>\n".to_vec();
        for (name, content) in members {
            bytes.extend(format!("{name:<16}{:<32}{:<10}`\n", "", content.len()).as_bytes());
            bytes.extend(*content);
            bytes.resize(bytes.len().next_multiple_of(2), b'\n');
        }
        bytes
    }

    fn tar(name: &str, content: &str) -> Vec<u8> {
        let mut block = [0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        block[257..263].copy_from_slice(b"ustar\0");
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|it| u32::from(*it)).sum();
        block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        let mut bytes = [&block[..], content.as_bytes()].concat();
        bytes.resize(bytes.len().next_multiple_of(512) + 1024, 0);
        bytes
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    }

    const CONTROL: &str = "Package: prog\nVersion: 1:2-3\nArchitecture: arm64\n";

    #[test]
    fn packages() {
        let (control, data) = (gzip(&tar("./control", CONTROL)), tar("./usr/bin/prog", "program"));
        let tail = "[deb prog 1:2-3 arm64]";
        let file = format!("p!/./usr/bin/prog: 7 bytes program {tail}");
        for (data_name, data) in [("data.tar", data.clone()), ("data.tar.gz/", gzip(&data))] {
            let members = [
                ("debian-binary", &b"2.0\n"[..]),
                ("control.tar.gz", &control),
                (data_name, &data),
                ("_gpgorigin", b"s"),
            ];
            let signature = format!("p!/_gpgorigin: 1 bytes s {tail}");
            let want = [
                "p!/debian-binary: 4 bytes 2.0\\n",
                &format!("p!/control.tar.gz!/./control: 49 bytes Package: pro {tail}"),
                &file,
                &signature,
            ];
            assert_eq!(seen("p", &archive(&members)), want);
        }
        // The same as opkg has it, with what says so at the end.
        let names = ["./debian-binary", "./data.tar.gz", "./control.tar.gz"];
        // Without the blocks that end an archive.
        let three = names.map(|name| tar(name, "")[..512].to_vec());
        assert_eq!(seen("p.ipk", &gzip(&three.concat())).len(), 3);
    }

    #[test]
    fn damaged_packages() {
        let control = gzip(&tar("./control", CONTROL));
        let start = [("debian-binary", &b"2.0\n"[..]), ("control.tar.gz", &control)];
        let with = |more: (&'static str, &'static [u8])| {
            seen("p", &archive(&[&start[..], &[more]].concat()))
        };
        let last = |lines: Vec<String>| lines.last().unwrap().clone();
        assert_eq!(last(with(("x", b""))), "p: deb is damaged: it has no data.tar");
        assert_eq!(last(with(("data.tar.xz", b"what"))), "p: deb is damaged: its data.tar is none");
        let good = archive(&[start[0], start[1], ("data.tar", &tar("x", "y"))]);
        for end in [9, 60, 74, 100, 300, good.len() - 1100, good.len() - 1537] {
            let lines = seen("p", &good[..end]);
            let is_said = lines.last().is_some_and(|line| {
                line.contains("early")
                    || line.contains("no container")
                    || line.contains("no data.tar")
            });
            assert!(is_said, "{end}: {lines:?}");
        }
    }

    #[test]
    fn other_archives() {
        let bytes = archive(&[
            ("/", &[0; 9]),
            ("prog/", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0"),
            ("x", b""),
        ]);
        let want =
            ["a!/prog: 18 bytes \\x7fELF\\x02\\x01\\x01\\x00\\x00\\x00\\x00\\x00", "a!/x: empty"];
        assert_eq!(seen("a", &bytes), want);
        assert_eq!(seen("a", &bytes[..150]).last().unwrap(), "a: ar ends early");
        let odd = [&bytes[..], b"not a header, and long enough to be one of those sixty bytes...."]
            .concat();
        assert_eq!(
            seen("a", &odd).last().unwrap(),
            "a: ar is damaged: a header of a member is damaged"
        );
    }
}
