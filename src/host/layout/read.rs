//! Reads the layout of a machine.

use super::command::go_command;
use super::data::{HOST_SCHEMA, HostLayout};
use super::found::{at_goroot, is_installation};
use super::on_path::{Lead, OnPath, go_commands, on_path};
use crate::host::goenv::{GoEnv, StepKind, go_env};
use crate::host::places::usual_places;
use crate::host::{GoSettings, HostView, System};

impl HostLayout {
    /// Reads a machine: directories, a few small files, and through the view the version of each
    /// `go` command. Whatever cannot be read is left out.
    pub fn read(view: &dyn HostView) -> Self {
        let mut layout = Self {
            schema: HOST_SCHEMA.to_owned(),
            os: view.os(),
            system: System::read(view),
            ..Self::default()
        };
        layout.start_go(view);
        if let Some(goroot) = layout.goroot.candidate().map(str::to_owned) {
            let mut effective = at_goroot(view, &goroot, "GOROOT");
            effective.in_effect = true;
            layout.add(view, effective);
        }
        let settings = GoSettings::read(view, None);
        for (found_by, goroot) in usual_places(view, &settings) {
            if is_installation(view, &goroot) {
                layout.add(view, at_goroot(view, &goroot, found_by));
            }
        }
        layout
    }

    /// Adds every go command on `PATH`, and works out what a shell that starts `go` gets.
    fn start_go(&mut self, view: &dyn HostView) {
        let mut steps = Vec::new();
        let mut first = Lead::Next;
        // The wrapper that leads to the next go on PATH, as long as none has come.
        let mut led_on = None;
        for path in go_commands(view) {
            let OnPath { toolchain, lead, steps: own } = on_path(view, &path);
            if first == Lead::Next {
                if lead == Lead::Next && toolchain.wrapper.is_some() {
                    led_on = own.last().map(|step| format!("{path} is {}", step.result));
                }
                steps.extend(own);
                first = lead;
            }
            self.add(view, toolchain);
        }
        let command = match first {
            Lead::Unknown(why) => {
                self.goroot.not_known(why);
                self.goroot.trace.splice(0..0, steps);
                return;
            }
            Lead::Refuses(why) => {
                self.goroot.refuse(why);
                self.goroot.trace.splice(0..0, steps);
                return;
            }
            Lead::Go(command) => Some(command),
            Lead::Next => None,
        };
        let GoEnv { goroot, values, toolchain } =
            go_env(view, command.as_ref(), &|path| go_command(view, path));
        (self.goroot, self.env, self.toolchain) = (goroot, values, toolchain);
        if let Some(wrapper) = led_on.filter(|_| command.is_none())
            && self.goroot.candidate().is_none()
        {
            self.goroot.trace.retain(|step| step.step != StepKind::Unknown);
            self.goroot.refuse(format!("{wrapper}, and there is none"));
        }
        self.goroot.trace.splice(0..0, steps);
    }
}
