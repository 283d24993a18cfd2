//! Damaged programs: whatever is done to a file, reading it ends, within its bounds, and what is
//! still there is still found.

mod base;
mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::common::Counting;
use crate::{ALLOCATOR, alone};
use base::{Base, Program};
use gorigin::evidence::Depth;
use gorigin::report::{Outcome, Record, json};
use gorigin::{Options, inspect};
use memchr::memmem;
use mutate::Class;

/// Mutants of each class of each base. For more set `GORIGIN_MUTANTS`; `GORIGIN_BASE` picks bases by
/// a part of their name, and in `GORIGIN_KEEP`, a folder, the mutants that fail are kept.
const MUTANTS: usize = 48;
/// The share of the mutants whose facts are still there that must give them.
const ENOUGH: f64 = 0.99;
/// What reading one mutant of at most 2 MB may take. The time is a backstop for endless loops.
const MEMORY: usize = 24 << 20;
const TIME: Duration = Duration::from_secs(5);

const BASES: [&str; 12] = [
    "sample/linux-amd64-go1.22-s-w",
    "sample/linux-386-go1.27-trimpath-s-w",
    "sealed/linux-s390x-go1.27-s-w",
    "sealed/linux-amd64-go1.24-c-shared-s-w",
    "sample/windows-386-go1.19-custom-id",
    "carved/windows-amd64-go1.25-s-w",
    "sample/darwin-arm64-go1.24-s-w",
    "carved/darwin-fat-go1.22-s-w",
    "carved/linux-amd64-go1.27-default",
    "carved/linux-amd64-go1.15-s-w",
    "carved/windows-amd64-go1.15-s-w",
    "carved/darwin-amd64-go1.15-s-w",
];

/// How many mutants still hold a fact, and how many of them gave it.
#[derive(Clone, Copy, Default)]
struct Rate {
    held: usize,
    given: usize,
}

impl Rate {
    fn count(&mut self, held: bool, given: bool) {
        self.held += usize::from(held);
        self.given += usize::from(held && given);
    }

    fn add(&mut self, other: Self) {
        self.held += other.held;
        self.given += other.given;
    }

    fn share(self) -> f64 {
        if self.held == 0 { 1.0 } else { self.given as f64 / self.held as f64 }
    }
}

/// What became of the mutants of one class.
#[derive(Clone, Copy, Default)]
struct Tally {
    mutants: usize,
    version: Rate,
    build_id: Rate,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.mutants += other.mutants;
        self.version.add(other.version);
        self.build_id.add(other.build_id);
    }
}

#[test]
fn damaged_programs() {
    let _alone = alone();
    let asked = std::env::var("GORIGIN_MUTANTS").ok().and_then(|it| it.parse().ok());
    let only = std::env::var("GORIGIN_BASE").unwrap_or_default();
    let keep = std::env::var("GORIGIN_KEEP").ok();
    let mut tallies = [Tally::default(); Class::ALL.len()];
    let mut failures = Vec::new();
    for name in BASES.into_iter().filter(|name| name.contains(&only)) {
        let base = Base::load(name);
        check(&base, "unharmed", &base.bytes, &mut Tally::default(), &mut failures);
        for (class, tally) in Class::ALL.into_iter().zip(&mut tallies) {
            for index in 0..class.count(&base, asked.unwrap_or(MUTANTS)) {
                let row = format!("{class:?} {index}");
                let mutant = class.mutant(&base, index);
                let before = failures.len();
                check(&base, &row, &mutant, tally, &mut failures);
                if let Some(folder) = keep.as_ref().filter(|_| failures.len() > before) {
                    let file = format!("{}-{class:?}-{index}", base.name.replace('/', "-"));
                    std::fs::write(Path::new(folder).join(file), &mutant).unwrap();
                }
            }
        }
    }
    let mut total = Tally::default();
    println!("{:<18} {:>7} {:>18} {:>18}", "class", "mutants", "version", "build ID");
    for (class, tally) in Class::ALL.iter().zip(tallies) {
        print(&format!("{class:?}"), tally);
        total.add(tally);
    }
    print("all", total);
    failures.iter().for_each(|failure| println!("{failure}"));
    let hard = failures.iter().filter(|failure| !failure.starts_with("lost ")).count();
    assert_eq!(hard, 0, "see the rows above");
    for (fact, rate) in [("version", total.version), ("build ID", total.build_id)] {
        assert!(rate.share() >= ENOUGH, "{fact}: {:.4}", rate.share());
    }
}

