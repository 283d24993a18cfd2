//! What stands first: tiles for one scan, a table for several, and what changed between them.

use super::change::Change;
use super::escape::html;
use super::scan::Scan;
use crate::bytes::grouped;
use crate::report::Summary;

/// The notices, the numbers, and what changed between the first scan and the last.
pub(super) fn overview(
    scans: &[Scan],
    changes: &[Option<Change>],
    summary: &Summary,
    notices: &[String],
) -> String {
    let mut out = String::new();
    for notice in notices {
        out.push_str(&format!("<p class=notice role=note>{}\n", html(notice)));
    }
    match scans {
        [scan] => tiles(scan, &mut out),
        scans => {
            of_scans(scans, &mut out);
            told(scans, changes, &mut out);
        }
    }
    if summary.files > 0 {
        let counts = [
            (summary.files, "files read"),
            (summary.all_opened(), "of them containers that were opened"),
            (summary.inside, "inside of these"),
            (summary.not_go, "no Go programs"),
        ];
        let told = counts.iter().filter(|(count, _)| *count > 0);
        let told: Vec<_> =
            told.map(|(count, what)| format!("{} {what}", grouped(*count))).collect();
        out.push_str(&format!("<p class=fine>{}.\n", told.join(", ")));
    }
    out
}

fn tiles(scan: &Scan, out: &mut String) {
    out.push_str("<ul class=tiles>\n");
    for (count, one, many, facet, class) in scan.numbers() {
        let what = if count == 1 { one } else { many };
        let class = if count == 0 { "zero" } else { class };
        let count = grouped(count);
        out.push_str(&format!(
            "<li data-facet=\"{facet}\" class=\"{class}\"><b>{count}</b> {what}\n"
        ));
    }
    out.push_str("</ul>\n");
}

fn of_scans(scans: &[Scan], out: &mut String) {
    out.push_str("<div class=scroll tabindex=0 role=region aria-label=Scans><table class=counts>\n<thead><tr><th scope=col>Scan");
    for (_, _, many, ..) in Scan::default().numbers() {
        out.push_str(&format!("<th scope=col class=r>{many}"));
    }
    out.push_str("\n<tbody>\n");
    for (at, scan) in scans.iter().enumerate() {
        out.push_str(&format!("<tr><th scope=row data-facet=\"scan={at}\">{}", scan.in_html()));
        for (count, _, _, facet, class) in scan.numbers() {
            let class = if count == 0 { "zero" } else { class };
            let count = grouped(count);
            out.push_str(&format!(
                "<td class=\"r {class}\" data-facet=\"scan={at};{facet}\">{count}"
            ));
        }
        out.push('\n');
    }
    out.push_str("</table></div>\n");
}

/// How many of each there are.
fn told(scans: &[Scan], changes: &[Option<Change>], out: &mut String) {
    let (Some(first), Some(last)) = (scans.first(), scans.last()) else { return };
    out.push_str(&format!(
        "<p>From {} to {}:</p>\n<ul class=tiles>\n",
        first.in_html(),
        last.in_html()
    ));
    for change in Change::ALL {
        let count = changes.iter().filter(|it| **it == Some(change)).count();
        // Records of both scans bear these words, and each pair is told once.
        let count = match change {
            Change::New | Change::Gone => count,
            Change::Changed | Change::Same => count / 2,
        };
        let class = if count == 0 { "zero" } else { "" };
        let (name, count) = (change.name(), grouped(u64::try_from(count).unwrap_or(u64::MAX)));
        let name = if change == Change::Same { "the same" } else { name };
        out.push_str(&format!(
            "<li class=\"{class}\" data-facet=\"change={}\"><b>{count}</b> {name}\n",
            change.name()
        ));
    }
    out.push_str("</ul>\n<p class=fine>Records are matched by their paths. Changed are those with another build ID, Go version, size or other findings.\n");
}
