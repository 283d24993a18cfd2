//! No two files know each other, on however long a way.
//!
//! A file knows another if it names an item that is defined there. Names are followed through
//! re-exports, so a `mod.rs` that only re-exports is no stop on the way; one with code of its own is
//! a file like any other. What is only compiled for tests does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::source::{code_of, is_part};

#[test]
fn no_two_files_know_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut circles = Vec::new();
    for start in ["src/lib.rs", "src/bin/gorigin/main.rs"] {
        let house = House::read(root, start);
        assert!(house.rooms.len() > 10, "only {} files below {start}", house.rooms.len());
        circles.extend(house.circles().iter().map(|circle| house.describe(circle)));
    }
    assert!(circles.is_empty(), "\n{}", circles.join("\n"));
}

/// The files of one crate.
struct House {
    rooms: Vec<Room>,
}

/// One file: a module.
#[derive(Default)]
struct Room {
    file: String,
    parent: Option<usize>,
    children: Vec<(String, usize)>,
    /// Names that are defined here, without modules.
    items: BTreeSet<String>,
    imports: Vec<Import>,
    /// Paths of two names or more that are used here.
    paths: BTreeSet<Vec<String>>,
    /// Every name that stands outside of imports.
    names: BTreeSet<String>,
}

/// One name that a `use` brings in.
#[derive(Debug, PartialEq)]
struct Import {
    /// What it is called here; `*` for all.
    name: String,
    path: Vec<String>,
    is_public: bool,
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Found {
    Module(usize),
    /// An item, and the room in which it is defined.
    Item(usize),
}

/// How many re-exports are followed.
const FAR: usize = 16;

impl House {
    fn read(root: &Path, start: &str) -> Self {
        let mut house = Self { rooms: Vec::new() };
        let folder = Path::new(start).parent().unwrap().to_path_buf();
        house.add(root, PathBuf::from(start), folder, None);
        house
    }

    /// Reads `file`, whose child modules lie in `folder`, and these.
    fn add(&mut self, root: &Path, file: PathBuf, folder: PathBuf, parent: Option<usize>) -> usize {
        let source = fs::read_to_string(root.join(&file)).unwrap();
        let (mut room, children) = Room::of(&source);
        room.file = file.to_str().unwrap().replace('\\', "/");
        room.parent = parent;
        let at = self.rooms.len();
        self.rooms.push(room);
        for name in children {
            let flat = folder.join(format!("{name}.rs"));
            let within = folder.join(&name);
            let file = if root.join(&flat).exists() { flat } else { within.join("mod.rs") };
            let child = self.add(root, file, within, Some(at));
            self.rooms[at].children.push((name, child));
        }
        at
    }

