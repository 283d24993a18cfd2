//! What is published, and what those who use it must build.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;

/// What the published package may weigh, compressed, in bytes.
const HEAVIEST: usize = 2_000_000;
/// How many packages the command may need at most; build tools and macros do not count.
const MOST_PACKAGES: usize = 81;
/// How many packages the feature `archives` may add to the library. Readers of our own are what keeps
/// it low: squashfs, 7z, cabinets and installer packages would add 40 more.
const MOST_FOR_ARCHIVES: usize = 15;

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let why = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {why}");
    String::from_utf8(output.stdout).unwrap()
}

/// The packages that are linked into the command, or into what those features make.
fn packages(features: Option<&str>) -> BTreeSet<String> {
    let mut arguments = vec!["tree", "--edges", "normal,no-proc-macro", "--prefix", "none"];
    if let Some(features) = features {
        arguments.extend(["--no-default-features", "--features", features]);
    }
    let names = cargo(&arguments);
    let names = names.lines().filter_map(|line| line.split(' ').next());
    names.filter(|name| *name != "gorigin").map(str::to_owned).collect()
}

#[test]
fn the_library_needs_none_of_the_commands_packages() {
    let manifest = include_str!("../../Cargo.toml");
    let (_, feature) = manifest.split_once("\ncli = [").unwrap();
    let (feature, _) = feature.split_once(']').unwrap();
    let own: Vec<&str> = feature.split('"').filter_map(|it| it.strip_prefix("dep:")).collect();
    assert!(own.contains(&"clap") && own.len() > 8, "{own:?}");
    let library = packages(Some(""));
    let needed: Vec<_> = own.iter().filter(|name| library.contains(**name)).collect();
    assert!(needed.is_empty(), "the library needs {needed:?}");
    assert!(library.len() > 20, "{library:?}");
    let whole = packages(Some("archives"));
    let added: Vec<_> = whole.difference(&library).collect();
    assert!(added.len() <= MOST_FOR_ARCHIVES, "{}: {added:?}", added.len());
}

#[test]
fn the_command_needs_few_packages() {
    let command = packages(None);
    assert!(command.contains("clap"), "{command:?}");
    assert!(command.len() <= MOST_PACKAGES, "{}: {command:#?}", command.len());
}

#[test]
fn the_published_package_is_light_and_whole() {
    let list = cargo(&["package", "--list", "--allow-dirty"]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let mut names = BTreeSet::new();
    for name in list.lines() {
        names.insert(name);
        // Cargo makes some of them itself.
        if let Ok(bytes) = fs::read(root.join(name)) {
            encoder.write_all(&bytes).unwrap();
        }
    }
    let weight = encoder.finish().unwrap().len();
    assert!(weight <= HEAVIEST, "{weight} bytes");
    for name in ["src/lib.rs", "src/bin/gorigin/main.rs", "man/gorigin.1", "README.md", "LICENSE"] {
        assert!(names.iter().any(|it| it.starts_with(name)), "{name} is missing");
    }
    assert!(!names.iter().any(|name| name.starts_with("testdata") || name.starts_with("tests")));
}
