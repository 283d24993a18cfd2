//! Where the paths of a policy begin: in the folder that its file lies in, wherever the command runs.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use crate::archive::Place;

/// Between the path of a container and a name in it.
const INSIDE: &str = "!/";

/// The folder that the paths of a policy begin in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    here: PathBuf,
    folder: PathBuf,
}

impl Base {
    /// A policy in `folder`, used in the folder `here`; both absolute.
    pub fn new(here: &Path, folder: &Path) -> Self {
        Self { here: here.to_owned(), folder: clean(&here.join(folder)) }
    }

    /// The path of a file as the policy sees it: below its folder, or absolute for what lies elsewhere.
    pub fn path_of(&self, place: &Place) -> PathBuf {
        let mut path = self.outer(place.outer()).into_os_string();
        for name in place.inner() {
            path.push(INSIDE);
            path.push(String::from_utf8_lossy(name).as_ref());
        }
        path.into()
    }

    /// The same of a path that a user types.
    pub fn path_of_text(&self, text: &Path) -> PathBuf {
        match text.to_str().and_then(|text| text.split_once(INSIDE)) {
            Some((outer, inner)) => {
                let mut path: OsString = self.outer(Path::new(outer)).into();
                path.push(INSIDE);
                path.push(inner);
                path.into()
            }
            None => self.outer(text),
        }
    }

    fn outer(&self, path: &Path) -> PathBuf {
        // Standard input lies nowhere.
        if path.as_os_str() == "-" {
            return path.to_owned();
        }
        let whole = clean(&self.here.join(path));
        whole.strip_prefix(&self.folder).map_or_else(|_| whole.clone(), Path::to_owned)
    }
}

/// The path without `.` and `..`, as text: nothing is looked up.
fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                cleaned.pop();
            }
            part => cleaned.push(part),
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn paths_as_the_policy_sees_them() {
        for (here, folder, path, want) in [
            ("/srv", "/srv", "dist/agent", "dist/agent"),
            ("/srv", "/srv", "./dist//agent", "dist/agent"),
            ("/srv/dist", "/srv", "agent", "dist/agent"),
            ("/srv/dist", "/srv", "../dist/agent", "dist/agent"),
            ("/srv", "/srv", "/srv/dist/agent", "dist/agent"),
            ("/srv", "/srv", "/opt/agent", "/opt/agent"),
            ("/srv", "/srv", "../opt/agent", "/opt/agent"),
            ("/srv", "conf", "dist/agent", "/srv/dist/agent"),
            ("/srv", "/srv", "-", "-"),
            ("/srv", "/srv", "-!/bin/x", "-!/bin/x"),
            ("/srv", "/srv", "dist/a.tar!/bin/x", "dist/a.tar!/bin/x"),
            // What an archive says of its folders leads nowhere else.
            ("/srv", "/srv", "dist/a.tar!/../../x", "dist/a.tar!/../../x"),
        ] {
            let base = Base::new(Path::new(here), Path::new(folder));
            assert_eq!(base.path_of_text(Path::new(path)), Path::new(want), "{path}");
            let (outer, inner) = path.split_once("!/").map_or((path, None), |(a, b)| (a, Some(b)));
            let place = Place::new(Path::new(outer));
            let place = inner.map_or(place.clone(), |inner| place.inside(inner.as_bytes()));
            assert_eq!(base.path_of(&place), Path::new(want), "{path}");
        }
    }
}
