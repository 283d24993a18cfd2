//! Paths as they can be shown.

use std::path::Path;

use gorigin::bytes::Text;

/// The path, with everything escaped that could drive a terminal.
pub(crate) fn shown(path: &Path) -> Text {
    Text::from(path.as_os_str().as_encoded_bytes())
}
