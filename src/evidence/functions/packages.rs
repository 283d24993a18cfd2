//! The packages whose functions are asked for, so that the names of all others are passed over quickly.
//!
//! A tree that branches where the names of packages begin to differ: of a name only the bytes at these
//! places are looked at, three of most, before one package is left whose name may be its beginning.

use std::fmt::Write;
use std::ops::Range;

use crate::bytes::needle;

/// Packages, as the linker spells them in names of functions.
#[derive(Clone, Debug)]
pub struct Packages {
    /// Each with the dot behind it, in their order.
    starts: Vec<Start>,
    /// The two bytes before the dots, a bit for each pair.
    ends: Vec<u64>,
    /// By the first byte.
    roots: Vec<Next>,
    forks: Vec<Fork>,
}

/// A package with the dot behind it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Start {
    whole: Box<[u8]>,
    number: usize,
}

/// Where some packages differ for the first time.
#[derive(Clone, Debug)]
struct Fork {
    /// The package that ends here: the others begin with it.
    whole: Option<usize>,
    /// The place of the byte in which they differ.
    at: usize,
    /// These bytes, as a set.
    bytes: [u64; 4],
    next: Vec<(u8, Next)>,
}

/// What is left to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Nothing,
    /// One package, by its place among the starts.
    Start(usize),
    Fork(usize),
}

/// A name that begins as those of a package do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameIn<'n> {
    /// The number under which the package was named.
    pub package: usize,
    /// The whole name.
    pub whole: &'n [u8],
    /// What stands behind the package and its dot.
    pub rest: &'n [u8],
}

impl<'n> NameIn<'n> {
    /// The package, as the linker writes it.
    pub fn package_path(&self) -> &'n [u8] {
        let behind = self.rest.len().saturating_add(1);
        self.whole.get(..self.whole.len().saturating_sub(behind)).unwrap_or_default()
    }
}

impl Packages {
    /// The packages with those import paths, each with a number by which it is told; `main` stands for
    /// package main. Of one that is named twice the lower number counts.
    pub fn of<P: AsRef<[u8]>>(paths: impl IntoIterator<Item = (usize, P)>) -> Self {
        let start = |(number, path): (usize, P)| {
            let whole = spelled(path.as_ref()).into_bytes().into_boxed_slice();
            Start { whole, number }
        };
        let mut starts: Vec<Start> = paths.into_iter().map(start).collect();
        starts.sort_unstable();
        starts.dedup_by(|one, before| one.whole == before.whole);
        let all = 0..starts.len();
        let (ends, roots) = (ends(&starts), vec![Next::Nothing; 256]);
        let mut packages = Self { starts, ends, roots, forks: Vec::new() };
        // Packages may be nested as deeply as their names are long.
        let mut left: Vec<(Option<usize>, u8, Range<usize>, usize)> = Vec::new();
        left.extend(packages.parted(all, 0).into_iter().map(|(byte, part)| (None, byte, part, 1)));
        while let Some((fork, byte, part, at)) = left.pop() {
            let next = packages.tell_apart(&part, at);
            packages.lead(fork, byte, next);
            if let Next::Fork(number) = next {
                let at = packages.forks.get(number).map_or(at, |fork| fork.at);
                let behind = at.saturating_add(1);
                let parts = packages.parted(part, at).into_iter();
                left.extend(parts.map(|(byte, part)| (Some(number), byte, part, behind)));
            }
        }
        packages
    }

