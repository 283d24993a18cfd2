//! Turns paths into files.
//!
//! A directory is walked depth first, its entries by name. Hidden files and files that a
//! `.gitignore` lists are treated like any other, since build outputs are usually ignored.

use std::fs::{self, Metadata};
use std::io;
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::descent::{Descent, Met, TreeEntry, TreeError};
use super::directory::Directory;
use super::folder::image_in;
use super::glob::Candidate;
use super::identity::FileId;
use super::open::{FileKind, OpenError, check_is_file, error_record};
use super::options::{Directories, OwnFiles, WalkOptions};
use super::way::Way;
use crate::archive::Kind;
use crate::bytes::Text;
use crate::report::{ErrorKind, ErrorRecord};

/// Where a walk begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// A file or a directory.
    Path(PathBuf),
    /// Standard input.
    Stdin,
    /// A file in a container in standard input.
    InStdin(Way),
    /// An error in place of a path.
    Failed {
        /// The source of the error: the list that was being read.
        path: PathBuf,
        /// The error.
        error: ErrorRecord,
    },
}

/// How an entry was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// On the command line or in a list: it always gives a record.
    Named,
    /// Met in a directory.
    Walked,
}

/// What a walk meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A regular file, to be opened.
    File {
        /// Its path.
        path: PathBuf,
        /// How it was met.
        given: Given,
        /// The directory in which it was met, where that is still open.
        within: Option<Arc<Directory>>,
    },
    /// A folder that is one container image.
    Image {
        /// Its path.
        path: PathBuf,
        /// Its kind.
        kind: Kind,
        /// How it was met.
        given: Given,
    },
    /// A file inside a container, to be looked for.
    Inside {
        /// The way to it.
        way: Way,
    },
    /// Standard input.
    Stdin,
    /// A named path that is not a file, or a directory that could not be read.
    Failed {
        /// Its path.
        path: PathBuf,
        /// Why.
        error: ErrorRecord,
    },
    /// An entry that was in a directory a moment ago and no longer exists.
    Vanished {
        /// Its path.
        path: PathBuf,
    },
    /// A directory entry that is never opened.
    Skipped {
        /// Its path.
        path: PathBuf,
        /// Its type.
        kind: FileKind,
    },
    /// An input that is also the file that the result would replace.
    Target {
        /// Its path.
        path: PathBuf,
    },
}

impl Entry {
    /// Its path; `-` for standard input.
    pub fn path(&self) -> &Path {
        match self {
            Self::Stdin => Path::new("-"),
            Self::Inside { way } => way.given(),
            Self::File { path, .. }
            | Self::Image { path, .. }
            | Self::Failed { path, .. }
            | Self::Vanished { path }
            | Self::Skipped { path, .. }
            | Self::Target { path } => path,
        }
    }
}

/// The most bytes of a file that is small.
const SMALL: u64 = 1 << 20;

/// Whether nothing is there to walk but one named file, and that a small one.
pub fn is_one_small_file<R: Iterator<Item = Root>>(roots: &mut Peekable<R>) -> bool {
    let root = if roots.size_hint() == (1, Some(1)) { roots.peek() } else { None };
    let Some(Root::Path(path)) = root else { return false };
    fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() <= SMALL)
}

/// Iterates over the entries that `roots` lead to, in their order.
pub struct Walk<R> {
    roots: R,
    options: WalkOptions,
    current: Option<Descent>,
}

impl<R: Iterator<Item = Root>> Walk<R> {
    /// Walks each of `roots`.
    pub fn new(roots: R, options: WalkOptions) -> Self {
        Self { roots, options, current: None }
    }

