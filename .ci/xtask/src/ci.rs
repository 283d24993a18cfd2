//! Everything that a change must pass. The first part needs only Rust and the crates; the rest
//! compares with real Go toolchains and real programs, where the registries that have them are
//! reachable.

use std::fs;

use crate::process::{cargo, command, must, python, script};
use crate::tools::{ARCHIVERS, CHANGERS, CONTAINERS, READERS, actionlint, cache, deny, install};
use crate::{Done, toolchains};

type Step = (&'static str, &'static str, fn() -> Done);

const STEPS: &[Step] = &[
    ("format", "format", format),
    ("clippy", "clippy, of the library alone as well", clippy),
    ("docs", "documentation", docs),
    ("deny", "dependencies: licences, bans, sources, advisories", dependencies),
    ("workflows", "the workflow files, by actionlint", workflows),
    ("changers", "tools that the tests do things to programs with", changers),
    ("archivers", "tools that make the archives of a test", archivers),
    ("tests", "tests (the README's command)", tests),
    ("readme", "the README's first command", readme),
    ("release", "a release that names no folder of its builder", release),
    ("counts", "instructions and allocations", counts),
    ("shipped", "a program in every container", shipped),
    ("toolchains", "the tests that ask real Go toolchains", oracles),
    ("corpus", "real programs", corpus),
    ("consumers", "programs of others that read results", consumers),
];

pub(crate) fn run(names: &[&str]) -> Done {
    if names == ["list"] {
        STEPS.iter().for_each(|(name, what, _)| println!("{name:<12} {what}"));
        return Ok(());
    }
    if let Some(name) = names.iter().find(|name| !STEPS.iter().any(|step| step.0 == **name)) {
        return Err(format!("there is no step {name}; `cargo xtask ci list` lists them"));
    }
    for (name, what, step) in STEPS {
        if names.is_empty() || names.contains(name) {
            println!("\n== {what}");
            step()?;
        }
    }
    Ok(())
}

fn format() -> Done {
    must(&mut cargo(&["fmt", "--check"]))?;
    must(&mut cargo(&["fmt", "--check", "--manifest-path", ".ci/xtask/Cargo.toml"]))
}

fn clippy() -> Done {
    must(&mut cargo(&["clippy", "--locked", "--all-targets", "--", "-D", "warnings"]))?;
    // The library without anything, and each feature alone; the pair of them is the default.
    for features in ["", "archives", "cli"] {
        let library = ["clippy", "--locked", "--lib", "--bins", "--no-default-features"];
        let rest = ["--features", features, "--", "-D", "warnings"];
        must(&mut cargo(&[&library[..], &rest].concat()))?;
    }
    let own = ["clippy", "--locked", "--all-targets", "--manifest-path", ".ci/xtask/Cargo.toml"];
    let own = [&own[..], &["--target-dir", "target/xtask", "--", "-D", "warnings"]].concat();
    must(&mut cargo(&own))
}

fn docs() -> Done {
    let arguments = ["doc", "--locked", "--no-deps", "--document-private-items"];
    must(cargo(&arguments).env("RUSTDOCFLAGS", "-D warnings"))
}

fn dependencies() -> Done {
    let Some(tool) = deny() else {
        println!("skipped: cargo-deny could not be installed");
        return Ok(());
    };
    let arguments = ["--locked", "--config", ".ci/deny.toml", "check"];
    let check = |what: &[&str]| command(&tool, &[&arguments[..], what].concat());
    must(&mut check(&["licenses", "bans", "sources"]))?;
    let output = check(&["advisories"]).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        println!("no advisory");
    } else if said.contains("failed to fetch advisory database") {
        println!("skipped: the advisory database cannot be reached");
    } else {
        return Err(said);
    }
    Ok(())
}

fn workflows() -> Done {
    let Some(tool) = actionlint() else {
        println!("skipped: actionlint could not be installed");
        return Ok(());
    };
    // With shellcheck, where that is there, it reads the commands too.
    must(&mut command(&tool, &["-color=false"]))?;
    println!("nothing to say");
    Ok(())
}

fn changers() -> Done {
    install(CHANGERS);
    Ok(())
}

fn archivers() -> Done {
    install(ARCHIVERS);
    Ok(())
}

fn tests() -> Done {
    must(&mut cargo(&["test", "--locked"]))?;
    let own = ["test", "--locked", "--manifest-path", ".ci/xtask/Cargo.toml"];
    must(&mut cargo(&[&own[..], &["--target-dir", "target/xtask"]].concat()))
}

fn readme() -> Done {
    let scan = ["cargo", "run", "--locked", "--release", "--", "scan", "testdata/sample"];
    must(&mut script(".ci/release", &scan))
}

fn release() -> Done {
    must(&mut script(".ci/release", &[]))?;
    println!("none named");
    Ok(())
}

fn counts() -> Done {
    install(&[("valgrind", "valgrind"), ("xz", "xz-utils")]);
    crate::counts::run(&[])
}

/// The modules that ask toolchains, by program; the others have run with all tests.
const ORACLES: &[(&str, &[&str])] = &[
    ("facts", &["dwarf::"]),
    ("origin", &["oracle", "meetings::", "leaks::"]),
    ("machine", &["oracle", "start::", "remap_debuggers"]),
    ("cli", &["oracle"]),
];

fn oracles() -> Done {
    let toolchains = toolchains::list();
    let mise = toolchains::mise();
    if mise.is_none() {
        println!("skipped: mise could not be installed, and its rows are skipped");
    }
    if toolchains.is_empty() {
        println!("skipped: no toolchain could be installed");
        return Ok(());
    }
    println!("found: {toolchains}");
    for (program, modules) in ORACLES {
        let first = ["test", "--locked", "--test", program, "--", "--nocapture"];
        let mut command = cargo(&[&first[..], modules].concat());
        command.env("GORIGIN_GO", &toolchains);
        if let Some(mise) = &mise {
            command.env("GORIGIN_MISE", mise);
        }
        must(&mut command)?;
    }
    Ok(())
}

fn shipped() -> Done {
    install(CONTAINERS);
    crate::data::shipped(&[])
}

fn consumers() -> Done {
    install(READERS);
    crate::consumers::run(&[])
}

fn corpus() -> Done {
    let folder = cache().join("corpus");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let folder = folder.to_string_lossy();
    let packages = crate::data::packages_of(&folder);
    let fetch = [&folder, "--packages", &packages, "--jobs", "6", "--deadline", "900"];
    let output = python("tests/corpus/fetch.py", &fetch).output();
    let (is_there, said) = match &output {
        Ok(output) => (output.status.success(), String::from_utf8_lossy(&output.stdout)),
        Err(_) => (false, "there is no python3".into()),
    };
    let last = said.lines().last().unwrap_or_default();
    println!("{last}");
    if !is_there {
        println!("skipped: the programs could not be downloaded");
        return Ok(());
    }
    crate::data::compare_corpus(&folder)
}

#[test]
fn every_step_has_a_name_of_its_own() {
    for (at, (name, _, _)) in STEPS.iter().enumerate() {
        assert!(STEPS.iter().skip(at + 1).all(|it| it.0 != *name), "{name}");
    }
    assert!(run(&["no such step"]).is_err());
}
