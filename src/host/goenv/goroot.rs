//! How the go command finds GOROOT, step by step, without running it.
//!
//! | step | since | what settles it |
//! | --- | --- | --- |
//! | wrapper | | a wrapper that sets `GOROOT` before it runs the real `go` |
//! | environment | | `GOROOT`, if not empty: as spelled since Go 1.21, cleaned before |
//! | env file | 1.13 | the line `GOROOT=` of the user's env file, cleaned |
//! | executable | 1.9 | `go/../..`, if `pkg/tool` in it is a directory |
//! | | 1.21.1 | `go/../../..` likewise, for `bin/GOOS_GOARCH/go` |
//! | resolved executable | 1.9 | the same after following symbolic links |
//! | built in | | the GOROOT compiled into `go`, cleaned; none in official releases since 1.21 |
//!
//! A directory found by the executable that is the same file as the built-in GOROOT is given in the
//! spelling of the latter. In the end the directory must exist, or the go command refuses to run.
//!
//! Source: `cmd/go/internal/cfg/cfg.go` (`findGOROOT`, `isGOROOT`, `Getenv`) and `cmd/go/main.go`,
//! read in Go 1.19.8, 1.21.13, 1.22.10, 1.23.9, 1.24.11, 1.25.5, 1.26.6 and 1.27.3. The third step
//! came with go.dev/issue/62119, whose fix was asked for in 1.21 too: it is not in 1.19.8 and is in
//! 1.21.13; the exact patch release is believed. Go 1.20 is taken to be like 1.19.

use super::decision::{DecidedBy, Decision, GoCommand, Step, StepKind};
use crate::go::Release;
use crate::go::path::{PathStyle, clean, is_absolute, join};
use crate::host::settings::EnvFileState;
use crate::host::{BuiltInGoroot, FileKind, GoSettings, HostView, Links, Setting};

/// The GOROOT that `go` decides on where it hands over to no other toolchain. Without a command
/// only the environment and the env file can decide.
pub(crate) fn decide(view: &dyn HostView, go: Option<&GoCommand>) -> Decision {
    let mut search = Search::new(view, go.and_then(|go| go.version.as_deref()));
    search.settle(go);
    search.check_directory();
    search.decision
}

/// The GOROOT that `go` finds by itself where `GOROOT` is set nowhere.
pub(crate) fn locate(view: &dyn HostView, go: &GoCommand) -> Decision {
    let mut search = Search::new(view, go.version.as_deref());
    search.find_by_executable(go);
    search.check_directory();
    search.decision
}

const TRIMMED: &str =
    "go: cannot find GOROOT directory: 'go' binary is trimmed and GOROOT is not set";

/// The decision so far.
struct Search<'view> {
    view: &'view dyn HostView,
    style: PathStyle,
    /// The release whose rules apply; `None` stands for the newest.
    release: Option<Release>,
    decision: Decision,
    /// Whether the decision's value is exact, so that it can be looked up.
    exact: bool,
}

impl<'view> Search<'view> {
    fn new(view: &'view dyn HostView, version: Option<&str>) -> Self {
        Self {
            view,
            style: view.os().path_style(),
            release: version.and_then(Release::parse),
            decision: Decision::default(),
            exact: true,
        }
    }

    fn before(&self, release: Release) -> bool {
        self.release.is_some_and(|this| this < release)
    }

    fn note(&mut self, step: StepKind, candidate: Option<&str>, result: &str) {
        self.decision.trace.push(Step::new(step, candidate, result));
    }

    fn take(&mut self, value: String, decided_by: DecidedBy) {
        self.decision.value = Some(value);
        self.decision.decided_by = decided_by;
    }

    fn fail(&mut self, error: impl Into<String>) {
        self.decision.refuse(error);
    }

    fn not_known(&mut self, why: impl Into<String>) {
        self.decision.not_known(why);
    }

    fn settle(&mut self, go: Option<&GoCommand>) {
        let settings = GoSettings::read(self.view, self.release);
        self.note_go_command(go);
        if let Some(set) = go.and_then(|go| go.set_by_wrapper.as_deref()) {
            self.note(StepKind::Wrapper, Some(set), "set whatever the environment says");
            return self.take(set.to_owned(), DecidedBy::Wrapper);
        }
        if let Some(set) = settings.of_environment("GOROOT") {
            return self.use_environment(set);
        }
        self.note(StepKind::Environment, None, "GOROOT is not set");
        if self.use_env_file(&settings) {
            return;
        }
        match go {
            Some(go) => self.find_by_executable(go),
            None => self.not_known("no go command on PATH, and GOROOT is not set"),
        }
    }

    fn note_go_command(&mut self, go: Option<&GoCommand>) {
        match go {
            Some(GoCommand { path, version: Some(_), .. }) => {
                self.note(StepKind::GoCommand, Some(path), "found");
            }
            Some(GoCommand { path, version: None, .. }) => {
                let result = "found; its version cannot be read, so the newest rules are taken";
                self.note(StepKind::GoCommand, Some(path), result);
            }
            None => self.note(StepKind::GoCommand, None, "none on PATH"),
        }
    }

    fn use_environment(&mut self, set: Setting) {
        let cleans = self.before(Release::new(1, 21, 0));
        let result = if cleans { "used, cleaned" } else { "used as spelled" };
        self.note(StepKind::Environment, Some(&set.text), result);
        self.note_inexact(StepKind::Environment, &set);
        let value = if cleans { clean(&set.text, self.style) } else { set.text };
        self.take(value, DecidedBy::Environment);
    }