    fn enter(&mut self, path: PathBuf) -> Option<Entry> {
        let path = without_transport(path);
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) => return Some(self.enter_file_for(path, &error)),
        };
        match check_is_file(&metadata) {
            Ok(()) => {
                let is_target = self.is_target(&path, &metadata);
                Some(match is_target {
                    true => Entry::Target { path },
                    false => Entry::File { path, given: Given::Named, within: None },
                })
            }
            Err(OpenError::IsDirectory) if self.options.directories == Directories::Walk => {
                self.current = Some(Descent::new(path, &self.options));
                None
            }
            Err(error) => Some(match image_in(&path) {
                Some(kind) => Entry::Image { path, kind, given: Given::Named },
                None => Entry::Failed { path, error: ErrorRecord::from(&error) },
            }),
        }
    }

    /// For a path that does not exist: what it may name inside a container.
    fn enter_file_for(&self, path: PathBuf, error: &io::Error) -> Entry {
        match Way::of(&path).map(|way| (fs::metadata(way.outer()), way)) {
            Some((Ok(metadata), way)) => match self.is_target(way.outer(), &metadata) {
                true => Entry::Target { path: way.outer().to_owned() },
                false => Entry::Inside { way },
            },
            _ => Entry::Failed { path, error: error_record(error) },
        }
    }

    fn is_target(&self, path: &Path, metadata: &Metadata) -> bool {
        let targets = &self.options.own.targets;
        let id = || FileId::of(path, metadata).ok();
        !targets.is_empty() && id().is_some_and(|id| targets.iter().any(|it| it.id == id))
    }
}

/// Which of the run's own files an entry is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Own {
    Target,
    OldResult,
    Other,
}

impl OwnFiles {
    /// Which of them `entry` is. Costs nothing for other files, since the directory lists the
    /// inode.
    fn which(&self, entry: &TreeEntry) -> Option<Own> {
        if self.targets.is_empty() && self.others.is_empty() {
            return None;
        }
        let name = entry.path.file_name().unwrap_or_default();
        let is = |id: &FileId| {
            id.may_be(name, entry.inode) && FileId::at(&entry.path).is_ok_and(|it| it == *id)
        };
        match self.targets.iter().find(|target| is(&target.id)) {
            Some(target) if target.is_old_result => Some(Own::OldResult),
            Some(_) => Some(Own::Target),
            None => self.others.iter().any(is).then_some(Own::Other),
        }
    }
}

/// The next file, or what is reported in its place.
fn next_entry(descent: &mut Descent, options: &WalkOptions) -> Option<Entry> {
    let root = descent.root();
    let want = |path: &Path, is_directory: bool| {
        options.globs.want(&Candidate { path, root: &root, is_directory })
    };
    while !options.is_ended() {
        let entry = match descent.next()? {
            Ok(Met::Entry(entry)) => entry,
            Ok(Met::Image { path, kind, is_root: true }) => {
                return Some(Entry::Image { path, kind, given: Given::Named });
            }
            Ok(Met::Image { path, kind, .. }) => {
                if want(&path, false) {
                    return Some(Entry::Image { path, kind, given: Given::Walked });
                }
                continue;
            }
            Err(error) => return Some(failed(error)),
        };
        if entry.file_type.is_dir() {
            if !want(&entry.path, true) {
                descent.skip_directory();
            }
        } else if want(&entry.path, false) {
            let own = options.own.which(&entry);
            let TreeEntry { path, file_type, within, .. } = entry;
            return Some(match own {
                Some(Own::Other) => continue,
                Some(Own::OldResult) => Entry::Skipped { path, kind: FileKind::Output },
                Some(Own::Target) => Entry::Target { path },
                None if file_type.is_file() => Entry::File { path, given: Given::Walked, within },
                None => Entry::Skipped { path, kind: FileKind::of(file_type) },
            });
        }
    }
    None
}

impl<R: Iterator<Item = Root>> Iterator for Walk<R> {
    type Item = Entry;

    /// Only says whether the walk is known to be at its end, as behind one named file.
    fn size_hint(&self) -> (usize, Option<usize>) {
        let is_over = self.current.is_none() && self.roots.size_hint().1 == Some(0);
        (0, is_over.then_some(0))
    }

    fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(descent) = &mut self.current {
                if let Some(entry) = next_entry(descent, &self.options) {
                    return Some(entry);
                }
                self.current = None;
            }
            if self.options.is_ended() {
                return None;
            }
            match self.roots.next()? {
                Root::Stdin => return Some(Entry::Stdin),
                Root::InStdin(way) => return Some(Entry::Inside { way }),
                Root::Failed { path, error } => return Some(Entry::Failed { path, error }),
                Root::Path(path) => {
                    if let Some(entry) = self.enter(path) {
                        return Some(entry);
                    }
                }
            }
        }
    }
}

