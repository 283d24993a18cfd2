//! Secrets in build flags: `-X main.apiToken=…` in `-ldflags`, `-DPASSWORD=…` in the flags of cgo.
//! By hand and not by regex, for it is done to every program.

use super::flags;
use crate::bytes::Text;

/// What stands in place of a secret.
pub const MASK: &str = "***";

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
    /// The flags, each secret replaced by [`MASK`].
    pub text: String,
    /// The names of the secrets.
    pub names: Vec<String>,
    /// The secrets themselves, so that they can be masked wherever else they stand.
    pub values: Vec<String>,
}

/// Masks the secrets in the value of a build setting; `None` where there are none.
pub fn mask_setting(value: &Text) -> Option<Masked> {
    // Most settings are not flags, and are not copied to see that.
    value.as_bytes().contains(&b'=').then(|| mask(&value.to_lossy()))?
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

/// The name and the value of the first secret in one flag. All that follows is part of the value:
/// rather too much is masked than too little.
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
    // The import path before the last slash names no variable.
    let name = name.rsplit('/').next().unwrap_or(name);
    let plain: String =
        name.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_uppercase()).collect();
    // A tokenizer is none.
    let plain = plain.replace("TOKENIZ", "").replace("TOKENIS", "");
    WORDS.iter().any(|word| plain.contains(word))
}

/// Whether the value tells nothing: a switch, a small number, nothing at all, or a mask.
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
