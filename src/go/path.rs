//! Paths as text: Go's `Clean` for both spellings, without looking at any disk, so that the paths
//! of a binary, of another machine and of this one are compared alike.
//!
//! Source: `internal/filepathlite/path.go` and `path_windows.go`, Go 1.27.3.

use std::borrow::Cow;

/// How a system spells its paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathStyle {
    /// `/usr/local/go`: Unix, macOS, Plan 9.
    Slash,
    /// `C:\Program Files\Go`; slashes and backslashes mean the same, and so do `a` and `A`.
    Windows,
}

impl PathStyle {
    /// The separator this style writes.
    pub fn separator(self) -> char {
        match self {
            Self::Slash => '/',
            Self::Windows => '\\',
        }
    }

    /// Whether `c` separates components.
    pub fn is_separator(self, c: char) -> bool {
        c == '/' || (self == Self::Windows && c == '\\')
    }
}

/// The shortest spelling of `path`, as Go's `filepath.Clean` gives it on such a system. Purely
/// textual: `..` removes the name before it, whether or not that is a symbolic link.
pub(crate) fn clean(path: &str, style: PathStyle) -> String {
    match style {
        PathStyle::Slash => clean_slash(path),
        PathStyle::Windows => clean_windows(path),
    }
}

/// The shortest spelling of a path with slashes, as Go's `path.Clean` gives it. Never empty.
pub(crate) fn clean_slash(path: &str) -> String {
    spell(path, PathStyle::Slash)
}

/// The shortest spelling of a Windows path, with backslashes, as `filepath.Clean` gives it there.
pub(crate) fn clean_windows(path: &str) -> String {
    let (volume, rest) = split_volume(path);
    let backslashes = |text: &str| text.replace('/', "\\");
    if rest.is_empty() {
        let share = is_windows_separator(path.as_bytes().first())
            && is_windows_separator(path.as_bytes().get(1));
        return if share { backslashes(path) } else { format!("{path}.") };
    }
    let body = spell(rest, PathStyle::Windows);
    // A relative path must not become absolute by losing its first name: `a/../c:` is no drive.
    if volume.is_empty() && !rest.starts_with(&body) {
        let first = body.split('\\').next().unwrap_or_default();
        if first.contains(':') {
            return format!(".\\{body}");
        }
        if body.starts_with(r"\??") {
            return format!("\\.{body}");
        }
    }
    format!("{}{body}", backslashes(volume))
}

/// `base` and `rest` as one cleaned path, as `filepath.Join` gives it.
pub(crate) fn join(base: &str, rest: &str, style: PathStyle) -> String {
    let drive_only = style == PathStyle::Windows && base.ends_with(':');
    if base.is_empty() || drive_only {
        return clean(&format!("{base}{rest}"), style);
    }
    clean(&format!("{base}{}{rest}", style.separator()), style)
}

/// The most directories that [`upwards`] gives.
const MAX_UPWARDS: usize = 256;

/// A directory and the directories above it, as text, up to the root; at most 256.
pub(crate) fn upwards(directory: &str, style: PathStyle) -> impl Iterator<Item = String> {
    let above = move |here: &String| {
        let above = join(here, "..", style);
        (above != *here).then_some(above)
    };
    std::iter::successors(Some(directory.to_owned()), above).take(MAX_UPWARDS)
}

/// Whether `path` is absolute on a system of that style, as Go's `filepath.IsAbs` says. On Windows
/// `/usr/local/go` is not: it lacks the drive.
pub(crate) fn is_absolute(path: &str, style: PathStyle) -> bool {
    match style {
        PathStyle::Slash => path.starts_with('/'),
        PathStyle::Windows => {
            let (volume, rest) = split_volume(path);
            !volume.is_empty() && (volume.starts_with(['/', '\\']) || rest.starts_with(['/', '\\']))
        }
    }
}

/// The style in which `path` is an absolute path; `None` for a relative one. A path that starts
/// with a slash is a Unix path, even where Windows would read a network share.
pub(crate) fn style_of(path: &str) -> Option<PathStyle> {
    [PathStyle::Slash, PathStyle::Windows].into_iter().find(|&style| is_absolute(path, style))
}

