//! Container images: their documents as a fuzzer writes them, and their layers against a second way
//! to merge them, which is simple, slow, and goes from the lowest to the highest.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;

use gorigin::archive::{
    Bytes, Fault, Folder, Images, Kind, Opening, Place, Pool, Shared, Visitor, visit_folder,
};
use gorigin::bytes::{ByteSource, Limits, PartOffset};

const BLOCK: usize = 512;
/// The most entries of a layer: of a chain of links only so many are followed.
const MOST: usize = 14;

/// An image in a folder.
struct Files(BTreeMap<String, Vec<u8>>);

impl Folder<'static> for Files {
    fn file(&self, name: &str) -> io::Result<Option<Shared<'static>>> {
        assert!(!name.split('/').any(|part| matches!(part, "" | "." | "..")), "{name}");
        Ok(self.0.get(name).map(|bytes| Arc::new(bytes.clone()) as Shared<'static>))
    }
}

/// What is shown of an image: each file with its content.
#[derive(Default)]
struct Shown {
    files: BTreeMap<Vec<u8>, Vec<u8>>,
    faults: usize,
}

impl<'s> Visitor<'s> for Shown {
    fn wants(&mut self, _: &Place, _: &[u8]) -> bool {
        true
    }

    fn file(&mut self, place: Place, bytes: Bytes<'s>) {
        let mut content = vec![0; usize::try_from(bytes.size()).unwrap()];
        let count = bytes.read_at(PartOffset(0), &mut content).unwrap();
        content.truncate(count);
        self.files.insert(place.name(), content);
    }

    fn again(&mut self, place: Place, first: &Place) {
        if let Some(content) = self.files.get(&first.name()).cloned() {
            self.files.insert(place.name(), content);
        }
    }

    fn passed(&mut self, _: &Place) {}

    fn trouble(&mut self, _: &Place, _: Fault) {
        self.faults += 1;
    }

    fn unread(&mut self, _: &Place, _: Fault) {
        self.faults += 1;
    }
}

fn shown(kind: Kind, files: BTreeMap<String, Vec<u8>>, all_layers: bool) -> Shown {
    let (limits, pool, mut shown) = (Limits::default(), Pool::new(1), Shown::default());
    let images = Images { all_layers, ..Images::default() };
    let opening = Opening { limits: &limits, pool: &pool, images };
    visit_folder(kind, &Files(files), &Place::new(Path::new("x")), opening, &mut shown);
    shown
}

/// Arbitrary bytes as each of the documents in turn. Everything they name is there or nowhere, and
/// no document makes a file.
pub(crate) fn documents(data: &[u8]) {
    let layer = tar(&[Entry::of(b"a=1").unwrap()]);
    let whole = br#"{"manifests":[{"digest":"x:m"}]}"#;
    let manifest = br#"{"config":{"digest":"x:c"},"layers":[{"digest":"x:l"}]}"#;
    for name in ["index.json", "blobs/x/m", "blobs/x/c", "manifest.json"] {
        let kind = if name == "manifest.json" { Kind::ImageFolder } else { Kind::OciFolder };
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        files.insert("blobs/x/l".to_owned(), layer.clone());
        files.insert("blobs/x/m".to_owned(), manifest.to_vec());
        files.insert("blobs/x/c".to_owned(), b"{}".to_vec());
        if kind == Kind::OciFolder {
            files.insert("oci-layout".to_owned(), b"{}".to_vec());
            files.insert("index.json".to_owned(), whole.to_vec());
        }
        files.insert(name.to_owned(), data.to_vec());
        let shown = shown(kind, files, true);
        // The config says nothing about what is there.
        assert!(name != "blobs/x/c" || shown.files.len() == 1, "{:?}", shown.files);
    }
}

pub(crate) fn document_seeds() -> Vec<Vec<u8>> {
    vec![
        br#"{"manifests":[{"digest":"x:m","platform":{"os":"linux","architecture":"arm"}}]}"#
            .to_vec(),
        br#"{"config":{"digest":"x:c","size":2},"layers":[{"digest":"x:l"}]}"#.to_vec(),
        br#"{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":["x:1"]}}"#.to_vec(),
    ]
}

