//! Arbitrary bytes as the notes of a program.
#![no_main]

use gorigin_fuzz::Elf;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    gorigin_fuzz::check(&Elf::go("go1.22.3").notes(".note.go.buildid", data.to_vec()).build());
});
