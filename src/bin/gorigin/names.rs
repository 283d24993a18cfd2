//! Paths in a form that is safe to show.

use std::path::Path;

use gorigin::bytes::Text;

/// The path, with every character escaped that could control a terminal.
pub(crate) fn shown(path: &Path) -> Text {
    Text::from(path.as_os_str().as_encoded_bytes())
}
