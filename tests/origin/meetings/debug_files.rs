//! Debug files: recognised, and told whose they are.

use super::{Program, Ran, built, fixtures, record, run};
use crate::common::skipped;
use gorigin::report::Outcome;

/// The tool and its arguments; with eu-strip the debug file is beside the program.
const SPLITTERS: [(&str, &[&str]); 3] = [
    ("objcopy", &["--only-keep-debug", "{in}", "{out}"]),
    ("llvm-objcopy", &["--only-keep-debug", "{in}", "{out}"]),
    ("eu-strip", &["-o", "{folder}/stripped", "-f", "{out}", "{in}"]),
];

fn check(programs: &[Program], by: impl Fn(&Program) -> Option<&'static str>) {
    let mut wrong = Vec::new();
    for program in programs {
        let whole = record(&program.bytes);
        for (tool, arguments) in SPLITTERS {
            let bytes = match run(tool, arguments, &program.bytes) {
                Ran::Done(bytes) => bytes,
                Ran::Missing => {
                    skipped(format_args!("{tool} is not installed"));
                    continue;
                }
                Ran::Failed(why) => {
                    skipped(format_args!("{} × {tool}: {}", program.name, why.trim()));
                    continue;
                }
            };
            let got = record(&bytes);
            let row = format!("{} × {tool}", program.name);
            let Some(debug_file) = got.debug_file.clone() else {
                wrong.push(format!("{row}: no debug file: {:?}", got.outcome));
                continue;
            };
            let want = by(program);
            if debug_file.by.as_deref() != want {
                wrong.push(format!("{row}: by {:?}, expected {want:?}", debug_file.by));
            }
            if got.outcome != Outcome::Go {
                wrong.push(format!("{row}: {:?}", got.outcome));
            }
            if want.is_some()
                && got.build_id.map(|id| id.value) != whole.build_id.clone().map(|id| id.value)
            {
                wrong.push(format!("{row}: another build ID"));
            }
            let content = got.verification.known().unwrap().content_id;
            if content.cause.as_deref() != Some("debug-file") || content.verdict != "uncheckable" {
                wrong.push(format!("{row}: {content:?}"));
            }
            const OF_PROGRAMS: [&str; 5] = [
                "no-build-info",
                "build-id-missing",
                "content-id-mismatch",
                "altered-after-build",
                "host-id-mismatch",
            ];
            for finding in got.findings.iter().filter(|it| OF_PROGRAMS.contains(&&*it.rule)) {
                wrong.push(format!("{row}: {}", finding.rule));
            }
            if got.traits.static_link.is_some() || got.traits.pie.is_some() {
                wrong.push(format!("{row}: traits of a program"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_elf_programs() {
    check(&built(&["linux", "pie", "cgo"]), |_| Some("go-build-id"));
}

/// Their build ID was in the code, and so is gone; LLVM up to 19 empties sections named `.zdebug_…`.
#[test]
fn of_windows_programs() {
    check(&built(&["windows", "windows-cgo"]), |_| None);
}

/// A program with symbols and DWARF whose code was zeroed.
#[test]
fn of_fixtures() {
    check(&fixtures(&[("linux", "carved/linux-amd64-go1.27-default")]), |_| Some("go-build-id"));
}

/// As `dsymutil` makes it: the file type says so.
#[test]
fn of_a_mac() {
    const DSYM: u8 = 10;
    let mut bytes = crate::common::fixture_bytes("carved/darwin-arm64-go1.27-default");
    bytes[12] = DSYM;
    let record = record(&bytes);
    let debug_file = record.debug_file.expect("a debug file");
    assert!(debug_file.by.is_some(), "{debug_file:?}");
    assert_eq!(
        record.verification.known().unwrap().content_id.cause.as_deref(),
        Some("debug-file")
    );
}

/// A program is none, however little is in it.
#[test]
fn programs_are_none() {
    for program in crate::common::fixtures() {
        let record = record(&program.bytes());
        assert_eq!(record.debug_file, None, "{}", program.name);
    }
}
