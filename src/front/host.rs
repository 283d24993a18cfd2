//! This machine, or one that was recorded before.

use std::path::Path;

use thiserror::Error;

use crate::artifact::{Opened, open};
use crate::host::{BuiltInGoroot, HOST_SCHEMA, Host, HostLayout, Machine, Program};
use crate::inspect::{BuildFacts, build_facts};

/// Why a text is not a host layout. Contains untrusted text.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostError {
    /// It is not JSON of the expected shape.
    #[error("{0}")]
    Malformed(String),
    /// It has another schema.
    #[error("its schema is not {HOST_SCHEMA}")]
    Schema,
}

impl Host {
    /// This machine: its environment, its files, its Go installations. Each is read only when a
    /// question needs it, and nothing is run.
    ///
    /// ```
    /// use gorigin::Host;
    ///
    /// match Host::here().goroot() {
    ///     Some(goroot) => println!("go works with {goroot}"),
    ///     None => println!("there is no go, or it would refuse to run"),
    /// }
    /// ```
    pub fn here() -> Self {
        Self::new(Machine::here())
    }

    /// The host with the layout that `gorigin host --format json` wrote, on any machine.
    ///
    /// ```
    /// use gorigin::Host;
    ///
    /// let layout = br#"{"schema": "gorigin.host/1", "goroot": {"value": "/usr/lib/go"}}"#;
    /// assert_eq!(Host::from_json(layout)?.goroot(), Some("/usr/lib/go"));
    /// # Ok::<(), gorigin::HostError>(())
    /// ```
    ///
    /// # Errors
    /// [`HostError`] where the text is anything else.
    pub fn from_json(text: &[u8]) -> Result<Self, HostError> {
        let layout: HostLayout = serde_json::from_slice(text)
            .map_err(|error| HostError::Malformed(error.to_string()))?;
        if layout.schema != HOST_SCHEMA {
            return Err(HostError::Schema);
        }
        Ok(Self::of_layout(layout))
    }
}

impl Machine {
    /// This machine. What its go commands say about themselves is read from their files.
    pub fn here() -> Self {
        Self::new(|_| None).with_program(program)
    }
}

/// What the Go program at `path` says about itself; `None` where there is none.
pub fn program(path: &Path) -> Option<Program> {
    let file = open(path).ok()?;
    let program = build_facts(Opened::source(&file))?;
    let built_in = match program {
        BuildFacts { goroot: Some(goroot), .. } => BuiltInGoroot::Path(goroot),
        BuildFacts { is_trimmed: true, .. } => BuiltInGoroot::Trimmed,
        _ => BuiltInGoroot::Unknown,
    };
    let BuildFacts { version, target, path, is_cut, is_gccgo, calls_goroot, .. } = program;
    Some(Program { version, built_in, target, path, is_cut, is_gccgo, calls_goroot })
}
