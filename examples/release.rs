//! Whether every Go program in a release archive is as it was built:
//! `cargo run --example release -- ARCHIVE`
#![allow(clippy::print_stdout, reason = "an example shows its result")]

use gorigin::verify::ContentVerdict;
use gorigin::{Depth, Escaped, Hashing, Options, open};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: release ARCHIVE")?;
    let options = Options { depth: Depth::Full, hashing: Hashing::Check, ..Options::default() };
    for record in open(path)?.inspect(&options) {
        let content = record.verification.as_ref().map(|it| &it.content_id);
        let is_as_built = content.is_some_and(|it| it.verdict == ContentVerdict::Verified);
        let verdict = if is_as_built { "as built" } else { "look at it" };
        println!("{}: {verdict}", Escaped(&record.path));
        // A file that is encrypted or damaged has a record too.
        if let Some(error) = &record.error {
            println!("  {}", Escaped(&error.message));
        }
    }
    Ok(())
}
