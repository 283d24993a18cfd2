//! Secrets in build flags: `-X main.apiToken=…` in `-ldflags`, `-DPASSWORD=…` in the flags of cgo.
//! Written by hand and not as a regex, because every program is searched.

use super::flags;
use crate::bytes::Text;

/// The replacement for a secret.
pub(crate) const MASK: &str = "***";

/// Words in a name that make its value a secret, without `_` and `-`.
const WORDS: [&str; 12] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "TOKEN",
    "SECRET",
    "APIKEY",
    "ACCESSKEY",
    "PRIVATEKEY",
    "SIGNINGKEY",
    "ENCRYPTIONKEY",
    "AUTHKEY",
    "CREDENTIAL",
];

/// Flags with their secrets masked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked {
    /// The flags, each secret replaced by `***`.
    pub text: String,
    /// The names of the secrets.
    pub names: Vec<String>,
    /// The secrets themselves, so that they can be masked wherever else they occur.
    pub values: Vec<String>,
}

/// Masks the secrets in a build setting; `None` where it holds no secrets, or no flags.
pub fn mask_setting((key, value): &(Text, Text)) -> Option<Masked> {
    let (key, flags) = (key.as_bytes(), value.as_bytes());
    let holds_flags = key.starts_with(b"-") || key.starts_with(b"CGO_");
    // Most flags hold no secret; this is found without a copy.
    (holds_flags && flags.contains(&b'=') && may_hold_secret(flags))
        .then(|| mask(&value.to_lossy()))?
}

/// Whether a part of one of [`WORDS`] stands in `flags`.
fn may_hold_secret(flags: &[u8]) -> bool {
    const PARTS: [&[u8]; 5] = [b"PASS", b"TOKEN", b"SECRET", b"KEY", b"CREDENTIAL"];
    let starts = |rest: &[u8], part: &[u8]| {
        rest.get(..part.len()).is_some_and(|text| text.eq_ignore_ascii_case(part))
    };
    flags.iter().enumerate().any(|(at, byte)| {
        matches!(byte.to_ascii_uppercase(), b'P' | b'T' | b'S' | b'K' | b'C')
            && flags.get(at..).is_some_and(|rest| PARTS.iter().any(|part| starts(rest, part)))
    })
}

/// Masks the secrets in flags.
fn mask(flags: &str) -> Option<Masked> {
    let mut masked = Masked::default();
    let mut end = 0;
    for (at, field) in flags::fields(flags) {
        let Some((name, value)) = secret(field) else { continue };
        let start = at.saturating_add(field.len()).saturating_sub(value.len());
        masked.text.push_str(flags.get(end..start).unwrap_or_default());
        masked.text.push_str(MASK);
        masked.names.push(name.to_owned());
        masked.values.push(value.to_owned());
        end = at.saturating_add(field.len());
    }
    if masked.names.is_empty() {
        return None;
    }
    masked.text.push_str(flags.get(end..).unwrap_or_default());
    Some(masked)
}

/// The name and the value of the first secret in one flag. The rest of the flag is part of the
/// value: masking too much is better than masking too little.
fn secret(field: &str) -> Option<(&str, &str)> {
    field.match_indices('=').find_map(|(at, _)| {
        let (before, rest) = field.split_at_checked(at)?;
        let value = rest.get(1..)?;
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
        let start = before.char_indices().rev().take_while(|&(_, c)| is_part(c)).last()?.0;
        let name = before.get(start..)?;
        (is_secret_name(name) && !is_plain(value)).then_some((name, value))
    })
}

fn is_secret_name(name: &str) -> bool {
    // The import path before the last slash does not name a variable.
    let name = name.rsplit('/').next().unwrap_or(name);
    let plain: String =
        name.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_uppercase()).collect();
    // A tokenizer is not a secret.
    let plain = plain.replace("TOKENIZ", "").replace("TOKENIS", "");
    WORDS.iter().any(|word| plain.contains(word))
}

/// Whether the value reveals nothing: a switch, a small number, an empty value, or a mask.
fn is_plain(value: &str) -> bool {
    matches!(value, "" | "true" | "false" | "on" | "off" | "yes" | "no" | "none" | "nil" | MASK)
        || value.len() <= 4 && value.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked() {
        for (flags, text, values) in [
            ("-s -w", None, &[][..]),
            ("-X main.version=1.2.3", None, &[]),
            ("-X main.apiToken=hunter2", Some("-X main.apiToken=***"), &["hunter2"]),
            ("-X=main.apiToken=hunter2 -s", Some("-X=main.apiToken=*** -s"), &["hunter2"]),
            (
                "-X 'main.dbPassword=two words' -s",
                Some("-X 'main.dbPassword=***' -s"),
                &["two words"],
            ),
            ("-X \"main.API_KEY=x'y\"", Some("-X \"main.API_KEY=***\""), &["x'y"]),
            ("-X main.clientSecret=a=b=c", Some("-X main.clientSecret=***"), &["a=b=c"]),
            ("-X 'main.token=open end", Some("-X 'main.token=***"), &["open end"]),
            (
                "-s -X a.token=one -X b.secret=two",
                Some("-s -X a.token=*** -X b.secret=***"),
                &["one", "two"],
            ),
            ("-O2 -DAPI_KEY=\"abc\" -I/x", Some("-O2 -DAPI_KEY=*** -I/x"), &["\"abc\""]),
            (
                "-extldflags '-static -DTOKEN=abc x'",
                Some("-extldflags '-static -DTOKEN=***'"),
                &["abc x"],
            ),
            ("-X main.useToken=true -X main.tokens=12", None, &[]),
            ("-X main.token=", None, &[]),
            ("-X main.tokenizer=fast", None, &[]),
            ("-X example.com/secret/pkg.name=x", None, &[]),
            (
                "-X example.com/pkg.AwsAccess-Key=AKIA",
                Some("-X example.com/pkg.AwsAccess-Key=***"),
                &["AKIA"],
            ),
        ] {
            let got = mask(flags);
            assert_eq!(got.as_ref().map(|it| it.text.as_str()), text, "{flags}");
            assert_eq!(got.map(|it| it.values).unwrap_or_default(), values, "{flags}");
        }
    }

    #[test]
    fn only_flags_are_masked() {
        for (key, value, is_masked) in [
            ("-ldflags", "-X main.apiToken=hunter2", true),
            ("CGO_CFLAGS", "-DApi_Key=hunter2", true),
            ("-ldflags", "-X main.version=hunter2", false),
            ("DefaultGODEBUG", "x509keypairleaf=hunter2", false),
            ("-tags", "token", false),
        ] {
            let masked = mask_setting(&(Text::from(key), Text::from(value)));
            assert_eq!(masked.is_some(), is_masked, "{key} {value}");
        }
        // A part of each word finds it.
        assert!(WORDS.iter().all(|word| may_hold_secret(word.as_bytes())));
    }

    #[test]
    fn nothing_but_values_is_lost() {
        let mut seed = 3_u32;
        for round in 0..4000 {
            let flags: String = (0..round % 12)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    ["-X ", "main.token", "=", "'", "\"", " ", "value", "é", "a.b", "\t"]
                        [(seed >> 24) as usize % 10]
                })
                .collect();
            let Some(masked) = mask(&flags) else { continue };
            assert_eq!(mask(&masked.text), None, "{flags:?} {:?}", masked.text);
            let mut back = masked.text.clone();
            for value in &masked.values {
                back = back.replacen(MASK, value, 1);
            }
            assert_eq!(back, flags);
        }
    }
}
