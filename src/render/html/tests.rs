//! The page of made-up records, hostile ones among them.

use super::{Html, HtmlPage};
use crate::render::records::{check, records};
use crate::render::samples::{rendered, summary_of};
use crate::render::{Renderer, Stamp, Writer};
use crate::report::Record;

fn empty() -> HtmlPage {
    HtmlPage::new(Stamp::of_seconds(0))
}

fn page() -> String {
    rendered(&Html, &mut empty(), &records())
}

/// The data of the page.
fn data(page: &str) -> serde_json::Value {
    let (_, data) = page.split_once("<script type=\"application/json\" id=data>").unwrap();
    serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap()
}

/// What is between the head and the data: all that comes from records.
fn body(page: &str) -> &str {
    let (_, body) = page.split_once("<body>").unwrap();
    body.split_once("<script").unwrap().0
}

#[test]
fn the_page_is_as_it_was() {
    // The looks and the script are read in their own files.
    let page = page();
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let (rest, _) = rest.split_once("<script>").unwrap();
    let (before, after) = head.split_once("content=\"default-src").unwrap();
    let (_, after) = after.split_once('>').unwrap();
    check("report.html", &format!("{before}…{after}…{rest}…\n"));
}

#[test]
fn nothing_leads_out() {
    let page = page();
    let own = [include_str!("report.html"), include_str!("report.css"), include_str!("report.js")];
    for word in
        ["http:", "https:", "//", "url(", "@import", "import(", "fetch(", "eval", "innerHTML"]
    {
        for text in own {
            let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            assert!(!lines.clone().any(|line| line.contains(word)), "{word}");
        }
    }
    // One script, one data block, one style; no attribute holds code or looks.
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("<style").count(), 1);
    for word in [" style=", " src=", " srcset=", " onclick=", " onload=", " onerror="] {
        assert!(!body(&page).contains(word), "{word}");
    }
    assert!(page.contains("content=\"default-src 'none'; script-src 'sha256-"));
}

#[test]
fn the_policy_allows_what_is_there() {
    use crate::bytes::{Digest, base64};
    let page = page();
    for (before, after) in [("<style>", "</style>"), ("<script>", "</script>")] {
        let (_, rest) = page.split_once(before).unwrap();
        let (text, _) = rest.split_once(after).unwrap();
        let hash = base64(Digest::of(text.as_bytes()).bytes());
        assert!(page.contains(&format!("'sha256-{hash}'")), "{before}");
    }
}

/// What is open is closed, in order. Cells, rows and list items end without a tag.
#[test]
fn elements_are_well_formed() {
    let page = page();
    let mut open: Vec<&str> = Vec::new();
    for part in body(&page).split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect(part);
        let name = tag.split([' ', '\n']).next().unwrap();
        let ends_itself = [
            "td", "th", "tr", "li", "p", "option", "wbr", "br", "col", "input", "thead", "tbody",
            "colgroup",
        ];
        match name.strip_prefix('/') {
            Some("p") => {}
            Some(name) => assert_eq!(open.pop(), Some(name), "{part}"),
            None if ends_itself.contains(&name) || tag.ends_with('/') => {}
            None => open.push(name),
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

#[test]
fn names_stay_text() {
    let name =
        "</td></script><!--<script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u{202e}\0";
    let record = Record { path: name.to_owned(), path_b64: Some(name.to_owned()), ..Record::new() };
    let mut page = empty();
    page.begin_scan(name);
    let mut out = Vec::new();
    page.write(Html.row(&record).unwrap(), &mut out).unwrap();
    page.begin_scan("</title>{{data}}");
    page.notice(name);
    page.finish(&summary_of(&[record]), &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    for word in ["<img", "<!--", "alert(1)<", "\u{202e}", "\0"] {
        assert!(!out.contains(word), "{word:?}");
    }
    assert_eq!(out.matches("</script>").count(), 2);
    assert!(out.contains("<b class=u>U+202E</b><b class=u>U+0000</b>"));
    assert!(out.contains("&lt;/title&gt;{{data}}"));
    let texts = &data(&out)["texts"];
    let shown = name.replace('\u{202e}', "\u{1}U+202E\u{2}").replace('\0', "\u{1}U+0000\u{2}");
    assert!(texts.as_array().unwrap().iter().any(|it| *it == *shown), "{texts}");
}

/// Every text and number of a record is in the details, whatever its field.
#[test]
fn no_fact_is_left_out() {
    fn leaves(value: &serde_json::Value, out: &mut Vec<String>) {
        use serde_json::Value::{Array, Bool, Null, Number, Object, String};
        match value {
            Null => {}
            Bool(it) => out.push(it.to_string()),
            Number(it) => out.push(it.to_string()),
            String(it) => out.push(it.clone()),
            Array(all) => all.iter().for_each(|it| leaves(it, out)),
            Object(all) => all
                .iter()
                .filter(|(name, _)| *name != "offset" && *name != "schema")
                .for_each(|it| leaves(it.1, out)),
        }
    }
    let records: Vec<Record> = records();
    for record in &records {
        let page = rendered(&Html, &mut empty(), std::slice::from_ref(record));
        let texts = data(&page)["texts"].as_array().unwrap().clone();
        let all: String = texts.iter().map(|it| format!("{}\n", it.as_str().unwrap())).collect();
        let mut facts = Vec::new();
        leaves(&serde_json::to_value(record).unwrap(), &mut facts);
        for fact in facts {
            assert!(all.contains(&super::escape::marked(&fact)), "{}: {fact:?}", record.path);
        }
    }
}

/// Of two scans it is told what became of each record.
#[test]
fn scans_are_compared() {
    let all: Vec<Record> = records();
    let (mut page, mut out) = (empty(), Vec::new());
    let mut changed = all[0].clone();
    changed.size = Some(1);
    let second = [&changed, &all[1], &all[3]];
    page.begin_scan("a");
    for record in &all[..3] {
        page.write(Html.row(record).unwrap(), &mut out).unwrap();
    }
    page.begin_scan("b");
    for record in second {
        page.write(Html.row(record).unwrap(), &mut out).unwrap();
    }
    page.finish(&Default::default(), &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    let data = data(&out);
    let changes: Vec<_> =
        data["records"].as_array().unwrap().iter().map(|it| it[1].as_str().unwrap()).collect();
    assert_eq!(changes, ["changed", "same", "gone", "changed", "same", "new"]);
    for told in ["<b>1</b> new", "<b>1</b> gone", "<b>1</b> changed", "<b>1</b> the same"] {
        assert!(out.contains(told), "{told}");
    }
}
