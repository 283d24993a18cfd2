//! Carries a plan out: walks the inputs, reads them on many threads, and passes on their records.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use gorigin::artifact::{Given, InputIsTarget, Walk, scan};
use gorigin::front::Files;
use gorigin::inspect::Hashing;
use gorigin::render::{Json, JsonDocument, Ndjson, Renderer, Writer};
use gorigin::report::Record;

use crate::args::Format;
use crate::delivery::Delivery;
use crate::exit::{Exit, Failure};
use crate::interrupt::Interrupt;
use crate::output::write_failure;
use crate::plan::Plan;
use crate::render::{Form, Look};

/// Does what the plan says, and returns the exit code. `for_reading` makes the form for people.
pub(crate) fn carry_out<R, W>(
    mut plan: Plan,
    for_reading: impl FnOnce(Look) -> Form<R, W>,
) -> Result<Exit, Failure>
where
    R: Renderer,
    W: Writer<R::Row>,
{
    match plan.to.format {
        Format::Table => {
            let form = for_reading(plan.to.output.look());
            deliver(plan, form)
        }
        Format::Json => {
            let host = plan.inspection.host.layout().clone();
            let host = match &mut plan.to.redactor {
                Some(redactor) => redactor.redact(host),
                None => host,
            };
            let writer = JsonDocument::new(Some(host));
            deliver(plan, Form { renderer: Json, writer })
        }
        Format::Ndjson => deliver(plan, Form { renderer: Ndjson, writer: Ndjson }),
    }
}

fn deliver<R, W>(plan: Plan, form: Form<R, W>) -> Result<Exit, Failure>
where
    R: Renderer,
    W: Writer<R::Row>,
{
    let Plan { roots, mut walk, mut share, before, keep, threads, inspection, .. } = plan;
    let Plan { mut judging, unopened, asked, mut to, .. } = plan;
    let Form { renderer, writer } = form;
    judging.given.depth = inspection.depth;
    judging.given.hashes = inspection.hashing == Hashing::Check;
    let rulings = judging.rulings();
    let settings = rulings.everywhere();
    let policy = &settings.policy;
    let talk = to.talk;
    let interrupt = Interrupt::listen();
    to.output.create()?;
    walk.own = to.output.own_files();
    let files = Files {
        named: inspection.options(Given::Named, keep, settings),
        met: inspection.options(Given::Walked, keep, settings),
        keep,
        rulings: Some(&rulings),
    };
    // A redactor numbers placeholders in the order of the records, so it runs before rows are made.
    let is_early = to.redactor.is_none();
    let row = |record: &Record| is_early.then(|| renderer.row(record));
    let form = Form { renderer: &renderer, writer };
    let mut delivery = Delivery::new(to, form, policy, unopened, asked, interrupt);
    let leaves_out = AtomicBool::new(false);
    let scanned = delivery.begin().and_then(|()| {
        let entries = Walk::new(roots, walk).filter_map(|entry| {
            let entry = share.of(entry);
            leaves_out.fetch_or(entry.is_none(), Ordering::Relaxed);
            entry
        });
        scan(entries, keep, threads, &inspection.limits, &files, &row, &mut delivery)
    });
    let ended = scanned.and_then(|summary| delivery.end(&summary).map(|()| summary));
    let summary = ended.map_err(|error| failure(error, delivery.refusal()))?;
    match summary.interrupted {
        true => judging.end_early()?,
        false => judging.end(&rulings, talk)?,
    }
    Ok(match delivery.asked {
        Some(asked) => asked.exit(&summary, policy),
        None => match Exit::of(&summary, policy, unopened) {
            Exit::Nothing if leaves_out.into_inner() => Exit::Clean,
            exit => exit,
        }
        .or_graver(Exit::of(&before, policy, unopened)),
    })
}

/// Why a scan stopped: an input is the file of the result, or the result cannot be written.
fn failure(error: io::Error, refusal: Option<Failure>) -> Failure {
    let is_target = error.get_ref().is_some_and(|it| it.is::<InputIsTarget>());
    refusal.filter(|_| is_target).unwrap_or_else(|| write_failure(error))
}
