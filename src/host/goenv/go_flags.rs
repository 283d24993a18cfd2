//! `GOFLAGS`: how it is split into words, which flags each release knows, and which values they
//! accept. A wrong word in it ends every command except `go env` and a few others.
//!
//! Source: `cmd/go/internal/base/goflags.go` (`InitGOFLAGS`, `SetFromGOFLAGS`),
//! `internal/quoted/quoted.go`; the flags are those that the go commands 1.19.8, 1.21.13, 1.22.10,
//! 1.23.9, 1.24.11, 1.25.5, 1.26.6 and 1.27.3 do not call unknown, the values those that they refuse.

use crate::go::Release;

/// The flags of every release since 1.19.
const FLAGS: &str = " a asan asmflags bench benchmem benchtime blockprofile blockprofilerate \
    buildmode buildvcs c cache compat compiled compiler count cover covermode coverpkg coverprofile \
    cpu cpuprofile d debug-actiongraph debug-trace deps dropexclude dropreplace droprequire \
    dropretract dropuse e exclude exec export f failfast find fix fmt fuzz fuzzcache \
    fuzzminimizetime fuzztime gccgoflags gcflags go i insecure installsuffix json ldflags \
    linkshared list m memprofile memprofilerate mod modcache modcacherw modfile module msan \
    mutexprofile mutexprofilefraction n o outputdir overlay p parallel pkgdir print r race replace \
    require retract retracted reuse run short shuffle t tags test testcache timeout toolexec trace \
    trimpath u use v vendor versions vet vettool w work x ";

/// The flags that came later, each with its first minor release.
const LATER: &[(&str, u32)] = &[
    ("artifacts", 26),
    ("changed", 23),
    ("debug-runtime-trace", 21),
    ("diff", 23),
    ("dropgodebug", 23),
    ("dropignore", 25),
    ("droptool", 24),
    ("fullpath", 21),
    ("godebug", 23),
    ("ignore", 25),
    ("pgo", 20),
    ("skip", 20),
    ("tool", 24),
    ("toolchain", 21),
];

/// The newest release whose flags are known here.
const NEWEST: u32 = 27;

/// Boolean flags of the build commands.
const BOOLEAN: &str = " a asan linkshared modcacherw msan n race trimpath v work x ";

/// The words of GOFLAGS as go splits them: quotes count only at the start of a word.
///
/// # Errors
/// The quote that is not closed.
pub(crate) fn split(value: &str) -> Result<Vec<String>, char> {
    let mut words = Vec::new();
    let mut rest = value.trim_start_matches([' ', '\t', '\n', '\r']);
    while let Some(first) = rest.chars().next() {
        let (word, after) = if first == '"' || first == '\'' {
            let inner = rest.get(1..).unwrap_or_default();
            inner.split_once(first).ok_or(first)?
        } else {
            let end = rest.find([' ', '\t', '\n', '\r']).unwrap_or(rest.len());
            rest.split_at_checked(end).unwrap_or((rest, ""))
        };
        words.push(word.to_owned());
        rest = after.trim_start_matches([' ', '\t', '\n', '\r']);
    }
    Ok(words)
}

/// The message of a release's go command where it refuses a value of `GOFLAGS`: the message about
/// the first word that it refuses. `None` where it accepts all words, or where that is not known.
pub fn refused_flags(value: &str, release: Option<Release>) -> Option<String> {
    // Quotes came with Go 1.20: seen to be missing in 1.19 and to work in 1.21, assumed for 1.20.
    let split = match release {
        Some(release) if release < Release::new(1, 20, 0) => {
            Ok(value.split_whitespace().map(str::to_owned).collect())
        }
        _ => split(value),
    };
    let words = match split {
        Ok(words) => words,
        Err(quote) => return Some(format!("go: parsing $GOFLAGS: unterminated {quote} string")),
    };
    for word in &words {
        let name = word.trim_start_matches('-');
        let dashes = word.len().saturating_sub(name.len());
        if !(1..=2).contains(&dashes) || name.is_empty() || name.starts_with('=') {
            return Some(format!("go: parsing $GOFLAGS: non-flag {word:?}"));
        }
        let name = name.split('=').next().unwrap_or_default();
        if is_unknown(name, release) {
            return Some(format!("go: parsing $GOFLAGS: unknown flag -{name}"));
        }
    }
    words.iter().find_map(|word| {
        let (name, value) = word.trim_start_matches('-').split_once('=')?;
        refused_value(name, value)
    })
}

