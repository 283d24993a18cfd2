//! Arbitrary bytes as the pclntab of a program.
#![no_main]

use gorigin_fuzz::Elf;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    gorigin_fuzz::check(&Elf::go("go1.22.3").section(".gopclntab", data.to_vec()).build());
    // The same with a magic that is none of Go's, as an obfuscator leaves it.
    let mut hidden = data.to_vec();
    for (byte, magic) in hidden.iter_mut().zip([0x67, 0x76, 0xe6, 0xad]) {
        *byte = magic;
    }
    gorigin_fuzz::check(&Elf::go("unknown").section(".gopclntab", hidden).build());
});
