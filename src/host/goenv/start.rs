//! What happens where a user starts a go command: it runs itself, or hands over to another toolchain.

use super::decision::{DecidedBy, GoCommand, Step, StepKind};
use super::env::GoEnv;
use super::goroot;
use super::run::run;
use super::toolchain::Source;
use super::variable::WithVariable;
use crate::go::path::join;
use crate::host::HostView;

/// The answer of `go env` where `go` is started on a machine; without a command, what the
/// environment and the env file say about GOROOT. `describe` reads what a command at a path says
/// about itself.
pub(crate) fn go_env(
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
    let mut first = run(view, go, None);
    let Some(name) = first.toolchain.name.clone() else { return first };
    let selection = first.toolchain.clone();
    let (path, goroot) = match &selection.from {
        Source::Path(path) => (path.clone(), None),
        Source::ModuleCache(directory) => {
            let path = join(directory, "bin/go", view.os().path_style());
            (path, Some(directory.clone()))
        }
        _ => return first,
    };
    let command = describe(&path);
    let goroot = command.set_by_wrapper.clone().or(goroot);
    let child = WithVariable::new(view, "GOROOT", goroot.as_deref());
    let mut env = if command.version.is_some() {
        run(&child, &command, Some(&name))
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
    first.goroot.trace.append(&mut env.goroot.trace);
    env.goroot.trace = first.goroot.trace;
    env.toolchain = selection;
    env
}
