//! Which programs of two containers are compared with each other.

use std::collections::BTreeMap;

use crate::inspect::Sketch;

/// A program, with its slices.
pub(super) struct Program {
    path: String,
    /// Its path inside; that of a file that lies in no container.
    inner: String,
    pub(super) slices: Vec<Sketch>,
}

impl Program {
    /// Adds a program or a slice of one to `all`; of two files with one path the later counts.
    pub(super) fn add(all: &mut Vec<Self>, sketch: Sketch) {
        let record = &sketch.record;
        let before = all.last_mut().filter(|it| it.path == record.path && record.slice.is_some());
        if let Some(program) = before {
            program.slices.push(sketch);
            return;
        }
        let outer = record.container.first().map_or("", String::as_str);
        let inner = record.path.strip_prefix(outer).unwrap_or(&record.path);
        let names = inner.split("!/").map(|it| it.trim_start_matches("./"));
        let inner = names.collect::<Vec<_>>().join("!/").trim_start_matches("!/").to_owned();
        all.retain(|it| it.path != record.path);
        all.push(Self { path: record.path.clone(), inner, slices: vec![sketch] });
    }

    /// Its path inside, without the first folder.
    fn below_first(&self) -> &str {
        self.inner.split_once('/').map_or(&*self.inner, |(_, rest)| rest)
    }

    fn name(&self) -> &str {
        self.inner.rsplit('/').next().unwrap_or_default()
    }
}

/// The pairs, and what only the first and only the second side has.
type Pairs = (Vec<(Program, Program)>, Vec<Program>, Vec<Program>);

/// Pairs programs by their paths inside, then by less and less of these; a key that two programs of
/// one side share makes no pair.
pub(super) fn pairs(mut a: Vec<Program>, mut b: Vec<Program>) -> Pairs {
    let mut found = Vec::new();
    if let ([_], [_]) = (&*a, &*b) {
        found.extend(a.pop().zip(b.pop()));
        return (found, a, b);
    }
    let keys: [fn(&Program) -> &str; 3] = [|it| &it.inner, Program::below_first, Program::name];
    for key in keys {
        let (alone_a, alone_b) = (alone(&a, key), alone(&b, key));
        let mut left = Vec::new();
        for program in a {
            let is_alone = alone_a.contains_key(key(&program));
            let at = alone_b.get(key(&program)).filter(|_| is_alone);
            let other = at.and_then(|path| b.iter().position(|it| it.path == *path));
            match other {
                Some(at) => found.push((program, b.remove(at))),
                None => left.push(program),
            }
        }
        a = left;
    }
    (found, a, b)
}

/// The keys that only one of the programs has, each with its path.
fn alone(all: &[Program], key: fn(&Program) -> &str) -> BTreeMap<String, String> {
    let mut counts = BTreeMap::<&str, (usize, &str)>::new();
    for program in all {
        let (count, path) = counts.entry(key(program)).or_default();
        (*count, *path) = (count.saturating_add(1), &program.path);
    }
    let alone = counts.into_iter().filter(|(_, (count, _))| *count == 1);
    alone.map(|(key, (_, path))| (key.to_owned(), path.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Options, analyse};

    fn programs(container: &str, names: &[&str]) -> Vec<Program> {
        let bytes: &[u8] = b"";
        let analyses = analyse(&bytes, &Options::default());
        let mut all = Vec::new();
        for name in names {
            let mut sketch = Sketch::of(&analyses[0]);
            sketch.record.path = format!("{container}!/{name}");
            sketch.record.container = vec![container.to_owned()];
            Program::add(&mut all, sketch);
        }
        all
    }

    #[test]
    fn paired_by_path_then_by_less_of_it() {
        for (a, b, want, only) in [
            (&["./bin/x"][..], &["y"][..], "./bin/x=y", (0, 0)),
            (&["./bin/x", "bin/y"], &["bin/y", "bin/x"], "./bin/x=bin/x bin/y=bin/y", (0, 0)),
            (&["p-1/x", "p-1/y"], &["p-2/x", "p-2/z"], "p-1/x=p-2/x", (1, 1)),
            (&["p/bin/x", "q"], &["usr/x"], "p/bin/x=usr/x", (1, 0)),
            (&["a/b/x", "a/c/x"], &["d/x"], "", (2, 1)),
            (&["a.tar!/./x", "y"], &["a.tar!/x"], "a.tar!/./x=a.tar!/x", (1, 0)),
            (&["x", "x"], &["x"], "x=x", (0, 0)),
        ] {
            let (found, only_a, only_b) = pairs(programs("o", a), programs("p.tar", b));
            let text = |(a, b): &(Program, Program)| format!("{}={}", &a.path[3..], &b.path[7..]);
            let got: Vec<_> = found.iter().map(text).collect();
            assert_eq!(got.join(" "), want, "{a:?} {b:?}");
            assert_eq!((only_a.len(), only_b.len()), only, "{a:?} {b:?}");
        }
    }
}
