//! Runs every check on a host once, before any remedy is tried.

use super::check::{Check, Checked, Outcome, Theme};
use super::facts::Scene;
use super::table::CHECKS;
use crate::host::{HostLayout, HostView};

/// The answer of every check, with the remedies it proposes, in the order of the table.
pub(super) fn look(view: &dyn HostView, layout: &HostLayout) -> Vec<Checked> {
    let scene = Scene::new(view, layout);
    let run = |check: &&'static Check| {
        let mut outcome = (check.run)(&scene);
        // Where no go command is known, a check of the go command cannot be clear.
        let is_about_it =
            !matches!(check.theme, Theme::Settings | Theme::Caches | Theme::Files | Theme::Editors);
        if outcome == Outcome::Clear && is_about_it && scene.command().is_none() {
            outcome = Outcome::NotHere;
        }
        Checked { rule: &check.rule, theme: check.theme, outcome }
    };
    CHECKS.iter().map(run).collect()
}
