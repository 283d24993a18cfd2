//! ELF notes: the Go build ID and the GNU build-id.
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 4 | length of the name, with its NUL |
//! | 4 | 4 | length of the description |
//! | 8 | 4 | type |
//! | 12 | | name, padded to 4 bytes; then the description, padded likewise |
//!
//! Go's note has the name `Go\0\0` and type 4; GNU's has the name `GNU\0` and type 3. Since
//! Go 1.24 the program header that covers Go's note stops before GNU's, which follows it, so the
//! notes behind the end of a run are looked at too.
//!
//! Source: `cmd/link/internal/ld/elf.go` (`elfwritegobuildid`), Go 1.15–1.27.

use crate::bytes::{Endian, Input, PartOffset, Reader, Span, Text, within};
use crate::evidence::error::{Damage, Defect, Structure};

/// Bytes of one run of notes that are looked at.
const LONGEST: u64 = 64 << 10;
/// Bytes looked at behind the end of a run, for the note that follows it.
const BEHIND: u64 = 64;

/// The most Go notes after the first that are kept.
const MOST: usize = 64;

/// One note's description, and where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Description {
    pub(crate) text: Text,
    pub(crate) at: PartOffset,
}

/// The notes that matter here: the first of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    pub(crate) go: Option<Description>,
    pub(crate) gnu: Option<Description>,
    /// Go notes after the first, up to the last that was read.
    pub(crate) more_of_go: Vec<Description>,
    /// The first run of notes that was broken.
    pub(crate) damage: Option<Damage>,
}

impl Notes {
    /// Reads the notes in `spans`, each run on its own: a broken one hides only itself.
    pub(crate) fn read(input: &Input<'_>, spans: &[Span], endian: Endian) -> Self {
        let mut notes = Self::default();
        let mut seen = 0_u64;
        for span in spans {
            if let Err(damage) = notes.read_run(input, *span, endian, &mut seen) {
                notes.damage = notes.damage.or(Some(damage));
            }
            if notes.go.is_some() && notes.gnu.is_some() {
                break;
            }
        }
        notes
    }

    /// Reads all notes in `spans`, also behind the first of each kind.
    pub(crate) fn read_all(input: &Input<'_>, spans: &[Span], endian: Endian) -> Self {
        let mut notes = Self::default();
        let mut seen = 0_u64;
        for span in spans {
            if let Err(damage) = notes.read_run(input, *span, endian, &mut seen) {
                notes.damage = notes.damage.or(Some(damage));
            }
        }
        notes
    }

    fn read_run(
        &mut self,
        input: &Input<'_>,
        span: Span,
        endian: Endian,
        seen: &mut u64,
    ) -> Result<(), Damage> {
        let damage = |at, defect: Defect| Damage::new(Structure::Notes, at, defect);
        if span.start().0 >= input.size() && !span.is_empty() {
            let error = input.read(span.first(12)).err();
            return error
                .map_or(Ok(()), |error| Err(Damage::new(Structure::Notes, span.start(), error)));
        }
        let len = span.first(LONGEST).len();
        let bytes = input
            .lend(Span::new(span.start(), len.saturating_add(BEHIND)).clamped(input.size()))
            .map_err(|error| damage(span.start(), error.into()))?;
        let mut reader = Reader::new(&bytes, span.start(), endian);
        loop {
            let place = reader.place();
            let behind = place >= span.end();
            if place > span.start() && is_padding(reader.rest(), place, span) {
                return Ok(());
            }
            *seen = seen.saturating_add(1);
            within("notes", *seen, input.budget().limits().notes)
                .map_err(|limit| damage(place, limit.into()))?;
            match take(&mut reader) {
                Some(note) if behind && !note.is_known() => return Ok(()),
                Some(note) if note.is_empty() => {
                    return Err(Damage::malformed(Structure::Notes, place, "zeros, not a note"));
                }
                Some(note) => self.keep(note),
                None if behind || reader.rest().is_empty() => return Ok(()),
                None => {
                    return Err(Damage::malformed(Structure::Notes, place, "a note is cut short"));
                }
            }
        }
    }

    fn keep(&mut self, note: Note<'_>) {
        let description = || Some(Description { text: note.description.into(), at: note.at });
        if note.is_go() && self.go.is_none() {
            self.go = description();
        } else if note.is_go() && self.more_of_go.len() < MOST {
            self.more_of_go.extend(description());
        } else if note.is_gnu() && self.gnu.is_none() {
            self.gnu = description();
        }
    }
}

/// The description of Go's note, if `bytes`, which lie at `at`, start with it.
pub(crate) fn go_note(bytes: &[u8], at: PartOffset, endian: Endian) -> Option<Description> {
    let note = take(&mut Reader::new(bytes, at, endian)).filter(Note::is_go)?;
    Some(Description { text: note.description.into(), at: note.at })
}

struct Note<'d> {
    name: &'d [u8],
    kind: u32,
    description: &'d [u8],
    at: PartOffset,
}

