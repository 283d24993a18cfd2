//! The path by which debuggers know GOROOT.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, visible};
use crate::diagnosis::remedy::Remedy;
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static DEBUG_PATH_MAP: Check = Check::new(
    Theme::Editors,
    debug_path_map,
    Rule::new("debug-path-map", Severity::Note)
        .means("GOROOT has another real name than the one programs carry.")
        .because("Debuggers compare paths as text.")
        .mend("Map one to the other in the debugger; `gorigin remap` does it for a program."),
);

/// Programs carry another spelling of GOROOT than editors open.
fn debug_path_map(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let Ok(real) = scene.view.canonicalize(goroot) else {
        return Outcome::unknown(format!("{goroot} cannot be resolved"));
    };
    if real == goroot.trim_end_matches(|c| scene.style().is_separator(c)) {
        // With a single name there is nothing to map, whatever the editor.
        return Outcome::NotHere;
    }
    Outcome::found(Complaint {
        message: format!("GOROOT {goroot} is {real} by its real name"),
        seen: vec![format!("programs built here carry {goroot}; editors may open {real}")],
        cause: "debuggers compare paths as text: a breakpoint in the standard library set under \
            one name is not found under the other"
            .to_owned(),
        fix: Remedy::decide(format!(
            "in launch.json: \"substitutePath\": [{{ \"from\": \"{}\", \"to\": \"{}\" }}]; from is \
            the local side",
            visible(&real),
            visible(goroot)
        )),
    })
}
