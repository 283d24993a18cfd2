//! The Go releases of the programs in a folder: `cargo run --example folder -- FOLDER`
#![allow(clippy::print_stdout, reason = "an example shows its result")]

use std::collections::BTreeMap;

use gorigin::{Escaped, Options, scan};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).ok_or("usage: folder FOLDER")?;
    let mut releases = BTreeMap::<String, Vec<String>>::new();
    // Files are read on all cores; the records come one at a time, in the order of the paths.
    let summary = scan([folder], &Options::default(), |record| {
        if let Some(version) = record.go_version.known() {
            releases.entry(version.value.to_string()).or_default().push(record.path);
        }
    })?;
    for (release, paths) in &releases {
        println!("{}: {}", Escaped(release), Escaped(&paths.join(", ")));
    }
    println!("{} Go programs among {} files", summary.go, summary.files);
    Ok(())
}
