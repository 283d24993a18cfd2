//! Bytes become a database. Every count is held against the bytes that are left before anything is
//! kept for it, and every number of a text against the count of texts.

use super::head::{DIGEST, HEAD, LARGEST_INDEX, MAGIC, VERSION};
use crate::bytes::{Date, Digest};
use crate::vuln::advisory::{Advisory, Entry, Import, Versions};
use crate::vuln::database::Database;
use crate::vuln::error::DatabaseError;
use crate::vuln::range::{Event, EventKind, Range};
use crate::vuln::semver::Semver;
use crate::vuln::texts::{TextId, Texts};

/// The database in an index.
///
/// # Errors
/// [`DatabaseError`] where the bytes are no index, one of another version, or a damaged one.
pub fn read(bytes: &[u8]) -> Result<Database, DatabaseError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST_INDEX {
        return Err(DatabaseError::TooLarge { name: "index", limit: LARGEST_INDEX });
    }
    let rest = bytes.strip_prefix(&MAGIC).ok_or(DatabaseError::NoIndex)?;
    let mut head = Body { rest, texts: 0, room: 0 };
    let version = head.fixed()?;
    if version != VERSION {
        return Err(DatabaseError::OtherVersion(version));
    }
    let end = bytes.len().checked_sub(DIGEST).ok_or(CUT)?;
    let (before, digest) = bytes.split_at_checked(end).ok_or(CUT)?;
    if Digest::of(before).bytes() != digest {
        return Err(DatabaseError::Damaged("its checksum is another"));
    }
    let date = date(head.take(4)?)?;
    let (texts, advisories, entries) = (head.fixed()?, head.fixed()?, head.fixed()?);
    let length = head.fixed()?;
    let body = before.get(HEAD..).ok_or(CUT)?;
    if u32::try_from(body.len()) != Ok(length) {
        return Err(DatabaseError::Damaged("its body has another length"));
    }
    let mut body = Body { rest: body, texts, room: ROOM };
    let texts = body.all_texts(texts)?;
    let advisories = body.list(advisories.into(), Body::advisory)?;
    let counted: usize = advisories.iter().map(|it| it.entries.len()).sum();
    if u32::try_from(counted) != Ok(entries) || !body.rest.is_empty() {
        return Err(DatabaseError::Damaged("its counts are others"));
    }
    check(&advisories, &texts)?;
    Ok(Database::new(date, texts, advisories))
}

/// How much memory the members of all lists may take, in bytes. The Go database takes 1 MiB.
const ROOM: usize = 64 << 20;

const CUT: DatabaseError = DatabaseError::Damaged("it ends too early");
const NUMBER: DatabaseError = DatabaseError::Damaged("a number of no text");

fn date(bytes: &[u8]) -> Result<Option<Date>, DatabaseError> {
    match bytes {
        [0, 0, 0, 0] => Ok(None),
        [low, high, month, day] => {
            let date = Date::new(u16::from_le_bytes([*low, *high]), *month, *day);
            date.map(Some).ok_or(DatabaseError::Damaged("its date is none"))
        }
        _ => Err(CUT),
    }
}

/// Every bound is a version, and those of a range rise.
fn check(advisories: &[Advisory], texts: &Texts) -> Result<(), DatabaseError> {
    let ranges =
        advisories.iter().flat_map(|it| &it.entries).flat_map(|entry| match &entry.versions {
            Versions::In(ranges) => ranges.iter(),
            Versions::All | Versions::Unusable => [].iter(),
        });
    for range in ranges {
        let mut last = None;
        for event in &range.0 {
            let version = event.version.map(|id| Semver::parse(texts.get(id)));
            let version = match version {
                Some(None) => return Err(DatabaseError::Damaged("a bound that is no version")),
                Some(version) => version,
                None => None,
            };
            if version < last {
                return Err(DatabaseError::Damaged("a range whose bounds do not rise"));
            }
            last = version;
        }
    }
    Ok(())
}

/// The bytes of the body that were not read yet.
struct Body<'b> {
    rest: &'b [u8],
    /// How many texts there are.
    texts: u32,
    /// How many bytes of memory the members of lists may still take.
    room: usize,
}

