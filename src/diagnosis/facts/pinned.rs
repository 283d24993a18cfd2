//! The Go version that a version manager's file asks for.

use crate::diagnosis::facts::Scene;

/// The largest file that is read.
const MAX_FILE: u64 = 4 << 20;

/// The version that a version manager's file asks for in the current directory: the file, the line,
/// and the version.
pub(in crate::diagnosis) fn pinned(scene: &Scene<'_>) -> Option<(String, usize, String)> {
    for directory in scene.upwards() {
        for (name, key) in [
            (".go-version", ""),
            (".tool-versions", "golang"),
            ("mise.toml", "go"),
            (".mise.toml", "go"),
        ] {
            let file = scene.join(&directory, name);
            let Ok(text) = scene.view.read(&file, MAX_FILE) else { continue };
            let text = String::from_utf8_lossy(&text).into_owned();
            let version = match name {
                ".go-version" => text.lines().next().map(|line| (1, line.trim().to_owned())),
                ".tool-versions" => line_value(&text, key, ' '),
                _ => line_value(&text, key, '='),
            };
            if let Some((line, version)) =
                version.filter(|(_, it)| it.starts_with(|c: char| c.is_ascii_digit()))
            {
                return Some((file, line, version));
            }
        }
    }
    None
}

/// The value of a key on a line of its own.
fn line_value(text: &str, key: &str, separator: char) -> Option<(usize, String)> {
    (1..).zip(text.lines()).find_map(|(number, line)| {
        let rest = line.trim().strip_prefix(key)?.trim_start();
        let rest = match separator {
            '=' => rest.strip_prefix('=')?,
            _ if rest.len() == line.trim().len() => return None,
            _ => rest,
        };
        let value = rest.split_whitespace().next()?.trim_matches(['"', '\'']);
        Some((number, value.to_owned()))
    })
}
