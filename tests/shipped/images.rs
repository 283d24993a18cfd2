//! Images that lie: layers that are not there, that link in a circle or lead out of the folder, an
//! index that names itself. And what `--all-layers` adds.

use std::fs;
use std::path::Path;

use crate::bombs::program;
use crate::samples::sample;
use crate::scanned::{Scanned, scan};
use crate::tables::is_opened;
use crate::write::{gzip, tar, tar_file, tar_header};
use sha2::{Digest, Sha256};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// An image layout, as its files by name.
struct Layout(Vec<(String, Vec<u8>)>);

impl Layout {
    fn new() -> Self {
        Self(vec![("oci-layout".to_owned(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec())])
    }

    /// Adds a blob, and gives what names it.
    fn blob(&mut self, kind: &str, bytes: Vec<u8>) -> String {
        let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
        let descriptor = describe(kind, &format!("sha256:{digest}"), bytes.len());
        self.0.push((format!("blobs/sha256/{digest}"), bytes));
        descriptor
    }

    /// Adds an image of the layers that these descriptors name.
    fn image(&mut self, layers: &[String]) -> String {
        let config = self.blob(
            "application/vnd.oci.image.config.v1+json",
            br#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#
                .to_vec(),
        );
        let layers = layers.join(",");
        let text = format!(
            r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","config":{config},"layers":[{layers}]}}"#
        );
        self.blob(MANIFEST, text.into_bytes())
    }

    fn index(&mut self, manifests: &[String]) {
        let text = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, manifests.join(","));
        self.0.push(("index.json".to_owned(), text.into_bytes()));
    }

