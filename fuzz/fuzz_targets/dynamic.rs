//! Arbitrary bytes as the dynamic section of a program, and as all that it points to.
#![no_main]

use gorigin_fuzz::Elf;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    gorigin_fuzz::check(&Elf::go("go1.22.3").dynamic(data).build());
});
