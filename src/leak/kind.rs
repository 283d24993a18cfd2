//! The kinds of places that paths name. The names are part of the JSON contract.

use crate::bytes::Named;

/// The kind of place that a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LeakKind {
    /// A Go installation; the owner is what installed it, such as `debian` or `setup-go`.
    Goroot,
    /// A Go toolchain that the go command downloaded by itself.
    Toolchain,
    /// The module cache.
    ModuleCache,
    /// The source tree of a GOPATH.
    Gopath,
    /// Somebody's home folder.
    Home,
    /// A work folder of a build service; the owner is the service.
    Ci,
    /// A folder for temporary files.
    Temp,
    /// A package of the Nix store.
    Nix,
    /// A package of the Guix store.
    Guix,
    /// A folder of Bazel.
    Bazel,
    /// A folder of Buck.
    Buck,
    /// Cargo's cache of sources, or a toolchain of rustup: Rust code that is linked in.
    Cargo,
    /// A folder of conda.
    Conda,
    /// A folder in which a distribution builds its packages.
    Distribution,
    /// A usual work folder in a container image.
    Container,
    /// A share of another machine.
    Network,
    /// The name of a machine that is only known in its own network.
    Host,
    /// Text that a tool writes in place of a path: `$WORK`, `/_`. It shows nothing about the
    /// machine.
    Placeholder,
    /// Any other absolute path.
    Other,
}

impl Named for LeakKind {
    const ALL: &'static [Self] = &[
        Self::Goroot,
        Self::Toolchain,
        Self::ModuleCache,
        Self::Gopath,
        Self::Home,
        Self::Ci,
        Self::Temp,
        Self::Nix,
        Self::Guix,
        Self::Bazel,
        Self::Buck,
        Self::Cargo,
        Self::Conda,
        Self::Distribution,
        Self::Container,
        Self::Network,
        Self::Host,
        Self::Placeholder,
        Self::Other,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Goroot => "goroot",
            Self::Toolchain => "toolchain",
            Self::ModuleCache => "module-cache",
            Self::Gopath => "gopath",
            Self::Home => "home",
            Self::Ci => "ci",
            Self::Temp => "temp",
            Self::Nix => "nix",
            Self::Guix => "guix",
            Self::Bazel => "bazel",
            Self::Buck => "buck",
            Self::Cargo => "cargo",
            Self::Conda => "conda",
            Self::Distribution => "distribution",
            Self::Container => "container",
            Self::Network => "network",
            Self::Host => "host",
            Self::Placeholder => "placeholder",
            Self::Other => "other",
        }
    }
}
