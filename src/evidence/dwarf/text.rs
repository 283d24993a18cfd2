//! Where in DWARF a text stands.

/// Where in DWARF a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DwarfText {
    /// A directory of a line table.
    LineDirectory,
    /// A file of a line table whose name has a directory in it.
    LineFile,
    /// The directory that a unit was compiled in (`DW_AT_comp_dir`). Go says `.`, cgo
    /// `/tmp/go-build`, or `/_/GOROOT/…` for the standard library.
    CompDir,
    /// The name of a unit (`DW_AT_name`): an import path for Go, a file for C.
    UnitName,
}

impl DwarfText {
    /// The name used in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::LineDirectory => "dwarf-line-directory",
            Self::LineFile => "dwarf-line-file",
            Self::CompDir => "dwarf-comp-dir",
            Self::UnitName => "dwarf-unit-name",
        }
    }
}
