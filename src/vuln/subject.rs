//! A program, as a database is asked about it.

use super::module::Module;
use super::search::Search;
use super::verdict::{Coverage, NoNames};

/// A program, as a database is asked about it.
pub struct Subject<'s> {
    /// Its modules, with `stdlib` where the version of Go is known.
    pub modules: &'s [Module],
    /// The system that it is for; `None` where that is not known.
    pub goos: Option<&'s str>,
    /// The processor that it is for; `None` where that is not known.
    pub goarch: Option<&'s str>,
    /// Its functions.
    pub functions: &'s dyn Functions,
}

/// The functions of a program.
pub trait Functions {
    /// Shows the search every function of the packages that it looks for.
    ///
    /// # Errors
    /// [`NoNames`] where they are not all known.
    fn for_each(&self, search: &mut Search<'_>) -> Result<Coverage, NoNames>;
}
