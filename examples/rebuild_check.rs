//! Whether the bytes are those that were built: `cargo run --example rebuild_check -- FILE`
#![allow(clippy::print_stdout, reason = "an example shows its result")]

use gorigin::{Escaped, Hashing, Options, open};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: rebuild_check FILE")?;
    let options = Options { hashing: Hashing::Check, ..Options::default() };
    for record in open(path)?.inspect(&options) {
        let Some(seals) = record.verification.as_ref() else { continue };
        println!("content ID: {:?}", seals.content_id.status);
        println!("  {}", Escaped(&seals.content_id.reason));
        if let (Some(expected), Some(actual)) =
            (&seals.content_id.expected, &seals.content_id.actual)
        {
            println!("  in the build ID {}, of the bytes {actual}", Escaped(expected));
        }
    }
    Ok(())
}
