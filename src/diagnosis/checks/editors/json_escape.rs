//! The escapes of JSON strings, as editors write them into their settings.

use std::str::Chars;

/// The character of an escape, read from behind its backslash. `None` where the text ends in the
/// escape, or JSON has no such escape. Half of a surrogate pair becomes U+FFFD, as in editors.
///
/// Source: RFC 8259, section 7.
pub(super) fn unescaped(chars: &mut Chars<'_>) -> Option<char> {
    Some(match chars.next()? {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => utf16(chars)?,
        c @ ('"' | '\\' | '/') => c,
        _ => return None,
    })
}

/// The character of one or two `\u` escapes, read from behind the first `\u`.
fn utf16(chars: &mut Chars<'_>) -> Option<char> {
    let first = unit(chars)?;
    let single = char::decode_utf16([first]).next()?;
    if let Ok(c) = single {
        return Some(c);
    }
    let mut after = chars.clone();
    let second = match (after.next(), after.next()) {
        (Some('\\'), Some('u')) => unit(&mut after),
        _ => None,
    };
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    if pair.is_some() {
        *chars = after;
    }
    Some(pair.unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// The number in four hexadecimal digits.
fn unit(chars: &mut Chars<'_>) -> Option<u16> {
    let mut value = 0_u32;
    for _ in 0..4 {
        value = value.checked_mul(16)?.checked_add(chars.next()?.to_digit(16)?)?;
    }
    u16::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        for (text, want) in [
            ("n", Some(("\n", ""))),
            ("\\x", Some(("\\", "x"))),
            ("/", Some(("/", ""))),
            ("u002fusr", Some(("/", "usr"))),
            ("u00DFe", Some(("\u{df}", "e"))),
            ("ud83d\\ude00!", Some(("\u{1f600}", "!"))),
            ("ud83d!", Some(("\u{fffd}", "!"))),
            ("ud83d\\u0041", Some(("\u{fffd}", "\\u0041"))),
            ("ude00", Some(("\u{fffd}", ""))),
            ("u00", None),
            ("u00g0", None),
            ("x41", None),
            ("", None),
        ] {
            let mut chars = text.chars();
            let got = unescaped(&mut chars).map(|c| (c.to_string(), chars.as_str()));
            let got = got.as_ref().map(|(c, rest)| (c.as_str(), *rest));
            assert_eq!(got, want, "{text}");
        }
    }
}
