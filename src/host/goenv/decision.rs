//! The GOROOT that go settles on, as data, and the steps that led to it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::host::BuiltInGoroot;

/// A `go` command and what is known about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoCommand {
    /// Its path, as a shell would start it.
    pub path: String,
    /// Its Go version; where it is `None`, the rules of the newest release apply.
    pub version: Option<String>,
    /// The GOROOT compiled into it.
    pub built_in: BuiltInGoroot,
    /// The system and processor it was built for.
    pub target: Option<(String, String)>,
    /// The GOROOT that a wrapper sets before it runs this command, whatever the environment says.
    pub set_by_wrapper: Option<String>,
    /// The other variables that the wrapper sets.
    pub also_set: Vec<(String, String)>,
    /// Whether it is the go command of gccgo, which never looks for GOROOT around itself.
    pub is_gccgo: bool,
}

/// The GOROOT that the go command settles on, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Decision {
    /// The GOROOT, as `go env GOROOT` prints it, with U+FFFD in place of bytes that are not UTF-8.
    /// `None` where go would refuse to run, or where it is not known what go does; `error` says
    /// which.
    pub value: Option<String>,
    /// The GOROOT that was decided on, where go refuses to run with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// The step that decided.
    pub decided_by: DecidedBy,
    /// The steps taken, in order, up to the one that decided.
    pub trace: Vec<Step>,
    /// Why the go command refuses to run, in its own words; where `unknown` is set, why nothing is
    /// known. Holds untrusted text.
    pub error: Option<String>,
    /// Whether `error` says why nothing is known, and not why go refuses: there is no go command,
    /// or the command called `go` is a wrapper, or another toolchain would be downloaded first.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unknown: bool,
}

/// One step of a [`Decision`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its kind.
    pub step: StepKind,
    /// The path or value that was looked at.
    pub candidate: Option<String>,
    /// The result, in a phrase. May quote untrusted text.
    pub result: String,
}

/// The step that decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DecidedBy {
    /// A wrapper that sets `GOROOT`.
    Wrapper,
    /// Switching to a toolchain in the module cache, which sets `GOROOT`.
    Toolchain,
    /// The environment variable.
    Environment,
    /// The user's env file.
    EnvFile,
    /// The place of the `go` executable.
    Executable,
    /// The GOROOT compiled into the `go` executable.
    BuiltIn,
    /// Nothing: `error` says why.
    #[default]
    Nothing,
}

/// A step on the way to a GOROOT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum StepKind {
    /// The go command itself, or something on `PATH` that is passed over.
    GoCommand,
    /// Whether another toolchain would be run instead.
    Toolchain,
    /// See [`DecidedBy::Wrapper`].
    Wrapper,
    /// See [`DecidedBy::Environment`].
    Environment,
    /// See [`DecidedBy::EnvFile`].
    EnvFile,
    /// The directory two above the executable.
    Executable,
    /// The directory three above the executable.
    CrossCompiledExecutable,
    /// The directory two above the executable free of symbolic links.
    ResolvedExecutable,
    /// The directory three above the executable free of symbolic links.
    ResolvedCrossCompiledExecutable,
    /// See [`DecidedBy::BuiltIn`].
    BuiltIn,
    /// Whether the GOROOT decided on exists.
    Directory,
    /// What go says when it refuses to run.
    Refusal,
    /// Why it is not known what go does.
    Unknown,
}

impl Step {
    /// A step and its result.
    pub(crate) fn new(step: StepKind, candidate: Option<&str>, result: impl Into<String>) -> Self {
        Self { step, candidate: candidate.map(str::to_owned), result: result.into() }
    }
}

impl Decision {
    /// The GOROOT decided on, whether or not go runs with it.
    pub fn candidate(&self) -> Option<&str> {
        self.value.as_deref().or(self.refused.as_deref())
    }

    /// Records that go refuses to run, and why.
    pub(crate) fn refuse(&mut self, error: impl Into<String>) {
        let error = error.into();
        self.trace.push(Step::new(StepKind::Refusal, None, error.clone()));
        self.error = Some(error);
        self.unknown = false;
        self.refused = self.refused.take().or(self.value.take());
    }

    /// Records that it is not known what go does, and why.
    pub(crate) fn not_known(&mut self, why: impl Into<String>) {
        let why = why.into();
        self.trace.push(Step::new(StepKind::Unknown, None, why.clone()));
        self.error = Some(why);
        self.unknown = true;
        self.refused = self.refused.take().or(self.value.take());
    }
}

impl fmt::Display for DecidedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Wrapper => "the wrapper around go",
            Self::Toolchain => "switching to another toolchain",
            Self::Environment => "the environment variable GOROOT",
            Self::EnvFile => "the user's env file",
            Self::Executable => "the place of the go executable",
            Self::BuiltIn => "the GOROOT compiled into go",
            Self::Nothing => "nothing",
        })
    }
}

impl fmt::Display for StepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::GoCommand => "go command",
            Self::Toolchain => "GOTOOLCHAIN",
            Self::Wrapper => "wrapper",
            Self::Environment => "environment",
            Self::EnvFile => "env file",
            Self::Executable => "go/../..",
            Self::CrossCompiledExecutable => "go/../../..",
            Self::ResolvedExecutable => "resolved go/../..",
            Self::ResolvedCrossCompiledExecutable => "resolved go/../../..",
            Self::BuiltIn => "built in",
            Self::Directory => "directory",
            Self::Refusal => "go refuses",
            Self::Unknown => "not known",
        })
    }
}
