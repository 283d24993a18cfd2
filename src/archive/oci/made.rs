//! Images made for tests.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::store::Folder;
use crate::archive::{
    Bytes, Fault, Images, Kind, Opening, Place, Pool, Shared, Visitor, visit, visit_folder,
};
use crate::bytes::{ByteSource, Digest, Limits, PartOffset};

const BLOCK: usize = 512;

/// An entry of a tar: its type, name, target and content.
pub(super) fn entry(kind: u8, name: &str, target: &str, content: &[u8]) -> Vec<u8> {
    let mut header = [0; BLOCK];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..108].copy_from_slice(b"0000755\0");
    header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
    header[148..156].fill(b' ');
    header[156] = kind;
    header[157..157 + target.len()].copy_from_slice(target.as_bytes());
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut entry = header.to_vec();
    entry.extend(content);
    entry.resize(entry.len().next_multiple_of(BLOCK), 0);
    entry
}

/// A tar from a line for each entry: `NAME=CONTENT`, `NAME/`, `NAME->TARGET`, `NAME=>TARGET` for a
/// hard link, and `NAME` for an empty file.
pub(super) fn tar(lines: &[&str]) -> Vec<u8> {
    let mut all = Vec::new();
    for line in lines {
        all.extend(if let Some((name, target)) = line.split_once("=>") {
            entry(b'1', name, target, b"")
        } else if let Some((name, target)) = line.split_once("->") {
            entry(b'2', name, target, b"")
        } else if let Some((name, content)) = line.split_once('=') {
            entry(b'0', name, "", content.as_bytes())
        } else if line.ends_with('/') {
            entry(b'5', line, "", b"")
        } else {
            entry(b'0', line, "", b"")
        });
    }
    all.resize(all.len() + 2 * BLOCK, 0);
    all
}

pub(super) fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", Digest::of(bytes))
}

/// The files of an image layout.
#[derive(Clone, Default)]
pub(super) struct Layout(pub(super) BTreeMap<String, Vec<u8>>);

