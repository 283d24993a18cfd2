//! How findings are judged: by the command line, by a policy, and by what is known.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use gorigin::policy::{Base, Baseline, Given, PolicyFile, Rulings};

use crate::args::Reporting;
use crate::exit::Failure;
use crate::names::shown;
use crate::outputs::Outputs;
use crate::policy_file::{Found, today};
use crate::render::counted;
use crate::replace::Replacement;
use crate::talk::Talk;

/// The longest baseline that is read, in bytes: some hundred thousand findings.
const LONGEST: u64 = 64 << 20;

/// How findings are judged.
pub(crate) struct Judging {
    /// What the command line says.
    pub(crate) given: Given,
    /// Whether everything is looked at that a policy may be for.
    sees_all: bool,
    policy: Option<PolicyFile>,
    base: Base,
    /// The name of the policy, for messages.
    name: String,
    baseline: Option<(PathBuf, Baseline)>,
    new_baseline: Option<PathBuf>,
    redacts: bool,
}

impl Judging {
    /// Reads the baseline that the options name, and takes the policy that was found.
    pub(crate) fn begin(
        options: &Reporting,
        outputs: &Outputs,
        found: Option<Found>,
        talk: Talk,
    ) -> Result<Self, Failure> {
        let Reporting { privacy, judgement, baseline, .. } = options;
        judgement.check_subject(false)?;
        let name = found.as_ref().map(|it| shown(&it.path).to_string()).unwrap_or_default();
        if found.is_some() {
            talk.detail(&format!("{name}: is the policy"));
        }
        let known = baseline.baseline.as_deref().map(read).transpose()?;
        if let Some(path) = &baseline.write_baseline {
            check_new(path, outputs)?;
        }
        let Found { policy, base, .. } = match found {
            Some(found) => found,
            None => {
                Found { path: PathBuf::new(), policy: PolicyFile::default(), base: Base::default() }
            }
        };
        Ok(Self {
            given: judgement.given(),
            sees_all: false,
            policy: Some(policy),
            base,
            name,
            baseline: baseline.baseline.clone().zip(known),
            new_baseline: baseline.write_baseline.clone(),
            redacts: privacy.redact,
        })
    }

    /// The same, where everything may be looked at that a policy may be for.
    pub(crate) fn seeing_all(self, sees_all: bool) -> Self {
        Self { sees_all, ..self }
    }

    /// What holds in this run.
    pub(crate) fn rulings(&mut self) -> Rulings {
        let policy = self.policy.take().unwrap_or_default();
        let rulings = Rulings::new(self.given.clone(), policy, self.base.clone(), today());
        let rulings = match &self.baseline {
            Some((_, baseline)) => rulings.knowing(baseline.clone()),
            None => rulings,
        };
        match self.new_baseline {
            Some(_) => rulings.collecting(!self.redacts),
            None => rulings,
        }
    }

    /// The run ended before everything was read.
    pub(crate) fn end_early(&self) -> Result<(), Failure> {
        match &self.new_baseline {
            Some(path) => Err(Failure::new(format!(
                "{}: not written, since the scan did not come to its end",
                shown(path)
            ))),
            None => Ok(()),
        }
    }

    /// Says what became of the policy and the baseline in a run that came to its end, and writes the new
    /// baseline.
    pub(crate) fn end(&self, rulings: &Rulings, talk: Talk) -> Result<(), Failure> {
        let name = &self.name;
        for (line, text) in rulings.expired() {
            talk.note(&format!("{name}:{line}: {text}"));
        }
        let unmatched = if self.sees_all { rulings.unmatched() } else { Vec::new() };
        for (line, text) in unmatched {
            talk.note(&format!("{name}:{line}: note: {text}"));
        }
        let (ignored, known) = rulings.left_out();
        if ignored > 0 {
            talk.note(&format!("{} ignored by {name}", counted(ignored, "finding")));
        }
        if let Some((path, _)) = &self.baseline {
            let path = shown(path);
            if known > 0 {
                talk.note(&format!("{} known by {path}", counted(known, "finding")));
            }
            for text in rulings.gone() {
                talk.detail(&format!("{path}: {text}"));
            }
        }
        match self.new_baseline.as_deref().zip(rulings.new_baseline()) {
            Some((path, baseline)) => write(path, &baseline, talk),
            None => Ok(()),
        }
    }
}

fn read(path: &Path) -> Result<Baseline, Failure> {
    let mut text = Vec::new();
    let file = File::open(path).map_err(|error| {
        Failure::at(path, &error).with_hint("make it with --write-baseline FILE")
    })?;
    // One byte more is enough to see that it is too long.
    let most = LONGEST.saturating_add(1);
    file.take(most).read_to_end(&mut text).map_err(|error| Failure::at(path, &error))?;
    if u64::try_from(text.len()).is_ok_and(|length| length > LONGEST) {
        let text = format!("{}: is longer than {} MiB", shown(path), LONGEST >> 20);
        return Err(Failure::new(text).with_hint("write one for each part of the fleet"));
    }
    Baseline::parse(&text).map_err(|error| Failure::new(format!("{}: {error}", shown(path))))
}

/// Refuses to write a baseline over anything but a baseline.
fn check_new(path: &Path, outputs: &Outputs) -> Result<(), Failure> {
    let name = shown(path);
    let new = Replacement::of(path)?;
    if outputs.has_file(&new) {
        return Err(Failure::new(format!("{name}: cannot be both the result and the baseline")));
    }
    let is_file = fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() > 0);
    if is_file && read(path).is_err() {
        return Err(Failure::new(format!("{name}: is no baseline, and is not overwritten"))
            .with_hint("give --write-baseline another name"));
    }
    Ok(())
}

fn write(path: &Path, baseline: &Baseline, talk: Talk) -> Result<(), Failure> {
    let mut file = Replacement::of(path)?;
    let written = file.write_all(baseline.text().as_bytes()).and_then(|()| file.commit());
    written.map_err(|error| Failure::at(path, &error))?;
    let count = u64::try_from(baseline.len()).unwrap_or(u64::MAX);
    talk.note(&format!("{}: has {}", shown(path), counted(count, "known finding")));
    Ok(())
}