impl<'b> Body<'b> {
    fn take(&mut self, count: usize) -> Result<&'b [u8], DatabaseError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(CUT)?;
        self.rest = rest;
        Ok(taken)
    }

    /// A number of the head.
    fn fixed(&mut self) -> Result<u32, DatabaseError> {
        let bytes = self.take(4)?.try_into().map_err(|_| CUT)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn number(&mut self) -> Result<u64, DatabaseError> {
        let mut number = 0_u64;
        for shift in (0..63).step_by(7) {
            let (&byte, rest) = self.rest.split_first().ok_or(CUT)?;
            self.rest = rest;
            number |= u64::from(byte & 0x7f).wrapping_shl(shift);
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(DatabaseError::Damaged("a number that does not end"))
    }

    fn text(&mut self) -> Result<TextId, DatabaseError> {
        let number = u32::try_from(self.number()?).map_err(|_| NUMBER)?;
        if number < self.texts { Ok(TextId::of_number(number)) } else { Err(NUMBER) }
    }

    /// So many members, each of which takes a byte at least.
    fn list<T>(
        &mut self,
        count: u64,
        mut member: impl FnMut(&mut Self) -> Result<T, DatabaseError>,
    ) -> Result<Box<[T]>, DatabaseError> {
        let count = usize::try_from(count).map_err(|_| CUT)?;
        if count > self.rest.len() {
            return Err(CUT);
        }
        self.take_room::<T>(count)?;
        let mut all = Vec::with_capacity(count);
        for _ in 0..count {
            all.push(member(self)?);
        }
        Ok(all.into_boxed_slice())
    }

    /// Counts the memory of so many members, which may be many times their bytes.
    fn take_room<T>(&mut self, count: usize) -> Result<(), DatabaseError> {
        let size = count.saturating_mul(size_of::<T>());
        let limit = u64::try_from(ROOM).unwrap_or(u64::MAX);
        let too_large = DatabaseError::TooLarge { name: "index-memory", limit };
        self.room = self.room.checked_sub(size).ok_or(too_large)?;
        Ok(())
    }

    fn counted<T>(
        &mut self,
        member: impl FnMut(&mut Self) -> Result<T, DatabaseError>,
    ) -> Result<Box<[T]>, DatabaseError> {
        let count = self.number()?;
        self.list(count, member)
    }

    fn all_texts(&mut self, count: u32) -> Result<Texts, DatabaseError> {
        let mut texts = Texts::default();
        self.take_room::<u32>(usize::try_from(count).map_err(|_| CUT)?)?;
        for _ in 0..count {
            let length = usize::try_from(self.number()?).map_err(|_| CUT)?;
            let text = std::str::from_utf8(self.take(length)?)
                .map_err(|_| DatabaseError::Damaged("a text that is not UTF-8"))?;
            texts.push(text).ok_or(NUMBER)?;
        }
        Ok(texts)
    }

    fn advisory(&mut self) -> Result<Advisory, DatabaseError> {
        Ok(Advisory {
            id: self.text()?,
            aliases: self.counted(Self::text)?,
            summary: self.text()?,
            is_reviewed: self.number()? == 1,
            entries: self.counted(Self::entry)?,
        })
    }

    fn entry(&mut self) -> Result<Entry, DatabaseError> {
        Ok(Entry {
            module: self.text()?,
            versions: self.versions()?,
            imports: self.counted(Self::import)?,
        })
    }

    fn versions(&mut self) -> Result<Versions, DatabaseError> {
        match self.number()? {
            0 => Ok(Versions::All),
            1 => Ok(Versions::Unusable),
            2 => Ok(Versions::In(self.counted(|body| body.counted(Self::event).map(Range))?)),
            _ => Err(DatabaseError::Damaged("versions of an unknown kind")),
        }
    }

    fn event(&mut self) -> Result<Event, DatabaseError> {
        let number = self.number()?;
        let kind = if number & 1 == 1 { EventKind::Fixed } else { EventKind::Introduced };
        let version = match number.wrapping_shr(1).checked_sub(1) {
            None => None,
            Some(number) => {
                let number = u32::try_from(number).ok().filter(|it| *it < self.texts);
                Some(TextId::of_number(number.ok_or(NUMBER)?))
            }
        };
        Ok(Event { kind, version })
    }

    fn import(&mut self) -> Result<Import, DatabaseError> {
        Ok(Import {
            package: self.text()?,
            symbols: self.counted(Self::text)?,
            goos: self.counted(Self::text)?,
            goarch: self.counted(Self::text)?,
        })
    }
}
