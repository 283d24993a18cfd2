//! Which toolchain a go command hands over to, since Go 1.21: `GOTOOLCHAIN`, and the `go` and
//! `toolchain` lines of `go.work` or `go.mod`.
//!
//! | GOTOOLCHAIN | who runs |
//! | --- | --- |
//! | empty, `local` | the command itself |
//! | `go1.22.3` | that one: from `PATH`, else from the module cache, else downloaded |
//! | `auto`, `local+auto` | the newest of itself and of what the file asks for |
//! | `go1.22.3+auto` | the newest of that one and of what the file asks for |
//! | `path`, `…+path` | likewise, but only from `PATH` |
//!
//! Source: `cmd/go/internal/toolchain/select.go` (`Select`, `Exec`), read in Go 1.21.13 to 1.27.3.
//! Go 1.21 takes the toolchain line also where it names the version that is already chosen. What a
//! download would give is not known here.

use serde::{Deserialize, Serialize};

use super::decision::{GoCommand, Step, StepKind};
use super::gomod::{ModFile, ModFileError};
use super::modcache::CachedToolchain;
use super::wanted::Wanted;
use crate::go::Release;
use crate::go::gover::{compare, is_language, of_toolchain};
use crate::go::path::{is_absolute, join};
use crate::host::settings::{Layer, non_empty};
use crate::host::{FileKind, GoSettings, HostView, Links};

/// Which toolchain runs, and what decided it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Selection {
    /// The value of `GOTOOLCHAIN`; `null` where it is empty or ignored.
    pub setting: Option<String>,
    /// What set it.
    pub set_by: Option<Layer>,
    /// The `go.work` or `go.mod` that was read.
    pub file: Option<String>,
    /// The name of the toolchain that runs.
    pub name: Option<String>,
    /// Where it comes from.
    pub from: Source,
}

/// Where the toolchain that runs comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Source {
    /// It is the command that was started.
    #[default]
    Local,
    /// A command of that name on `PATH`.
    Path(String),
    /// A directory in the module cache, which becomes GOROOT.
    ModuleCache(String),
    /// It would be downloaded first.
    Download,
    /// None: go refuses to run.
    Refused,
}

/// The result of the selection: the toolchain, the steps, and go's error where it refuses.
pub(super) struct Selected {
    pub(super) selection: Selection,
    pub(super) trace: Vec<Step>,
    pub(super) error: Option<String>,
}

/// The question: a command with its settings, after it has decided on a GOROOT.
pub(super) struct Question<'q> {
    pub(super) view: &'q dyn HostView,
    pub(super) settings: &'q GoSettings<'q>,
    pub(super) go: &'q GoCommand,
    pub(super) goroot: &'q str,
    pub(super) mod_cache: &'q str,
    /// The toolchain that the command must be, where another command started it.
    pub(super) target: Option<&'q str>,
}

