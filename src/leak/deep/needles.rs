//! What is searched for, and what each needle is.

use crate::bytes::{Needles, Text};

/// The longest needle, in bytes.
pub const LONGEST_NEEDLE: usize = 256;

/// Text that starts or continues a path on a machine that builds programs. Each has two slashes, so
/// that one search for slashes finds all of them; `true` where a path starts with it.
pub(super) const PLACES: &[(&str, bool)] = &[
    ("/home/", true),
    ("/Users/", true),
    ("/root/", true),
    ("/nix/store/", true),
    ("/gnu/store/", true),
    ("/tmp/go-build", true),
    ("/tmp/nix-build", true),
    ("/tmp/guix-build", true),
    ("/var/folders/", true),
    ("/snap/go/", true),
    ("/opt/hostedtoolcache/", true),
    ("/opt/homebrew/", true),
    ("/usr/local/go/src/", true),
    ("/usr/lib/go/src/", true),
    ("/usr/lib/go-1", true),
    ("/usr/lib/golang/", true),
    ("/usr/src/", true),
    ("/builds/", true),
    ("/builddir/build/", true),
    ("/github/workspace/", true),
    ("/codebuild/output/", true),
    ("/src/runtime/", false),
    ("/pkg/mod/", false),
    ("/go/src/", false),
    ("/Cellar/", false),
    ("/_work/", false),
    ("/__w/", true),
    ("/execroot/", false),
    ("/bazel-out/", false),
    ("/buck-out/", false),
    ("/jenkins/", false),
    ("/hostedtoolcache/", false),
    ("/rpmbuild/", false),
    ("/feedstock_root/", false),
];

/// Paths of Windows. They are only searched for in files for Windows, since each costs a pass of
/// its own.
const WINDOWS: &[&str] = &[r":\Users\"];

/// The needles of a search.
#[derive(Clone, Debug, Default)]
pub struct DeepSearch {
    pub(super) needles: Vec<Text>,
    pub(super) host_goroot: Option<Text>,
    pub(super) portable: Prepared,
    pub(super) windows: Prepared,
}

/// The needles, and what each is.
#[derive(Clone, Debug, Default)]
pub(super) struct Prepared {
    pub(super) needles: Needles,
    pub(super) kinds: Vec<NeedleKind>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum NeedleKind {
    /// One of the places; `true` where a path starts with it.
    Place(bool),
    /// One of the places, in UTF-16.
    WidePlace,
    /// The user's needle of that index.
    Needle(usize),
    /// The user's needle of that index, in UTF-16.
    WideNeedle(usize),
    HostGoroot,
}

impl DeepSearch {
    /// Prepares a search for places, for `needles`, and for the GOROOT of this host. Needles are
    /// found as they are and, if they are ASCII, in UTF-16. A needle of more than
    /// [`LONGEST_NEEDLE`] bytes is never found.
    pub fn new(needles: &[Text], host_goroot: Option<&str>) -> Self {
        // A shorter GOROOT is found everywhere.
        let host_goroot = host_goroot.filter(|root| root.len() >= 5).map(Text::from);
        let mut all: Vec<(Vec<u8>, NeedleKind)> = Vec::new();
        let short = |needle: &&Text| needle.as_bytes().len() <= LONGEST_NEEDLE;
        let needles: Vec<Text> = needles.iter().filter(short).cloned().collect();
        for (index, needle) in needles.iter().enumerate() {
            all.push((needle.as_bytes().to_vec(), NeedleKind::Needle(index)));
            all.extend(wide(needle.as_bytes()).map(|wide| (wide, NeedleKind::WideNeedle(index))));
        }
        all.extend(host_goroot.iter().map(|it| (it.as_bytes().to_vec(), NeedleKind::HostGoroot)));
        let places = PLACES
            .iter()
            .map(|(text, starts)| (text.as_bytes().to_vec(), NeedleKind::Place(*starts)));
        all.extend(places);
        let portable = Prepared::new(all.clone());
        for text in WINDOWS {
            all.push((text.as_bytes().to_vec(), NeedleKind::Place(false)));
            all.extend(wide(text.as_bytes()).map(|wide| (wide, NeedleKind::WidePlace)));
        }
        Self { needles, host_goroot, portable, windows: Prepared::new(all) }
    }

    /// Whether the user named a text.
    pub fn has_needles(&self) -> bool {
        !self.needles.is_empty()
    }
}

impl Prepared {
    fn new(all: Vec<(Vec<u8>, NeedleKind)>) -> Self {
        let kinds = all.iter().map(|(_, kind)| *kind).collect();
        Self { needles: Needles::new(all.into_iter().map(|(needle, _)| needle)), kinds }
    }
}

/// `text` in UTF-16 with the low byte first; `None` where it is not ASCII.
pub(super) fn wide(text: &[u8]) -> Option<Vec<u8>> {
    text.is_ascii().then(|| text.iter().flat_map(|&byte| [byte, 0]).collect())
}
