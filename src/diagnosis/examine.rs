//! The examination of a host: every check is run, and every remedy is tried on a model of the host.

use super::check::Checked;
use super::look::look;
use super::machine::Remembered;
use super::settle::settle;
use super::table::CHECKS;
use crate::host::{HostLayout, HostView};
use crate::rule::Rule;

/// Runs every check on a host, in the order of the table. `layout` is what [`HostLayout::read`]
/// gave for the same view.
///
/// A remedy is tried on a model of the host before it is shown: the complaint must be gone, nothing
/// as grave may come up, and what was mended before must stay so.
pub fn examine(view: &dyn HostView, layout: &HostLayout) -> Vec<Checked> {
    let view = Remembered::new(view);
    let mut checked = look(&view, layout);
    settle(&view, layout, &mut checked);
    checked
}

/// The answer of every check, with no remedy tried: what reads the files of a host, for those who
/// test it with odd ones.
#[doc(hidden)]
pub fn look_once(view: &dyn HostView, layout: &HostLayout) -> Vec<Checked> {
    look(&Remembered::new(view), layout)
}

/// The rule of every check, in the order of the table.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    CHECKS.iter().map(|check| &check.rule)
}
