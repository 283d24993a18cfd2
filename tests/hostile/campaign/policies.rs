//! Policies and baselines: what is read is said in words that are safe to show, or every fault has its place.

use std::path::Path;

use gorigin::archive::Place;
use gorigin::bytes::is_unsafe;
use gorigin::finding::Severity;
use gorigin::policy::{Base, Baseline, Date, Given, Rulings, explain, explain_path, parse};
use gorigin::report::{FindingRecord, Record};

fn is_safe(text: &str) -> bool {
    !text.chars().any(is_unsafe)
}

/// The text of a policy.
pub(super) fn policy(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let today = Date::new(2026, 11, 28).expect("a day");
    let file = match parse(text) {
        Ok(file) => file,
        Err(faults) => {
            assert!(
                !faults.is_empty() && faults.len() <= 21 && faults.is_sorted_by_key(|it| it.at)
            );
            let lines = text.split('\n').count();
            for it in faults {
                assert!(is_safe(&it.message), "{}", it.message);
                assert!((1..=lines).contains(&it.at.line) && it.at.column > 0, "{it}");
            }
            return;
        }
    };
    assert!(explain(&file, today).iter().all(|line| is_safe(line)));
    let base = Base::new(Path::new("/w"), Path::new("/w"));
    let rulings = Rulings::new(Given::default(), file, base, today);
    let lines = explain_path(&rulings, Path::new("dist/a.tar!/bin/x"), today);
    assert!(lines.iter().all(|line| is_safe(line)));
    let place = Place::new(Path::new("dist/a.tar")).inside(b"bin/x");
    let _ = rulings.settings(&place);
    let mut records = records();
    rulings.leave_out(&place, &mut records);
    let left = u64::try_from(records[0].findings.len()).expect("few");
    assert_eq!(left + rulings.left_out().0, 2);
    assert!(rulings.expired().iter().chain(&rulings.unmatched()).all(|(_, text)| is_safe(text)));
}

fn records() -> Vec<Record> {
    let finding = |rule: &str, message: &str| FindingRecord {
        rule: rule.to_owned().into(),
        severity: Severity::Note,
        message: message.to_owned(),
        evidence: vec!["x at 0x10".to_owned()],
        help: "".into(),
    };
    let findings = vec![finding("no-pie", "17 paths"), finding("not-trimmed", "built so")];
    vec![Record {
        path: "dist/a.tar!/bin/x".to_owned(),
        container: vec!["dist/a.tar".to_owned()],
        findings,
        ..Record::new()
    }]
}

pub(super) fn policies() -> Vec<Vec<u8>> {
    [
        "fail-on = \"warning\"\n[severity]\nno-pie = \"off\"\n[require]\ntrimpath = true\nmin-go = '1.24'\n\
         goroot = [\"/usr/local/go\", \"trimmed\"]\nmodule-hosts = [\"*.example.com\"]\n\
         target = \"linux/amd64:glibc-2.31:v2\"\nforbid-settings = [\"-ldflags=*-X*\"]\n",
        "[[path]]\nmatch = [\"dist/*.{tar,zip}!/bin/*\"]\nrequire.revision = \"0123456\"\nrequire.clean = false\n",
        "[[ignore]]\nrule = \"no-pie\"\npath = \"dist/**\"\ncontains = \"17\"\nreason = \"x\"\nuntil = 2027-01-31\n",
        "ignore = [{ rule = 'not-trimmed', reason = \"\\u001b\" }]\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

/// The text of a baseline.
pub(super) fn baseline(data: &[u8]) {
    let baseline = match Baseline::parse(data) {
        Ok(baseline) => baseline,
        Err(error) => return assert!(is_safe(&error.to_string()), "{error}"),
    };
    assert_eq!(Baseline::parse(baseline.text().as_bytes()), Ok(baseline.clone()));
    let today = Date::new(2026, 11, 28).expect("a day");
    let rulings = Rulings::new(Given::default(), Default::default(), Base::default(), today);
    let rulings = rulings.knowing(baseline);
    let mut records = records();
    rulings.leave_out(&Place::new(Path::new("a")), &mut records);
    assert!(rulings.gone().iter().all(|text| is_safe(text)));
}

pub(super) fn baselines() -> Vec<Vec<u8>> {
    vec![
        b"{\"schema\": \"gorigin.baseline/1\", \"findings\": [{\"rule\": \"no-pie\", \"path\": \"x\", \
          \"fingerprint\": \"00\", \"message\": \"17 paths\"}]}"
            .to_vec(),
        b"{\"schema\": \"gorigin.baseline/1\", \"findings\": []}".to_vec(),
    ]
}

pub(super) const POLICY_WORDS: &[&str] = &[
    "[[path]]",
    "[[ignore]]",
    "[require]",
    "[severity]",
    "match = ",
    "rule = ",
    "reason = ",
    "until = ",
    "2027-01-31",
    "\"no-pie\"",
    "= true",
    "= [",
    "]",
    "\"\"\"",
    "\\u001b",
    "{",
    "}",
    ",",
    "\n",
    "!/",
    "**",
];

pub(super) const BASELINE_WORDS: &[&str] = &[
    "\"schema\"",
    "\"gorigin.baseline/1\"",
    "\"findings\"",
    "\"rule\"",
    "\"path\"",
    "\"fingerprint\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\\u001b",
    "null",
];