    /// Hands over every name of a function in one of the packages, with its place in `runs`, of which each
    /// ends with a NUL; some of other packages may be among them. `clean` tells which end of a run is a name.
    ///
    /// Dots are looked for, and the two bytes before one: mostly no package ends with them.
    pub(super) fn each_name(
        &self,
        runs: &[u8],
        clean: impl Fn(&[u8]) -> &[u8],
        visit: &mut impl FnMut(NameIn<'_>, usize),
    ) {
        let (mut start, mut next) = (0_usize, 0_usize);
        while let Some(ahead) = runs.get(next..).and_then(|left| needle::until(left, b'.')) {
            let dot = next.saturating_add(ahead.len());
            next = dot.saturating_add(1);
            if self.may_end(runs, dot) {
                // One dot tells of a whole run.
                let left = runs.get(next..).unwrap_or_default();
                let end = needle::until(left, 0).unwrap_or(left).len().saturating_add(next);
                let name = clean(runs.get(start..end).unwrap_or_default());
                let place = end.saturating_sub(name.len());
                self.name(name).into_iter().for_each(|name| visit(name, place));
                (start, next) = (end, end);
            }
        }
    }

    /// Whether one of the packages may end before that dot.
    #[inline]
    fn may_end(&self, names: &[u8], dot: usize) -> bool {
        let before = dot.checked_sub(2).and_then(|at| names.get(at..)?.first_chunk());
        // The first byte of all may be a package.
        let Some([one, two]) = before else { return true };
        let (place, bit) = pair(*one, *two);
        self.ends.get(place).is_none_or(|ends| ends & bit != 0)
    }

    /// The package as which a name begins, by its place among the starts: the longest.
    fn find(&self, name: &[u8]) -> Option<usize> {
        let mut next = *self.roots.get(usize::from(*name.first()?))?;
        let begins = |start: &usize| {
            let start = self.starts.get(*start).map(|it| &*it.whole);
            // Most are told by the place of the dot.
            let is_end = |whole: &&[u8]| name.get(whole.len().wrapping_sub(1)) == Some(&b'.');
            start.filter(is_end).is_some_and(|whole| name.starts_with(whole))
        };
        let mut found = None;
        loop {
            match next {
                Next::Nothing => return found,
                Next::Start(start) => return Some(start).filter(begins).or(found),
                Next::Fork(fork) => {
                    let fork = self.forks.get(fork)?;
                    found = fork.whole.filter(begins).or(found);
                    let Some(byte) = name.get(fork.at) else { return found };
                    next = fork.next(*byte);
                }
            }
        }
    }

    /// The name that `whole` is, if it begins as those of a package do: the longest of these.
    pub(super) fn name<'n>(&self, whole: &'n [u8]) -> Option<NameIn<'n>> {
        let start = self.starts.get(self.find(whole)?)?;
        let rest = whole.get(start.whole.len()..)?;
        Some(NameIn { package: start.number, whole, rest })
    }

    /// The starts of a range by the byte at `at`, without one that ends there.
    fn parted(&self, range: Range<usize>, at: usize) -> Vec<(u8, Range<usize>)> {
        let mut parts: Vec<(u8, Range<usize>)> = Vec::new();
        for place in range {
            let start = self.starts.get(place);
            let Some(byte) = start.and_then(|it| it.whole.get(at)).copied() else { continue };
            let end = place.saturating_add(1);
            match parts.last_mut().filter(|(last, _)| *last == byte) {
                Some((_, part)) => part.end = end,
                None => parts.push((byte, place..end)),
            }
        }
        parts
    }

    /// What tells the starts of a range apart, which are alike up to `at`: a fork without ways yet.
    fn tell_apart(&mut self, range: &Range<usize>, at: usize) -> Next {
        let of = |place: usize| self.starts.get(place).map(|it| &*it.whole).unwrap_or_default();
        let (first, last) = (range.start, range.end.saturating_sub(1));
        if first >= last {
            return Next::Start(first);
        }
        let ahead = |place| of(place).iter().skip(at);
        let alike = ahead(first).zip(ahead(last)).take_while(|(one, other)| one == other).count();
        let at = at.saturating_add(alike);
        let whole = (of(first).len() == at).then_some(first);
        let number = self.forks.len();
        self.forks.push(Fork { whole, at, bytes: [0; 4], next: Vec::new() });
        Next::Fork(number)
    }

    /// Leads from a fork, or from the first byte of a name, to what is next.
    fn lead(&mut self, fork: Option<usize>, byte: u8, next: Next) {
        match fork {
            Some(fork) => {
                if let Some(fork) = self.forks.get_mut(fork) {
                    fork.add(byte, next);
                }
            }
            None => {
                if let Some(root) = self.roots.get_mut(usize::from(byte)) {
                    *root = next;
                }
            }
        }
    }
}

/// How many pairs of bytes there are.
const PAIRS: usize = 1 << 16;

/// The place of the mark of two bytes.
fn pair(one: u8, two: u8) -> (usize, u64) {
    let number = u16::from_be_bytes([one, two]);
    (usize::from(number >> 6), 1_u64.wrapping_shl(u32::from(number & 63)))
}

/// The two bytes before the dot of each start.
fn ends(starts: &[Start]) -> Vec<u64> {
    let mut ends = vec![0; PAIRS / 64];
    for start in starts {
        // Before the only byte, or before none, may stand any.
        let (ones, twos) = match &*start.whole {
            [.., one, two, _] => (*one..=*one, *two..=*two),
            [two, _] => (0..=u8::MAX, *two..=*two),
            _ => (0..=u8::MAX, 0..=u8::MAX),
        };
        let pairs = ones.flat_map(|one| twos.clone().map(move |two| pair(one, two)));
        for (place, bit) in pairs {
            if let Some(word) = ends.get_mut(place) {
                *word |= bit;
            }
        }
    }
    ends
}

impl Fork {
    fn add(&mut self, byte: u8, next: Next) {
        if let Some(word) = self.bytes.get_mut(usize::from(byte >> 6)) {
            *word |= 1_u64.wrapping_shl(u32::from(byte & 63));
        }
        self.next.push((byte, next));
    }

