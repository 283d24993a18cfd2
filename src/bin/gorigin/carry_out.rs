//! Carries a plan out: walks the inputs, reads them on many threads, and hands on their records.

use std::io;
use std::path::Path;

use gorigin::artifact::{Given, InputIsTarget, Walk, scan};
use gorigin::bytes::ByteSource;
use gorigin::inspect::{Options, inspect};

use crate::delivery::Delivery;
use crate::exit::{Exit, Failure};
use crate::interrupt::Interrupt;
use crate::output::write_failure;
use crate::plan::Plan;

/// Does what the plan says, and tells how the command ends.
pub(crate) fn carry_out(plan: Plan) -> Result<Exit, Failure> {
    let Plan { roots, mut walk, keep, threads, inspection, unopened, asked, mut to } = plan;
    let policy = &inspection.policy;
    let interrupt = Interrupt::listen();
    to.output.create()?;
    walk.own = to.output.own_files();
    let options = inspection.options(Given::Walked, keep);
    let of_named = inspection.options(Given::Named, keep);
    let read = |source: &dyn ByteSource, given, path: &Path| {
        let options = if given == Given::Named { &of_named } else { &options };
        inspect(source, &Options { path: Some(path), ..options.clone() })
    };
    let mut delivery = Delivery::new(to, policy, unopened, asked, interrupt);
    let scanned = delivery.begin().and_then(|()| {
        let walk = Walk::new(roots, walk);
        scan(walk, keep, threads, &inspection.limits, &read, &mut delivery)
    });
    let ended = scanned.and_then(|summary| delivery.end(&summary).map(|()| summary));
    let summary = ended.map_err(|error| failure(error, &delivery))?;
    Ok(match delivery.asked {
        Some(asked) => asked.exit(&summary, policy),
        None => Exit::of(&summary, policy, unopened),
    })
}

/// Why it did not come to an end: an input is the file of the result, or that cannot be written.
fn failure(error: io::Error, delivery: &Delivery<'_>) -> Failure {
    let is_target = error.get_ref().is_some_and(|it| it.is::<InputIsTarget>());
    let refusal = || delivery.refusal();
    is_target.then(refusal).flatten().unwrap_or_else(|| write_failure(error))
}
