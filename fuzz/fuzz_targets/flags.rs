//! Arbitrary bytes as the linker flags of a program: no secret is in its record, and none of the
//! names that were redacted.
#![no_main]

use gorigin::evidence::Depth;
use gorigin::report::{Redactor, json};
use gorigin::{Options, inspect};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let flags: Vec<u8> = data.iter().copied().filter(|byte| !b"\n\t\"\\".contains(byte)).collect();
    let text = [b"build\t-ldflags=\"", &flags[..], b" -X 'main.token=s3cr3t-91827'\""].concat();
    let quoted = flags.iter().any(|byte| matches!(byte, b'\'' | b'`'));
    let file = gorigin_fuzz::Elf::new()
        .section(".go.buildinfo", gorigin_fuzz::module_text(&text))
        .section(".rodata", [b"\0/home/falconia/x\0", &flags[..], b"\0"].concat())
        .build();
    let options = Options { depth: Depth::Deep, ..Options::default() };
    for record in inspect(&file, &options) {
        let mut line = Vec::new();
        json::write_line(&mut line, &record).expect("a vector takes every byte");
        let text = String::from_utf8(line).expect("JSON is UTF-8");
        // An open quote before it makes the flag a part of something else.
        assert!(quoted || !text.contains("s3cr3t-91827"), "{text}");
        let redacted = Redactor::default().redact(record);
        let text = serde_json::to_string(&redacted).expect("a record is JSON");
        assert!(redacted.redacted && !text.contains("falconia"), "{text}");
    }
});