/// Whether `path` names a network share or a device of Windows: merely asking whether such a path
/// exists makes Windows talk to the server it names.
pub(crate) fn is_remote_or_device(path: &str) -> bool {
    let mut start = path.bytes();
    let (first, second) = (start.next(), start.next());
    is_windows_separator(first.as_ref())
        && (is_windows_separator(second.as_ref()) || second == Some(b'?'))
}

/// The shortest spelling of `path`, which nearly all paths of programs have.
pub(crate) fn cleaned(path: &str, style: PathStyle) -> Cow<'_, str> {
    match style {
        PathStyle::Slash if is_clean_slash(path) => Cow::Borrowed(path),
        style => Cow::Owned(clean(path, style)),
    }
}

/// Whether a path with slashes is spelled in the shortest way; `false` for some that are, as `/`.
fn is_clean_slash(path: &str) -> bool {
    // In nearly every path, no name is empty or begins with a dot.
    let bytes = path.as_bytes();
    let next = bytes.get(1..).unwrap_or_default();
    let is_odd = bytes.iter().zip(next).fold(false, |is_odd, (byte, next)| {
        is_odd | ((*byte == b'/') & ((*next == b'/') | (*next == b'.')))
    });
    if !(is_odd || path.is_empty() || path.starts_with('.') || path.ends_with('/')) {
        return true;
    }
    let names = path.strip_prefix('/').unwrap_or(path).as_bytes();
    // How many bytes the name has that is read, as long as all of them are dots.
    let mut dots = Some(0_u8);
    let is_name = |dots| !matches!(dots, Some(0..=2));
    for byte in names {
        match (byte, dots) {
            (b'/', dots) if !is_name(dots) => return false,
            (b'/', _) => dots = Some(0),
            (b'.', Some(count)) => dots = Some(count.saturating_add(1)),
            _ => dots = None,
        }
    }
    is_name(dots)
}

/// Whether two paths are the same text after cleaning; on Windows case does not matter.
pub(crate) fn same_spelling(one: &str, other: &str, style: PathStyle) -> bool {
    if one == other {
        return true;
    }
    let (one, other) = (cleaned(one, style), cleaned(other, style));
    match style {
        PathStyle::Slash => one == other,
        PathStyle::Windows => one.chars().map(upper).eq(other.chars().map(upper)),
    }
}

/// The upper case of `c` if it is a single character, as Windows compares names.
fn upper(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}

fn spell(path: &str, style: PathStyle) -> String {
    let separator = style.separator();
    let root = if path.starts_with(|c| style.is_separator(c)) { separator.len_utf8() } else { 0 };
    let mut spelled = String::with_capacity(path.len());
    spelled.extend((root > 0).then_some(separator));
    // The names behind the root that `..` can remove.
    let mut removable: usize = 0;
    for name in path.split(|c| style.is_separator(c)) {
        match name {
            "" | "." => {}
            ".." if removable > 0 => {
                removable = removable.saturating_sub(1);
                let shorter = spelled.rfind(separator).unwrap_or_default();
                spelled.truncate(shorter.max(root));
            }
            ".." if root > 0 => {}
            name => {
                removable = removable.saturating_add(usize::from(name != ".."));
                spelled.extend((spelled.len() > root).then_some(separator));
                spelled.push_str(name);
            }
        }
    }
    if spelled.is_empty() { ".".to_owned() } else { spelled }
}

/// A Windows path as its volume (`C:`, `\\server\share`, `\\?\C:`; empty if it has none) and the
/// rest.
pub(crate) fn split_volume(path: &str) -> (&str, &str) {
    path.split_at_checked(volume_length(path)).unwrap_or(("", path))
}

fn volume_length(path: &str) -> usize {
    let bytes = path.as_bytes();
    if bytes.get(1) == Some(&b':') {
        return 2;
    }
    if !is_windows_separator(bytes.first()) {
        return 0;
    }
    let length = if is_device(bytes) {
        let name = path.get(4..).unwrap_or_default();
        if starts_with_unc(name.as_bytes()) {
            share_length(bytes, 8)
        } else {
            // The name after the device prefix counts as part of the volume.
            name.find(['/', '\\']).map_or(bytes.len(), |at| at.saturating_add(4))
        }
    } else if is_windows_separator(bytes.get(1)) {
        share_length(bytes, 2)
    } else {
        0
    };
    let valid =
        path.get(..length).is_some_and(|volume| volume.split(['/', '\\']).all(|name| name != ".."));
    if valid { length } else { 0 }
}

