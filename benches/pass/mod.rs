//! One pass of memmem over a file, for a needle that is not there.

use std::fs::File;
use std::path::Path;

use gorigin::bytes::{ByteSource, FileSource, PartOffset};
use memchr::memmem;

/// How many bytes are read in one step.
const STEP: usize = 256 << 10;

/// The file at `path`.
pub(crate) fn open(path: &Path) -> FileSource {
    let file = File::open(path).unwrap();
    let size = file.metadata().unwrap().len();
    FileSource::new(file, size)
}

/// The pass, read in the steps of the deep search.
pub(crate) fn absent(source: &dyn ByteSource) {
    let finder = memmem::Finder::new("qzxj/absent/needle");
    let mut buffer = vec![0; STEP];
    let mut at = 0;
    loop {
        let count = source.read_at(PartOffset(at), &mut buffer).unwrap();
        assert_eq!(finder.find(&buffer[..count]), None);
        if count < buffer.len() {
            return;
        }
        at += count as u64;
    }
}