    /// The layout as a tape archive and as a folder below `to`, each scanned beside a good program.
    fn scanned(&self, to: &Path) -> [Scanned; 2] {
        let (archive, folder) = (to.join("archive"), to.join("folder"));
        fs::create_dir_all(&archive).unwrap();
        let files: Vec<(&str, &[u8])> =
            self.0.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        fs::write(archive.join("image.tar"), tar(&files)).unwrap();
        for (name, bytes) in &self.0 {
            let path = folder.join("image").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        [archive, folder].map(|folder| {
            fs::write(folder.join("zz-good"), program()).unwrap();
            let scanned = scan(&folder, &[]);
            let go = scanned.records.iter().filter(|record| record["outcome"] == "go");
            let mut paths = go.map(|record| record["path"].as_str().unwrap());
            let short = scanned.in_short();
            assert!(paths.any(|path| path.ends_with("zz-good")), "{short}");
            scanned
        })
    }
}

fn describe(kind: &str, digest: &str, size: usize) -> String {
    format!(r#"{{"mediaType":"{kind}","digest":"{digest}","size":{size}}}"#)
}

/// How many programs were found in the image.
fn inside(scanned: &Scanned) -> usize {
    let go = scanned.records.iter().filter(|record| record["outcome"] == "go");
    go.count() - 1
}

fn is_said(scanned: &Scanned, what: &str) {
    let short = scanned.in_short();
    println!("{what}: {short}");
    assert!(scanned.code == 3 && !scanned.complaints().is_empty(), "{what}: {short}");
}

#[test]
fn a_layer_that_is_not_there() {
    if !is_opened("oci-archive") {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let mut layout = Layout::new();
    let here = layout.blob(LAYER, gzip(&tar(&[("bin/prog", &program())])));
    let gone = describe(LAYER, &format!("sha256:{}", "0".repeat(64)), 100);
    let image = layout.image(&[here, gone]);
    layout.index(&[image]);
    for scanned in layout.scanned(temporary.path()) {
        is_said(&scanned, "a layer that is not there");
    }
}

/// A digest is a name that somebody wrote: it leads nowhere else.
#[test]
fn a_digest_that_leads_out() {
    if !is_opened("oci-archive") {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let outside = gzip(&tar(&[("bin/prog", &program())]));
    fs::write(temporary.path().join("outside"), &outside).unwrap();
    let absolute = temporary.path().join("outside").display().to_string();
    let ups = ["sha256:../../../../outside", "../../../outside:x", &format!("sha256:{absolute}")];
    for digest in ups {
        let mut layout = Layout::new();
        let layer = describe(LAYER, digest, outside.len());
        let image = layout.image(&[layer]);
        layout.index(&[image]);
        for scanned in layout.scanned(temporary.path()) {
            assert_eq!(inside(&scanned), 0, "{digest}: {}", scanned.in_short());
            is_said(&scanned, digest);
        }
    }
}

/// A blob that is a link to a file outside of the folder is not followed.
#[cfg(unix)]
#[test]
fn a_blob_that_links_out() {
    if !is_opened("oci-archive") {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let outside = gzip(&tar(&[("bin/prog", &program())]));
    fs::write(temporary.path().join("outside"), &outside).unwrap();
    let mut layout = Layout::new();
    let layer = layout.blob(LAYER, outside);
    let (name, _) = layout.0.pop().unwrap();
    let image = layout.image(&[layer]);
    layout.index(&[image]);
    layout.scanned(temporary.path());
    let folder = temporary.path().join("folder");
    std::os::unix::fs::symlink("../../../../../outside", folder.join("image").join(name)).unwrap();
    let scanned = scan(&folder, &[]);
    is_said(&scanned, "a blob that links out");
}

#[test]
fn an_index_that_names_itself() {
    if !is_opened("oci-archive") {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let mut layout = Layout::new();
    let digest = "1".repeat(64);
    let own = describe(INDEX, &format!("sha256:{digest}"), 300);
    let text = format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{own},{own}]}}"#);
    layout.0.push((format!("blobs/sha256/{digest}"), text.into_bytes()));
    layout.index(&[own.clone(), own]);
    for scanned in layout.scanned(temporary.path()) {
        is_said(&scanned, "an index that names itself");
    }
}

/// Indexes in indexes, each naming the next one many times.
#[test]
fn a_tree_of_indexes() {
    if !is_opened("oci-archive") {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let mut layout = Layout::new();
    let layer = layout.blob(LAYER, gzip(&tar(&[("bin/prog", &program())])));
    let mut below = layout.image(&[layer]);
    for _ in 0..12 {
        let many = vec![below; 16].join(",");
        let text = format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{many}]}}"#);
        below = layout.blob(INDEX, text.into_bytes());
    }
    layout.index(&[below]);
    for scanned in layout.scanned(temporary.path()) {
        assert!(matches!(scanned.code, 0 | 3), "{}", scanned.in_short());
        assert!(inside(&scanned) <= 1 || scanned.code == 3, "{}", scanned.in_short());
    }
}

/// Links in a layer that go in a circle, and folders that are links to themselves.
#[test]
fn links_in_a_circle() {
    if !is_opened("oci-archive") {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let mut first = Vec::new();
    for (kind, name, target) in [
        (b'2', "loop", "loop/loop"),
        (b'2', "a", "b"),
        (b'2', "b", "a"),
        (b'1', "hard-a", "hard-b"),
        (b'1', "hard-b", "hard-a"),
        (b'2', "up", "../../../../.."),
        (b'1', "passwd", "../../../../etc/passwd"),
    ] {
        first.extend(tar_header(name.as_bytes(), kind, 0, target.as_bytes()));
    }
    first.extend(tar(&[("bin/prog", &program())]));
    let mut second = tar_file(b"loop/x", b"text");
    second.extend(tar_file(b"a/.wh.y", b""));
    second.extend(tar(&[("up/z", b"text")]));
    let mut layout = Layout::new();
    let layers = [first, second].map(|layer| layout.blob(LAYER, gzip(&layer)));
    let image = layout.image(&layers);
    layout.index(&[image]);
    for scanned in layout.scanned(temporary.path()) {
        assert_eq!(inside(&scanned), 1, "{}", scanned.in_short());
    }
}

/// In an archive of docker, layers may be links to layers; in a circle they are none.
#[test]
fn layers_in_a_circle() {
    if !is_opened("layer-loop.tar") {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let manifest = br#"[{"Config":"c.json","RepoTags":["x:1"],"Layers":["a/layer.tar","b/layer.tar","c/layer.tar"]}]"#;
    let mut archive = tar_file(b"c/layer.tar", &tar(&[("bin/prog", &program())]));
    archive.extend(tar_header(b"a/layer.tar", b'2', 0, b"../b/layer.tar"));
    archive.extend(tar_header(b"b/layer.tar", b'2', 0, b"../a/layer.tar"));
    archive.extend(tar(&[("manifest.json", manifest), ("c.json", b"{}")]));
    let path = temporary.path().join("image.tar");
    fs::write(&path, archive).unwrap();
    let scanned = scan(&path, &[]);
    is_said(&scanned, "layers in a circle");
}

/// A whiteout hides what is below it in its place, wherever it stands in its layer, and nothing else.
#[test]
fn whiteouts() {
    if !is_opened("oci-archive") {
        return;
    }
    let program = program();
    type Files<'f> = &'f [(&'f str, &'f [u8])];
    let first: Files<'_> = &[
        ("a/keep", &program),
        ("a/gone", &program),
        ("d/old", &program),
        ("d/sub/old", &program),
        ("e/x", &program),
        ("file", &program),
    ];
    let empty = &b""[..];
    let second: Files<'_> = &[
        ("d/new", &program),
        ("d/.wh..wh..opq", empty),
        ("a/.wh.gone", empty),
        ("./e/.wh.x", empty),
        ("e/x", &program),
        (".wh.nothing", empty),
        ("file/inner", &program),
        (".wh..wh.plnk/1.2", &program),
        (".wh..wh.aufs", empty),
    ];
    let mut layout = Layout::new();
    let layers = [first, second].map(|files| layout.blob(LAYER, gzip(&tar(files))));
    let image = layout.image(&layers);
    layout.index(&[image]);
    let temporary = tempfile::tempdir().unwrap();
    layout.scanned(temporary.path());
    let path = temporary.path().join("archive/image.tar");
    let scanned = scan(&path, &[]);
    let want = ["a/keep", "d/new", "e/x", "file/inner"];
    assert_eq!(scanned.programs(&path), want, "{}", scanned.in_short());
}

/// A layer whose bytes are not those of its digest: `--verify` says so, and what is in it is read all
/// the same.
#[test]
fn a_layer_with_the_digest_of_another() {
    if !is_opened("oci-archive") {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let mut layout = Layout::new();
    let layer = layout.blob(LAYER, gzip(&tar(&[("bin/prog", &program())])));
    let image = layout.image(&[layer]);
    layout.index(&[image]);
    let saved = |layer: &[u8], digest: &str| {
        let config = format!(r#"{{"rootfs":{{"diff_ids":["sha256:{digest}"]}}}}"#);
        let manifest = br#"[{"Config":"c.json","RepoTags":["x:1"],"Layers":["a/layer.tar"]}]"#;
        tar(&[("a/layer.tar", layer), ("manifest.json", manifest), ("c.json", config.as_bytes())])
    };
    let plain = tar(&[("bin/prog", &program())]);
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(&plain));
    let files = |layout: &Layout| {
        let files: Vec<(&str, &[u8])> =
            layout.0.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        tar(&files)
    };
    let good = [
        ("oci.tar", files(&layout)),
        ("docker.tar", saved(&plain, &digest)),
        ("packed.tar", saved(&gzip(&plain), &digest)),
    ];
    // Another compression of the same bytes has another digest, and the same size is not asked for.
    let blob = layout.0.iter_mut().find(|(_, bytes)| bytes.starts_with(b"\x1f\x8b")).unwrap();
    blob.1[4] ^= 1;
    let other = tar(&[("bin/prog", &program()), ("more", b"")]);
    let bad = [
        ("oci.tar", files(&layout)),
        ("docker.tar", saved(&other, &digest)),
        ("packed.tar", saved(&gzip(&other), &digest)),
    ];
    for (is_bad, (name, bytes)) in
        good.into_iter().map(|it| (false, it)).chain(bad.into_iter().map(|it| (true, it)))
    {
        let path = temporary.path().join(name);
        fs::write(&path, bytes).unwrap();
        for options in [&[][..], &["--verify"]] {
            let scanned = scan(&path, options);
            let short = format!("{name} {options:?}: {}", scanned.in_short());
            assert_eq!(scanned.programs(&path), ["bin/prog"], "{short}");
            let is_told = is_bad && !options.is_empty();
            assert_eq!(scanned.complaints().len(), usize::from(is_told), "{short}");
            assert_eq!(scanned.code, if is_told { 3 } else { 0 }, "{short}");
            let is_named = |it: &String| it.contains("has the bytes of sha256:");
            assert!(!is_told || scanned.complaints().iter().all(is_named), "{short}");
        }
    }
}

/// An index lists an image for each platform, of which one was saved: the others are a note.
#[test]
fn platforms_that_were_not_saved() {
    if !is_opened("oci-archive") {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let mut layout = Layout::new();
    let layer = layout.blob(LAYER, gzip(&tar(&[("bin/prog", &program())])));
    let here = layout.image(&[layer]);
    let gone = ["2", "3"].map(|it| describe(MANIFEST, &format!("sha256:{}", it.repeat(64)), 100));
    let text = format!(
        r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{here},{}]}}"#,
        gone.join(",")
    );
    let index = layout.blob(INDEX, text.into_bytes());
    layout.index(&[index]);
    layout.scanned(temporary.path());
    let path = temporary.path().join("archive/image.tar");
    let scanned = scan(&path, &["-v"]);
    assert_eq!((scanned.programs(&path).len(), scanned.code), (1, 0), "{}", scanned.in_short());
    let note = "2 images of the index that were not saved left out";
    assert!(scanned.said.contains(note), "{}", scanned.said);
}

