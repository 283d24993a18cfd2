//! A file inside a container, as a user names it: `outer.zip!/bin/x`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::folder::image_in;
use crate::archive::Place;
use crate::bytes::Text;

/// Between the path of a container and a name in it.
const INSIDE: &[u8] = b"!/";

/// The way from an outermost file to what a user names inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The outermost file.
    outer: PathBuf,
    /// The whole path, as it was given.
    given: PathBuf,
    /// The names inside, in the spelling in which they are compared.
    wanted: Vec<u8>,
    /// Whether the outermost file is standard input.
    is_of_stdin: bool,
}

/// How a file inside lies to what is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Met {
    /// It is what is named.
    Exactly,
    /// It lies in the folder or container that is named.
    Below,
    /// It is a container around what is named.
    OnTheWay,
    /// None of these.
    Elsewhere,
}

impl Way {
    /// The way that `path` describes, which does not exist as it is written: the first `!/` behind
    /// the name of a file is where the inside begins. `None` where there is no such file.
    pub fn of(path: &Path) -> Option<Self> {
        let bytes = path.as_os_str().as_encoded_bytes();
        let starts = bytes.windows(INSIDE.len()).enumerate().filter(|(_, it)| *it == INSIDE);
        starts.map(|(at, _)| at).find_map(|at| {
            let outer = PathBuf::from(os_str(bytes.get(..at)?)?);
            let inside = bytes.get(at.checked_add(INSIDE.len())?..)?;
            let wanted = joined(split(inside));
            is_outer(&outer).then(|| Self {
                outer,
                given: path.to_owned(),
                wanted,
                is_of_stdin: false,
            })
        })
    }

    /// The way that `path` describes in standard input, `-!/bin/x`; `None` where it names something else.
    pub fn of_stdin(path: &Path) -> Option<Self> {
        let (outer, given) = (PathBuf::from("-"), path.to_owned());
        let inside = path.as_os_str().as_encoded_bytes().strip_prefix(b"-!/")?;
        Some(Self { outer, given, wanted: joined(split(inside)), is_of_stdin: true })
    }

    /// Whether the outermost file is standard input.
    pub(super) fn is_of_stdin(&self) -> bool {
        self.is_of_stdin
    }

    /// The way to the file at `place`.
    pub(super) fn to(place: &Place, outer: &Path) -> Self {
        Self {
            outer: outer.to_owned(),
            given: place.path().into_owned(),
            wanted: key(place),
            is_of_stdin: false,
        }
    }

    /// The outermost file.
    pub fn outer(&self) -> &Path {
        &self.outer
    }

    /// The whole path, as it was given.
    pub(super) fn given(&self) -> &Path {
        &self.given
    }

    /// How the file at `place` lies to what is named.
    pub(super) fn meets(&self, place: &Place) -> Met {
        let key = key(place);
        if key == self.wanted {
            return Met::Exactly;
        }
        if self.wanted.is_empty() {
            return Met::Below;
        }
        if key.is_empty() || self.wanted.strip_prefix(&*key).is_some_and(is_inside) {
            return Met::OnTheWay;
        }
        match key.strip_prefix(&*self.wanted) {
            Some(rest) if is_inside(rest) || rest.starts_with(b"/") => Met::Below,
            _ => Met::Elsewhere,
        }
    }

    /// What is named, behind the container at `place`.
    pub(super) fn behind(&self, place: &Place) -> String {
        let key = key(place);
        let rest = self.wanted.strip_prefix(&*key).unwrap_or(&self.wanted);
        Text::from(rest.strip_prefix(INSIDE).unwrap_or(rest)).to_lossy()
    }

    /// Whether the name of the file at `place` is like that of what is named.
    pub(super) fn is_like(&self, place: &Place) -> bool {
        let (own, wanted) = (last(&self.wanted).to_ascii_lowercase(), place.name());
        let other = last(&wanted).to_ascii_lowercase();
        let is_start = |a: &[u8], b: &[u8]| a.len() >= SHORTEST && b.starts_with(a);
        own == other || is_start(&own, &other) || is_start(&other, &own)
    }
}

