//! Known vulnerabilities, from outside: a database in every layout, verdicts, forms and exit codes.
#![cfg(unix)]

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::process::{Run, run};
use crate::common::schema::complaints;
use crate::common::{fixture_bytes, testdata};
use crate::containers::zip;

/// A record about the standard library, with these events and imports.
pub(crate) fn record(id: &str, events: Value, imports: Value) -> Value {
    json!({
        "schema_version": "1.3.1", "id": id, "aliases": [format!("CVE-{id}")], "summary": "Made up",
        "modified": "0001-01-01T00:00:00Z", "database_specific": {"review_status": "REVIEWED"},
        "affected": [{
            "package": {"name": "stdlib", "ecosystem": "Go"},
            "ranges": [{"type": "SEMVER", "events": events}],
            "ecosystem_specific": {"imports": imports},
        }],
    })
}

pub(crate) fn records() -> Vec<Value> {
    let all = || json!([{"introduced": "0"}, {"fixed": "1.19.9"}]);
    let import = |path: &str, symbols: Value| json!([{"path": path, "symbols": symbols}]);
    vec![
        record("T-1", all(), import("runtime", json!(["mallocgc", "noSuchFunction"]))),
        record("T-2", all(), json!([{"path": "runtime"}])),
        record("T-3", all(), import("runtime", json!(["noSuchFunction"]))),
        record("T-4", all(), import("net/http", json!(["Get"]))),
        record("T-5", all(), json!([{"path": "runtime", "goos": ["linux"]}])),
        record("T-6", all(), json!([])),
        record("T-7", json!([{"introduced": "1.19.9"}]), json!([{"path": "runtime"}])),
    ]
}

/// A folder with the program `prog`, built with Go 1.19.8 for Windows, and those records in `db`.
fn scene(records: &[Value]) -> TempDir {
    let scene = tempfile::tempdir().unwrap();
    fs::copy(testdata().join("sample/windows-386-go1.19-custom-id"), scene.path().join("prog"))
        .unwrap();
    fs::create_dir(scene.path().join("db")).unwrap();
    for record in records {
        let name = format!("db/{}.json", record["id"].as_str().unwrap());
        fs::write(scene.path().join(name), record.to_string()).unwrap();
    }
    scene
}

fn document(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

/// The bytes with other ones, as many, in each place of `old`.
fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let mut all = bytes.to_vec();
    for at in 0..bytes.len() {
        if bytes[at..].starts_with(old) {
            all[at..at + old.len()].copy_from_slice(new);
        }
    }
    all
}

/// Each advisory with its verdict.
fn verdicts(record: &Value) -> Vec<String> {
    let all = record["vulnerabilities"].as_array().unwrap().iter();
    all.map(|it| format!("{} {}", it["id"].as_str().unwrap(), it["verdict"].as_str().unwrap()))
        .collect()
}

const JSON: &str = "$GORIGIN vulns --no-host --db db prog -f ndjson";

