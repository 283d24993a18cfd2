//! The `go.work` or `go.mod` that go finds from the current directory, and what it says about the
//! toolchain.
//!
//! Source: `modGoToolchain` in `cmd/go/internal/toolchain/select.go`; `FindGoWork`, `FindGoMod` and
//! `findWorkspaceFile` in `cmd/go/internal/modload/init.go`; `cmd/go/internal/gover/gomod.go`; read
//! in Go 1.21.13 to 1.27.3.

use crate::go::path::{PathStyle, clean, is_absolute, join};
use crate::host::settings::non_empty;
use crate::host::{GoSettings, HostView, Os, ViewError};

/// The largest file that is read: real ones take kilobytes.
const MAX_FILE: u64 = 8 << 20;
/// The largest number of directories that are searched upwards.
const MAX_PARENTS: usize = 4096;
/// The largest number of `GODEBUG` settings that are kept: Go itself knows about seventy.
const MAX_GODEBUG: usize = 1024;

/// A `go.mod` or `go.work`, and the lines in it that choose a toolchain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ModFile {
    /// Its path.
    pub path: String,
    /// The text after `go`; empty where there is no such line.
    pub go: String,
    /// The text after `toolchain`; empty where there is no such line.
    pub toolchain: String,
    /// Its settings of `GODEBUG`, at most [`MAX_GODEBUG`].
    pub godebug: Vec<GodebugLine>,
}

/// One setting of a `godebug` line or block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GodebugLine {
    /// The number of its line, from 1.
    pub line: usize,
    /// The setting.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// Why no file could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ModFileError {
    /// `GOWORK` is a relative path.
    RelativeGowork,
    /// The file is there, but cannot be read.
    Unreadable(String, ViewError),
}

impl ModFile {
    /// The file that chooses the toolchain for the current directory. A search for a workspace does
    /// not leave `goroot`, the GOROOT in effect.
    pub(crate) fn find(
        view: &dyn HostView,
        settings: &GoSettings<'_>,
        goroot: &str,
    ) -> Result<Option<Self>, ModFileError> {
        let gowork = find_go_work(view, settings, goroot)?;
        // `GOWORK` may name a file that does not exist yet.
        let file = gowork.filter(|file| view.kind(file, crate::host::Links::Follow).is_ok());
        let Some(path) = file.or_else(|| find_go_mod(view)) else { return Ok(None) };
        match view.read(&path, MAX_FILE) {
            Ok(bytes) => {
                let (go, toolchain) = (look_up(&bytes, "go"), look_up(&bytes, "toolchain"));
                Ok(Some(Self { path, go, toolchain, godebug: godebug_lines(&bytes) }))
            }
            Err(error) => Err(ModFileError::Unreadable(path, error)),
        }
    }
}

/// The workspace file in effect; it need not exist where `GOWORK` names it.
pub(crate) fn find_go_work(
    view: &dyn HostView,
    settings: &GoSettings<'_>,
    goroot: &str,
) -> Result<Option<String>, ModFileError> {
    match settings.get("GOWORK").map(|set| set.text).as_deref() {
        Some("off") => Ok(None),
        None | Some("auto") => Ok(search(view, "go.work", |directory| directory == goroot)),
        Some(path) if !is_absolute(path, view.os().path_style()) => {
            Err(ModFileError::RelativeGowork)
        }
        Some(path) => Ok(Some(path.to_owned())),
    }
}

/// The `go.mod` of the current directory. A `go.mod` directly in the directory for temporary files
/// does not count.
pub(crate) fn find_go_mod(view: &dyn HostView) -> Option<String> {
    let found = search(view, "go.mod", |_| false)?;
    let style = view.os().path_style();
    let directory = join(&found, "..", style);
    let temporary = temp_dir(view);
    (clean(&temporary, style) != directory && !view.same_file(&temporary, &directory))
        .then_some(found)
}

/// The directory for temporary files, as `os.TempDir` gives it.
pub(crate) fn temp_dir(view: &dyn HostView) -> String {
    let of = |name| non_empty(view, name).map(|set| set.text);
    match view.os() {
        Os::Windows => of("TMP")
            .or_else(|| of("TEMP"))
            .or_else(|| of("USERPROFILE"))
            .unwrap_or_else(|| r"C:\Windows".to_owned()),
        Os::Plan9 => "/tmp".to_owned(),
        Os::Android => of("TMPDIR").unwrap_or_else(|| "/data/local/tmp".to_owned()),
        _ => of("TMPDIR").unwrap_or_else(|| "/tmp".to_owned()),
    }
}

