//! What one file says of its origin: `cargo run --example one_file -- FILE`
#![allow(clippy::print_stdout, reason = "an example shows its result")]

use gorigin::{Depth, Escaped, Options, open};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: one_file FILE")?;
    let options = Options { depth: Depth::Full, ..Options::default() };
    // A fat Mach-O file has a record for each of its programs.
    for record in open(path)?.inspect(&options) {
        // Strings come from the file: `Escaped` keeps its control characters off the terminal.
        if let Some(version) = record.go_version.as_ref() {
            let place = version.offset.map(|at| format!(" at {at:#x}")).unwrap_or_default();
            println!("Go version: {}{place}", Escaped(&version.value));
        }
        if let Some(goroot) = record.goroot.as_ref() {
            println!("GOROOT: {}", Escaped(goroot.value.as_deref().unwrap_or("not recorded")));
        }
        // A field that is `None` has a reason.
        for (field, reason) in record.reasons.iter() {
            println!("no {field}: {}", Escaped(reason));
        }
    }
    Ok(())
}
