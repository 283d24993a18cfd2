//! Whether the start of a file is the start of a scan's result.

/// The second lines of documents in JSON, without their indent.
const SECOND: [&str; 4] = [
    "\"schema\": \"gorigin.",
    "\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\"",
    "\"$schema\": \"http://cyclonedx.org/schema/bom-1.",
    "\"spdxVersion\": \"SPDX-2.3\"",
];

/// The starts of other forms.
const STARTS: [&str; 7] = [
    "\u{feff}path,path_b64,container,",
    "# Go programs\n\n",
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"gorigin\">",
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"gorigin ",
    "::error title=",
    "::warning title=",
    "::notice title=",
];

/// Whether a file with that start holds the result of a scan, in any form, or nothing.
pub(crate) fn is_scan(head: &[u8]) -> bool {
    // A cut in the middle of a character is not an error in the text.
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            let whole = head.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(whole).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let mut lines = text.lines();
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let is_json = |line: &str| SECOND.iter().any(|start| line.trim_start().starts_with(start));
    let is_table = first.trim_start_matches("\x1b[1m").starts_with("path")
        && second.starts_with('─')
        && second.chars().all(|c| c == '─');
    let is_count = first.split(' ').nth(1) == Some("Go") && first.contains(" in ");
    let is_line = first.starts_with("{\"schema\":\"gorigin.");
    let is_plain =
        first.contains("] ") && first.ends_with(')') && first.contains(" (gorigin rules ");
    let is_other = STARTS.iter().any(|start| text.starts_with(start));
    text.is_empty()
        || first == "{" && is_json(second)
        || is_line
        || is_table
        || is_count
        || is_other
        || is_plain
}
