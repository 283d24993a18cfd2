//! The archive format of Nix: texts of a length in 64 bits, little-endian, padded to 8 bytes.
//!
//! ```text
//! archive   "nix-archive-1" node
//! node      "(" "type" ("regular" ["executable" ""] "contents" BYTES
//!                      | "symlink" "target" TEXT
//!                      | "directory" ("entry" "(" "name" TEXT "node" node ")")*) ")"
//! ```
//!
//! Source: figure 5.2 of Dolstra, "The Purely Functional Software Deployment Model"; seen in what
//! `nix-store --dump` of Nix 2.8 writes.

use std::io::Read;

use super::escapes::Escapes;
use super::inside::Inside;
use super::stream::{Stream, behind_zeros};
use super::{Fault, Kind, Place};

/// The most bytes of a text that is no name.
const WORD: u64 = 16;

/// Visits the files.
pub(super) fn visit<'s>(
    stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let (path, folders, escapes) = (Vec::new(), Vec::new(), Escapes::default());
    let mut nar = Nar { stream, place, inside, path, folders, escapes };
    nar.expect(b"nix-archive-1")?;
    nar.node(0)?;
    while !nar.folders.is_empty() {
        if nar.inside.wants_stop() {
            return Ok(());
        }
        nar.entry()?;
    }
    nar.escapes.done()?;
    match behind_zeros(&mut nar.stream).map_err(|error| Fault::of_stream(&error))? {
        0 => Ok(()),
        count => Err(Fault::Trailing { kind: Kind::Nar, count }),
    }
}

struct Nar<'v, 'a, 's> {
    stream: Stream<'a, 's>,
    place: &'v Place,
    inside: &'v mut dyn Inside<'s>,
    /// The path of the innermost entry.
    path: Vec<u8>,
    /// For each open folder, how long the path was before its name.
    folders: Vec<usize>,
    escapes: Escapes,
}

impl Nar<'_, '_, '_> {
    /// An entry of the innermost folder, or its end.
    fn entry(&mut self) -> Result<(), Fault> {
        match self.word()?.as_slice() {
            b")" => {
                let before = self.folders.pop().unwrap_or_default();
                self.end(before)
            }
            b"entry" => {
                self.expect(b"(")?;
                self.expect(b"name")?;
                let name = self.name()?;
                let before = self.path.len();
                if before > 0 {
                    self.path.push(b'/');
                }
                self.path.extend(name);
                let length = u64::try_from(self.path.len()).unwrap_or(u64::MAX);
                self.inside.meter().check_name_size(length)?;
                self.inside.meter().check_entry(&self.path, &mut self.escapes);
                self.expect(b"node")?;
                self.node(before)
            }
            _ => Err(damaged()),
        }
    }

    /// A file or a link, or the start of a folder. `before` is how long the path was without it.
    fn node(&mut self, before: usize) -> Result<(), Fault> {
        self.expect(b"(")?;
        self.expect(b"type")?;
        match self.word()?.as_slice() {
            b"directory" => {
                self.folders.push(before);
                return Ok(());
            }
            b"regular" => self.file()?,
            b"symlink" => {
                self.expect(b"target")?;
                self.name()?;
                self.expect(b")")?;
            }
            _ => return Err(damaged()),
        }
        self.end(before)
    }

    /// The end of an entry, which the whole has none of.
    fn end(&mut self, before: usize) -> Result<(), Fault> {
        self.path.truncate(before);
        if self.folders.is_empty() { Ok(()) } else { self.expect(b")") }
    }

    fn file(&mut self) -> Result<(), Fault> {
        let mut word = self.word()?;
        if word == b"executable" {
            self.expect(b"")?;
            word = self.word()?;
        }
        if word != b"contents" {
            return Err(damaged());
        }
        let size = self.number()?;
        let place = match self.path.as_slice() {
            // A file that is the whole has no name.
            [] => self.place.inside(&without_ending(&self.place.name())),
            path => self.place.inside(path),
        };
        let end = padded(self.stream.position(), size);
        self.inside.file(place, self.stream.part(size))?;
        self.skip_to(end)?;
        self.expect(b")")
    }

    fn expect(&mut self, word: &[u8]) -> Result<(), Fault> {
        match self.word()? == word {
            true => Ok(()),
            false => Err(damaged()),
        }
    }

    /// One of the format's own words.
    fn word(&mut self) -> Result<Vec<u8>, Fault> {
        let size = self.number()?;
        if size > WORD { Err(damaged()) } else { self.text(size) }
    }

    fn name(&mut self) -> Result<Vec<u8>, Fault> {
        let size = self.number()?;
        self.inside.meter().check_name_size(size)?;
        if size == 0 { Err(damaged()) } else { self.text(size) }
    }

    fn number(&mut self) -> Result<u64, Fault> {
        let mut bytes = [0; 8];
        self.stream.read_exact(&mut bytes).map_err(|error| Fault::of(Kind::Nar, &error))?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn text(&mut self, size: u64) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        let end = padded(self.stream.position(), size);
        let read = self.stream.part(size).read_to_end(&mut bytes);
        read.map_err(|error| Fault::of_stream(&error))?;
        self.skip_to(end)?;
        Ok(bytes)
    }

    fn skip_to(&mut self, end: u64) -> Result<(), Fault> {
        match self.stream.skip_to(end).map_err(|error| Fault::of_stream(&error))? {
            true => Ok(()),
            false => Err(Fault::CutShort { kind: Kind::Nar }),
        }
    }
}

