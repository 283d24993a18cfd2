//! What all checks know of a host: its layout, its settings, and who looks.

use super::model::After;
use super::remedy::{Act, Remedy};
use super::start_files::{Line, lines_that_set};
use crate::bytes::is_unsafe;
use crate::go::Release;
use crate::go::gover;
use crate::go::path::{PathStyle, join};
use crate::host::goenv::gomod::{ModFile, ModFileError};
use crate::host::settings::home;
use crate::host::{
    DecidedBy, FileStatus, GoSettings, HostLayout, HostView, Layer, Links, Os, Source, StepKind,
    Toolchain,
};

/// A host as the checks see it.
pub(crate) struct Scene<'h> {
    pub(super) view: &'h dyn HostView,
    pub(super) layout: &'h HostLayout,
    pub(super) settings: GoSettings<'h>,
    /// The number of the user who looks; `None` where that cannot be told.
    pub(super) user: Option<u32>,
}

impl<'h> Scene<'h> {
    pub(super) fn new(view: &'h dyn HostView, layout: &'h HostLayout) -> Self {
        let mut scene =
            Self { view, layout, settings: GoSettings::read(view, None), user: user(view) };
        let release = scene.release();
        scene.settings = GoSettings::read(view, release);
        if release.is_none_or(|release| release >= Release::new(1, 21, 0))
            && let Some(goroot) = layout.goroot.candidate()
        {
            scene.settings = scene.settings.with_goroot(goroot);
        }
        scene
    }

    pub(super) fn os(&self) -> Os {
        self.view.os()
    }

    pub(super) fn style(&self) -> PathStyle {
        self.os().path_style()
    }

    pub(super) fn join(&self, base: &str, rest: &str) -> String {
        join(base, rest, self.style())
    }

    pub(super) fn home(&self) -> Option<String> {
        home(self.view)
    }

    /// Whether the home directory is known, be it that there is none.
    pub(super) fn home_is_known(&self) -> bool {
        self.view.is_known(self.os().home_variable())
    }