/// Whether the path starts with `\\.`, `\\?` or `\??` as a whole component.
fn is_device(path: &[u8]) -> bool {
    let prefix = match path {
        [_, second, b'.' | b'?', ..] if is_windows_separator(Some(second)) => true,
        [_, b'?', b'?', ..] => true,
        _ => false,
    };
    prefix && path.get(3).is_none_or(|c| is_windows_separator(Some(c)))
}

fn starts_with_unc(path: &[u8]) -> bool {
    path.get(..3).is_some_and(|word| word.eq_ignore_ascii_case(b"UNC"))
        && path.get(3).is_none_or(|c| is_windows_separator(Some(c)))
}

/// The length of a path up to the second separator at or after `from`.
fn share_length(path: &[u8], from: usize) -> usize {
    path.iter()
        .enumerate()
        .skip(from)
        .filter(|(_, c)| is_windows_separator(Some(c)))
        .nth(1)
        .map_or(path.len(), |(at, _)| at)
}

fn is_windows_separator(c: Option<&u8>) -> bool {
    matches!(c, Some(b'/' | b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The rows of `cleantests`, `nonwincleantests` and `wincleantests` in Go's
    // `path/filepath/path_test.go` that say something new.
    #[test]
    fn clean_as_go_does() {
        for (path, slash, windows) in [
            ("abc", "abc", "abc"),
            ("abc/def", "abc/def", r"abc\def"),
            (".", ".", "."),
            ("..", "..", ".."),
            ("../../abc", "../../abc", r"..\..\abc"),
            ("/abc", "/abc", r"\abc"),
            ("/", "/", r"\"),
            ("", ".", "."),
            ("abc/", "abc", "abc"),
            ("abc//def//ghi", "abc/def/ghi", r"abc\def\ghi"),
            ("abc/./def", "abc/def", r"abc\def"),
            ("/./abc/def", "/abc/def", r"\abc\def"),
            ("abc/def/ghi/../jkl", "abc/def/jkl", r"abc\def\jkl"),
            ("abc/def/../../..", "..", ".."),
            ("/abc/def/../../..", "/", r"\"),
            ("abc/def/../../../ghi/jkl/../../../mno", "../../mno", r"..\..\mno"),
            ("/../abc", "/abc", r"\abc"),
            ("abc/./../def", "def", "def"),
            ("...", "...", "..."),
            ("/usr/local/go/", "/usr/local/go", r"\usr\local\go"),
            ("/x/go/src/..", "/x/go", r"\x\go"),
            ("\"/x/go\"", "\"/x/go\"", r#""\x\go""#),
            ("/x/go\r", "/x/go\r", "\\x\\go\r"),
        ] {
            assert_eq!(clean_slash(path), slash, "{path:?}");
            assert_eq!(clean_windows(path), windows, "{path:?}");
            assert_eq!(cleaned(path, PathStyle::Slash), slash, "{path:?}");
        }
        assert_eq!(clean_slash("//abc"), "/abc");
        assert_eq!(clean_slash("///abc"), "/abc");
    }

    #[test]
    fn clean_volumes_as_go_does() {
        for (path, want) in [
            (r"c:", r"c:."),
            (r"c:\", r"c:\"),
            (r"c:\abc", r"c:\abc"),
            (r"c:abc\..\..\.\.\..\def", r"c:..\..\def"),
            (r"c:\abc\def\..\..", r"c:\"),
            (r"c:\..\abc", r"c:\abc"),
            (r"c:..\abc", r"c:..\abc"),
            (r"c:/Program Files/Go/", r"c:\Program Files\Go"),
            (r"\", r"\"),
            (r"\\i\..\c$", r"\c$"),
            (r"\\i\..\i\c$", r"\i\c$"),
            (r"\\foo\bar\..\abc", r"\\foo\bar\abc"),
            (r"//host/share/foo/../baz", r"\\host\share\baz"),
            (r"\\host\share\foo\..\..\..\..\baz", r"\\host\share\baz"),
            (r"\\.\C:\a\..\..\..\..\bar", r"\\.\C:\bar"),
            (r"\\.\C:\\\\a", r"\\.\C:\a"),
            (r"\\?\C:\", r"\\?\C:\"),
            (r"\\?\C:\a", r"\\?\C:\a"),
            (r"\\?\UNC\host\share\foo\..\baz", r"\\?\UNC\host\share\baz"),
            (r"\\a\b", r"\\a\b"),
            (r"//abc", r"\\abc"),
            (r"///abc", r"\\\abc"),
            (r".\c:", r".\c:"),
            (r".\c:\foo", r".\c:\foo"),
            (r"a/../c:", r".\c:"),
            (r"a\..\c:", r".\c:"),
            (r"/a/../??/a", r"\.\??\a"),
            (r"..\c:", r"..\c:"),
        ] {
            assert_eq!(clean_windows(path), want, "{path:?}");
        }
    }

    #[test]
    fn clean_twice_is_clean_once() {
        let alphabet = ["a", "..", ".", "/", "\\", "c:", "", "?", "//", "UNC"];
        for first in alphabet {
            for second in alphabet {
                for third in alphabet {
                    for fourth in alphabet {
                        let path = format!("{first}{second}{third}{fourth}");
                        let once = clean_slash(&path);
                        assert_eq!(clean_slash(&once), once, "{path:?}");
                        let _ = clean_windows(&path);
                        let _ = is_absolute(&path, PathStyle::Windows);
                    }
                }
            }
        }
    }

    #[test]
    fn absolute_in_which_style() {
        for (path, want) in [
            ("/usr/local/go", Some(PathStyle::Slash)),
            ("/", Some(PathStyle::Slash)),
            (r"C:\Go", Some(PathStyle::Windows)),
            ("C:/Go", Some(PathStyle::Windows)),
            (r"\\server\share\go", Some(PathStyle::Windows)),
            (r"\\?\C:\Go", Some(PathStyle::Windows)),
            (r"C:Go", None),
            ("C:", None),
            (r"\Go", None),
            ("go", None),
            ("GOROOT", None),
            ("$GOROOT", None),
            ("~/go", None),
            ("", None),
            ("é:/x", None),
        ] {
            assert_eq!(style_of(path), want, "{path:?}");
        }
        assert!(!is_absolute("/usr/local/go", PathStyle::Windows));
    }

    #[test]
    fn spellings() {
        for (one, other, slash, windows) in [
            ("/usr/local/go", "/usr/local/go/", true, true),
            ("/usr/local/go", "/usr/local/../local/./go", true, true),
            ("/usr/local/Go", "/usr/local/go", false, true),
            (r"C:\Program Files\Go", "c:/program files/go/", false, true),
            (r"C:\Go", r"D:\Go", false, false),
            ("/stra\u{df}e", "/STRASSE", false, false),
            ("/\u{e9}", "/\u{c9}", false, true),
            ("/go", "/go2", false, false),
        ] {
            assert_eq!(same_spelling(one, other, PathStyle::Slash), slash, "{one:?} {other:?}");
            assert_eq!(same_spelling(one, other, PathStyle::Windows), windows, "{one:?} {other:?}");
        }
    }

    #[test]
    fn join_as_go_does() {
        for (base, rest, style, want) in [
            ("/x/bin/go", "../..", PathStyle::Slash, "/x"),
            ("/bin/go", "../../..", PathStyle::Slash, "/"),
            ("", "go/env", PathStyle::Slash, "go/env"),
            (r"C:\Go\bin\go.exe", "../..", PathStyle::Windows, r"C:\Go"),
            ("C:", "go", PathStyle::Windows, "C:go"),
            (r"C:\", "go", PathStyle::Windows, r"C:\go"),
        ] {
            assert_eq!(join(base, rest, style), want);
        }
    }

    #[test]
    fn shares_and_devices() {
        for (path, want) in [
            (r"\\server\share", true),
            ("//server/share", true),
            (r"\\.\pipe\x", true),
            (r"\??\C:\x", true),
            (r"C:\Go", false),
            (r"\Go", false),
            ("", false),
        ] {
            assert_eq!(is_remote_or_device(path), want, "{path:?}");
        }
    }
}