/// The end of `size` bytes behind `start`, and of what pads them.
fn padded(start: u64, size: u64) -> u64 {
    start.saturating_add(size.checked_next_multiple_of(8).unwrap_or(u64::MAX))
}

fn damaged() -> Fault {
    Fault::damaged(Kind::Nar, "a word is not where it should be")
}

fn without_ending(name: &[u8]) -> Vec<u8> {
    let name = name.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let name = name.strip_suffix(b".xz").unwrap_or(name);
    name.strip_suffix(b".nar").unwrap_or(name).to_vec()
}

#[cfg(test)]
mod tests {
    use crate::archive::seen::seen;

    /// An archive of these texts; one that starts with `=` is a length and no text.
    fn nar(texts: &[&str]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for text in texts {
            let length = text.strip_prefix('=').map(|it| it.parse().unwrap());
            bytes.extend(length.unwrap_or(text.len() as u64).to_le_bytes());
            if length.is_none() {
                bytes.extend(text.as_bytes());
            }
            bytes.resize(bytes.len().next_multiple_of(8), 0);
        }
        bytes
    }

    const FOLDER: &[&str] = &["nix-archive-1", "(", "type", "directory"];
    const FILE: &[&str] = &["(", "type", "regular", "contents", "content", ")"];

    fn entry<'t>(name: &'t str, node: &[&'t str]) -> Vec<&'t str> {
        [&["entry", "(", "name", name, "node"][..], node, &[")"]].concat()
    }

    #[test]
    fn folders_files_and_links() {
        let link = ["(", "type", "symlink", "target", "prog", ")"];
        let program = ["(", "type", "regular", "executable", "", "contents", "\x7fELF", ")"];
        let inner = [&entry("link", &link)[..], &entry("prog", &program)].concat();
        let bin = [&["(", "type", "directory"][..], &inner, &[")"]].concat();
        let empty = ["(", "type", "directory", ")"];
        let all = [FOLDER, &entry("a", FILE), &entry("bin", &bin), &entry("e", &empty), &[")"]];
        let want = ["n!/a: 7 bytes content", "n!/bin/prog: 4 bytes \\x7fELF"];
        assert_eq!(seen("n", &nar(&all.concat())), want);
        let single = nar(&[&["nix-archive-1"][..], FILE].concat());
        assert_eq!(seen("d/x.nar", &single), ["d/x.nar!/x: 7 bytes content"]);
    }

    #[test]
    fn damage() {
        let good = nar(&[FOLDER, &entry("a", FILE), &[")"]].concat());
        for end in (40..good.len()).step_by(8) {
            assert_eq!(seen("n", &good[..end]).last().unwrap(), "n: nar ends early", "{end}");
        }
        let long = "x".repeat(5000);
        for (texts, want) in [
            (
                ["entry", "(", "name", "=9223372036854775808"].to_vec(),
                "n: limit name of 4096 reached",
            ),
            (["entry", "(", "name", &long].to_vec(), "n: limit name of 4096 reached"),
            (
                ["entry", "(", "name", ""].to_vec(),
                "n: nar is damaged: a word is not where it should be",
            ),
            (["exit"].to_vec(), "n: nar is damaged: a word is not where it should be"),
            (entry("..", FILE), "n: nar ends early"),
        ] {
            let seen = seen("n", &nar(&[FOLDER, &texts].concat()));
            assert_eq!(seen.last().unwrap(), want, "{texts:?}");
        }
        let out = nar(&[FOLDER, &entry("..", FILE), &[")"]].concat());
        assert!(seen("n", &out).last().unwrap().contains("lead out of the folder"));
        let trailing = [&good[..], b"12345678"].concat();
        assert!(seen("n", &trailing).last().unwrap().contains("followed by 8 bytes"));
    }
}