    #[inline]
    fn next(&self, byte: u8) -> Next {
        let word = self.bytes.get(usize::from(byte >> 6)).copied().unwrap_or_default();
        if word.wrapping_shr(u32::from(byte & 63)) & 1 == 0 {
            return Next::Nothing;
        }
        let found = self.next.iter().find(|(it, _)| *it == byte);
        found.map_or(Next::Nothing, |(_, next)| *next)
    }
}
/// The path with the escapes of the linker and a dot behind it: `objabi.PathToPrefix`, the same in Go 1.21
/// and 1.27.
fn spelled(path: &[u8]) -> String {
    let last = needle::rfind_byte(path, b'/').map_or(0, |at| at.saturating_add(1));
    let mut spelled = String::with_capacity(path.len().saturating_add(4));
    for (at, byte) in path.iter().copied().enumerate() {
        match byte {
            b'.' if at >= last => spelled.push_str("%2e"),
            0..=b' ' | b'%' | b'"' | 0x7f.. => _ = write!(spelled, "%{byte:02x}"),
            _ => spelled.push(char::from(byte)),
        }
    }
    spelled.push('.');
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: [&str; 12] = [
        "net",
        "net/http",
        "gopkg.in/yaml.v3",
        "main",
        "a",
        "example.com/größe",
        "",
        "a.example/b",
        "a.example/b/c",
        "net/http/httptest",
        "github.com/x/y",
        "github.com/x/z",
    ];

    fn found<'n>(packages: &Packages, name: &'n str) -> Option<(&'static str, &'n str)> {
        let it = packages.name(name.as_bytes())?;
        Some((PATHS[it.package], std::str::from_utf8(it.rest).unwrap()))
    }

    #[test]
    fn names_of_packages_and_of_others() {
        let packages = Packages::of(PATHS.into_iter().enumerate());
        for (name, want) in [
            ("net.Dial", Some(("net", "Dial"))),
            ("net.", Some(("net", ""))),
            ("net", None),
            ("n", None),
            ("net/http.Get", Some(("net/http", "Get"))),
            ("net/http/httputil.F", None),
            ("net/http/httptest.F", Some(("net/http/httptest", "F"))),
            ("net/http", None),
            ("net/url.Parse", None),
            ("gopkg.in/yaml%2ev3.Unmarshal", Some(("gopkg.in/yaml.v3", "Unmarshal"))),
            ("gopkg.in/yaml%2ev2.Unmarshal", None),
            ("main.main", Some(("main", "main"))),
            ("a.F", Some(("a", "F"))),
            ("b.F", None),
            ("ab.F", None),
            ("example.com/gr%c3%b6%c3%9fe.F", Some(("example.com/größe", "F"))),
            ("a.example/b.F", Some(("a.example/b", "F"))),
            ("a.example/b/c.F", Some(("a.example/b/c", "F"))),
            // To be told apart by whoever asks.
            ("a.example/b/d.F", Some(("a", "example/b/d.F"))),
            ("a.example/x.F", Some(("a", "example/x.F"))),
            ("github.com/x/y.F", Some(("github.com/x/y", "F"))),
            ("github.com/x/z.F", Some(("github.com/x/z", "F"))),
            ("github.com/w/z.F", None),
            ("github.com/x/", None),
            (".F", Some(("", "F"))),
            ("", None),
        ] {
            assert_eq!(found(&packages, name), want, "{name}");
        }
    }

    fn behind_nul(run: &[u8]) -> &[u8] {
        run.rsplit(|byte| *byte == 0).next().unwrap()
    }

    #[test]
    fn the_lower_number_counts() {
        let packages = Packages::of([(3, "a"), (1, "a"), (2, "b")]);
        let number = |name: &[u8]| packages.name(name).map(|it| it.package);
        assert_eq!((number(b"a.F"), number(b"b.F")), (Some(1), Some(2)));
        assert_eq!(Packages::of::<&str>([]).name(b"a.F"), None);
    }

    /// The same as comparing with each.
    #[test]
    fn what_a_plain_search_finds() {
        let mut seed = 1_u32;
        let mut text = |most: u32| -> String {
            let mut next = || {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                seed >> 16
            };
            let length = next() % most;
            (0..length).map(|_| char::from(b"ab/."[next() as usize % 4])).collect()
        };
        for _ in 0..2000 {
            let paths: Vec<String> = (0..8).map(|_| text(6)).collect();
            let packages = Packages::of(paths.iter().map(String::as_str).enumerate());
            let mut names = String::new();
            let mut want = Vec::new();
            for _ in 0..8 {
                let (at, name) = (names.len(), text(10));
                let begins = |path: &&String| name.starts_with(&spelled(path.as_bytes()));
                let package =
                    paths.iter().filter(begins).max_by_key(|path| spelled(path.as_bytes()).len());
                want.extend(package.map(|path| (path.clone(), name.clone().into_bytes(), at)));
                names.push_str(&name);
                names.push('\0');
            }
            let mut got = Vec::new();
            packages.each_name(names.as_bytes(), behind_nul, &mut |it, at| {
                got.push((paths[it.package].clone(), it.whole.to_vec(), at));
            });
            assert_eq!(got, want, "{paths:?} {names:?}");
        }
    }
}
