//! How a program was built, against what is required of that.

use super::answer::{Answer, in_build_info, modules};
use crate::finding::about::About;
use crate::finding::build::{dirty_version, untrimmed};
use crate::finding::check::BuiltIn;
use crate::finding::remark::Remark;
use crate::rule::{Rule, Severity};

pub(in crate::finding) static TRIMPATH_REQUIRED: BuiltIn = BuiltIn::many(
    |about| trimpath(about).remarks(),
    Rule::new("trimpath-required", Severity::Error)
        .means("The binary was built without -trimpath, which the policy requires.")
        .because("It shows paths of the build machine, and differs from machine to machine.")
        .mend("Build with -trimpath."),
)
.asked_of_programs();

pub(super) fn trimpath(about: &About<'_>) -> Answer {
    match about.program.traits.trimpath {
        _ if !about.demands.trimpath => Answer::Met,
        Some(true) => Answer::Met,
        Some(false) => Answer::broken(untrimmed(about)),
        None => Answer::Unknown("whether it was built with -trimpath does not show".to_owned()),
    }
}

pub(in crate::finding) static NOT_CLEAN: BuiltIn = BuiltIn::many(
    |about| clean(about).remarks(),
    Rule::new("not-clean", Severity::Error)
        .means("The binary was built from changed sources, and the policy requires clean ones.")
        .because("Its revision does not tell what was compiled: nobody can build it again.")
        .mend("Commit or drop the changes, and build again."),
)
.asked_of_programs();

pub(super) fn clean(about: &About<'_>) -> Answer {
    if !about.demands.clean {
        return Answer::Met;
    }
    let modules = match modules(about) {
        Ok(modules) => modules,
        Err(why) => return Answer::Unknown(why),
    };
    match (modules.setting("vcs.modified").map(|it| it.as_bytes()), dirty_version(modules)) {
        (Some(b"true"), _) => Answer::broken(
            Remark::new("there were changes that were not committed")
                .at(in_build_info(about, "vcs.modified=true")),
        ),
        (_, Some(version)) => Answer::broken(
            Remark::new(format!("the version is {version}"))
                .at(in_build_info(about, &version.to_string())),
        ),
        (Some(b"false"), None) => Answer::Met,
        (Some(_), None) => Answer::Unknown("vcs.modified is neither true nor false".to_owned()),
        (None, None) => Answer::Unknown(format!(
            "the build info has no vcs.modified: {}",
            "it was built outside a repository, with -buildvcs=false, as MODULE@VERSION, or with \
             Go 1.17 or older"
        )),
    }
}

pub(in crate::finding) static REVISION_MISMATCH: BuiltIn = BuiltIn::many(
    |about| revision(about).remarks(),
    Rule::new("revision-mismatch", Severity::Error)
        .means("The binary was built from another revision than the one that is required.")
        .because("It is not the program that was to be released.")
        .mend("Build the revision that is meant, or ask for the one that was built."),
)
.asked_of_programs();

pub(super) fn revision(about: &About<'_>) -> Answer {
    let Some(want) = &about.demands.revision else { return Answer::Met };
    let modules = match modules(about) {
        Ok(modules) => modules,
        Err(why) => return Answer::Unknown(why),
    };
    let broken = |said: &str, what: String| {
        let remark = Remark::new(format!("built from {said}, not from {want}"));
        Answer::broken(remark.at(in_build_info(about, &what)))
    };
    if let Some(found) = modules.setting("vcs.revision") {
        return match want.is(found.as_bytes()) {
            true => Answer::Met,
            false => broken(&found.to_string(), format!("vcs.revision={found}")),
        };
    }
    let version = modules.main.as_ref().map(|main| &main.version);
    match version.and_then(|version| Some((version, of_pseudo_version(version.as_bytes())?))) {
        Some((_, found)) if want.starts_as(found) => Answer::Met,
        Some((version, _)) => broken(&version.to_string(), version.to_string()),
        None => Answer::Unknown("the build info names no revision".to_owned()),
    }
}

/// The first twelve digits of the revision that a pseudo-version holds:
/// `v0.0.0-20191109021931-daa7c04131f5`. Source: `golang.org/x/mod/module/pseudo.go`.
fn of_pseudo_version(version: &[u8]) -> Option<&[u8]> {
    let plain = version.split(|byte| *byte == b'+').next()?;
    let mut parts = plain.rsplitn(3, |byte| *byte == b'-');
    let (revision, time) = (parts.next()?, parts.next()?);
    let time = time.rsplit(|byte| *byte == b'.').next()?;
    let is_hex = revision.iter().all(u8::is_ascii_hexdigit);
    let is_time = time.len() == 14 && time.iter().all(u8::is_ascii_digit);
    (revision.len() == 12 && is_hex && is_time).then_some(revision)
}

pub(in crate::finding) static FORBIDDEN_SETTING: BuiltIn = BuiltIn::many(
    |about| settings(about).remarks(),
    Rule::new("forbidden-setting", Severity::Error)
        .means("The binary was built with a setting that the policy forbids.")
        .because("Whoever wrote the policy does not ship programs that are built so.")
        .mend("Build without the setting; `go version -m FILE` shows all of them."),
)
.asked_of_programs();

pub(super) fn settings(about: &About<'_>) -> Answer {
    let forbidden = &about.demands.forbidden_settings;
    if forbidden.is_empty() {
        return Answer::Met;
    }
    let modules = match modules(about) {
        Ok(modules) => modules,
        Err(why) => return Answer::Unknown(why),
    };
    let mut remarks = Vec::new();
    for (key, value) in &modules.settings {
        for it in forbidden.iter().filter(|it| it.forbids(key.as_bytes(), value.as_bytes())) {
            // The values of flags may hold secrets, and are long.
            let shown = match it.is_of_flags() {
                true => key.to_string(),
                false => format!("{key}={value}"),
            };
            let remark = Remark::new(format!("{shown} is set, which {it} forbids"));
            remarks.push(remark.at(in_build_info(about, &shown)));
        }
    }
    let is_trimmed = about.program.traits.trimpath == Some(true);
    let left_out = forbidden.iter().find(|it| is_trimmed && it.is_left_out_when_trimmed());
    match (remarks.is_empty(), left_out) {
        (false, _) => Answer::Broken(remarks),
        (true, _) if modules.cut.is_some() => {
            Answer::Unknown("not all build settings were read".to_owned())
        }
        (true, _) if modules.settings.is_empty() => Answer::Unknown(
            "the build info has no settings: Go 1.17 and older wrote none".to_owned(),
        ),
        (true, Some(it)) => Answer::Unknown(format!(
            "{it} cannot be checked: with -trimpath the go command does not write {} down",
            it.key()
        )),
        (true, None) => Answer::Met,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudo_versions() {
        for (version, want) in [
            ("v0.0.0-20191109021931-daa7c04131f5", Some("daa7c04131f5")),
            ("v1.2.4-0.20191109021931-daa7c04131f5", Some("daa7c04131f5")),
            ("v1.2.3-pre.0.20191109021931-daa7c04131f5+incompatible", Some("daa7c04131f5")),
            ("v0.0.0-20191109021931-daa7c04131f5+dirty", Some("daa7c04131f5")),
            ("v1.2.3", None),
            ("(devel)", None),
            ("v1.2.3-20191109021931-daa7c04131f", None),
            ("v1.2.3-2019110902193-daa7c04131f5", None),
            ("", None),
        ] {
            let got = of_pseudo_version(version.as_bytes());
            assert_eq!(got, want.map(str::as_bytes), "{version}");
        }
    }
}
