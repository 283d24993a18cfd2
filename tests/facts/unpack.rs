//! Packed programs: what comes out is what went in, and nothing is said of what was damaged.
//!
//! The fixtures in `testdata/packed/` are others of the fixtures, packed; `testdata/README.md` says
//! how. Real programs are compared with UPX itself where it is installed, or where `GORIGIN_UPX`
//! names it (several with colons between them); `GORIGIN_PROGRAMS` names a folder of programs to
//! pack besides.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::fixture_bytes;
use crate::common::skipped;
use gorigin::bytes::{Budget, ByteSource, Input, Limits, PartOffset};
use gorigin::evidence::Depth;
use gorigin::inspect::Hashing;
use gorigin::report::{Outcome, Record};
use gorigin::unpack::{UnpackError, Unpacked, recognise};
use gorigin::{Options, inspect};

/// Packed fixture, what it was packed from, version, method.
const PACKED: [(&str, &str, &str, &str); 8] = [
    ("linux-amd64-go1.24-s-w-nrv2b", "sealed/linux-amd64-go1.24-s-w", "4.22", "NRV2B"),
    ("linux-mips-go1.19-s-w-lzma", "sealed/linux-mips-go1.19-s-w", "4.22", "LZMA"),
    ("linux-arm-go1.19-s-w-nrv2d", "carved/linux-arm-go1.19-s-w", "4.22", "NRV2D"),
    ("linux-arm64-go1.22-s-w-nrv2e", "carved/linux-arm64-go1.22-s-w", "4.22", "NRV2E"),
    ("linux-386-go1.27-s-w-upx3-nrv2b", "carved/linux-386-go1.27-s-w", "3.96", "NRV2B"),
    ("darwin-arm64-go1.24-s-w-nrv2e", "sealed/darwin-arm64-go1.24-s-w", "4.22", "NRV2E"),
    ("windows-amd64-go1.26-s-w-upx3-nrv2e", "carved/windows-amd64-go1.26-s-w", "3.96", "NRV2E"),
    ("windows-386-go1.24-s-w-nrv2d", "carved/windows-386-go1.24-s-w", "4.22", "NRV2D"),
];

fn packed(name: &str) -> Vec<u8> {
    fixture_bytes(&format!("packed/{name}"))
}

fn unpacked(bytes: &[u8], limits: &Limits) -> Option<Result<Unpacked, UnpackError>> {
    let budget = Budget::new(limits);
    let input = Input::open(&bytes, &budget).unwrap();
    recognise(&input).map(|packed| packed.unpack(&input))
}

/// All bytes of `source`.
fn all(source: &dyn ByteSource) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(source.size()).unwrap()];
    assert_eq!(source.read_at(PartOffset(0), &mut bytes).unwrap(), bytes.len());
    bytes
}

fn records(bytes: &[u8], depth: Depth) -> Vec<Record> {
    inspect(&bytes, &Options { depth, hashing: Hashing::Check, ..Options::default() })
}

/// Where `a` and `b` differ, as runs.
fn differences(a: &[u8], b: &[u8]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in (0..a.len().max(b.len())).filter(|at| a.get(*at) != b.get(*at)) {
        match runs.last_mut() {
            Some((_, end)) if *end + 8 > at => *end = at + 1,
            _ => runs.push((at, at + 1)),
        }
    }
    runs
}

