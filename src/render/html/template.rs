//! The frame of the page, with its looks, its script, and the policy that allows nothing else.

use std::io::{self, Write};

use crate::bytes::{Digest, base64};

const FRAME: &str = include_str!("report.html");
const LOOKS: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// Writes the frame with each `{{part}}` put in. What is put in is not searched for parts.
pub(super) fn write(to: &mut dyn Write, parts: &[(&str, String)]) -> io::Result<()> {
    let policy = policy();
    let mut pieces = FRAME.split("{{");
    to.write_all(pieces.next().unwrap_or_default().as_bytes())?;
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        let part = parts.iter().find(|it| it.0 == name).map_or("", |it| it.1.as_str());
        to.write_all(match name {
            "policy" => policy.as_bytes(),
            "looks" => LOOKS.as_bytes(),
            "script" => SCRIPT.as_bytes(),
            "version" => env!("CARGO_PKG_VERSION").as_bytes(),
            _ => part.as_bytes(),
        })?;
        to.write_all(rest.as_bytes())?;
    }
    Ok(())
}

/// Only what is in the page, and of that only these looks and this script. The icon is empty, since
/// browsers would ask for one.
fn policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", base64(Digest::of(text.as_bytes()).bytes()));
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(LOOKS)
    )
}
