//! Package URLs: of Go modules, `pkg:golang/NAMESPACE/NAME@VERSION`, and of programs by their files,
//! `pkg:generic/NAME?arch=ARCH&checksum=sha256:HASH`.
//!
//! The case of the path stays, each segment is escaped by itself, and the plus sign of a version is
//! `%2B`. Libraries differ in all three; this is what most of them read alike.
//!
//! Source: package-url/purl-spec, type `golang`; packageurl-python 0.17.6, packageurl-js 2.0.1.

use crate::bytes::percent_encoded;

/// The purl of a module; `None` where its path could be read in several ways.
pub(in crate::render) fn module(path: &str, version: Option<&str>) -> Option<String> {
    let segments: Vec<&str> = path.split('/').collect();
    if segments.iter().any(|it| matches!(*it, "" | "." | "..")) {
        return None;
    }
    let path: Vec<String> = segments.into_iter().map(escaped).collect();
    let mut purl = format!("pkg:golang/{}", path.join("/"));
    if let Some(version) = version {
        purl.push('@');
        purl.push_str(&escaped(version));
    }
    Some(purl)
}

/// The purl of a program in a file of that name, with the processor where it is a part of a universal file,
/// and with its SHA-256 where that is known.
pub(in crate::render) fn program(file: &str, slice: Option<&str>, sha256: Option<&str>) -> String {
    let file = if file.is_empty() { "program" } else { file };
    let slice = slice.map(|it| format!("arch={}", escaped(it)));
    let checksum = sha256.map(|it| format!("checksum=sha256:{}", escaped(it)));
    let mut purl = format!("pkg:generic/{}", escaped(file));
    for (qualifier, before) in slice.into_iter().chain(checksum).zip(['?', '&']) {
        purl.push(before);
        purl.push_str(&qualifier);
    }
    purl
}

fn escaped(text: &str) -> String {
    percent_encoded(text.as_bytes(), b".-_~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purls_of_programs() {
        for (file, slice, sha256, want) in [
            ("agent", None, Some("00ff"), "pkg:generic/agent?checksum=sha256:00ff"),
            ("a b", Some("arm64"), Some("0"), "pkg:generic/a%20b?arch=arm64&checksum=sha256:0"),
            ("agent", Some("arm64"), None, "pkg:generic/agent?arch=arm64"),
            ("", None, None, "pkg:generic/program"),
        ] {
            assert_eq!(program(file, slice, sha256), want);
        }
    }

    #[test]
    fn purls() {
        for (path, version, want) in [
            ("golang.org/x/sys", Some("v0.20.0"), Some("pkg:golang/golang.org/x/sys@v0.20.0")),
            (
                "github.com/Masterminds/SemVer",
                Some("v1.0.0+incompatible"),
                Some("pkg:golang/github.com/Masterminds/SemVer@v1.0.0%2Bincompatible"),
            ),
            ("github.com/x/y/v2", Some("v2.0.1"), Some("pkg:golang/github.com/x/y/v2@v2.0.1")),
            ("example.com/~a_b.c", None, Some("pkg:golang/example.com/~a_b.c")),
            ("stdlib", Some("1.27.3"), Some("pkg:golang/stdlib@1.27.3")),
            ("a b/c@d?e#f", Some("v1 2"), Some("pkg:golang/a%20b/c%40d%3Fe%23f@v1%202")),
            ("./loc", None, None),
            ("a/../b", None, None),
            ("a//b", None, None),
            ("/abs", None, None),
            ("", None, None),
        ] {
            assert_eq!(module(path, version).as_deref(), want, "{path}");
        }
    }
}
