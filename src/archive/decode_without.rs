//! Decoders of a build without the feature `archives`: none.

use std::io::{self, Read};

use super::Fault;

/// A reader of what another one unpacks to.
pub(super) type Unpacked<'a> = Box<dyn Read + 'a>;

/// A method of compression.
#[derive(Clone, Copy, Debug)]
pub(super) enum Method {
    Bzip2,
    Deflate64,
    Xz,
    Zstd,
}

/// Unpacks nothing.
pub(super) fn unpack<'a>(method: Method, _: impl Read + 'a, _: u32) -> io::Result<Unpacked<'a>> {
    let name = match method {
        Method::Bzip2 => "bzip2",
        Method::Deflate64 => "deflate64",
        Method::Xz => "xz",
        Method::Zstd => "zstd",
    };
    Err(Fault::left_out(name).into_io())
}

/// Unpacks nothing.
pub(super) fn lz4_block(_: &[u8], _: &mut [u8]) -> io::Result<usize> {
    Err(Fault::left_out("lz4").into_io())
}