    /// What `path` means in the room `at`.
    fn resolve(&self, at: usize, path: &[String], far: usize) -> Option<Found> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.descend(0, rest, far),
            "self" => self.descend(at, rest, far),
            "super" => {
                let mut up = self.rooms[at].parent?;
                let mut rest = rest;
                while let Some(("super", further)) =
                    rest.split_first().map(|(first, further)| (first.as_str(), further))
                {
                    (up, rest) = (self.rooms[up].parent?, further);
                }
                self.descend(up, rest, far)
            }
            _ => self.descend(at, path, far),
        }
    }

    fn descend(&self, at: usize, path: &[String], far: usize) -> Option<Found> {
        let Some((first, rest)) = path.split_first() else { return Some(Found::Module(at)) };
        let far = far.checked_sub(1)?;
        let room = &self.rooms[at];
        let child = room.children.iter().find(|(name, _)| name == first);
        let through = || {
            let named = room.imports.iter().filter(|it| it.name == *first && it.path != path);
            let by_name = named.filter_map(|it| self.resolve(at, &[&it.path, rest].concat(), far));
            by_name.chain(self.through_globs(at, path, far)).next()
        };
        if let Some((_, child)) = child.filter(|_| !rest.is_empty()) {
            return self.descend(*child, rest, far).or_else(through);
        }
        if room.items.contains(first) {
            return Some(Found::Item(at));
        }
        through().or(child.map(|(_, child)| Found::Module(*child)))
    }

    fn through_globs<'h>(
        &'h self,
        at: usize,
        path: &'h [String],
        far: usize,
    ) -> impl Iterator<Item = Found> + 'h {
        let globs = self.rooms[at].imports.iter().filter(|it| it.name == "*");
        globs.filter_map(move |glob| match self.resolve(at, &glob.path, far)? {
            Found::Module(module) if module != at => self.descend(module, path, far),
            _ => None,
        })
    }

    /// The rooms that the room `at` knows, each with the names by which it does.
    fn known(&self, at: usize) -> BTreeMap<usize, BTreeSet<String>> {
        let room = &self.rooms[at];
        let mut known: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        let mut add = |found: Option<Found>, name: &str| match found {
            Some(Found::Item(owner)) if owner != at => {
                known.entry(owner).or_default().insert(name.to_owned());
            }
            _ => {}
        };
        for import in room.imports.iter().filter(|it| it.name != "*") {
            if !import.is_public || room.names.contains(&import.name) {
                add(self.resolve(at, &import.path, FAR), import.path.last().unwrap());
            }
        }
        for path in &room.paths {
            add(self.resolve(at, path, FAR), path.last().unwrap());
        }
        for name in room.names.difference(&room.items) {
            let path = [name.clone()];
            self.through_globs(at, &path, FAR).for_each(|found| add(Some(found), name));
        }
        known
    }

    /// The groups of rooms that know each other.
    fn circles(&self) -> Vec<Vec<usize>> {
        let known: Vec<_> = (0..self.rooms.len()).map(|at| self.known(at)).collect();
        let reach = |from: usize| {
            let (mut seen, mut left) = (BTreeSet::new(), vec![from]);
            while let Some(at) = left.pop() {
                left.extend(known[at].keys().copied().filter(|&it| seen.insert(it)));
            }
            seen
        };
        let reached: Vec<_> = (0..self.rooms.len()).map(reach).collect();
        let mut circles: Vec<Vec<usize>> = Vec::new();
        for at in 0..self.rooms.len() {
            let is_mutual = |it: &usize| reached[at].contains(it) && reached[*it].contains(&at);
            let circle: Vec<usize> = (0..self.rooms.len()).filter(is_mutual).collect();
            if circle.first() == Some(&at) && circle.len() > 1 {
                circles.push(circle);
            }
        }
        circles
    }

    fn describe(&self, circle: &[usize]) -> String {
        let mut text = "these files know each other:".to_owned();
        for &at in circle {
            for (to, names) in self.known(at).iter().filter(|(to, _)| circle.contains(to)) {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let (from, to) = (&self.rooms[at].file, &self.rooms[*to].file);
                text += &format!("\n    {from} → {to}: {}", names.join(", "));
            }
        }
        text
    }
}

