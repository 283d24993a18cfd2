//! Instructions and allocations of the command, counted by valgrind: numbers that do not depend on
//! what else the machine does, so each may have a ceiling.
//!
//! A case is one fixture, many times in a folder. The folder is scanned twice, the second time with
//! twice as many copies, and the difference is what the copies cost; the start of the command is a case
//! of its own. `benches/ceilings.tsv` has the highest count that is allowed, and the aim.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{command, has, must, script};
use crate::{Done, top};

/// Where the ceilings are.
const CEILINGS: &str = "benches/ceilings.tsv";
/// How much more than today a ceiling allows, in percent.
const ROOM: u64 = 4;
/// How many copies of a program there are, and of any other file.
const PROGRAMS: u64 = 16;
const OTHERS: u64 = 200;

/// What is counted.
struct Case {
    name: &'static str,
    /// Below `testdata/`; what ends in `.xz` is unpacked.
    fixture: &'static str,
    copies: u64,
    has_build_info: bool,
}

const fn program(name: &'static str, fixture: &'static str) -> Case {
    Case { name, fixture, copies: PROGRAMS, has_build_info: true }
}

const ELF: &str = "sample/linux-amd64-go1.22-s-w";

const CASES: &[Case] = &[
    program("elf", ELF),
    Case { has_build_info: false, ..program("elf-without-build-info", ELF) },
    program("pie", "carved/linux-amd64-go1.22-pie-s-w.xz"),
    program("pe", "sample/windows-386-go1.19-custom-id"),
    program("mach-o", "sample/darwin-arm64-go1.24-s-w"),
    program("wasm", "carved/js-wasm-go1.22-s-w.xz"),
    Case { copies: OTHERS, ..program("text", "not-go/go-words.txt") },
];

/// Instructions and allocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counts {
    instructions: u64,
    allocations: u64,
}

/// One line of the table of ceilings.
struct Row {
    case: String,
    ceiling: Counts,
    /// As it is written there: `-` where there is none.
    aims: [String; 2],
}

