//! What the fuzz targets share: they all read a whole file, forged around the fuzzer's bytes where
//! these are to be one structure, and so go the way that a user's file goes.

use gorigin::evidence::Depth;
use gorigin::report::{Record, json};
use gorigin::{Options, inspect};

#[allow(dead_code, unreachable_pub, missing_docs)]
#[path = "../../tests/hostile/forge.rs"]
mod forge;

pub use forge::Elf;

/// A build info header, in which the first byte of `data` chooses pointer size and flags, and the
/// rest of `data`.
pub fn build_info(data: &[u8]) -> Vec<u8> {
    let (&choice, rest) = data.split_first().unwrap_or((&2, &[]));
    let header = forge::build_info_header(if choice & 4 == 0 { 8 } else { 4 }, choice & 3);
    // The last 16 bytes of the header are the pointers, if there are any.
    let fixed = if choice & 2 == 0 { 16 } else { 32 };
    [&header[..fixed], rest].concat()
}

/// A build info whose module text is `data`.
pub fn module_text(data: &[u8]) -> Vec<u8> {
    forge::build_info_of("go1.22.3", &[data, b"\n"].concat())
}

/// Reads a file in both depths, and checks what must hold of every record.
pub fn check(file: &[u8]) {
    for depth in [Depth::Quick, Depth::Full, Depth::Deep] {
        let cross_check = true;
        let options = Options { depth, recover_unrecognised: true, cross_check, ..Options::default() };
        for record in inspect(&file, &options) {
            let mut line = Vec::new();
            json::write_line(&mut line, &record).expect("a vector takes every byte");
            let text = String::from_utf8(line).expect("JSON is UTF-8");
            assert!(!text.trim_end().chars().any(gorigin::bytes::is_unsafe), "{text}");
            let same: Record = serde_json::from_str(&text).expect("a record is read as written");
            assert_eq!(same, record);
        }
    }
}