impl Room {
    /// The room that `source` describes, and the names of its child modules.
    fn of(source: &str) -> (Self, Vec<String>) {
        let code = code_of(source);
        let words = words(&code);
        let (mut room, mut children) = (Self::default(), Vec::new());
        let (mut at, mut depth) = (0, 0);
        while let Some(&word) = words.get(at) {
            let next = words.get(at + 1).copied().unwrap_or_default();
            match word {
                "{" => depth += 1,
                "}" => depth -= 1,
                "use" if next != "<" => {
                    let is_public = at > 0 && matches!(words[at - 1], "pub" | ")");
                    at = room.import(&words, at + 1, &[], is_public);
                    continue;
                }
                "mod" if words.get(at + 2) == Some(&";") => children.push(next.to_owned()),
                "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "union"
                    if depth == 0 =>
                {
                    let skipped = ["fn", "mut", "unsafe"].contains(&next);
                    room.items.extend((!skipped && is_name(next)).then(|| next.to_owned()));
                }
                _ if is_name(word) && (at == 0 || !["::", "."].contains(&words[at - 1])) => {
                    let mut path = vec![word.to_owned()];
                    while words.get(at + 1) == Some(&"::")
                        && words.get(at + 2).is_some_and(|it| is_name(it))
                    {
                        path.push(words[at + 2].to_owned());
                        at += 2;
                    }
                    room.names.insert(word.to_owned());
                    if path.len() > 1 {
                        room.paths.insert(path);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        (room, children)
    }

    /// Takes in the tree of an import that starts at `at`, below `before`. Gives the place behind it.
    fn import(
        &mut self,
        words: &[&str],
        mut at: usize,
        before: &[String],
        is_public: bool,
    ) -> usize {
        let mut path = before.to_vec();
        let mut name = String::new();
        while let Some(&word) = words.get(at) {
            at += 1;
            match word {
                "::" => {}
                "{" => {
                    while words.get(at).is_some_and(|it| *it != "}") {
                        at = self.import(words, at, &path, is_public);
                    }
                    at += 1;
                    name.clear();
                    path.clear();
                }
                "as" => {
                    name = words.get(at).copied().unwrap_or_default().to_owned();
                    at += 1;
                }
                "," | ";" => break,
                "}" => {
                    at -= 1;
                    break;
                }
                "self" if !path.is_empty() => name = path.last().unwrap().clone(),
                "*" => name = "*".to_owned(),
                _ => {
                    path.push(word.to_owned());
                    name = word.to_owned();
                }
            }
        }
        if !path.is_empty() {
            self.imports.push(Import { name, path, is_public });
        }
        at
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The names, the `::` and the single signs of `code`.
fn words(code: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = code.trim_start();
    while let Some(c) = rest.chars().next() {
        let length = match c {
            ':' if rest.starts_with("::") => 2,
            c if is_part(c) => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        words.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    words
}

#[test]
fn imports_are_read() {
    let import = |name: &str, path: &str, is_public| Import {
        name: name.to_owned(),
        path: path.split("::").map(str::to_owned).collect(),
        is_public,
    };
    for (source, want) in [
        ("use a::b;", vec![import("b", "a::b", false)]),
        ("pub use a::b as c;", vec![import("c", "a::b", true)]),
        ("pub(crate) use a::*;", vec![import("*", "a", true)]),
        (
            "use a::{self, b::{C, D}, e};",
            vec![
                import("a", "a", false),
                import("C", "a::b::C", false),
                import("D", "a::b::D", false),
                import("e", "a::e", false),
            ],
        ),
        ("fn f() -> impl A + use<'_> {}", vec![]),
    ] {
        assert_eq!(Room::of(source).0.imports, want, "{source}");
    }
}

#[test]
fn circles_are_seen() {
    for (sources, want) in [
        ("mod a; mod b; | use crate::b::B; pub struct A; | use super::a::A; pub struct B;", true),
        ("mod a; mod b; | use crate::b::B; pub struct A; | pub struct B;", false),
        // Through a re-export.
        (
            "mod a; mod b; pub use a::A; | use crate::b::B; pub struct A; | use crate::A; pub struct B;",
            true,
        ),
        (
            "mod a; mod b; pub use a::A; pub use b::B; | use super::B; pub struct A; | pub struct B;",
            false,
        ),
        (
            "mod a; mod b; pub use a::*; | use crate::b::B; pub struct A; | fn f(_: crate::A) {} pub struct B;",
            true,
        ),
        // By a path in the code.
        ("mod a; mod b; | fn f() { super::b::g() } | pub fn g() { crate::a::f() }", true),
        ("mod a; mod b; | use super::b; fn f() { b::g() } | pub fn g() { crate::a::f() }", true),
        ("mod a; mod b; | use super::b; fn f() { b::g() } | use super::a; pub fn g() {}", false),
        // Code in the file of the module.
        ("mod a; mod b; use b::B; pub struct C; | | use super::C; pub struct B;", true),
        ("mod a; mod b; pub use b::B; pub struct C; | | use super::C; pub struct B;", false),
        ("mod a; mod b; pub use b::B; pub struct C(B); | | use super::C; pub struct B;", true),
        ("mod a; mod b; use b::B; pub struct C; | | use super::*; pub struct B(C);", true),
        // Only for tests.
        (
            "mod a; mod b; | use super::b::B; pub struct A; | #[cfg(test)] use super::a::A; pub struct B;",
            false,
        ),
    ] {
        let mut rooms: Vec<Room> = sources.split('|').map(|it| Room::of(it).0).collect();
        rooms[0].children = vec![("a".to_owned(), 1), ("b".to_owned(), 2)];
        rooms[1].parent = Some(0);
        rooms[2].parent = Some(0);
        let house = House { rooms };
        assert_eq!(!house.circles().is_empty(), want, "{sources}");
    }
}
