//! `gorigin verify`: whether programs are still the bytes that go build wrote.

use gorigin::finding::rules_of_verify;
use gorigin::inspect::{Depth, Hashing};

use super::places::places;
use super::trace::read_trace;
use crate::args::{Global, Verify};
use crate::carry_out::carry_out;
use crate::exit::{Exit, Failure};
use crate::plan::{Inspection, Plan};
use crate::render::Card;
use crate::require::Asked;

/// Runs the command.
pub(super) fn run(options: Verify, global: &Global) -> Result<Exit, Failure> {
    let places = places(global);
    carry_out(plan(options, global)?, |look| Card::of_verification(look, places))
}

fn plan(options: Verify, global: &Global) -> Result<Plan, Failure> {
    let Verify { files, trace, goroot, require, images, reporting } = options;
    let scope: Vec<_> = rules_of_verify().collect();
    reporting.judgement.check_scope(&scope, "gorigin verify")?;
    let mut plan = Plan::begin(&reporting, global, &files, trace.as_ref())?;
    let inspection = Inspection {
        depth: Depth::Full,
        hashing: Hashing::Check,
        trace: trace.as_deref().map(read_trace).transpose()?,
        goroots: goroot,
        ..plan.inspection
    };
    let inspection = inspection.of_images(&images);
    plan.judging.given.scope = Some(scope);
    plan.judging.given.demands.verified = require.is_some();
    let asked = Some(Asked::new(require));
    Ok(Plan { inspection, asked, ..plan }.of_files(files).without_unseen_digests())
}
