//! The pages for newcomers say what is so.

use std::fs;
use std::path::Path;

use gorigin::evidence::Depth;
use gorigin::finding::Demands;
use gorigin::go::Release;
use gorigin::{Options, inspect};

use crate::common::fixture_bytes;

const PAGES: [&str; 12] = [
    "README.md",
    "ARCHITECTURE.md",
    "RELEASING.md",
    ".github/CONTRIBUTING.md",
    ".github/SECURITY.md",
    "benches/README.md",
    "contrib/README.md",
    "docs/architecture.md",
    "docs/rules.md",
    "docs/vulnerabilities.md",
    "testdata/README.md",
    "tests/README.md",
];
/// What a path of this repository starts with.
const FOLDERS: [&str; 12] = [
    "src/",
    "tests/",
    "testdata/",
    "benches/",
    "contrib/",
    "docs/",
    "fuzz/",
    "scripts/",
    "examples/",
    "man/",
    ".ci/",
    ".github/",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What stands between two backticks on one line.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// Where the links of a page lead, as far as that is no address.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target).filter(|it| !it.contains("://") && !it.starts_with('#'))
}

#[test]
fn links_of_pages_lead_somewhere() {
    let mut seen = 0;
    for name in PAGES {
        for target in links(&page(name)) {
            seen += 1;
            let target = root().join(name).parent().unwrap().join(target);
            assert!(target.exists(), "{name}: {} is not there", target.display());
        }
    }
    assert!(seen > 3, "{seen}");
}

#[test]
fn files_that_pages_name_are_there() {
    let mut seen = 0;
    for name in PAGES {
        let text = page(name);
        for path in quoted(&text).filter(|it| !it.contains([' ', '*', '<', '$'])) {
            let is_path = FOLDERS.iter().any(|folder| path.starts_with(folder));
            let is_page = !path.contains('/') && path.ends_with(".md");
            if is_path || is_page {
                let beside = root().join(name).parent().unwrap().join(path);
                let is_made = path.contains("DATE");
                seen += 1;
                assert!(
                    root().join(path).exists() || beside.exists() || is_made,
                    "{name}: {path} is not there"
                );
            }
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn the_architecture_is_complete_and_short() {
    let text = page("ARCHITECTURE.md");
    let rows: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name)
        .collect();
    let (_, drawing) = text.split_once("```text").unwrap();
    let (drawing, _) = drawing.split_once("```").unwrap();
    let library = page("src/lib.rs");
    for line in drawing.trim_matches('\n').lines() {
        assert!(
            library.contains(&format!("//! {line}")),
            "src/lib.rs draws something else: {line}"
        );
    }
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let row = if path.is_dir() { format!("{name}/") } else { name.to_owned() };
        assert!(row == "lib.rs" || rows.contains(&&*row), "ARCHITECTURE.md has no row for {row}");
        if path.is_dir() && name != "inspect" {
            assert!(drawing.contains(name), "{name} is not in the drawing");
        }
    }
    for row in rows {
        assert!(root().join("src").join(row).exists(), "there is no src/{row} any more");
    }
    assert!(text.lines().count() <= 70, "{} lines", text.lines().count());
}

/// The walk in ARCHITECTURE.md: its byte, its place and its finding.
#[test]
fn the_walk_is_true() {
    let text = page("ARCHITECTURE.md");
    let name = "sample/linux-amd64-go1.22-s-w";
    let file = fixture_bytes(name);
    assert_eq!(file[0xd6023], b'1');
    assert!(file[0xd6021..].starts_with(b"go1.22.10"));
    let demands = Demands { min_go: Release::parse("go1.24"), ..Demands::default() };
    let records = inspect(&file, &Options { demands, depth: Depth::Full, ..Options::default() });
    let finding = records[0].findings.iter().find(|it| it.rule == "old-go").unwrap();
    assert_eq!(finding.evidence, ["go1.22.10 at 0xd6021"]);
    for words in [name, "0xd6023", "0xd6021", "0xd6000", finding.message.as_str()] {
        assert!(text.contains(words), "{words}");
    }
    let version = records[0].go_version.as_ref().unwrap();
    assert!(version.exact && version.facts.len() >= 12, "{}", version.facts.len());
}

#[test]
fn there_are_six_recipes() {
    let text = page(".github/CONTRIBUTING.md");
    let recipes: Vec<&str> = text.split("\n## A ").skip(1).collect();
    assert_eq!(recipes.len(), 6);
    for recipe in recipes {
        let (title, body) = recipe.split_once('\n').unwrap();
        assert!(body.contains("Tests: "), "{title}");
        assert!(quoted(body).any(|it| it.starts_with("src/")), "{title}");
        assert!(quoted(body).any(|it| it.starts_with("tests/")), "{title}");
    }
}

/// Workflows run nothing that may change behind our back, and may only read.
#[test]
fn workflows_are_pinned() {
    let mut uses = 0;
    for entry in fs::read_dir(root().join(".github/workflows")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("\npermissions:\n  contents: read\n"), "{}", path.display());
        assert!(!text.contains("write"), "{}", path.display());
        for line in text.lines().filter_map(|line| line.trim().strip_prefix("- uses: ")) {
            let (_, pin) = line.split_once('@').unwrap();
            let (hash, version) = pin.split_once(" # v").unwrap_or_default();
            let is_hash = hash.len() == 40 && hash.chars().all(|it| it.is_ascii_hexdigit());
            assert!(is_hash && !version.is_empty(), "{}: {line}", path.display());
            uses += 1;
        }
    }
    assert!(uses > 8, "{uses}");
}