/// Counts, compares, and with `--lower` writes lower ceilings where less is needed than was.
pub(crate) fn run(arguments: &[&str]) -> Done {
    let (lowers, named) = match arguments {
        ["--lower", rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if !has("valgrind") {
        println!("skipped: there is no valgrind to count with");
        return Ok(());
    }
    let gorigin = match named {
        [] => {
            must(&mut script(".ci/release", &[]))?;
            top().join("target/release/gorigin")
        }
        [gorigin] => PathBuf::from(gorigin),
        _ => return Err("name one command, or none".to_owned()),
    };
    let gorigin = gorigin.canonicalize().map_err(|error| error.to_string())?;
    let text = fs::read_to_string(top().join(CEILINGS)).map_err(|error| error.to_string())?;
    let mut rows = parsed(&text)?;
    println!("{:<24} {:>12} {:>12} {:>12}   allocations", "", "instructions", "ceiling", "aim");
    let mut over = Vec::new();
    for row in &mut rows {
        let Some(got) = counted(&gorigin, &row.case)? else {
            println!("{:<24} skipped: xz is not there to unpack the fixture", row.case);
            continue;
        };
        shown(row, got);
        let is_over = got.instructions > row.ceiling.instructions
            || got.allocations > row.ceiling.allocations;
        if is_over {
            over.push(row.case.clone());
        }
        if lowers {
            let Counts { instructions, allocations } = &mut row.ceiling;
            *instructions = lowered(*instructions, got.instructions);
            *allocations = lowered(*allocations, got.allocations);
        }
    }
    if lowers {
        fs::write(top().join(CEILINGS), written(&text, &rows)).map_err(|it| it.to_string())?;
    }
    let compiler = command("rustc", &["--version"]).output().map_err(|error| error.to_string())?;
    let compiler = String::from_utf8_lossy(&compiler.stdout).trim().to_owned();
    match over[..] {
        [] => Ok(()),
        // Another compiler makes other instructions of the same code.
        _ if !compiler.starts_with(&counted_with(&text)) => {
            println!("not held against the ceilings, which are not of {compiler}");
            Ok(())
        }
        _ => Err(format!("over its ceiling in {CEILINGS}: {}", over.join(", "))),
    }
}

/// The release of the compiler that the table is of, as `rustc --version` begins.
fn counted_with(table: &str) -> String {
    let release = table.lines().find_map(|line| line.strip_prefix("# rustc ")).unwrap_or_default();
    format!("rustc {release}.")
}

fn shown(row: &Row, got: Counts) {
    let Row { case, ceiling, aims: [instructions, allocations] } = row;
    println!(
        "{case:<24} {:>12} {:>12} {instructions:>12}   {} (ceiling {}, aim {allocations})",
        got.instructions, ceiling.instructions, got.allocations, ceiling.allocations,
    );
}

/// The ceiling over a count.
fn ceiling(count: u64) -> u64 {
    (count * (100 + ROOM)).div_ceil(100)
}

/// The ceiling that follows on `before`: a lower one only where much less was counted, since two counts
/// of one command differ by a percent, with the seeds of its tables.
fn lowered(before: u64, count: u64) -> u64 {
    if ceiling(ceiling(count)) < before { ceiling(count) } else { before }
}

/// What one more file of a case costs, or a start; `None` where the fixture cannot be unpacked.
fn counted(gorigin: &Path, case: &str) -> Result<Option<Counts>, String> {
    let folder = top().join("target/counts");
    let told = |error: std::io::Error| error.to_string();
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("files")).map_err(told)?;
    if case == "start" {
        fs::write(folder.join("files/0"), "").map_err(told)?;
        return measured(gorigin, &folder, &["inspect", "files/0"]).map(Some);
    }
    let case = CASES.iter().find(|it| it.name == case).ok_or("there is no such case")?;
    let Some(bytes) = bytes_of(case)? else { return Ok(None) };
    let scan = ["scan", "-f", "ndjson", "-j", "1", "--fail-on", "never", "--progress", "never"];
    let scan = [&scan[..], &["--allow-empty", "files"]].concat();
    let mut both = Vec::new();
    for copies in [0..case.copies, case.copies..2 * case.copies] {
        for copy in copies {
            fs::write(folder.join(format!("files/{copy:03}")), &bytes).map_err(told)?;
        }
        both.push(measured(gorigin, &folder, &scan)?);
    }
    let each = |of: fn(&Counts) -> u64| (of(&both[1]).saturating_sub(of(&both[0]))) / case.copies;
    let (instructions, allocations) = (each(|it| it.instructions), each(|it| it.allocations));
    Ok(Some(Counts { instructions, allocations }))
}

fn bytes_of(case: &Case) -> Result<Option<Vec<u8>>, String> {
    let path = top().join("testdata").join(case.fixture);
    let mut bytes = if case.fixture.ends_with(".xz") {
        if !has("xz") {
            return Ok(None);
        }
        let mut xz = command("xz", &["-dc", &path.to_string_lossy()]);
        xz.output().map_err(|error| error.to_string())?.stdout
    } else {
        fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?
    };
    if !case.has_build_info {
        // The blob is named by a section and starts with a magic.
        for name in [&b"\xff Go buildinf:"[..], b".go.buildinfo"] {
            while let Some(at) = bytes.windows(name.len()).position(|it| it == name) {
                bytes[at..at + name.len()].fill(b'x');
            }
        }
    }
    Ok(Some(bytes))
}

/// Runs the command once below valgrind. It sees nothing of this machine's settings.
fn measured(gorigin: &Path, folder: &Path, arguments: &[&str]) -> Result<Counts, String> {
    let counts = folder.join("counts");
    let mut valgrind = command("valgrind", &["--tool=callgrind", "--compress-strings=no"]);
    valgrind.arg(format!("--callgrind-out-file={}", counts.display()));
    // What the command says on its end is in the way of the table.
    valgrind.arg("-q").arg(gorigin).args(arguments).current_dir(folder);
    valgrind
        .env_clear()
        .env("HOME", folder)
        .env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let output = valgrind.output().map_err(|error| format!("valgrind: {error}"))?;
    if !output.status.success() {
        return Err(format!("valgrind: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let text = fs::read_to_string(&counts).map_err(|error| error.to_string())?;
    of_profile(&text).ok_or_else(|| "valgrind wrote no totals".to_owned())
}

/// The counts in a file of callgrind: its line `totals:`, and the number of calls of the functions
/// that allocate, each of which stands behind the line that names the function.
fn of_profile(text: &str) -> Option<Counts> {
    let mut counts = Counts { instructions: 0, allocations: 0 };
    let mut allocates = false;
    for line in text.lines() {
        if let Some(total) = line.strip_prefix("totals: ") {
            counts.instructions = total.trim().parse().ok()?;
        } else if let Some(name) = line.strip_prefix("cfn=") {
            allocates =
                ["malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"].contains(&name);
        } else if let Some(calls) = line.strip_prefix("calls=").filter(|_| allocates) {
            counts.allocations += calls.split(' ').next()?.parse::<u64>().ok()?;
        }
    }
    (counts.instructions > 0).then_some(counts)
}

fn parsed(text: &str) -> Result<Vec<Row>, String> {
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines
        .map(|line| {
            let row = match line.split('\t').collect::<Vec<_>>()[..] {
                [case, instructions, allocations, aim, aim_of_allocations] => {
                    let counts = (instructions.parse(), allocations.parse());
                    let aims = [aim, aim_of_allocations].map(ToOwned::to_owned);
                    let (Ok(instructions), Ok(allocations)) = counts else {
                        return Err(format!("{CEILINGS}: no numbers in {line}"));
                    };
                    let ceiling = Counts { instructions, allocations };
                    Some(Row { case: case.to_owned(), ceiling, aims })
                }
                _ => None,
            };
            row.ok_or_else(|| format!("{CEILINGS}: not five columns: {line}"))
        })
        .collect()
}

/// The table with the head that it had.
fn written(before: &str, rows: &[Row]) -> String {
    let is_head = |line: &&str| line.starts_with('#') || line.starts_with("case\t");
    let mut text: String =
        before.lines().take_while(is_head).map(|line| format!("{line}\n")).collect();
    for Row { case, ceiling, aims } in rows {
        let Counts { instructions, allocations } = ceiling;
        text += &format!("{case}\t{instructions}\t{allocations}\t{}\n", aims.join("\t"));
    }
    text
}

#[test]
fn every_case_has_a_ceiling_and_every_ceiling_a_case() {
    let text = fs::read_to_string(top().join(CEILINGS)).unwrap();
    let rows = parsed(&text).unwrap();
    let cases: Vec<&str> = CASES.iter().map(|it| it.name).chain(["start"]).collect();
    assert_eq!(rows.iter().map(|it| it.case.as_str()).collect::<Vec<_>>(), cases);
    assert_eq!(written(&text, &rows), text);
    assert!("rustc 1.95.1 (x)".starts_with(&counted_with("# rustc 1.95\ncase")));
    assert!(!"rustc 1.95.1 (x)".starts_with(&counted_with("# rustc 1.9\ncase")));
    assert_ne!(counted_with(&text), "rustc .");
}

#[test]
fn counts_are_read_from_a_profile() {
    let text = "fn=main\n5 10\ncfn=malloc\ncalls=3 0\n7 90\ncfn=free\ncalls=9 0\n7 20\n\
                cfn=realloc\ncalls=2 0\n9 1\ntotals: 121\n";
    let want = Counts { instructions: 121, allocations: 5 };
    assert_eq!(of_profile(text), Some(want));
    assert_eq!(of_profile("fn=main\n"), None);
    assert_eq!(ceiling(100), 104);
    assert_eq!(ceiling(101), 106);
    assert_eq!([lowered(110, 100), lowered(109, 100), lowered(90, 100)], [104, 109, 90]);
}