/// An entry of a layer, as text: `NAME=CONTENT`, `NAME>TARGET` for a hard link, `NAME@` for a
/// symbolic link, `NAME/` for a folder.
#[derive(Clone)]
struct Entry {
    kind: u8,
    name: Vec<u8>,
    rest: Vec<u8>,
}

impl Entry {
    fn of(line: &[u8]) -> Option<Self> {
        let at = line.iter().position(|byte| b"=>@/".contains(byte) && *byte != b'/');
        let (name, kind, rest) = match at {
            Some(at) => (&line[..at], line[at], &line[at + 1..]),
            None => (line, b'/', &line[..0]),
        };
        let is_usable = |text: &[u8]| text.len() < 60 && !text.contains(&0);
        let is_named = !name.is_empty() && is_usable(name) && is_usable(rest);
        let kind = match kind {
            b'=' if name.ends_with(b"/") => return None,
            b'=' => b'0',
            b'>' => b'1',
            b'@' => b'2',
            _ => b'5',
        };
        is_named.then(|| Self { kind, name: name.to_vec(), rest: rest.to_vec() })
    }
}

fn tar(entries: &[Entry]) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in entries {
        let content = if entry.kind == b'0' { &entry.rest[..] } else { b"" };
        let mut header = [0; BLOCK];
        header[..entry.name.len()].copy_from_slice(&entry.name);
        header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
        header[148..156].fill(b' ');
        header[156] = entry.kind;
        if entry.kind == b'1' {
            header[157..157 + entry.rest.len()].copy_from_slice(&entry.rest);
        }
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        all.extend(header);
        all.extend(content);
        all.resize(all.len().next_multiple_of(BLOCK), 0);
    }
    all.resize(all.len() + 2 * BLOCK, 0);
    all
}

