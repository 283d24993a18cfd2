//! Archives, packages and compressed files: one byte source becomes many, nested to a limit.
//!
//! Nothing is unpacked to disk. What a container stores as it is becomes a window into the file;
//! what it compresses is streamed, and only a file that somebody wants to read is kept, in memory
//! or, if it is large, in a temporary file without a name.
//!
//! | kind | read | all of it means |
//! | --- | --- | --- |
//! | gzip, zstd, xz, bzip2, lz4, lzip, lzma, pbzx | as a stream | every member, stream and frame; zeros behind them are padding |
//! | tar | as a stream or in place | every entry, also sparse and linked ones |
//! | deb, ar | as a stream or in place | every member; those of `data.tar` are the package's own |
//! | rpm | as a stream | every file that the header lists, with its hard links |
//! | cpio | as a stream or in place | every archive of a row, and the compressed one behind them |
//! | nar | as a stream or in place | every file |
//! | zip | by its central directory | every entry |
//! | images of containers | by their documents, in a tar or in a folder | the root that the layers make, or every layer |
//! | squashfs | in any order | every file; a name of the same inode is the same file |
//! | iso | in place | every file, by the best names that are recorded |
//! | makeself | as a stream | the archive behind the script |
//! | 7z | in any order | every file, whatever the number of folders |
//! | xar | in any order | every file; in a package of macOS they are in its `Payload` |
//! | cab, msi | in any order | every file, in a package by its real name |
//!
//! A program or script may have one of them behind it: it is two things.
//!
//! Without the feature `archives` there are none of the packages that unpack anything but deflate and
//! lzma: what needs them is known, and said to be not opened.
//!
//! A new kind is one file with a `visit`, and one arm in `open`.

mod ar;
mod at;
mod behind;
mod bytes;
mod cab;
mod checked;
mod compressed;
mod cpio;
#[cfg(feature = "archives")]
mod decode;
#[cfg(not(feature = "archives"))]
#[path = "decode_without.rs"]
mod decode;
mod end;
mod escapes;
mod fault;
mod hold;
mod inside;
mod iso;
mod kind;
mod layer;
mod makeself;
mod meter;
mod msi;
mod nar;
mod oci;
mod open;
mod package;
mod place;
mod platform;
mod pool;
#[cfg(feature = "archives")]
mod ppmd;
#[cfg(not(feature = "archives"))]
#[path = "ppmd_without.rs"]
mod ppmd;
mod recognise;
mod rpm;
#[cfg(test)]
mod seen;
mod sevenz;
mod squashfs;
mod stream;
mod tar;
mod temporary;
mod visit;
mod visitor;
mod xar;
#[cfg(feature = "archives")]
mod zip;
#[cfg(not(feature = "archives"))]
#[path = "zip_without.rs"]
mod zip;

pub use behind::{Behind, behind};
pub use bytes::{Bytes, Shared, Window};
pub use fault::Fault;
pub use hold::{Images, Opening};
pub use kind::Kind;
pub use layer::Layer;
pub use oci::{Folder, is_part_of_image, kind_of_folder};
pub use package::{Package, PackageKind};
pub use place::Place;
pub use platform::{NoPlatform, Platform};
pub use pool::Pool;
pub use recognise::{is_none, recognise};
pub use visit::{visit, visit_folder};
pub use visitor::Visitor;