    /// The GOROOT decided on, whether or not go runs with it.
    pub(super) fn goroot(&self) -> Option<&'h str> {
        self.layout.goroot.candidate()
    }

    /// The GOROOT decided on, if it is a Go tree, be it one that lacks parts.
    pub(super) fn tree(&self) -> Option<&'h str> {
        self.goroot_directory().filter(|goroot| self.is_tree(goroot))
    }

    /// Whether a directory is a Go tree, be it one that lacks parts.
    pub(super) fn is_tree(&self, path: &str) -> bool {
        let says_so = self.version_file(path).is_some()
            || self.view.is_directory(&self.join(path, "src/runtime"));
        let parts = ["pkg/tool", "src/runtime", "src/fmt"];
        says_so
            && (self.view.is_file(&self.go_in(path))
                || parts.iter().any(|part| self.view.is_directory(&self.join(path, part))))
    }

    /// The GOROOT decided on, if it is a directory.
    pub(super) fn goroot_directory(&self) -> Option<&'h str> {
        self.goroot().filter(|goroot| self.view.is_directory(goroot))
    }

    /// Whether GOROOT was set, rather than found by the place of the command.
    pub(super) fn goroot_is_set(&self) -> bool {
        matches!(self.layout.goroot.decided_by, DecidedBy::Environment | DecidedBy::EnvFile)
    }

    /// The `go` that a shell starts.
    pub(super) fn command(&self) -> Option<&'h Toolchain> {
        let started = self
            .layout
            .goroot
            .trace
            .iter()
            .find(|step| step.step == StepKind::GoCommand && step.result.starts_with("found"));
        let path = started?.candidate.as_deref()?;
        let has = |it: &&Toolchain| {
            it.go_path.as_deref() == Some(path)
                || it.other_go_paths.iter().any(|other| other == path)
        };
        let wrapped = || self.layout.toolchains.iter().find(|it| it.found_by == "PATH");
        self.layout.toolchains.iter().find(has).or_else(wrapped)
    }

    /// The Go version that runs in the end, as it says itself.
    pub(super) fn version(&self) -> Option<String> {
        match &self.layout.toolchain.from {
            Source::Path(path) => self.view.go_version(path),
            Source::ModuleCache(directory) => self.view.go_version(&self.go_in(directory)),
            _ => self.command()?.go_version.clone(),
        }
    }

    pub(super) fn release(&self) -> Option<Release> {
        self.version().as_deref().and_then(Release::parse)
    }

    /// The version that runs, without `go`, as `go.mod` spells it.
    pub(super) fn number(&self) -> Option<String> {
        gover::of_toolchain(&self.version()?).map(str::to_owned)
    }

    pub(super) fn go_in(&self, goroot: &str) -> String {
        let name = if self.os() == Os::Windows { "bin/go.exe" } else { "bin/go" };
        self.join(goroot, name)
    }

    /// The first line of a GOROOT's VERSION.
    pub(super) fn version_file(&self, goroot: &str) -> Option<String> {
        let head = self.view.head(&self.join(goroot, "VERSION"), 256).ok()?;
        let line = head.split(|&byte| byte == b'\n').next()?;
        let line = std::str::from_utf8(line).ok()?.trim();
        (line.starts_with("go") || line.starts_with("devel")).then(|| line.to_owned())
    }

    /// A setting as `go env` prints it.
    pub(super) fn value(&self, name: &str) -> Option<&'h str> {
        let value = self.layout.env.iter().find(|value| value.name == name)?;
        Some(value.value.as_str()).filter(|value| !value.is_empty())
    }

    /// What go reads for a setting, and from where; defaults aside.
    pub(super) fn setting(&self, name: &str) -> Option<(String, Layer)> {
        self.settings.decide(name).map(|(set, layer)| (set.text, layer))
    }

    /// Where a setting was made: the variable, the line of the env file, the lines of start files.
    pub(super) fn places_of(&self, name: &str) -> Vec<String> {
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

    pub(super) fn start_lines(&self, name: &str) -> Vec<Line> {
        lines_that_set(self, name)
    }

    /// How to take a setting back, wherever it was made.
    pub(super) fn undo(&self, name: &str) -> Remedy {
        match self.setting(name).map(|(_, layer)| layer) {
            Some(Layer::EnvFile) => self.undo_in_file(name),
            Some(Layer::Environment) => {
                let unset = Remedy::of(Act::Unset(name.to_owned()));
                // Behind the variable a line of the env file may wait.
                let both = match self.settings.from_file(name) {
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

    /// Where a variable comes back from in the next shell, in words.
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
    pub(super) fn set(&self, name: &str, value: &str) -> Remedy {
        Remedy::of(Act::Set(name.to_owned(), value.to_owned()))
    }

    /// How to make a setting that is in force everywhere, where the env file decides it now.
    pub(super) fn set_in_file(&self, name: &str, value: &str) -> Remedy {
        match self.settings.env_file() {
            Some(file) => Remedy::of(Act::EnvFileSet {
                file: file.to_owned(),
                key: name.to_owned(),
                value: value.to_owned(),
            }),
            None => self.set(name, value),
        }
    }

    /// The path as the user's machine has it.
    pub(super) fn outer(&self, path: &str) -> String {
        match self.view.outside() {
            Some(root) => format!("{}{path}", root.trim_end_matches('/')),
            None => path.to_owned(),
        }
    }

    /// How to take a line out of the env file. Go does that itself if it still runs, or does with
    /// the setting out of its way.
    ///
    /// Seen in Go 1.19.8 to 1.27.3: with a bad GOROOT, GOPATH or GOTOOLCHAIN in the file `go env -u`
    /// ends with the same complaint as any command, unless the environment sets another; since 1.27
    /// GOROOT "cannot be modified" at all.
    pub(super) fn undo_in_file(&self, name: &str) -> Remedy {
        let file = self.settings.env_file().unwrap_or_default().to_owned();
        let line = self.settings.line(name).unwrap_or_default();
        let value = self.settings.from_file(name).map(|set| set.text).unwrap_or_default();
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
            // Whether the command gets through by itself once nothing else is wrong.
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

    /// The `go.work` or `go.mod` here.
    pub(super) fn mod_file(&self) -> Result<Option<ModFile>, ModFileError> {
        ModFile::find(self.view, &self.settings, self.goroot().unwrap_or_default())
    }

    pub(super) fn status(&self, path: &str) -> Option<FileStatus> {
        self.view.status(path, Links::Follow).ok()
    }

    /// `sudo` where this user may not write to `path`.
    pub(super) fn sudo(&self, path: &str) -> &'static str {
        let owner = self.status(path).and_then(|status| status.owner);
        match (self.user, owner) {
            (Some(0), _) | (None, _) | (_, None) => "",
            (Some(user), Some(owner)) if user == owner => "",
            _ => "sudo ",
        }
    }

    /// The nearest directory at or above `path` that exists.
    pub(super) fn existing(&self, path: &str) -> Option<String> {
        let mut path = path.to_owned();
        for _ in 0..256 {
            if self.view.kind(&path, Links::Follow).is_ok() {
                return Some(path);
            }
            let parent = self.join(&path, "..");
            if parent == path {
                return None;
            }
            path = parent;
        }
        None
    }

    /// Whether this user may write to an existing path, by its mode alone; `None` cannot be told.
    pub(super) fn may_write(&self, path: &str) -> Option<bool> {
        let status = self.status(path)?;
        let (user, owner, mode) = (self.user?, status.owner?, status.mode?);
        Some(match (user, owner) {
            (0, _) => true,
            (user, owner) if user == owner => mode & 0o200 != 0,
            // Which groups a user is in is not read; a group's bit counts for him.
            _ => mode & 0o022 != 0,
        })
    }

    /// A path with its owner and mode.
    pub(super) fn described(&self, path: &str) -> String {
        match self.status(path) {
            Some(FileStatus { owner: Some(owner), mode: Some(mode), .. }) => {
                format!("{path}: owner {owner}, mode {mode:04o}")
            }
            Some(_) => path.to_owned(),
            None => format!("{path}: not there"),
        }
    }

    /// The best installation to use instead of a broken one.
    pub(super) fn other_root(&self) -> Option<&'h Toolchain> {
        let goroot = self.goroot();
        let whole = |it: &&Toolchain| {
            it.goroot.as_deref() != goroot
                && it.goroot_resolved.is_some()
                && it.version_file.is_some()
                && it.go_version.is_some()
        };
        self.layout.toolchains.iter().find(whole)
    }
}

/// Who looks, as the kernel says.
fn user(view: &dyn HostView) -> Option<u32> {
    let status = view.head("/proc/self/status", 4096).ok()?;
    let text = String::from_utf8(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// A value with what the eye does not see spelled out.
pub(super) fn visible(text: &str) -> String {
    let mut shown = if text.chars().any(is_unsafe) {
        text.escape_debug().to_string().replace("\\\"", "\"").replace("\\'", "'")
    } else {
        text.to_owned()
    };
    if text.ends_with(' ') || text.starts_with(' ') {
        shown = format!("\u{2039}{shown}\u{203a}");
    }
    shown
}
