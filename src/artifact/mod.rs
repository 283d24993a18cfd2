//! Inputs: the arguments of the command line become files, files become byte sources, and their
//! records come back in the order of the paths.
//!
//! ```text
//! paths, lists ── Walk ──▶ Entry ── open ──▶ FileSource ── inspect ──▶ Record ──▶ Sink
//!                 (one at a time)   └────── on every thread ───────┘   (in order)
//! ```

mod crew;
mod descent;
mod directory;
mod done;
mod folder;
mod glob;
mod held;
mod identity;
mod inside;
mod inspector;
mod leaf;
mod list;
mod look;
mod open;
mod options;
mod ordered;
mod outermost;
mod remembered;
mod scan;
mod search;
mod seen;
mod shard;
mod share;
mod walk;
mod way;
mod weight;

pub use directory::Directory;
pub use done::Done;
pub use glob::{Candidate, Glob, GlobError, Globs};
pub use identity::FileId;
pub use inspector::{Inspector, Keep};
pub use list::{List, Separator};
pub use open::{FileKind, OpenError, Opened, open, read_all};
pub use options::{Directories, Links, OwnFiles, Target, WalkOptions};
pub use ordered::{Pace, Threads};
pub use outermost::{Outermost, read};
pub use scan::{InputIsTarget, MakeRow, Sink, scan};
pub use shard::{NoShard, Shard};
pub use share::Share;
pub use walk::{Entry, Given, Root, Walk, is_one_small_file};
pub use way::Way;
