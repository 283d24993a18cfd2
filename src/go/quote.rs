//! Go-quoted strings, as `strconv.Quote` writes them into build settings and raw build IDs.

use std::borrow::Cow;

/// The value of a Go string literal: interpreted (`"…"`) or raw (`` `…` ``). `None` where the text
/// is not one whole literal.
///
/// Source: `strconv.Unquote`, Go 1.22.
pub fn unquote(literal: &[u8]) -> Option<Cow<'_, [u8]>> {
    let (&quote, rest) = literal.split_first()?;
    let (&end, body) = rest.split_last()?;
    match (quote, end) {
        (b'`', b'`') if !body.contains(&b'`') => {
            Some(body.iter().copied().filter(|&byte| byte != b'\r').collect())
        }
        (b'"', b'"') if !body.iter().any(|byte| matches!(byte, b'"' | b'\n' | b'\\')) => {
            Some(body.into())
        }
        (b'"', b'"') => unescape(body).map(Cow::Owned),
        _ => None,
    }
}

fn unescape(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut value = Vec::with_capacity(body.len());
    while let Some((&byte, rest)) = body.split_first() {
        body = rest;
        match byte {
            b'"' | b'\n' => return None,
            b'\\' => {
                let (&escape, rest) = body.split_first()?;
                body = rest;
                match escape {
                    b'a' => value.push(7),
                    b'b' => value.push(8),
                    b'f' => value.push(12),
                    b'n' => value.push(b'\n'),
                    b'r' => value.push(b'\r'),
                    b't' => value.push(b'\t'),
                    b'v' => value.push(11),
                    b'\\' | b'"' => value.push(escape),
                    b'x' => value.push(u8::try_from(number(&mut body, 2, 16)?).ok()?),
                    b'u' => push_char(&mut value, number(&mut body, 4, 16)?)?,
                    b'U' => push_char(&mut value, number(&mut body, 8, 16)?)?,
                    b'0'..=b'7' => value.push(u8::try_from(octal(escape, &mut body)?).ok()?),
                    _ => return None,
                }
            }
            byte => value.push(byte),
        }
    }
    Some(value)
}

fn number(body: &mut &[u8], digits: usize, radix: u32) -> Option<u32> {
    let (text, rest) = body.split_at_checked(digits)?;
    *body = rest;
    text.iter().try_fold(0_u32, |value, &digit| {
        value.checked_mul(radix)?.checked_add(char::from(digit).to_digit(radix)?)
    })
}

fn octal(first: u8, body: &mut &[u8]) -> Option<u32> {
    let high = char::from(first).to_digit(8)?;
    high.checked_mul(64)?.checked_add(number(body, 2, 8)?)
}

fn push_char(value: &mut Vec<u8>, code: u32) -> Option<()> {
    let c = char::from_u32(code)?;
    value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unquote_as_strconv_does() {
        for (literal, want) in [
            (&br#""plain""#[..], Some(&b"plain"[..])),
            (br#""""#, Some(b"")),
            (br#""-X 'main.a=b c'""#, Some(b"-X 'main.a=b c'")),
            (br#""tab\tquote\"back\\""#, Some(b"tab\tquote\"back\\")),
            (br#""\xff\101\u00e9\U0001F600""#, Some(b"\xffA\xc3\xa9\xf0\x9f\x98\x80")),
            (b"`raw \\n`", Some(b"raw \\n")),
            (br#""open"#, None),
            (br#""bad \q""#, None),
            (br#""short \x4""#, None),
            (br#""in"side""#, None),
            (br#""\777""#, None),
            (br#""\ud800""#, None),
            (b"\"", None),
            (b"", None),
            (b"plain", None),
        ] {
            assert_eq!(unquote(literal).as_deref(), want, "{}", String::from_utf8_lossy(literal));
        }
    }
}
