//! Variables for which a go command ends before it does anything, `go env GOROOT` included: what each
//! release accepts, and what it says otherwise.
//!
//! | variable | where it is read | accepted |
//! | --- | --- | --- |
//! | `GODEBUG` | the environment, by the runtime itself | since 1.27 no old value of a setting that was removed |
//! | `GOAMD64`, `GOARM`, … | the environment | the levels in [`LEVELS`] |
//! | `GOFIPS140`, its form | the environment | since 1.24 a word or a version |
//! | `GOEXPERIMENT` | the environment, then the env file | the experiments of the release |
//! | `GOFIPS140`, its version | the environment, then the env file | what lies in `lib/fips140` of GOROOT |
//!
//! Where several variables are wrong, go names the last one of the second to fourth row. Since Go
//! 1.23 a wrong `GOAMD64` or `GOARM` is silently replaced with the default, because the check of
//! `GOARM64`, which comes later, overwrites the common error.
//!
//! Source: `internal/buildcfg/cfg.go` and `exp.go`, `cmd/go/internal/fips140/fips140.go`,
//! `internal/godebugs/table.go` and `runtime/proc.go`; each row compared with the go commands 1.19.8,
//! 1.21.13, 1.22.10, 1.23.9, 1.24.11, 1.25.5, 1.26.6 and 1.27.3. Go 1.20 is taken to be like 1.21.

use crate::go::Release;
use crate::go::path::join;
use crate::host::settings::non_empty;
use crate::host::{GoSettings, HostView, Links};

/// A variable that names the level of a processor.
struct Level {
    name: &'static str,
    /// The first and the last minor release that refuse other values.
    refused: (u32, u32),
    /// Whether a minor release accepts a value.
    accepts: fn(&str, u32) -> bool,
    /// What the go command says after the name.
    says: fn(u32) -> &'static str,
}

const EVER: u32 = u32::MAX;

/// The variables that name the level of a processor.
pub(crate) fn level_names() -> impl Iterator<Item = &'static str> {
    LEVELS.iter().map(|level| level.name).chain(["GOWASM"])
}

/// The levels, in the order in which go looks at them.
const LEVELS: &[Level] = &[
    Level {
        name: "GOAMD64",
        refused: (18, 22),
        accepts: |value, _| matches!(value, "v1" | "v2" | "v3" | "v4"),
        says: |_| "must be v1, v2, v3, v4",
    },
    Level {
        name: "GOARM",
        refused: (0, 22),
        accepts: |value, minor| {
            let options = if minor >= 22 { &[",softfloat", ",hardfloat"][..] } else { &[] };
            let number = options.iter().find_map(|it| value.strip_suffix(it)).unwrap_or(value);
            matches!(number, "5" | "6" | "7")
        },
        says: |minor| match minor {
            0..22 => "must be 5, 6, 7",
            _ => {
                "must start with 5, 6, or 7, and may optionally end in either \",hardfloat\" or \
                 \",softfloat\""
            }
        },
    },
    Level {
        name: "GOARM64",
        refused: (23, EVER),
        accepts: |value, _| {
            let mut value = value;
            while let Some(rest) =
                value.strip_suffix(",lse").or_else(|| value.strip_suffix(",crypto"))
            {
                value = rest;
            }
            let minor =
                |start: &str| value.strip_prefix(start).and_then(|it| it.parse::<u8>().ok());
            value.len() == "v8.0".len()
                && (minor("v8.").is_some() || minor("v9.").is_some_and(|it| it <= 5))
        },
        says: |_| {
            "must start with v8.{0-9} or v9.{0-5} and may optionally end in \",lse\" and/or \
             \",crypto\""
        },
    },
    Level { name: "GOMIPS", refused: (10, EVER), accepts: is_float, says: |_| FLOAT },
    Level { name: "GOMIPS64", refused: (11, EVER), accepts: is_float, says: |_| FLOAT },
    Level {
        name: "GOPPC64",
        refused: (0, EVER),
        accepts: |value, minor| match value {
            "power8" | "power9" => true,
            "power10" => minor >= 20,
            _ => false,
        },
        says: |minor| match minor {
            0..20 => "must be power8, power9",
            _ => "must be power8, power9, power10",
        },
    },
    Level {
        name: "GORISCV64",
        refused: (23, EVER),
        accepts: |value, minor| match value {
            "rva20u64" | "rva22u64" => true,
            "rva23u64" => minor >= 25,
            _ => false,
        },
        says: |minor| match minor {
            0..25 => "must be rva20u64, rva22u64",
            _ => "must be rva20u64, rva22u64, rva23u64",
        },
    },
];

