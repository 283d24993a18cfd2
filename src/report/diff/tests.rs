use super::facts::rank;
use super::*;
use crate::bytes::Named;
use crate::bytes::Utf8Text;
use crate::report::{
    BuildIdRecord, BuildRecord, ContentIdRecord, Known, SegmentsRecord, VerificationRecord,
    VersionRecord,
};
use crate::verify::ContentVerdict;

fn record(parts: [&str; 4]) -> Record {
    let [link_action, main_action, main_content, content] = parts.map(Utf8Text::from);
    let segments = Known::is(SegmentsRecord { link_action, main_action, main_content, content });
    let id = BuildIdRecord { segments, ..BuildIdRecord::default() };
    Record { build_id: Known::is(id), ..Record::default() }
}

#[test]
fn what_the_parts_mean_together() {
    for (other, want) in [
        (["a", "b", "c", "d"], "the same build"),
        (["a", "b", "c", "x"], "the same inputs gave different bytes"),
        (["x", "b", "c", "x"], "the same package main, linked otherwise"),
        (["x", "b", "x", "x"], "different code from the same inputs"),
        (["x", "x", "c", "x"], "the same code of package main"),
        (["x", "x", "x", "x"], "another package main"),
    ] {
        let diff = DiffRecord::of(&record(["a", "b", "c", "d"]), &record(other), None);
        assert!(diff.meaning.contains(want), "{other:?}: {}", diff.meaning);
        assert_eq!(diff.is_empty(), other == ["a", "b", "c", "d"]);
    }
    let diff = DiffRecord::of(&Record::default(), &record(["a"; 4]), None);
    assert!(diff.segments.is_empty() && diff.meaning.contains("tell nothing"));
}

#[test]
fn what_others_follow_from_stands_first() {
    let built = |parts: [&str; 4], settings: &[(&str, &str)], version: &str| {
        let mut it = record(parts);
        let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        let settings_of = settings.iter().map(own).collect();
        it.build = Known::is(BuildRecord { settings: settings_of, ..BuildRecord::default() });
        let value = version.into();
        it.go_version = Known::is(VersionRecord { value, ..VersionRecord::default() });
        it.size = u64::try_from(settings.len()).ok();
        it
    };
    let [one, other] = [["a", "b", "c", "d"], ["x", "b", "x", "x"]];
    let plain = [("-tags", "x"), ("CGO_ENABLED", "1")];
    for (settings, version, want) in [
        (&plain[..], "go1.22.10", None),
        (&[("-tags", "x")], "go1.22.10", Some("setting CGO_ENABLED: 1 and none")),
        (&plain, "go1.27.3", Some("go_version: go1.22.10 and go1.27.3")),
        (
            &[("-tags", "y"), ("-trimpath", "true"), ("CGO_ENABLED", "1")],
            "go1.22.10",
            Some("setting -trimpath: none and true; setting -tags: x and y"),
        ),
    ] {
        let a = built(one, &plain, "go1.22.10");
        let diff = DiffRecord::of(&a, &built(other, settings, version), None);
        assert_eq!(diff.decisive.as_deref(), want);
        let ranks: Vec<_> = diff.facts.iter().map(|it| rank(&it.name)).collect();
        assert!(ranks.is_sorted(), "{:?}", diff.facts);
    }
}

#[test]
fn of_one_build_the_cause_is_named() {
    let checked = |verdict: ContentVerdict, reason: &str| {
        let mut it = record(["a", "b", "c", "d"]);
        let content_id = ContentIdRecord {
            verdict: verdict.into(),
            reason: reason.to_owned().into(),
            actual: Some(verdict.name().to_owned()),
            ..ContentIdRecord::default()
        };
        let seals = VerificationRecord { content_id, ..VerificationRecord::default() };
        it.verification = Known::is(seals);
        it
    };
    let a = checked(ContentVerdict::Verified, "as built");
    for (b, want) in [
        (checked(ContentVerdict::Verified, "as built"), None),
        (
            checked(ContentVerdict::Altered, "symbols are gone"),
            Some("b was changed after it was built: symbols are gone"),
        ),
    ] {
        assert_eq!(DiffRecord::of(&a, &b, None).decisive.as_deref(), want);
    }
}

#[test]
fn sections_are_compared_by_name_and_size() {
    let list = |sections: &[(&str, u64)]| -> Vec<(String, u64)> {
        sections.iter().map(|(name, size)| ((*name).to_owned(), *size)).collect()
    };
    let a = list(&[(".text", 1), (".symtab", 5), (".x", 1), (".x", 2)]);
    let b = list(&[(".text", 2), (".note", 3), (".x", 3)]);
    let found = SectionsDiffRecord::of([&a, &b]);
    assert_eq!(found.only_a, [SectionSizeRecord { name: ".symtab".into(), size: 5 }]);
    assert_eq!(found.only_b, [SectionSizeRecord { name: ".note".into(), size: 3 }]);
    assert_eq!(found.resized, [SectionResizedRecord { name: ".text".into(), a: 1, b: 2 }]);
    assert!(SectionsDiffRecord::of([&a, &a]).is_empty());
}