fn print(class: &str, tally: Tally) {
    let rate = |rate: Rate| format!("{}/{} {:>6.2} %", rate.given, rate.held, rate.share() * 100.0);
    let (version, build_id) = (rate(tally.version), rate(tally.build_id));
    println!("{class:<18} {:>7} {version:>20} {build_id:>20}", tally.mutants);
}

/// Reads one mutant in both depths and judges what comes out.
fn check(base: &Base, row: &str, mutant: &[u8], tally: &mut Tally, failures: &mut Vec<String>) {
    tally.mutants += 1;
    for depth in [Depth::Quick, Depth::Full] {
        let mut fail =
            |what: String| failures.push(format!("{what}: {} {row} {depth:?}", base.name));
        let source = Counting::new(mutant);
        let cross_check = true;
        let options =
            Options { depth, recover_unrecognised: true, cross_check, ..Options::default() };
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        let start = Instant::now();
        let Ok(records) = catch_unwind(AssertUnwindSafe(|| inspect(&source, &options))) else {
            fail("panicked".to_owned());
            continue;
        };
        let (time, memory) = (start.elapsed(), ALLOCATOR.peak_usage().saturating_sub(before));
        let (read, size) = (source.read(), mutant.len() as u64);
        if time > TIME {
            fail(format!("took {time:?}"));
        }
        if memory > MEMORY {
            fail(format!("held {memory} bytes"));
        }
        if read > 16 * size + (1 << 20) {
            fail(format!("read {read} bytes of {size}"));
        }
        for record in &records {
            let mut line = Vec::new();
            json::write_line(&mut line, record).unwrap();
            let again: Record = serde_json::from_slice(&line).unwrap();
            if again != *record {
                fail("changed by a round trip through JSON".to_owned());
            }
        }
        for program in &base.programs {
            judge(base, program, mutant, &records, depth, tally, &mut fail);
        }
        // A file without its head or its end has lost some table, whatever is left.
        let lost_table =
            row.starts_with("No") || row.starts_with("Cut") && mutant.len() < base.extent;
        let go = |record: &Record| record.outcome == Outcome::Go;
        let partial = records.iter().any(|record| record.partial);
        if lost_table && records.iter().any(go) && !partial {
            fail("not partial".to_owned());
        }
        if row == "unharmed" && partial {
            fail("partial, though nothing is damaged".to_owned());
        }
    }
}

fn judge(
    base: &Base,
    program: &Program,
    mutant: &[u8],
    records: &[Record],
    depth: Depth,
    tally: &mut Tally,
    fail: &mut impl FnMut(String),
) {
    let held = program.has_blob(base, mutant);
    let held_id = program.has_id(mutant);
    let all_held = base.programs.iter().all(|it| it.has_blob(base, mutant));
    let version = |record: &Record| {
        // A range is no version; one read through guessed addresses is, though not called exact.
        let is_told = |source: &str| source != "pclntab" && source != "evidence";
        let version = record.go_version.as_ref().filter(|version| is_told(&version.source))?;
        Some(version.value.to_string())
    };
    let build_id = |record: &Record| record.build_id.as_ref().map(|id| id.value.to_string());
    let found = records.iter().find(|record| {
        version(record).as_ref() == Some(&program.version)
            && (!held_id || build_id(record) == program.build_id)
    });
    let found = found.or_else(|| {
        records.iter().find(|record| version(record).as_ref() == Some(&program.version))
    });
    let right = found.is_some();
    let right_id = found.is_some_and(|record| build_id(record) == program.build_id);
    if depth == Depth::Quick {
        tally.version.count(held, right);
        tally.build_id.count(held && held_id, right_id);
    }
    let first = records.first();
    if held && !right {
        fail(format!("lost version {:?}", first.map(version)));
    } else if held && held_id && !right_id {
        fail(format!("lost build ID {:?}", first.map(build_id)));
    }
    for record in records {
        let damaged = records.iter().any(|record| record.partial);
        let other = version(record).filter(|version| *version != program.version);
        if let Some(other) = other {
            // Another version is right only where the mutation wrote it.
            let from_blob = record.go_version.as_ref().is_some_and(|it| it.source == "build-info");
            let known = memmem::find(&base.bytes, other.as_bytes()).is_some();
            if if from_blob { all_held } else { known && !damaged } {
                fail(format!("wrong version {other}"));
            }
        }
        if held && record.outcome != Outcome::Go && !damaged {
            fail("lost, and not partial".to_owned());
        }
    }
}
