//! The packages whose functions are asked for, so that the names of all others are passed over quickly.

use std::fmt::Write;

/// Packages, as the linker spells them in names of functions.
///
/// A name is tested with one comparison for each package that begins with the same byte: eight bytes of
/// the package's end, which tell packages apart that begin alike.
#[derive(Clone, Debug)]
pub struct Packages {
    /// By their first bytes.
    starts: Vec<Vec<Start>>,
}

/// A package with the dot behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Start {
    whole: Box<[u8]>,
    /// Where the last eight bytes begin.
    at: usize,
    /// These bytes, and which of them count where there are fewer.
    word: u64,
    mask: u64,
}

impl Packages {
    /// The packages with those import paths; `main` stands for package main.
    pub fn of<'p>(paths: impl IntoIterator<Item = &'p str>) -> Self {
        let mut packages = Self { starts: vec![Vec::new(); 256] };
        for path in paths {
            let start = Start::of(spelled(path).into_bytes());
            let first = start.whole.first().copied().map(usize::from);
            let alike = first.and_then(|first| packages.starts.get_mut(first));
            if let Some(alike) = alike.filter(|them| !them.contains(&start)) {
                alike.push(start);
            }
        }
        packages
    }

    /// Whether the name at the start of `ahead` may be that of a function in one of the packages: it
    /// begins as these do.
    pub(super) fn may_begin(&self, ahead: &[u8]) -> bool {
        let first = ahead.first().copied().map(usize::from);
        let alike = first.and_then(|first| self.starts.get(first));
        alike.is_some_and(|them| them.iter().any(|start| start.begins(ahead)))
    }
}

impl Start {
    fn of(whole: Vec<u8>) -> Self {
        let at = whole.len().saturating_sub(8);
        let (mut word, mut mask) = ([0; 8], [0; 8]);
        let end = whole.get(at..).unwrap_or_default();
        for ((byte, word), mask) in end.iter().zip(&mut word).zip(&mut mask) {
            (*word, *mask) = (*byte, u8::MAX);
        }
        let (word, mask) = (u64::from_le_bytes(word), u64::from_le_bytes(mask));
        Self { whole: whole.into(), at, word, mask }
    }

    fn begins(&self, ahead: &[u8]) -> bool {
        let end = ahead.get(self.at..).and_then(|it| it.first_chunk::<8>());
        end.is_none_or(|it| u64::from_le_bytes(*it) & self.mask == self.word)
            && ahead.starts_with(&self.whole)
    }
}

/// The path with the escapes of the linker and a dot behind it: `objabi.PathToPrefix`, the same in Go 1.21
/// and 1.27.
fn spelled(path: &str) -> String {
    let last = path.rfind('/').map_or(0, |at| at.saturating_add(1));
    let mut spelled = String::with_capacity(path.len().saturating_add(4));
    for (at, byte) in path.bytes().enumerate() {
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

    #[test]
    fn names_of_packages_and_of_others() {
        let paths = ["net", "net/http", "gopkg.in/yaml.v3", "main", "a", "example.com/größe", ""];
        let packages = Packages::of(paths);
        for (name, want) in [
            ("net.Dial", true),
            ("net.", true),
            ("net", false),
            ("net/http.Get", true),
            ("net/http/httputil.F", false),
            ("net/url.Parse", false),
            ("gopkg.in/yaml%2ev3.Unmarshal", true),
            ("gopkg.in/yaml%2ev2.Unmarshal", false),
            ("main.main", true),
            ("a.F\0net/url", true),
            ("b.F\0a.F", false),
            ("ab.F", false),
            ("example.com/gr%c3%b6%c3%9fe.F", true),
            // To be told apart by whoever asks.
            ("a.example/b.F", true),
            ("", false),
        ] {
            assert_eq!(packages.may_begin(name.as_bytes()), want, "{name}");
        }
    }
}