#[test]
fn fixtures_come_out_as_they_went_in() {
    for (name, from, version, method) in PACKED {
        let (bytes, want) = (packed(name), fixture_bytes(from));
        let program = unpacked(&bytes, &Limits::default()).expect(name).expect(name);
        assert_eq!(program.methods, [method], "{name}");
        let got = all(&program.program);
        if program.is_exact {
            assert!(got == want, "{name}: {:x?}", differences(&got, &want));
        }
        for depth in [Depth::Quick, Depth::Full] {
            let [record, inner] = [&bytes, &want].map(|it| records(it, depth).remove(0));
            let says = record.unpacked.clone().unwrap();
            assert_eq!(record.outcome, Outcome::Go, "{name}");
            assert_eq!(record.traits.packed.as_deref(), Some("upx"), "{name}");
            assert_eq!(says.version.as_deref(), Some(version), "{name}");
            assert_eq!(says.method.as_deref(), Some(method), "{name}");
            assert_eq!(says.size, Some(u64::try_from(got.len()).unwrap()), "{name}");
            assert_eq!(record.size, Some(u64::try_from(bytes.len()).unwrap()), "{name}");
            assert!(record.findings.iter().any(|it| it.rule == "packed"), "{name}");
            assert!(!record.partial, "{name}: {:?}", record.damage);
            assert_eq!(record.go_version, inner.go_version, "{name}");
            assert_eq!(record.goroot, inner.goroot, "{name}");
            assert_eq!(record.build_id, inner.build_id, "{name}");
            assert_eq!(record.build, inner.build, "{name}");
            assert_eq!(record.pclntab, inner.pclntab, "{name}");
            let status =
                |it: &Record| it.verification.clone().known().unwrap().content_id.status.name();
            let inside = status(&inner);
            // UPX keeps enough of a Windows program to tell that it is right, but not that it is not.
            let known = program.is_exact || inside == "verified" && got == want;
            let want = if known { inside } else { "uncheckable" };
            assert_eq!(status(&record), want, "{name}");
            if from.starts_with("sealed") {
                assert_eq!(want, "verified", "{name}");
            }
        }
    }
}

#[test]
fn a_packed_program_that_is_not_go() {
    let bytes = packed("c-program-nrv2e");
    let program = unpacked(&bytes, &Limits::default()).unwrap().unwrap();
    assert_eq!(all(&program.program), fixture_bytes("not-go/c-program"));
    let record = records(&bytes, Depth::Quick).remove(0);
    assert_eq!(record.outcome, Outcome::NotGo);
    assert!(
        record
            .reasons
            .get("outcome")
            .unwrap()
            .starts_with("packed by UPX 4.22 and unpacked: an executable")
    );
    assert!(!record.partial && record.findings.is_empty());
}

#[test]
fn limits_are_named() {
    let bytes = packed("linux-mips-go1.19-s-w-lzma");
    for (name, limits) in [
        ("unpacked", {
            let mut it = Limits::default();
            it.unpacked = 983_039;
            it
        }),
        ("unpack-ratio", {
            let mut it = Limits::default();
            it.unpack_ratio = 52;
            it
        }),
    ] {
        let Some(Err(UnpackError::Limit(limit))) = unpacked(&bytes, &limits) else {
            panic!("{name} is not hit")
        };
        assert_eq!(limit.name, name);
        let record = inspect(&bytes, &Options { limits, ..Options::default() }).remove(0);
        assert!(record.partial && record.outcome == Outcome::NotGo, "{name}");
        let error = record.error.unwrap();
        assert_eq!(error.kind, "limit");
        assert!(error.message.contains(name), "{}", error.message);
    }
}

/// A scan does not unpack what is large, and says so; a closer look does.
#[test]
fn a_scan_leaves_large_programs_packed() {
    let bytes = packed("linux-mips-go1.19-s-w-lzma");
    let mut limits = Limits::default();
    limits.unpacked_in_scan = 983_039;
    for (depth, hashing, is_unpacked) in [
        (Depth::Quick, Hashing::Skip, false),
        (Depth::Quick, Hashing::Check, true),
        (Depth::Full, Hashing::Skip, true),
    ] {
        let limits = limits.clone();
        let options = Options { depth, hashing, limits, ..Options::default() };
        let record = inspect(&bytes, &options).remove(0);
        assert_eq!(record.outcome == Outcome::Go, is_unpacked, "{depth:?} {hashing:?}");
        assert_eq!(record.partial, !is_unpacked);
        assert_eq!(record.traits.packed.as_deref(), Some("upx"));
        if !is_unpacked {
            let reason = record.reasons.get("outcome").unwrap();
            assert!(reason.contains("not unpacked in a scan"), "{reason}");
            assert!(record.error.unwrap().message.contains("unpacked-in-scan"));
        }
    }
}

