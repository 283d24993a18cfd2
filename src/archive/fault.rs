//! What kept files inside a container from being read.

use std::fmt;
use std::io;

use thiserror::Error;

use super::Kind;
use crate::bytes::LimitExceeded;

/// What kept files inside a container from being read. Contains untrusted text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// It ends before its own structures do.
    #[error("{kind} ends early")]
    CutShort {
        /// The kind of the container.
        kind: Kind,
    },
    /// Its structures contradict themselves.
    #[error("{kind} is damaged: {defect}")]
    Damaged {
        /// The kind of the container.
        kind: Kind,
        /// What is wrong with it.
        defect: String,
    },
    /// Bytes follow that do not belong to it.
    #[error("{kind} is followed by {count} bytes that do not belong to it")]
    Trailing {
        /// The kind of the container.
        kind: Kind,
        /// How many bytes.
        count: u64,
    },
    /// A file in it is encrypted.
    #[error("encrypted, so not read")]
    Encrypted,
    /// A file in it is stored in a way that is not supported.
    #[error("not opened: {0}")]
    Unsupported(String),
    /// Names in it lead out of the folder that it is unpacked into.
    #[error(
        "{count} names lead out of the folder that it is unpacked into, the first is {first:?}"
    )]
    Escapes {
        /// How many names.
        count: u64,
        /// The first of them.
        first: String,
    },
    /// Something in it was left out on purpose.
    #[error("{count} {what} left out")]
    LeftOut {
        /// How many.
        count: u64,
        /// What they are, in the plural.
        what: &'static str,
    },
    /// A limit was reached.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// The operating system could not read.
    #[error("cannot read: {0}")]
    Io(io::ErrorKind),
    /// The operating system gave no room for a temporary file.
    #[error("no room for a temporary file: {0}")]
    NoRoom(io::ErrorKind),
}

impl Fault {
    /// Damage in a container of that kind.
    pub(super) fn damaged(kind: Kind, defect: impl Into<String>) -> Self {
        Self::Damaged { kind, defect: defect.into() }
    }

    /// What is known and was left out of this build, for want of the feature `archives`.
    #[cfg(not(feature = "archives"))]
    pub(super) fn left_out(what: &str) -> Self {
        Self::Unsupported(format!("{what}, which was left out of this build"))
    }

    /// An error while reading from a container of that kind.
    pub(super) fn of(kind: Kind, error: &io::Error) -> Self {
        if let Some(fault) = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()) {
            return fault.clone();
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::CutShort { kind },
            _ => Self::damaged(kind, error.to_string()),
        }
    }

    /// An error of a stream: its own fault, or one of the system.
    pub(super) fn of_stream(error: &io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()) {
            Some(fault) => fault.clone(),
            None => Self::Io(error.kind()),
        }
    }

    /// The fault as an error of a reader, from which [`Fault::of`] takes it out again.
    pub(super) fn into_io(self) -> io::Error {
        let kind = match self {
            Self::CutShort { .. } => io::ErrorKind::UnexpectedEof,
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, self)
    }

    /// Whether everything that is there was read all the same.
    pub fn is_note(&self) -> bool {
        matches!(self, Self::Trailing { .. } | Self::LeftOut { .. })
    }

    /// Whether nothing more of the outermost file is read: a limit on all of it was reached.
    pub(super) fn is_final(&self) -> bool {
        const OF_ALL: [&str; 3] = ["entries", "inflated", "inflate-ratio-in-all"];
        matches!(self, Self::Limit(limit) if OF_ALL.contains(&limit.name))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