/// Layers as lines, the lowest first, each ended by `-`.
pub(crate) fn layers(data: &[u8]) {
    let layers: Vec<Vec<Entry>> = data
        .split(|byte| *byte == b'-')
        .take(5)
        .map(|layer| layer.split(|byte| *byte == b'\n').filter_map(Entry::of).take(MOST).collect())
        .collect();
    let tars: Vec<Vec<u8>> = layers.iter().map(|layer| tar(layer)).collect();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut list = Vec::new();
    for bytes in &tars {
        let same = tars.iter().position(|other| other == bytes).unwrap();
        files.insert(same.to_string(), bytes.clone());
        list.push(format!(r#"{{"digest":"x:{same}"}}"#));
    }
    let manifest = format!(r#"{{"layers":[{}]}}"#, list.join(","));
    files.insert("manifest.json".to_owned(), manifest.into_bytes());
    let all = shown(Kind::ImageFolder, files.clone(), true);
    let merged = shown(Kind::ImageFolder, files, false);
    if let Some(expected) = simply_merged(&layers) {
        assert_eq!(merged.files, expected);
        assert!(merged.files.keys().all(|name| all.files.contains_key(name)));
    }
}

pub(crate) fn layer_seeds() -> Vec<Vec<u8>> {
    [
        "a=1\nb=2\nd/x=3\nd/y=4\n-d/.wh.x\nb=5\n.wh.b\nc>a\n-.wh.a\n",
        "d/x=1\n-d/.wh..wh..opq\nd/y=2\n-e/f/g=3\n.wh.d\n-",
        "a=1\nb>a\nc>b\n-.wh.a\n.wh.b\n-a=2\n",
        "a=1\n-b>a\n-a/x=3\n-c>b\n",
        "p@\np/x=1\nq/\n-p=2\nq=3\n",
        ".wh..wh.plnk/1=1\na>.wh..wh.plnk/1\n-b>.wh..wh.plnk/1\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

pub(crate) const LAYER_WORDS: &[&str] = &[
    ".wh.",
    ".wh..wh..opq",
    ".wh..wh.plnk/",
    "a",
    "b",
    "d/",
    "=",
    ">",
    "@",
    "\n",
    "-",
    "../",
    "./",
];

/// What is at a path.
#[derive(Clone, PartialEq)]
enum Node {
    File(Vec<u8>),
    /// A file that is no part of the root.
    Aside(Vec<u8>),
    /// A symbolic link, or a hard link to one or to nothing.
    Other,
}

type Names = Vec<Vec<u8>>;
type Root = BTreeMap<Names, Node>;

fn names(path: &[u8]) -> Names {
    let mut names: Names = Vec::new();
    for name in path.split(|byte| *byte == b'/') {
        if name == b".." {
            names.pop();
        } else if name != b"." && !name.is_empty() {
            names.push(name.to_vec());
        }
    }
    names
}

/// One layer: what is gone, the folders, and what else there is.
struct Layer {
    gone: Vec<Names>,
    folders: Vec<Names>,
    nodes: BTreeMap<Names, Result<Node, Names>>,
}

/// `None` where a layer contradicts itself: two entries at one path, or something beneath what is no
/// folder.
fn layer(entries: &[Entry]) -> Option<Layer> {
    let mut layer = Layer { gone: Vec::new(), folders: Vec::new(), nodes: BTreeMap::new() };
    for entry in entries {
        let mut path = names(&entry.name);
        let Some(last) = path.last().cloned() else {
            continue;
        };
        let is_own = path.iter().any(|name| name.starts_with(b".wh..wh."));
        if last == b".wh..wh..opq" {
            path.pop();
            layer.gone.push(path);
            continue;
        }
        let node = match entry.kind {
            b'0' if is_own => Ok(Node::Aside(entry.rest.clone())),
            _ if is_own => continue,
            _ if last.starts_with(b".wh.") => {
                let name = &last[4..];
                if !matches!(name, b"" | b"." | b"..") {
                    *path.last_mut()? = name.to_vec();
                    layer.gone.push(path);
                }
                continue;
            }
            b'0' => Ok(Node::File(entry.rest.clone())),
            b'1' => Err(names(&entry.rest)),
            b'2' => Ok(Node::Other),
            _ => {
                layer.folders.push(path);
                continue;
            }
        };
        if layer.nodes.insert(path, node).is_some() {
            return None;
        }
    }
    let paths: Vec<&Names> = layer.folders.iter().chain(layer.nodes.keys()).collect();
    let is_beneath =
        |path: &&Names| (1..path.len()).any(|to| layer.nodes.contains_key(&path[..to]));
    let is_both = layer.folders.iter().any(|it| layer.nodes.contains_key(it));
    (!is_both && !paths.iter().any(is_beneath)).then_some(layer)
}

/// The files that are left when one layer after the other is applied.
fn simply_merged(layers: &[Vec<Entry>]) -> Option<BTreeMap<Vec<u8>, Vec<u8>>> {
    let mut root = Root::new();
    for entries in layers {
        let layer = layer(entries)?;
        let lower = root.clone();
        for gone in &layer.gone {
            root.retain(|path, _| !path.starts_with(gone));
        }
        for path in layer.folders.iter().chain(layer.nodes.keys()) {
            let is_node = layer.nodes.contains_key(path);
            root.retain(|old, _| {
                let is_beneath = is_node && old.starts_with(path);
                !is_beneath && !path.starts_with(old)
            });
        }
        for (path, node) in &layer.nodes {
            root.insert(path.clone(), resolved(node, &layer, &lower)?);
        }
    }
    let files = root.into_iter().filter_map(|(path, node)| match node {
        Node::File(content) => Some((path.join(&b'/'), content)),
        _ => None,
    });
    Some(files.collect())
}

/// What a link leads to; `None` where it leads round.
fn resolved(node: &Result<Node, Names>, layer: &Layer, lower: &Root) -> Option<Node> {
    let mut node = node.clone();
    let mut met = BTreeSet::new();
    loop {
        let target = match node {
            Ok(node) => return Some(node),
            Err(target) => target,
        };
        node = match layer.nodes.get(&target) {
            Some(next) => next.clone(),
            None => Ok(lower.get(&target).cloned().unwrap_or(Node::Other)),
        };
        if !met.insert(target) {
            return None;
        }
        // A link to what is aside is a file of the root.
        if let Ok(Node::Aside(content)) = node {
            node = Ok(Node::File(content));
        }
    }
}
