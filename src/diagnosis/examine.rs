//! A host examined: every check is made, and every remedy is tried on a model of the host.

use super::check::Checked;
use super::look::look;
use super::machine::Remembered;
use super::settle::settle;
use super::table::CHECKS;
use crate::host::{HostLayout, HostView};
use crate::rule::Rule;

/// Looks a host over with every check, in the order of their rank. `layout` is what
/// [`HostLayout::read`] gave for the same view.
///
/// What mends a complaint is tried on a model of the host before it is told: the complaint must be
/// gone, nothing as grave may come up, and what was mended before must stay so.
pub fn examine(view: &dyn HostView, layout: &HostLayout) -> Vec<Checked> {
    let view = Remembered::new(view);
    let mut checked = look(&view, layout);
    settle(&view, layout, &mut checked);
    checked
}

/// The rules of every check, in the order of their rank.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    CHECKS.iter().map(|check| &check.rule)
}
