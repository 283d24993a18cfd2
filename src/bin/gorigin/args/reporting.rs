//! The options that inspect, scan and verify share.

use clap::Args;

use super::findings::Judgement;
use super::formats::Results;
use super::policy::{BaselineArgs, PolicyArgs};
use super::result::Privacy;
use super::work::Work;

/// Options of every command that reads programs and reports findings.
#[derive(Debug, Default, Args)]
pub(crate) struct Reporting {
    #[command(flatten)]
    pub(crate) results: Results,
    #[command(flatten)]
    pub(crate) privacy: Privacy,
    #[command(flatten)]
    pub(crate) judgement: Judgement,
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    #[command(flatten)]
    pub(crate) baseline: BaselineArgs,
    #[command(flatten)]
    pub(crate) work: Work,
}
