//! Where a file was met: its name, and the names of the containers around it.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Layer, Package};
use crate::bytes::Text;

/// Between the path of a container and a name in it.
const INSIDE: &str = "!/";

/// Where a file was met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    outer: PathBuf,
    /// The names inside, each in the container that the one before it names.
    inner: Vec<Text>,
    /// The layer of the image that is the innermost one around it.
    layer: Option<Arc<Layer>>,
    /// The innermost package around the file.
    package: Option<Arc<Package>>,
}

impl Place {
    /// A file that lies in no container.
    pub fn new(path: &Path) -> Self {
        Self { outer: path.to_owned(), ..Self::default() }
    }

    /// A file with that name inside the container at this place. The name is kept as the container
    /// writes it, except for slashes at its start.
    #[must_use]
    pub fn inside(&self, name: &[u8]) -> Self {
        let slashes = name.iter().take_while(|byte| **byte == b'/').count();
        let mut place = self.clone();
        place.inner.push(Text::from(name.get(slashes..).unwrap_or_default()));
        place
    }

    /// The same place, in that layer of an image.
    #[must_use]
    pub(super) fn in_layer(mut self, layer: &Arc<Layer>) -> Self {
        self.layer = Some(Arc::clone(layer));
        self
    }

    /// The layer of an image that the file was found in; `None` where no image is around it.
    pub fn layer(&self) -> Option<&Layer> {
        self.layer.as_deref()
    }

    /// The same place in that package; in the one that it was in where there is none.
    #[must_use]
    pub(super) fn of_package(&self, package: Option<Package>) -> Self {
        let mut place = self.clone();
        place.package = package.map(Arc::new).or(place.package);
        place
    }

    /// The innermost package that the file is in, as the package itself says; `None` where it is in
    /// none.
    pub fn package(&self) -> Option<&Package> {
        self.package.as_deref()
    }

    /// The place of the same file where the container at `from`, which is around it, has the other name
    /// `to`; `None` where it is not inside.
    pub(crate) fn renamed(&self, from: &Self, to: &Self) -> Option<Self> {
        let rest = self.inner.strip_prefix(from.inner.as_slice()).filter(|it| !it.is_empty())?;
        let mut place = Self { package: self.package.clone(), ..to.clone() };
        place.inner.extend_from_slice(rest);
        (self.outer == from.outer).then_some(place)
    }

    /// How many containers are around the file.
    pub fn depth(&self) -> usize {
        self.inner.len()
    }

    /// The names inside, each in the container that the one before it names.
    pub fn inner(&self) -> impl Iterator<Item = &[u8]> {
        self.inner.iter().map(Text::as_bytes)
    }

    /// The whole path: `outer.tar.gz!/inner/prog`.
    pub fn path(&self) -> Cow<'_, Path> {
        match self.inner.as_slice() {
            [] => Cow::Borrowed(&self.outer),
            inner => Cow::Owned(path_of(&self.outer, inner)),
        }
    }

    /// The path of the outermost file.
    pub fn outer(&self) -> &Path {
        &self.outer
    }

    /// The containers, the outermost first and by its path; the others by their names in it.
    pub fn containers(&self) -> Vec<String> {
        let outer = std::iter::once(self.outer.to_string_lossy().into_owned());
        let inner = self.inner.iter().map(Text::to_lossy);
        outer.chain(inner).take(self.inner.len()).collect()
    }

    /// The name in the innermost container, or the path of a file that lies in none.
    pub fn name(&self) -> Vec<u8> {
        match self.inner.last() {
            Some(name) => name.as_bytes().to_vec(),
            None => self.outer.as_os_str().as_encoded_bytes().to_vec(),
        }
    }
}

fn path_of(outer: &Path, inner: &[Text]) -> PathBuf {
    let mut path = OsString::from(outer);
    for name in inner {
        path.push(INSIDE);
        path.push(os_name(name.as_bytes()));
    }
    PathBuf::from(path)
}

#[cfg(unix)]
fn os_name(name: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(name).to_owned()
}

#[cfg(not(unix))]
fn os_name(name: &[u8]) -> OsString {
    OsString::from(String::from_utf8_lossy(name).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_nested_files() {
        let outer = Place::new(Path::new("dist/a.conda"));
        assert_eq!((&*outer.path(), outer.containers().len()), (Path::new("dist/a.conda"), 0));
        let inner = outer.inside(b"pkg.tar.zst").inside(b"/bin/x");
        assert_eq!(inner.path(), PathBuf::from("dist/a.conda!/pkg.tar.zst!/bin/x"));
        assert_eq!(inner.containers(), ["dist/a.conda", "pkg.tar.zst"]);
        assert_eq!(inner.name(), b"bin/x");
    }
}
