//! Arbitrary bytes as the debug sections of a program: the first two split the rest into units, line
//! tables, and what declares the entries; the third chooses whether they are said to be compressed.
#![no_main]

use gorigin_fuzz::Elf;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [first, second, choice, rest @ ..] = data else { return };
    let (abbrev, rest) = rest.split_at(rest.len().min(usize::from(*first)));
    let (line, info) = rest.split_at(rest.len() * usize::from(*second) / 256);
    let prefix = if choice & 1 == 0 { ".debug_" } else { ".zdebug_" };
    let mut file = Elf::go("go1.22.3").section(".debug_abbrev", abbrev.to_vec());
    for (name, bytes) in [("info", info), ("line", line), ("str", rest), ("line_str", rest)] {
        let size = [0, 0, 0, 0, 0, 0, *second, *first];
        let bytes = if choice & 1 == 0 {
            bytes.to_vec()
        } else {
            [b"ZLIB", &size[..], bytes].concat()
        };
        file = file.section(&format!("{prefix}{name}"), bytes);
    }
    gorigin_fuzz::check(&file.build());
});