/// The names of transports, before a path, as users of other tools for images type them.
const TRANSPORTS: &[&str] = &["docker-archive:", "oci-archive:", "oci-dir:", "dir:"];

/// The path without the name of a transport, unless there is a file that has the name in its own.
fn without_transport(path: PathBuf) -> PathBuf {
    let text = path.to_str();
    let rest = text.and_then(|text| TRANSPORTS.iter().find_map(|it| text.strip_prefix(it)));
    match rest {
        Some(rest) if !rest.is_empty() && fs::symlink_metadata(&path).is_err() => rest.into(),
        _ => path,
    }
}

fn failed(error: TreeError) -> Entry {
    match error {
        TreeError::Io { path, error, is_root: false }
            if error.kind() == io::ErrorKind::NotFound =>
        {
            // A link to a missing target still exists, even where links are followed.
            match fs::symlink_metadata(&path) {
                Ok(metadata) => Entry::Skipped { path, kind: FileKind::of(metadata.file_type()) },
                Err(_) => Entry::Vanished { path },
            }
        }
        TreeError::Io { path, error, .. } => Entry::Failed { path, error: error_record(&error) },
        TreeError::Loop { path, ancestor } => {
            let ancestor = Text::from(ancestor.as_os_str().as_encoded_bytes());
            let error = ErrorRecord {
                kind: ErrorKind::LinkLoop.into(),
                message: format!("symbolic link leads back to {ancestor}"),
                offset: None,
            };
            Entry::Failed { path, error }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Glob;
    use crate::artifact::Links;
    use crate::artifact::options::Target;

    /// The entries of a walk of a small tree, one line each, without the path of the tree.
    fn walk(tree: &Path, options: WalkOptions) -> Vec<String> {
        Walk::new([Root::Path(tree.to_owned())].into_iter(), options)
            .map(|entry| {
                let (path, what) = match entry {
                    Entry::File { path, given, .. } => (path, format!("{given:?}")),
                    Entry::Skipped { path, kind } => (path, kind.name().to_owned()),
                    Entry::Inside { way } => (way.outer().to_owned(), "inside".to_owned()),
                    Entry::Target { path } => (path, "target".to_owned()),
                    Entry::Failed { path, error } => (path, error.kind.to_string()),
                    Entry::Vanished { path } => (path, "vanished".to_owned()),
                    Entry::Image { path, kind, given } => (path, format!("{kind} {given:?}")),
                    Entry::Stdin => ("-".into(), "stdin".to_owned()),
                };
                let path = path.strip_prefix(tree).unwrap_or(&path).to_owned();
                format!("{} {what}", path.display())
            })
            .collect()
    }

    #[test]
    fn one_small_file_is_known_before_it_is_walked() {
        let tree = tree();
        let large = tree.path().join("large");
        fs::File::create(&large).unwrap().set_len(SMALL + 1).unwrap();
        let small = tree.path().join("small");
        fs::write(&small, "").unwrap();
        let is_one = |roots: &[&Path]| {
            let roots: Vec<_> = roots.iter().map(|it| Root::Path(it.to_path_buf())).collect();
            let mut roots = roots.into_iter().peekable();
            let is_one = is_one_small_file(&mut roots);
            (is_one, Walk::new(roots, WalkOptions::default()).count() > 0)
        };
        assert_eq!(is_one(&[&small]), (true, true));
        assert_eq!(is_one(&[&large]), (false, true));
        assert_eq!(is_one(&[tree.path()]), (false, true));
        assert_eq!(is_one(&[&small, &small]), (false, true));
        assert_eq!(is_one(&[&tree.path().join("none")]), (false, true));
        assert_eq!(is_one(&[]), (false, false));
    }

    fn tree() -> tempfile::TempDir {
        let tree = tempfile::tempdir().unwrap();
        for directory in ["b/deep", ".hidden", "empty"] {
            fs::create_dir_all(tree.path().join(directory)).unwrap();
        }
        for file in ["a", "b/1", "b/deep/2", "b/x.so", ".hidden/h", "c"] {
            fs::write(tree.path().join(file), "").unwrap();
        }
        fs::write(tree.path().join(".gitignore"), "*").unwrap();
        tree
    }

    #[test]
    fn directories_are_walked_in_order_of_names() {
        let tree = tree();
        let all = [
            ".gitignore Walked",
            ".hidden/h Walked",
            "a Walked",
            "b/1 Walked",
            "b/deep/2 Walked",
            "b/x.so Walked",
            "c Walked",
        ];
        assert_eq!(walk(tree.path(), WalkOptions::default()), all);
        let shallow = WalkOptions { max_depth: Some(1), ..WalkOptions::default() };
        assert_eq!(walk(tree.path(), shallow), [all[0], all[2], all[6]]);
        let globs = ["?", "!deep"].map(|glob| glob.parse::<Glob>().unwrap()).into_iter().collect();
        let some = WalkOptions { globs, ..WalkOptions::default() };
        assert_eq!(walk(tree.path(), some), [all[1], all[2], all[3], all[6]]);
        let refused = WalkOptions { directories: Directories::Refuse, ..WalkOptions::default() };
        assert_eq!(walk(tree.path(), refused), [" is-directory"]);
        assert_eq!(walk(&tree.path().join("a"), WalkOptions::default()), [" Named"]);
        assert_eq!(walk(&tree.path().join("none"), WalkOptions::default()), [" not-found"]);
        let inside = walk(&tree.path().join("a!/x"), WalkOptions::default());
        assert!(matches!(&inside[..], [line] if line.ends_with("a inside")), "{inside:?}");
    }

    #[test]
    fn a_walk_that_is_ended_meets_nothing_more() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let tree = tree();
        let end = Arc::new(AtomicUsize::new(0));
        let options = WalkOptions { end: Some(Arc::clone(&end)), ..WalkOptions::default() };
        let roots = [Root::Path(tree.path().to_owned()), Root::Stdin];
        let mut walk = Walk::new(roots.into_iter(), options);
        assert!(walk.next().is_some());
        end.store(15, Ordering::Relaxed);
        assert_eq!(walk.next(), None);
        end.store(0, Ordering::Relaxed);
        assert!(walk.next().is_some());
    }

    #[test]
    fn a_run_does_not_read_what_it_writes() {
        let tree = tree();
        let id = |name: &str| FileId::at(&tree.path().join(name)).unwrap();
        for (is_old_result, what) in [(true, "file that is being written"), (false, "target")] {
            let targets = vec![Target { id: id("b/1"), is_old_result }];
            let own = OwnFiles { targets, others: vec![id("c")] };
            let options = WalkOptions { own, ..WalkOptions::default() };
            let seen = walk(tree.path(), options.clone());
            assert!(seen.contains(&format!("b/1 {what}")), "{seen:?}");
            assert!(!seen.iter().any(|line| line.starts_with("c ")), "{seen:?}");
            assert_eq!(walk(&tree.path().join("b/1"), options), [" target"]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_skipped_or_followed_and_loops_end() {
        use std::os::unix::fs::symlink;
        let tree = tempfile::tempdir().unwrap();
        fs::create_dir(tree.path().join("d")).unwrap();
        fs::write(tree.path().join("file"), "").unwrap();
        symlink("../d", tree.path().join("d/back")).unwrap();
        symlink("../file", tree.path().join("d/link")).unwrap();
        symlink("nowhere", tree.path().join("d/stale")).unwrap();
        assert_eq!(
            walk(tree.path(), WalkOptions::default()),
            [
                "d/back symbolic link",
                "d/link symbolic link",
                "d/stale symbolic link",
                "file Walked"
            ]
        );
        let follow = WalkOptions { links: Links::Follow, ..WalkOptions::default() };
        assert_eq!(
            walk(tree.path(), follow),
            ["d/back link-loop", "d/link Walked", "d/stale symbolic link", "file Walked"]
        );
    }
}
