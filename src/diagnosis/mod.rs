//! What is wrong with a host's Go, if anything: each check looks at one thing, says what it saw,
//! why that hurts, and what mends it. Nothing is run and nothing is written.
//!
//! A check has three answers: it found something, it found nothing, or it cannot know. Severity and
//! background of each stand in the table of rules, under the same name.

mod cache;
mod editor;
mod editor_settings;
mod filesystem;
mod goroot;
mod hold;
mod json_escape;
mod model;
mod module;
mod mounts;
mod path;
mod refused;
mod releases;
mod remedy;
mod remembered;
mod scene;
mod security;
mod settings;
mod start_files;
mod system;
mod toolchain;
mod tools;
mod tree;

use serde::Serialize;

pub use remedy::{Remedy, Shell, Told};
use remembered::Remembered;
pub(crate) use scene::Scene;

use crate::host::{HostLayout, HostView};

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It looked, and all is well.
    Clear,
    /// It found something.
    Found(Vec<Complaint>),
    /// It cannot know, for this reason.
    Unknown(String),
    /// There is nothing here that it is about.
    NotHere,
}

/// One thing that is wrong. May hold untrusted text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Complaint {
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What was seen: paths, owners, modes, versions, lines of files.
    pub seen: Vec<String>,
    /// How that comes about, in one sentence.
    pub cause: String,
    /// What mends it, for the user's shell and system.
    pub fix: Remedy,
}

/// What a group of checks is about: one line of the doctor's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Theme {
    /// The `go` command that a shell starts.
    Command,
    /// GOROOT: its value and where it comes from.
    Goroot,
    /// What GOROOT holds: tools, standard library.
    Tree,
    /// Which toolchain runs, and what `go.mod` asks for.
    Toolchain,
    /// The settings in the environment and the env file.
    Settings,
    /// The build and module caches.
    Caches,
    /// Commands installed with `go install`.
    Installed,
    /// File systems and directories for temporary files.
    Files,
    /// Editors and version managers.
    Editors,
}

/// One check.
struct Check {
    rule: &'static str,
    theme: Theme,
    run: fn(&Scene<'_>) -> Outcome,
}

/// A check and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The name of its rule.
    pub rule: &'static str,
    /// What it is about.
    pub theme: Theme,
    /// What it came to.
    pub outcome: Outcome,
}

const fn check(rule: &'static str, theme: Theme, run: fn(&Scene<'_>) -> Outcome) -> Check {
    Check { rule, theme, run }
}

