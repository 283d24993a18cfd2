//! The rules by which layers become one root, and documents lead to layers, each on an image made
//! for it.

use std::io::Write;

use super::made::{Layout, digest, entry, merged, seen, seen_in_folder, seen_with, tar};
use crate::archive::{Images, Kind, Platform};
use crate::bytes::Limits;

/// Lines that say what was not read.
fn faults(lines: &[String]) -> Vec<&String> {
    lines.iter().filter(|line| line.contains("? ") || line.contains("! ")).collect()
}

#[test]
fn what_layers_hide() {
    for (what, layers, want) in [
        ("two layers", &[&["a=go1"][..], &["b=go2"]][..], &["b go2", "a go1"][..]),
        ("a file is replaced", &[&["a=go1"], &["./a=go2"]], &["a go2"]),
        ("a mark removes a file", &[&["u/a=go1", "u/b=go2"], &["u/.wh.a"]], &["u/b go2"]),
        ("a mark removes a folder", &[&["u/a/x=go1", "u/b=go2"], &["u/.wh.a"]], &["u/b go2"]),
        ("a mark behind the new file", &[&["a=go1"], &["a=go2", ".wh.a"]], &["a go2"]),
        ("a mark before the new file", &[&["a=go1"], &[".wh.a", "a=go2"]], &["a go2"]),
        (
            "an opaque folder, whatever the order",
            &[&["u/a=go1", "v=go3"], &["u/b=go2", "u/.wh..wh..opq"]],
            &["u/b go2", "v go3"],
        ),
        ("an opaque root", &[&["u/a=go1"], &[".wh..wh..opq", "b=go2"]], &["b go2"]),
        ("a file becomes a folder", &[&["a=go1"], &["a/b=go2"]], &["a/b go2"]),
        ("a folder becomes a file", &[&["a/b=go1"], &["a=go2"]], &["a go2"]),
        ("a folder becomes a link", &[&["a/b=go1", "c/b=go2"], &["a->c"]], &["c/b go2"]),
        ("folders are joined", &[&["a/", "a/b=go1"], &["a/", "a/c=go2"]], &["a/c go2", "a/b go1"]),
        ("a file over a link", &[&["a->b", "b=go1"], &["a=go2"]], &["a go2", "b go1"]),
        ("a mark for a layer in between", &[&["a=go1"], &["a=go2"], &[".wh.a"]], &[]),
        ("a file that comes back", &[&["a=go1"], &[".wh.a"], &["a=go3"]], &["a go3"]),
        (
            "a folder that comes back is not what it was",
            &[&["d/a=go1"], &[".wh.d"], &["d/b=go3"]],
            &["d/b go3"],
        ),
        ("marks of the old file system", &[&[".wh..wh.aufs=go1", "a=go2"]], &["a go2"]),
        ("a mark beneath a file says nothing of it", &[&["a=go1"], &["a/.wh.b"]], &["a go1"]),
        ("no layer", &[], &[]),
        ("an empty layer", &[&["a=go1"], &[]], &["a go1"]),
        ("a layer twice", &[&["a=go1"], &["a=go1"]], &["a go1"]),
        ("paths are cleaned", &[&["/u//./a=go1"], &["u/x/../.wh.a"]], &[]),
    ] {
        let seen = merged(layers);
        let seen: Vec<&String> = seen.iter().filter(|line| !line.contains("lead out")).collect();
        assert_eq!(seen, want, "{what}");
    }
}

#[test]
fn hard_links_between_layers() {
    for (what, layers, want) in [
        ("in one layer", &[&["a=go1", "b=>a"][..]][..], &["a go1", "b = a"][..]),
        ("before its file", &[&["b=>a", "a=go1"]], &["a go1", "b = a"]),
        ("to a lower layer", &[&["a=go1"], &["b=>a"]], &["a go1", "b = a"]),
        ("its file is removed", &[&["a=go1", "b=>a"], &[".wh.a"]], &["b go1"]),
        (
            "its file is replaced",
            &[&["a=go1", "b=>a", "c=>a"], &["a=go2"]],
            &["a go2", "b go1", "c = b"],
        ),
        ("the link is removed", &[&["a=go1", "b=>a"], &[".wh.b"]], &["a go1"]),
        ("both are removed", &[&["a=go1", "b=>a"], &[".wh.a", ".wh.b"]], &[]),
        (
            "to a lower layer, whose file a third one replaces",
            &[&["a=go1"], &["b=>a"], &["a=go3"]],
            &["a go3", "b go1"],
        ),
        (
            "to a link of a lower layer, both with other names now",
            &[&["a=go1", "b=>a"], &["c=>b"], &[".wh.a", ".wh.b"]],
            &["c go1"],
        ),
        ("a chain in one layer", &[&["a=go1", "b=>a", "c=>b"], &[".wh.a", ".wh.b"]], &["c go1"]),
        (
            "to what the old file system keeps",
            &[&[".wh..wh.plnk/1.2=go1", "b=>.wh..wh.plnk/1.2"]],
            &["b go1"],
        ),
        ("to a symbolic link", &[&["a->z"], &["b=>a"]], &[]),
        (
            "to a symbolic link, where a higher layer has a file",
            &[&["a->z", "b=>a", "c=>b"], &["a=go2"]],
            &["a go2"],
        ),
    ] {
        assert_eq!(merged(layers), want, "{what}");
    }
}

