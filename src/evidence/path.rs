//! Paths as text: cleaning and comparing GOROOTs as Go spells them. A path in a binary is the
//! builder's; it is never opened.

/// The shortest spelling of a slash-separated path, as Go's `path.Clean` gives it: no empty and no
/// `.` elements, `..` resolved as text, no slash at the end. Backslashes of a Windows path are
/// turned into slashes first.
///
/// Source: `path/path.go` (`Clean`), Go 1.22.
pub fn clean(path: &str) -> String {
    let slashed = if is_windows(path) { path.replace('\\', "/") } else { path.to_owned() };
    let rooted = slashed.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    for element in slashed.split('/') {
        match element {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != ".." && !is_drive(last)) => {
                kept.pop();
            }
            ".." if rooted || kept.last().is_some_and(|last| is_drive(last)) => {}
            element => kept.push(element),
        }
    }
    let path = kept.join("/");
    match (rooted, path.as_str()) {
        (true, _) => format!("/{path}"),
        (false, "") => ".".to_owned(),
        (false, drive) if is_drive(drive) => format!("{drive}/"),
        (false, _) => path,
    }
}

/// Whether the path is spelled as on Windows: with a drive letter, or a share's name.
pub fn is_windows(path: &str) -> bool {
    matches!(path.as_bytes(), [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic())
        || path.starts_with("\\\\")
}

/// Whether the path starts at a root, of either spelling.
pub fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || is_windows(path)
}

/// Whether two spellings name the same path as text: cleaned, and without regard to case on
/// Windows.
pub fn same(a: &str, b: &str) -> bool {
    let (clean_a, clean_b) = (clean(a), clean(b));
    clean_a == clean_b || (is_windows(a) && is_windows(b) && clean_a.eq_ignore_ascii_case(&clean_b))
}

fn is_drive(element: &str) -> bool {
    matches!(element.as_bytes(), [drive, b':'] if drive.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_as_go_does() {
        for (path, want) in [
            ("/usr/local/go", "/usr/local/go"),
            ("/usr/local/go/", "/usr/local/go"),
            ("/usr//local/./go/src/..", "/usr/local/go"),
            ("/../a", "/a"),
            ("../a/..", ".."),
            ("a/../..", ".."),
            ("", "."),
            ("/", "/"),
            (r"C:\Program Files\Go", "C:/Program Files/Go"),
            ("C:/Go/", "C:/Go"),
            (r"C:\..\Go", "C:/Go"),
            (r"a\b", r"a\b"),
            ("$GOROOT", "$GOROOT"),
        ] {
            assert_eq!(clean(path), want, "{path}");
        }
    }

    #[test]
    fn same_by_text() {
        for (a, b, want) in [
            ("/usr/local/go", "/usr/local/go/", true),
            (r"C:\Go", "c:/go", true),
            ("/Go", "/go", false),
            ("/go", "C:/go", false),
        ] {
            assert_eq!(same(a, b), want, "{a} {b}");
        }
    }
}
