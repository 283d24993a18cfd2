//! How deep to look.

/// How deep to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// What a few positioned reads give: for many files.
    #[default]
    Quick,
    /// Also what needs a search through larger tables: symbols, function names, DWARF, paths.
    Full,
    /// Also what needs a search through every byte.
    Deep,
}
