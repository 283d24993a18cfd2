//! How a setting is taken back or changed, wherever it was made.

use crate::diagnosis::facts::{Scene, visible};
use crate::diagnosis::machine::After;
use crate::diagnosis::remedy::{Act, Remedy};
use crate::go::Release;
use crate::host::{HostLayout, Layer, Os};

impl<'h> Scene<'h> {
    /// How to take a setting back, wherever it was made.
    pub(in crate::diagnosis) fn undo(&self, name: &str) -> Remedy {
        match self.setting(name).map(|(_, layer)| layer) {
            Some(Layer::EnvFile) => self.undo_in_file(name),
            Some(Layer::Environment) => {
                let unset = Remedy::of(Act::Unset(name.to_owned()));
                // Once the variable is gone, a line of the env file may come into force.
                let both = match self.settings.of_file(name) {
                    Some(_) => self.undo_in_file(name).behind(Act::Unset(name.to_owned())),
                    None => Remedy::default(),
                };
                let undone = unset.or(both);
                match self.lasting(name) {
                    Some(lasting) => undone.note(lasting),
                    None => undone,
                }
            }
            _ => Remedy::default(),
        }
    }

    /// Where the next shell takes the variable from, in words.
    fn lasting(&self, name: &str) -> Option<String> {
        if self.os() == Os::Windows {
            return Some(format!(
                "and delete {name} in Settings, Environment Variables, if it is there"
            ));
        }
        let lines = self.start_lines(name);
        let places: Vec<String> = lines
            .iter()
            .map(|line| format!("line {} of {}", line.number, visible(&self.outer(&line.path))))
            .collect();
        (!places.is_empty()).then(|| format!("and delete {}", places.join(", ")))
    }

    /// How to set a variable of the environment.
    pub(in crate::diagnosis) fn set(&self, name: &str, value: &str) -> Remedy {
        Remedy::of(Act::Set(name.to_owned(), value.to_owned()))
    }

    /// How to make a setting in the env file; in the environment where there is no env file.
    pub(in crate::diagnosis) fn set_in_file(&self, name: &str, value: &str) -> Remedy {
        match self.settings.env_file() {
            Some(file) => Remedy::of(Act::EnvFileSet {
                file: file.to_owned(),
                key: name.to_owned(),
                value: value.to_owned(),
            }),
            None => self.set(name, value),
        }
    }

    /// How to take a line out of the env file. Go does that itself where it still runs, or would
    /// run with another value of the setting.
    ///
    /// Seen in Go 1.19.8 to 1.27.3: with a bad GOROOT, GOPATH or GOTOOLCHAIN in the file `go env
    /// -u` fails like any other command, unless the environment sets another value; since 1.27
    /// GOROOT "cannot be modified" at all.
    pub(in crate::diagnosis) fn undo_in_file(&self, name: &str) -> Remedy {
        let file = self.settings.env_file().unwrap_or_default().to_owned();
        let line = self.settings.line(name).unwrap_or_default();
        let value = self.settings.of_file(name).map(|set| set.text).unwrap_or_default();
        let text = format!("{name}={value}");
        let by_hand = Remedy::of(Act::DropLine { file: file.clone(), line, text });
        let is_fixed = name == "GOROOT"
            && self.release().is_none_or(|release| release >= Release::new(1, 27, 0));
        let is_later = name == "GOTOOLCHAIN"
            && self.release().is_some_and(|release| release < Release::new(1, 21, 0));
        if is_fixed || is_later {
            return by_hand;
        }
        let mut with = None;
        if !self.runs_here() {
            // `alone`: whether the command succeeds without the variable once nothing else is
            // wrong.
            let (harmless, alone) = match name {
                "GOROOT" => (self.command().and_then(|it| it.goroot.clone()), false),
                "GOPATH" => (self.home().map(|home| self.join(&home, "go")), false),
                "GOTOOLCHAIN" => (Some("local".to_owned()), false),
                "GO111MODULE" => (Some("on".to_owned()), true),
                "GOEXPERIMENT" => (Some("none".to_owned()), true),
                _ => (None, false),
            };
            match harmless.filter(|value| self.runs_with(name, value)) {
                Some(value) => with = (!alone).then(|| (name.to_owned(), value)),
                None => return by_hand,
            }
        }
        Remedy::of(Act::EnvFileUnset { file, line, value, key: name.to_owned(), with }).or(by_hand)
    }

    /// Whether the go command runs.
    fn runs_here(&self) -> bool {
        self.layout.goroot.error.is_none()
    }

    /// Whether the go command would run with a variable set.
    fn runs_with(&self, name: &str, value: &str) -> bool {
        let act = Act::Set(name.to_owned(), value.to_owned());
        let after = After::of(self.view, [&act], &(String::new(), String::new()));
        HostLayout::read(&after).goroot.error.is_none()
    }
}
