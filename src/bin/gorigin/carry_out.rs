//! Carries a plan out: walks the inputs, reads them on many threads, and passes on their records.

use std::io;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

use gorigin::artifact::{Given, InputIsTarget, Pace, Threads, Walk, is_one_small_file, scan};
use gorigin::front::Files;
use gorigin::policy::{Lack, Rulings};
use gorigin::render::{Renderer, Writer};
use gorigin::report::Record;

use crate::delivery::{Delivery, Made, rows};
use crate::exit::{Exit, Failure};
use crate::forms::form;
use crate::interrupt::Interrupt;
use crate::output::write_failure;
use crate::plan::Plan;
use crate::render::{Form, Look};
use crate::resources::threads;
use crate::talk::Talk;
use crate::tally::Tally;

/// Does what the plan says, and returns the exit code. `for_reading` makes the form for people.
pub(crate) fn carry_out<R, W>(
    mut plan: Plan,
    for_reading: impl Fn(Look) -> Form<R, W>,
) -> Result<Exit, Failure>
where
    R: Renderer + 'static,
    W: Writer<R::Row> + 'static,
    R::Row: 'static,
{
    plan.check_statements()?;
    let for_reading = |look| for_reading(look).boxed();
    let rulings = plan.rulings();
    say_unasked(&rulings, plan.to.talk);
    let settings = rulings.everywhere();
    let policy = &settings.policy;
    let Plan { inspection, to, .. } = &mut plan;
    let (mut renderers, mut writers) = (Vec::new(), Vec::new());
    for (format, output) in to.outputs.iter() {
        let look = output.look();
        let form = form(format, look, inspection, policy, &mut to.redactor, &for_reading);
        renderers.push(form.renderer);
        writers.push(form.writer);
    }
    let Plan { roots, mut walk, mut share, before, keep, jobs, pace, inspection, .. } = plan;
    let Plan { ahead, judging, unopened, asked, mut to, .. } = plan;
    let talk = to.talk;
    // Where nothing would be left behind, a signal ends the run as it ends any other, and nobody has to ask
    // for one.
    let mut roots = roots.peekable();
    let is_brief = to.outputs.files().is_empty() && is_one_small_file(&mut roots);
    let interrupt = if is_brief { Interrupt::default() } else { Interrupt::listen() };
    walk.end = Some(interrupt.mark());
    let threads = match is_brief {
        true => Threads { count: NonZeroUsize::MIN, pace: Pace::AtOnce },
        false => Threads { count: threads(jobs), pace },
    };
    to.outputs.create()?;
    walk.own = to.outputs.own_files();
    to.tally = ahead.filter(|_| to.shows_progress).map(|paths| Tally::new(paths, walk.clone()));
    let files = Files {
        named: inspection.options(Given::Named, keep, settings),
        met: inspection.options(Given::Walked, keep, settings),
        keep,
        demanded: inspection.demanded,
        rulings: Some(&rulings),
    };
    // A redactor numbers placeholders in the order of the records, so it runs before rows are made.
    let (is_early, is_asked) = (to.redactor.is_none(), asked.is_some());
    let row = |record: &mut Record| {
        let rows = is_early.then(|| rows(&renderers, record));
        Made::of(record, rows, is_asked)
    };
    let mut delivery = Delivery::new(to, &renderers, writers, policy, unopened, asked, interrupt);
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
    let summary = ended.map_err(|error| failure(error, &delivery))?;
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

/// Names the selected rules that this run does not ask.
fn say_unasked(rulings: &Rulings, talk: Talk) {
    for (rule, lack) in rulings.unasked() {
        let why = match lack {
            Lack::Machine => "no machine is compared; drop --no-host",
            Lack::Paths => "paths are not read; add --deep, or use gorigin inspect",
            Lack::Search => "the bytes are not searched; add --deep",
            Lack::Database => "no database is asked; add --vulndb INDEX",
            Lack::Hash => "files are not hashed; add --verify",
        };
        talk.note(&format!("{rule} is not looked for: {why}"));
    }
}

/// Why a scan stopped: an input is the file of a result, or a result cannot be written.
fn failure(error: io::Error, delivery: &Delivery<'_>) -> Failure {
    let met = error.get_ref().and_then(|it| it.downcast_ref::<InputIsTarget>());
    let refusal = met.and_then(|met| delivery.refusal(met));
    refusal.unwrap_or_else(|| write_failure(error))
}
