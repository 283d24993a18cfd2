//! What every program must be.

use clap::Args;
use gorigin::finding::{Demands, Revision, Target};
use gorigin::go::Release;
use gorigin::origin::{CpuLevel, GlibcVersion};

/// What every program must be.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Demands")]
pub(crate) struct DemandArgs {
    /// Report programs that were built with an older Go, such as 1.22 or 1.22.3
    #[arg(long, value_name = "VERSION", value_parser = go_release)]
    min_go: Option<Release>,
    /// Report programs that need a newer glibc, such as 2.31, than the one they are to run with
    #[arg(long, value_name = "VERSION", value_parser = glibc_version)]
    target_glibc: Option<GlibcVersion>,
    /// Report programs that do not start on this system, such as linux/amd64:musl:v2 or
    /// darwin/arm64:26: os/arch, then the C library (glibc, glibc-2.31, musl, none), the level of the
    /// processor, or the version of macOS
    #[arg(long, value_name = "OS/ARCH[:LIBC][:LEVEL]", value_parser = Target::parse)]
    target: Option<Target>,
    /// Report programs that ask more of the processor than this level, such as v2, v8.1 or GOARM=6
    #[arg(long, value_name = "LEVEL", value_parser = cpu_level)]
    target_cpu: Option<CpuLevel>,
    /// Report programs that were not built from this revision; its first seven digits are enough
    #[arg(long, value_name = "REVISION", value_parser = Revision::parse)]
    expect_revision: Option<Revision>,
    /// Read the headers with a second, independent reader too, and report where it reads something
    /// else
    #[arg(long)]
    pub(crate) cross_check: bool,
}

impl DemandArgs {
    /// What every program must be.
    pub(crate) fn demands(&self) -> Demands {
        Demands {
            min_go: self.min_go,
            target_glibc: self.target_glibc,
            target: self.target.clone(),
            target_cpu: self.target_cpu,
            revision: self.expect_revision.clone(),
            ..Demands::default()
        }
    }
}

fn go_release(text: &str) -> Result<Release, String> {
    Release::of_user(text).ok_or_else(|| "a release such as 1.22 is needed".to_owned())
}

fn glibc_version(text: &str) -> Result<GlibcVersion, String> {
    GlibcVersion::parse(text).ok_or_else(|| "a version such as 2.31 is needed".to_owned())
}

fn cpu_level(text: &str) -> Result<CpuLevel, String> {
    CpuLevel::of_text(text).ok_or_else(|| {
        "a level such as v3, v8.1,lse, 7, power9, rva22u64 or GOMIPS=softfloat is needed".to_owned()
    })
}
