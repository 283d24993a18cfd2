//! The chores of this repository: `cargo xtask` lists them.

mod ci;
mod consumers;
mod counts;
mod data;
mod measure;
mod process;
mod release;
mod toolchains;
mod tools;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Why a chore did not succeed, for people.
type Done = Result<(), String>;

/// One chore.
struct Chore {
    name: &'static str,
    arguments: &'static str,
    does: &'static str,
    needs: &'static str,
    run: fn(&[&str]) -> Done,
}

const CHORES: &[Chore] = &[
    Chore {
        name: "ci",
        arguments: "[STEP…]",
        does: "everything that a change must pass, or the steps that are named; `ci list` lists them",
        needs: "Rust; what else can be had is installed, and what cannot is said to be skipped",
        run: ci::run,
    },
    Chore {
        name: "fixtures",
        arguments: "[--check] [--only REGEX], or --packed UPX4 UPX3",
        does: "builds testdata/ anew; --check compares and writes nothing; --packed makes testdata/packed/",
        needs: "Python 3, GORIGIN_GO; without GORIGIN_GO, --check compares sizes and SHA-256 alone",
        run: data::fixtures,
    },
    Chore {
        name: "golden",
        arguments: "",
        does: "writes the net, the man page, README's blocks and the snapshots anew, and shows what differs",
        needs: "Rust, git",
        run: data::golden,
    },
    Chore {
        name: "tables",
        arguments: "[--program FILE]… GOROOT…",
        does: "makes the two tables of Go's own source files anew",
        needs: "Python 3, and trees of Go releases, the more the better; programs for the second table",
        run: data::tables,
    },
    Chore {
        name: "rule-shares",
        arguments: "[--packages FOLDER] [--records FILE]",
        does: "downloads what tests/corpus/shares.tsv names and counts on how many programs each rule fires",
        needs: "Python 3, npm, pip, apt-get, the network; 5 GB where --packages keeps what was downloaded",
        run: data::rule_shares,
    },
    Chore {
        name: "agree",
        arguments: "GO RECORDS",
        does: "compares the records that rule-shares has written with what Go's own tools and readelf say",
        needs: "Python 3, a go command, readelf, dpkg-deb, and the packages where rule-shares kept them",
        run: data::agree,
    },
    Chore {
        name: "corpus",
        arguments: "[FOLDER]",
        does: "downloads real programs and compares with Go's own tools",
        needs: "Python 3, npm, pip, apt-get, the network, 440 MB",
        run: data::corpus,
    },
    Chore {
        name: "consumers",
        arguments: "[FOLDER]",
        does: "installs programs that read what gorigin writes, and runs the tests that ask them",
        needs: "Python 3, pip, the network, 1.6 GB; java for Spark; npm for the validator of SARIF",
        run: consumers::run,
    },
    Chore {
        name: "shipped",
        arguments: "[FOLDER [KIND…]], or --keep FOLDER…",
        does: "puts a program into every container, and scans them; --keep makes testdata/shipped/ of such folders",
        needs: "the tools that the head of tests/shipped/make.sh names; what is missing is skipped",
        run: data::shipped,
    },
    Chore {
        name: "fuzz",
        arguments: "TARGET|all [SECONDS], or --blind EXECUTIONS",
        does: "fuzzes a target with coverage; --blind runs the mutants of the tests, as many as asked for",
        needs: "cargo-fuzz and a nightly toolchain; --blind needs Rust alone",
        run: measure::fuzz,
    },
    Chore {
        name: "bench",
        arguments: "[NAME], or --against GO [FOLDER]",
        does: "runs the benches and writes benches/record/DATE.tsv; --against compares with `go version -m` and others",
        needs: "Rust; --against needs Python 3 and a go command",
        run: measure::bench,
    },
    Chore {
        name: "counts",
        arguments: "[--lower] [COMMAND]",
        does: "counts instructions and allocations and compares with benches/ceilings.tsv; --lower lowers those",
        needs: "Rust, valgrind, xz",
        run: counts::run,
    },
    Chore {
        name: "release-archive",
        arguments: "TARGET",
        does: "builds the command for a target and packs it with man page and completions in target/release-files/",
        needs: "Rust with that target, tar, gzip, sha256sum; musl-tools for a static Linux one",
        run: release::archive,
    },
    Chore {
        name: "release-check",
        arguments: "",
        does: "what RELEASING.md asks for before a release, and the artefacts in target/release-files/",
        needs: "Rust, git; cargo-semver-checks and cargo-cyclonedx where they are installed",
        run: release::check,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let Some((&name, rest)) = arguments.split_first() else {
        print!("{}", listing());
        return ExitCode::SUCCESS;
    };
    let Some(chore) = CHORES.iter().find(|it| it.name == name) else {
        eprint!("xtask: there is no chore {name}\n\n{}", listing());
        return ExitCode::from(2);
    };
    match (chore.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask {name}: {why}");
            ExitCode::FAILURE
        }
    }
}

fn listing() -> String {
    let rows = CHORES.iter().map(|it| {
        format!(
            "cargo xtask {} {}\n    {}\n    needs: {}\n",
            it.name, it.arguments, it.does, it.needs
        )
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// The top folder of the repository.
fn top() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).map_or_else(|| own.to_path_buf(), Path::to_path_buf)
}

#[test]
fn every_chore_says_what_it_does_and_needs() {
    let text = listing();
    for chore in CHORES {
        assert!(!chore.does.is_empty() && !chore.needs.is_empty(), "{}", chore.name);
        assert!(text.contains(&format!("cargo xtask {} ", chore.name)), "{text}");
    }
}
