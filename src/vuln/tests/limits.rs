//! What is too much: of spellings, of modules, of vulnerabilities and of names.

use super::*;

#[test]
fn a_version_of_many_spellings_spoils_one_record() {
    let fixed = |from: usize, count: usize| {
        let all = (from..from + count).map(|it| format!(r#"{{"fixed": "1.0.0+x{it}"}}"#));
        all.collect::<Vec<_>>().join(",")
    };
    let mut builder = Builder::default();
    for (id, from, count, want) in [
        ("GO-1", 0, 200, ""),
        ("GO-2", 1000, 300, "a version with more spellings than 256"),
        ("GO-3", 2000, 57, "a version with more spellings than 256"),
        ("GO-4", 3000, 56, ""),
        ("GO-5", 0, 200, ""),
    ] {
        let before = builder.tally().named.len();
        let record = record(id, &[entry("m.x/a", &fixed(from, count), F)]);
        builder.add(id, record.as_bytes()).unwrap();
        let named = &builder.tally().named[before..];
        let got = named.first().map(|(_, error)| error.to_string()).unwrap_or_default();
        assert_eq!(got, want, "{id}");
    }
    let (database, tally) = builder.finish().unwrap();
    assert_eq!((database.len(), tally.malformed), (3, 2));
}

#[test]
fn a_module_that_is_named_twice_counts_once() {
    let database = database(&[&record("GO-1", &[entry("m.x/a", ALL, F)])]);
    let names = Names(&[("m.x/a/p", "F")], None);
    let modules = ["v1.0.0", "v1.0.0", "v1.1.0", "(devel)", "(devel)"].map(module);
    let present = "GO-1 m.x/a present 1/2";
    assert_eq!(said(&database, &modules, &names), [present, present, "m.x/a unknown"]);
}

#[test]
fn a_limit_on_vulnerabilities() {
    let functions = &Names(&[("m.x/a/p", "F")], None);
    let modules: Vec<_> = (0..128).map(|it| module(&format!("v1.0.{it}"))).collect();
    let subject = Subject { modules: &modules, goos: None, goarch: None, functions };
    for (count, is_cut) in [(128, false), (129, true)] {
        let records: Vec<_> =
            (0..count).map(|it| record(&format!("GO-{it}"), &[entry("m.x/a", ALL, F)])).collect();
        let database = database(&records.iter().map(String::as_str).collect::<Vec<_>>());
        let checked = check(&database, &subject);
        assert_eq!(checked.vulnerabilities.len() as u64, MOST_VULNERABILITIES);
        assert_eq!((checked.cut.is_some(), checked.is_complete()), (is_cut, !is_cut));
    }
}

#[test]
fn a_package_of_many_names_cannot_be_told() {
    let import = |at: usize| format!(r#"{{"path": "f.x/{at:02}/p", "symbols": ["F"]}}"#);
    let records: Vec<_> = (0..65)
        .map(|at| {
            record(&format!("GO-{at:02}"), &[entry(&format!("f.x/{at:02}"), ALL, &import(at))])
        })
        .collect();
    let database = database(&records.iter().map(String::as_str).collect::<Vec<_>>());
    let fork = |at: usize| Module {
        imported_as: Some("m.x/a".to_owned()),
        ..Module::new(format!("f.x/{at:02}"), "v1.0.0", Source::Replacement)
    };
    let modules: Vec<_> = (0..65).map(fork).collect();
    let got = said(&database, &modules, &Names(&[("m.x/a/p", "F")], None));
    assert_eq!(got[63], "GO-63 f.x/63 present 1/1");
    let why = "the package stands for those of more modules than are looked for";
    assert_eq!(got[64], format!("GO-64 f.x/64 cannot-tell 0/1 ({why})"));
}
