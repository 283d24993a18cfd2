//! Names that lead out of the folder that a container is unpacked into.

use super::Fault;
use crate::bytes::Text;

/// The names in one container that lead out of it.
#[derive(Debug, Default)]
pub(super) struct Escapes {
    count: u64,
    first: Option<String>,
}

impl Escapes {
    /// Looks at one name.
    pub(super) fn look(&mut self, name: &[u8]) {
        let mut parts = name.split(|byte| matches!(byte, b'/' | b'\\'));
        let is_absolute =
            matches!(name, [b'/' | b'\\', ..] | [b'A'..=b'Z' | b'a'..=b'z', b':', ..]);
        if is_absolute || parts.any(|part| part == b"..") {
            self.count = self.count.saturating_add(1);
            self.first.get_or_insert_with(|| Text::from(name).to_lossy());
        }
    }

    /// What is to be said of them; nothing where there are none.
    pub(super) fn done(self) -> Result<(), Fault> {
        match self.first {
            Some(first) => Err(Fault::Escapes { count: self.count, first }),
            None => Ok(()),
        }
    }
}
