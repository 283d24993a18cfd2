//! The command with little memory to be had: every file still gives its record.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::Command;

use crate::common::forge::{Elf, build_info};
use crate::common::process::GORIGIN;

/// Kilobytes of address space: as much as a small container gives a process.
const ADDRESS_SPACE: u32 = 256 << 10;

#[test]
fn hostile_texts_fit_into_little_address_space() {
    let folder = tempfile::tempdir().unwrap();
    let texts = ["build\ta=b\n", "dep\ta\tv1\n", "build\t-ldflags=-X a.token=xy\n", "path\tx\n"];
    for (at, line) in texts.iter().enumerate() {
        for (size, name) in [(16 << 20, "large"), ((1 << 20) - 64, "below")] {
            let text = line.repeat(size / line.len());
            let file = Elf::new().section(".go.buildinfo", build_info("go1.22.3", &text)).build();
            fs::write(folder.path().join(format!("{name}-{at}")), file).unwrap();
        }
    }
    for (threads, format) in [("1", "ndjson"), ("2", "ndjson"), ("8", "ndjson"), ("2", "json")] {
        let script = format!("ulimit -v {ADDRESS_SPACE} && exec \"$0\" \"$@\"");
        let output = Command::new("sh")
            .args(["-c", &script, GORIGIN, "scan", "--fail-on", "never"])
            .args(["-j", threads, "-f", format])
            .arg(folder.path())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        let records = text.matches("\"schema\":\"gorigin.record/1\"").count()
            + text.matches("\"schema\": \"gorigin.record/1\"").count();
        assert_eq!(
            (output.status.code(), records),
            (Some(3), 8),
            "-j {threads} -f {format}: {errors}"
        );
    }
}
