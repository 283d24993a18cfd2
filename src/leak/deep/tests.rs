use super::around::CONTEXT;
use super::needles::{PLACES, wide};
use super::run::{STEP, VALUES};
use super::*;
use crate::bytes::{Limits, Named, ReadError, Text};

fn search(needles: &[&str], bytes: &[u8], is_windows: bool) -> Texts {
    let needles: Vec<Text> = needles.iter().map(|it| Text::from(*it)).collect();
    let known = Known { is_windows, ..Known::default() };
    DeepSearch::new(&needles, Some("/opt/mygo")).search(&bytes.to_vec(), &known, &Limits::default())
}

/// Kind or needle, value, place, count, whether it stands alone.
type Row = (String, String, u64, u64, bool);

fn rows(texts: &Texts) -> Vec<Row> {
    let row = |it: &Found| {
        let what = match &it.sought {
            Sought::Place { kind, .. } => kind.name().to_owned(),
            Sought::Needle(needle) => format!("needle {needle}"),
            Sought::HostGoroot => "host-goroot".to_owned(),
        };
        (what, it.value.to_string(), it.at.get(), it.count, it.stands_alone)
    };
    texts.found.iter().map(row).collect()
}

#[test]
fn paths_amid_other_bytes() {
    let wide_path = wide(br"C:\Users\Ann Lee\x").unwrap();
    for (bytes, want) in [
        (&b"\0/home/bob/x.c\0"[..], Some(("home", "/home/bob/x.c", 1, true))),
        (b"\0/home/bob", Some(("home", "/home/bob", 1, true))),
        (b"error/home/bob/x.c", Some(("home", "/home/bob/x.c", 5, false))),
        (b"\0-I/home/bob/inc\0", Some(("home", "/home/bob/inc", 3, true))),
        (b"dir=/home/bob/x\0", Some(("home", "/home/bob/x", 4, true))),
        (b"see /home/bob/x.", Some(("home", "/home/bob/x.", 4, true))),
        (b"see /home/bob/x for", Some(("home", "/home/bob/x", 4, false))),
        (b"\0C:/Users/bob/x.c\0", Some(("home", "C:/Users/bob/x.c", 1, true))),
        (b"\0C:\\Users\\bob\\x.c\0", Some(("home", r"C:\Users\bob\x.c", 1, true))),
        (b"\0/srv/go/pkg/mod/a.b/c\0", Some(("module-cache", "/srv/go/pkg/mod/a.b/c", 1, true))),
        (b"/bin:/home/bob/go/bin", Some(("home", "/home/bob/go/bin", 5, true))),
        (&wide_path, Some(("home", r"C:\Users\Ann Lee\x", 0, true))),
        // What the program itself says about paths.
        (b"\0/home/\0", None),
        (b"\0/home/%s/x\0", None),
        (b"\0/home/$USER/x\0", None),
        (b"\0https://example.com/home/\0", None),
        (b"\0src/runtime/proc.go\0", None),
        (b"", None),
    ] {
        let want = want.map(|(kind, value, at, alone)| {
            (kind.to_owned(), Text::from(value).to_string(), at, 1, alone)
        });
        let got = search(&[], bytes, true);
        assert_eq!(rows(&got), Vec::from_iter(want), "{:?}", Text::from(bytes));
    }
}

#[test]
fn one_path_with_several_needles_counts_once() {
    let text = b"\0/home/bob/go/pkg/mod/x.y/z@v1.0.0/src/runtime/a.go\0/home/bob/go/pkg/mod/q\0";
    let got = rows(&search(&[], text, false));
    let value = "/home/bob/go/pkg/mod/x.y/z@v1.0.0/src/runtime/a.go";
    assert_eq!(got, [("module-cache".to_owned(), value.to_owned(), 1, 2, true)]);
}

