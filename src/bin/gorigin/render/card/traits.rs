//! How it was built, in words: modes, hardening, and what it needs to start.

use gorigin::report::Traits;

use super::lines::Lines;
use crate::render::look::Meaning;
use crate::render::words::safe;

/// A line for each kind of trait about which something is known.
pub(super) fn trait_lines(lines: &mut Lines, traits: &Traits) {
    for (label, text) in [
        ("traits", traits_text(traits)),
        ("built with", build_kind_text(traits)),
        ("hardening", hardening_text(traits)),
        ("runs with", runs_with_text(traits)),
    ] {
        if !text.is_empty() {
            lines.prose(label, &text, Meaning::Plain);
        }
    }
}

/// Everything known about how it was built.
fn traits_text(traits: &Traits) -> String {
    let said = |value: Option<bool>, yes: &'static str, no: &'static str| {
        value.map(|value| if value { yes } else { no })
    };
    let words: Vec<_> = [
        said(*traits.trimpath, "trimmed paths", "full paths"),
        said(*traits.stripped, "stripped", "with symbols"),
        said(*traits.dwarf, "with DWARF", "without DWARF"),
        said(*traits.cgo, "cgo", "no cgo"),
        said(*traits.static_link, "static", "dynamic"),
        said(*traits.pie, "position independent", "fixed address"),
    ]
    .into_iter()
    .flatten()
    .map(str::to_owned)
    .chain(traits.build_mode.as_ref().map(|mode| format!("buildmode {}", safe(mode))))
    .collect();
    words.join(", ")
}

/// Everything unusual about how it was built, and the processor level.
fn build_kind_text(traits: &Traits) -> String {
    let marks = [
        (traits.race, "race detector"),
        (traits.msan, "memory sanitizer"),
        (traits.asan, "address sanitizer"),
        (traits.cover, "coverage"),
        (traits.debug_build, "not optimised"),
        (traits.test_binary, "test"),
    ];
    let set = marks.iter().filter(|(value, _)| *value == Some(true));
    let mut words: Vec<String> = set.map(|(_, name)| (*name).to_owned()).collect();
    words.extend(fips_text(traits));
    let experiments = traits.experiments.as_deref().unwrap_or_default();
    words.extend(experiments.iter().map(|name| format!("experiment {}", safe(name))));
    words.extend(traits.arch_level.as_deref().map(safe));
    words.extend(traits.link_mode.as_deref().map(|mode| format!("{} linker", safe(mode))));
    words.join(", ")
}

/// The FIPS 140 module and the mode; having neither is not unusual.
fn fips_text(traits: &Traits) -> Option<String> {
    let mode = traits.fips_mode.as_deref().map(safe);
    match (traits.fips.as_deref().map(safe), mode) {
        (Some(module), Some(mode)) if module != "boringcrypto" => {
            Some(format!("FIPS 140 module {module}, mode {mode}"))
        }
        (Some(module), _) => Some(format!("FIPS 140 {module}")),
        (None, Some(mode)) if mode != "off" => {
            Some(format!("FIPS 140 mode {mode}, with the module of the Go release"))
        }
        _ => None,
    }
}

fn hardening_text(traits: &Traits) -> String {
    let said = |value: Option<bool>, yes: &str, no: &str| {
        value.map(|value| if value { yes.to_owned() } else { no.to_owned() })
    };
    let mut words = Vec::new();
    words.extend(said(traits.nx, "NX", "executable stack"));
    words.extend(traits.relro.as_deref().map(|relro| format!("RELRO {}", safe(relro))));
    if let Some(pe) = &traits.pe {
        let subsystem = pe.subsystem.as_deref().map(|it| format!("{} subsystem", safe(it)));
        words.extend(said(Some(pe.aslr), "ASLR", "no ASLR"));
        words.extend(pe.high_entropy.then(|| "high entropy".to_owned()));
        words.extend(said(Some(pe.control_flow_guard), "CFG", "no CFG"));
        words.extend(subsystem);
    }
    if let Some(macho) = &traits.macho {
        let signed = macho.signature.as_deref().map(|it| match it {
            "none" => "not signed".to_owned(),
            "certificate" => "signed".to_owned(),
            other => format!("signed ad hoc ({})", safe(other)),
        });
        words.extend(signed);
        words
            .extend(macho.hardened_runtime.filter(|it| *it).map(|_| "hardened runtime".to_owned()));
    }
    words.join(", ")
}

/// What the system must have to start it.
fn runs_with_text(traits: &Traits) -> String {
    let mut words = Vec::new();
    let library = traits.c_library.as_deref().map(safe);
    words.extend(match (library, traits.glibc_floor.as_deref()) {
        (Some(library), Some(floor)) => Some(format!("{library} {} or later", safe(floor))),
        (None, Some(floor)) => Some(format!("glibc {} or later", safe(floor))),
        (library, None) => library,
    });
    if let Some(macho) = &traits.macho {
        let platform = macho.platform.as_deref().map(safe);
        let oldest = macho.min_os.as_deref().map(|it| format!(" {} or later", safe(it)));
        words.extend(platform.map(|it| it + &oldest.unwrap_or_default()));
    }
    words.extend(traits.interpreter.as_deref().map(safe));
    let libraries = traits.libraries.as_deref().unwrap_or_default();
    words.extend(libraries.iter().map(|name| safe(name)));
    words.join(", ")
}
