//! One go command in one environment.

use super::decision::{Decision, GoCommand, StepKind};
use super::env::GoEnv;
use super::toolchain::{Question, Selected, Source};
use super::values::{Inputs, Precedence};
use super::{build_config, goroot};
use crate::go::Release;
use crate::go::path::clean;
use crate::host::{GoSettings, HostView};

/// The answer of one go command. `target` is the toolchain that it must be, where another command
/// started it.
pub(super) fn run(view: &dyn HostView, go: &GoCommand, target: Option<&str>) -> GoEnv {
    let release = go.version.as_deref().and_then(Release::parse);
    let decision = goroot::decide(view, Some(go));
    if let Some(refused) = build_config::by_runtime(view, release).filter(|_| !go.is_gccgo) {
        // The runtime ends before the command has looked at anything.
        let mut env = GoEnv { goroot: decision, ..GoEnv::default() };
        env.goroot.trace.retain(|it| it.step == StepKind::GoCommand);
        env.goroot.refuse(refused.says);
        return env;
    }
    let goroot = decision.candidate().unwrap_or_default().to_owned();
    let settings = settings(view, release, &goroot);
    let inputs = Inputs { view, settings: &settings, go, goroot: &goroot };
    let mod_cache = inputs.mod_cache();
    let question =
        Question { view, settings: &settings, go, goroot: &goroot, mod_cache: &mod_cache, target };
    conclude(decision, question.select(), &inputs)
}

/// The settings as a release reads them, with the file `go.env` of GOROOT.
fn settings<'v>(view: &'v dyn HostView, release: Option<Release>, goroot: &str) -> GoSettings<'v> {
    let settings = GoSettings::read(view, release);
    if release.is_some_and(|release| release < Release::new(1, 21, 0)) {
        return settings;
    }
    // Here, and only here, the env file's GOROOT comes before the environment's.
    let file = settings.of_file("GOROOT").map(|set| clean(&set.text, view.os().path_style()));
    let directory = file.unwrap_or_else(|| goroot.to_owned());
    if directory.is_empty() { settings } else { settings.with_goroot(&directory) }
}

/// Puts together GOROOT, the toolchain that was selected, and the values of a command that runs itself.
fn conclude(decision: Decision, selected: Selected, inputs: &Inputs<'_>) -> GoEnv {
    let Selected { selection, trace, error } = selected;
    let mut env = GoEnv { goroot: decision, toolchain: selection, values: Vec::new() };
    let command = env.goroot.trace.iter().filter(|it| it.step == StepKind::GoCommand).count();
    if let Some(error) = error {
        // Go ends before it looks at GOROOT at all.
        env.goroot.trace.truncate(command);
        env.goroot.trace.extend(trace);
        env.goroot.error = None;
        match env.toolchain.from {
            Source::Download => env.goroot.not_known(error),
            _ => env.goroot.refuse(error),
        }
        return env;
    }
    if matches!(env.toolchain.from, Source::Path(_) | Source::ModuleCache(_)) {
        env.goroot.trace.truncate(command);
        env.goroot.trace.extend(trace);
        return env;
    }
    env.goroot.trace.splice(command..command, trace);
    let values = inputs.values();
    match (values.refusal, env.goroot.error.is_some()) {
        (Some((error, Precedence::BeforeGoroot)), _) | (Some((error, _)), false) => {
            let is_end = |it: StepKind| matches!(it, StepKind::Refusal | StepKind::Unknown);
            env.goroot.trace.retain(|it| !is_end(it.step));
            env.goroot.refuse(error);
        }
        (_, true) => {}
        (None, false) => env.values = values.values,
    }
    env
}
