//! Modules as parts of an inventory.

use super::part::{Ancestor, Part, Purpose};
use super::purl;
use crate::render::told::safe;
use crate::report::ModuleRecord;

/// The version that a module states; `None` where it states none.
pub(super) fn version(text: &str) -> Option<String> {
    (!matches!(text, "" | "(devel)")).then(|| safe(text))
}

/// A dependency, as what was compiled.
pub(super) fn part(module: &ModuleRecord) -> Part {
    match &module.replace {
        Some(other) if is_local(other) => Part {
            properties: vec![
                ("gorigin:replaced-by".to_owned(), safe(&other.path)),
                ("gorigin:required-version".to_owned(), safe(&module.version)),
            ],
            ..Part::new(Purpose::Module, safe(&module.path))
        },
        Some(other) => Part {
            ancestor: Some(Ancestor {
                name: safe(&module.path),
                version: safe(&module.version),
                purl: purl::module(&module.path, version(&module.version).as_deref()),
            }),
            ..plain(other)
        },
        None => plain(module),
    }
}

fn plain(module: &ModuleRecord) -> Part {
    let version = version(&module.version);
    let trust = module.trust.iter();
    Part {
        properties: trust.map(|it| ("gorigin:trust".to_owned(), it.to_string())).collect(),
        purl: purl::module(&module.path, version.as_deref()),
        version,
        sum: module.sum.as_deref().map(safe),
        ..Part::new(Purpose::Module, safe(&module.path))
    }
}

/// Whether a replacement is a folder: it has no version, or a path that no module can have.
fn is_local(module: &ModuleRecord) -> bool {
    let path = module.path.as_str();
    let is_drive = matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    version(&module.version).is_none() || path.starts_with(['.', '/', '\\']) || is_drive
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(path: &str, version: &str, replace: Option<ModuleRecord>) -> ModuleRecord {
        ModuleRecord {
            path: path.into(),
            version: version.into(),
            replace: replace.map(Box::new),
            ..ModuleRecord::default()
        }
    }

    #[test]
    fn what_was_compiled() {
        let remote = module("b.org/fork", "v1.1.0", None);
        for (module, want) in [
            (
                module("a.org/m", "v1.0.0", None),
                ("a.org/m", Some("v1.0.0"), Some("pkg:golang/a.org/m@v1.0.0")),
            ),
            (
                module("a.org/m", "v1.0.0", Some(remote)),
                ("b.org/fork", Some("v1.1.0"), Some("pkg:golang/b.org/fork@v1.1.0")),
            ),
            (
                module("a.org/m", "v1.0.0", Some(module("../api", "", None))),
                ("a.org/m", None, None),
            ),
            (
                module("a.org/m", "v1.0.0", Some(module("C:\\x", "v1.0.0", None))),
                ("a.org/m", None, None),
            ),
            (module("a.org/m", "(devel)", None), ("a.org/m", None, Some("pkg:golang/a.org/m"))),
        ] {
            let part = part(&module);
            assert_eq!((part.name.as_str(), part.version.as_deref(), part.purl.as_deref()), want);
        }
    }
}