/// The file of that name in the current directory or the nearest directory above it. The search
/// ends before a directory that is a `border`; the current directory is never one.
fn search(view: &dyn HostView, name: &str, border: impl Fn(&str) -> bool) -> Option<String> {
    let style = view.os().path_style();
    let mut directory = clean(&view.current_dir()?, style);
    for _ in 0..MAX_PARENTS {
        let file = join(&directory, name, style);
        if view.kind(&file, crate::host::Links::Follow).is_ok_and(|_| !view.is_directory(&file)) {
            return Some(file);
        }
        let parent = parent(&directory, style);
        if parent == directory || border(&parent) {
            return None;
        }
        directory = parent;
    }
    None
}

fn parent(directory: &str, style: PathStyle) -> String {
    if is_absolute(directory, style) { join(directory, "..", style) } else { directory.to_owned() }
}

/// The text after `key` on the first line that starts with it, without a comment.
fn look_up(file: &[u8], key: &str) -> String {
    let lines = file.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let rest = |line: &[u8]| {
        let rest = line.strip_prefix(key.as_bytes())?;
        let text = String::from_utf8_lossy(rest);
        text.starts_with([' ', '\t'])
            .then(|| text.split("//").next().unwrap_or_default().trim().to_owned())
    };
    lines.filter_map(rest).next().unwrap_or_default()
}

/// The settings of `GODEBUG`, on single lines and in blocks. Lines that go cannot parse are left
/// out.
///
/// Source: `parseLineComment` and `Block` of `golang.org/x/mod/modfile`; the go commands 1.21.13 to
/// 1.27.3 with each form.
fn godebug_lines(file: &[u8]) -> Vec<GodebugLine> {
    let text = String::from_utf8_lossy(file);
    let mut block: Option<bool> = None;
    let setting = |line: usize, words: &[&str]| {
        let &[word] = words else { return None };
        let (key, value) = word.split_once('=')?;
        Some(GodebugLine { line, key: key.to_owned(), value: value.to_owned() })
    };
    let one = |(line, text): (usize, &str)| {
        let text = text.split("//").next().unwrap_or_default();
        let words: Vec<&str> = text.split_whitespace().collect();
        match (block, words.as_slice()) {
            (Some(_), [")"]) => block = None,
            (Some(true), words) => return setting(line, words),
            (Some(false), _) | (None, []) => {}
            (None, [word]) if word.ends_with('(') => block = Some(*word == "godebug("),
            (None, [word, "("]) => block = Some(*word == "godebug"),
            (None, ["godebug", words @ ..]) => return setting(line, words),
            (None, _) => {}
        }
        None
    };
    (1..).zip(text.lines()).filter_map(one).take(MAX_GODEBUG).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        for (file, go, toolchain) in [
            ("module m\n\ngo 1.21\n\ntoolchain go1.21.3\n", "1.21", "go1.21.3"),
            ("go 1.21.0 // why\r\n", "1.21.0", ""),
            ("  go\t1.20\n", "1.20", ""),
            ("gopher 1\ngo 1.19\n", "1.19", ""),
            ("toolchain default", "", "default"),
            ("go\n", "", ""),
            ("// go 1.21\n", "", ""),
            ("go 1.2\ngo 1.3\n", "1.2", ""),
        ] {
            let bytes = file.as_bytes();
            assert_eq!(look_up(bytes, "go"), go, "{file:?}");
            assert_eq!(look_up(bytes, "toolchain"), toolchain, "{file:?}");
        }
    }

    #[test]
    fn settings_of_godebug() {
        for (file, want) in [
            ("module m\n\ngodebug x509sha1=1 // why\n", &["3 x509sha1=1"][..]),
            (
                "godebug (\n\tpanicnil=1\n\n\tx509sha1=1//c\n)\n godebug\ta=b",
                &["2 panicnil=1", "4 x509sha1=1", "6 a=b"],
            ),
            ("godebug(\r\n\ta=1\r\n)\r\n", &["2 a=1"]),
            ("require (\n\tgodebug a=1\n\tgodebug\n)\ngodebug a=2", &["5 a=2"]),
            // What go does not parse.
            ("\"godebug\" a=1\ngodebug a = 1\ngodebug a=1 b=1\n// godebug a=1\n", &[]),
        ] {
            let lines = godebug_lines(file.as_bytes());
            let shown = lines.iter().map(|it| format!("{} {}={}", it.line, it.key, it.value));
            assert_eq!(shown.collect::<Vec<_>>(), want, "{file:?}");
        }
    }
}
