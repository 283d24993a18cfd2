//! Where a program is judged, and whether it is for that system at all.

use crate::bytes::{Escaped, Utf8Text};
use crate::finding::about::About;
use crate::finding::check::BuiltIn;
use crate::finding::remark::Remark;
use crate::finding::target::Target;
use crate::host::{HostLayout, System};
use crate::image::Format;
use crate::rule::{Rule, Severity};

/// The judgement on one thing that a program needs to start, unless all is well.
pub(super) enum Judged {
    /// The program lacks what it needs.
    Fails(Remark),
    /// Whether the program has what it needs cannot be known, for this reason.
    Unknown(String),
}

impl Judged {
    /// The remark on what fails.
    pub(super) fn fails(self) -> Option<Remark> {
        match self {
            Self::Fails(found) => Some(found),
            Self::Unknown(_) => None,
        }
    }

    /// Why it cannot be known.
    pub(super) fn unknown(self) -> Option<String> {
        match self {
            Self::Fails(_) => None,
            Self::Unknown(why) => Some(why),
        }
    }
}

pub(in crate::finding) static TARGET_MISMATCH: BuiltIn = BuiltIn::one(
    target_mismatch,
    Rule::new("target-mismatch", Severity::Error)
        .means("The binary is for another system or processor than --target names.")
        .because("It does not start there.")
        .mend("Build with the GOOS and GOARCH of the target."),
)
.of_any_slice();

fn target_mismatch(about: &About<'_>) -> Option<Remark> {
    let target = named(about)?;
    let of = &about.program.target;
    let own =
        format!("{}/{}", of.goos.as_deref().unwrap_or("?"), of.goarch.as_deref().unwrap_or("?"));
    let message = format!("it is for {}, and is to run on {target}", Escaped(&own));
    is_other(about, target).then(|| Remark::new(message))
}

/// The target that a program is judged by; `None` where none is named, and where the program is for
/// another system or processor: a finding of its own reports that.
pub(super) fn target<'a>(about: &About<'a>) -> Option<&'a Target> {
    named(about).filter(|target| !is_other(about, target))
}

/// The system of the machine that a program is judged by; `None` where a target is named, and where
/// no machine that runs such programs is known.
pub(super) fn system<'a>(about: &About<'a>) -> Option<&'a System> {
    let host = about.host.filter(|host| is_here(about) && is_for(about, host))?;
    Some(&host.system)
}

/// Whether a program is judged by the machine it is on, since no target is named.
pub(super) fn is_here(about: &About<'_>) -> bool {
    about.demands.target.is_none() && can_start(about)
}

/// Whether files of this format are started at all.
pub(super) fn can_start(about: &About<'_>) -> bool {
    about.program.image.format != Format::GoObject
}

fn named<'a>(about: &About<'a>) -> Option<&'a Target> {
    about.demands.target.as_ref().filter(|_| can_start(about))
}

fn is_other(about: &About<'_>, target: &Target) -> bool {
    let of = &about.program.target;
    let other =
        |own: &Option<Utf8Text>, target: &str| own.as_ref().is_some_and(|own| own != target);
    other(&of.goos, target.goos) || other(&of.goarch, target.goarch)
}

/// Whether a host runs programs of that system and processor.
fn is_for(about: &About<'_>, host: &HostLayout) -> bool {
    let of = &about.program.target;
    let (Some(goos), Some(goarch)) = (&of.goos, &of.goarch) else { return false };
    let same = host.system.arch.as_deref() == Some(goarch.as_str());
    let older = host.system.arch.as_deref() == Some("amd64") && goarch == "386";
    goos == host.os.name() && (same || older)
}
