//! Text that stays text: in HTML, in an attribute, in a script element.

use crate::bytes::is_unsafe;

/// What stands before and after the name of a character in a text of the data. No text holds them by
/// itself, since they would be shown by their names.
pub(super) const MARKS: [char; 2] = ['\u{1}', '\u{2}'];

/// Whether a character is shown by its name: it controls something, is not seen, or turns the
/// direction of reading.
fn is_named(c: char) -> bool {
    is_unsafe(c) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// `U+202E`.
fn name(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// The entity for a character that means something in HTML.
fn entity(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&#34;",
        '\'' => "&#39;",
        _ => return None,
    })
}

fn written(text: &str, named: impl Fn(&mut String, char)) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match entity(c) {
            Some(entity) => out.push_str(entity),
            None if is_named(c) => named(&mut out, c),
            None => out.push(c),
        }
    }
    out
}

/// As the content of an element.
pub(super) fn html(text: &str) -> String {
    written(text, |out, c| out.push_str(&format!("<b class=u>{}</b>", name(c))))
}

/// A text of the data as the content of an element.
pub(super) fn in_html(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split(MARKS).enumerate() {
        match at.is_multiple_of(2) {
            true => out.push_str(&html(part)),
            false => out.push_str(&format!("<b class=u>{}</b>", html(part))),
        }
    }
    out
}

/// The same, which may be broken behind slashes.
pub(super) fn path_in_html(text: &str) -> String {
    in_html(text).replace('/', "/<wbr>").replace("</<wbr>b>", "</b>")
}

/// As the value of an attribute in quotes.
pub(super) fn attribute(text: &str) -> String {
    written(text, |out, c| out.push_str(&name(c)))
}

/// As a text of the data, in which names of characters stand between [`MARKS`].
pub(super) fn marked(text: &str) -> String {
    if !text.contains(is_named) {
        return text.to_owned();
    }
    let [before, after] = MARKS;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match is_named(c) {
            true => out.push_str(&format!("{before}{}{after}", name(c))),
            false => out.push(c),
        }
    }
    out
}

/// As a string of JSON in a script element: nothing in it is `<`, `>` or `&`.
pub(super) fn json(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '<' | '>' | '&' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        for (text, in_html, in_attribute, in_data) in [
            ("a/b", "a/b", "a/b", r#""a/b""#),
            ("</script>", "&lt;/script&gt;", "&lt;/script&gt;", r#""\u003c/script\u003e""#),
            ("<!--", "&lt;!--", "&lt;!--", r#""\u003c!--""#),
            ("&\"'\\", "&amp;&#34;&#39;\\", "&amp;&#34;&#39;\\", r#""\u0026\"'\\""#),
            ("\u{202e}x", "<b class=u>U+202E</b>x", "U+202Ex", r#""\u0001U+202E\u0002x""#),
            (
                "\0\n",
                "<b class=u>U+0000</b><b class=u>U+000A</b>",
                "U+0000U+000A",
                r#""\u0001U+0000\u0002\u0001U+000A\u0002""#,
            ),
            ("\u{1}", "<b class=u>U+0001</b>", "U+0001", r#""\u0001U+0001\u0002""#),
        ] {
            assert_eq!(html(text), in_html);
            assert_eq!(attribute(text), in_attribute);
            let mut data = String::new();
            json(&mut data, &marked(text));
            assert_eq!(data, in_data);
        }
    }
}