/// Every check, the ones that help most people first.
const CHECKS: &[Check] = &[
    check("go-not-on-path", Theme::Command, path::no_go),
    check("goroot-env-mismatch", Theme::Goroot, goroot::env_mismatch),
    check("goroot-stomped", Theme::Tree, tree::stomped),
    check("gomod-needs-newer-local", Theme::Toolchain, module::needs_newer),
    check("go-too-old-for-gomod-syntax", Theme::Toolchain, module::too_old_for_syntax),
    check("path-multiple-go", Theme::Command, path::multiple_go),
    check("goroot-missing", Theme::Goroot, goroot::missing),
    check("goroot-literal", Theme::Goroot, goroot::literal),
    check("goenv-file-poison", Theme::Settings, settings::poison),
    check("goroot-off-by-one", Theme::Goroot, goroot::off_by_one),
    check("goroot-not-a-tree", Theme::Goroot, goroot::not_a_tree),
    check("std-sources-missing", Theme::Tree, tree::sources_missing),
    check("trimmed-go-moved", Theme::Command, goroot::trimmed_go_moved),
    check("gotoolchain-switch", Theme::Toolchain, toolchain::switch),
    check("gotoolchain-unavailable", Theme::Toolchain, toolchain::unavailable),
    check("gocache-permission", Theme::Caches, cache::permission),
    check("gocache-invalid", Theme::Caches, cache::invalid),
    check("noexec-dir", Theme::Files, filesystem::noexec),
    check("tool-missing", Theme::Tree, tree::tool_missing),
    check("tool-broken", Theme::Tree, tree::tool_broken),
    check("goenv-vs-env", Theme::Settings, settings::file_against_environment),
    check("editor-goroot", Theme::Editors, editor::goroot),
    check("version-manager-stale", Theme::Editors, editor::version_manager),
    check("gobin-not-on-path", Theme::Installed, path::gobin_not_on_path),
    check("gobin-invalid", Theme::Installed, path::gobin_invalid),
    check("gopath-equals-goroot", Theme::Settings, settings::gopath_is_goroot),
    check("gopath-bad", Theme::Settings, settings::gopath_bad),
    check("lock-less-filesystem", Theme::Files, filesystem::lock_less),
    check("goflags-poison", Theme::Settings, settings::goflags),
    check("cross-vars-leaked", Theme::Settings, settings::cross_variables),
    check("goroot-noncanonical", Theme::Goroot, goroot::noncanonical),
    check("distro-defaults", Theme::Settings, settings::distro_defaults),
    check("gccgo-first", Theme::Command, path::gccgo_first),
    check("go-is-wrapper", Theme::Command, path::wrapper),
    check("source-only-tree", Theme::Command, tree::source_only),
    check("vcs-stamp-will-fail", Theme::Files, module::vcs_stamp),
    check("stray-gomod", Theme::Toolchain, module::stray_gomod),
    check("tmpdir-missing", Theme::Files, filesystem::tmpdir_missing),
    check("tool-built-with-older-go", Theme::Installed, tools::old_tools),
    check("embedded-goroot-dead", Theme::Installed, tools::dead_goroot),
    check("rosetta-go", Theme::Command, system::rosetta),
    check("wsl-crossing", Theme::Files, filesystem::wsl),
    check("snap-go", Theme::Goroot, system::snap),
    check("windows-double-install", Theme::Command, system::windows_double),
    check("macos-paths-d", Theme::Command, system::macos_paths),
    check("goroot-modified", Theme::Tree, tree::modified),
    check("goroot-writable-by-others", Theme::Tree, security::writable_goroot),
    check("shared-gocache", Theme::Caches, cache::shared),
    check("modcache-toolchain-broken", Theme::Caches, toolchain::broken_cache),
    check("cc-missing", Theme::Settings, system::cc_missing),
    check("goexperiment-unknown", Theme::Settings, refused::goexperiment),
    check("godebug-refused", Theme::Toolchain, module::godebug_refused),
    check("goflags-refused", Theme::Settings, settings::goflags_refused),
    check("setting-refused", Theme::Settings, refused::setting),
    check("inert-variable", Theme::Settings, settings::inert),
    check("gocacheprog-missing", Theme::Caches, cache::prog_missing),
    check("gowork-bad", Theme::Toolchain, module::gowork_bad),
    check("go111module-off", Theme::Settings, settings::modules_off),
    check("decoy-pkg-tool", Theme::Goroot, goroot::decoy),
    check("disk-readonly", Theme::Files, filesystem::readonly),
    check("disk-full", Theme::Files, filesystem::full),
    check("debug-path-map", Theme::Editors, editor::debug_path_map),
];

/// Looks a host over with every check, in the order of their rank. `layout` is what
/// [`HostLayout::read`] gave for the same view, and `gravity` tells how grave a rule's findings are.
///
/// What mends a complaint is tried on a model of the host before it is told: the complaint must be
/// gone, nothing as grave may come up, and what was mended before must stay so.
pub fn examine<G: Ord>(
    view: &dyn HostView,
    layout: &HostLayout,
    gravity: impl Fn(&str) -> G,
) -> Vec<Checked> {
    let view = Remembered::new(view);
    let mut checked = look(&view, layout);
    hold::settle(&view, layout, &mut checked, gravity);
    checked
}

/// What every check says, and what each would do.
fn look(view: &dyn HostView, layout: &HostLayout) -> Vec<Checked> {
    let scene = Scene::new(view, layout);
    let run = |check: &Check| {
        let mut outcome = (check.run)(&scene);
        // Without a go command that is known there is nothing that could be well with it.
        let is_about_it =
            !matches!(check.theme, Theme::Settings | Theme::Caches | Theme::Files | Theme::Editors);
        if outcome == Outcome::Clear && is_about_it && scene.command().is_none() {
            outcome = Outcome::NotHere;
        }
        Checked { rule: check.rule, theme: check.theme, outcome }
    };
    CHECKS.iter().map(run).collect()
}

/// The names of every check, in the order of their rank.
pub fn check_names() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().map(|check| check.rule)
}

impl Outcome {
    /// One complaint.
    fn found(complaint: Complaint) -> Self {
        Self::Found(vec![complaint])
    }

    /// All is well, unless there are complaints.
    fn of(complaints: Vec<Complaint>) -> Self {
        if complaints.is_empty() { Self::Clear } else { Self::Found(complaints) }
    }

    /// It cannot know.
    fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown(why.into())
    }
}