/// Changed and cut files: no answer that is not the right one, unless it is marked.
#[test]
fn damaged_packed_programs() {
    let mut unharmed = 0;
    for (name, from, ..) in PACKED {
        let (bytes, inner) = (packed(name), fixture_bytes(from));
        let version = records(&inner, Depth::Quick)[0].go_version.clone();
        let id = records(&inner, Depth::Quick)[0].build_id.clone();
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = |below: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            usize::try_from(seed % u64::try_from(below).unwrap()).unwrap()
        };
        for round in 0..120 {
            let mut mutant = bytes.clone();
            // The headers at both ends are the likeliest to break something.
            let near = if round % 2 == 0 { bytes.len() } else { 1200.min(bytes.len()) };
            let at = if round % 4 == 1 { bytes.len() - 1 - random(64) } else { random(near) };
            match round % 5 {
                0 => mutant.truncate(at),
                1 => mutant[at..].iter_mut().take(4).for_each(|byte| *byte = 0xff),
                _ => mutant[at] ^= 1 << random(8),
            }
            for record in records(&mutant, Depth::Quick) {
                if record.outcome != Outcome::Go {
                    continue;
                }
                unharmed += 1;
                let right = record.go_version == version && record.build_id == id;
                assert!(right, "{name}: round {round}, {at:#x}: {:?}", record.go_version);
            }
        }
    }
    // Some bytes are the loader's and nothing else's.
    assert!(unharmed > 20, "{unharmed}");
}

/// Anything in place of the packed data, with checksums that hold: nothing panics or runs away.
#[test]
fn every_method_and_filter_with_noise() {
    let bytes = packed("c-program-nrv2e");
    let at = bytes.windows(4).rposition(|it| it == b"UPX!").unwrap();
    for method in 0..=20 {
        for filter in [0, 0x11, 0x19, 0x26, 0x49, 0x50, 0x51, 0x52, 0x80, 0xd0] {
            let mut mutant = bytes.clone();
            let block = mutant.windows(4).position(|it| it == b"UPX!").unwrap() + 8 + 12;
            mutant[block + 8] = method;
            mutant[block + 9] = filter;
            mutant[at + 6] = method;
            mutant[at + 31] = 0;
            let sum: u32 = mutant[at + 4..at + 31].iter().map(|&it| u32::from(it)).sum();
            mutant[at + 31] = u8::try_from(sum % 251).unwrap();
            let result = unpacked(&mutant, &Limits::default());
            assert!(result.is_some(), "{method} {filter:#x}");
        }
    }
}

#[test]
fn a_header_without_its_place_is_no_packing() {
    // UPX's magic in a program that is not packed.
    let mut bytes = fixture_bytes("sample/linux-amd64-go1.22-s-w");
    let before = records(&bytes, Depth::Quick);
    let zeros = bytes[..4096].windows(16).position(|it| it == [0; 16]).unwrap();
    bytes[zeros + 4..zeros + 8].copy_from_slice(b"UPX!");
    assert!(unpacked(&bytes, &Limits::default()).is_none());
    assert_eq!(records(&bytes, Depth::Quick)[0].go_version, before[0].go_version);
}

/// The tools to compare with.
fn tools() -> Vec<PathBuf> {
    let named = std::env::var("GORIGIN_UPX").unwrap_or_else(|_| "upx".to_owned());
    let runs = |tool: &PathBuf| {
        Command::new(tool).arg("--version").output().is_ok_and(|output| output.status.success())
    };
    named.split(':').map(PathBuf::from).filter(runs).collect()
}

