//! Every limit, hit: the record is partial and names it.

mod common;

use common::fixture_bytes;
use gorigin::bytes::Limits;
use gorigin::evidence::Depth;
use gorigin::report::Record;
use gorigin::inspect::{Hashing, Options, inspect};

/// The limits, one of them lowered.
fn lowered(name: &str, value: u64) -> Limits {
    let mut limits = Limits::default();
    let limit = match name {
        "bytes-read" => &mut limits.bytes_read,
        "bytes-at-once" => &mut limits.bytes_at_once,
        "bytes-hashed" => &mut limits.bytes_hashed,
        "bytes-searched" => &mut limits.bytes_searched,
        "stdin" => &mut limits.stdin,
        "segments" => &mut limits.segments,
        "sections" => &mut limits.sections,
        "load-commands" => &mut limits.load_commands,
        "slices" => &mut limits.slices,
        "data-segments" => &mut limits.data_segments,
        "members" => &mut limits.members,
        "notes" => &mut limits.notes,
        "module-text" => &mut limits.module_text,
        "modules" => &mut limits.modules,
        "settings" => &mut limits.settings,
        "secrets" => &mut limits.secrets,
        "candidates" => &mut limits.candidates,
        "symbols" => &mut limits.symbols,
        "source-files" => &mut limits.source_files,
        "passes" => &mut limits.passes,
        "debug-bytes" => &mut limits.debug_bytes,
        "debug-section" => &mut limits.debug_section,
        "debug-ratio" => &mut limits.debug_ratio,
        "debug-units" => &mut limits.debug_units,
        "debug-header" => &mut limits.debug_header,
        "debug-names" => &mut limits.debug_names,
        "dynamic" => &mut limits.dynamic,
        "unpacked" => &mut limits.unpacked,
        "unpacked-in-scan" => &mut limits.unpacked_in_scan,
        "unpack-ratio" => &mut limits.unpack_ratio,
        "leaks" => &mut limits.leaks,
        "text" => &mut limits.text,
        "record" => &mut limits.record,
        _ => panic!("limit {name} has no case here"),
    };
    *limit = value;
    limits
}

fn read(bytes: &[u8], depth: Depth, hashing: Hashing, limits: Limits) -> Vec<Record> {
    let recover_unrecognised = true;
    let options = Options { depth, hashing, limits, recover_unrecognised, ..Options::default() };
    inspect(&bytes, &options)
}

/// Whether one of the records says that the limit was hit.
fn is_said(records: &[Record], name: &str) -> bool {
    let words = format!("limit {name} of ");
    records.iter().any(|record| {
        let mut errors = record.error.iter().chain(&record.damage);
        let is_unread = record.outcome == gorigin::report::Outcome::Unreadable;
        (record.partial || is_unread)
            && errors.any(|error| error.kind == "limit" && error.message.contains(&words))
    })
}

#[test]
#[ignore]
fn explore() {
    let mut names: Vec<String> = common::fixtures().iter().map(|f| f.expected["path"].as_str().unwrap().trim_end_matches(".xz").to_owned()).collect();
    for f in ["packed","intact"] { for e in std::fs::read_dir(common::testdata().join(f)).unwrap() { names.push(format!("{f}/{}", e.unwrap().file_name().to_str().unwrap().trim_end_matches(".xz"))); } }
    names.dedup();
    let mut hit = std::collections::BTreeMap::<String, String>::new();
    let start = std::time::Instant::now();
    for name in names.iter().rev().step_by(3) {
        if start.elapsed().as_secs() > 70 { println!("STOPPED at {name}"); break; }
        let bytes = fixture_bytes(name);
        if bytes.len() > 6 << 20 { continue; }
        for (depth, hashing) in [(Depth::Quick, Hashing::Skip), (Depth::Deep, Hashing::Check)] {
            let whole = read(&bytes, depth, hashing, Limits::default());
            for (limit, default, _) in Limits::default().table() {
                for value in [0, 1, 2, 40, 5000, 100_000] {
                    if value >= default { continue; }
                    let records = read(&bytes, depth, hashing, lowered(limit, value));
                    if records == whole { continue; }
                    if is_said(&records, limit) {
                        hit.entry(limit.to_owned()).or_insert(format!("{name} {depth:?} {value}"));
                    } else {
                        println!("SILENT {limit} {value} {depth:?} {name}");
                    }
                }
            }
        }
    }
    println!("{hit:#?}");
    for (limit, ..) in Limits::default().table() { if !hit.contains_key(limit) { println!("NEVER {limit}"); } }
}
