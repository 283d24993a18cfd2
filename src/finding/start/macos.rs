//! macOS: its version, an `LC_UUID`, and a signature.

use super::whereto::{Judged, is_here, system, target};
use crate::finding::about::About;
use crate::finding::check::{BuiltIn, Needs};
use crate::finding::remark::{Place, Remark};
use crate::origin::{MACOS_NEEDS_UUID, MacosNeeds, MacosVersion};
use crate::rule::{Rule, Severity};

pub(in crate::finding) static TARGET_MACOS: BuiltIn = BuiltIn::many(
    target_macos,
    Rule::new("target-macos", Severity::Error)
        .means("The macOS that --target names does not start the binary.")
        .because(
            "It is older than the Go release supports; or it is macOS 26, which refuses programs \
             without an LC_UUID; or the program is for arm64 and not signed.",
        )
        .mend(
            "Rebuild with a Go that supports that macOS; for an LC_UUID with Go 1.24 or later and \
             without -B none, or with -ldflags=-linkmode=external.",
        ),
);

fn target_macos(about: &About<'_>) -> Vec<Remark> {
    judge(about).into_iter().filter_map(Judged::fails).collect()
}

/// Whether the target's macOS starts the program.
pub(super) fn judge(about: &About<'_>) -> Vec<Judged> {
    let needs = target(about).zip(MacosNeeds::of(about.program));
    let Some((target, needs)) = needs else { return Vec::new() };
    let mut judged = Vec::new();
    if needs.lacks_signature {
        let found = Remark::new("it is for arm64 and carries no signature: macOS kills it");
        judged.push(Judged::Fails(found));
    }
    match target.macos {
        Some(has) => {
            judged.extend(compare(&needs, has, "is to run on").into_iter().map(Judged::Fails));
        }
        None if !needs.has_uuid => {
            let text = "it has no LC_UUID, which macOS 26 asks for, and --target names no \
                        version of macOS";
            judged.push(Judged::Unknown(text.to_owned()));
        }
        None => {}
    }
    judged
}

pub(in crate::finding) static MACOS_REFUSES: BuiltIn = BuiltIn::many(
    macos_refuses,
    Rule::new("macos-refuses", Severity::Warning)
        .means("The macOS of this machine does not start the binary.")
        .because(
            "It is older than the Go release supports; or it is macOS 26, which refuses programs \
             without an LC_UUID.",
        )
        .mend(
            "Rebuild with a Go that supports this macOS; for an LC_UUID with Go 1.24 or later and \
             without -B none, or with -ldflags=-linkmode=external.",
        ),
)
.needing(Needs::Host);

fn macos_refuses(about: &About<'_>) -> Vec<Remark> {
    let needs = here(about).zip(version_here(about));
    needs.map(|(needs, has)| compare(&needs, has, "this is")).unwrap_or_default()
}

fn compare(needs: &MacosNeeds, has: MacosVersion, runs: &str) -> Vec<Remark> {
    let mut found = Vec::new();
    if let Some((oldest, why)) = needs.oldest().filter(|(oldest, _)| *oldest > has) {
        let message = format!("needs macOS {oldest}, and {runs} macOS {has}");
        found.push(Remark::new(message).at(Place::new(why)));
    }
    if !needs.has_uuid && has >= MACOS_NEEDS_UUID {
        let message = format!("has no LC_UUID, and {runs} macOS {has}, which refuses it");
        found.push(Remark::new(message).at(no_uuid()));
    }
    found
}

pub(in crate::finding) static MACHO_UNSIGNED: BuiltIn = BuiltIn::one(
    macho_unsigned,
    Rule::new("macho-unsigned", Severity::Warning)
        .means("A macOS program for arm64 carries no code signature.")
        .because(
            "Macs with Apple's processors kill it at once: `Killed: 9`. Go's linker signs ad hoc; \
             tools that rewrite the file drop that.",
        )
        .mend("Sign it again: codesign -s - PROGRAM."),
);

fn macho_unsigned(about: &About<'_>) -> Option<Remark> {
    here(about).filter(|needs| needs.lacks_signature)?;
    let place = Place::new("no LC_CODE_SIGNATURE among the load commands");
    Some(Remark::new("it is for arm64 and carries no signature").at(place))
}

pub(in crate::finding) static MACHO_NO_UUID: BuiltIn = BuiltIn::one(
    macho_no_uuid,
    Rule::new("macho-no-uuid", Severity::Note)
        .means("A macOS program has no LC_UUID.")
        .because(
            "macOS 26 refuses to start it: `missing LC_UUID load command`. Older systems do start \
             it. Go's own linker writes one since Go 1.24, unless -B none is given.",
        )
        .mend("Rebuild with Go 1.24 or later, or with -ldflags=-linkmode=external on macOS."),
);

fn macho_no_uuid(about: &About<'_>) -> Option<Remark> {
    here(about).filter(|needs| !needs.has_uuid && version_here(about).is_none())?;
    Some(Remark::new("macOS 26 and later refuse to start it").at(no_uuid()))
}

/// The macOS that the program needs, if it is judged by the machine it is on.
fn here(about: &About<'_>) -> Option<MacosNeeds> {
    MacosNeeds::of(about.program).filter(|_| is_here(about))
}

/// The macOS of a machine that runs such programs.
fn version_here(about: &About<'_>) -> Option<MacosVersion> {
    system(about)?.macos.as_deref().and_then(MacosVersion::parse)
}

fn no_uuid() -> Place {
    Place::new("no LC_UUID among the load commands")
}
