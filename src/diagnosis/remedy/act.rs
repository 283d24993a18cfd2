//! One thing that a user can do. Every act leaves the old state where it can be found again.

use super::proof::{BuildCache, GoTree, OwnFile, PartialToolchain};

/// One thing that a user can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) enum Act {
    /// Take a variable out of the environment.
    Unset(String),
    /// Set a variable in the environment.
    Set(String, String),
    /// `go env -u`, with a variable set for this command if go needs it to run at all.
    EnvFileUnset {
        /// The env file's path.
        file: String,
        /// The number of the line to remove, and the value on it.
        line: usize,
        value: String,
        key: String,
        with: Option<(String, String)>,
    },
    /// `go env -w`.
    EnvFileSet { file: String, key: String, value: String },
    /// Delete by hand the lines of a text file that start with this text; `line` is the number of
    /// one.
    DropLine { file: String, line: usize, text: String },
    /// Put a directory in front of `PATH`.
    PrependPath(String),
    /// Add a directory to the end of `PATH`.
    AppendPath(String),
    /// Move a Go tree aside.
    MoveTree(GoTree),
    /// Move a toolchain that is not whole aside in the module cache.
    MoveToolchain(PartialToolchain),
    /// Move a build cache aside.
    MoveCache(BuildCache),
    /// Move the user's own env file aside.
    MoveFile(OwnFile),
    /// Unpack a release at a path where nothing is.
    Unpack { goroot: String, version: String },
    /// Make a directory and its parents.
    MakeDirectory(String),
    /// Make the directory for everyone's temporary files.
    MakeSharedDirectory { path: String, sudo: &'static str },
    /// Let everyone run files of a Go tree.
    MakeExecutable { tree: GoTree, files: Vec<String> },
    /// Let only the owner write to a Go tree.
    CloseTree(GoTree),
    /// Let only the owner write to a directory with a build cache.
    CloseCache(BuildCache),
    /// Let the system's package manager install.
    Install { package: Package, sudo: &'static str, gives: Gives },
    /// `go install PACKAGE@latest`, which writes the file `to`.
    GoInstall { package: String, to: String, version: String },
    /// Let git read a repository that another user owns.
    TrustRepository { path: String, config: String },
}

/// What a package installs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) enum Gives {
    /// A whole Go tree, of this version.
    Tree { goroot: String, version: String },
    /// A command on `PATH`.
    Command(String),
}

/// A package manager and the packages it should install.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) enum Package {
    /// Debian's, to install missing packages.
    Apt(Vec<String>),
    /// Debian's, to reinstall packages.
    AptAgain(Vec<String>),
    /// Fedora's, to reinstall packages.
    DnfAgain(Vec<String>),
    /// Alpine's, to install missing packages.
    ApkAdd(Vec<String>),
    /// Alpine's, to reinstall packages.
    ApkFix(Vec<String>),
    /// Homebrew's, to reinstall packages.
    BrewAgain(Vec<String>),
    /// Apple's command line tools.
    Xcode,
}