#[test]
fn needles_plain_wide_and_inside_of_paths() {
    let mut bytes = b"\0the project falcon!\0/home/bob/falcon/x\0falcon\0".to_vec();
    bytes.push(0);
    bytes.extend(wide(b"Project falcon").unwrap());
    let got = search(&["falcon"], &bytes, false);
    assert_eq!(got.needles(), 4);
    let values: Vec<_> = got
        .found
        .iter()
        .filter(|it| matches!(it.sought, Sought::Needle(_)))
        .map(|it| (it.value.to_string(), it.is_wide))
        .collect();
    let want = [
        ("/home/bob/falcon/x", false),
        ("Project falcon", true),
        ("falcon", false),
        ("the project falcon!", false),
    ];
    assert_eq!(values, want.map(|(text, is_wide)| (text.to_owned(), is_wide)));
    assert_eq!(search(&["Falcon"], &bytes, false).needles(), 0);
}

#[test]
fn the_host_s_goroot_and_not_another() {
    let bytes = b"\0/opt/mygo/src/os/file.go\0/opt/mygo2/x\0/x/opt/mygo/y\0/opt/mygo\0";
    let got = rows(&search(&[], bytes, false));
    let want = ("host-goroot".to_owned(), "/opt/mygo/src/os/file.go".to_owned(), 1, 2, true);
    assert_eq!(got, [want]);
}

#[test]
fn window_borders() {
    let path = b"\0/home/bob/src/tool/main.c\0";
    let mut at = STEP - 600;
    while at < STEP + CONTEXT * 2 + 700 {
        let mut bytes = vec![b'.'; STEP * 2 + 5000];
        bytes[at..at + path.len()].copy_from_slice(path);
        let got = rows(&search(&["tool/main"], &bytes, false));
        let value = "/home/bob/src/tool/main.c".to_owned();
        let want = [
            ("home".to_owned(), value.clone(), at as u64 + 1, 1, true),
            ("needle tool/main".to_owned(), value, at as u64 + 15, 1, true),
        ];
        assert_eq!(got, want, "at {at}");
        at += 7;
    }
    // Sizes at which the last read fills the buffer exactly, or nearly.
    for size in [STEP + 1023, STEP + 1024, STEP + 1025, 2 * STEP + 1024, 27, 28] {
        let mut bytes = vec![0; size];
        let at = size - path.len();
        bytes[at..].copy_from_slice(path);
        assert_eq!(search(&[], &bytes, false).found.len(), 1, "{size}");
    }
}

#[test]
fn long_texts_are_cut_and_many_are_counted() {
    let long = [b"/home/bob/".to_vec(), vec![b'x'; 5000]].concat();
    let got = search(&["xxxyy"], &long, false);
    assert_eq!(got.found[0].value.as_bytes().len(), "/home/".len() + CONTEXT);
    let many: Vec<u8> = (0..2000).flat_map(|at| format!("falcon {at}\0").into_bytes()).collect();
    let got = search(&["falcon"], &many, false);
    assert_eq!((got.found.len(), got.needles()), (VALUES + 1, 2000));
    assert!(got.found.iter().any(|it| it.value.is_empty() && it.count > 1900), "{got:?}");
    let limits = Limits { leaks: 10, ..Limits::default() };
    let users: Vec<u8> =
        (0..50).flat_map(|at| format!("\0/home/bob{at}/x\0").into_bytes()).collect();
    let got = DeepSearch::new(&[], None).search(&users, &Known::default(), &limits);
    assert_eq!((got.found.len(), got.cut.map(|it| it.name)), (10, Some("leaks")));
    let limits = Limits { bytes_searched: 10, ..Limits::default() };
    let got = DeepSearch::new(&[], None).search(&users, &Known::default(), &limits);
    assert!(matches!(got.unfinished, Some(ReadError::Limit(_))));
}

#[test]
fn every_place_is_found_by_its_slashes() {
    for (text, _) in PLACES {
        assert!(text.matches('/').count() >= 2, "{text}");
    }
}
