//! The settings of a host, and where each was made.

use super::start_files::lines_that_set;
use crate::diagnosis::facts::{Line, Scene, visible};
use crate::host::Layer;

impl<'h> Scene<'h> {
    /// A setting as `go env` prints it.
    pub(in crate::diagnosis) fn value(&self, name: &str) -> Option<&'h str> {
        let value = self.layout.env.iter().find(|value| value.name == name)?;
        Some(value.value.as_str()).filter(|value| !value.is_empty())
    }

    /// The value that go reads for a setting, and where from; `None` leaves it to the default.
    pub(in crate::diagnosis) fn setting(&self, name: &str) -> Option<(String, Layer)> {
        self.settings.decide(name).map(|(set, layer)| (set.text, layer))
    }

    /// The places where a setting was made: the variable, the line of the env file, the lines of
    /// start files.
    pub(in crate::diagnosis) fn places_of(&self, name: &str) -> Vec<String> {
        let Some((value, layer)) = self.setting(name) else { return Vec::new() };
        let shown = visible(&value);
        match layer {
            Layer::Environment => {
                let mut places = vec![format!("{name}={shown} in the environment")];
                places.extend(self.start_lines(name).iter().map(Line::shown));
                places
            }
            Layer::EnvFile => {
                let path = self.settings.env_file().unwrap_or_default();
                let line = self.settings.line(name).unwrap_or_default();
                vec![format!("{path}:{line}: {name}={shown}")]
            }
            _ => vec![format!(
                "{name}={shown} in {}",
                self.settings.goroot_file().unwrap_or("go.env")
            )],
        }
    }

    pub(in crate::diagnosis) fn start_lines(&self, name: &str) -> Vec<Line> {
        lines_that_set(self, name)
    }
}
