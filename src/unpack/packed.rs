//! A file that UPX packed: recognising it, and unpacking it.

use super::error::UnpackError;
use super::output::Allowance;
use super::pack_header::{Family, MAGIC, PackHeader};
use super::restored::Restored;
use super::{elf, macho, method, pe};
use crate::bytes::{ByteSource, Endian, Input, LimitExceeded, PartOffset, Reader, Text, needle};
use crate::image::{Sniff, sniff};

/// Bytes read in one step of a search.
const STEP: u64 = 1 << 20;
/// The text before the version in the loaders of ELF and Mach-O programs.
const VERSION_MARK: &[u8] = b"$Id: UPX ";
/// The longest version, `4.2.4`, with room to spare.
const VERSION_LENGTH: usize = 12;

/// A file that UPX packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    family: Family,
    header: Option<PackHeader>,
    version: Option<Text>,
}

/// A program that was unpacked.
#[derive(Debug)]
pub struct Unpacked {
    /// The program.
    pub program: Restored,
    /// The compression methods, by name: more than one only where blocks differ.
    pub methods: Vec<&'static str>,
    /// The filters, by UPX's numbers.
    pub filters: Vec<u8>,
    /// Whether the program is byte for byte the original: true for ELF and Mach-O programs. UPX
    /// does not preserve all of a PE program.
    pub is_exact: bool,
}

/// Whether a file that starts with `head` may be one that UPX packed.
pub fn may_be_packed(head: &[u8]) -> bool {
    marked_place(head).is_some()
}

/// The bytes that hold UPX's mark, if they do.
fn marked_place(head: &[u8]) -> Option<(Family, &[u8])> {
    let family = match sniff(head) {
        Sniff::Elf => Family::Elf,
        Sniff::Pe => Family::Pe,
        Sniff::MachO => Family::MachO,
        _ => return None,
    };
    let place = behind_headers(head, family)?;
    needle::find(place, b"UPX").map(|_| (family, place))
}

/// Recognises a file that UPX packed; `None` for any other. Reads only the bytes behind the headers
/// unless UPX's mark is there.
pub fn recognise(input: &Input<'_>) -> Option<Packed> {
    let (family, place) = marked_place(input.head())?;
    let marked = match family {
        // The pack header follows the section headers. Where it was removed, the section headers
        // remain, and no other linker uses their names.
        Family::Pe => {
            let named = |name| needle::find(input.head(), name).is_some();
            named(b"UPX0\0") && named(b"UPX1\0")
                || PackHeader::find_all(place, PartOffset(0)).next().is_some()
        }
        _ => needle::find_all(place, MAGIC).any(|at| is_loader_info(place, at, family)),
    };
    if !marked {
        return None;
    }
    let (header, version) = search(input, family);
    Some(Packed { family, header, version })
}

/// The bytes that may hold UPX's mark: right behind the headers, and in a PE file also among the
/// section headers.
fn behind_headers(head: &[u8], family: Family) -> Option<&[u8]> {
    // BSD notes or room for a signature may come first; the headers of a PE file are padded.
    const BEHIND: usize = 256;
    const BEHIND_PE: usize = 1280;
    const BEHIND_MACHO: usize = 2048;
    let reader = |at: usize, endian| Some(Reader::new(head.get(at..)?, PartOffset(0), endian));
    let (start, length) = match (family, head) {
        (Family::Elf, [_, _, _, _, class, order, ..]) => {
            let endian = if *order == 2 { Endian::Big } else { Endian::Little };
            let (table, word, sizes) = if *class == 2 { (0x20, 8, 0x36) } else { (0x1c, 4, 0x2a) };
            let table = reader(table, endian)?.word(word).ok()?;
            let mut sizes = reader(sizes, endian)?;
            let (size, count) = (sizes.u16().ok()?, sizes.u16().ok()?);
            let length = u64::from(size).checked_mul(u64::from(count))?;
            (table.checked_add(length)?, BEHIND)
        }
        (Family::MachO, [first, ..]) => {
            let endian = if *first == 0xfe { Endian::Big } else { Endian::Little };
            // A 32-bit header is four bytes shorter, which makes no difference here.
            (u64::from(reader(20, endian)?.u32().ok()?).checked_add(28)?, BEHIND_MACHO)
        }
        (Family::Pe, _) => {
            let header = reader(0x3c, Endian::Little)?.u32().ok()?;
            let size = usize::try_from(header).ok()?.checked_add(20)?;
            let optional = reader(size, Endian::Little)?.u16().ok()?;
            (u64::from(header).checked_add(24)?.checked_add(u64::from(optional))?, BEHIND_PE)
        }
        _ => return None,
    };
    let place = head.get(usize::try_from(start).ok()?..)?;
    Some(place.get(..length).unwrap_or(place))
}

