//! Writes the seeds and the dictionary of a target, for libFuzzer: `seeds TARGET FOLDER DICTIONARY`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use gorigin_fuzz::targets::TARGETS;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, folder, dictionary] = arguments.as_slice() else {
        let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        println!("seeds TARGET FOLDER DICTIONARY, with one of: {}", names.join(" "));
        return Ok(());
    };
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of that name");
    fs::create_dir_all(folder)?;
    for (at, seed) in (target.seeds)().iter().enumerate() {
        fs::write(Path::new(folder).join(format!("seed-{at}")), seed)?;
    }
    let mut words = String::new();
    for word in target.words {
        let escaped: String = word.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
        writeln!(words, "\"{escaped}\"").expect("a string takes every text");
    }
    fs::write(dictionary, words)
}