const FLOAT: &str = "must be hardfloat, softfloat";

fn is_float(value: &str, _: u32) -> bool {
    matches!(value, "hardfloat" | "softfloat")
}

/// Settings of `GODEBUG` that were removed: the name, the values that had brought old behaviour
/// back, and the minor release that removed it. Programs built with Go 1.27 or later end at such a
/// value.
const REMOVED: &[(&str, &[&str], u32)] = &[
    ("x509sha1", &["1"], 24),
    ("tlskyber", &["0"], 24),
    ("gotypesalias", &["0"], 27),
    ("tlsunsafeekm", &["1"], 27),
    ("tlsrsakex", &["1"], 27),
    ("tls3des", &["1"], 27),
    ("tls10server", &["1"], 27),
    ("x509keypairleaf", &["0"], 27),
    ("asynctimerchan", &["1", "2"], 27),
];

/// The experiments, each with the first and the last minor release that has it. The table serves
/// where the release's own tree is not at hand.
const EXPERIMENTS: &[(&str, u32, u32)] = &[
    ("aliastypeparams", 23, 25),
    ("allocheaders", 22, 22),
    ("arenas", 20, EVER),
    ("boringcrypto", 19, EVER),
    ("cacheprog", 21, 25),
    ("cgocheck2", 21, EVER),
    ("coverageredesign", 20, 24),
    ("dwarf5", 25, EVER),
    ("exectracer2", 22, 22),
    ("fieldtrack", 17, EVER),
    ("goroutineleakprofile", 26, 26),
    ("greenteagc", 25, EVER),
    ("heapminimum512kib", 19, EVER),
    ("jsonv2", 25, EVER),
    ("loopvar", 21, EVER),
    ("mapsplitgroup", 27, EVER),
    ("newinliner", 22, EVER),
    ("pagetrace", 20, 22),
    ("preemptibleloops", 17, EVER),
    ("randomizedheapbase64", 26, EVER),
    ("range", 22, 22),
    ("rangefunc", 22, 25),
    ("regabiargs", 17, EVER),
    ("regabiwrappers", 17, EVER),
    ("runtimefreegc", 26, EVER),
    ("runtimesecret", 26, EVER),
    ("simd", 26, EVER),
    ("sizespecializedmalloc", 26, EVER),
    ("spinbitmutex", 24, 24),
    ("staticlockranking", 17, EVER),
    ("swissmap", 24, 25),
    ("synchashtriemap", 24, 25),
    ("synctest", 24, 25),
    ("unified", 19, 20),
];

/// The first and the last minor release that the table covers.
const KNOWN: (u32, u32) = (21, 27);

/// A variable that go refuses, and the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The variable.
    pub(crate) name: &'static str,
    /// The message that go prints.
    pub(crate) says: String,
}

impl Refused {
    fn new(name: &'static str, says: String) -> Self {
        Self { name, says }
    }
}

