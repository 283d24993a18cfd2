//! Records without the names of persons and of internal hosts, and without secrets.
//!
//! Every text of a record is rewritten, in every field, so fields of later versions are covered
//! too. Only our own names stay: they have types of their own.

use std::cell::RefCell;
use std::io;
use std::mem::take;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::diff::DiffRecord;
use super::record::Record;
use super::rewrite::{Change, Rewritten};
use super::spotter::{Spotter, Where};
use crate::host::HostLayout;
use crate::leak::{Account, MASK, home, is_internal, share_host};

/// The shortest secret that is masked inside longer words; shorter ones are masked as whole words
/// only.
const LONG_SECRET: usize = 8;
/// The shortest secret that is masked outside the flags at all.
const SHORT_SECRET: usize = 4;
/// The longest part of a text that is searched for a home folder.
const LONGEST_HOME: usize = 256;

/// Replaces names of persons and of internal hosts by placeholders: `<user1>`, `<host1>`. A name
/// gets the same placeholder in everything that one redactor rewrites.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    names: Spotter,
    users: usize,
    hosts: usize,
}

/// A document from which names can be removed.
pub trait Document: Serialize + DeserializeOwned {
    /// Whether the document is marked as redacted: a placeholder must not count as a part of a
    /// path.
    fn is_redacted(&self) -> bool {
        false
    }

    /// Marks the document as redacted, and drops fields that hold names in a form that is not text.
    fn set_redacted(&mut self) {}
}

impl Document for Record {
    fn is_redacted(&self) -> bool {
        self.redacted
    }

    fn set_redacted(&mut self) {
        self.redacted = true;
        self.path_b64 = None;
    }
}

impl Document for DiffRecord {
    fn is_redacted(&self) -> bool {
        self.redacted
    }

    fn set_redacted(&mut self) {
        self.redacted = true;
    }
}

impl Document for HostLayout {
    fn is_redacted(&self) -> bool {
        self.redacted
    }

    fn set_redacted(&mut self) {
        self.redacted = true;
    }
}

impl Redactor {
    /// `document` without the names.
    pub fn redact<D: Document>(&mut self, mut document: D) -> D {
        if document.is_redacted() {
            return document;
        }
        document.set_redacted();
        // A name first occurs in a path, and alone elsewhere, so all names are learned before any
        // is replaced.
        self.learn_from(&document);
        rewritten(document, &|text| self.names.replaced(text))
    }

    fn learn_from(&mut self, document: &impl Serialize) {
        let learning = RefCell::new(self);
        let change = |text: &str| {
            learning.borrow_mut().learn(text);
            None
        };
        let all = Rewritten { value: document, change: &change };
        // This writes to nowhere and cannot fail.
        let _ = serde_json::to_writer(io::sink(), &all);
    }

    fn add_user(&mut self, name: &str) {
        add(&mut self.names, &mut self.users, name, "user");
    }

    fn add_host(&mut self, name: &str) {
        add(&mut self.names, &mut self.hosts, name, "host");
    }

    fn learn(&mut self, text: &str) {
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let rest = bytes.get(at..).unwrap_or_default();
            let is_start = matches!(byte, b'/' | b'\\')
                || matches!(rest, [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
            if !is_start {
                continue;
            }
            let rest = rest.get(..LONGEST_HOME).unwrap_or(rest);
            if let Some(home) = home(rest).filter(|home| home.account == Account::Person) {
                let name = home.name.map(|name| words(&String::from_utf8_lossy(name)));
                let name = name.unwrap_or_default();
                self.add_user(&name);
            }
            let domain = home(rest).and_then(|home| home.domain);
            // `\\host\share`, and its spelling in the file table.
            let share = starts_share(bytes, at).then(|| share_host(rest)).flatten();
            for host in share.map(|(host, _)| host).into_iter().chain(domain) {
                self.add_host(&String::from_utf8_lossy(host));
            }
        }
        for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))) {
            if word.contains('.') && is_internal(word.as_bytes()) {
                self.add_host(word);
            }
        }
    }
}

/// The name of a home folder, without a remark that a text may add to it.
fn words(name: &str) -> String {
    name.trim().to_owned()
}

/// Adds a name. It is replaced inside longer words too, if a match there is hardly chance.
fn add(names: &mut Spotter, count: &mut usize, name: &str, what: &str) {
    let place = if name.chars().count() >= 5 { Where::Anywhere } else { Where::WholeWord };
    names.add(name, place, || {
        *count = count.saturating_add(1);
        format!("<{what}{count}>")
    });
}

/// Whether a share may start at that place: with backslashes anywhere; with slashes at the start of
/// a text, a word or a flag's value.
fn starts_share(text: &[u8], at: usize) -> bool {
    let Some((before, rest)) = text.split_at_checked(at) else { return false };
    let starts = match before {
        [] => true,
        [.., b'-', b'I' | b'L' | b'F' | b'B'] => true,
        [.., last] => last.is_ascii_whitespace() || b"='\",;(".contains(last),
    };
    let is_share = rest.strip_prefix(b"//").is_some_and(|rest| rest.contains(&b'/'));
    rest.starts_with(b"\\\\") || starts && is_share
}

/// `document` with its texts changed; unchanged where JSON cannot express it.
pub(super) fn rewritten<T: Serialize + DeserializeOwned>(document: T, change: &Change<'_>) -> T {
    let changed = Rewritten { value: &document, change };
    let json = serde_json::to_vec(&changed);
    json.ok().and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or(document)
}

/// Masks `secrets` wherever they occur in `document`.
pub(super) fn mask_everywhere<T: Serialize + DeserializeOwned>(
    document: T,
    secrets: &[String],
) -> T {
    let mut spotter = Spotter::default();
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORT_SECRET) {
        let place = if secret.len() >= LONG_SECRET { Where::Anywhere } else { Where::WholeWord };
        spotter.add(secret, place, || MASK.to_owned());
    }
    rewritten(document, &|text| spotter.replaced(text))
}

