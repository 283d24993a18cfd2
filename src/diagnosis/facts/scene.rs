//! A host as the checks see it: its layout, its settings, and who looks.

use std::cell::OnceCell;

use crate::go::Release;
use crate::go::gover;
use crate::go::path::{PathStyle, join, upwards};
use crate::host::goenv::gomod::{ModFile, ModFileError};
use crate::host::settings::home;
use crate::host::{DecidedBy, GoSettings, HostLayout, HostView, Os, Source, StepKind, Toolchain};

/// A host as the checks see it.
pub(crate) struct Scene<'h> {
    pub(in crate::diagnosis) view: &'h dyn HostView,
    pub(in crate::diagnosis) layout: &'h HostLayout,
    pub(in crate::diagnosis) settings: GoSettings<'h>,
    /// The number of the user who looks; `None` where that is not known.
    pub(in crate::diagnosis) user: Option<u32>,
    mod_file: OnceCell<Result<Option<ModFile>, ModFileError>>,
}

impl<'h> Scene<'h> {
    pub(in crate::diagnosis) fn new(view: &'h dyn HostView, layout: &'h HostLayout) -> Self {
        let settings = GoSettings::read(view, None);
        let mut scene =
            Self { view, layout, settings, user: user(view), mod_file: OnceCell::new() };
        let release = scene.release();
        scene.settings = GoSettings::read(view, release);
        if release.is_none_or(|release| release >= Release::new(1, 21, 0))
            && let Some(goroot) = layout.goroot.candidate()
        {
            scene.settings = scene.settings.with_goroot(goroot);
        }
        scene
    }

    pub(in crate::diagnosis) fn os(&self) -> Os {
        self.view.os()
    }

    pub(in crate::diagnosis) fn style(&self) -> PathStyle {
        self.os().path_style()
    }

    pub(in crate::diagnosis) fn join(&self, base: &str, rest: &str) -> String {
        join(base, rest, self.style())
    }

    pub(in crate::diagnosis) fn home(&self) -> Option<String> {
        home(self.view)
    }

    /// Whether it is known what the home directory is, or that there is none.
    pub(in crate::diagnosis) fn home_is_known(&self) -> bool {
        self.view.is_known(self.os().home_variable())
    }

    /// The GOROOT decided on, whether or not go runs with it.
    pub(in crate::diagnosis) fn goroot(&self) -> Option<&'h str> {
        self.layout.goroot.candidate()
    }

    /// The GOROOT decided on, if it is a Go tree, perhaps one that lacks parts.
    pub(in crate::diagnosis) fn tree(&self) -> Option<&'h str> {
        self.goroot_directory().filter(|goroot| self.is_tree(goroot))
    }

    /// The GOROOT decided on, if it is a directory.
    pub(in crate::diagnosis) fn goroot_directory(&self) -> Option<&'h str> {
        self.goroot().filter(|goroot| self.view.is_directory(goroot))
    }

    /// Whether GOROOT was set, and not found by the place of the command.
    pub(in crate::diagnosis) fn goroot_is_set(&self) -> bool {
        matches!(self.layout.goroot.decided_by, DecidedBy::Environment | DecidedBy::EnvFile)
    }

    /// The `go` that a shell starts.
    pub(in crate::diagnosis) fn command(&self) -> Option<&'h Toolchain> {
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

    /// The Go version that runs in the end, as its go command gives it.
    pub(in crate::diagnosis) fn version(&self) -> Option<String> {
        match &self.layout.toolchain.from {
            Source::Path(path) => self.view.go_version(path),
            Source::ModuleCache(directory) => self.view.go_version(&self.go_in(directory)),
            _ => self.command()?.go_version.clone(),
        }
    }

    pub(in crate::diagnosis) fn release(&self) -> Option<Release> {
        self.version().as_deref().and_then(Release::parse)
    }

    /// The version that runs, without `go`, as `go.mod` spells it.
    pub(in crate::diagnosis) fn number(&self) -> Option<String> {
        gover::of_toolchain(&self.version()?).map(str::to_owned)
    }

    /// The path on the user's own machine.
    pub(in crate::diagnosis) fn outer(&self, path: &str) -> String {
        match self.view.outside() {
            Some(root) => format!("{}{path}", root.trim_end_matches('/')),
            None => path.to_owned(),
        }
    }

    /// The directories from the current one upwards.
    pub(in crate::diagnosis) fn upwards(&self) -> Vec<String> {
        let here = self.view.current_dir();
        here.map(|here| upwards(&here, self.style()).collect()).unwrap_or_default()
    }

    /// The `go.work` or `go.mod` here.
    pub(in crate::diagnosis) fn mod_file(&self) -> Result<Option<&ModFile>, &ModFileError> {
        let goroot = self.goroot().unwrap_or_default();
        let found = self.mod_file.get_or_init(|| ModFile::find(self.view, &self.settings, goroot));
        found.as_ref().map(Option::as_ref)
    }

    /// The best installation to use instead of a broken one.
    pub(in crate::diagnosis) fn other_root(&self) -> Option<&'h Toolchain> {
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

/// The number of the user who looks, as the kernel gives it.
pub(in crate::diagnosis) fn user(view: &dyn HostView) -> Option<u32> {
    let status = view.head("/proc/self/status", 4096).ok()?;
    let text = String::from_utf8(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
