//! As much of XML as a table of contents needs: tags with their attributes, and the text before them.

/// A tag.
pub(super) struct Tag<'x> {
    /// The text before it.
    pub(super) before: &'x [u8],
    pub(super) name: &'x [u8],
    attributes: &'x [u8],
    pub(super) opens: bool,
    pub(super) closes: bool,
}

/// Takes the next tag; `None` at the end, and where a tag does not end.
pub(super) fn next<'x>(text: &mut &'x [u8]) -> Option<Tag<'x>> {
    let before = loop {
        let before = until(text, b"<")?;
        // What a table says has no comments in the middle of texts.
        match **text {
            [b'!', b'-', b'-', ..] => until(text, b"-->")?,
            [b'?' | b'!', ..] => until(text, b">")?,
            _ => break before,
        };
    };
    let inner = until_end(text)?;
    let (inner, closes_too) = match inner.strip_suffix(b"/") {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let (inner, opens) = match inner.strip_prefix(b"/") {
        Some(inner) => (inner, false),
        None => (inner, true),
    };
    let length = inner.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
    let (name, attributes) = inner.split_at_checked(length)?;
    Some(Tag { before, name, attributes, opens, closes: closes_too || !opens })
}

/// What stands before `mark`; moves behind it.
fn until<'x>(text: &mut &'x [u8], mark: &[u8]) -> Option<&'x [u8]> {
    let at = crate::bytes::needle::find(text, mark)?;
    let (before, rest) = text.split_at_checked(at)?;
    *text = rest.get(mark.len()..)?;
    Some(before)
}

/// What stands before the end of a tag, which may be in quotes inside.
fn until_end<'x>(text: &mut &'x [u8]) -> Option<&'x [u8]> {
    let mut quote = None;
    let is_end = |byte: &u8| match quote {
        Some(open) => {
            quote = (*byte != open).then_some(open);
            false
        }
        None => {
            quote = matches!(byte, b'"' | b'\'').then_some(*byte);
            *byte == b'>'
        }
    };
    let at = text.iter().position(is_end)?;
    let (before, rest) = text.split_at_checked(at)?;
    *text = rest.get(1..)?;
    Some(before)
}

impl<'x> Tag<'x> {
    /// The value of an attribute.
    pub(super) fn attribute(&self, wanted: &[u8]) -> Option<&'x [u8]> {
        let mut rest = self.attributes;
        loop {
            let name = until(&mut rest, b"=")?.trim_ascii();
            rest = rest.trim_ascii_start();
            let quote = [*rest.first()?];
            rest = rest.get(1..)?;
            let value = until(&mut rest, &quote)?;
            if name == wanted {
                return Some(value);
            }
        }
    }
}
