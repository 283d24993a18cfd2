//! The processor level.

use super::whereto::{Judged, can_start, system, target};
use crate::bytes::Escaped;
use crate::finding::about::About;
use crate::finding::check::{BuiltIn, Needs};
use crate::finding::remark::{Place, Remark};
use crate::origin::{CpuLevel, NeededLevel};
use crate::rule::{Rule, Severity};

pub(in crate::finding) static TARGET_CPU: BuiltIn = BuiltIn::many(
    target_cpu,
    Rule::new("target-cpu", Severity::Error)
        .means(
            "The binary was compiled for a higher level of the processor than --target or \
             --target-cpu names.",
        )
        .because(
            "A program for GOAMD64=v3 ends at its start on a processor of level v2; others are \
             killed at the first instruction that the processor does not know.",
        )
        .mend("Build with the level of the oldest machine, such as GOAMD64=v2."),
);

fn target_cpu(about: &About<'_>) -> Vec<Remark> {
    [by_target(about), by_demand(about)].into_iter().flatten().filter_map(Judged::fails).collect()
}

/// Whether the target's processor has the level that the program needs.
pub(super) fn by_target(about: &About<'_>) -> Option<Judged> {
    match target(about)?.level {
        Some(has) => compare(about, has),
        None => {
            let need = about.level.and_then(NeededLevel::level).filter(|need| !need.is_least())?;
            let text = format!("it was compiled for {need}, and --target names no level");
            Some(Judged::Unknown(text))
        }
    }
}

/// Whether the processor that the user demands without a target has that level.
pub(super) fn by_demand(about: &About<'_>) -> Option<Judged> {
    let goarch = about.program.target.goarch.as_deref().unwrap_or_default();
    let has = about.demands.target_cpu.filter(|has| can_start(about) && has.is_of(goarch))?;
    compare(about, has)
}

fn compare(about: &About<'_>, has: CpuLevel) -> Option<Judged> {
    let needed = about.level?;
    if let NeededLevel::Unknown(why) = needed {
        let text = format!("the level of the processor that it needs: {why}");
        return Some(Judged::Unknown(text));
    }
    let level = needed.level().filter(|it| it.runs_on(has) == Some(false))?;
    let message = format!("compiled for {level}, and is to run on {has}");
    Some(Judged::Fails(Remark::new(message).at(Place::new(needed.how()))))
}

pub(in crate::finding) static CPU_LEVEL: BuiltIn = BuiltIn::one(
    cpu_level,
    Rule::new("cpu-level", Severity::Warning)
        .means("The binary was compiled for a higher level of the processor than this machine's.")
        .because(
            "A program for GOAMD64=v3 ends at its start on a processor of level v2; others are \
             killed at the first instruction that the processor does not know.",
        )
        .mend("Build for the level of this machine, such as GOAMD64=v2."),
)
.needing(Needs::Host);

fn cpu_level(about: &About<'_>) -> Option<Remark> {
    let system = system(about).filter(|_| about.demands.target_cpu.is_none())?;
    let (needed, cpu) = (about.level?, system.cpu.as_ref()?);
    let level = needed.level()?;
    let lacks = match (level.features(), level) {
        (Some(features), _) => {
            let lacking: Vec<_> = features.into_iter().filter(|it| !cpu.has(it)).collect();
            if lacking.is_empty() {
                return None;
            }
            format!("has no {}", lacking.join(", "))
        }
        (None, CpuLevel::Ppc64(need)) => {
            let has = cpu.power().filter(|has| *has < need)?;
            format!("is a POWER{has}")
        }
        (None, _) => return None,
    };
    let message = format!("compiled for {level}, and this machine's processor {lacks}");
    let source = Place::new(format!("the processor by {}", Escaped(&cpu.source)));
    Some(Remark::new(message).at(Place::new(needed.how())).at(source))
}
