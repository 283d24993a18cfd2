//! The members of an archive that `ar` writes, by their names without what writers add.

use std::io::Read;

use super::header::{HEADER, Header, MAGIC, number};
use crate::archive::stream::Stream;
use crate::archive::{Fault, Kind};
use crate::bytes::{Limits, within};

/// Goes through the members of an archive.
pub(super) struct Members {
    /// GNU's long names.
    names: Vec<u8>,
    /// What the archive is called where it is damaged.
    kind: Kind,
    /// The most bytes of long names.
    most_names: u64,
}

/// A member. The stream stands at its content.
pub(super) struct Member {
    pub(super) name: Vec<u8>,
    pub(super) size: u64,
    start: u64,
    kind: Kind,
}

impl Member {
    /// Moves on behind the content.
    pub(super) fn skip(&self, stream: &mut Stream<'_, '_>) -> Result<(), Fault> {
        let end = self.start.saturating_add(self.size);
        match stream.skip_to(end).map_err(|error| Fault::of_stream(&error))? {
            true => Ok(()),
            false => Err(Fault::CutShort { kind: self.kind }),
        }
    }
}

impl Members {
    pub(super) fn open(
        kind: Kind,
        stream: &mut Stream<'_, '_>,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        let start = u64::try_from(MAGIC.len()).unwrap_or(u64::MAX);
        stream.skip_to(start).map_err(|error| Fault::of_stream(&error))?;
        Ok(Self { names: Vec::new(), kind, most_names: limits.ar_names })
    }

    /// The next member; `None` at the end.
    pub(super) fn next(&mut self, stream: &mut Stream<'_, '_>) -> Result<Option<Member>, Fault> {
        loop {
            let Some(bytes) = header(self.kind, stream)? else { return Ok(None) };
            let kind = self.kind;
            let damaged = || Fault::damaged(kind, "a header of a member is damaged");
            let header = Header::read(&bytes).ok_or_else(damaged)?;
            let start = stream.position();
            let member = |name: &[u8], size| Member { name: name.to_vec(), size, start, kind };
            if header.is_symbol_table() {
                member(header.name, header.size).skip(stream)?;
            } else if header.name == b"//" {
                within("ar-names", header.size, self.most_names)?;
                self.names = take(kind, stream, header.size)?;
            } else if let Some(length) = header.bsd_name() {
                let name = take(kind, stream, length)?;
                let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
                let size = header.size.checked_sub(length).ok_or_else(damaged)?;
                let member = Member { start: stream.position(), ..member(name, size) };
                if !name.starts_with(b"__.SYMDEF") {
                    return Ok(Some(member));
                }
                member.skip(stream)?;
            } else {
                return Ok(Some(member(self.name(header.name), header.size)));
            }
        }
    }

    /// The name of a member in whose header `field` stands.
    fn name<'n>(&'n self, field: &'n [u8]) -> &'n [u8] {
        let long = || {
            let at = usize::try_from(number(field.strip_prefix(b"/")?)?).ok()?;
            self.names.get(at..)?.split(|byte| *byte == b'\n').next()
        };
        let name = long().unwrap_or(field);
        name.strip_suffix(b"/").unwrap_or(name)
    }
}

/// The next header, behind the byte that pads a content of an odd size; `None` at the end.
fn header(kind: Kind, stream: &mut Stream<'_, '_>) -> Result<Option<[u8; HEADER]>, Fault> {
    let fault = |error| Fault::of_stream(&error);
    if stream.position() % 2 == 1 {
        let next = stream.position().saturating_add(1);
        // The last one is not always padded.
        let is_there = !stream.peek(1).map_err(fault)?.is_empty();
        if !is_there || !stream.skip_to(next).map_err(fault)? {
            return Ok(None);
        }
    }
    match stream.peek(HEADER).map_err(fault)?.len() {
        0 => return Ok(None),
        HEADER => {}
        _ => return Err(Fault::CutShort { kind }),
    }
    let mut bytes = [0; HEADER];
    stream.read_exact(&mut bytes).map_err(fault)?;
    Ok(Some(bytes))
}

/// The next `size` bytes, which are names.
fn take(kind: Kind, stream: &mut Stream<'_, '_>, size: u64) -> Result<Vec<u8>, Fault> {
    let end = stream.position().saturating_add(size);
    let mut bytes = Vec::new();
    stream.take(size).read_to_end(&mut bytes).map_err(|error| Fault::of_stream(&error))?;
    match stream.position() == end {
        true => Ok(bytes),
        false => Err(Fault::CutShort { kind }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::ar::made::archive;

    #[test]
    fn names_of_all_writers() {
        let names = b"a-long-name-of-a-member/\nanother long name/\n";
        let bytes = archive(&[
            ("/", &[0; 5]),
            ("//", names),
            ("prog/", b"one"),
            ("/0", b"two"),
            ("/25", b"three"),
            ("debian", b"four"),
            ("#1/8", b"bsd name, content"),
            ("#1/12", b"__.SYMDEF\0\0\0..."),
        ]);
        let mut stream = Stream::of_reader(&bytes[..], None);
        let mut members = Members::open(Kind::Ar, &mut stream, &Limits::default()).unwrap();
        let mut got = Vec::new();
        while let Some(member) = members.next(&mut stream).unwrap() {
            let mut content = String::new();
            stream.part(member.size).read_to_string(&mut content).unwrap();
            got.push(format!("{}: {content}", String::from_utf8_lossy(&member.name)));
            member.skip(&mut stream).unwrap();
        }
        let want = [
            "prog: one",
            "a-long-name-of-a-member: two",
            "another long name: three",
            "debian: four",
            "bsd name: , content",
        ];
        assert_eq!(got, want);
    }
}
