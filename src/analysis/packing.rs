//! How a file was packed.

use crate::bytes::Text;
use crate::container::{Around, FileOffset};
use crate::unpack::{Packed, UnpackError, Unpacked};

/// How a file was packed, and the result of unpacking it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packing {
    /// The packer's version, as the packer wrote it; `None` where it wrote none.
    pub version: Option<Text>,
    /// The compression method; several are separated by commas.
    pub method: Option<String>,
    /// Where the packer's header lies in the file.
    pub at: Option<FileOffset>,
    /// What came out, or why nothing did.
    pub inside: Result<Inside, UnpackError>,
}

/// The program that came out of a packed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inside {
    /// Its size in bytes.
    pub size: u64,
    /// Whether it is byte for byte the program that was packed.
    pub is_exact: bool,
}

impl Packing {
    /// The packing of the program that came out as `unpacked`; the packed file lies in `around`.
    pub(super) fn of(packed: &Packed, unpacked: &Unpacked, around: &Around) -> Self {
        let methods = unpacked.methods.join(", ");
        let method = Some(methods).filter(|it| !it.is_empty());
        let inside = Inside { size: unpacked.size(), is_exact: unpacked.is_exact };
        let packing = Self::new(packed, Ok(inside), around);
        Self { method: method.or(packing.method), ..packing }
    }

    /// The packing of a program that cannot be unpacked.
    pub(super) fn unopened(packed: &Packed, error: &UnpackError, around: &Around) -> Self {
        Self::new(packed, Err(around.error(error)), around)
    }

    fn new(packed: &Packed, inside: Result<Inside, UnpackError>, around: &Around) -> Self {
        Self {
            version: packed.version().cloned(),
            method: packed.method().map(str::to_owned),
            at: packed.place().map(|at| around.in_file(at)),
            inside,
        }
    }

    /// The packing in words: `packed by UPX 4.02`.
    pub(super) fn says(&self) -> String {
        match &self.version {
            Some(version) => format!("packed by UPX {version}"),
            None => "packed by UPX".to_owned(),
        }
    }
}