impl Question<'_> {
    /// The toolchain that runs.
    pub(super) fn select(&self) -> Selected {
        let mut answer = Answer::default();
        match self.choose(&mut answer) {
            Ok(()) => {}
            Err(error) => {
                answer.selection.from = Source::Refused;
                answer.error = Some(format!("go: {error}"));
            }
        }
        let Answer { selection, trace, error } = answer;
        Selected { selection, trace, error }
    }

    fn release(&self) -> Option<Release> {
        self.go.version.as_deref().and_then(Release::parse)
    }

    fn choose(&self, answer: &mut Answer) -> Result<(), String> {
        if self.release().is_some_and(|release| release < Release::new(1, 21, 0)) {
            return Ok(());
        }
        if !self.modules_enabled() {
            answer.note(None, "not heeded: GO111MODULE turns modules off here");
            return Ok(());
        }
        let Some((set, layer)) = self.settings.decide("GOTOOLCHAIN") else {
            answer.note(None, "set nowhere, not even in GOROOT/go.env: the command itself runs");
            return Ok(());
        };
        let setting = set.text;
        answer.selection.setting = Some(setting.clone());
        answer.selection.set_by = Some(layer);
        answer.note(Some(&setting), format!("set by {layer}"));
        let mut wanted = Wanted::of(&setting, &self.local())?;
        if matches!(wanted.mode.as_str(), "auto" | "path") {
            self.heed_file(&mut wanted, answer)?;
        }
        let (local, _) = self.local();
        if let Some(target) = self.target {
            if local != target {
                return Err(format!("toolchain {local} invoked to provide {target}"));
            }
            answer.selection.name = Some(local);
            return Ok(());
        }
        if wanted.name == "local" || wanted.name == local {
            answer.note(Some(&local), "the command itself: it runs");
            answer.selection.name = Some(local);
            return Ok(());
        }
        if !wanted.name.starts_with("go1") && !wanted.name.contains("-go1") {
            return Err(format!("invalid GOTOOLCHAIN {:?}", wanted.name));
        }
        answer.selection.name = Some(wanted.name.clone());
        self.fetch(&wanted.name, &setting, answer)
    }

    /// The command's own toolchain name, and its version.
    fn local(&self) -> (String, String) {
        let version = self.go.version.as_deref().unwrap_or_default();
        match of_toolchain(version) {
            Some(number) => (version.to_owned(), number.to_owned()),
            None => {
                // A development version counts as the language version that it leads to.
                let release = Release::parse(version);
                let language = release.map(|it| format!("{}.{}", it.major, it.minor));
                let language = language.unwrap_or_else(|| NEWEST.to_owned());
                (format!("go{language}"), language)
            }
        }
    }

    /// Whether modules are in use, as far as go knows that at its start.
    fn modules_enabled(&self) -> bool {
        match self.settings.get("GO111MODULE").map(|set| set.text).as_deref() {
            None | Some("on") => true,
            Some("auto") => {
                super::gomod::find_go_mod(self.view).is_some()
                    || super::gomod::find_go_work(self.view, self.settings, self.goroot)
                        .is_ok_and(|file| file.is_some())
            }
            Some(_) => false,
        }
    }

    fn heed_file(&self, wanted: &mut Wanted, answer: &mut Answer) -> Result<(), String> {
        let file = match ModFile::find(self.view, self.settings, self.goroot) {
            Ok(Some(file)) => file,
            Ok(None) => {
                answer.note(None, "no go.work or go.mod here or above");
                return Ok(());
            }
            Err(ModFileError::RelativeGowork) => {
                // This message is printed with its prefix twice.
                return Err("go: invalid GOWORK: not an absolute path".to_owned());
            }
            Err(ModFileError::Unreadable(path, error)) => {
                return Err(format!("open {path}: {error}"));
            }
        };
        let said = match (file.go.as_str(), file.toolchain.as_str()) {
            ("", "") => "names no version".to_owned(),
            (go, "") => format!("says go {go}"),
            ("", toolchain) => format!("says toolchain {toolchain}"),
            (go, toolchain) => format!("says go {go} and toolchain {toolchain}"),
        };
        answer.note(Some(&file.path), said);
        answer.selection.file = Some(file.path.clone());
        let lets_equal_win = self.release().is_some_and(|release| release < Release::new(1, 22, 0));
        wanted.raise(&file, lets_equal_win).map_err(|toolchain| {
            format!("invalid toolchain {toolchain:?} in {}", self.short_path(&file.path))
        })
    }

    /// A path as go shows it: relative to the current directory if that is shorter.
    fn short_path(&self, path: &str) -> String {
        let style = self.view.os().path_style();
        let Some(directory) = self.view.current_dir() else { return path.to_owned() };
        let mut prefix = format!("{}{}", directory, style.separator());
        let mut up = String::new();
        loop {
            if let Some(rest) = path.strip_prefix(&prefix) {
                let relative = format!("{up}{rest}");
                return if relative.len() < path.len() { relative } else { path.to_owned() };
            }
            let directory = join(&prefix, "..", style);
            if prefix.trim_end_matches(style.separator()) == directory || directory.len() <= 1 {
                return path.to_owned();
            }
            prefix = format!("{directory}{}", style.separator());
            up.push_str("..");
            up.push(style.separator());
        }
    }

    /// Looks for a toolchain in the places where go would.
    fn fetch(&self, name: &str, setting: &str, answer: &mut Answer) -> Result<(), String> {
        if let Some(command) = self.on_path(name) {
            answer
                .note(Some(&command), "found on PATH: it runs, without GOROOT in its environment");
            answer.selection.from = Source::Path(command);
            return Ok(());
        }
        if setting == "path" || setting.ends_with("+path") {
            return Err(format!("cannot find {name:?} in PATH"));
        }
        if self.mod_cache.is_empty() && !self.view.is_known(self.view.os().home_variable()) {
            answer.note(None, "the home directory is not known, so the module cache is not either");
            return self.download(name, answer);
        }
        let cached = CachedToolchain::find(self.view, self.mod_cache, name, &self.go.target);
        match cached {
            // This message is printed with its prefix twice.
            Err(error) => Err(format!("go: {error}")),
            Ok(CachedToolchain::Whole(directory)) => {
                answer
                    .note(Some(&directory), "in the module cache: it runs, with GOROOT set to it");
                answer.selection.from = Source::ModuleCache(directory);
                Ok(())
            }
            Ok(CachedToolchain::Partial(directory, why)) => {
                answer.note(Some(&directory), format!("in the module cache, but {why}"));
                self.download(name, answer)
            }
            Ok(CachedToolchain::None(directory)) => {
                answer.note(Some(&directory), "not in the module cache");
                self.download(name, answer)
            }
        }
    }

    fn download(&self, name: &str, answer: &mut Answer) -> Result<(), String> {
        answer.selection.from = Source::Download;
        let proxy = self.settings.get("GOPROXY").map(|set| set.text).unwrap_or_default();
        let nowhere = proxy.strip_prefix("file://").is_some_and(|directory| {
            !proxy.contains([',', '|']) && !self.view.is_directory(directory)
        });
        if nowhere || proxy == "off" {
            let version = of_toolchain(name).unwrap_or_default();
            if is_language(version) && compare(version, "1.21").is_ge() {
                return Err(format!(
                    "invalid toolchain: {name} is a language version but not a toolchain version \
                        ({name}.x)"
                ));
            }
            let (os, arch) = self.go.target.clone().unwrap_or_default();
            return Err(format!("download {name} for {os}/{arch}: toolchain not available"));
        }
        answer.error = Some(format!("go would download {name}: what runs then is not known"));
        Ok(())
    }

    /// The command of that name which `exec.LookPath` finds.
    fn on_path(&self, name: &str) -> Option<String> {
        let os = self.view.os();
        let list = non_empty(self.view, os.path_variable())?;
        let style = os.path_style();
        let directories = list.text.split(os.list_separator()).take(1024);
        let names = match os {
            crate::host::Os::Windows => vec![format!("{name}.exe"), format!("{name}.bat")],
            _ => vec![name.to_owned()],
        };
        for directory in directories {
            let directory = if directory.is_empty() { "." } else { directory };
            for name in &names {
                let path = join(directory, name, style);
                if self.view.kind(&path, Links::Follow) == Ok(FileKind::File { executable: true }) {
                    // Go refuses a command in a relative entry of PATH, and then looks no further.
                    return is_absolute(&path, style).then_some(path);
                }
            }
        }
        None
    }
}

/// The language version of a development version that does not name one.
const NEWEST: &str = "1.27";

/// The answer so far.
#[derive(Default)]
struct Answer {
    selection: Selection,
    trace: Vec<Step>,
    error: Option<String>,
}

impl Answer {
    fn note(&mut self, candidate: Option<&str>, result: impl Into<String>) {
        self.trace.push(Step::new(StepKind::Toolchain, candidate, result));
    }
}
