//! Where the documents and blobs of images lie: in an archive or in a folder.

use std::collections::{HashMap, HashSet};
use std::io::{self, Read};

use super::names::clean;
use crate::archive::stream::Stream;
use crate::archive::tar::{Entry, What, content, next};
use crate::archive::{Fault, Shared};
use crate::bytes::{Limits, within};

/// The longest name of such a file.
const LONGEST_NAME: usize = 255;
/// The most links from a name to its file.
const MOST_LINKS: usize = 8;

/// A folder that an image lies in.
pub trait Folder<'s> {
    /// The file with that name in the folder, whose parts are separated by slashes, none of which
    /// is `..`; `None` where there is none.
    ///
    /// # Errors
    /// The error of the system for a file that cannot be read.
    fn file(&self, name: &str) -> io::Result<Option<Shared<'s>>>;
}

/// Files by their names.
pub(super) trait Store<'s> {
    /// The name under which the file lies that `name` leads to; `None` where there is none.
    fn find(&self, name: &str) -> Result<Option<String>, Fault>;

    /// Gives the content of the file with that name, which was [found](Self::find).
    fn open(&self, name: &str) -> Result<Option<Stream<'_, 's>>, Fault>;

    /// The limits on what lies there.
    fn limits(&self) -> &Limits;

    /// The document with that name; `None` where there is none.
    fn document(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(name) = self.find(name)? else { return Ok(None) };
        let Some(stream) = self.open(&name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        let limit = self.limits().image_document;
        let most = limit.saturating_add(1);
        stream.take(most).read_to_end(&mut bytes).map_err(|error| Fault::of_stream(&error))?;
        within("image-document", u64::try_from(bytes.len()).unwrap_or(u64::MAX), limit)?;
        Ok(Some(bytes))
    }
}

/// A folder of the system.
pub(super) struct InFolder<'f, 's> {
    pub(super) folder: &'f dyn Folder<'s>,
    pub(super) limits: Limits,
}

impl<'s> InFolder<'_, 's> {
    fn file(&self, name: &str) -> Result<Option<Shared<'s>>, Fault> {
        self.folder.file(name).map_err(|error| Fault::Io(error.kind()))
    }
}

impl<'s> Store<'s> for InFolder<'_, 's> {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn find(&self, name: &str) -> Result<Option<String>, Fault> {
        Ok(self.file(name)?.map(|_| name.to_owned()))
    }

    fn open(&self, name: &str) -> Result<Option<Stream<'_, 's>>, Fault> {
        Ok(self.file(name)?.map(Stream::of_source))
    }
}

/// A tape archive that can be read in any order.
pub(super) struct InTar<'s> {
    source: Shared<'s>,
    /// Its files and symbolic links by their clean names. Of two with the same name, the last.
    entries: HashMap<String, Entry>,
    /// What kept the others from being known.
    fault: Option<Fault>,
    limits: Limits,
}

impl<'s> InTar<'s> {
    /// Reads the headers of the archive in `source`.
    pub(super) fn index(source: Shared<'s>, limits: &Limits) -> Self {
        let mut stream = Stream::of_source(source.clone());
        let (entries, limits) = (HashMap::new(), limits.clone());
        let mut store = Self { source, entries, fault: None, limits };
        if let Err(fault) = store.read(&mut stream) {
            store.fault = Some(fault);
        }
        store
    }

    fn read(&mut self, stream: &mut Stream<'_, 's>) -> Result<(), Fault> {
        while let Some(entry) = next(stream, &self.limits)? {
            // The content of the last one may be cut off.
            let is_whole = entry.skip(stream);
            let name = clean(&entry.name);
            let is_named = matches!(entry.what, What::File | What::Sparse(_) | What::SymLink(_));
            if is_named
                && name.len() <= LONGEST_NAME
                && let Ok(name) = String::from_utf8(name)
            {
                let count = u64::try_from(self.entries.len()).unwrap_or(u64::MAX);
                within("image-files", count.saturating_add(1), self.limits.image_files)?;
                self.entries.insert(name, entry);
            }
            is_whole?;
        }
        Ok(())
    }

    /// Fails where not all of the archive is known.
    pub(super) fn check(&self) -> Result<(), Fault> {
        self.fault.clone().map_or(Ok(()), Err)
    }

    /// The files that are no part of an image, in their order.
    pub(super) fn others(&self, used: &HashSet<String>) -> Vec<(&str, Stream<'_, 's>)> {
        let is_other = |(name, entry): &(&String, &Entry)| {
            !matches!(entry.what, What::SymLink(_))
                && !name.starts_with("blobs/")
                && !used.contains(*name)
        };
        let mut others: Vec<_> = self.entries.iter().filter(is_other).collect();
        others.sort_by_key(|(_, entry)| entry.start);
        let open = |(name, entry)| (String::as_str(name), self.stream(entry));
        others.into_iter().map(open).collect()
    }

    fn stream<'a>(&'a self, entry: &'a Entry) -> Stream<'a, 's> {
        content(entry, Stream::of_part(&self.source, entry.start, entry.size))
    }
}

impl<'s> Store<'s> for InTar<'s> {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn find(&self, name: &str) -> Result<Option<String>, Fault> {
        let mut name = clean(name.as_bytes());
        for _ in 0..=MOST_LINKS {
            let Ok(known) = String::from_utf8(name) else { return Ok(None) };
            let Some(entry) = self.entries.get(&known) else { return Ok(None) };
            let What::SymLink(target) = &entry.what else { return Ok(Some(known)) };
            let folder = known.rsplit_once('/').map_or("", |(folder, _)| folder);
            name = clean(&[folder.as_bytes(), b"/", target].concat());
        }
        Ok(None)
    }

    fn open(&self, name: &str) -> Result<Option<Stream<'_, 's>>, Fault> {
        Ok(self.entries.get(name).map(|entry| self.stream(entry)))
    }
}
