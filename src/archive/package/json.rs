//! `package.json` of npm and `info/index.json` of conda.

use serde_json::{Map, Value};

use super::{Package, PackageKind};

pub(super) fn of_conda(text: &[u8]) -> Option<Package> {
    let fields = fields(text)?;
    let version = word(&fields, "version")?;
    let subdir = word(&fields, "subdir").map(str::as_bytes);
    Package::new(PackageKind::Conda, word(&fields, "name")?.as_bytes(), version.as_bytes(), subdir)
}

/// Where it names one processor alone, that is its architecture, behind the one system if it names
/// one: `linux-x64`, as packages of programs are called.
pub(super) fn of_npm(text: &[u8]) -> Option<Package> {
    let fields = fields(text)?;
    let version = word(&fields, "version")?;
    let architecture = match (one(&fields, "os"), one(&fields, "cpu")) {
        (Some(system), Some(processor)) => Some(format!("{system}-{processor}")),
        (system, processor) => system.or(processor).map(str::to_owned),
    };
    let architecture = architecture.as_deref().map(str::as_bytes);
    Package::new(
        PackageKind::Npm,
        word(&fields, "name")?.as_bytes(),
        version.as_bytes(),
        architecture,
    )
}

/// The fields of the object in `text`, perhaps behind a byte order mark.
fn fields(text: &[u8]) -> Option<Map<String, Value>> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    match serde_json::from_slice(text).ok()? {
        Value::Object(fields) => Some(fields),
        _ => None,
    }
}

fn word<'f>(fields: &'f Map<String, Value>, key: &str) -> Option<&'f str> {
    fields.get(key)?.as_str()
}

/// The only word in a field that is a list, or a word; `!` before a word excludes it.
fn one<'f>(fields: &'f Map<String, Value>, key: &str) -> Option<&'f str> {
    let found = match fields.get(key)? {
        Value::Array(words) => match words.as_slice() {
            [word] => word.as_str()?,
            _ => return None,
        },
        word => word.as_str()?,
    };
    (!found.starts_with('!') && found != "any").then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn architectures_of_npm() {
        for (more, want) in [
            (r#""os":["linux"],"cpu":["x64"]"#, Some("linux-x64")),
            (r#""cpu":["arm64"]"#, Some("arm64")),
            (r#""os":["darwin"],"cpu":["x64","arm64"]"#, Some("darwin")),
            (r#""os":["!win32"],"cpu":["any"]"#, None),
            (r#""os":"linux","cpu":"ia32""#, Some("linux-ia32")),
            (r#""os":[],"cpu":[7]"#, None),
            (r#""files":[]"#, None),
        ] {
            let text = format!("\u{feff}{{\"name\":\"@a/b\",\"version\":\"1.2.3\",{more}}}");
            let package = of_npm(text.as_bytes()).unwrap();
            assert_eq!(package.name.as_bytes(), b"@a/b");
            assert_eq!(package.architecture.map(|it| it.to_lossy()).as_deref(), want, "{more}");
        }
        assert_eq!(of_npm(br#"{"name":"b"}"#), None);
        assert_eq!(of_npm(b"[]"), None);
        assert_eq!(of_npm(b"[".repeat(5000).as_slice()), None);
    }

    #[test]
    fn subdir_of_conda() {
        let text = br#"{"name":"prog","version":"1","subdir":"linux-64","build":"0"}"#;
        let package = of_conda(text).unwrap();
        assert_eq!(package.architecture.unwrap().as_bytes(), b"linux-64");
        assert_eq!(of_conda(br#"{"name":"prog","version":1}"#), None);
    }
}