/// Whether there may be files inside what is at `path`.
fn is_outer(path: &Path) -> bool {
    path.is_file() || image_in(path).is_some()
}

/// The shortest name that makes a longer one like it.
const SHORTEST: usize = 3;

fn is_inside(rest: &[u8]) -> bool {
    rest.starts_with(INSIDE)
}

/// The last part of a path.
fn last(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
}

/// The names inside, in the spelling in which they are compared.
fn key(place: &Place) -> Vec<u8> {
    joined(place.inner())
}

fn joined<'n>(names: impl Iterator<Item = &'n [u8]>) -> Vec<u8> {
    names.map(plain).collect::<Vec<_>>().join(INSIDE)
}

/// A name without `./` and `/` in front of it and `/` behind it.
fn plain(mut name: &[u8]) -> &[u8] {
    while let Some(rest) = name.strip_prefix(b"./").or_else(|| name.strip_prefix(b"/")) {
        name = rest;
    }
    while let Some(rest) = name.strip_suffix(b"/") {
        name = rest;
    }
    name
}

/// The parts of `path` between `!/`.
fn split(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let all = rest?;
        let at = all.windows(INSIDE.len()).position(|it| it == INSIDE);
        rest = at.and_then(|at| all.get(at.checked_add(INSIDE.len())?..));
        at.map_or(Some(all), |at| all.get(..at))
    })
}

#[cfg(unix)]
fn os_str(bytes: &[u8]) -> Option<&OsStr> {
    Some(std::os::unix::ffi::OsStrExt::from_bytes(bytes))
}

#[cfg(not(unix))]
fn os_str(bytes: &[u8]) -> Option<&OsStr> {
    std::str::from_utf8(bytes).ok().map(OsStr::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_first_file_is_the_outer_one() {
        let tree = tempfile::tempdir().unwrap();
        let at = |name: &str| tree.path().join(name);
        fs::create_dir(at("d!")).unwrap();
        fs::write(at("d!/a"), "").unwrap();
        fs::write(at("b"), "").unwrap();
        for (path, want) in [
            ("b!/x/y", Some(("b", "x/y"))),
            ("b!/./x//", Some(("b", "x"))),
            ("b!//x", Some(("b", "x"))),
            ("b!/", Some(("b", ""))),
            ("b!/i.tar!/./x", Some(("b", "i.tar!/x"))),
            // A folder whose name ends as a container's may.
            ("d!/a!/x", Some(("d!/a", "x"))),
            ("d!/none!/x", None),
            ("none!/x", None),
            ("b!x", None),
        ] {
            let found = Way::of(&at(path));
            let found = found.as_ref().map(|it| (it.outer.clone(), it.wanted.as_slice()));
            let want = want.map(|(outer, wanted)| (at(outer), wanted.as_bytes()));
            assert_eq!(found, want, "{path}");
        }
    }

    #[test]
    fn places_on_the_way() {
        let way = |wanted: &str| Way {
            outer: "o".into(),
            given: "o".into(),
            wanted: wanted.as_bytes().to_vec(),
            is_of_stdin: false,
        };
        let place = |names: &[&str]| {
            names.iter().fold(Place::new(Path::new("o")), |it, name| it.inside(name.as_bytes()))
        };
        for (wanted, names, want) in [
            ("bin/x", &["./bin/x"][..], Met::Exactly),
            ("bin/x", &["bin/xy"], Met::Elsewhere),
            ("bin", &["./bin/x"], Met::Below),
            ("bin", &["bin2/x"], Met::Elsewhere),
            ("bin/x", &[], Met::OnTheWay),
            ("", &["bin/x"], Met::Below),
            ("a.tar!/x", &["a.tar"], Met::OnTheWay),
            ("a.tar!/x", &["a.tar", "./x"], Met::Exactly),
            ("a.tar!/x", &["a.tar", "y"], Met::Elsewhere),
            ("a.tar!/x", &["b.tar"], Met::Elsewhere),
            ("a.tar", &["a.tar", "y"], Met::Below),
            ("a", &["a.tar"], Met::Elsewhere),
        ] {
            assert_eq!(way(wanted).meets(&place(names)), want, "{wanted} {names:?}");
        }
    }
}