impl Layout {
    /// Adds a blob; returns its descriptor with `more` in it.
    pub(super) fn blob(&mut self, bytes: &[u8], more: &str) -> String {
        let digest = digest(bytes);
        self.0.insert(format!("blobs/{}", digest.replace(':', "/")), bytes.to_vec());
        format!(r#"{{"digest":"{digest}","size":{}{more}}}"#, bytes.len())
    }

    /// Adds an image for that platform; returns its descriptor with `more` in it.
    pub(super) fn image(&mut self, arch: &str, layers: &[Vec<u8>], more: &str) -> String {
        let layers: Vec<String> = layers.iter().map(|layer| self.blob(layer, "")).collect();
        let config = format!(r#"{{"os":"linux","architecture":"{arch}"}}"#);
        let config = self.blob(config.as_bytes(), "");
        let manifest = format!(r#"{{"config":{config},"layers":[{}]}}"#, layers.join(","));
        self.blob(manifest.as_bytes(), more)
    }

    /// Adds an index of those descriptors; returns its own.
    pub(super) fn index(&mut self, descriptors: &[String]) -> String {
        let index = format!(r#"{{"manifests":[{}]}}"#, descriptors.join(","));
        self.blob(index.as_bytes(), "")
    }

    /// The whole layout, with those descriptors in its index.
    pub(super) fn of(mut self, descriptors: &[String]) -> Self {
        let index = format!(r#"{{"manifests":[{}]}}"#, descriptors.join(","));
        self.0.insert("index.json".to_owned(), index.into_bytes());
        self.0.insert("oci-layout".to_owned(), b"{}".to_vec());
        self
    }

    /// The layout as a tar.
    pub(super) fn tar(&self) -> Vec<u8> {
        let mut all = Vec::new();
        for (name, bytes) in &self.0 {
            all.extend(entry(b'0', &format!("./{name}"), "", bytes));
        }
        all.resize(all.len() + 2 * BLOCK, 0);
        all
    }

    /// One image of those layers, the lowest first, each in lines as [`tar`] takes them.
    pub(super) fn of_layers(layers: &[&[&str]]) -> Self {
        let layers: Vec<Vec<u8>> = layers.iter().map(|lines| tar(lines)).collect();
        let mut layout = Self::default();
        let image = layout.image("amd64", &layers, "");
        layout.of(&[image])
    }
}

impl Folder<'static> for Layout {
    fn file(&self, name: &str) -> io::Result<Option<Shared<'static>>> {
        Ok(self.0.get(name).map(|bytes| Arc::new(bytes.clone()) as Shared<'static>))
    }
}

/// Notes what it is shown, a line each. Takes files that start with `go`.
#[derive(Default)]
struct Notes(Vec<String>);

fn name(place: &Place) -> String {
    let path = place.path().to_string_lossy().replacen("x!/", "", 1);
    match place.layer().is_some_and(|layer| layer.hidden) {
        true => format!("({path})"),
        false => path,
    }
}

impl<'s> Visitor<'s> for Notes {
    fn wants(&mut self, _: &Place, head: &[u8]) -> bool {
        head.starts_with(b"go")
    }

    fn file(&mut self, place: Place, bytes: Bytes<'s>) {
        let mut content = vec![0; usize::try_from(bytes.size()).unwrap()];
        let count = bytes.read_at(PartOffset(0), &mut content).unwrap();
        let content = String::from_utf8_lossy(&content[..count]).into_owned();
        self.0.push(format!("{} {content}", name(&place)));
    }

    fn again(&mut self, place: Place, first: &Place) {
        self.0.push(format!("{} = {}", name(&place), name(first)));
    }

    fn passed(&mut self, _: &Place) {}

    fn opened(&mut self, place: &Place, kind: Kind) {
        self.0.push(format!("{} is {kind}", name(place)));
    }

    fn trouble(&mut self, place: &Place, fault: Fault) {
        self.0.push(format!("{}! {fault}", name(place)));
    }

    fn unread(&mut self, place: &Place, fault: Fault) {
        self.0.push(format!("{}? {fault}", name(place)));
    }
}

/// What is shown of the images in `bytes`.
pub(super) fn seen_with(bytes: &[u8], images: Images<'_>, limits: &Limits) -> Vec<String> {
    let (pool, mut notes) = (Pool::new(1), Notes::default());
    let opening = Opening { limits, pool: &pool, images };
    let kind = Kind::of(bytes).unwrap();
    visit(kind, Arc::new(bytes.to_vec()), &Place::new(Path::new("x")), opening, &mut notes);
    notes.0
}

/// The same by default, without the line that names the kind.
pub(super) fn seen(bytes: &[u8]) -> Vec<String> {
    let seen = seen_with(bytes, Images::default(), &Limits::default());
    seen.into_iter().filter(|line| !line.starts_with("x is ")).collect()
}

/// The same for an image in a folder.
pub(super) fn seen_in_folder(kind: Kind, layout: &Layout) -> Vec<String> {
    let (pool, mut notes, limits) = (Pool::new(1), Notes::default(), Limits::default());
    let opening = Opening { limits: &limits, pool: &pool, images: Images::default() };
    visit_folder(kind, layout, &Place::new(Path::new("x")), opening, &mut notes);
    notes.0.into_iter().filter(|line| !line.starts_with("x is ")).collect()
}

/// What is shown of an image of those layers, in a tar and in a folder.
pub(super) fn merged(layers: &[&[&str]]) -> Vec<String> {
    let layout = Layout::of_layers(layers);
    let seen = seen(&layout.tar());
    let folder = seen_in_folder(Kind::OciFolder, &layout);
    assert_eq!(
        folder,
        seen.iter().map(|it| it.replace("oci-archive", "oci-dir")).collect::<Vec<_>>()
    );
    seen
}
