//! The levels of processors: `GOAMD64`, `GOARM` and the like.

use super::refused::Refused;
use crate::go::Release;
use crate::host::HostView;
use crate::host::settings::non_empty;

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

/// A bound that no minor release reaches.
pub(super) const EVER: u32 = u32::MAX;

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

/// The last level that is wrong, in the order of the table.
pub(super) fn level(view: &dyn HostView, minor: u32) -> Option<Refused> {
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

/// A feature in `GOWASM` that no release knows.
pub(super) fn wasm(view: &dyn HostView) -> Option<Refused> {
    let set = non_empty(view, "GOWASM")?.text;
    let odd = set.split(',').rfind(|it| !matches!(*it, "" | "satconv" | "signext"))?;
    let says = format!("go: invalid GOWASM: no such feature {odd:?}");
    Some(Refused::new("GOWASM", says))
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
}
