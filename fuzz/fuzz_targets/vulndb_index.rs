#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| gorigin_fuzz::targets::run("vulndb_index", data));
