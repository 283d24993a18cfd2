//! Records without the names of persons and of internal hosts, and without secrets.
//!
//! Every string of a record is rewritten, whatever its field: what a later version adds is covered
//! too. Only the fields whose words are this program's own are left alone.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::evidence::leak::{Account, MASK, home, is_internal, share_host};

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
    users: Vec<String>,
    hosts: Vec<String>,
}

impl Redactor {
    /// `document` without the names; as it was where it is nothing that JSON can hold.
    pub fn redact<T: Serialize + DeserializeOwned>(&mut self, document: T) -> T {
        let Ok(mut value) = serde_json::to_value(&document) else { return document };
        self.redact_value(&mut value);
        serde_json::from_value(value).unwrap_or(document)
    }

    /// Takes the names out of a JSON document.
    pub fn redact_value(&mut self, value: &mut Value) {
        // A name is met in a path first, and alone elsewhere: all are learned before any is replaced.
        each_string(value, &mut |text| self.learn(text));
        each_string(value, &mut |text| self.replace(text));
        if let Value::Object(fields) = value {
            // It holds the path's bytes, names and all.
            fields.remove("path_b64");
            if fields.contains_key("schema") {
                fields.insert("redacted".to_owned(), Value::Bool(true));
            }
        }
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
                add(&mut self.users, &name);
            }
            let domain = home(rest).and_then(|home| home.domain);
            // `\\host\share`, and as the file table spells it.
            let share = starts_share(bytes, at).then(|| share_host(rest)).flatten();
            for host in share.map(|(host, _)| host).into_iter().chain(domain) {
                add(&mut self.hosts, &String::from_utf8_lossy(host));
            }
        }
        for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))) {
            if word.contains('.') && is_internal(word.as_bytes()) {
                add(&mut self.hosts, word);
            }
        }
    }

    fn replace(&self, text: &mut String) {
        // The longest first: one name may be a part of another.
        let named = |names: &[String], what: &'static str| -> Vec<(String, String)> {
            let numbered = names.iter().enumerate();
            let pair = |(at, name): (usize, &String)| {
                (name.clone(), format!("<{what}{}>", at.saturating_add(1)))
            };
            numbered.map(pair).collect()
        };
        let mut names = named(&self.users, "user");
        names.extend(named(&self.hosts, "host"));
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        for (name, placeholder) in &names {
            // In longer words too, where that is hardly chance.
            let inside = name.chars().count() >= 5;
            if let Some(replaced) = replaced(text, name, placeholder, inside) {
                *text = replaced;
            }
        }
    }
}

/// The name of a home folder, without a remark that a text may add to it.
fn words(name: &str) -> String {
    name.trim().to_owned()
}

fn add(names: &mut Vec<String>, name: &str) {
    if !name.is_empty() && !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        names.push(name.to_owned());
    }
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

/// `text` with every `name` replaced, whatever its case; `None` where there is none.
fn replaced(text: &str, name: &str, by: &str, inside: bool) -> Option<String> {
    // Lower-casing ASCII changes no lengths.
    let (lower, wanted) = (text.to_ascii_lowercase(), name.to_ascii_lowercase());
    let mut out = String::new();
    let mut end = 0_usize;
    for (at, _) in lower.match_indices(&wanted) {
        let behind = at.saturating_add(wanted.len());
        let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        let after = text.get(behind..).and_then(|it| it.chars().next());
        if at < end || !inside && (joins(before) || joins(after)) {
            continue;
        }
        out.push_str(text.get(end..at)?);
        out.push_str(by);
        end = behind;
    }
    if end == 0 {
        return None;
    }
    out.push_str(text.get(end..)?);
    Some(out)
}

/// Masks `secrets` wherever they stand in `document`.
pub(super) fn mask_everywhere<T: Serialize + DeserializeOwned>(
    document: T,
    secrets: &[String],
) -> T {
    let Ok(mut value) = serde_json::to_value(&document) else { return document };
    each_string(&mut value, &mut |text| {
        for secret in secrets.iter().filter(|secret| secret.len() >= SHORT_SECRET) {
            let inside = secret.len() >= LONG_SECRET;
            if let Some(masked) = replaced(text, secret, MASK, inside) {
                *text = masked;
            }
        }
    });
    serde_json::from_value(value).unwrap_or(document)
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
    fn secrets_go_everywhere() {
        let secrets = ["hunter2".to_owned(), "s3cr3t-value".to_owned(), "abc".to_owned()];
        let document = json!({ "value": ["x hunter2", "xhunter2x", "as3cr3t-valueb", "abc"] });
        let got = mask_everywhere(document, &secrets);
        assert_eq!(got, json!({ "value": ["x ***", "xhunter2x", "a***b", "abc"] }));
    }
}
