//! What could not be told of known vulnerabilities: without it, a program of which nothing is known would
//! look like one of which nothing was found.

use super::told::safe;
use crate::bytes::grouped;
use crate::report::{Record, UnknownModuleRecord};
use crate::vuln::{ModulesKnown, STDLIB};

/// Why not all known vulnerabilities of a program can be told, safe to show; nothing where all can, where
/// findings say all of it, or where no database was asked.
pub fn untold(record: &Record) -> Vec<String> {
    let Some(check) = record.vulnerability_check.as_ref().filter(|it| !it.complete) else {
        return Vec::new();
    };
    let modules = match check.modules.known() {
        Some(ModulesKnown::Listed) | None => None,
        Some(ModulesKnown::Found) if is_cut(record) => {
            Some("its list of modules is cut at a limit: there may be others")
        }
        Some(ModulesKnown::Found) => {
            Some("only modules that its source files name are known: there may be others")
        }
        Some(ModulesKnown::Unknown) => {
            Some("nothing says which modules it is made of: advisories about them are missing")
        }
    };
    let other = record.toolchain.filter(|it| *it != "gc").map(|it| safe(it.name()));
    let unknown = check.unknown.iter().map(|it| version(it, other.as_deref()));
    let names = check.names_reason.as_ref();
    let names = names.map(|reason| format!("functions unknown: {}", safe(reason)));
    modules.map(str::to_owned).into_iter().chain(unknown).chain(names).collect()
}

/// Whether modules are listed, and so not taken from the names of source files.
fn is_cut(record: &Record) -> bool {
    record.build.as_ref().is_some_and(|build| build.deps_source != "file-table")
}

/// The same in one text; `None` where there is nothing to say.
pub(super) fn all_untold(record: &Record) -> Option<String> {
    let all = untold(record);
    (!all.is_empty()).then(|| all.join("; "))
}

/// That a module has no version that could be compared.
fn version(it: &UnknownModuleRecord, other_toolchain: Option<&str>) -> String {
    let version = match (it.version.as_str(), other_toolchain) {
        ("", Some(other)) if it.module == STDLIB => {
            format!("{other} has a library of its own, of no known version")
        }
        ("", _) => "no version".to_owned(),
        (version, _) => format!("version {}", safe(version)),
    };
    let about = grouped(it.advisories);
    format!("{}: {version}: {about} about it cannot be told", safe(&it.module))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Word;
    use crate::report::{BuildRecord, Known, VulnerabilityCheckRecord};

    #[test]
    fn why_there_may_be_other_modules() {
        for (source, want) in [
            ("file-table", "only modules that its source files name are known"),
            ("build-info", "its list of modules is cut at a limit"),
        ] {
            let build =
                BuildRecord { deps_source: Word::of_name(source), ..BuildRecord::default() };
            let check = VulnerabilityCheckRecord {
                complete: false,
                modules: ModulesKnown::Found.into(),
                ..VulnerabilityCheckRecord::default()
            };
            let record = Record {
                build: Known::from(build),
                vulnerability_check: Some(check),
                ..Record::default()
            };
            assert!(untold(&record)[0].starts_with(want));
        }
    }
}
