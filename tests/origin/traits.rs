//! Traits: programs whose build settings were made to lie, demands, and the dynamic section.

use crate::common::{fixture_bytes, fixtures};
use gorigin::evidence::Depth;
use gorigin::finding::Demands;
use gorigin::go::Release;
use gorigin::origin::GlibcVersion;
use gorigin::report::Record;
use gorigin::{Options, inspect};
use memchr::memmem;

fn read(file: &[u8], depth: Depth) -> Record {
    inspect(&file, &Options { depth, ..Options::default() }).remove(0)
}

/// `file` with the first `old` behind the header of the build info replaced by `new`, which is as
/// long.
fn edited(file: &[u8], old: &str, new: &str) -> Vec<u8> {
    assert_eq!(old.len(), new.len(), "{old:?} {new:?}");
    let start = memmem::find(file, b"\xff Go buildinf:").unwrap();
    let at =
        start + memmem::find(&file[start..], old.as_bytes()).unwrap_or_else(|| panic!("{old}"));
    let mut file = file.to_vec();
    file[at..at + new.len()].copy_from_slice(new.as_bytes());
    file
}

#[test]
fn settings_that_lie_are_found_out() {
    let plain = "sample/linux-amd64-go1.22-s-w";
    for (name, old, new, want) in [
        (plain, "GOARCH=amd64", "GOARCH=amd64", None),
        (plain, "GOARCH=amd64", "GOARCH=arm64", Some(("trait-conflict", "GOARCH=arm64, but"))),
        (plain, "GOOS=linux", "GOOS=plan9", Some(("trait-conflict", "GOOS=plan9, but"))),
        (
            plain,
            "build\t-compiler=gc\n",
            "build\t-race=true\nx\n",
            Some(("trait-conflict", "-race is set, but runtime/race.go is not in it")),
        ),
        (
            plain,
            "build\t-compiler=gc\n",
            "build\t-asan=true\nx\n",
            Some(("trait-conflict", "-asan is set, but runtime/asan.go is not in it")),
        ),
        (plain, "go1.22.10", "go1.22.11", Some(("go-version-conflict", "says go1.22.10"))),
        (plain, "go1.22.10", "go1.12.10", Some(("go-version-conflict", "says go1.22.10"))),
        (
            "sealed/linux-amd64-go1.24-c-shared-s-w",
            "-buildmode=c-shared",
            "-buildmode=exe\nxxxx",
            Some(("trait-conflict", "-buildmode=exe, but the header is of kind library")),
        ),
        (
            "sealed/linux-amd64-go1.24-c-shared-s-w",
            "CGO_ENABLED=1",
            "CGO_ENABLED=0",
            Some(("trait-conflict", "CGO_ENABLED=0, but _cgo_gotypes.go is in it")),
        ),
    ] {
        let file = edited(&fixture_bytes(name), old, new);
        let record = read(&file, Depth::Full);
        let told = |rule: &str| rule == "trait-conflict" || rule == "go-version-conflict";
        let found: Vec<_> = record.findings.iter().filter(|it| told(&it.rule)).collect();
        let fits = match (want, found.as_slice()) {
            (None, []) => true,
            (Some((rule, text)), [found]) => found.rule == rule && found.message.contains(text),
            _ => false,
        };
        assert!(fits, "{name}: {new:?}: {found:?}, expected {want:?}");
    }
}

/// What was built is never taken for what contradicts itself.
#[test]
fn no_fixture_contradicts_itself() {
    let (mut count, mut wrong) = (0, Vec::new());
    for fixture in fixtures() {
        for record in
            inspect(&fixture.bytes(), &Options { depth: Depth::Full, ..Options::default() })
        {
            count += 1;
            let odd = ["trait-conflict", "go-version-conflict", "race-build", "cover-build"];
            for found in record.findings.iter().filter(|it| odd.contains(&&*it.rule)) {
                wrong.push(format!("{}: {}: {}", fixture.name, found.rule, found.message));
            }
            let linked = &fixture.expected["traits"]["build_mode"];
            if record.format.as_deref() == Some("elf") && linked == "c-shared" {
                assert_eq!(
                    record.traits.link_mode.as_deref(),
                    Some("external"),
                    "{}",
                    fixture.name
                );
            }
        }
    }
    assert!(count > 190, "{count}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn demands() {
    let go = |text: &str| Demands { min_go: Release::parse(text), ..Demands::default() };
    let glibc =
        |text: &str| Demands { target_glibc: GlibcVersion::parse(text), ..Demands::default() };
    let plain = "sample/linux-amd64-go1.22-s-w";
    let linked = "sealed/linux-amd64-go1.24-c-shared-s-w";
    for (name, demands, want) in [
        (plain, go("go1.22"), None),
        (plain, go("go1.22.10"), None),
        (plain, go("go1.22.11"), Some("built with go1.22.10, older than go1.22.11")),
        (plain, go("go1.23"), Some("built with go1.22.10, older than go1.23")),
        (plain, glibc("2.0"), None),
        (linked, glibc("2.34"), None),
        (linked, glibc("2.40"), None),
        (linked, glibc("2.33"), Some("needs glibc 2.34, and is to run with 2.33")),
        (linked, Demands::default(), None),
    ] {
        for depth in [Depth::Quick, Depth::Full] {
            let options = Options { depth, demands: demands.clone(), ..Options::default() };
            let record = inspect(&fixture_bytes(name), &options).remove(0);
            let asked = ["old-go", "glibc-floor"];
            let found = record.findings.iter().find(|it| asked.contains(&&*it.rule));
            let found = found.map(|it| it.message.as_str());
            assert_eq!(found, want, "{name} {demands:?} {depth:?}");
        }
    }
}

/// Every byte of the dynamic section and of what it points to, at three values: an answer or a
/// reason, never a panic or much work.
#[test]
fn damaged_dynamic_sections() {
    let mut file = fixture_bytes("sealed/linux-amd64-go1.24-c-shared-s-w");
    let whole = read(&file, Depth::Full).traits;
    assert_eq!(whole.libraries.as_deref(), Some(&["libc.so.6".to_owned()][..]));
    let options = Options::default();
    let budget = gorigin::bytes::Budget::new(&options.limits);
    let image = |file: &Vec<u8>| {
        let input = gorigin::bytes::Input::open(file, &budget).unwrap();
        gorigin::image::Image::read(&input).unwrap()
    };
    let place = |name: &str| {
        let span = image(&file).section(name).unwrap().span.unwrap();
        span.start().0 as usize..span.end().0 as usize
    };
    let (mut answers, mut reasons) = (0, 0);
    let image = image(&file);
    for place in [place(".dynamic"), place(".gnu.version_r")] {
        for at in place {
            let was = file[at];
            for value in [0x00, 0x7f, 0xff] {
                file[at] = value;
                let budget = gorigin::bytes::Budget::new(&options.limits);
                let input = gorigin::bytes::Input::open(&file, &budget).unwrap();
                match image.dynamic(&input) {
                    Ok(found) => answers += usize::from(found.is_some()),
                    Err(_) => reasons += 1,
                }
                assert!(budget.bytes_read() < 16 << 20, "{at:#x} {value:#x}");
            }
            file[at] = was;
        }
    }
    assert!(answers > 100 && reasons > 20, "{answers} answers, {reasons} reasons");
}