impl Note<'_> {
    fn is_go(&self) -> bool {
        self.name == b"Go\0\0" && self.kind == 4
    }

    fn is_gnu(&self) -> bool {
        self.name == b"GNU\0" && self.kind == 3 && !self.description.is_empty()
    }

    fn is_empty(&self) -> bool {
        self.name.is_empty() && self.description.is_empty() && self.kind == 0
    }

    fn is_known(&self) -> bool {
        self.is_go() || self.is_gnu()
    }
}

/// Takes one whole note.
fn take<'d>(reader: &mut Reader<'d>) -> Option<Note<'d>> {
    let (name_len, len, kind) = (reader.u32().ok()?, reader.u32().ok()?, reader.u32().ok()?);
    let name = padded(reader, name_len)?;
    let at = reader.place();
    let description = padded(reader, len)?;
    Some(Note { name, kind, description, at })
}

/// Takes `len` bytes and the padding behind them, which may be cut off at the very end.
fn padded<'d>(reader: &mut Reader<'d>, len: u32) -> Option<&'d [u8]> {
    let bytes = reader.bytes(u64::from(len)).ok()?;
    let padding = len.wrapping_neg() & 3;
    reader.bytes(u64::from(padding)).ok();
    Some(bytes)
}

/// Whether what is left of a run, from `place` on, is zeros and no more.
fn is_padding(rest: &[u8], place: PartOffset, span: Span) -> bool {
    let left = span.end().0.checked_sub(place.0).and_then(|left| usize::try_from(left).ok());
    let left = left.and_then(|left| rest.get(..left)).unwrap_or_default();
    !left.is_empty() && left.iter().all(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};

    fn note(name: &[u8], kind: u32, description: &[u8]) -> Vec<u8> {
        let mut note = Vec::new();
        for word in [name.len() as u32, description.len() as u32, kind] {
            note.extend(word.to_le_bytes());
        }
        for part in [name, description] {
            note.extend(part);
            note.resize(note.len().next_multiple_of(4), 0);
        }
        note
    }

    fn read(file: &[u8], spans: &[Span]) -> Notes {
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&file, &budget).unwrap();
        Notes::read(&input, spans, Endian::Little)
    }

    #[test]
    fn runs_of_notes() {
        let go = note(b"Go\0\0", 4, b"abc/def");
        let gnu = note(b"GNU\0", 3, &[7; 20]);
        let abi = note(b"GNU\0", 1, &[0; 16]);
        let all = [abi.clone(), go.clone(), gnu.clone()].concat();
        let whole = Span::new(PartOffset(0), all.len() as u64);
        let notes = read(&all, &[whole]);
        assert_eq!(notes.go.as_ref().unwrap().text.as_bytes(), b"abc/def");
        assert_eq!(notes.go.unwrap().at, PartOffset(abi.len() as u64 + 16));
        assert_eq!(notes.gnu.unwrap().text.as_bytes(), [7; 20]);
        assert_eq!(notes.damage, None);

        // Only Go's note is covered, GNU's follows it.
        let pair = [go.clone(), gnu].concat();
        let notes = read(&pair, &[Span::new(PartOffset(0), go.len() as u64)]);
        assert!(notes.go.is_some() && notes.gnu.is_some() && notes.damage.is_none());

        // What follows is no note.
        let garbage = [go.clone(), vec![0xff; 80]].concat();
        let notes = read(&garbage, &[Span::new(PartOffset(0), go.len() as u64)]);
        assert!(notes.go.is_some() && notes.damage.is_none());
    }

    /// As linkers leave them behind notes, seen in NVIDIA's libraries; a run that starts so is broken.
    #[test]
    fn zeros_behind_notes_are_padding() {
        let gnu = note(b"GNU\0", 3, &[7; 20]);
        for zeros in [1, 4, 11, 12, 24, 64] {
            let padded = [gnu.clone(), vec![0; zeros]].concat();
            let notes = read(&padded, &[Span::new(PartOffset(0), padded.len() as u64)]);
            assert!(notes.gnu.is_some() && notes.damage.is_none(), "{zeros}");
            let only = Span::new(PartOffset(0), zeros as u64);
            let is_note = zeros >= 12;
            assert!(!is_note || read(&vec![0; zeros], &[only]).damage.is_some(), "{zeros}");
        }
    }

    #[test]
    fn a_broken_run_hides_only_itself() {
        let mut broken = note(b"GNU\0", 1, &[0; 16]);
        broken[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        let first = Span::new(PartOffset(0), broken.len() as u64);
        let go = note(b"Go\0\0", 4, b"id");
        let second = Span::new(first.end(), go.len() as u64);
        let file = [broken, go].concat();
        let far = Span::new(PartOffset(1 << 40), 100);
        let notes = read(&file, &[far, first, second]);
        assert_eq!(notes.go.unwrap().text.as_bytes(), b"id");
        assert_eq!(notes.damage.unwrap().at, PartOffset(1 << 40));
    }
}