/// `--all-layers` tells what the layers above hide.
#[test]
fn all_layers() {
    if !is_opened("oci-archive") {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let path = sample("umoci.oci.tar", temporary.path());
    let scanned = scan(&path, &["--all-layers"]);
    let mut programs = scanned.programs(&path);
    programs.dedup();
    let want =
        ["opt/d/new", "opt/d/old1", "opt/d/old2", "usr/bin/gone", "usr/bin/keep", "usr/bin/link"];
    assert_eq!(programs, want, "{}", scanned.in_short());
}

/// An image under two names is read once, and its records have both.
#[test]
fn all_names_of_an_image() {
    if !is_opened("oci-archive") {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    let mut layout = Layout::new();
    let layer = layout.blob(LAYER, gzip(&tar(&[("bin/prog", &program())])));
    let image = layout.image(&[layer]);
    let named = |name: &str| {
        let name = format!(r#""org.opencontainers.image.ref.name":"{name}""#);
        format!("{},\"annotations\":{{{name}}}}}", image.strip_suffix('}').unwrap())
    };
    layout.index(&[named("one:1"), named("one:latest"), named("one:1")]);
    for scanned in layout.scanned(temporary.path()) {
        let records = scanned.records.iter().filter(|it| it["image"].is_object());
        let images: Vec<_> = records.map(|it| it["image"].clone()).collect();
        let [image] = &images[..] else { panic!("{}", scanned.in_short()) };
        assert_eq!(image["reference"], "one:1");
        assert_eq!(image["references"], serde_json::json!(["one:1", "one:latest"]));
    }
}

/// The library opens a folder that is an image, as it opens a file.
#[test]
fn the_library_opens_an_image_in_a_folder() {
    let folder = crate::common::testdata().join("shipped/skopeo.zstd-chunked.oci");
    let records = gorigin::open(&folder).unwrap().inspect(&gorigin::Options::default());
    let go = records.iter().filter(|it| it.go_version.as_ref().is_some());
    let paths: Vec<_> = go.map(|it| it.path.clone()).collect();
    assert!(!paths.is_empty(), "{records:?}");
    let one = gorigin::open(&paths[0]).unwrap().inspect(&gorigin::Options::default());
    assert_eq!(one.iter().map(|it| &it.path).collect::<Vec<_>>(), [&paths[0]]);
    assert!(gorigin::open(folder.parent().unwrap()).is_err());
}
