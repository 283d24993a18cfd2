//! One look at a host with every check, before any remedy is tried.

use super::check::{Check, Checked, Outcome, Theme};
use super::facts::Scene;
use super::table::CHECKS;
use crate::host::{HostLayout, HostView};

/// What every check says, and what each would do, in the order of the table.
pub(super) fn look(view: &dyn HostView, layout: &HostLayout) -> Vec<Checked> {
    let scene = Scene::new(view, layout);
    let run = |check: &&'static Check| {
        let mut outcome = (check.run)(&scene);
        // Without a go command that is known there is nothing that could be well with it.
        let is_about_it =
            !matches!(check.theme, Theme::Settings | Theme::Caches | Theme::Files | Theme::Editors);
        if outcome == Outcome::Clear && is_about_it && scene.command().is_none() {
            outcome = Outcome::NotHere;
        }
        Checked { rule: &check.rule, theme: check.theme, outcome }
    };
    CHECKS.iter().map(run).collect()
}