/// Whether the magic at `at` belongs to an `l_info`: a size of two bytes, UPX's version and the
/// format follow it.
fn is_loader_info(head: &[u8], at: usize, family: Family) -> bool {
    let info = head.get(at..).unwrap_or_default();
    let Some(&[_, _, version, format]) = info.strip_prefix(MAGIC).and_then(|it| it.first_chunk())
    else {
        return false;
    };
    PackHeader::is_known(version, format, family)
}

/// The pack header, and the version from the text in every loader. A PE program uses the first
/// header, because its data may contain others; the other formats have it at the end.
fn search(input: &Input<'_>, family: Family) -> (Option<PackHeader>, Option<Text>) {
    let (mut header, mut version) = (None, None);
    let mut windows = input.data_windows(input.whole(), STEP, 64);
    while let Ok(Some((at, bytes))) = windows.advance() {
        let fitting = |it: &PackHeader| it.family == family;
        let mut found = PackHeader::find_all(bytes, at).filter(fitting);
        if family == Family::Pe {
            header = found.next();
            version = header.and_then(|it| version_before(bytes, at, it.at));
            if header.is_some() {
                break;
            }
        } else {
            header = found.last().or(header);
            let mark = needle::find(bytes, VERSION_MARK).filter(|_| version.is_none());
            let text = mark.and_then(|mark| bytes.get(mark..)?.strip_prefix(VERSION_MARK));
            version = version.or_else(|| version_in(text?));
        }
    }
    (header, version)
}

/// The version at the start of `text`, up to a space or a zero.
fn version_in(text: &[u8]) -> Option<Text> {
    let end = text.iter().take(VERSION_LENGTH).position(|byte| matches!(byte, b' ' | 0))?;
    let version = text.get(..end)?;
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let sound = version.first()?.is_ascii_digit() && version.iter().all(plain);
    sound.then(|| Text::from(version))
}

/// The version of five bytes before the header of a PE program.
fn version_before(bytes: &[u8], start: PartOffset, header: PartOffset) -> Option<Text> {
    let at = usize::try_from(header.0.checked_sub(start.0)?).ok()?;
    version_in(bytes.get(at.checked_sub(5)?..at)?)
}

impl Unpacked {
    /// The size of the program in bytes.
    pub fn size(&self) -> u64 {
        self.program.size()
    }
}

impl Packed {
    /// UPX's version, as text; `None` where the file does not contain it.
    pub fn version(&self) -> Option<&Text> {
        self.version.as_ref()
    }

    /// The compression method in the pack header.
    pub fn method(&self) -> Option<&'static str> {
        method::name(self.header?.method)
    }

    /// Where the pack header lies; `None` where there is none.
    pub fn place(&self) -> Option<PartOffset> {
        self.header.map(|header| header.at)
    }

    /// Unpacks the program. `input` must be the file that was recognised.
    ///
    /// # Errors
    /// [`UnpackError`] where the file is damaged, contains a kind of program that is not unpacked
    /// here, or unpacks to more than the limits allow.
    pub fn unpack(&self, input: &Input<'_>) -> Result<Unpacked, UnpackError> {
        let limit = input.budget().limits().unpacked;
        self.unpack_within(input, LimitExceeded { name: "unpacked", limit })
    }

    /// The same, with a limit from the caller on the size of the program. Nothing of a larger
    /// program is decoded.
    ///
    /// # Errors
    /// As [`Self::unpack`].
    pub fn unpack_within(
        &self,
        input: &Input<'_>,
        most: LimitExceeded,
    ) -> Result<Unpacked, UnpackError> {
        let Some(header) = &self.header else {
            let defect = "UPX's header is missing, so the file was cut short or changed";
            return Err(UnpackError::Headless(defect));
        };
        let allowance = Allowance::new(input.budget().limits(), input.size(), most);
        allowance.covers(u64::from(header.file_size))?;
        let work = match self.family {
            Family::Elf => elf::unpack(input, header, allowance),
            Family::MachO => macho::unpack(input, header, allowance),
            Family::Pe => pe::unpack(input, header, allowance),
        }?;
        Ok(Unpacked {
            program: work.restored,
            methods: work.methods.into_iter().filter_map(method::name).collect(),
            filters: work.filters,
            is_exact: work.is_exact,
        })
    }
}
