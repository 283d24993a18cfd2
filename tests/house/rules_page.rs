//! `docs/rules.md`: every rule, on how many real programs it fires, and what to do. `UPDATE=1` rewrites
//! it from the table of rules and `docs/rule-shares.tsv`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use gorigin::finding::{Rule, Severity, all_rules};

/// Rules above note that fire on more than a tenth of the real programs of a registry, and what they tell that who
/// releases a program would want to know.
const WANTED: [(&str, &str); 1] = [("path-leak-user", "names the person who built the program")];

/// The registries, as `docs/rule-shares.tsv` calls them.
const KINDS: [&str; 3] = ["Debian", "PyPI", "npm"];

/// How often rules fire on real programs.
#[derive(Default)]
struct Shares {
    date: String,
    releases: String,
    /// By registry.
    packages: BTreeMap<String, u32>,
    programs: BTreeMap<String, u32>,
    /// By rule, severity and registry.
    fired: BTreeMap<(String, String, String), u32>,
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn shares() -> Shares {
    let text = fs::read_to_string(file("docs/rule-shares.tsv")).unwrap();
    let mut shares = Shares::default();
    for line in text.lines() {
        let [what, severity, kind, count] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns: {line}");
        };
        let number = || count.parse().unwrap_or_else(|_| panic!("no number: {line}"));
        match what {
            "date" => shares.date = count.to_owned(),
            "releases" => shares.releases = count.to_owned(),
            "packages" => drop(shares.packages.insert(kind.to_owned(), number())),
            "programs" => drop(shares.programs.insert(kind.to_owned(), number())),
            rule => {
                let key = (rule.to_owned(), severity.to_owned(), kind.to_owned());
                shares.fired.insert(key, number());
            }
        }
    }
    shares
}

impl Shares {
    /// How many programs of these registries the rule fires on with that severity.
    fn of(&self, rule: &Rule, severity: Severity, kinds: &[&str]) -> u32 {
        let key = |kind: &str| (rule.name.to_owned(), severity.to_string(), kind.to_owned());
        kinds.iter().filter_map(|kind| self.fired.get(&key(kind))).sum()
    }

    /// How many programs of a registry the rule fires on with a severity above note.
    fn grave(&self, rule: &Rule, kind: &str) -> u32 {
        [Severity::Error, Severity::Warning].map(|it| self.of(rule, it, &[kind])).iter().sum()
    }

    /// How many programs come from these registries.
    fn all(&self, kinds: &[&str]) -> u32 {
        kinds.iter().filter_map(|kind| self.programs.get(*kind)).sum()
    }

    fn percent(&self, count: u32, kinds: &[&str]) -> String {
        let all = self.all(kinds);
        let tenths = (count * 1000 + all / 2) / all;
        format!("{}.{} %", tenths / 10, tenths % 10)
    }

    /// `12.8 %`, and what is of another severity than the rule.
    fn words(&self, rule: &Rule, kinds: &[&str]) -> String {
        let all: Vec<_> = Severity::ALL
            .into_iter()
            .map(|severity| (severity, self.of(rule, severity, kinds)))
            .filter(|(_, count)| *count > 0)
            .collect();
        match all[..] {
            [] => "–".to_owned(),
            [(severity, count)] if severity == rule.severity => self.percent(count, kinds),
            _ => {
                let words = |(severity, count): &(Severity, u32)| {
                    format!("{} {severity}", self.percent(*count, kinds))
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
    let (programs, date, releases) = (shares.all(&KINDS), &shares.date, &shares.releases);
    let packages = KINDS.map(|kind| format!("{} packages of {kind}", shares.packages[kind]));
    let counts = KINDS.map(|kind| format!("{kind}, {}", shares.programs[kind])).join(" | ");
    write!(
        text,
        "\n## Rules about programs\n\n\
         On how many of {programs} real programs each rule fires: those in {},\n\
         as they were shipped, built with {releases}, no Go toolchains among them, each content once; counted on {date}.\n\
         `gorigin inspect` read them, compared with the machine of `tests/snapshots/golden-host.json`, and nothing was asked\n\
         for besides; – is none of them. Debian builds its programs all alike, so each registry has a column of its own.\n\n\
         | rule | severity | all, {programs} | {counts} | what to do |\n| --- | --- | --- | --- | --- | --- | --- |\n",
        packages.join(", "),
    )
    .unwrap();
    for rule in &of_programs {
        let Rule { name, severity, fix, .. } = rule;
        let each = KINDS.map(|kind| shares.words(rule, &[kind])).join(" | ");
        let all = shares.words(rule, &KINDS);
        writeln!(text, "| [`{name}`](#{name}) | {severity} | {all} | {each} | {} |", cell(fix))
            .unwrap();
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
            let share = |kind: &&str| 1000 * shares.grave(rule, kind) / shares.programs[*kind];
            let kind = KINDS.into_iter().max_by_key(share).unwrap();
            let (all, there) = (shares.words(rule, &KINDS), shares.words(rule, &[kind]));
            write!(
                text,
                "\nIt fires on {all} of real programs, on {there} of those from {kind}, and {what}.\n"
            )
            .unwrap();
        }
    }
    text.push_str(
        "\n## The programs\n\nThe packages and their versions stand in `tests/corpus/shares.tsv`. `cargo xtask rule-shares` downloads\n\
         them and counts anew, `cargo xtask golden` writes this page.\n",
    );
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
    assert!(shares.all(&KINDS) > 700, "{:?}", shares.programs);
    assert_eq!(shares.programs.len(), KINDS.len(), "{:?}", shares.programs);
    for ((name, severity, kind), count) in &shares.fired {
        assert!(all_rules().any(|rule| rule.name == name), "{name}");
        assert!(Severity::ALL.iter().any(|it| it.name() == severity), "{name} {severity}");
        assert!(*count > 0 && *count <= shares.programs[kind], "{name} {kind}");
    }
}

/// Packages were counted that are listed, and each is listed once.
#[test]
fn what_is_counted_is_listed() {
    let text = fs::read_to_string(file("tests/corpus/shares.tsv")).unwrap();
    let mut rows: Vec<&str> = text.lines().skip(1).collect();
    let shares = shares();
    for kind in KINDS {
        let start = format!("{kind}\t");
        let listed = rows.iter().filter(|row| row.starts_with(&start)).count();
        assert!(shares.packages[kind] as usize <= listed, "{kind}: {listed}");
    }
    assert!(rows.iter().all(|row| row.split('\t').count() == 4));
    let count = rows.len();
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), count);
}

/// Not in any of the registries either.
#[test]
fn no_rule_above_note_cries_wolf() {
    let shares = shares();
    for rule in all_rules() {
        let counts = KINDS.map(|kind| (shares.grave(rule, kind), shares.programs[kind]));
        let is_common = counts.iter().any(|(grave, all)| grave * 10 > *all);
        let is_wanted = WANTED.iter().any(|(name, _)| *name == rule.name);
        assert_eq!(is_common, is_wanted, "{}: {counts:?} of {KINDS:?}", rule.name);
    }
}
