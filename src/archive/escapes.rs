//! Names that no file should have: those that lead out of the folder that a container is unpacked
//! into, and those that are too long.

use super::Fault;
use crate::bytes::{LimitExceeded, Text, within};

/// The names in one container that no file should have.
#[derive(Debug, Default)]
pub(super) struct Escapes {
    count: u64,
    first: Option<String>,
    /// The limit that a name was over.
    too_long: Option<LimitExceeded>,
}

impl Escapes {
    /// Looks at one name; `false` where it is longer than `longest` and the file is passed over.
    pub(super) fn look(&mut self, name: &[u8], longest: u64) -> bool {
        let length = u64::try_from(name.len()).unwrap_or(u64::MAX);
        if let Err(limit) = within("name", length, longest) {
            self.too_long = Some(limit);
            return false;
        }
        let mut parts = name.split(|byte| matches!(byte, b'/' | b'\\'));
        let is_absolute = matches!(name, [b'/' | b'\\', ..] | [b'A'..=b'Z' | b'a'..=b'z', b':', b'/' | b'\\', ..]);
        if is_absolute || parts.any(|part| part == b"..") {
            self.count = self.count.saturating_add(1);
            self.first.get_or_insert_with(|| Text::from(name).to_lossy());
        }
        true
    }

    /// What is to be said of them; nothing where there are none.
    pub(super) fn done(self) -> Result<(), Fault> {
        match (self.first, self.too_long) {
            (Some(first), _) => Err(Fault::Escapes { count: self.count, first }),
            (None, Some(limit)) => Err(limit.into()),
            (None, None) => Ok(()),
        }
    }
}
