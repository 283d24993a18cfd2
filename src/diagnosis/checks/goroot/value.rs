//! The text of GOROOT: signs that a shell would have removed, needless spellings.

use super::another::out_of_the_way;
use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, literal_fault, visible};
use crate::go::path::{PathStyle, clean, same_spelling};
use crate::host::Layer;
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static GOROOT_LITERAL: Check = Check::new(
    Theme::Goroot,
    literal,
    Rule::new("goroot-literal", Severity::Error)
        .means("GOROOT holds quotes, a tilde, a variable, spaces or a line break, or is relative.")
        .because("go takes it byte for byte: the directory of that name does not exist.")
        .mend("Write the path itself, absolute and without quotes, or unset GOROOT."),
);

/// GOROOT holds signs that a shell would have removed.
fn literal(scene: &Scene<'_>) -> Outcome {
    let Some((value, layer)) = scene.setting("GOROOT") else { return Outcome::NotHere };
    if layer == Layer::GorootFile {
        return Outcome::NotHere;
    }
    let Some((what, better)) = literal_fault(scene, &value) else { return Outcome::Clear };
    let better = better.filter(|it| layer == Layer::Environment && scene.is_tree(it));
    let better = better.map(|it| scene.set("GOROOT", &it)).unwrap_or_default();
    let fix = better.or(out_of_the_way(scene));
    Outcome::found(Complaint {
        message: format!("GOROOT {what}: {}", visible(&value)),
        seen: scene.places_of("GOROOT"),
        cause: "go takes GOROOT byte for byte; what a shell would expand or strip stays in it"
            .to_owned(),
        fix,
    })
}

pub(in crate::diagnosis) static GOROOT_NONCANONICAL: Check = Check::new(
    Theme::Goroot,
    noncanonical,
    Rule::new("goroot-noncanonical", Severity::Warning)
        .means("GOROOT is spelled with a needless slash, dots, or another case.")
        .because("Programs carry the spelling, and cached packages do not fit.")
        .mend("Spell it as the directory is called."),
);

/// GOROOT is not spelled as its directory is called.
fn noncanonical(scene: &Scene<'_>) -> Outcome {
    let Some((value, layer)) = scene.setting("GOROOT") else { return Outcome::NotHere };
    if layer == Layer::GorootFile || scene.goroot_directory().is_none() {
        return Outcome::NotHere;
    }
    if literal_fault(scene, &value).is_some() {
        return Outcome::NotHere;
    }
    let cleaned = clean(&value, scene.style());
    let mut seen = scene.places_of("GOROOT");
    if cleaned == value {
        let real = scene.view.canonicalize(&value).unwrap_or_default();
        let by_case = real != value && same_spelling(&real, &value, PathStyle::Windows);
        if !by_case || real.is_empty() {
            return Outcome::Clear;
        }
        seen.push(format!("on disk: {real}"));
        return Outcome::found(Complaint {
            message: format!("GOROOT differs in case from the directory: {value}"),
            seen,
            cause: "go compares paths as text, and programs carry this spelling".to_owned(),
            fix: scene.set("GOROOT", &real).or(scene.undo("GOROOT")),
        });
    }
    Outcome::found(Complaint {
        message: format!("GOROOT is spelled {}, not {cleaned}", visible(&value)),
        seen,
        cause: "since Go 1.21 the spelling is taken as it is, ends up in programs and makes \
            cached packages stale"
            .to_owned(),
        fix: scene.set("GOROOT", &cleaned).or(scene.undo("GOROOT")),
    })
}
