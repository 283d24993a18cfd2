//! Works out what `go env` would print, from an environment, files, and what the go command says
//! about itself, without running it: GOROOT with every step that led to it, the settings that
//! decide where things are kept, and the toolchain that the command hands over to.
//!
//! ```text
//! go command ─► GOROOT ─► GOROOT/go.env ─► which toolchain runs? ─┬─ itself ─► values
//!      ▲                                                          │
//!      └──────────── another command, another environment ◄───────┘
//! ```

pub(crate) mod build_config;
mod decision;
pub(crate) mod go_flags;
pub(crate) mod gomod;
mod goroot;
pub(crate) mod modcache;
mod toolchain;
mod values;
mod variable;

use serde::{Deserialize, Serialize};

pub use decision::{DecidedBy, Decision, GoCommand, Step, StepKind};
pub use go_flags::refused_flags;
pub(crate) use goroot::locate;
pub use toolchain::{Selection, Source};
pub use values::Value;

use crate::go::Release;
use crate::go::path::{clean, join};
use crate::host::{GoSettings, HostView};
use values::{Inputs, Precedence};
use variable::WithVariable;

/// What `go env` would print.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GoEnv {
    /// GOROOT, and why.
    pub goroot: Decision,
    /// The other settings; none where go refuses to run.
    pub values: Vec<Value>,
    /// The toolchain that runs.
    pub toolchain: Selection,
}

impl GoEnv {
    /// The setting of that name.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|value| value.name == name)
    }
}

/// The answer of `go env` where `go` is started on a machine; without a command, what the
/// environment and the env file say about GOROOT. `describe` reads what a command at a path says
/// about itself.
pub fn go_env(
    view: &dyn HostView,
    go: Option<&GoCommand>,
    describe: &dyn Fn(&str) -> GoCommand,
) -> GoEnv {
    let Some(go) = go else {
        return GoEnv { goroot: goroot::decide(view, None), ..GoEnv::default() };
    };
    if let Some((name, value)) = go.also_set.first() {
        let rest = go.also_set.get(1..).unwrap_or_default().to_vec();
        let inner = GoCommand { also_set: rest, ..go.clone() };
        return go_env(&WithVariable::new(view, name, Some(value)), Some(&inner), describe);
    }
    let Some(set) = go.set_by_wrapper.as_deref() else { return started(view, go, describe) };
    let bare = GoCommand { set_by_wrapper: None, ..go.clone() };
    let wrapped = WithVariable::new(view, "GOROOT", Some(set));
    let mut env = started(&wrapped, &bare, describe);
    let step = Step::new(StepKind::Wrapper, Some(set), "set whatever the environment says");
    env.goroot.trace.insert(1.min(env.goroot.trace.len()), step);
    if env.goroot.decided_by == DecidedBy::Environment {
        env.goroot.decided_by = DecidedBy::Wrapper;
    }
    env
}

/// The answer where a user starts this command.
fn started(view: &dyn HostView, go: &GoCommand, describe: &dyn Fn(&str) -> GoCommand) -> GoEnv {
    let mut first = Run::of(view, go, None);
    let Some(name) = first.env.toolchain.name.clone() else { return first.env };
    let selection = first.env.toolchain.clone();
    let (path, goroot) = match &selection.from {
        Source::Path(path) => (path.clone(), None),
        Source::ModuleCache(directory) => {
            let path = join(directory, "bin/go", view.os().path_style());
            (path, Some(directory.clone()))
        }
        _ => return first.env,
    };
    let command = describe(&path);
    let goroot = command.set_by_wrapper.clone().or(goroot);
    let child = WithVariable::new(view, "GOROOT", goroot.as_deref());
    let mut env = if command.version.is_some() {
        Run::of(&child, &command, Some(&name)).env
    } else {
        let mut env = GoEnv::default();
        let error = format!(
            "{path} is no Go program whose version can be read: what runs then is not known"
        );
        env.goroot.not_known(error);
        env
    };
    if goroot.is_some() && env.goroot.decided_by == DecidedBy::Environment {
        env.goroot.decided_by = DecidedBy::Toolchain;
    }
    first.env.goroot.trace.append(&mut env.goroot.trace);
    env.goroot.trace = first.env.goroot.trace;
    env.toolchain = selection;
    env
}

/// One go command in one environment.
struct Run {
    env: GoEnv,
}

impl Run {
    /// Runs the command in thought. `target` is the toolchain that it must be, where another
    /// command started it.
    fn of(view: &dyn HostView, go: &GoCommand, target: Option<&str>) -> Self {
        let release = go.version.as_deref().and_then(Release::parse);
        let decision = goroot::decide(view, Some(go));
        if let Some(refused) = build_config::by_runtime(view, release).filter(|_| !go.is_gccgo) {
            // The runtime ends before the command has looked at anything.
            let mut env = GoEnv { goroot: decision, ..GoEnv::default() };
            env.goroot.trace.retain(|it| it.step == StepKind::GoCommand);
            env.goroot.refuse(refused.says);
            return Self { env };
        }
        let goroot = decision.candidate().unwrap_or_default().to_owned();
        let mut settings = GoSettings::read(view, release);
        if release.is_none_or(|release| release >= Release::new(1, 21, 0)) {
            // Here, and only here, the env file's GOROOT comes before the environment's.
            let style = view.os().path_style();
            let file = settings.from_file("GOROOT").map(|set| clean(&set.text, style));
            let directory = file.unwrap_or_else(|| goroot.clone());
            if !directory.is_empty() {
                settings = settings.with_goroot(&directory);
            }
        }
        let inputs = Inputs { view, settings: &settings, go, goroot: &goroot };
        let mod_cache = inputs.mod_cache();
        let question = toolchain::Question {
            view,
            settings: &settings,
            go,
            goroot: &goroot,
            mod_cache: &mod_cache,
            target,
        };
        let selected = question.select();
        let mut env = GoEnv { goroot: decision, toolchain: selected.selection, values: Vec::new() };
        let command = env.goroot.trace.iter().filter(|it| it.step == StepKind::GoCommand).count();
        match selected.error {
            Some(error) => {
                // Go ends before it looks at GOROOT at all.
                env.goroot.trace.truncate(command);
                env.goroot.trace.extend(selected.trace);
                env.goroot.error = None;
                match env.toolchain.from {
                    Source::Download => env.goroot.not_known(error),
                    _ => env.goroot.refuse(error),
                }
            }
            None if matches!(env.toolchain.from, Source::Path(_) | Source::ModuleCache(_)) => {
                env.goroot.trace.truncate(command);
                env.goroot.trace.extend(selected.trace);
            }
            None => {
                env.goroot.trace.splice(command..command, selected.trace);
                let values = inputs.values();
                match (values.refusal, env.goroot.error.is_some()) {
                    (Some((error, Precedence::BeforeGoroot)), _) | (Some((error, _)), false) => {
                        env.goroot
                            .trace
                            .retain(|it| !matches!(it.step, StepKind::Refusal | StepKind::Unknown));
                        env.goroot.refuse(error);
                    }
                    (_, true) => {}
                    (None, false) => env.values = values.values,
                }
            }
        }
        Self { env }
    }
}
