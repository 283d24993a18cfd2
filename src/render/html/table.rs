//! The rows of the records.

use super::change::Change;
use super::kept::Kept;
use super::scan::Scan;

/// The heads behind the first, and the class of the column.
const HEADS: [(&str, &str); 5] = [
    ("Go", "go"),
    ("GOROOT", "goroot"),
    ("Target", "target"),
    ("Module", "module"),
    ("Findings", "found"),
];

/// The table: a column for the scan and one for the change where there are several.
pub(super) fn table(scans: &[Scan], rows: &[Kept], changes: &[Option<Change>]) -> String {
    let is_one = scans.len() == 1;
    let mut heads = vec![("File", "file")];
    if !is_one {
        heads.extend([("Scan", "scan"), ("Change", "change")]);
    }
    heads.extend(HEADS);
    let mut out = String::from("<table id=records>\n<colgroup>");
    heads.iter().for_each(|(_, class)| out.push_str(&format!("<col class={class}>")));
    out.push_str("\n<thead><tr>");
    for (head, class) in heads {
        out.push_str(&format!("<th scope=col data-sort={class}>{head}"));
    }
    out.push_str("\n<tbody>\n");
    let names: Vec<_> = scans.iter().map(Scan::in_html).collect();
    for (row, change) in rows.iter().zip(changes) {
        out.push_str("<tr>");
        out.push_str(&row.shown.file);
        if !is_one {
            let name = names.get(row.scan).map_or("", String::as_str);
            let change = change.map_or("", Change::name);
            out.push_str(&format!("<td>{name}<td>{change}"));
        }
        out.push_str(&row.shown.cells);
    }
    out.push_str("</table>\n");
    out
}
