//! GOFLAGS.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, visible};
use crate::go::Release;
use crate::host::goenv::go_flags::{refused_flags, split};
use crate::rule::{Rule, Severity};

/// What is wrong with a value of GOFLAGS, worst first.
pub(super) fn flag_faults(value: &str, release: Option<Release>) -> Vec<String> {
    let mut faults = Vec::new();
    if let Some(says) = refused_flags(value, release) {
        faults.push(format!("is refused: {}", visible(&says)));
    }
    faults.extend(odd_flags(value));
    faults
}

/// Where GOFLAGS does not mean what it seems to, whether or not go accepts it.
fn odd_flags(value: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let words = split(value).unwrap_or_default();
    for word in &words {
        if word.ends_with('\r') {
            faults.push("ends in a carriage return".to_owned());
        }
    }
    for pair in words.windows(2) {
        let [flag, next] = pair else { continue };
        let takes_list = ["-ldflags=", "-gcflags=", "-asmflags=", "-tags="];
        if takes_list.iter().any(|list| flag.starts_with(list))
            && matches!(next.as_str(), "-s" | "-w" | "-N" | "-l" | "-m")
        {
            let joined = format!("'{flag} {next}'");
            faults.push(format!("splits {flag} from {next}: quote them as {joined}"));
        }
    }
    for word in &words {
        let name = word.trim_start_matches('-').split('=').next().unwrap_or_default();
        if name == "toolexec" {
            faults.push(format!("runs another program around every tool: {}", visible(word)));
        }
    }
    faults
}

pub(in crate::diagnosis) static GOFLAGS_POISON: Check = Check::new(
    Theme::Settings,
    goflags,
    Rule::new("goflags-poison", Severity::Warning)
        .means("Go splits GOFLAGS in another way than meant.")
        .because("Commands fail, or silently lose a flag.")
        .mend("Quote each flag with spaces as a whole: '-ldflags=-s -w'."),
);

/// GOFLAGS does not mean what it seems to.
fn goflags(scene: &Scene<'_>) -> Outcome {
    let Some((value, _)) = scene.setting("GOFLAGS") else { return Outcome::NotHere };
    // `goflags-refused` reports what go refuses.
    let faults = odd_flags(&value);
    if faults.is_empty() {
        return Outcome::Clear;
    }
    let mut seen = scene.places_of("GOFLAGS");
    let first = faults.first().cloned().unwrap_or_default();
    seen.extend(faults.into_iter().skip(1).map(|fault| format!("also {fault}")));
    Outcome::found(Complaint {
        message: format!("GOFLAGS {first}"),
        seen,
        cause: SPLIT_AT_SPACES.to_owned(),
        fix: scene.undo("GOFLAGS"),
    })
}

pub(in crate::diagnosis) static GOFLAGS_REFUSED: Check = Check::new(
    Theme::Settings,
    goflags_refused,
    Rule::new("goflags-refused", Severity::Error)
        .means("GOFLAGS holds a flag or a value that go refuses.")
        .because(
            "`go build`, `go list` and `go test` end at it, whatever they are asked to do; `go \
             env` still works.",
        )
        .mend("Correct GOFLAGS, or unset it."),
);

/// GOFLAGS holds a flag or a value that go refuses. `go env` still works.
pub(in crate::diagnosis) fn goflags_refused(scene: &Scene<'_>) -> Outcome {
    let Some((value, _)) = scene.setting("GOFLAGS") else { return Outcome::NotHere };
    let Some(says) = refused_flags(&value, scene.release()) else {
        return match scene.release() {
            Some(_) => Outcome::Clear,
            None => Outcome::unknown("which flags this go knows depends on its version"),
        };
    };
    let cause = if !odd_flags(&value).is_empty() {
        SPLIT_AT_SPACES
    } else if says.contains("parsing $GOFLAGS") {
        "every word of GOFLAGS must be a flag that some go command knows; at any other every \
         command ends, and only `go env` and `go help` still work"
    } else {
        "go build, list, test and the other commands that know the flag end at its value; `go env` \
         and `go version` still work"
    };
    let mut seen = scene.places_of("GOFLAGS");
    seen.push(says);
    Outcome::found(Complaint {
        message: format!("go refuses GOFLAGS={}", visible(&value)),
        seen,
        cause: cause.to_owned(),
        fix: scene.undo("GOFLAGS"),
    })
}

const SPLIT_AT_SPACES: &str = "GOFLAGS is split at spaces, each word must be a flag of its own, and \
    quotes count only at the start of a word";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_goflags() {
        for (value, bad) in [
            ("-mod=mod", false),
            ("mod=mod", true),
            ("-ldflags=-s -w", true),
            ("'-ldflags=-s -w'", false),
            ("-toolexec=garble", true),
            ("-", true),
            ("---x", true),
        ] {
            assert_eq!(!flag_faults(value, None).is_empty(), bad, "{value}");
        }
    }
}
