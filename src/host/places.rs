//! The usual places of Go installations on each system, and how a pattern with stars becomes the
//! directories that exist.

use super::settings::home;
use super::{GoSettings, HostView, Os};
use crate::go::path::{is_absolute, join};

/// A place, or a family of places, where GOROOTs are found.
struct Place {
    /// Its name in [`super::Toolchain::found_by`].
    name: &'static str,
    /// The path below the base, with slashes; `*` stands for the rest of one name.
    pattern: &'static str,
    /// Which systems have it.
    on: On,
    /// What the pattern starts from.
    base: Base,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Everywhere,
    Slash,
    Darwin,
    Windows,
}

#[derive(Clone, Copy)]
enum Base {
    /// The root directory, or drive `C:`.
    Root,
    /// The user's home directory.
    Home,
    /// A directory that an environment variable names, where it is set.
    Variable(&'static str),
    /// The module cache.
    ModCache,
}

const fn at(name: &'static str, on: On, base: Base, pattern: &'static str) -> Place {
    Place { name, pattern, on, base }
}

const USUAL: &str = "usual place";
const SDK: &str = "golang.org/dl";
const MODCACHE: &str = "module cache";
const RUNNER: &str = "runner's tool cache";

/// Every place, the likelier ones first.
const PLACES: &[Place] = &[
    at(USUAL, On::Slash, Base::Root, "usr/local/go"),
    at(USUAL, On::Slash, Base::Root, "usr/local/go1*"),
    at(USUAL, On::Slash, Base::Root, "usr/lib/go"),
    at(USUAL, On::Slash, Base::Root, "usr/lib/go-1.*"),
    at(USUAL, On::Slash, Base::Root, "usr/lib/golang"),
    at(USUAL, On::Slash, Base::Root, "opt/go"),
    at("Homebrew", On::Darwin, Base::Root, "opt/homebrew/opt/go/libexec"),
    at("Homebrew", On::Darwin, Base::Root, "opt/homebrew/opt/go@*/libexec"),
    at("Homebrew", On::Darwin, Base::Root, "usr/local/opt/go/libexec"),
    at("Homebrew", On::Darwin, Base::Root, "usr/local/opt/go@*/libexec"),
    at("Homebrew", On::Slash, Base::Root, "home/linuxbrew/.linuxbrew/opt/go/libexec"),
    at("MacPorts", On::Darwin, Base::Root, "opt/local/lib/go"),
    at("snap", On::Slash, Base::Root, "snap/go/current"),
    at(RUNNER, On::Slash, Base::Root, "opt/hostedtoolcache/go/*/*"),
    at(RUNNER, On::Darwin, Base::Root, "Users/runner/hostedtoolcache/go/*/*"),
    at(RUNNER, On::Windows, Base::Root, "hostedtoolcache/windows/go/*/*"),
    at(RUNNER, On::Everywhere, Base::Variable("RUNNER_TOOL_CACHE"), "go/*/*"),
    at(USUAL, On::Windows, Base::Root, "Program Files/Go"),
    at(USUAL, On::Windows, Base::Root, "Program Files (x86)/Go"),
    at(USUAL, On::Windows, Base::Root, "Go"),
    at(USUAL, On::Windows, Base::Variable("ProgramFiles"), "Go"),
    at("Scoop", On::Windows, Base::Home, "scoop/apps/go/*"),
    at("mise", On::Windows, Base::Variable("LocalAppData"), "mise/installs/go/*"),
    at(SDK, On::Everywhere, Base::Home, "sdk/go*"),
    at(USUAL, On::Everywhere, Base::Home, "go"),
    at(MODCACHE, On::Everywhere, Base::ModCache, "golang.org/toolchain@*"),
    at("gvm", On::Slash, Base::Home, ".gvm/gos/*"),
    at("gvm", On::Slash, Base::Variable("GVM_ROOT"), "gos/*"),
    at("asdf", On::Slash, Base::Home, ".asdf/installs/golang/*/go"),
    at("asdf", On::Slash, Base::Variable("ASDF_DATA_DIR"), "installs/golang/*/go"),
    at("goenv", On::Slash, Base::Home, ".goenv/versions/*"),
    at("goenv", On::Slash, Base::Variable("GOENV_ROOT"), "versions/*"),
    at("mise", On::Slash, Base::Home, ".local/share/mise/installs/go/*"),
    at("mise", On::Slash, Base::Variable("MISE_DATA_DIR"), "installs/go/*"),
    at("g", On::Slash, Base::Home, ".g/versions/*"),
];

/// The largest number of directories that one pattern may stand for.
const MAX_MATCHES: usize = 256;
/// The largest number of names in a directory that is searched by a pattern.
pub(crate) const MAX_NAMES: usize = 4096;

/// Every directory at a usual place of this machine, with the name of the place. It need not hold a
/// GOROOT.
pub(crate) fn usual_places(
    view: &dyn HostView,
    settings: &GoSettings<'_>,
) -> Vec<(&'static str, String)> {
    let os = view.os();
    let mut found = Vec::new();
    for place in PLACES {
        let here = match place.on {
            On::Everywhere => true,
            On::Slash => os != Os::Windows,
            On::Darwin => os == Os::Darwin,
            On::Windows => os == Os::Windows,
        };
        if !here {
            continue;
        }
        let base = match place.base {
            Base::Root if os == Os::Windows => Some(r"C:\".to_owned()),
            Base::Root => Some("/".to_owned()),
            Base::Home => home(view),
            Base::Variable(name) => settings.of_environment(name).map(|value| value.text),
            Base::ModCache => mod_cache(view, settings),
        };
        let Some(base) = base.filter(|base| is_absolute(base, os.path_style())) else { continue };
        found.extend(expand(view, base, place.pattern).into_iter().map(|path| (place.name, path)));
    }
    found
}

/// `GOMODCACHE`, or `pkg/mod` in the first directory of `GOPATH`. `GOPATH` is `go` in the home
/// directory where nothing sets it.
pub(crate) fn mod_cache(view: &dyn HostView, settings: &GoSettings<'_>) -> Option<String> {
    if let Some(set) = settings.get("GOMODCACHE") {
        return Some(set.text);
    }
    let os = view.os();
    let gopath = match settings.get("GOPATH") {
        Some(set) => set.text.split(os.list_separator()).next().map(str::to_owned)?,
        None => join(&home(view)?, "go", os.path_style()),
    };
    (!gopath.is_empty()).then(|| join(&gopath, "pkg/mod", os.path_style()))
}

/// The existing directories that a pattern below `base` stands for, sorted name by name.
pub(crate) fn expand(view: &dyn HostView, base: String, pattern: &str) -> Vec<String> {
    let style = view.os().path_style();
    let mut found = vec![base];
    let mut rest = pattern;
    while let Some((before, from_star)) = rest.split_once('*') {
        let (above, start) = before.rsplit_once('/').unwrap_or(("", before));
        let below = |directory: &String| {
            let directory = join(directory, above, style);
            let names = view.read_dir(&directory, MAX_NAMES).unwrap_or_default();
            let fits = names.into_iter().filter(|name| name.starts_with(start));
            fits.map(|name| join(&directory, &name, style)).collect::<Vec<_>>()
        };
        found = found.iter().flat_map(below).take(MAX_MATCHES).collect();
        rest = from_star.split_once('/').map_or("", |(_, rest)| rest);
    }
    if !rest.is_empty() {
        found = found.iter().map(|directory| join(directory, rest, style)).collect();
    }
    found.retain(|path| view.is_directory(path));
    found
}
