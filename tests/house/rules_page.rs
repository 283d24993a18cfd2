//! `docs/rules.md`: every rule, on how many real programs it fires, and what to do. `UPDATE=1` rewrites
//! it from the table of rules and `docs/rule-shares.tsv`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use gorigin::finding::{Rule, Severity, all_rules};

/// Rules above note that fire on more than a tenth of real programs, and what they tell that who
/// releases a program would want to know.
const WANTED: [(&str, &str); 1] = [("path-leak-user", "names the person who built the program")];

/// How often rules fire on real programs.
struct Shares {
    programs: u32,
    /// By rule and severity.
    fired: BTreeMap<(String, String), u32>,
    /// The packages beside those of `tests/corpus/public.tsv`.
    packages: Vec<String>,
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn shares() -> Shares {
    let text = fs::read_to_string(file("docs/rule-shares.tsv")).unwrap();
    let mut shares = Shares { programs: 0, fired: BTreeMap::new(), packages: Vec::new() };
    for line in text.lines() {
        let [what, how, count] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}");
        };
        match what {
            "programs" => shares.programs = count.parse().unwrap(),
            "from" => shares.packages.push(how.to_owned()),
            rule => {
                let key = (rule.to_owned(), how.to_owned());
                shares.fired.insert(key, count.parse().unwrap());
            }
        }
    }
    shares
}

impl Shares {
    fn of(&self, rule: &Rule, severity: Severity) -> u32 {
        let key = (rule.name.to_owned(), severity.to_string());
        self.fired.get(&key).copied().unwrap_or_default()
    }

    fn percent(&self, count: u32) -> String {
        let tenths = (count * 1000 + self.programs / 2) / self.programs;
        format!("{}.{} %", tenths / 10, tenths % 10)
    }

    /// `12.8 %`, and what is of another severity than the rule.
    fn words(&self, rule: &Rule) -> String {
        let all: Vec<_> = Severity::ALL
            .into_iter()
            .map(|severity| (severity, self.of(rule, severity)))
            .filter(|(_, count)| *count > 0)
            .collect();
        match all[..] {
            [] => "–".to_owned(),
            [(severity, count)] if severity == rule.severity => self.percent(count),
            _ => {
                let words = |(severity, count): &(Severity, u32)| {
                    format!("{} {severity}", self.percent(*count))
                };
                all.iter().map(words).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

const HEAD: &str = "\
# Rules

What gorigin may say of a program or of a machine. A rule's severity says what to do about a finding:

| severity | means |
| --- | --- |
| `error` | the program contradicts itself, this machine, or what was asked of it |
| `warning` | probably not what who released it meant |
| `note` | worth knowing; nothing need be done |
| `off` | not told; no rule is so by itself |

`--severity RULE=LEVEL` sets that of a rule, `--select` and `--ignore` choose rules, `--fail-on error|warning|note|never`
says which findings make a command exit with 1. `gorigin rules RULE` prints what stands here about a rule.
A few findings are graver or lighter than their rule; the rule says when.
";

fn page(shares: &Shares) -> String {
    let host_rules: Vec<&Rule> = gorigin::diagnosis::rules().collect();
    let is_of_host = |rule: &&Rule| host_rules.iter().any(|it| it.name == rule.name);
    let (of_hosts, of_programs): (Vec<&Rule>, Vec<&Rule>) = all_rules().partition(is_of_host);
    let mut text = HEAD.to_owned();
    let programs = shares.programs;
    write!(
        text,
        "\n## Rules about programs\n\n\
         How many of {programs} real programs each rule fires on, as they were shipped in packages of npm, PyPI and Debian,\n\
         Go 1.7 to 1.27, with `gorigin inspect`, compared with the machine of `tests/snapshots/golden-host.json`, and nothing\n\
         asked for besides; – is none of them.\n\n\
         | rule | severity | real programs | what to do |\n| --- | --- | --- | --- |\n"
    )
    .unwrap();
    for rule in &of_programs {
        let (Rule { name, severity, fix, .. }, share) = (rule, shares.words(rule));
        writeln!(text, "| [`{name}`](#{name}) | {severity} | {share} | {} |", cell(fix)).unwrap();
    }
    text.push_str("\n## Rules about machines\n\nThose of `gorigin doctor`.\n\n| rule | severity | what to do |\n| --- | --- | --- |\n");
    for Rule { name, severity, fix, .. } in &of_hosts {
        writeln!(text, "| [`{name}`](#{name}) | {severity} | {} |", cell(fix)).unwrap();
    }
    text.push_str("\n## Each rule\n");
    for rule in of_programs.iter().chain(&of_hosts) {
        let Rule { name, severity, meaning, why, fix, .. } = rule;
        write!(text, "\n### {name}\n\nSeverity: {severity}. {meaning}\n\n**Why.** {why}\n\n**What to do.** {fix}\n").unwrap();
        if let Some((_, what)) = WANTED.iter().find(|(wanted, _)| wanted == name) {
            let share = shares.words(rule);
            write!(text, "\nIt fires on many programs ({share}), and {what}.\n").unwrap();
        }
    }
    let packages = shares.packages.join("`, `");
    write!(
        text,
        "\n## The programs\n\nThose that `tests/corpus/public.tsv` names, and those in the packages\n`{packages}`.\n\
         `cargo xtask rule-shares FOLDER…` counts anew, `cargo xtask golden` writes this page.\n"
    )
    .unwrap();
    text
}

/// Text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[test]
fn the_page_is_up_to_date() {
    let (got, path) = (page(&shares()), file("docs/rules.md"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &got).unwrap();
    }
    let want = fs::read_to_string(&path).unwrap_or_default();
    let differing = got.lines().zip(want.lines()).find(|(got, want)| got != want);
    assert!(got == want, "UPDATE=1 rewrites docs/rules.md; first difference: {differing:?}");
}

#[test]
fn what_is_counted_are_rules() {
    let shares = shares();
    assert!(shares.programs > 200, "{}", shares.programs);
    for ((name, severity), count) in &shares.fired {
        assert!(all_rules().any(|rule| rule.name == name), "{name}");
        assert!(Severity::ALL.iter().any(|it| it.name() == severity), "{name} {severity}");
        assert!(*count > 0 && *count <= shares.programs, "{name}");
    }
}

#[test]
fn no_rule_above_note_cries_wolf() {
    let shares = shares();
    for rule in all_rules() {
        let grave = shares.of(rule, Severity::Error) + shares.of(rule, Severity::Warning);
        let is_common = grave * 10 > shares.programs;
        let is_wanted = WANTED.iter().any(|(name, _)| *name == rule.name);
        assert_eq!(is_common, is_wanted, "{}: {grave} of {}", rule.name, shares.programs);
    }
}