#[test]
fn each_verdict_with_its_reason() {
    let scene = scene(&records());
    let got = run(scene.path(), JSON);
    assert_eq!(got.code, 1, "{}", got.err);
    let record = document(&got);
    assert_eq!(
        verdicts(&record),
        [
            "T-1 present",
            "T-2 package-present",
            "T-3 no-listed-function",
            "T-4 package-absent",
            "T-5 other-platform",
            "T-6 cannot-tell",
        ]
    );
    let first = &record["vulnerabilities"][0];
    for (field, want) in [
        ("aliases", json!(["CVE-T-1"])),
        ("module", json!("stdlib")),
        ("version", json!("1.19.8")),
        ("source", json!("go-version")),
        ("fixed", json!("1.19.9")),
        ("reviewed", json!(true)),
        ("matched", json!(1)),
        ("listed", json!(2)),
    ] {
        assert_eq!(first[field], want, "{field}");
    }
    let function = &first["functions"][0];
    assert_eq!((&function["package"], &function["name"]), (&json!("runtime"), &json!("mallocgc")));
    let at = function["offset"].as_u64().unwrap() as usize;
    let file = fs::read(scene.path().join("prog")).unwrap();
    assert!(file[at..].starts_with(b"runtime.mallocgc\0"), "{at}");
    assert_eq!(record["vulnerabilities"][5]["reason"], "the advisory names no packages");
    let rules: Vec<_> = record["findings"].as_array().unwrap().iter().collect();
    let rules: Vec<_> = rules.iter().map(|it| it["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["vulnerable-function", "vulnerable-module", "vulnerable-module"]);
    let schema = run(scene.path(), "$GORIGIN schema record");
    assert_eq!(complaints(&document(&schema), &record), [""; 0]);
}

/// Records of Go's own commands are about programs whose main package is one of them, and about no others.
#[test]
fn commands_of_go() {
    let mut of_go = records().remove(1);
    of_go["affected"][0]["package"]["name"] = json!("toolchain");
    for (path, want) in [
        ("cmd/xle.com/gorigin/where", &["T-2 package-present"][..]),
        ("cmdx/le.com/gorigin/where", &[]),
    ] {
        let scene = scene(std::slice::from_ref(&of_go));
        let prog = scene.path().join("prog");
        let bytes = fs::read(&prog).unwrap();
        let (old, new) = (b"path\texample.com/gorigin/where\n", format!("path\t{path}\n"));
        fs::write(&prog, replaced(&bytes, old, new.as_bytes())).unwrap();
        let record = document(&run(scene.path(), JSON));
        assert_eq!(verdicts(&record), want, "{path}");
        let module = record["vulnerabilities"][0]["module"].as_str();
        assert_eq!(module, (!want.is_empty()).then_some("toolchain"));
    }
}

#[test]
fn exit_codes() {
    let [first, second, third, fourth, _, sixth, seventh] = records().try_into().unwrap();
    for (records, arguments, want) in [
        (vec![first.clone()], "prog", 1),
        (vec![first.clone(), sixth.clone()], "prog", 1),
        (vec![first.clone()], "--fail-on never prog", 0),
        (vec![first], "--ignore vulnerable-function prog", 0),
        (vec![second.clone()], "prog", 0),
        (vec![second], "--fail-on warning prog", 1),
        (vec![third.clone(), fourth, seventh], "prog", 0),
        (vec![sixth.clone()], "prog", 5),
        (vec![sixth], "--fail-on warning prog", 1),
        (vec![third.clone()], "nowhere", 3),
        (vec![third.clone()], "--allow-empty empty", 0),
        (vec![third], "empty", 4),
    ] {
        let scene = scene(&records);
        fs::create_dir(scene.path().join("empty")).unwrap();
        let got = run(scene.path(), &format!("$GORIGIN vulns --no-host --db db {arguments}"));
        assert_eq!(got.code, want, "{records:?} {arguments}\n{}{}", got.out, got.err);
    }
}

#[test]
fn every_layout_is_the_same_database() {
    let scene = scene(&records());
    let path = scene.path();
    fs::create_dir_all(path.join("served/ID")).unwrap();
    fs::create_dir_all(path.join("served/index")).unwrap();
    for record in records() {
        let name = format!("served/ID/{}.json", record["id"].as_str().unwrap());
        fs::write(path.join(name), record.to_string()).unwrap();
    }
    let index = path.join("served/index");
    fs::write(index.join("db.json"), r#"{"modified": "2026-08-21T10:11:12Z"}"#).unwrap();
    fs::write(index.join("modules.json"), "[]").unwrap();
    fs::write(index.join("vulns.json"), "[]").unwrap();
    let texts: Vec<_> = records()
        .iter()
        .map(|it| (format!("ID/{}.json", it["id"].as_str().unwrap()), it.to_string()))
        .collect();
    // Beside each file lies a compressed copy, as it is served; and there may be these alone.
    run(path, "gzip -k served/ID/*.json served/index/*.json");
    run(path, "mkdir small && cp -r served/* small && rm small/*/*.json");
    let members = texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes()));
    let date = ("index/db.json", &br#"{"modified": "2026-08-21T10:11:12Z"}"#[..]);
    let members: Vec<_> = members.chain([date]).collect();
    fs::write(path.join("vulndb.zip"), zip(&members)).unwrap();
    let script = "tar cf db.tar served && \
        $GORIGIN vulndb update --from db --date 2026-08-21 -o 1.vulndb && \
        $GORIGIN vulndb update --from served -o 2.vulndb && \
        $GORIGIN vulndb update --from db.tar -o 3.vulndb && \
        $GORIGIN vulndb update --from \"file://$PWD/served\" -o 4.vulndb && \
        $GORIGIN vulndb update --from 1.vulndb -o 5.vulndb && \
        $GORIGIN vulndb update --from vulndb.zip -o 6.vulndb && \
        $GORIGIN vulndb update --from small -o 7.vulndb && cmp 1.vulndb 7.vulndb && \
        cmp 1.vulndb 2.vulndb && cmp 1.vulndb 3.vulndb && cmp 1.vulndb 4.vulndb && \
        cmp 1.vulndb 5.vulndb && cmp 1.vulndb 6.vulndb";
    let got = run(path, script);
    assert_eq!((got.code, got.err.as_str()), (0, ""), "{}", got.out);
    assert!(got.out.starts_with("1.vulndb: 7 advisories about 1 module, of 2026-08-21"), "{got:?}");
    let all = run(path, JSON);
    let indexed = run(path, &JSON.replace("--db db", "--db 1.vulndb --vulndb-age 99999"));
    let mut want = document(&all);
    want["vulnerability_check"]["database_date"] = json!("2026-08-21");
    assert_eq!((document(&indexed), indexed.err.as_str()), (want, ""));
}

/// A folder of records may be called `index`; of a served one only its two lists are no records.
#[test]
fn records_in_a_folder_named_index() {
    let scene = scene(&records());
    let path = scene.path();
    let script = "mv db index && echo '[]' >index/modules.json && echo '[]' >index/vulns.json && \
        echo '{\"modified\": \"2026-08-21T10:11:12Z\"}' >index/db.json && \
        tar cf in.tar index && \
        $GORIGIN vulndb update --from index -o 1 && $GORIGIN vulndb update --from in.tar -o 2";
    let got = run(path, script);
    assert_eq!((got.code, got.err.as_str()), (0, ""), "{}", got.out);
    let want = "7 advisories about 1 module, of 2026-08-21";
    assert_eq!(got.out.matches(want).count(), 2, "{}", got.out);
}

#[test]
fn bad_records_are_named_and_links_are_not_followed() {
    let scene = scene(&records()[..1]);
    let path = scene.path();
    fs::write(path.join("db/bad.json"), "{\"id\": \"\\u001b[2J\"}").unwrap();
    fs::write(path.join("db/cut.json"), "{\"id\": ").unwrap();
    fs::write(path.join("db/notes.txt"), "no record").unwrap();
    fs::write(path.join("secret.json"), records()[1].to_string()).unwrap();
    std::os::unix::fs::symlink("../secret.json", path.join("db/link.json")).unwrap();
    let got = run(path, "$GORIGIN vulndb update --from db -o db.vulndb");
    assert_eq!(got.code, 3, "{got:?}");
    for said in ["db/bad.json: left out", "db/cut.json: left out", "1 symbolic link not followed"] {
        assert!(got.err.contains(said), "{said}: {}", got.err);
    }
    assert!(got.out.contains("1 advisory about 1 module"), "{}", got.out);
    assert!(!got.err.contains('\x1b'));
    // Only an index is overwritten.
    let again = run(path, "$GORIGIN vulndb update --from db -o secret.json");
    assert_eq!(again.code, 2);
    assert!(again.err.contains("is no index, and is not overwritten"), "{}", again.err);
    let none = run(path, "mkdir none && $GORIGIN vulndb update --from none");
    assert_eq!(none.code, 2);
    assert!(none.err.contains("no record of a vulnerability in it"), "{}", none.err);
    for (version, said) in
        [(2, "damaged index"), (1, "an index of version 1, which this program cannot read")]
    {
        fs::write(path.join("cut.vulndb"), [&b"gorivuln"[..], &[version, 0, 0, 0]].concat())
            .unwrap();
        let cut = run(path, "$GORIGIN vulns --db cut.vulndb prog");
        assert_eq!(cut.code, 2);
        assert!(cut.err.contains(said), "{}", cut.err);
    }
    // A version with too many spellings spoils the record alone.
    let versions = (0..300).map(|it| format!("{{\"fixed\": \"1.0.0+{it}\"}}")).collect::<Vec<_>>();
    let record = format!(
        "{{\"id\": \"X\", \"affected\": [{{\"package\": {{\"name\": \"m\", \"ecosystem\": \"Go\"}}, \
         \"ranges\": [{{\"type\": \"SEMVER\", \"events\": [{}]}}]}}]}}",
        versions.join(",")
    );
    fs::write(path.join("equal.json"), record).unwrap();
    let equal = run(
        path,
        "cp db.vulndb before; $GORIGIN vulndb update --from equal.json -o db.vulndb; \
         cmp db.vulndb before && echo there",
    );
    let said = "equal.json: left out: a version with more spellings than 256";
    assert!(equal.err.contains(said), "{equal:?}");
    assert!(equal.out.contains("1 record left out: malformed"), "{equal:?}");
}

/// An index that is damaged takes the place of none, however it is damaged.
#[test]
fn an_index_that_is_damaged_replaces_none() {
    let scene = scene(&records());
    let path = scene.path();
    let made = "$GORIGIN vulndb update --from db --date 2026-08-21 -o made && cp made old";
    assert_eq!(run(path, made).code, 0);
    let made = fs::read(path.join("made")).unwrap();
    // Not the same order any more; and once more under the checksum that belongs to it.
    let changed = replaced(&made, b"mallocgc", b"~allocgc");
    let (body, _) = changed.split_at(changed.len() - 4);
    let sealed = [body, &crate::containers::crc(body).to_le_bytes()].concat();
    for (bytes, said) in [
        (&made[..made.len() - 5], "damaged index: "),
        (&changed, "damaged index: its checksum is another"),
        (&sealed, "damaged index: texts that do not rise"),
    ] {
        fs::write(path.join("bad"), bytes).unwrap();
        let script = "$GORIGIN vulndb update --from bad -o old; echo $?; cmp old made; ls";
        let got = run(path, script);
        assert_eq!(got.out, "2\nbad\ndb\nmade\nold\nprog\n", "{got:?}");
        assert!(got.err.contains(said), "{said}: {}", got.err);
    }
}

#[test]
fn the_table_says_what_is_there_and_how_old_the_data_are() {
    let scene = scene(&records());
    let got = run(
        scene.path(),
        "$GORIGIN vulndb update --from db --date 2001-02-03 -o i >/dev/null; \
         $GORIGIN vulns --no-host --db i prog; $GORIGIN vulns --no-host --db i --not-found prog",
    );
    assert!(got.err.contains("the database is of 2001-02-03, "), "{}", got.err);
    let (first, second) = got.out.split_once("4,274").unwrap_or((got.out.as_str(), ""));
    assert!(second.is_empty());
    for said in [
        "prog  go1.19.8 · windows/386",
        "T-1 CVE-T-1",
        "1 of 2: runtime.mallocgc at 0x",
        "none listed: runtime at 0x",
        "the advisory names no packages",
        "not found: 3 more (1 no-listed-function, 1 package-absent, 1 other-platform)",
        "1 Go program, 1 with listed functions present",
        "database of 2001-02-03, 7 advisories",
        "T-4 CVE-T-4",
    ] {
        assert!(first.contains(said), "{said}:\n{first}");
    }
}

#[test]
fn statements_of_openvex() {
    let scene = scene(&records());
    let got = run(scene.path(), "$GORIGIN vulns --no-host --db db prog -f openvex");
    assert_eq!(got.code, 1, "{}", got.err);
    let document = document(&got);
    assert_eq!(document["@context"], "https://openvex.dev/ns/v0.2.0");
    let sum = run(scene.path(), "sha256sum prog | cut -d' ' -f1");
    let sum = sum.out.trim();
    let statements = document["statements"].as_array().unwrap();
    let status: Vec<_> = statements.iter().map(|it| it["status"].as_str().unwrap()).collect();
    assert_eq!(
        status,
        [
            "affected",
            "affected",
            "under_investigation",
            "not_affected",
            "not_affected",
            "under_investigation",
        ]
    );
    for statement in statements {
        let product = &statement["products"][0];
        assert_eq!(product["hashes"]["sha-256"], sum);
        assert_eq!(product["@id"], format!("pkg:generic/prog?checksum=sha256:{sum}"));
        assert_eq!(product["subcomponents"][0]["@id"], "pkg:golang/stdlib@1.19.8");
        let is_not = statement["status"] == "not_affected";
        assert_eq!(statement.get("justification").is_some(), is_not);
        assert_eq!(statement.get("action_statement").is_some(), statement["status"] == "affected");
    }
    assert_eq!(statements[0]["vulnerability"]["aliases"], json!(["CVE-T-1"]));
}

/// Who trusts the lists of functions can say that a program without any of them is not affected, but only
/// where nothing else is in doubt.
#[test]
fn lists_of_functions_are_trusted_where_that_is_asked_for() {
    let mut unreviewed = records().remove(2);
    unreviewed["id"] = json!("T-U");
    unreviewed["database_specific"]["review_status"] = json!("UNREVIEWED");
    let mut all = records();
    all.push(unreviewed);
    let scene = scene(&all);
    let got = |options: &str| {
        let script = format!("$GORIGIN vulns --no-host --db db prog -f openvex {options}");
        document(&run(scene.path(), &script))["statements"].clone()
    };
    let (doubted, trusted) = (got(""), got("--vex-trust-lists"));
    assert!(!doubted.to_string().contains("impact_statement"));
    let pairs = doubted.as_array().unwrap().iter().zip(trusted.as_array().unwrap());
    let changed: Vec<_> = pairs.filter(|(one, other)| one != other).map(|it| it.1).collect();
    let [it] = changed.as_slice() else { panic!("{changed:?}") };
    assert_eq!(
        (&it["vulnerability"]["name"], &it["status"]),
        (&json!("T-3"), &json!("not_affected"))
    );
    assert_eq!(it["justification"], "vulnerable_code_not_present");
    let said = "Of 1 listed function none is in the program, inlined or not. A list is made for one version.";
    assert_eq!(it["impact_statement"], said);
}

/// The option is about OpenVEX and a database: without these it does not pass for one that holds.
#[test]
fn lists_of_functions_are_trusted_nowhere_else() {
    let scene = scene(&records());
    for (arguments, code, said) in [
        ("scan prog", 2, "--vulndb"),
        ("inspect prog", 2, "--vulndb"),
        ("scan --vulndb db prog", 1, "--vex-trust-lists changes nothing: no form"),
        ("vulns --db db prog -f ndjson", 1, "--vex-trust-lists changes nothing: no form"),
        ("vulns --db db prog -f ndjson -f openvex=new", 1, ""),
    ] {
        let got = run(scene.path(), &format!("$GORIGIN {arguments} --vex-trust-lists --no-host"));
        assert_eq!(got.code, code, "{arguments}: {}", got.err);
        assert!(got.err.contains(said), "{arguments}: {}", got.err);
        assert_eq!(got.err.contains("changes nothing"), said.contains("changes nothing"));
    }
}

/// A copy of a program under the same name elsewhere has no statements of its own, one under another name
/// has; an alias that a record names twice is there once.
#[test]
fn statements_are_there_once() {
    let mut all = records();
    all[0]["aliases"] = json!(["CVE-1", "GHSA-1", "CVE-1"]);
    let scene = scene(&all);
    run(scene.path(), "mkdir a b && cp prog a && cp prog b && cp prog b/other");
    let got = run(scene.path(), "$GORIGIN vulns --no-host --db db a b prog -f openvex");
    assert_eq!(got.code, 1, "{}", got.err);
    let document = document(&got);
    let statements = document["statements"].as_array().unwrap();
    let of = |name: &str| {
        let start = format!("pkg:generic/{name}?");
        let is_of = |it: &&Value| it["products"][0]["@id"].as_str().unwrap().starts_with(&start);
        statements.iter().filter(is_of).count()
    };
    assert_eq!((of("prog"), of("other"), statements.len()), (6, 6, 12));
    assert_eq!(statements[0]["vulnerability"]["aliases"], json!(["CVE-1", "GHSA-1"]));
}

/// A document has a statement or more. Where there is nothing to state there is none, nor an old one that
/// would pass for it; that nothing was found is no failure.
#[test]
fn nothing_to_state_is_no_document() {
    let scene = scene(&records()[6..]);
    let path = scene.path();
    let said = "openvex: no document is written: no advisory is about any of the programs";
    for (script, want) in [
        ("$GORIGIN vulns --no-host --db db prog -f openvex", ""),
        ("$GORIGIN vulns --no-host --db db prog -f openvex=new", ""),
        ("echo '{}' >old; $GORIGIN vulns --no-host --db db prog -f openvex=old", ""),
        ("echo '{}' >at; ln -s at link; $GORIGIN vulns --db db prog -f openvex=link; cat at", ""),
        ("$GORIGIN vulns --no-host --db db prog -f openvex=/dev/stdout", ""),
        ("$GORIGIN vulns --no-host --db db prog -f openvex=new -f ndjson", "{"),
    ] {
        let got = run(path, script);
        assert!(got.err.contains(said), "{script}: {}", got.err);
        assert!(got.out.starts_with(want) && got.out.is_empty() == want.is_empty(), "{script}");
        let links = script.contains("link");
        assert_eq!(
            (got.code, got.err.contains("No such file")),
            (i32::from(links), links),
            "{script}"
        );
    }
    for name in ["new", "old", "at"] {
        assert!(!path.join(name).exists(), "{name}");
    }
    // An input is not removed, whatever it is called.
    let got = run(path, "cp prog twin; $GORIGIN vulns --no-host --db db . -f openvex=twin");
    assert_eq!(got.code, 2, "{}", got.err);
    assert!(path.join("twin").exists());
    let quiet = run(path, "$GORIGIN -q vulns --no-host --db db prog -f openvex");
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (0, "", ""));
}

/// Where it is not known whether there is something to state, that is said, and an older document stays.
#[test]
fn what_cannot_be_stated_is_not_taken_for_nothing() {
    let mut of_devel = records().remove(1);
    of_devel["affected"][0]["package"]["name"] = json!("example.com/gorigin/where");
    let (none, devel) = (records().remove(6), of_devel);
    for (record, arguments, code, why) in [
        (&devel, "prog", 5, "1 of which not all can be told"),
        (&none, "prog nowhere", 3, "1 unreadable"),
        (&none, "nowhere", 3, "no Go program was found, 1 unreadable"),
        (&none, "prog cut.gz", 3, "1 partial"),
        (&none, "db/T-7.json", 0, "no Go program was found"),
        (&none, "--allow-empty empty", 0, "no Go program was found"),
    ] {
        let scene = scene(std::slice::from_ref(record));
        let path = scene.path();
        run(path, "mkdir empty; gzip -c prog >all; head -c 300000 all >cut.gz; echo '{}' >old");
        for form in ["openvex", "openvex=old", "openvex=none"] {
            let script = format!("$GORIGIN vulns --no-host --db db -f {form} {arguments}");
            let got = run(path, &script);
            let said = format!(
                "openvex: nothing could be stated: {why}; no document is written, and an older one is \
                 left as it is"
            );
            assert_eq!((got.code, got.out.as_str()), (code, ""), "{script}: {}", got.err);
            assert!(got.err.contains(&said), "{script}: {}", got.err);
        }
        let left = run(path, "cat old; ls");
        assert_eq!(left.out.split_once('\n').unwrap().0, "{}");
        assert_eq!(left.out.matches("none").count(), 0, "{}", left.out);
    }
}

/// The parts of a universal file are products of their own, each by the hash of its bytes.
#[test]
fn statements_about_the_parts_of_a_universal_file() {
    let scene = scene(&records()[1..2]);
    let path = scene.path();
    fs::write(path.join("prog"), fixture_bytes("carved/darwin-fat-go1.22-s-w")).unwrap();
    let mut all = records().remove(1);
    all["affected"][0]["ranges"] = json!([{"type": "SEMVER", "events": [{"introduced": "0"}]}]);
    fs::write(path.join("db/T-2.json"), all.to_string()).unwrap();
    let got = run(path, "$GORIGIN vulns --no-host --db db prog -f openvex -f ndjson=records");
    assert_eq!(got.code, 0, "{}", got.err);
    let statements = document(&got)["statements"].as_array().unwrap().clone();
    let bytes = fs::read(path.join("prog")).unwrap();
    let word = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    assert_eq!((word(4), statements.len()), (2, 2));
    for (at, arch) in ["amd64", "arm64"].into_iter().enumerate() {
        let (start, size) = (word(16 + at * 20), word(20 + at * 20));
        fs::write(path.join(arch), &bytes[start..start + size]).unwrap();
        let sum = run(path, &format!("sha256sum {arch} | cut -d' ' -f1"));
        let product = &statements[at]["products"][0];
        let id = format!("pkg:generic/prog?arch={arch}&checksum=sha256:{}", sum.out.trim());
        assert_eq!(
            (&product["@id"], &product["hashes"]["sha-256"]),
            (&json!(id), &json!(sum.out.trim()))
        );
        let record = run(path, &format!("grep '\"slice\":\"{arch}\"' records"));
        assert_eq!(document(&record)["sha256"], sum.out.trim());
    }
}

/// What a database says is as safe to show as what a program says.
#[test]
fn texts_of_a_database_are_escaped() {
    let mut one = records().remove(0);
    one["summary"] = json!("turned \u{202e}round");
    one["affected"][0]["package"]["name"] = json!("stdlib");
    let scene = scene(&[one]);
    let script = |form: &str| format!("$GORIGIN vulns --no-host --db db prog -f {form}");
    for form in ["openvex", "cyclonedx", "sarif", "table", "csv", "html", "markdown"] {
        let got = run(scene.path(), &script(form));
        assert!(!got.out.contains('\u{202e}'), "{form}: {}", got.out);
    }
    let statement = &document(&run(scene.path(), &script("openvex")))["statements"][0];
    assert_eq!(statement["vulnerability"]["description"], "turned \\u{202e}round");
}

/// Which version mends it stands in every form for people, as it would be asked for.
#[test]
fn every_form_says_what_mends_it() {
    let mut one = records().remove(0);
    one["affected"][0]["ranges"][0]["events"] = json!([{"introduced": "0"}, {"fixed": "1.88.8"}]);
    let never = json!([{"introduced": "0"}]);
    let scene = scene(&[one, record("T-N", never, json!([{"path": "runtime"}]))]);
    fs::copy(testdata().join("sample/linux-amd64-go1.22-s-w"), scene.path().join("prog")).unwrap();
    for form in ["table", "plain", "sarif", "markdown", "github", "junit", "html", "openvex"] {
        let got = run(scene.path(), &format!("$GORIGIN vulns --db db prog -f {form}"));
        assert!(got.out.contains("1.88.8"), "{form}: {}", got.out);
    }
    let sarif = run(scene.path(), "$GORIGIN vulns --no-host --db db prog -f sarif");
    for text in [
        "T-1 (CVE-T-1) of Go's standard library: a listed function is in the program; mended in 1.88.8.",
        "no functions are listed; no mended version is known.",
    ] {
        assert!(sarif.out.contains(text), "{text}: {}", sarif.out);
    }
}

/// A program of which nothing is known does not look like one of which nothing was found, in any form.
#[test]
fn every_form_says_what_cannot_be_told() {
    let mut one = records().remove(1);
    one["affected"][0]["package"]["name"] = json!("example.com/gorigin/where");
    let scene = scene(&[one]);
    let said = "example.com/gorigin/where: version (devel): 1 about it cannot be told";
    for form in ["table", "plain", "sarif", "markdown", "github", "junit", "cyclonedx", "spdx"] {
        let got = run(scene.path(), &format!("$GORIGIN vulns --no-host --db db prog -f {form}"));
        let text = got.out.replace("&#58;", ":").replace("&#40;", "(").replace("&#41;", ")");
        assert!(got.code == 5 && text.contains(said), "{form}: {text}");
    }
    for form in ["table", "html"] {
        let got = run(scene.path(), &format!("$GORIGIN scan --no-host --vulndb db prog -f {form}"));
        assert!(got.code == 5 && got.out.contains(said), "{form}: {}", got.out);
    }
    let many = "for it in 1 2 3; do cp prog $it; done; $GORIGIN scan --no-host --vulndb db .";
    let many = run(scene.path(), &format!("{many}; $GORIGIN scan --no-host --vulndb db 1 2 3"));
    let (all, three) = many.out.split_once("4 Go programs").unwrap();
    let of_all =
        "1 and 3 more files: untold[advisories] not all that is known about them can be told";
    assert!(all.contains(of_all) && all.contains("(-f plain lists every file)"), "{all}");
    assert_eq!(three.matches(said).count(), 3, "{three}");
    let junit = run(scene.path(), "$GORIGIN vulns --no-host --db db prog -f junit");
    assert!(
        junit.out.contains("tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"1\""),
        "{}",
        junit.out
    );
    let csv = |arguments: &str| {
        let got = run(scene.path(), &format!("$GORIGIN scan --no-host prog -f csv {arguments}"));
        got.out.trim_end().rsplit_once('\n').unwrap().1.to_owned()
    };
    assert!(csv("--vulndb db").ends_with(",,false"), "{}", csv("--vulndb db"));
    assert!(csv("").ends_with(",,"));
    for one in [0, 1, 2, 5, 6] {
        let one = &records()[one];
        let name = format!("db/{}.json", one["id"].as_str().unwrap());
        fs::write(scene.path().join(name), one.to_string()).unwrap();
    }
    assert!(csv("--vulndb db").ends_with(",T-1;T-2;T-6,false"), "{}", csv("--vulndb db"));
}

/// Where one advisory is about several modules, each has its own mended version.
#[test]
fn what_mends_each_module() {
    let mut both = records().remove(1);
    let mut other = both["affected"][0].clone();
    other["package"]["name"] = json!("toolchain");
    other["ranges"][0]["events"] = json!([{"introduced": "0"}, {"fixed": "1.19.10"}]);
    both["affected"].as_array_mut().unwrap().push(other);
    let scene = scene(&[both]);
    let prog = scene.path().join("prog");
    let text = fs::read(&prog).unwrap();
    let (old, new) = (b"path\texample.com/gorigin/where\n", b"path\tcmd/xle.com/gorigin/where\n");
    let text = replaced(&text, old, new);
    fs::write(&prog, text).unwrap();
    let got = run(scene.path(), "$GORIGIN vulns --no-host --db db prog -f openvex");
    let statement = &document(&got)["statements"][0];
    let want = "Build it with Go 1.19.9 or newer. Build it with Go 1.19.10 or newer.";
    assert_eq!(statement["action_statement"], want);
}

/// Modules of one status have one statement, by whatever verdicts.
#[test]
fn a_statement_names_all_modules_of_its_status() {
    let import = |path: &str, symbols: Value| json!([{"path": path, "symbols": symbols}]);
    let present = import("runtime", json!(["mallocgc"]));
    let package = json!([{"path": "runtime"}]);
    let unlisted = import("runtime", json!(["noSuchFunction"]));
    let absent = import("net/http", json!(["Get"]));
    let elsewhere = json!([{"path": "runtime", "goos": ["linux"]}]);
    for (of_library, of_command, status, trusted, notes) in [
        (
            &present,
            &package,
            "affected",
            "affected",
            "present: 1 of 1 listed functions; package-present",
        ),
        (
            &package,
            &present,
            "affected",
            "affected",
            "present: 1 of 1 listed functions; package-present",
        ),
        (&absent, &elsewhere, "not_affected", "not_affected", "package-absent; other-platform"),
        (&unlisted, &absent, "under_investigation", "not_affected", "no-listed-function"),
    ] {
        let mut both = records().remove(1);
        let mut other = both["affected"][0].clone();
        both["affected"][0]["ecosystem_specific"]["imports"] = of_library.clone();
        other["package"]["name"] = json!("toolchain");
        other["ranges"][0]["events"] = json!([{"introduced": "0"}, {"fixed": "1.19.10"}]);
        other["ecosystem_specific"]["imports"] = of_command.clone();
        both["affected"].as_array_mut().unwrap().push(other);
        let scene = scene(&[both]);
        let prog = scene.path().join("prog");
        let old = b"path\texample.com/gorigin/where\n";
        let text = replaced(&fs::read(&prog).unwrap(), old, b"path\tcmd/xle.com/gorigin/where\n");
        fs::write(&prog, text).unwrap();
        let got = |options: &str| {
            let script = format!("$GORIGIN vulns --no-host --db db prog -f openvex {options}");
            let all = document(&run(scene.path(), &script))["statements"].clone();
            assert_eq!(all.as_array().unwrap().len(), 1, "{all}");
            let names = all[0]["products"][0]["subcomponents"].as_array().unwrap().iter();
            let mut names: Vec<_> =
                names.map(|it| it["@id"].as_str().unwrap().to_owned()).collect();
            names.sort();
            (all[0].clone(), names.join(" "))
        };
        let both = "pkg:golang/stdlib@1.19.8 pkg:golang/toolchain@1.19.8";
        let ((one, names), (other, trusting)) = (got(""), got("--vex-trust-lists"));
        assert_eq!((&one["status"], &other["status"]), (&json!(status), &json!(trusted)));
        assert_eq!(one["status_notes"], notes);
        let is_alone = status == "under_investigation";
        assert_eq!((names == both, trusting.as_str()), (!is_alone, both), "{one}");
        if status == "affected" {
            let action = one["action_statement"].as_str().unwrap();
            assert!(action.contains("1.19.9 ") && action.contains("1.19.10 "), "{action}");
        }
    }
}

/// A table of few files leaves no finding out without saying so, however many a rule has.
#[test]
fn a_table_tells_of_every_finding() {
    let of = |at: usize| {
        let mut one = records().remove(0);
        one["id"] = json!(format!("T-{at}"));
        one
    };
    for (advisories, lines, more) in [(6, 18, None), (20, 50, Some("(and 10 more findings of"))] {
        let scene = scene(&(0..advisories).map(of).collect::<Vec<_>>());
        let script = "cp prog a; cp prog b; $GORIGIN scan --no-host --vulndb db prog a b";
        let got = run(scene.path(), script);
        assert_eq!(got.out.matches("error[vulnerable-function]").count(), lines, "{}", got.out);
        assert_eq!(got.out.contains("(and "), more.is_some(), "{}", got.out);
        assert!(got.out.contains(more.unwrap_or_default()), "{}", got.out);
    }
}

#[test]
fn a_scan_without_a_database_is_what_it_was() {
    let scene = scene(&records());
    let path: &Path = scene.path();
    let plain = run(path, "$GORIGIN scan --no-host prog -f ndjson");
    assert!(!plain.out.contains("vulnerab"), "{}", plain.out);
    let asked = run(path, "$GORIGIN scan --no-host --vulndb db prog -f ndjson");
    let (plain, mut asked) = (document(&plain), document(&asked));
    assert_eq!(verdicts(&asked).len(), 6);
    let fields = asked.as_object_mut().unwrap();
    fields.remove("vulnerabilities");
    fields.remove("vulnerability_check");
    let findings = fields["findings"].as_array_mut().unwrap();
    findings.retain(|it| !it["rule"].as_str().unwrap().starts_with("vulnerable-"));
    assert_eq!(asked, plain);
    let card = run(path, "$GORIGIN inspect --no-host --vulndb db prog");
    assert!(card.out.contains("vulnerable-function"), "{}", card.out);
    let none = run(path, "$GORIGIN vulns prog");
    assert_eq!(none.code, 2);
    assert!(none.err.contains("add --db INDEX"), "{}", none.err);
}

#[test]
fn documents_that_others_read() {
    let scene = scene(&records());
    let path = scene.path();
    fs::copy(path.join("prog"), path.join("twin")).unwrap();
    let got = run(path, "$GORIGIN scan --no-host --vulndb db prog twin -f cyclonedx");
    let bom = document(&got);
    let all = bom["vulnerabilities"].as_array().unwrap();
    let states: Vec<_> = all.iter().map(|it| it["analysis"]["state"].as_str().unwrap()).collect();
    let triage = "in_triage";
    assert_eq!(states, [triage, triage, triage, "not_affected", "not_affected", triage]);
    let text = bom.to_string();
    for it in all {
        let affected = it["affects"].as_array().unwrap();
        assert_eq!(affected.len(), 2, "{it}");
        for one in affected {
            assert!(text.contains(&format!("\"bom-ref\":{}", one["ref"])), "{one}");
        }
    }
    assert_eq!(all[0]["recommendation"], "Build it with Go 1.19.9 or newer.");
    let plain = document(&run(path, "$GORIGIN scan --no-host prog -f cyclonedx"));
    assert!(plain.get("vulnerabilities").is_none());

    // Fingerprints name the advisory: another one more moves none.
    let sarif = |script: &str| {
        let log = document(&run(path, script));
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        let key = |it: &Value| {
            let id = it["message"]["text"].as_str().unwrap().split(' ').next().unwrap().to_owned();
            let hash = it["partialFingerprints"]["primaryLocationLineHash"].to_string();
            (id, it["level"].as_str().unwrap().to_owned(), hash)
        };
        results.iter().map(key).collect::<Vec<_>>()
    };
    let before = sarif("$GORIGIN vulns --no-host --db db prog -f sarif");
    let levels: Vec<_> = before.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
    assert_eq!(levels, [("T-1", "error"), ("T-2", "warning"), ("T-6", "warning")]);
    let more = record("T-0", json!([{"introduced": "0"}]), json!([{"path": "runtime"}]));
    fs::write(path.join("db/T-0.json"), more.to_string()).unwrap();
    let after = sarif("$GORIGIN vulns --no-host --db db prog -f sarif");
    assert_eq!(after.len(), 4);
    assert!(before.iter().all(|it| after.contains(it)), "{before:?} {after:?}");
    // Nor does another name of an advisory: not there, and not in a baseline.
    let log = "$GORIGIN vulns --no-host --db db prog -f sarif --baseline base";
    run(path, "$GORIGIN vulns --no-host --db db prog --write-baseline base");
    let mut first = records().remove(0);
    first["aliases"] = json!(["CVE-0", "GHSA-T-1"]);
    fs::write(path.join("db/T-1.json"), first.to_string()).unwrap();
    let renamed = sarif("$GORIGIN vulns --no-host --db db prog -f sarif");
    assert_eq!(after, renamed);
    assert_eq!(sarif(log), []);
}
