//! Arbitrary bytes as the module text of a build info.
#![no_main]

use gorigin_fuzz::Elf;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    gorigin_fuzz::check(
        &Elf::new().section(".go.buildinfo", gorigin_fuzz::module_text(data)).build(),
    );
});
