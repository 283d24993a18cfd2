//! Many mutants of small inputs, in process: no panic, and what must hold of every output holds.
//! They are counted; `GORIGIN_EXECUTIONS` asks for more of each target, `GORIGIN_TARGET` picks
//! a target by its name or several by a part of it, and `GORIGIN_TABLE` names a file to which the counts are added.

mod advisories;
pub(crate) mod containers;
mod images;
mod machine;
mod mutate;
mod packages;
mod policies;
#[allow(dead_code, unreachable_pub, reason = "the fuzz targets take them from here")]
mod targets;

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::alone;
use crate::common::forge;
use mutate::Mutator;
use targets::{TARGETS, Target};

/// Executions of each target, but for those that take the whole way.
const EXECUTIONS: u64 = 52_000;
/// The same for those.
const SLOW_EXECUTIONS: u64 = 6_000;
const SLOW: [&str; 20] = [
    "policy",
    "inspect",
    "unpack",
    "doctor",
    "env_file",
    "go_mod",
    "editor",
    "tool_versions",
    "ar",
    "rpm",
    "package",
    "image_documents",
    "image_layers",
    "squashfs",
    "iso",
    "sevenz",
    "cab",
    "msi",
    "makeself",
    "behind",
];
/// What one execution may take. A backstop for endless loops.
const TIME: Duration = Duration::from_secs(2);
/// How often an input that took longer is tried again: on a busy machine a process may stand still
/// for seconds.
const AGAIN: usize = 4;

/// What became of one target.
struct Row {
    name: &'static str,
    executions: u64,
    took: Duration,
    findings: Vec<String>,
}

#[test]
fn mutants_of_small_inputs() {
    let _alone = alone();
    let number = |name| std::env::var(name).ok().and_then(|it| it.parse::<u64>().ok());
    let asked = number("GORIGIN_EXECUTIONS");
    let seed = number("GORIGIN_SEED").unwrap_or(1);
    let only = std::env::var("GORIGIN_TARGET").unwrap_or_default();
    let is_whole_name = TARGETS.iter().any(|it| it.name == only);
    let is_chosen = |name: &str| if is_whole_name { name == only } else { name.contains(&only) };
    let chosen: Vec<&Target> = TARGETS.iter().filter(|it| is_chosen(it.name)).collect();
    assert!(!chosen.is_empty(), "no target is called {only}");
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::new());
    std::panic::set_hook(Box::new(|_| {}));
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(target) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let slow = SLOW.contains(&target.name);
                    let usual = if slow { SLOW_EXECUTIONS } else { EXECUTIONS };
                    let row = campaign(target, asked.unwrap_or(usual), seed);
                    rows.lock().unwrap().push(row);
                }
            });
        }
    });
    let _ = std::panic::take_hook();
    let mut rows = rows.into_inner().unwrap();
    rows.sort_by_key(|row| row.name);
    let mut total = 0;
    for row in &rows {
        let rate = row.executions as f64 / row.took.as_secs_f64();
        let findings = row.findings.len();
        println!(
            "{:<14} {:>9} executions, {rate:>9.0} a second, {findings} findings",
            row.name, row.executions
        );
        row.findings.iter().take(3).for_each(|finding| println!("    {finding}"));
        total += row.executions;
    }
    println!("{total} executions");
    if let Ok(table) = std::env::var("GORIGIN_TABLE") {
        let mut table = std::fs::OpenOptions::new().append(true).create(true).open(table).unwrap();
        for row in &rows {
            let seconds = row.took.as_secs();
            writeln!(
                table,
                "{}\t{}\t{seed}\t{seconds}\t{}",
                row.name,
                row.executions,
                row.findings.len()
            )
            .unwrap();
        }
    }
    assert!(rows.iter().all(|row| row.findings.is_empty()), "see above");
    if asked.is_none() && only.is_empty() {
        assert!(total >= 1_000_000, "only {total} executions");
    }
}

fn campaign(target: &Target, executions: u64, seed: u64) -> Row {
    let start = Instant::now();
    let mut findings = Vec::new();
    let seeds = (target.seeds)();
    let mut mutator = Mutator::new(seed, &seeds, target.words);
    let mut done = 0;
    for index in 0..executions {
        let input = mutator.next_input();
        done += 1;
        let what = match run_in_time(target, input) {
            Ok(took) if took <= TIME => continue,
            Ok(took) => format!("took {took:?}"),
            Err(panic) => {
                let text = panic.downcast_ref::<String>().map(String::as_str);
                text.or_else(|| panic.downcast_ref::<&str>().copied())
                    .unwrap_or("a panic")
                    .to_owned()
            }
        };
        let shown: String = input
            .iter()
            .take(400)
            .flat_map(|it| std::ascii::escape_default(*it))
            .map(char::from)
            .collect();
        findings.push(format!("{index}: {what}: b\"{shown}\""));
        if findings.len() >= 20 {
            break;
        }
    }
    Row { name: target.name, executions: done, took: start.elapsed(), findings }
}

/// What the quickest of a few tries took, or the panic.
fn run_in_time(target: &Target, input: &[u8]) -> std::thread::Result<Duration> {
    let mut quickest = Duration::MAX;
    for _ in 0..=AGAIN {
        let begun = Instant::now();
        catch_unwind(AssertUnwindSafe(|| (target.run)(input)))?;
        quickest = quickest.min(begun.elapsed());
        if quickest <= TIME {
            break;
        }
    }
    Ok(quickest)
}

/// Every target has a libFuzzer program of its own, and the other way round.
#[test]
fn every_target_is_a_fuzz_target() {
    let _alone = alone();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    let mut names: Vec<_> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    names.sort();
    assert_eq!(files, names);
}
