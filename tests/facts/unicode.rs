//! What is never shown raw, against Unicode's own data.

use gorigin::bytes::is_unsafe;
use icu_properties::props::{
    BinaryProperty, DefaultIgnorableCodePoint, EnumeratedProperty, GeneralCategory,
    PrependedConcatenationMark,
};

/// Whether Unicode has `c` displayed as nothing, or as it likes.
fn is_invisible(c: char) -> bool {
    use GeneralCategory as G;
    match G::for_char(c) {
        G::Control | G::LineSeparator | G::ParagraphSeparator | G::PrivateUse => true,
        // Arabic signs that enclose numbers, and are seen.
        G::Format => !PrependedConcatenationMark::for_char(c),
        _ => DefaultIgnorableCodePoint::for_char(c) || c == '\u{2800}',
    }
}

#[test]
fn whatever_is_invisible_is_escaped_and_nothing_else_is() {
    let wrong: Vec<String> = ('\0'..=char::MAX)
        .filter(|&c| is_unsafe(c) != is_invisible(c))
        .map(|c| format!("U+{:04X} {:?}", u32::from(c), GeneralCategory::for_char(c)))
        .collect();
    assert!(wrong.is_empty(), "{} characters: {:?}", wrong.len(), wrong.first().zip(wrong.last()));
}
