//! `gorigin inspect`: everything known about each program.

use gorigin::inspect::{Depth, Hashing};

use super::places::places;
use crate::args::{Global, Inspect};
use crate::carry_out::carry_out;
use crate::exit::{Exit, Failure, Unopened};
use crate::plan::{Inspection, Plan};
use crate::render::Card;

/// Runs the command.
pub(super) fn run(options: Inspect, global: &Global) -> Result<Exit, Failure> {
    let places = places(global);
    carry_out(plan(options, global)?, |look| Card::new(look, places))
}

fn plan(options: Inspect, global: &Global) -> Result<Plan, Failure> {
    let plan = Plan::begin(&options.reporting, global, &options.files, None)?;
    let inspection = Inspection {
        depth: Depth::Full,
        hashing: if options.no_verify { Hashing::Skip } else { Hashing::Check },
        ..plan.inspection
    };
    let inspection = inspection.searching(&options.search).of_images(&options.images);
    let unopened = Unopened::of(options.ignore_unopened);
    let plan = Plan { inspection, unopened, ..plan }.demanding(&options.demands);
    let plan = plan.asking(&options.database)?;
    Ok(plan.of_files(options.files))
}
