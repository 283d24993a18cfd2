//! What `go env` prints for the settings that decide where things come from and go to.
//!
//! | variable | default | since |
//! | --- | --- | --- |
//! | `GOENV` | `go/env` in the user's configuration directory; empty for `GOENV=off` | |
//! | `GOPATH` | `go` in the home directory, unless that is GOROOT; empty if relative | |
//! | `GOMODCACHE` | `pkg/mod` in the first directory of `GOPATH` | |
//! | `GOBIN` | empty | 1.27: where `go install` puts commands |
//! | `GOCACHE` | `go-build` in the user's cache directory, or `off` | 1.24: `off` for a relative `$XDG_CACHE_HOME` |
//! | `GOTOOLDIR` | `pkg/tool/GOOS_GOARCH` in GOROOT, of the system the go command is for | |
//! | `GOEXE` | `.exe` where `GOOS` is Windows; the variable itself is never read | |
//! | `GOPROXY` | empty; the file `go.env` in GOROOT sets it | before 1.21: built in |
//! | `GOTOOLCHAIN` | empty; the file `go.env` in GOROOT sets it | 1.21 |
//!
//! Source: `cmd/go/internal/cfg/cfg.go`, `cmd/go/internal/envcmd/env.go`,
//! `cmd/go/internal/cache/default.go`, `go/build/build.go` (`defaultGOPATH`), `os/file.go`
//! (`UserCacheDir`) and `cmd/go/main.go`, read in Go 1.19.8 and 1.21.13 to 1.27.3.

use serde::{Deserialize, Serialize};

use super::decision::GoCommand;
use super::{build_config, gomod};
use crate::go::Release;
use crate::go::path::{clean, is_absolute, join};
use crate::host::places::expand;
use crate::host::settings::{Layer, non_empty};
use crate::host::{BuiltInGoroot, GoSettings, HostView, Os};

/// One setting as `go env` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// Its name.
    pub name: String,
    /// The printed value, with U+FFFD in place of bytes that are not UTF-8.
    pub value: String,
    /// What decided it.
    pub decided_by: Layer,
}

/// The number of GCC in a version such as `go1.18 gccgo (GCC 12)`.
fn gcc_number(version: &str) -> Option<&str> {
    version.split_once("(GCC ")?.1.split(')').next()
}

/// What the settings of one go command follow from.
pub(super) struct Inputs<'i> {
    pub(super) view: &'i dyn HostView,
    pub(super) settings: &'i GoSettings<'i>,
    pub(super) go: &'i GoCommand,
    /// The GOROOT that it has decided on; empty if none.
    pub(super) goroot: &'i str,
}

/// The settings of a go command, and why it refuses to run with them.
pub(super) struct Values {
    pub(super) values: Vec<Value>,
    /// What go prints where it refuses a setting, and whether it does so before it looks at GOROOT.
    pub(super) refusal: Option<(String, Precedence)>,
}

/// Whether a refusal comes before one about GOROOT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precedence {
    /// It comes before.
    BeforeGoroot,
    /// It comes after.
    AfterGoroot,
}