#[test]
fn hard_links_to_nowhere_are_said() {
    for layers in [
        &[&["a=>b", "b=>a"][..]][..],
        &[&["a=>a"]],
        &[&["a=>../../etc/passwd"]],
        &[&["b=go1"], &[".wh.b"], &["a=>b"]],
    ] {
        let seen = merged(layers);
        assert!(seen.iter().any(|line| line.starts_with("a? ")), "{layers:?}: {seen:?}");
        assert!(!seen.iter().any(|line| line.contains("go1")), "{layers:?}: {seen:?}");
    }
}

#[test]
fn all_layers_on_request() {
    let layers: &[&[&str]] = &[&["a=go1", "d/x=go2", "l=>a"], &["a=go3", "d/.wh..wh..opq"]];
    let layout = Layout::of_layers(layers);
    let images = Images { all_layers: true, ..Images::default() };
    let seen = seen_with(&layout.tar(), images, &Limits::default());
    assert_eq!(seen, ["x is oci-archive", "a go3", "(a) go1", "(d/x) go2", "l = (a)"]);
    assert_eq!(merged(layers), ["a go3", "l go1"]);
}

/// Two images, of which the second has one more layer.
fn two_images() -> Layout {
    let base = tar(&["a=go1", "b=go2", "c=>a", "text=x"]);
    let mut layout = Layout::default();
    let name =
        |name: &str| format!(r#","annotations":{{"org.opencontainers.image.ref.name":"{name}"}}"#);
    let one = layout.image("amd64", std::slice::from_ref(&base), &name("one"));
    let two = layout.image("amd64", &[base, tar(&["b=go3", ".wh.c"])], &name("two"));
    layout.of(&[one, two])
}

#[test]
fn a_layer_of_two_images_is_read_once() {
    let seen = seen(&two_images().tar());
    let want = ["one!/a go1", "one!/b go2", "one!/c = one!/a", "two!/b go3", "two!/a = one!/a"];
    assert_eq!(seen, want);
}

#[test]
fn a_file_that_only_the_second_image_shows() {
    let base = tar(&["a=go1", "b=go2"]);
    let mut layout = Layout::default();
    let one = layout.image("amd64", &[base.clone(), tar(&[".wh.a"])], "");
    let two = layout.image("arm64", &[base], "");
    let seen = seen(&layout.of(&[one, two]).tar());
    let want = ["linux/amd64!/b go2", "linux/arm64!/a go1", "linux/arm64!/b go2"];
    assert_eq!(seen, want);
}

#[test]
fn platforms() {
    let mut layout = Layout::default();
    let amd = layout.image("amd64", &[tar(&["a=go1"])], "");
    let arm = layout.image(
        "unused",
        &[tar(&["a=go2"])],
        r#","platform":{"os":"linux","architecture":"arm","variant":"v7"}"#,
    );
    let bytes = layout.of(&[amd, arm]).tar();
    for (wanted, want) in [
        ("linux/amd64", "linux/amd64!/a go1"),
        ("linux/arm", "linux/arm/v7!/a go2"),
        ("linux/arm/v7", "linux/arm/v7!/a go2"),
        (
            "linux/arm/v6",
            "x! not opened: no image for linux/arm/v6; they are for linux/amd64, linux/arm/v7",
        ),
    ] {
        let platform: Platform = wanted.parse().unwrap();
        let images = Images { platform: Some(&platform), ..Images::default() };
        let seen = seen_with(&bytes, images, &Limits::default());
        assert_eq!(seen[1..], [want], "{wanted}");
    }
}

#[test]
fn indexes_in_indexes_and_statements_about_images() {
    let mut layout = Layout::default();
    let image = layout.image("amd64", &[tar(&["a=go1"])], "");
    let about = r#","platform":{"os":"unknown","architecture":"unknown"},
        "annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#;
    let statement = layout.image("unknown", &[tar(&["b=go2"])], about);
    let absent = format!(r#"{{"digest":"{}","size":9}}"#, digest(b"absent"));
    let inner = layout.index(&[image, statement, absent]);
    let middle = layout.index(&[inner]);
    let bytes = layout.of(&[middle]).tar();
    let absent = "x! 1 images of the index that were not saved left out";
    assert_eq!(seen(&bytes), ["a go1", "x! 1 statements about images left out", absent]);
}

#[test]
fn what_is_missing_or_damaged_is_said() {
    let good = tar(&["a=go1"]);
    let lost = tar(&["b=go2"]);
    let mut layout = Layout::default();
    let image = layout.image("amd64", &[good, lost.clone()], "");
    let layout = layout.of(&[image]);
    let blob = format!("blobs/{}", digest(&lost).replace(':', "/"));
    let with = |bytes: Option<&[u8]>| {
        let mut layout = layout.clone();
        match bytes {
            Some(bytes) => layout.0.insert(blob.clone(), bytes.to_vec()),
            None => layout.0.remove(&blob),
        };
        let folder = seen_in_folder(Kind::OciFolder, &layout);
        let seen = seen(&layout.tar());
        assert_eq!(folder, seen.iter().map(|it| it.replace("archive", "dir")).collect::<Vec<_>>());
        seen
    };
    let name = digest(&lost);
    let fault = format!("{name}? oci-archive is damaged: the layer {name} is missing");
    assert_eq!(with(None), [&fault, "a go1"]);
    let cut = with(Some(&lost[..514]));
    assert_eq!(faults(&cut).len(), 1, "{cut:?}");
    assert!(cut[0].contains("has 514 bytes, not the 2048 of its manifest"), "{cut:?}");
    assert!(cut.contains(&"a go1".to_owned()));
}

#[test]
fn documents_that_lead_nowhere_or_round() {
    let mut layout = Layout::default();
    let image = layout.image("amd64", &[tar(&["a=go1"])], "");
    let out = r#"{"digest":"sha256:../../x"}"#.to_owned();
    let absent = format!(r#"{{"digest":"{}"}}"#, digest(b"absent"));
    let junk = layout.blob(b"[1, 2", "");
    let seen = seen(&layout.clone().of(&[image.clone(), image, out, absent, junk]).tar());
    assert_eq!(faults(&seen).len(), 2, "{seen:?}");
    assert!(faults(&seen).iter().any(|it| it.contains("2 manifests are missing")), "{seen:?}");
    assert!(seen.contains(&"a go1".to_owned()), "{seen:?}");
    // An index cannot hold its own digest, but a file may claim it.
    let own = format!("sha256:{}", "1".repeat(64));
    let index = format!(r#"{{"manifests":[{{"digest":"{own}"}},{{"digest":"{own}"}}]}}"#);
    layout.0.insert(format!("blobs/sha256/{}", "1".repeat(64)), index.into_bytes());
    let round = super::made::seen(&layout.of(&[format!(r#"{{"digest":"{own}"}}"#)]).tar());
    assert_eq!(round, [format!("{own}? oci-archive is damaged: an index leads to itself")]);
}

#[test]
fn too_many_indexes_are_a_limit() {
    let mut layout = Layout::default();
    let mut last = layout.image("amd64", &[tar(&["a=go1"])], "");
    for _ in 0..12 {
        last = layout.index(&[last]);
    }
    let other = layout.image("arm64", &[tar(&["b=go2"])], "");
    let seen = seen(&layout.of(&[last, other]).tar());
    assert!(faults(&seen)[0].contains("limit image-indexes of 8 reached"), "{seen:?}");
    assert!(seen.contains(&"b go2".to_owned()), "{seen:?}");
}

/// An archive of `docker save`, from its entries and `manifest.json`.
fn saved(entries: &[Vec<u8>], manifest: &str) -> Vec<u8> {
    let mut all = entries.concat();
    all.extend(entry(b'0', "manifest.json", "", manifest.as_bytes()));
    all.resize(all.len() + 1024, 0);
    all
}

#[test]
fn docker_save() {
    let (one, two) = ("1".repeat(64), "2".repeat(64));
    let config =
        br#"{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":["sha256:d1","sha256:d2"]}}"#;
    let entries = [
        entry(b'0', &format!("{one}/layer.tar"), "", &tar(&["a=go1", "b=go2"])),
        entry(b'2', &format!("{two}/layer.tar"), &format!("../{one}/layer.tar"), b""),
        entry(b'0', "top.tar", "", &tar(&["c=go3", ".wh.b"])),
        entry(b'0', "c.json", "", config),
        entry(b'0', "beside", "", b"go4"),
        entry(b'2', "round", "round", b""),
    ];
    let manifest = format!(
        r#"[{{"Config":"c.json","RepoTags":["r:1"],"Layers":["{two}/layer.tar","top.tar"]}}]"#
    );
    let bytes = saved(&entries, &manifest);
    let images = Images::default();
    let all = seen_with(&bytes, images, &Limits::default());
    assert_eq!(all, ["x is docker-archive", "c go3", "a go1", "beside go4"]);
    // Compressed as a whole: the archive is kept, since its documents come last.
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&bytes).unwrap();
    let packed = seen_with(&packed.finish().unwrap(), images, &Limits::default());
    assert_eq!(packed[..2], ["x is gzip", "x is docker-archive"]);
    assert_eq!(packed[2..], all[1..]);
    // The name of a layer that leads round, or nowhere.
    let manifest = r#"[{"Config":"c.json","RepoTags":null,"Layers":["round","top.tar"]}]"#;
    let seen = seen(&saved(&entries, manifest));
    assert!(seen.iter().any(|line| line.contains("is missing")), "{seen:?}");
}

#[test]
fn layers_compressed_in_any_way_and_files_that_are_none() {
    let plain = tar(&["a=go1"]);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&plain[..600]).unwrap();
    let mut members = gzip.finish().unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&plain[600..]).unwrap();
    members.extend(gzip.finish().unwrap());
    let skippable = b"\x50\x2a\x4d\x18\x04\0\0\0abcd".to_vec();
    let frames = [
        zstd::encode_all(&plain[..600], 1).unwrap(),
        skippable,
        zstd::encode_all(&plain[600..], 1).unwrap(),
    ]
    .concat();
    for layer in [plain, members, frames] {
        let mut layout = Layout::default();
        let image = layout.image("amd64", &[layer], "");
        assert_eq!(seen(&layout.of(&[image]).tar()), ["a go1"]);
    }
    let mut layout = Layout::default();
    let file = layout.blob(b"go5", r#","annotations":{"org.opencontainers.image.title":"prog"}"#);
    let manifest = format!(r#"{{"config":{{}},"layers":[{file}]}}"#);
    let artifact = layout.blob(manifest.as_bytes(), "");
    assert_eq!(seen(&layout.of(&[artifact]).tar()), ["prog go5"]);
}

#[test]
fn the_transport_dir() {
    let mut layout = Layout::default();
    let image = layout.image("amd64", &[tar(&["a=go1"])], "");
    let digest = image.split('"').nth(3).unwrap().replace(':', "/");
    let manifest = layout.0.remove(&format!("blobs/{digest}")).unwrap();
    let files =
        layout.0.into_iter().map(|(name, bytes)| (name.replace("blobs/sha256/", ""), bytes));
    let mut layout = Layout(files.collect());
    layout.0.insert("manifest.json".to_owned(), manifest);
    layout.0.insert("version".to_owned(), b"Directory Transport Version: 1.1\n".to_vec());
    assert_eq!(seen_in_folder(Kind::ImageFolder, &layout), ["a go1"]);
}

#[test]
fn a_tar_that_is_no_image_stays_one() {
    for lines in [&["index.json={}", "a=go1"][..], &["blobs/x=go1"], &["manifest.json={}", "a=go1"]]
    {
        let seen = seen_with(&tar(lines), Images::default(), &Limits::default());
        assert_eq!(seen[0], "x is tar");
        assert!(seen[1].ends_with(" go1"), "{seen:?}");
    }
}

#[test]
fn entries_are_counted() {
    let names: Vec<String> = (0..40).map(|it| format!("d{it}/e/f=x")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let layout = Layout::of_layers(&[&["a=go1"], &names]);
    for (entries, want) in [(30, Some("entries")), (100, Some("entries")), (1000, None)] {
        let limits = Limits { entries, ..Limits::default() };
        let seen = seen_with(&layout.tar(), Images::default(), &limits);
        let faults = faults(&seen);
        assert_eq!(faults.len(), usize::from(want.is_some()), "{seen:?}");
        assert!(want.is_none_or(|it| faults[0].contains(it)), "{seen:?}");
    }
}
