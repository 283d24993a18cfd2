//! The files that the table of contents lists: elements `file`, nested as the folders are.

use super::tag::{Tag, next};
use crate::archive::Fault;
use crate::archive::meter::Meter;
use crate::bytes::bytes_of_base64_lines;

/// How deep elements may be nested.
const DEEPEST: usize = 512;

/// One file.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) id: Vec<u8>,
    /// Its whole path.
    pub(super) name: Vec<u8>,
    pub(super) what: What,
    /// Where its bytes start in the heap, and how many they are there.
    pub(super) offset: u64,
    pub(super) stored: u64,
    pub(super) size: u64,
    /// How its bytes are stored, as a media type.
    pub(super) encoding: Vec<u8>,
    /// The folder that it is in, by its number.
    folder: Option<usize>,
    has_data: bool,
}

/// What a file is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum What {
    File,
    /// Another name of the file with that number.
    HardLink(Vec<u8>),
    #[default]
    Other,
}

/// The files in the table `text`, in their order; `None` where it is damaged.
pub(super) fn files(text: &[u8], meter: &Meter) -> Result<Option<Vec<File>>, Fault> {
    let mut table = Table::default();
    let mut rest = text;
    while let Some(tag) = next(&mut rest) {
        if tag.opens && table.open(&tag).is_none() || tag.closes && table.close(&tag).is_none() {
            return Ok(None);
        }
        meter.check_names(table.files.len())?;
    }
    let is_whole = table.elements.is_empty() && table.has_begun;
    Ok(is_whole.then(|| table.named(meter)))
}

/// What was read so far.
#[derive(Default)]
struct Table<'x> {
    files: Vec<File>,
    /// The elements around this place, and the files among them.
    elements: Vec<&'x [u8]>,
    around: Vec<usize>,
    /// How the name of the innermost file is written.
    is_base64: bool,
    has_begun: bool,
}

impl<'x> Table<'x> {
    fn open(&mut self, tag: &Tag<'x>) -> Option<()> {
        self.has_begun = true;
        self.elements.push(tag.name);
        if self.elements.len() > DEEPEST {
            return None;
        }
        if tag.name == b"file" {
            let folder = self.around.last().copied();
            let id = tag.attribute(b"id").unwrap_or_default().to_vec();
            self.around.push(self.files.len());
            self.files.push(File { id, folder, ..File::default() });
            return Some(());
        }
        let path = self.below_file(tag.name);
        match path {
            Path::Name => self.is_base64 = tag.attribute(b"enctype") == Some(b"base64"),
            Path::Type => {
                if let (Some(id), Some(file)) = (tag.attribute(b"link"), self.file()) {
                    file.what = What::HardLink(id.to_vec());
                }
            }
            Path::Encoding => {
                let style = tag.attribute(b"style").unwrap_or_default().to_vec();
                if let Some(file) = self.file() {
                    file.encoding = style;
                }
            }
            _ => {}
        }
        Some(())
    }

    /// The element `name`, which is the innermost one, as what it says of a file.
    fn below_file(&self, name: &[u8]) -> Path {
        let mut around = self.elements.iter().rev().skip(1);
        match (around.next().copied(), around.next().copied(), name) {
            (Some(b"file"), _, b"name") => Path::Name,
            (Some(b"file"), _, b"type") => Path::Type,
            (Some(b"data"), Some(b"file"), b"offset") => Path::Offset,
            (Some(b"data"), Some(b"file"), b"length") => Path::Length,
            (Some(b"data"), Some(b"file"), b"size") => Path::Size,
            (Some(b"data"), Some(b"file"), b"encoding") => Path::Encoding,
            _ => Path::Other,
        }
    }

    fn file(&mut self) -> Option<&mut File> {
        let at = *self.around.last()?;
        self.files.get_mut(at)
    }

    fn close(&mut self, tag: &Tag<'x>) -> Option<()> {
        let path = self.below_file(tag.name);
        if self.elements.pop()? != tag.name {
            return None;
        }
        if tag.name == b"file" {
            self.around.pop();
            return Some(());
        }
        let is_base64 = self.is_base64;
        let Some(file) = self.file() else { return Some(()) };
        let text = if tag.opens { &[][..] } else { tag.before };
        match path {
            Path::Name if is_base64 => file.name = bytes_of_base64_lines(text)?,
            Path::Name => file.name = plain(text),
            Path::Type => {
                let is_link = text == b"hardlink";
                match (text, &file.what) {
                    (_, What::HardLink(_)) if is_link => {}
                    (b"file" | b"hardlink", _) => file.what = What::File,
                    _ => file.what = What::Other,
                }
            }
            Path::Offset => file.offset = number(text)?,
            Path::Length => {
                file.stored = number(text)?;
                file.has_data = true;
            }
            Path::Size => file.size = number(text)?,
            Path::Encoding | Path::Other => {}
        }
        Some(())
    }

    /// The files with their whole paths, which are cut off where they are longer than a name may be.
    fn named(mut self, meter: &Meter) -> Vec<File> {
        for at in 0..self.files.len() {
            let Some((before, [file, ..])) = self.files.split_at_mut_checked(at) else { break };
            // A folder stands before what is in it.
            if let Some(folder) = file.folder.and_then(|it| before.get(it)) {
                let path = [folder.name.as_slice(), b"/", &file.name].concat();
                let most = u64::try_from(path.len()).map_or(u64::MAX, |it| meter.name_to_read(it));
                file.name = path;
                file.name.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            }
            if file.what == What::File && !file.has_data {
                file.what = What::Other;
            }
        }
        self.files
    }
}

/// What an element says of a file.
#[derive(Clone, Copy)]
enum Path {
    Name,
    Type,
    Offset,
    Length,
    Size,
    Encoding,
    Other,
}

fn number(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

/// A text without the five references that every XML text may have.
fn plain(text: &[u8]) -> Vec<u8> {
    const REFERENCES: [(&str, &str); 5] =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    if !text.contains(&b'&') {
        return text.to_vec();
    }
    let mut text = String::from_utf8_lossy(text).into_owned();
    for (reference, instead) in REFERENCES {
        text = text.replace(reference, instead);
    }
    text.into_bytes()
}