impl Inputs<'_> {
    /// The module cache, as it is known when the toolchain is selected.
    pub(super) fn mod_cache(&self) -> String {
        self.gomodcache(&self.gopath().0).0
    }

    /// Every setting except GOROOT.
    pub(super) fn values(&self) -> Values {
        let (gopath, gopath_by) = self.gopath();
        let gomodcache = self.gomodcache(&gopath);
        let checked = self.checked_gopath(&gopath, gopath_by);
        let (gopath, refusal) = match checked {
            Ok(gopath) => (gopath, None),
            // Since 1.22 go looks at GOROOT first.
            Err(error) if self.before(Release::new(1, 22, 0)) => {
                (gopath, Some((error, Precedence::BeforeGoroot)))
            }
            Err(error) => (gopath, Some((error, Precedence::AfterGoroot))),
        };
        let late = || self.late_refusal(&gopath).map(|error| (error, Precedence::AfterGoroot));
        let refusal = refusal.or_else(late);
        let plain = |key: &str| self.plain(key);
        let values = [
            ("GOTOOLDIR", self.gotooldir()),
            ("GOCACHE", self.gocache()),
            ("GOMODCACHE", gomodcache),
            ("GOPATH", (gopath.clone(), gopath_by)),
            ("GOBIN", self.gobin(&gopath)),
            ("GOENV", self.goenv()),
            ("GOEXE", self.goexe()),
            ("GOTOOLCHAIN", self.gotoolchain()),
            ("GOFLAGS", plain("GOFLAGS")),
            ("GOPROXY", self.goproxy()),
        ];
        // Where the home directory is not known, defaults below it are not known either.
        let is_known = self.view.is_known(self.view.os().home_variable());
        let values = values
            .into_iter()
            .filter(|(name, (value, by))| {
                is_known
                    || *by != Layer::Default
                    || !(value.is_empty() || value == "off")
                    || matches!(*name, "GOEXE" | "GOFLAGS" | "GOPROXY" | "GOTOOLCHAIN")
            })
            .map(|(name, (value, decided_by))| Value { name: name.to_owned(), value, decided_by })
            .collect();
        Values { values, refusal }
    }

    fn before(&self, release: Release) -> bool {
        let this = self.go.version.as_deref().and_then(Release::parse);
        this.is_some_and(|this| this < release)
    }

    /// A setting whose default is empty.
    fn plain(&self, key: &str) -> (String, Layer) {
        let set = self.settings.decide(key);
        set.map_or((String::new(), Layer::Default), |(set, layer)| (set.text, layer))
    }

    fn gopath(&self) -> (String, Layer) {
        if let Some((set, layer)) = self.settings.decide("GOPATH") {
            return (set.text, layer);
        }
        let style = self.view.os().path_style();
        let Some(home) = non_empty(self.view, self.view.os().home_variable()) else {
            return (String::new(), Layer::Default);
        };
        let default = join(&home.text, "go", style);
        let runtime_goroot = match (self.settings.of_environment("GOROOT"), &self.go.built_in) {
            (Some(set), _) => set.text,
            (None, BuiltInGoroot::Path(path)) => path.clone(),
            (None, _) => String::new(),
        };
        let is_goroot = !runtime_goroot.is_empty() && clean(&runtime_goroot, style) == default;
        (if is_goroot { String::new() } else { default }, Layer::Default)
    }

    /// `GOPATH` after go has checked it.
    fn checked_gopath(&self, gopath: &str, by: Layer) -> Result<String, String> {
        let os = self.view.os();
        let style = os.path_style();
        if !self.goroot.is_empty() && clean(gopath, style) == clean(self.goroot, style) {
            return Ok(gopath.to_owned());
        }
        let mut checked = gopath.to_owned();
        for entry in gopath.split(os.list_separator()).filter(|entry| !entry.is_empty()) {
            if entry.starts_with('~') {
                return Err(format!(
                    "go: GOPATH entry cannot start with shell metacharacter '~': {entry:?}"
                ));
            }
            if !is_absolute(entry, style) {
                if by != Layer::Default {
                    return Err(format!(
                        "go: GOPATH entry is relative; must be absolute path: {entry:?}.\n\
                         For more details see: 'go help gopath'"
                    ));
                }
                checked.clear();
            }
        }
        Ok(checked)
    }

    fn gomodcache(&self, gopath: &str) -> (String, Layer) {
        if let Some((set, layer)) = self.settings.decide("GOMODCACHE") {
            return (set.text, layer);
        }
        (self.below_gopath(gopath, "pkg/mod"), Layer::Default)
    }

    fn below_gopath(&self, gopath: &str, rest: &str) -> String {
        let os = self.view.os();
        let first = gopath.split(os.list_separator()).next().unwrap_or_default();
        if first.is_empty() { String::new() } else { join(first, rest, os.path_style()) }
    }

    fn gotooldir(&self) -> (String, Layer) {
        let style = self.view.os().path_style();
        let (os, arch) = self.go.target.clone().unwrap_or_default();
        if self.goroot.is_empty() {
            return (String::new(), Layer::Default);
        }
        if self.go.is_gccgo {
            return (self.gccgo_tools().unwrap_or_default(), Layer::Default);
        }
        (join(self.goroot, &format!("pkg/tool/{os}_{arch}"), style), Layer::Default)
    }

    /// The directory with gccgo's `cgo`, if there is only one. The right one of several is compiled
    /// into libgo.
    fn gccgo_tools(&self) -> Option<String> {
        let prefix = match &self.go.built_in {
            BuiltInGoroot::Path(prefix) => prefix.clone(),
            _ => return None,
        };
        let mut found = expand(self.view, prefix, "lib/gcc/*/*");
        let number = self.go.version.as_deref().and_then(gcc_number);
        let style = self.view.os().path_style();
        found.retain(|it| {
            let fits = number.is_none_or(|number| it.rsplit('/').next() == Some(number));
            fits && self.view.is_file(&join(it, "cgo", style))
        });
        found.pop().filter(|_| found.is_empty())
    }

    fn gocache(&self) -> (String, Layer) {
        let style = self.view.os().path_style();
        if let Some((set, layer)) = self.settings.decide("GOCACHE") {
            let usable = set.text == "off" || is_absolute(&set.text, style);
            return (if usable { set.text } else { "off".to_owned() }, layer);
        }
        let off = || ("off".to_owned(), Layer::Default);
        let Some(directory) = self.cache_dir() else { return off() };
        (join(&directory, "go-build", style), Layer::Default)
    }

    /// The user's cache directory.
    fn cache_dir(&self) -> Option<String> {
        let variable = |name: &str| non_empty(self.view, name).map(|set| set.text);
        match self.view.os() {
            Os::Windows => variable("LocalAppData"),
            Os::Darwin | Os::Ios => Some(variable("HOME")? + "/Library/Caches"),
            Os::Plan9 => Some(variable("home")? + "/lib/cache"),
            os => match variable("XDG_CACHE_HOME") {
                Some(xdg) => {
                    let usable =
                        is_absolute(&xdg, os.path_style()) || self.before(Release::new(1, 24, 0));
                    usable.then_some(xdg)
                }
                None => Some(variable("HOME")? + "/.cache"),
            },
        }
    }

    fn gobin(&self, gopath: &str) -> (String, Layer) {
        let set = self.plain("GOBIN");
        if !set.0.is_empty() || self.before(Release::new(1, 27, 0)) {
            return set;
        }
        let os = self.view.os();
        let mode = self.settings.get("GO111MODULE").map(|set| set.text);
        let modules = match mode.as_deref() {
            None | Some("on") => true,
            Some("auto") => gomod::find_go_mod(self.view).is_some(),
            _ => false,
        };
        if modules {
            return (self.below_gopath(gopath, "bin"), Layer::Default);
        }
        let entries: Vec<&str> = gopath.split(os.list_separator()).collect();
        let (Some(here), Some(first), false) =
            (self.view.current_dir(), entries.first(), gopath.is_empty())
        else {
            return (String::new(), Layer::Default);
        };
        let around = entries.iter().find(|entry| here.starts_with(**entry)).unwrap_or(first);
        (join(around, "bin", os.path_style()), Layer::Default)
    }

    fn goenv(&self) -> (String, Layer) {
        let layer = match self.settings.of_environment("GOENV") {
            Some(_) => Layer::Environment,
            None => Layer::Default,
        };
        (self.settings.env_file().unwrap_or_default().to_owned(), layer)
    }

    fn goexe(&self) -> (String, Layer) {
        let (goos, layer) = match self.settings.decide("GOOS") {
            Some((set, layer)) => (set.text, layer),
            None => (self.go.target.clone().unwrap_or_default().0, Layer::Default),
        };
        (if goos == "windows" { ".exe" } else { "" }.to_owned(), layer)
    }

    fn gotoolchain(&self) -> (String, Layer) {
        if self.before(Release::new(1, 21, 0)) {
            return (String::new(), Layer::Default);
        }
        self.plain("GOTOOLCHAIN")
    }

    fn goproxy(&self) -> (String, Layer) {
        let set = self.plain("GOPROXY");
        if set.0.is_empty() && self.before(Release::new(1, 21, 0)) {
            return ("https://proxy.golang.org,direct".to_owned(), Layer::Default);
        }
        set
    }

    /// The complaint of `go env` once it runs.
    fn late_refusal(&self, gopath: &str) -> Option<String> {
        let gowork = match gomod::find_go_work(self.view, self.settings, self.goroot) {
            Err(gomod::ModFileError::RelativeGowork) => Some(
                match self.before(Release::new(1, 21, 0)) {
                    true => "the path provided to GOWORK must be an absolute path",
                    false => "go: invalid GOWORK: not an absolute path",
                }
                .to_owned(),
            ),
            _ => None,
        };
        let release = self.go.version.as_deref().and_then(Release::parse);
        let refused = || build_config::by_command(self.view, self.settings, release, self.goroot);
        if let Some(error) = gowork.or_else(|| refused().map(|it| it.says)) {
            return Some(error);
        }
        let mode = self.settings.get("GO111MODULE").map(|set| set.text);
        let modules = match mode.as_deref() {
            None | Some("on") => true,
            Some("auto") => gomod::find_go_mod(self.view).is_some(),
            Some("off") => false,
            Some(odd) => {
                return Some(format!("go: unknown environment setting GO111MODULE={odd}"));
            }
        };
        let go_mod = self.below_gopath(gopath, "go.mod");
        let exists = |path: &str| self.view.kind(path, crate::host::Links::Follow).is_ok();
        if modules && self.before(Release::new(1, 22, 0)) && !go_mod.is_empty() && exists(&go_mod) {
            return Some("$GOPATH/go.mod exists but should not".to_owned());
        }
        None
    }
}