/// The variable that a release's own runtime refuses, before the go command has done anything.
pub(crate) fn by_runtime(view: &dyn HostView, release: Option<Release>) -> Option<Refused> {
    if release.is_some_and(|release| release < Release::new(1, 27, 0)) {
        return None;
    }
    let set = non_empty(view, "GODEBUG")?.text;
    let old = |entry: &str| {
        let (name, value) = entry.split_once('=')?;
        let (name, _, minor) =
            REMOVED.iter().find(|(it, old, _)| *it == name && old.contains(&value))?;
        Some((*name, value.to_owned(), *minor))
    };
    let (name, value, minor) = set.split(',').find_map(old)?;
    let says = format!(
        "fatal error: removed GODEBUG \"{name}\" set to old value \"{value}\" in environment \
         (https://go.dev/doc/godebug#go-1{minor})"
    );
    Some(Refused::new("GODEBUG", says))
}

/// The message of the go command where it refuses a `godebug` line of `go.mod` or `go.work`.
/// Settings that were never removed are not looked at.
///
/// ```text
/// before 1.23   every line: the directive came with Go 1.23
/// 1.24 to 1.26  x509sha1 and tlskyber, whatever their value
/// since 1.27    what was removed, set to the old value
/// ```
///
/// Source: `CheckGodebug` in `cmd/go/internal/modload/init.go`; each of [`REMOVED`] set to 0, 1 and
/// 2 for the go commands 1.23.9, 1.24.11, 1.25.5, 1.26.6 and 1.27.3.
pub(crate) fn by_godebug_line(key: &str, value: &str, release: Release) -> Option<String> {
    if release < Release::new(1, 23, 0) {
        return Some("unknown directive: godebug".to_owned());
    }
    let (_, old, removed) = REMOVED.iter().find(|(it, _, _)| *it == key)?;
    let place = format!("https://go.dev/doc/godebug#go-1{removed}");
    if release >= Release::new(1, 27, 0) {
        return old
            .contains(&value)
            .then(|| format!("removed GODEBUG {key:?} set to old value {value:?} ({place})"));
    }
    match (release.minor >= *removed, key) {
        (false, _) => None,
        (true, "x509sha1") if release.minor == 26 => {
            Some(format!("use of removed godebug {key:?}, see {place}"))
        }
        (true, _) => Some(format!("unknown godebug {key:?}")),
    }
}

/// Whether a setting of `GODEBUG` is among those that some release removed.
pub(crate) fn is_removed_somewhere(key: &str) -> bool {
    REMOVED.iter().any(|(it, _, _)| *it == key)
}

/// The variable that the go command refuses once it has found GOROOT.
pub(crate) fn by_command(
    view: &dyn HostView,
    settings: &GoSettings<'_>,
    release: Option<Release>,
    goroot: &str,
) -> Option<Refused> {
    let minor = release.map_or(EVER, |release| release.minor);
    experiment(view, settings, release, goroot)
        .or_else(|| form_of_fips140(view, minor))
        .or_else(|| wasm(view))
        .or_else(|| level(view, minor))
        .or_else(|| version_of_fips140(view, settings, minor, goroot))
}

/// The last level that is wrong, in the order of the table.
fn level(view: &dyn HostView, minor: u32) -> Option<Refused> {
    LEVELS.iter().rev().find_map(|level| {
        let value = non_empty(view, level.name)?.text;
        let (first, last) = level.refused;
        let applies = (first..=last).contains(&minor) && !(level.accepts)(&value, minor);
        let says = format!("go: invalid {}: {}", level.name, (level.says)(minor));
        applies.then(|| Refused::new(level.name, says))
    })
}

/// A wrong level that a release silently replaces with the default: the variable and its value.
pub(crate) fn passed_over(
    view: &dyn HostView,
    release: Option<Release>,
) -> Option<(&'static str, String)> {
    let minor = release.map_or(EVER, |release| release.minor);
    LEVELS.iter().find_map(|level| {
        let value = non_empty(view, level.name)?.text;
        let silent = minor > level.refused.1 && !(level.accepts)(&value, minor);
        silent.then_some((level.name, value))
    })
}

fn wasm(view: &dyn HostView) -> Option<Refused> {
    let set = non_empty(view, "GOWASM")?.text;
    let odd = set.split(',').rfind(|it| !matches!(*it, "" | "satconv" | "signext"))?;
    let says = format!("go: invalid GOWASM: no such feature {odd:?}");
    Some(Refused::new("GOWASM", says))
}

