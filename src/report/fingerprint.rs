//! The fingerprint of a finding: what stays the same of it in the next release of the same program.
//!
//! It is made of the rule, the name of the program, its slice, system and processor, its main package,
//! and the message without its counts and offsets; of a known vulnerability, in place of the message, the
//! advisory and the module. It is not made of the folders that the file lies in
//! and not of the evidence, whose places move with every build. Two programs of one name, system and
//! main package in two folders share their fingerprints.

use super::record::{FindingRecord, Record};
use crate::bytes::{Digest, hex};
use crate::finding::advisory_and_module;

/// The version of what fingerprints are made of.
const VERSION: &str = "gorigin.fingerprint/1";
/// Bytes of a hash that a fingerprint shows.
const LENGTH: usize = 16;

impl FindingRecord {
    /// The fingerprint of the finding about the program of that record: 32 hexadecimal digits.
    pub fn fingerprint(&self, record: &Record) -> String {
        let advisory = advisory_and_module(&self.rule, &self.message);
        let main = record.build.as_ref().and_then(|it| it.main_package.as_deref());
        let parts = [
            VERSION,
            &self.rule,
            &record.name_without_folders(),
            record.slice.as_deref().unwrap_or_default(),
            record.os.as_deref().unwrap_or_default(),
            record.arch.as_deref().unwrap_or_default(),
            main.unwrap_or_default(),
            &advisory.unwrap_or_else(|| lasting(&self.message)),
        ];
        let hash = Digest::of(parts.join("\0").as_bytes());
        hex(hash.bytes().get(..LENGTH).unwrap_or_default())
    }
}

impl Record {
    /// The path without the folders that its outermost file lies in: `release.tar.gz!/bin/agent`.
    pub fn name_without_folders(&self) -> String {
        let outer = self.container.first().map_or(self.path.as_str(), String::as_str);
        let inner = self.path.strip_prefix(outer).unwrap_or_default();
        let name = std::path::Path::new(outer).file_name();
        let name = name.map_or_else(|| outer.into(), std::ffi::OsStr::to_string_lossy);
        format!("{name}{inner}")
    }
}

/// A message without counts and offsets, and the two words behind each count without their ending:
/// `17 paths name the user ci` and `1 path names the user ci` are the same.
fn lasting(message: &str) -> String {
    let mut since_count = usize::MAX;
    let words = message.split(' ').map(|word| {
        let core = word.trim_matches(|c: char| ".,;:()".contains(c));
        since_count = since_count.saturating_add(1);
        if is_number(core) {
            since_count = 0;
            return word.replace(core, "#");
        }
        match since_count {
            1 | 2 => word.trim_end_matches('s').to_owned(),
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn is_number(word: &str) -> bool {
    let is_hex = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_decimal = word.bytes().all(|byte| byte.is_ascii_digit());
    !word.is_empty() && (is_decimal || word.strip_prefix("0x").is_some_and(is_hex))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::report::{BuildRecord, Known};

    fn finding(message: &str) -> FindingRecord {
        FindingRecord {
            rule: "path-leak-user".into(),
            severity: Severity::Warning,
            message: message.to_owned(),
            evidence: vec!["at 0x10".to_owned()],
            help: "".into(),
        }
    }

    fn record(path: &str, containers: &[&str]) -> Record {
        let container = containers.iter().map(|it| (*it).to_owned()).collect();
        Record { path: path.to_owned(), container, ..Record::new() }
    }

    #[test]
    fn what_lasts_of_a_message() {
        for (message, want) in [
            ("17 paths name the user ci", "# path name the user ci"),
            ("1 path names the user ci", "# path name the user ci"),
            ("built with go1.22.10, older than go1.24", "built with go1.22.10, older than go1.24"),
            ("damaged at 0xd6021: no (12)", "damaged at #: no (#)"),
            ("", ""),
        ] {
            assert_eq!(lasting(message), want);
        }
    }

    #[test]
    fn what_a_fingerprint_is_made_of() {
        let (a, b) = (finding("17 paths name the user ci"), finding("4 paths name the user ci"));
        let here = record("dist/app.tar!/bin/x", &["dist/app.tar"]);
        let there = record("/other/app.tar!/bin/x", &["/other/app.tar"]);
        let print = a.fingerprint(&here);
        assert_eq!(print.len(), 32);
        assert_eq!(print, b.fingerprint(&there));
        let moved = FindingRecord { evidence: Vec::new(), severity: Severity::Note, ..a.clone() };
        assert_eq!(print, moved.fingerprint(&here));
        let others = [
            record("dist/app.tar!/bin/y", &["dist/app.tar"]),
            record("dist/app2.tar!/bin/x", &["dist/app2.tar"]),
            Record { slice: Some("arm64".to_owned()), ..here.clone() },
            Record { os: Known::is("linux".into()), ..here.clone() },
            Record {
                build: Known::is(BuildRecord {
                    main_package: Known::is("example.com/x".into()),
                    ..BuildRecord::default()
                }),
                ..here.clone()
            },
        ];
        for other in others {
            assert_ne!(print, a.fingerprint(&other), "{}", other.path);
        }
        assert_ne!(print, finding("17 paths name the user bobby").fingerprint(&here));
    }

    #[test]
    fn another_name_of_an_advisory_makes_no_new_finding() {
        let here = record("x", &[]);
        let print = |message: &str| {
            let rule = "vulnerable-function".into();
            FindingRecord { rule, ..finding(message) }.fingerprint(&here)
        };
        let present = "a listed function is in the program";
        let first = print(&format!("GO-1 of a.b/c: {present}"));
        for same in ["GO-1 (GHSA-1) of a.b/c", "GO-1 (CVE-1) of a.b/c"] {
            assert_eq!(first, print(&format!("{same}: {present}")));
        }
        for other in ["GO-2 of a.b/c", "GO-1 (CVE-1) of a.b/d"] {
            assert_ne!(first, print(&format!("{other}: {present}")));
        }
    }

    #[test]
    fn names_without_folders() {
        for (path, containers, want) in [
            ("agent", &[][..], "agent"),
            ("-", &[], "-"),
            ("a/b/agent", &[], "agent"),
            ("a!/b.tar!/bin/x", &["a!/b.tar"], "b.tar!/bin/x"),
            ("a!/b", &[], "b"),
        ] {
            assert_eq!(record(path, containers).name_without_folders(), want, "{path}");
        }
    }
}