/// Masks every text of `record` that the maker of the file could choose freely. Versions, IDs and
/// hashes stay, since they have fixed forms.
pub(super) fn mask_all(mut record: Record) -> Record {
    let kept = Record {
        build_id: take(&mut record.build_id),
        damage: take(&mut record.damage),
        error: take(&mut record.error),
        go_version: take(&mut record.go_version),
        host_id: take(&mut record.host_id),
        path_hash: take(&mut record.path_hash),
        pclntab: take(&mut record.pclntab),
        reasons: take(&mut record.reasons),
        verification: take(&mut record.verification),
        ..Record::default()
    };
    let masked = rewritten(record, &|_| Some(MASK.to_owned()));
    Record {
        build_id: kept.build_id,
        damage: kept.damage,
        error: kept.error,
        go_version: kept.go_version,
        host_id: kept.host_id,
        path_hash: kept.path_hash,
        pclntab: kept.pclntab,
        reasons: kept.reasons,
        verification: kept.verification,
        ..masked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{BuildRecord, Known};
    use serde_json::json;

    #[test]
    fn a_host_says_that_its_names_are_out() {
        let mut host = HostLayout::default();
        host.goroot.value = Some("/home/gopherina/go".to_owned());
        let redacted = Redactor::default().redact(host);
        assert!(redacted.redacted);
        assert_eq!(redacted.goroot.value.as_deref(), Some("/home/<user1>/go"));
        let text = serde_json::to_string(&redacted).unwrap();
        assert!(text.ends_with(r#""redacted":true}"#), "{text}");
        assert!(!serde_json::to_string(&HostLayout::default()).unwrap().contains("redacted"));
    }

    #[test]
    fn names_have_one_placeholder_each() {
        let mut redactor = Redactor::default();
        for (text, want) in [
            ("/home/bobby/go/pkg/mod", "/home/<user1>/go/pkg/mod"),
            ("see /home/bobby/x in file-table at 0x1", "see /home/<user1>/x in file-table at 0x1"),
            (r"C:\Users\Ann.Lee\go", r"C:\Users\<user2>\go"),
            ("github.com/bobby/tool", "github.com/<user1>/tool"),
            ("bobbys and BOBBY", "<user1>s and <user1>"),
            ("/home/al/x all", "/home/<user3>/x all"),
            ("-I/home/al/x", "-I/home/<user3>/x"),
            ("https://git.acme.corp/x", "https://<host1>/x"),
            (r"\\files01\share\x", r"\\<host2>\share\x"),
            ("//files02/share/x", "//<host3>/share/x"),
            ("/home/runner/work/x", "/home/runner/work/x"),
            ("/root/go", "/root/go"),
            ("/root/go/pkg/mod/x", "/root/go/pkg/mod/x"),
            ("/home/remote/walter/x", "/home/remote/<user4>/x"),
            ("/home/CORPX/betty/x", "/home/<host4>/<user5>/x"),
            (r"\\_\_/GOROOT/src/x", r"\\_\_/GOROOT/src/x"),
            ("//_/_/x", "//_/_/x"),
            ("//usr/lib/x", "//usr/lib/x"),
            ("/usr/local/go", "/usr/local/go"),
        ] {
            let record = redactor.redact(Record { path: text.to_owned(), ..Record::new() });
            assert_eq!(record.path, want, "{text}");
            assert!(record.redacted);
            assert_eq!(redactor.redact(record.clone()), record);
        }
    }

    #[test]
    fn words_of_our_own_are_left_alone() {
        let mut redactor = Redactor::default();
        let own = |text: &str| text.to_owned();
        let settings = [(own("linux"), own("x"))].into_iter().collect();
        let record = Record {
            path: own("/home/linux/x"),
            os: Known::is("linux".into()),
            reasons: [("linux", "was linux")].into(),
            build: Known::is(BuildRecord { settings, ..Default::default() }),
            ..Record::new()
        };
        let got = redactor.redact(record);
        assert_eq!((got.path.as_str(), got.os.as_deref()), ("/home/<user1>/x", Some("linux")));
        assert_eq!(got.reasons, [("linux", "was <user1>")].into());
        assert_eq!(got.build.known().unwrap().settings.get("<user1>"), Some("x"));
    }

    #[test]
    fn too_many_secrets_mask_all_but_facts_with_a_form() {
        let mut record = Record { outcome: crate::report::Outcome::Go, ..Record::new() };
        record.os = Known::is("linux".into());
        record.reasons.insert("dwarf", "built with -w");
        record.build = Known::is(BuildRecord {
            main_package: Known::is("example.com/x".into()),
            settings: [("-ldflags".to_owned(), "-X main.token=a".to_owned())].into_iter().collect(),
            ..Default::default()
        });
        let masked = mask_all(record.clone());
        let build = masked.build.known().unwrap();
        assert_eq!(build.main_package.as_deref(), Some(MASK));
        assert!(build.settings.iter().all(|(key, value)| (key, value) == (MASK, MASK)));
        assert_eq!(
            (masked.outcome, masked.os, masked.reasons),
            (record.outcome, record.os, record.reasons)
        );
    }

    #[test]
    fn secrets_go_everywhere() {
        let secrets = ["hunter2".to_owned(), "s3cr3t-value".to_owned(), "abc".to_owned()];
        let document = json!({ "value": ["x hunter2", "xhunter2x", "as3cr3t-valueb", "abc"] });
        let got = mask_everywhere(document, &secrets);
        assert_eq!(got, json!({ "value": ["x ***", "xhunter2x", "a***b", "abc"] }));
    }
}