fn form_of_fips140(view: &dyn HostView, minor: u32) -> Option<Refused> {
    if minor < 24 {
        return None;
    }
    let set = non_empty(view, "GOFIPS140")?.text;
    let is_word = matches!(set.as_str(), "off" | "latest" | "inprocess" | "certified");
    if is_word || is_fips_version(&set, minor) {
        return None;
    }
    let form = if minor < 26 { "vX.Y.Z" } else { "v1.Y.Z" };
    let says =
        format!("go: invalid GOFIPS140: must be off, latest, inprocess, certified, or {form}");
    Some(Refused::new("GOFIPS140", says))
}

/// Whether a text is a version: `v1.0.0`, `v1.0.0-c2097c7c`, and since 1.26 `v1.0.0-rc1`. Since
/// 1.26 the first number must be 1.
fn is_fips_version(text: &str, minor: u32) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(rest) = text.strip_prefix('v') else { return false };
    let mut parts = rest.splitn(3, '.');
    let (Some(major), Some(middle), Some(last)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let digits = last.find(|c: char| !c.is_ascii_digit()).unwrap_or(last.len());
    let (patch, suffix) = last.split_at_checked(digits).unwrap_or((last, ""));
    let candidate = minor >= 26 && suffix.strip_prefix("-rc").is_some_and(number);
    let hashed = suffix.strip_prefix('-').is_some_and(|it| it.len() == 8);
    number(major)
        && (minor < 26 || major == "1")
        && number(middle)
        && number(patch)
        && (suffix.is_empty() || candidate || hashed)
}

fn version_of_fips140(
    view: &dyn HostView,
    settings: &GoSettings<'_>,
    minor: u32,
    goroot: &str,
) -> Option<Refused> {
    if minor < 24 {
        return None;
    }
    let set = settings.get("GOFIPS140")?.text;
    if matches!(set.as_str(), "off" | "latest") {
        return None;
    }
    let refused = |says: String| Some(Refused::new("GOFIPS140", says));
    if set.contains(['/', '\\']) || set.contains("..") {
        return refused(format!("go: malformed GOFIPS140 version {set:?}"));
    }
    let style = view.os().path_style();
    let file = |name: &str| join(goroot, &format!("lib/fips140/{name}"), style);
    let is_there = |path: &str| view.kind(path, Links::Follow).is_ok();
    if let Ok(text) = view.read(&file(&format!("{set}.txt")), 4096) {
        let version = String::from_utf8_lossy(&text).trim().to_owned();
        if !is_there(&file(&format!("{version}.zip"))) {
            return refused(format!("go: unknown GOFIPS140 version {version:?} (from {set:?})"));
        }
        return None;
    }
    if is_there(&file(&format!("{set}.zip"))) {
        return None;
    }
    refused(format!("go: unknown GOFIPS140 version {set:?}"))
}

fn experiment(
    view: &dyn HostView,
    settings: &GoSettings<'_>,
    release: Option<Release>,
    goroot: &str,
) -> Option<Refused> {
    let set = settings.get("GOEXPERIMENT")?.text;
    let odd = unknown_experiment(view, &set, release, goroot)?;
    Some(Refused::new("GOEXPERIMENT", format!("go: unknown GOEXPERIMENT {odd}")))
}