fn is_unknown(name: &str, release: Option<Release>) -> bool {
    // Go also accepts the flags of test programs under their own names.
    let name = name.strip_prefix("test.").unwrap_or(name);
    let listed = FLAGS.contains(&format!(" {name} "));
    let Some(release) = release else { return false };
    let later = LATER.iter().find(|(it, _)| *it == name);
    match later {
        Some((_, minor)) => release.minor < *minor,
        None => !listed && release.minor <= NEWEST,
    }
}

/// The message of every build command where it refuses a value.
fn refused_value(name: &str, value: &str) -> Option<String> {
    let bool_like =
        ["1", "0", "t", "f", "T", "F", "true", "false", "TRUE", "FALSE", "True", "False"];
    let is_bool = bool_like.contains(&value);
    let invalid = |kind: &str, why: &str| {
        Some(format!("go: invalid {kind} {value:?} for flag -{name} (from $GOFLAGS): {why}"))
    };
    match name {
        _ if BOOLEAN.contains(&format!(" {name} ")) && !is_bool => {
            invalid("boolean value", "parse error")
        }
        "buildvcs" if !is_bool && value != "auto" => {
            invalid("boolean value", "value is neither 'auto' nor a valid bool")
        }
        "p" => match value.parse::<i64>() {
            Ok(1..) => None,
            Ok(_) => Some(format!("go: -p must be a positive integer: {value}")),
            // Go accepts hexadecimal numbers and the like as well.
            Err(_) if value.starts_with("0") => None,
            Err(_) if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                invalid("value", "value out of range")
            }
            Err(_) => invalid("value", "parse error"),
        },
        "compiler" if !matches!(value, "gc" | "gccgo") => {
            invalid("value", &format!("unknown compiler {value:?}"))
        }
        "asmflags" | "gcflags" | "ldflags" | "gccgoflags"
            if !value.is_empty()
                && !value.starts_with(['-', ' ', '\'', '"'])
                && !value.contains('=') =>
        {
            invalid("value", "missing =<value> in <pattern>=<value>")
        }
        "mod" if !matches!(value, "" | "mod" | "readonly" | "vendor") => {
            Some(format!("-mod={value} not supported (can be '', 'mod', 'readonly', or 'vendor')"))
        }
        "modfile" if !value.is_empty() && !value.ends_with(".mod") => {
            Some(format!("go: -modfile={value}: file does not have .mod extension"))
        }
        "buildmode"
            if !matches!(
                value,
                "archive"
                    | "c-archive"
                    | "c-shared"
                    | "default"
                    | "exe"
                    | "pie"
                    | "shared"
                    | "plugin"
            ) =>
        {
            Some(format!("buildmode={value} not supported"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_goflags() {
        for (value, want) in [
            ("-mod=mod -v", Ok(&["-mod=mod", "-v"][..])),
            ("'-ldflags=-s -w' -v", Ok(&["-ldflags=-s -w", "-v"])),
            ("-ldflags='-s -w'", Ok(&["-ldflags='-s", "-w'"])),
            ("\"-x", Err('"')),
            ("  ", Ok(&[])),
        ] {
            let want = want.map(|words: &[&str]| words.iter().map(|it| it.to_string()).collect());
            assert_eq!(split(value), want, "{value}");
        }
    }

    #[test]
    fn every_word_is_looked_at() {
        for (value, minor, bad) in [
            ("-mod=mod", 27, false),
            ("mod=mod", 27, true),
            ("-v -mod=x", 27, true),
            ("-pgo=auto", 19, true),
            ("-pgo=auto", 21, false),
            ("-nope", 27, true),
            ("-nope", 99, false),
            ("-", 27, true),
            ("---x", 27, true),
            ("--race", 27, false),
            ("-race=maybe", 27, true),
            ("-test.v", 27, false),
        ] {
            let release = Some(Release::new(1, minor, 0));
            assert_eq!(refused_flags(value, release).is_some(), bad, "{value} 1.{minor}");
        }
    }
}
