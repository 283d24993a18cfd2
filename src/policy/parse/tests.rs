//! What is a policy, and what each fault of one is called.

use super::*;
use crate::finding::{FailOn, Level, Severity};
use crate::policy::requirement::Key;

fn faults(text: &str) -> Vec<String> {
    parse(text).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

const WHOLE: &str = r#"
fail-on = "warning"

[severity]
no-pie = "off"
not-trimmed = "error"

[require]
trimpath = true
clean = true
revision = "0123456789"
min-go = "1.24"
goroot = ["/usr/local/go", "trimmed"]
verified = true
no-user-paths = true
module-hosts = ["github.com/acme", "*.example.com"]
target = "linux/amd64:glibc-2.31:v2"
target-glibc = "2.31"
target-cpu = "v2"
forbid-settings = ["-race", "CGO_ENABLED=1"]

[[path]]
match = "dist/app.tar.gz!/bin/*"
severity.no-pie = "error"
require.min-go = "1.25"
require.clean = false

[[path]]
match = ["a", "b/**"]

[[ignore]]
rule = "path-leak-user"
path = ["dist/legacy/**"]
contains = "/home/ci"
reason = "rebuilt in January"
until = 2027-01-31
"#;

#[test]
fn a_whole_policy() {
    let file = parse(WHOLE).unwrap();
    assert_eq!(file.fail_on, Some(FailOn::Warning));
    let levels: Vec<_> = file.severities.iter().map(|it| (it.rule, it.level, it.line)).collect();
    assert_eq!(levels, [("no-pie", Level::Off, 5), ("not-trimmed", Level::At(Severity::Error), 6)]);
    let keys: Vec<Key> = file.requirements.iter().map(|it| it.key).collect();
    assert_eq!(keys, Key::ALL);
    assert!(file.requirements.iter().all(|it| it.what.is_some()));
    let section = &file.sections[0];
    assert_eq!((section.line, section.patterns.len()), (22, 1));
    assert_eq!(section.severities.len(), 1);
    let asked: Vec<_> = section.requirements.iter().map(|it| (it.key, it.what.is_some())).collect();
    assert_eq!(asked, [(Key::MinGo, true), (Key::Clean, false)]);
    assert_eq!(file.sections[1].patterns.len(), 2);
    let ignore = &file.ignores[0];
    assert_eq!((ignore.rule, ignore.line), ("path-leak-user", 31));
    assert_eq!(ignore.until.unwrap().to_string(), "2027-01-31");
    assert!(parse("").is_ok() && parse("\u{feff}fail-on = 'never'\r\n").is_ok());
}

#[test]
fn every_key_is_needed_as_it_is() {
    for (text, want) in [
        // Keys.
        ("severty = 1", "1:1: unknown key `severty`; did you mean `severity`?"),
        ("\n\n  x = 1", "3:3: unknown key `x`; there are fail-on, severity, require, path, ignore"),
        ("[rules]", "1:2: unknown key `rules`; did you mean `severity`?"),
        ("[require]\nmin_go = 1", "2:1: unknown key `min_go` in require; did you mean `min-go`?"),
        ("require.goroots = []", "1:9: unknown key `goroots` in require; did you mean `goroot`?"),
        ("[[path]]\nmatch = 'a'\nfiles = 'b'", "3:1: unknown key `files` in path; did you mean"),
        ("[[ignore]]\nid = 'x'", "2:1: unknown key `id` in ignore; did you mean `rule`?"),
        ("[[ignore]]\nexpires = 1", "2:1: unknown key `expires` in ignore; did you mean `until`?"),
        // Types.
        ("fail-on = 1", "1:11: `fail-on` is a string, not an integer"),
        ("severity = 'error'", "1:12: `severity` is a table, not a string"),
        ("path = 'a'", "1:8: `path` is an array of tables: [[path]], not a string"),
        ("[path]", "1:1: `path` is an array of tables: [[path]], not a table"),
        ("ignore = ['no-pie']", "1:11: `ignore` is an array of tables: { rule = "),
        ("require.trimpath = 'yes'", "1:20: `trimpath` is true or false, not a string"),
        ("require.min-go = 1.24", "1:18: `min-go` is a string, not a float"),
        ("require.min-go = true", "1:18: `min-go` is a string, not a boolean"),
        ("require.goroot = [1]", "1:18: `goroot` is a string or an array of strings, not an array"),
        // Values.
        ("fail-on = 'warn'", "1:11: no severity: `warn`; did you mean `warning`?"),
        ("fail-on = 'off'", "1:11: no severity: `off`; there are error, warning, note, never"),
        ("severity.no-pie = 'deny'", "1:19: no level: `deny`; did you mean `error`?"),
        ("severity.no-pi = 'off'", "1:10: unknown rule `no-pi`; did you mean `no-pie`?"),
        ("severity.E501 = 'off'", "1:10: unknown rule `E501`; `gorigin rules` lists the rules"),
        ("require.revision = 'abc'", "`revision`: `abc`: at least 7 digits of a revision"),
        ("require.min-go = 'new'", "`min-go`: `new`: a release such as 1.22 or 1.22.3 is needed"),
        ("require.goroot = []", "1:18: `goroot` allows none; `false` asks for nothing"),
        ("require.target = 'linux'", "`target`: `linux`: os/arch[:libc][:level] is needed"),
        ("require.target-cpu = 'fast'", "`target-cpu`: `fast`: a level such as v3"),
        ("require.module-hosts = ['https://x']", "1:25: `module-hosts`: `https://x`: a host is"),
        ("require.forbid-settings = ['']", "`forbid-settings`: ``: a setting is needed"),
        // Sections and ignores.
        ("[[path]]\n[[path]]", "1:1: `path` needs `match`: the paths that it is for"),
        ("[[path]]\nmatch = []", "2:9: `match` names no path"),
        ("[[path]]\nmatch = 'a[b'", "2:9: the pattern `a[b` unclosed character class"),
        ("[[path]]\nmatch = '!a'", "2:9: the pattern `!a` starts with !"),
        ("[[ignore]]\nrule = 'no-pie'", "1:1: `ignore` needs `reason`"),
        ("[[ignore]]\nreason = 'x'", "1:1: `ignore` needs `rule`"),
        ("[[ignore]]\nrule = 'no-pie'\nreason = ' '", "3:10: `reason` is empty"),
        (
            "ignore = [{ rule = 'no-pie', reason = 'x', contains = '' }]",
            "1:55: `contains` is empty",
        ),
        (
            "ignore = [{ rule = 'goroot-missing', reason = 'x' }]",
            "1:20: `goroot-missing` is about hosts",
        ),
        // Messages are safe to show, and short.
        ("\"a\\u001b[2J\" = 1", "1:1: unknown key `a\\x1b[2J`"),
        ("severity.\"\\u202e\" = 1", "1:10: unknown rule `\\u{202e}`"),
    ] {
        let got = faults(text);
        assert!(got.iter().any(|it| it.contains(want)), "{text}\nwant {want}\ngot  {got:?}");
    }
    let long = faults(&format!("{} = 1", "k".repeat(10_000)));
    assert!(long[0].len() < 300, "{}", long[0]);
}

/// What the crate `toml` does with what our users write. Where it does not do what was guessed, the
/// guess stands beside the row.
#[test]
fn what_toml_does() {
    for (text, want) in [
        ("until = ", "1:9: not TOML: "),
        ("a b", "1:3: not TOML: "),
        // A key that stands twice is told at the second one.
        ("fail-on = 'note'\nfail-on = 'note'", "2:1: not TOML: duplicate key"),
        ("severity.no-pie = 'off'\n[severity]\n", "2:2: not TOML: duplicate key"),
        ("[[ignore]]\nuntil = 2027-02-30", "2:9: not TOML: "),
        ("[[ignore]]\nuntil = 2027-13-01", "2:9: not TOML: "),
        // Guessed: at the start of the value. It is where the float ends.
        ("[[ignore]]\nuntil = 31.1.2027", "2:13: not TOML: "),
        ("\u{7}", "1:1: not TOML: "),
        ("x = [[[[", "1:9: not TOML: unclosed array"),
    ] {
        let got = faults(text);
        let first = got.first().map(String::as_str).unwrap_or_default();
        assert!(first.starts_with(want), "{text}\nwant {want}\ngot  {got:?}");
        assert!(got.iter().all(|it| !it.contains('\n')), "{got:?}");
    }
    let until = |value: &str| {
        let text = format!("ignore = [{{ rule = 'no-pie', reason = 'x', until = {value} }}]");
        parse(&text)
            .map(|it| it.ignores[0].until.unwrap().to_string())
            .map_err(|it| it[0].message.clone())
    };
    assert_eq!(until("2027-01-31"), Ok("2027-01-31".to_owned()));
    for (value, why) in [
        ("2027-01-31T10:00:00Z", "a date without a time"),
        ("2027-01-31 10:00:00", "a date without a time"),
        ("10:00:00", "a date without a time"),
        ("'2027-01-31'", "a date without quotes"),
        ("2027", "is a date, as in 2027-01-31, not an integer"),
    ] {
        assert!(until(value).unwrap_err().contains(why), "{value}: {:?}", until(value));
    }
    // TOML 1.1: an inline table may go over lines and end in a comma.
    assert!(parse("ignore = [{\n  rule = 'no-pie',\n  reason = 'x',\n}]").is_ok());
}

#[test]
fn all_faults_are_told_in_the_order_of_the_text() {
    let text = "z = 1\n[severity]\nb = 'off'\na = 'off'\n[require]\ny = 1\ntrimpath = 1\n";
    let places: Vec<String> =
        faults(text).iter().map(|it| it.split(": ").next().unwrap().to_owned()).collect();
    assert_eq!(places, ["1:1", "3:1", "4:1", "6:1", "7:12"]);
    let many: String = (0..50).map(|at| format!("k{at} = 1\n")).collect();
    let got = faults(&many);
    assert_eq!(got.len(), 21);
    assert!(got[20].ends_with("and 30 more faults"), "{}", got[20]);
}

#[test]
fn a_policy_is_bounded() {
    assert!(faults(&"#".repeat(LONGEST_POLICY + 1))[0].contains("more than 256 KiB"));
    let many = format!("[[path]]\nmatch = [{}]\n", "'a',".repeat(1001));
    assert!(faults(&many)[0].contains("more than 1000 patterns"), "{:?}", faults(&many));
    let long = format!("[[path]]\nmatch = '{}'\n", "a".repeat(513));
    assert!(faults(&long)[0].contains("longer than 512 bytes"));
    let deep = format!("x = {}", "[".repeat(100_000));
    assert!(faults(&deep)[0].contains("not TOML"));
    // Many faults on one long line, whose places are counted.
    let line = format!("x = {{{}}}", "a = 1, ".repeat(30_000));
    assert!(!faults(&line).is_empty());
}

#[test]
fn columns_count_characters() {
    assert_eq!(
        faults("fail-on = 'note' # ü\n\"ü\".x = 1"),
        ["2:1: unknown key `ü`; there are fail-on, severity, require, path, ignore"]
    );
    assert!(faults("severity = { \"ü\" = 1, y = 1 }")[1].starts_with("1:23: "));
}

/// What the documentation shows.
#[test]
fn documented_policies_are_policies() {
    let pages = [
        include_str!("../mod.rs").replace("\n//! ", "\n"),
        include_str!("../../../README.md").into(),
    ];
    for page in pages {
        let (_, rest) = page.split_once("```toml\n").unwrap();
        let (text, _) = rest.split_once("```").unwrap();
        let text = text.replace("//!", "");
        assert!(
            text.contains("[[ignore]]") && faults(&text).is_empty(),
            "{:?}\n{text}",
            faults(&text)
        );
    }
}
