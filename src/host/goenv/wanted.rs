//! The toolchain that settings and files ask for.

use super::gomod::ModFile;
use crate::go::gover::{compare, is_language, of_toolchain};

/// The toolchain that the settings and files ask for so far.
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) mode: String,
}

impl Wanted {
    /// What a setting asks for, before any file is read.
    pub(super) fn of(setting: &str, local: &(String, String)) -> Result<Self, String> {
        let (name, version) = local.clone();
        if matches!(setting, "auto" | "path") {
            return Ok(Self { name, version, mode: setting.to_owned() });
        }
        let (minimum, mode) =
            setting.split_once('+').map_or((setting, None), |(a, b)| (a, Some(b)));
        let mut wanted = Self { name, version, mode: mode.unwrap_or_default().to_owned() };
        if minimum != "local" {
            let Some(version) = of_toolchain(minimum) else {
                let quoted = go_quote(setting);
                return Err(match mode {
                    Some(_) => {
                        let minimum = go_quote(minimum);
                        format!("invalid GOTOOLCHAIN {quoted}: invalid minimum toolchain {minimum}")
                    }
                    None => format!("invalid GOTOOLCHAIN {quoted}"),
                });
            };
            wanted.version = version.to_owned();
            wanted.name = minimum.to_owned();
        }
        if mode.is_some_and(|mode| mode != "auto" && mode != "path") {
            let quoted = go_quote(setting);
            return Err(format!(
                "invalid GOTOOLCHAIN {quoted}: only version suffixes are +auto and +path"
            ));
        }
        Ok(wanted)
    }

    /// Raises it to what a file asks for. Fails with the toolchain line where that names no
    /// toolchain.
    pub(super) fn raise(&mut self, file: &ModFile, lets_equal_win: bool) -> Result<(), String> {
        if file.toolchain == "default" {
            return Ok(());
        }
        if !file.toolchain.is_empty() {
            let Some(version) = of_toolchain(&file.toolchain) else {
                return Err(file.toolchain.clone());
            };
            let order = compare(version, &self.version);
            if order.is_gt() || (lets_equal_win && order.is_eq()) {
                self.name.clone_from(&file.toolchain);
                self.version = version.to_owned();
            }
        }
        if compare(&file.go, &self.version).is_gt() {
            self.name = format!("go{}", file.go);
            if is_language(&file.go) && compare(&file.go, "1.21").is_ge() {
                self.name.push_str(".0");
            }
            self.version.clone_from(&file.go);
        }
        Ok(())
    }
}

/// A text as Go's `%q` quotes it, as far as it is printable.
fn go_quote(text: &str) -> String {
    format!("{text:?}")
}
