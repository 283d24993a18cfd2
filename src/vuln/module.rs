//! The modules of a program, as a database is asked about them.

use std::borrow::Cow;

use crate::bytes::Named;

/// A module of a program.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Module {
    /// The path by which a database knows it: that of the module whose code was compiled, `stdlib` or
    /// `toolchain`.
    pub path: String,
    /// The version, as the program states it; empty or `(devel)` where it states none.
    pub version: String,
    /// The path that its packages have in names of functions: another where the module replaces one.
    /// `None` where that is not known.
    pub imported_as: Option<String>,
    /// How the module is known.
    pub source: Source,
    /// Why the code may be other than that of the version.
    pub doubt: Option<Doubt>,
}

impl Module {
    /// A module that is imported by its own path.
    pub fn new(path: impl Into<String>, version: impl Into<String>, source: Source) -> Self {
        let path = path.into();
        let imported_as = Some(path.clone());
        Self { path, version: version.into(), imported_as, source, doubt: None }
    }

    /// The package of the program that the database calls `package`; `None` where its path is not
    /// known.
    pub(super) fn package_in_program<'p>(&self, package: &'p str) -> Option<Cow<'p, str>> {
        let imported_as = self.imported_as.as_deref()?;
        if imported_as == self.path || self.is_of_go() {
            return Some(Cow::Borrowed(package));
        }
        Some(Cow::Owned(format!("{imported_as}{}", below(package, &self.path)?)))
    }

    /// Whether it is the standard library or the toolchain, whose packages have no common path.
    pub(super) fn is_of_go(&self) -> bool {
        matches!(&*self.path, STDLIB | TOOLCHAIN)
    }
}

/// What stands behind the path of a module in that of one of its packages: nothing, or a slash and more;
/// `None` where the package is not one of it.
pub(super) fn below<'p>(package: &'p str, module: &str) -> Option<&'p str> {
    package.strip_prefix(module).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The standard library, as databases call it.
pub const STDLIB: &str = "stdlib";

/// Go's own commands, as databases call them.
pub const TOOLCHAIN: &str = "toolchain";

/// How a module and its version are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The build info names it, or the copy of its text that the program holds for itself.
    BuildInfo,
    /// The build info names it as the replacement of another module.
    Replacement,
    /// The paths of the program's source files name it.
    FileTable,
    /// It is the version of Go that the program was built with.
    GoVersion,
}

impl Named for Source {
    const ALL: &'static [Self] =
        &[Self::BuildInfo, Self::Replacement, Self::FileTable, Self::GoVersion];

    fn name(self) -> &'static str {
        match self {
            Self::BuildInfo => "build-info",
            Self::Replacement => "replacement",
            Self::FileTable => "file-table",
            Self::GoVersion => "go-version",
        }
    }
}

/// How much is known of which modules a program is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ModulesKnown {
    /// The build info lists them all.
    #[default]
    Listed,
    /// The paths of source files name some, or the build info lists more than are read; there may be others.
    Found,
    /// Nothing names any.
    Unknown,
}

impl Named for ModulesKnown {
    const ALL: &'static [Self] = &[Self::Listed, Self::Found, Self::Unknown];

    fn name(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Found => "found",
            Self::Unknown => "unknown",
        }
    }
}

/// Why the code of a module may be other than that of its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// A folder with unknown content was compiled in its place.
    Folder,
    /// A vendor changed the release of Go, perhaps to mend it.
    Vendor,
    /// The version is the one that was required; another one, another module or a folder may have
    /// replaced it.
    Required,
}

impl Named for Doubt {
    const ALL: &'static [Self] = &[Self::Folder, Self::Vendor, Self::Required];

    fn name(self) -> &'static str {
        match self {
            Self::Folder => "replaced-by-folder",
            Self::Vendor => "vendor-release",
            Self::Required => "perhaps-replaced",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_a_replacement() {
        let fork = Module {
            imported_as: Some("example.org/lib".to_owned()),
            ..Module::new("example.com/fork/v2", "v2.0.0", Source::Replacement)
        };
        for (package, want) in [
            ("example.com/fork/v2", Some("example.org/lib")),
            ("example.com/fork/v2/sub", Some("example.org/lib/sub")),
            ("example.com/other", None),
            ("example.com/fork/v22", None),
        ] {
            assert_eq!(fork.package_in_program(package).as_deref(), want, "{package}");
        }
        let unknown = Module { imported_as: None, ..fork };
        assert_eq!(unknown.package_in_program("example.com/fork/v2"), None);
        let std = Module::new(STDLIB, "1.22.0", Source::GoVersion);
        assert_eq!(std.package_in_program("net/http").as_deref(), Some("net/http"));
    }
}