    /// Whether the env file ends the search, perhaps without an answer.
    fn use_env_file(&mut self, settings: &GoSettings<'_>) -> bool {
        let file = settings.env_file();
        match settings.state() {
            EnvFileState::Without(reason) => {
                self.note(StepKind::EnvFile, None, &format!("no env file: {reason}"));
            }
            EnvFileState::Ignored(error) => {
                self.note(StepKind::EnvFile, file, &format!("ignored: {error}"));
            }
            EnvFileState::TooLarge(error) => {
                self.note(StepKind::EnvFile, file, &error.to_string());
                self.not_known(format!("env file is {error}: what go reads there is not known"));
                return true;
            }
            EnvFileState::Read => {
                let Some(set) = settings.of_file("GOROOT") else {
                    self.note(StepKind::EnvFile, file, "sets no GOROOT");
                    return false;
                };
                self.note(StepKind::EnvFile, file, "sets GOROOT: used, cleaned");
                self.note_inexact(StepKind::EnvFile, &set);
                self.take(clean(&set.text, self.style), DecidedBy::EnvFile);
                return true;
            }
        }
        false
    }

    fn note_inexact(&mut self, step: StepKind, set: &Setting) {
        if !set.exact {
            self.note(step, Some(&set.text), "not UTF-8: shown with replacements, not looked up");
            self.exact = false;
        }
    }

    fn find_by_executable(&mut self, go: &GoCommand) {
        let built_in = match &go.built_in {
            BuiltInGoroot::Path(path) if !path.is_empty() => Some(clean(path, self.style)),
            _ => None,
        };
        if go.is_gccgo {
            return self.use_gccgo_prefix(built_in);
        }
        if let Some(found) = self.directory_above(&go.path) {
            // Go prefers its built-in spelling of the same directory.
            let value = built_in.filter(|path| self.view.same_file(path, &found));
            return self.take(value.unwrap_or(found), DecidedBy::Executable);
        }
        if let Some(path) = built_in {
            self.note(StepKind::BuiltIn, Some(&path), "used");
            return self.take(path, DecidedBy::BuiltIn);
        }
        if go.built_in == BuiltInGoroot::Unknown && self.before(Release::new(1, 21, 0)) {
            self.note(StepKind::BuiltIn, None, "not known");
            return self.not_known("the GOROOT compiled into the go command is not known");
        }
        let result = match go.built_in {
            BuiltInGoroot::Unknown => "none, as in every official release since 1.21",
            _ => "none",
        };
        self.note(StepKind::BuiltIn, None, result);
        self.fail(TRIMMED);
    }

    /// The go command of gccgo has no tree: its GOROOT is the prefix that GCC was configured with.
    ///
    /// Source: `findGOROOT` in `cmd/go/internal/cfg/cfg.go`; the answers of Debian's `go-12`.
    fn use_gccgo_prefix(&mut self, prefix: Option<String>) {
        match prefix {
            Some(prefix) => {
                let result = "the prefix of this GCC, which gccgo's go takes for GOROOT: used";
                self.note(StepKind::BuiltIn, Some(&prefix), result);
                self.take(prefix, DecidedBy::BuiltIn);
            }
            None => {
                self.note(StepKind::BuiltIn, None, "not known");
                self.not_known(
                    "GOROOT is the prefix that GCC was configured with, which is not known",
                );
            }
        }
    }

    /// The first directory above the executable that has `pkg/tool`.
    fn directory_above(&mut self, go: &str) -> Option<String> {
        let resolved = self.view.canonicalize(go).ok();
        let started = match &resolved {
            Some(resolved) if self.view.os().executable_is_resolved() => resolved.clone(),
            _ => absolute(self.view, go),
        };
        let mut candidates = vec![
            (StepKind::Executable, join(&started, "../..", self.style)),
            (StepKind::CrossCompiledExecutable, join(&started, "../../..", self.style)),
        ];
        if let Some(resolved) = resolved.filter(|resolved| *resolved != started) {
            candidates.extend([
                (StepKind::ResolvedExecutable, join(&resolved, "../..", self.style)),
                (
                    StepKind::ResolvedCrossCompiledExecutable,
                    join(&resolved, "../../..", self.style),
                ),
            ]);
        }
        if self.before(Release::new(1, 21, 1)) {
            candidates.retain(|(step, _)| {
                matches!(step, StepKind::Executable | StepKind::ResolvedExecutable)
            });
        }
        for (step, directory) in candidates {
            if self.view.is_directory(&join(&directory, "pkg/tool", self.style)) {
                self.note(step, Some(&directory), "has a directory pkg/tool: used");
                return Some(directory);
            }
            self.note(step, Some(&directory), "has no directory pkg/tool");
        }
        None
    }

    fn check_directory(&mut self) {
        let Some(value) = self.decision.value.clone().filter(|_| self.exact) else { return };
        let result = match self.view.kind(&value, Links::Follow) {
            Ok(FileKind::Directory) => return,
            Ok(_) => "not a directory".to_owned(),
            Err(error) => error.to_string(),
        };
        self.note(StepKind::Directory, Some(&value), &result);
        self.fail(format!("go: cannot find GOROOT directory: {value}"));
    }
}

/// The absolute and cleaned path, as `filepath.Abs` gives it.
pub(super) fn absolute(view: &dyn HostView, path: &str) -> String {
    let style = view.os().path_style();
    if is_absolute(path, style) {
        return clean(path, style);
    }
    match view.current_dir() {
        Some(directory) => join(&directory, path, style),
        None => clean(path, style),
    }
}
