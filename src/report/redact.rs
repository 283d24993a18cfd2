//! Records without the names of persons and of internal hosts, and without secrets.
//!
//! Every string of a record is rewritten, whatever its field: what a later version adds is covered
//! too. Only the fields whose words are this program's own are left alone.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Record;
use super::spotter::{Spotter, Where};
use crate::leak::{Account, MASK, home, is_internal, share_host};

/// Fields that hold words of this program's own, numbers as text, or hashes.
const OWN_WORDS: [&str; 24] = [
    "arch",
    "build_mode",
    "by",
    "cause",
    "encoding",
    "endian",
    "format",
    "found_by",
    "help",
    "host_match",
    "in_build_id",
    "kind",
    "layout",
    "origin",
    "os",
    "outcome",
    "owner",
    "rule",
    "schema",
    "severity",
    "source",
    "status",
    "trimpath",
    "verdict",
];

/// The shortest secret that is masked inside of a longer word; shorter ones as whole words only.
const LONG_SECRET: usize = 8;
/// The shortest secret that is masked outside of the flags at all.
const SHORT_SECRET: usize = 4;
/// The longest part of a text in which a home folder is looked for.
const LONGEST_HOME: usize = 256;

/// Replaces names of persons and of internal hosts by placeholders: `<user1>`, `<host1>`. The same
/// name has the same placeholder in everything that one redactor rewrites.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    names: Spotter,
    users: usize,
    hosts: usize,
}

impl Redactor {
    /// `document` without the names; as it was where it is nothing that JSON can hold.
    pub fn redact<T: Serialize + DeserializeOwned>(&mut self, document: T) -> T {
        let Ok(mut value) = serde_json::to_value(&document) else { return document };
        self.redact_value(&mut value);
        serde_json::from_value(value).unwrap_or(document)
    }

    /// Takes the names out of a JSON document, unless that says that they are out already.
    pub fn redact_value(&mut self, value: &mut Value) {
        // What stands in place of a name must not be taken for a part of a path.
        if value.get("redacted") == Some(&Value::Bool(true)) {
            return;
        }
        // A name is met in a path first, and alone elsewhere: all are learned before any is replaced.
        each_string(value, &mut |text| self.learn(text));
        each_string(value, &mut |text| {
            if let Some(replaced) = self.names.replaced(text) {
                *text = replaced;
            }
        });
        if let Value::Object(fields) = value {
            // It holds the path's bytes, names and all.
            fields.remove("path_b64");
            if fields.contains_key("schema") {
                fields.insert("redacted".to_owned(), Value::Bool(true));
            }
        }
    }

    fn add_user(&mut self, name: &str) {
        add(&mut self.names, &mut self.users, name, "user");
    }

    fn add_host(&mut self, name: &str) {
        add(&mut self.names, &mut self.hosts, name, "host");
    }

    fn learn(&mut self, text: &mut String) {
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
            // `\\host\share`, and as the file table spells it.
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

/// Adds a name, which is replaced in longer words too where that is hardly chance.
fn add(names: &mut Spotter, count: &mut usize, name: &str, what: &str) {
    let place = if name.chars().count() >= 5 { Where::Anywhere } else { Where::WholeWord };
    names.add(name, place, || {
        *count = count.saturating_add(1);
        format!("<{what}{count}>")
    });
}

/// Whether a share may start there: anywhere with backslashes, with slashes at the start of a text, a
/// word or a flag's value.
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

/// Masks `secrets` wherever they stand in `document`.
pub(super) fn mask_everywhere<T: Serialize + DeserializeOwned>(
    document: T,
    secrets: &[String],
) -> T {
    let mut spotter = Spotter::default();
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORT_SECRET) {
        let place = if secret.len() >= LONG_SECRET { Where::Anywhere } else { Where::WholeWord };
        spotter.add(secret, place, || MASK.to_owned());
    }
    let Ok(mut value) = serde_json::to_value(&document) else { return document };
    each_string(&mut value, &mut |text| {
        if let Some(masked) = spotter.replaced(text) {
            *text = masked;
        }
    });
    serde_json::from_value(value).unwrap_or(document)
}

/// Masks every text of `record` that comes from the file and of which the file's maker chose the
/// words. Versions, IDs and hashes stay, for they have forms of their own.
pub(super) fn mask_all(record: Record) -> Record {
    const KEPT: [&str; 10] = [
        "build_id",
        "damage",
        "error",
        "go_version",
        "host_id",
        "path_hash",
        "pclntab",
        "reasons",
        "schema",
        "verification",
    ];
    let nothing = || Record { outcome: record.outcome, size: record.size, ..Record::new() };
    let Ok(Value::Object(mut fields)) = serde_json::to_value(&record) else { return nothing() };
    let kept: Vec<_> = KEPT.iter().filter_map(|name| fields.remove_entry(*name)).collect();
    let mut rest = Value::Object(fields);
    each_string(&mut rest, &mut |text| MASK.clone_into(text));
    if let Value::Object(fields) = &mut rest {
        fields.extend(kept);
    }
    serde_json::from_value(rest).unwrap_or_else(|_| nothing())
}

/// Calls `change` for every string in `value` that may come from a file or its name, the names of
/// settings among them.
fn each_string(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    // No recursion: the stack is ours to bound.
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            Value::String(text) => change(text),
            Value::Array(members) => left.extend(members.iter_mut()),
            Value::Object(fields) => {
                if let Some(Value::Object(settings)) = fields.get_mut("settings") {
                    let renamed = std::mem::take(settings).into_iter().map(|(mut name, value)| {
                        change(&mut name);
                        (name, value)
                    });
                    *settings = renamed.collect();
                }
                for (name, member) in fields.iter_mut() {
                    let own = member.is_string() && OWN_WORDS.contains(&name.as_str());
                    if !own {
                        left.push(member);
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
            let mut value = json!({ "value": text });
            redactor.redact_value(&mut value);
            assert_eq!(value["value"], want, "{text}");
        }
        let mut value = json!({ "outcome": "go", "name": "/home/gopherina/x", "schema": "x" });
        redactor.redact_value(&mut value);
        assert_eq!(value["redacted"], true);
    }

    #[test]
    fn words_of_our_own_are_left_alone() {
        let mut redactor = Redactor::default();
        let document = json!({
            "outcome": "found", "path": "/home/found/x", "reasons": { "x": "was found" },
            "settings": { "found": "x" },
        });
        let got = redactor.redact(document);
        assert_eq!(got["outcome"], "found");
        assert_eq!(got["reasons"]["x"], "was <user1>");
        assert_eq!(got["settings"], json!({ "<user1>": "x" }));
    }

    #[test]
    fn too_many_secrets_mask_all_but_facts_with_a_form() {
        let mut record = Record { outcome: crate::report::Outcome::Go, ..Record::new() };
        record.os = Some("linux".to_owned());
        record.reasons.insert("dwarf".to_owned(), "built with -w".to_owned());
        record.build = Some(crate::report::BuildRecord {
            main_package: Some("example.com/x".to_owned()),
            settings: [("-ldflags".to_owned(), "-X main.token=a".to_owned())].into_iter().collect(),
            ..Default::default()
        });
        let masked = mask_all(record.clone());
        let build = masked.build.unwrap();
        assert_eq!(build.main_package.as_deref(), Some(MASK));
        assert!(
            build.settings.iter().all(|(key, value)| (key, value) == (&MASK.into(), &MASK.into()))
        );
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
