//! The file of a policy: found upward from the current directory, or named.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use gorigin::policy::{Base, Date, LONGEST_POLICY, PolicyFile, parse};

use crate::args::PolicyArgs;
use crate::exit::Failure;
use crate::names::shown;

/// The name of the file.
const NAME: &str = "gorigin.toml";

/// A policy, and where it was found.
pub(crate) struct Found {
    /// Its path, as short as it can be.
    pub(crate) path: PathBuf,
    pub(crate) policy: PolicyFile,
    /// Where its paths begin.
    pub(crate) base: Base,
}

/// The policy that the options name, or the one that is found; `None` where there is none.
pub(crate) fn load(options: &PolicyArgs) -> Result<Option<Found>, Failure> {
    match &options.config {
        Some(path) => read(path).map(Some),
        None if options.no_config => Ok(None),
        None => find(),
    }
}

/// The first policy in this directory or one above.
pub(crate) fn find() -> Result<Option<Found>, Failure> {
    let here = here()?;
    for folder in here.ancestors() {
        let path = folder.join(NAME);
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => {
                let short = if folder == here { Path::new(NAME) } else { &path };
                return read(short).map(Some);
            }
            Ok(_) => {}
            // A link to nothing is a policy that is missed, not one that nobody wrote.
            Err(error) if is_absent(&error) && !path.is_symlink() => {}
            Err(error) => {
                return Err(Failure::at(&path, &error)
                    .with_hint("it may be a policy; --no-config uses none"));
            }
        }
    }
    Ok(None)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Reads the policy in that file.
pub(crate) fn read(path: &Path) -> Result<Found, Failure> {
    let here = here()?;
    let mut text = Vec::new();
    // One byte more is enough to see that it is too long.
    let most = u64::try_from(LONGEST_POLICY).unwrap_or(u64::MAX).saturating_add(1);
    let file = File::open(path).map_err(|error| Failure::at(path, &error))?;
    file.take(most).read_to_end(&mut text).map_err(|error| Failure::at(path, &error))?;
    let name = shown(path);
    let text = String::from_utf8(text)
        .map_err(|_| Failure::new(format!("{name}: is no policy: it is not UTF-8")))?;
    let policy = parse(&text).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|it| format!("{name}:{it}")).collect();
        Failure::new(lines.join("\ngorigin: "))
            .with_hint("the man page lists every key; --no-config uses no policy")
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    Ok(Found { path: path.to_owned(), policy, base: Base::new(&here, folder) })
}

fn here() -> Result<PathBuf, Failure> {
    std::env::current_dir().map_err(|error| {
        Failure::io("the current directory", &error).with_hint("--no-config looks for no policy")
    })
}

/// The day in UTC.
pub(crate) fn today() -> Date {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Date::of_unix(since.as_secs())
}