/// The first name in a value of `GOEXPERIMENT` that the release does not know, without a `no` in
/// front, as go prints it. `None` also where neither the release's tree nor the table is known.
fn unknown_experiment(
    view: &dyn HostView,
    value: &str,
    release: Option<Release>,
    goroot: &str,
) -> Option<String> {
    let style = view.os().path_style();
    let own_tree = || {
        let version = view.read(&join(goroot, "VERSION", style), 4096).ok()?;
        let version = String::from_utf8_lossy(&version).into_owned();
        let is_own = version.lines().next().and_then(Release::parse) == release;
        let file = join(goroot, "src/internal/goexperiment/flags.go", style);
        let text = view.read(&file, 1 << 20).ok().filter(|_| is_own)?;
        Some(String::from_utf8_lossy(&text).to_lowercase())
    };
    let flags = own_tree();
    let minor = release.map(|release| release.minor);
    let known = minor.filter(|minor| (KNOWN.0..=KNOWN.1).contains(minor));
    let names = value.split(',').filter(|name| !matches!(*name, "" | "none"));
    for name in names {
        let bare = name.strip_prefix("no").unwrap_or(name);
        if bare == "regabi" {
            continue;
        }
        let is_known = match (&flags, known) {
            (Some(text), _) => {
                let field =
                    |line: &str| line.trim().strip_suffix("bool").map(str::trim) == Some(bare);
                text.lines().any(field)
            }
            (None, Some(minor)) => EXPERIMENTS
                .iter()
                .any(|(it, first, last)| *it == bare && (*first..=*last).contains(&minor)),
            (None, None) => true,
        };
        if !is_known {
            return Some(bare.to_owned());
        }
    }
    None
}

/// Whether the experiments of the release are not known.
pub(crate) fn experiments_unknown(
    view: &dyn HostView,
    release: Option<Release>,
    goroot: &str,
) -> bool {
    let minor = release.map(|release| release.minor);
    let in_table = minor.is_some_and(|minor| (KNOWN.0..=KNOWN.1).contains(&minor));
    let file = join(goroot, "src/internal/goexperiment/flags.go", view.os().path_style());
    !in_table && !view.is_file(&file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels() {
        for (name, value, minor, want) in [
            ("GOAMD64", "v4", 22, true),
            ("GOAMD64", "v5", 22, false),
            ("GOARM", "7,softfloat", 21, false),
            ("GOARM", "7,softfloat", 22, true),
            ("GOARM64", "v8.9,crypto,lse", 23, true),
            ("GOARM64", "v9.6", 23, false),
            ("GOARM64", "v8.10", 23, false),
            ("GOPPC64", "power10", 19, false),
            ("GOPPC64", "power10", 21, true),
            ("GORISCV64", "rva23u64", 24, false),
            ("GORISCV64", "rva23u64", 25, true),
        ] {
            let level = LEVELS.iter().find(|it| it.name == name).unwrap();
            assert_eq!((level.accepts)(value, minor), want, "{name}={value} 1.{minor}");
        }
    }

    #[test]
    fn godebug_lines() {
        for (key, value, refused) in [
            ("x509sha1", "1", &[22, 24, 25, 26, 27, 28][..]),
            ("x509sha1", "0", &[22, 24, 25, 26]),
            ("tlskyber", "0", &[22, 24, 25, 26, 27, 28]),
            ("tls10server", "1", &[22, 27, 28]),
            ("tls10server", "0", &[22]),
            ("gotypesalias", "0", &[22, 27, 28]),
            ("asynctimerchan", "2", &[22, 27, 28]),
            ("panicnil", "1", &[22]),
        ] {
            let ends =
                |minor: &u32| by_godebug_line(key, value, Release::new(1, *minor, 3)).is_some();
            let found: Vec<u32> = (22..=28).filter(ends).collect();
            assert_eq!(found, refused, "{key}={value}");
        }
    }

    #[test]
    fn fips_versions() {
        for (text, old, new) in [
            ("v1.0.0", true, true),
            ("v2.0.0", true, false),
            ("v1.0.0-c2097c7c", true, true),
            ("v1.26.0-rc1", false, true),
            ("v1.0", false, false),
            ("v1..0", false, false),
            ("1.0.0", false, false),
            ("v1.0.0-x", false, false),
        ] {
            assert_eq!(
                (is_fips_version(text, 25), is_fips_version(text, 26)),
                (old, new),
                "{text}"
            );
        }
    }
}