/// Packs each program in each way, and compares what comes out with the program and with `upx -d`.
#[test]
fn against_upx() {
    let tools = tools();
    if tools.is_empty() {
        skipped("no upx; GORIGIN_UPX names one");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut programs = Vec::new();
    let executable = |path: &Path| {
        // UPX packs no file that cannot be run.
        #[cfg(unix)]
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        path.to_owned()
    };
    for name in [
        "intact/linux-amd64-go1.19-tiny-s-w",
        "intact/linux-386-go1.24-tiny-s-w",
        "intact/darwin-arm64-go1.24-tiny-s-w",
        "intact/windows-386-go1.19-tiny-s-w",
        "carved/linux-ppc64le-go1.27-s-w",
        "carved/linux-amd64-go1.27-default",
        "carved/windows-amd64-go1.22-w",
        "not-go/c-program",
    ] {
        let path = folder.path().join(name.replace('/', "-"));
        fs::write(&path, fixture_bytes(name)).unwrap();
        programs.push(executable(&path));
    }
    if let Some(more) = std::env::var_os("GORIGIN_PROGRAMS") {
        let entries = fs::read_dir(more).unwrap().map(|entry| entry.unwrap().path());
        programs.extend(entries.filter(|path| path.is_file()));
    }
    let (mut exact, mut rebuilt, mut refused) = (0, 0, 0);
    let mut wrong = Vec::new();
    for tool in &tools {
        for program in &programs {
            for method in ["--nrv2b", "--nrv2d", "--nrv2e", "--lzma"] {
                match compare(tool, program, method, folder.path()) {
                    Ok(Compared::Exact) => exact += 1,
                    Ok(Compared::AsUpx) => rebuilt += 1,
                    Ok(Compared::Refused) => refused += 1,
                    Err(why) => {
                        wrong.push(format!(
                            "{} {method} {}: {why}",
                            tool.display(),
                            program.display()
                        ));
                    }
                }
            }
        }
    }
    println!("{exact} exact, {rebuilt} as good as `upx -d`, {refused} that UPX does not pack");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(exact > 0, "nothing was compared");
}

enum Compared {
    Exact,
    /// As what UPX itself restores, or nearer to the program.
    AsUpx,
    Refused,
}

fn compare(tool: &Path, program: &Path, method: &str, folder: &Path) -> Result<Compared, String> {
    let [packed, restored] = ["packed", "restored"].map(|name| folder.join(name));
    let run = |arguments: &[&str], from: &Path, to: &Path| {
        let _ = fs::remove_file(to);
        let mut command = Command::new(tool);
        command.env("UPX_DEBUG_FORCE_PACK_MACOS", "1").arg("-q").args(arguments);
        let output = command.arg("-o").arg(to).arg(from).output().unwrap();
        output.status.success() && to.exists()
    };
    if !run(&["-2", method], program, &packed) {
        return Ok(Compared::Refused);
    }
    let before = fs::read(program).unwrap();
    let bytes = fs::read(&packed).unwrap();
    let unpacked = match unpacked(&bytes, &Limits::default()) {
        None => return Err("not recognised".to_owned()),
        Some(Err(error)) => return Err(error.to_string()),
        Some(Ok(unpacked)) => unpacked,
    };
    let got = all(&unpacked.program);
    if unpacked.is_exact {
        let runs = differences(&got, &before);
        return if runs.is_empty() {
            Ok(Compared::Exact)
        } else {
            Err(format!("differs in {runs:x?}"))
        };
    }
    if got == before {
        return Ok(Compared::Exact);
    }
    if !run(&["-d"], &packed, &restored) {
        return Ok(Compared::AsUpx);
    }
    let theirs = fs::read(&restored).unwrap();
    let runs = differences(&got, &theirs);
    // UPX empties the data directories for debug data, bound imports and the address table, and
    // notes its own length of the relocations.
    let few =
        runs.len() <= 3 && runs.iter().all(|(start, end)| *start < 0x400 && end - start <= 48);
    // A carved program's tables lead nowhere, which no one can make again.
    let closer = differences(&got, &before).len() < differences(&theirs, &before).len();
    if few || closer { Ok(Compared::AsUpx) } else { Err(format!("{runs:x?} from upx -d")) }
}
