//! A program, as a database is asked about it.

use super::module::Module;
use super::verdict::{Coverage, NoNames};
use crate::bytes::PartOffset;

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
    /// Shows `see` the package and the name of every function whose package is `wanted`, as a database
    /// spells them, with the place of the name. A function may come twice.
    ///
    /// # Errors
    /// [`NoNames`] where they are not all known.
    fn for_each(
        &self,
        wanted: &dyn Fn(&str) -> bool,
        see: &mut dyn FnMut(&str, &str, PartOffset),
    ) -> Result<Coverage, NoNames>;
}
