//! Arbitrary bytes as a whole file.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    gorigin_fuzz::check(data);
});
