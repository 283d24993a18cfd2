//! What the linker was asked for, as far as the build info shows: which symbols and debug data to
//! leave out, and what to write as host ID.
//!
//! Build info holds `-ldflags` since Go 1.18, and holds neither it nor the flags of cgo with
//! `-trimpath`. Source: `cmd/go/internal/load/pkg.go` (`setBuildInfo`), Go 1.18–1.27.

use crate::evidence::ModuleInfo;
use crate::origin::Origin;

/// The build settings, if they would hold the linker's flags; `None` where they are missing or
/// `-trimpath` hides the flags.
fn settings(origin: &Origin) -> Option<&ModuleInfo> {
    let modules = origin.modules().filter(|modules| !modules.settings.is_empty())?;
    (origin.traits.trimpath != Some(true)).then_some(modules)
}

/// The words of a setting, without the quotes around or inside them.
fn words(modules: &ModuleInfo, setting: &str) -> Vec<String> {
    let flags = modules.setting(setting).map(|flags| flags.to_lossy()).unwrap_or_default();
    let parts = flags.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ','));
    parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether the linker was asked to leave out symbols (`-s`), and debug data (`-s` or `-w`); `None`
/// where the build info does not show it.
pub(super) fn left_out(origin: &Origin) -> Option<(bool, bool)> {
    let words = words(settings(origin)?, "-ldflags");
    let has = |flag: &str| {
        words.iter().any(|word| {
            let word = word.trim_start_matches('-');
            word == flag || word.strip_prefix(flag) == Some("=true")
        })
    };
    let symbols = has("s");
    Some((symbols, symbols || has("w")))
}

/// Whether the linker was asked not to compress DWARF (`-compressdwarf=false`); `None` where the
/// build info does not show it.
pub(super) fn plain_debug(origin: &Origin) -> Option<bool> {
    const ASKED: [&str; 3] = ["compressdwarf=false", "compressdwarf=0", "compressdwarf=f"];
    let words = words(settings(origin)?, "-ldflags");
    Some(words.iter().any(|word| ASKED.contains(&word.trim_start_matches('-'))))
}

/// Whether the linker was given a Go build ID, or an empty one (`-buildid=`); `None` where the
/// build info does not show it.
pub(super) fn build_id(origin: &Origin) -> Option<bool> {
    let words = words(settings(origin)?, "-ldflags");
    let named = |word: &String| {
        let word = word.trim_start_matches('-');
        word == "buildid" || word.starts_with("buildid=")
    };
    Some(words.iter().any(named))
}

/// Whether the build info shows what the linker was asked for.
pub(super) fn are_known(origin: &Origin) -> bool {
    settings(origin).is_some()
}

/// The flag that asks for another host ID than the one that Go derives, or for none, as the user
/// wrote it: `-ldflags=-B 0x…`, `-extldflags=-Wl,--build-id=sha1`, `CGO_LDFLAGS=-Wl,-no_uuid`.
/// `None` where no flag does, or the build info does not show the flags.
pub(super) fn host_id(origin: &Origin) -> Option<String> {
    let modules = settings(origin)?;
    let flags = words(modules, "-ldflags");
    let mut rest = flags.iter();
    while let Some(word) = rest.next() {
        let value = match word.as_str() {
            "-B" | "--B" => rest.next().map(String::as_str),
            word => word.strip_prefix("-B=").or_else(|| word.strip_prefix("--B=")),
        };
        if let Some(value) = value.filter(|value| *value != "gobuildid") {
            return Some(format!("-ldflags=-B {value}"));
        }
    }
    let c_flags = words(modules, "CGO_LDFLAGS");
    let of = |words: &[String]| words.iter().rev().find(|word| sets_host_id(word)).cloned();
    let by_go = of(&flags).map(|flag| format!("-ldflags=-extldflags=-Wl,{flag}"));
    by_go.or_else(|| of(&c_flags).map(|flag| format!("CGO_LDFLAGS=-Wl,{flag}")))
}

/// Whether a flag of a C linker sets its build ID or UUID.
fn sets_host_id(word: &str) -> bool {
    let word = word.trim_start_matches('-');
    let named =
        ["build-id", "no_uuid", "random_uuid"].into_iter().find_map(|it| word.strip_prefix(it));
    named.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_of_c_linkers() {
        for (word, want) in [
            ("--build-id", true),
            ("--build-id=sha1", true),
            ("-build-id=0x0102", true),
            ("--build-id=none", true),
            ("-no_uuid", true),
            ("--build-identity", false),
            ("-static", false),
            ("", false),
        ] {
            assert_eq!(sets_host_id(word), want, "{word}");
        }
    }
}
