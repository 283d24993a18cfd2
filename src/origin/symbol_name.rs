//! From the name of a function in a program to the name by which the Go vulnerability database knows it.
//!
//! | in the program | in the database |
//! | --- | --- |
//! | `net/http.(*Server).Serve`, `net/http.Header.Get` | package `net/http`, `Server.Serve`, `Header.Get` |
//! | `gopkg.in/yaml%2ev3.Unmarshal` | package `gopkg.in/yaml.v3` |
//! | `main.run` | the path of package main |
//! | `slices.Sort[go.shape.int]`, `sync/atomic.(*Pointer[…]).Load` | `Sort`, `Pointer.Load` |
//! | `a/b.init.0`; up to Go 1.8 `a/b.init.1` | `init#1` |
//! | `a/b.F.func1.2`, `.gowrap1`, `.deferwrap1`, `-range1`, `·dwrap·1`; since 1.27 also `a/b.F.1.2` | `F`, in which it stands |
//! | `a/b.T.M-fm` | `T.M`, of which it is a value |
//! | Go 1.9–1.11: `time.(*Time).time.sec`, `time.time.Time.IsZero`, `a/b.(*T).(a/b.m)-fm` | `Time.sec`, `Time.IsZero`, `T.m` |
//! | `type:.eq.…`, `go:struct { … }.Read`, `cmpbody` | none: the compiler made it, or it is in no package |
//!
//! Names are compared whole, from the first byte: `vendor/golang.org/x/net/idna` is another package than
//! `golang.org/x/net/idna`.
//!
//! Source: `cmd/internal/objabi/path.go` (`PathToPrefix`), Go 1.22.10; the rest by the names in programs of
//! Go 1.7–1.27, and by the names in the database.

use std::borrow::Cow;

use crate::bytes::percent_decoded;
use crate::go::Release;

/// Up to the release before this one, unexported methods and types have their package before them.
const PLAIN_METHODS: Release = Release::new(1, 12, 0);
/// Up to the release before this one, functions `init` are counted from 1.
const INIT_FROM_0: Release = Release::new(1, 9, 0);

/// A function as the database names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseName<'n> {
    /// The import path of its package.
    pub package: Cow<'n, [u8]>,
    /// The type that it is a method of.
    pub receiver: Option<&'n [u8]>,
    /// Its own name.
    pub name: Cow<'n, [u8]>,
}

impl DatabaseName<'_> {
    /// Whether that is the database's spelling of it: `Func` or `Type.Method`.
    pub fn is(&self, symbol: &[u8]) -> bool {
        let Some(receiver) = self.receiver else { return self.name.as_ref() == symbol };
        let method = symbol.strip_prefix(receiver).and_then(|it| it.strip_prefix(b"."));
        method == Some(self.name.as_ref())
    }

    /// The database's spelling: `Func` or `Type.Method`.
    pub fn symbol(&self) -> Vec<u8> {
        match self.receiver {
            Some(receiver) => [receiver, b".", self.name.as_ref()].concat(),
            None => self.name.to_vec(),
        }
    }
}

/// The database's name of the function that a program of that release calls `raw`. Without a main
/// package, `main` stays as it is. `None` for what the compiler made for no package, and for names without
/// one.
pub fn database_name<'n>(
    raw: &'n [u8],
    main_package: Option<&'n [u8]>,
    release: Option<Release>,
) -> Option<DatabaseName<'n>> {
    let (package, rest) = split(raw)?;
    let (receiver, name) = database_symbol(package, rest, release)?;
    let package = match main_package {
        Some(path) if package == b"main" => Cow::Borrowed(path),
        // The linker writes `%2e` for a dot.
        _ => percent_decoded(package),
    };
    Some(DatabaseName { package, receiver, name })
}

/// Where the symbol starts that [`database_name`] finds, in what stands behind the package and its dot: most
/// names are none that anybody looks for, and their first letters tell it. `None` where it may start
/// elsewhere.
pub fn symbol_start(rest: &[u8], release: Option<Release>) -> Option<&[u8]> {
    let Some(inner) = rest.strip_prefix(b"(") else {
        // The name of the package may stand there, up to Go 1.11; see also `database_symbol`.
        let is_old = release.is_some_and(|release| release < PLAIN_METHODS);
        let may_be_other = is_old && rest.contains(&b'.') || rest.starts_with(b"map.");
        return (!may_be_other).then_some(rest);
    };
    let stars = inner.iter().take_while(|byte| **byte == b'*').count();
    inner.get(stars..)
}

/// The package, and what stands behind it and a dot.
fn split(raw: &[u8]) -> Option<(&[u8], &[u8])> {
    const MADE: [&[u8]; 4] = [b"type..", b"type:", b"go:", b"go."];
    // Types in brackets and signatures have slashes and dots of their own.
    let end = raw.iter().position(|byte| b"[({ ".contains(byte)).unwrap_or(raw.len());
    let head = raw.get(..end)?;
    let slash = head.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at.saturating_add(1));
    let dot = head.get(slash..)?.iter().position(|byte| *byte == b'.')?.checked_add(slash)?;
    let is_made = MADE.iter().any(|start| head.starts_with(start));
    // `go.uber.org/zap` is a package.
    let is_path = slash > 0 && head.starts_with(b"go.");
    if is_made && !is_path || dot == 0 {
        return None;
    }
    Some((head.get(..dot)?, raw.get(dot.checked_add(1)?..)?)).filter(|(_, rest)| !rest.is_empty())
}

/// The type that a function is a method of, and its own name.
pub type Symbol<'n> = (Option<&'n [u8]>, Cow<'n, [u8]>);

/// What [`database_name`] finds of a function beside its package, from that, as the linker writes it, and from
/// what stands behind it and a dot.
pub fn database_symbol<'n>(
    package: &'n [u8],
    rest: &'n [u8],
    release: Option<Release>,
) -> Option<Symbol<'n>> {
    let is_old = release.is_some_and(|release| release < PLAIN_METHODS);
    match simple_symbol(rest).filter(|_| !is_old) {
        Some((receiver, name)) => Some((receiver, Cow::Borrowed(name))),
        None => any_symbol(package, rest, release),
    }
}

fn any_symbol<'n>(
    package: &'n [u8],
    rest: &'n [u8],
    release: Option<Release>,
) -> Option<Symbol<'n>> {
    let is_old = release.is_some_and(|release| release < PLAIN_METHODS);
    let mut words = Words { left: Some(rest) };
    let first = words.next()?;
    if let Some(receiver) = within_parentheses(first) {
        let method = words.next()?;
        // A value of an unexported method, up to Go 1.11.
        if let Some(inner) = within_parentheses(method) {
            return Some((Some(receiver), Cow::Borrowed(behind_last_dot(inner))));
        }
        let next = words.next().filter(|it| is_old && !is_closure(it));
        return Some((Some(receiver), Cow::Borrowed(plain(next.unwrap_or(method)))));
    }
    let name = plain(first);
    let Some(second) = words.next() else { return Some((None, Cow::Borrowed(name))) };
    match (name, second) {
        (b"init", number) if is_number(number) => {
            return Some((None, Cow::Owned(init_number(number, release)?)));
        }
        // What gives a variable of package `map` type its value, since Go 1.21.
        (b"map", b"init") => return Some((None, Cow::Borrowed(b"init"))),
        // A function in the value of a variable, up to Go 1.20.
        (b"glob", b"") => return Some((None, Cow::Borrowed(b"glob."))),
        (_, second) if is_closure(second) => return Some((None, Cow::Borrowed(name))),
        _ => {}
    }
    let third = words.next().filter(|it| is_old && !is_closure(it));
    let (receiver, method) = match third {
        // `reflect.reflect.flag.reflect.kind` and `time.time.Time.IsZero`.
        Some(third) if is_name_of(package, name) => match words.next() {
            Some(fourth) if !is_closure(fourth) => (second, fourth),
            _ => (second, third),
        },
        Some(third) => (first, third),
        None => (first, second),
    };
    Some((Some(plain(receiver)), Cow::Borrowed(plain(method))))
}

/// The same, of `(*T).M`, `T.M` and `F` in ASCII, and of what stands in them: so most names are.
fn simple_symbol(rest: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    let is_end = |behind: &[u8]| matches!(behind, [] | [b'.' | b'-' | b'[', ..]);
    if let Some(inner) = rest.strip_prefix(b"(*") {
        let (receiver, behind) = word(inner)?;
        let (method, behind) = word(behind.strip_prefix(b").")?)?;
        return is_end(behind).then_some((Some(receiver), method));
    }
    let (first, behind) = word(rest)?;
    if behind.is_empty() {
        return Some((None, first));
    }
    let (second, behind) = word(behind.strip_prefix(b".")?)?;
    match first {
        b"init" | b"map" | b"glob" => None,
        _ if !is_end(behind) => None,
        _ if is_closure(second) => Some((None, first)),
        _ => Some((Some(first), second)),
    }
}

/// The letters and digits at the start, of which there is one, and what stands behind them.
fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let is_other = |byte: &u8| !byte.is_ascii_alphanumeric() && *byte != b'_';
    let end = text.iter().position(is_other).unwrap_or(text.len());
    text.split_at_checked(end).filter(|_| end > 0)
}

/// The parts of a name between dots that stand in no bracket. A part in parentheses is one, with them.
struct Words<'n> {
    left: Option<&'n [u8]>,
}

impl<'n> Iterator for Words<'n> {
    type Item = &'n [u8];

    fn next(&mut self) -> Option<&'n [u8]> {
        let left = self.left?;
        let mut depth = 0_usize;
        let end = left.iter().position(|byte| {
            match byte {
                b'[' | b'(' | b'{' => depth = depth.saturating_add(1),
                b']' | b')' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            *byte == b'.' && depth == 0
        });
        self.left = end.and_then(|end| left.get(end.checked_add(1)?..));
        left.get(..end.unwrap_or(left.len()))
    }
}

/// What stands in the parentheses at the start, without stars, type arguments and marks.
fn within_parentheses(word: &[u8]) -> Option<&[u8]> {
    let inner = word.strip_prefix(b"(")?;
    let stars = inner.iter().take_while(|byte| **byte == b'*').count();
    let inner = inner.get(stars..)?;
    let end = inner.iter().position(|byte| b"[)".contains(byte));
    inner.get(..end.unwrap_or(inner.len())).map(plain)
}

/// A word without type arguments, and without what the compiler puts behind it: `-fm`, `·1`.
fn plain(word: &[u8]) -> &[u8] {
    // No name in Go holds the character, whose bytes are these.
    let is_end = |at: &usize| match word.get(*at) {
        Some(b'[' | b'-') => true,
        Some(0xc2) => word.get(at.saturating_add(1)) == Some(&0xb7),
        _ => false,
    };
    let end = (0..word.len()).find(is_end);
    word.get(..end.unwrap_or(word.len())).unwrap_or_default()
}

fn behind_last_dot(name: &[u8]) -> &[u8] {
    let dot = name.iter().rposition(|byte| *byte == b'.').map_or(0, |at| at.saturating_add(1));
    name.get(dot..).unwrap_or_default()
}

/// Whether a word stands for a function inside of another: `func1`, `gowrap2`, `deferwrap1`, or a number.
fn is_closure(word: &[u8]) -> bool {
    const KINDS: [&[u8]; 4] = [b"func", b"gowrap", b"deferwrap", b""];
    let word = plain(word);
    if !word.last().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    KINDS.iter().any(|kind| word.strip_prefix(*kind).is_some_and(is_number))
}

fn is_number(word: &[u8]) -> bool {
    !word.is_empty() && word.iter().all(u8::is_ascii_digit)
}

/// `init#1` for the first function `init` of a package.
fn init_number(number: &[u8], release: Option<Release>) -> Option<Vec<u8>> {
    let number: u64 = std::str::from_utf8(number).ok()?.parse().ok()?;
    let from_1 = release.is_some_and(|release| release < INIT_FROM_0);
    let number = if from_1 { number } else { number.checked_add(1)? };
    Some(format!("init#{number}").into_bytes())
}

/// Whether a package of that path has that name, as far as paths tell.
fn is_name_of(package: &[u8], name: &[u8]) -> bool {
    let mut elements = package.rsplit(|byte| *byte == b'/');
    let last = elements.next().unwrap_or_default();
    let without_version = last.split(|byte| *byte == b'%').next().unwrap_or_default();
    let is_version = last.strip_prefix(b"v").is_some_and(is_number);
    name == last || name == without_version || is_version && elements.next() == Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(raw: &str, minor: u32) -> Option<String> {
        let release = Some(Release::new(1, minor, 0));
        let found = database_name(raw.as_bytes(), Some(b"example.com/cmd/tool"), release)?;
        assert!(found.is(&found.symbol()), "{raw}");
        assert!(!found.is(b"") && !found.is(b"x.y.z"), "{raw}");
        let rest = split(raw.as_bytes()).unwrap().1;
        let letters = |it: &[u8]| -> Vec<u8> {
            it.iter().take(2).take_while(|it| it.is_ascii_alphanumeric()).copied().collect()
        };
        let start = symbol_start(rest, release).map(letters);
        assert!(start.is_none_or(|it| it == letters(&found.symbol())), "{raw}");
        let package = String::from_utf8_lossy(&found.package).into_owned();
        Some(format!("{package} {}", String::from_utf8_lossy(&found.symbol())))
    }

    #[test]
    fn names_of_all_releases() {
        for (raw, want) in [
            ("net/http.Get", "net/http Get"),
            ("net/http.(*Server).Serve", "net/http Server.Serve"),
            ("net/http.Header.Get", "net/http Header.Get"),
            ("gopkg.in/yaml%2ev3.(*Decoder).Decode", "gopkg.in/yaml.v3 Decoder.Decode"),
            ("gopkg.in/x.v0/check.F", "gopkg.in/x.v0/check F"),
            ("go.uber.org/zap.New", "go.uber.org/zap New"),
            ("go.etcd.io/bbolt.(*DB).Close", "go.etcd.io/bbolt DB.Close"),
            ("typedef.example/x.F", "typedef.example/x F"),
            ("main.run", "example.com/cmd/tool run"),
            ("main.(*tool).run.func1", "example.com/cmd/tool tool.run"),
            ("slices.Sort[go.shape.[]uint8,go.shape.uint8]", "slices Sort"),
            ("a/b.F[go.shape.struct { c/d.e func(c/d.T) (int) }].func2.1", "a/b F"),
            ("a.(*P[go.shape.struct { runtime.x [4]a/b.C }]).StoreNoWB", "a P.StoreNoWB"),
            ("a.(*P[func()]).M-fm", "a P.M"),
            ("unique.Handle[go.shape.struct { net/netip.isV6 bool }].Value", "unique Handle.Value"),
            ("a.F[...]", "a F"),
            ("a/b.init", "a/b init"),
            ("a/b.init.0", "a/b init#1"),
            ("a/b.init.4.func1", "a/b init#5"),
            ("a/b.init.func1.2", "a/b init"),
            ("time.map.init.0", "time init"),
            ("fmt.glob..func1", "fmt glob."),
            ("path/filepath.glob", "path/filepath glob"),
            ("path/filepath.glob.deferwrap1", "path/filepath glob"),
            ("a/b.F.func1.2.3", "a/b F"),
            ("a/b.F.gowrap1", "a/b F"),
            ("a/b.T.M.deferwrap2", "a/b T.M"),
            ("a/b.T.M-range1", "a/b T.M"),
            ("a/b.(*T).M.func1-range1", "a/b T.M"),
            ("a/b.F-range1", "a/b F"),
            ("crypto/tls.marshalCertificate.1.2.1", "crypto/tls marshalCertificate"),
            ("sync.(*Once).doSlow·dwrap·2", "sync Once.doSlow"),
            ("reflect.FuncOf·dwrap·1", "reflect FuncOf"),
            ("net.(*R).f.func3·dwrap·6", "net R.f"),
            ("net.(*dialResult·1).Close", "net dialResult.Close"),
            ("net.dialResult·1.Close", "net dialResult.Close"),
            ("encoding/json.floatEncoder.encode-fm", "encoding/json floatEncoder.encode"),
            ("a.function", "a function"),
            ("a.func1x", "a func1x"),
            ("a.T.func1x", "a T.func1x"),
            ("vendor/golang.org/x/net/idna.ToASCII", "vendor/golang.org/x/net/idna ToASCII"),
            ("a.Größe.Maß", "a Größe.Maß"),
        ] {
            assert_eq!(of(raw, 22).as_deref(), Some(want), "{raw}");
        }
    }

    #[test]
    fn names_of_old_releases() {
        for (raw, minor, want) in [
            ("time.(*Time).time.sec", 10, "time Time.sec"),
            ("time.(*Time).sec.func1", 10, "time Time.sec"),
            ("time.time.Time.IsZero", 10, "time Time.IsZero"),
            ("reflect.reflect.flag.reflect.kind", 10, "reflect flag.kind"),
            ("encoding/binary.binary.bigEndian.Uint64", 10, "encoding/binary bigEndian.Uint64"),
            ("gopkg.in/yaml%2ev2.yaml.parser.next", 10, "gopkg.in/yaml.v2 parser.next"),
            ("a/lib/v2.lib.T.m", 10, "a/lib/v2 T.m"),
            ("a/reflect2.safeType.reflect.common", 10, "a/reflect2 safeType.common"),
            ("a/reflect2.(*safeType).reflect.common", 10, "a/reflect2 safeType.common"),
            ("os/exec.(*closeOnce).(os/exec.close)-fm", 10, "os/exec closeOnce.close"),
            (
                "encoding/json.(floatEncoder).(encoding/json.encode)-fm",
                10,
                "encoding/json floatEncoder.encode",
            ),
            ("math/rand.(Source64).Int63-fm", 10, "math/rand Source64.Int63"),
            ("a.T.M.func1", 10, "a T.M"),
            ("a.F.func1.2", 10, "a F"),
            ("a.init.1", 8, "a init#1"),
            ("a.init.1", 9, "a init#2"),
            ("time.time.Time.IsZero", 12, "time time.Time"),
        ] {
            assert_eq!(of(raw, minor).as_deref(), Some(want), "{raw} of go1.{minor}");
        }
    }

    #[test]
    fn what_is_no_function_of_a_package() {
        for raw in [
            "",
            ".",
            "a.",
            ".b",
            "cmpbody",
            "_rt0_amd64_linux",
            "x_cgo_init",
            "type:.eq.net/http.Header",
            "type..eq.[2]interface {}",
            "type..hash.a/b.C",
            "type:.eq.[10SM10K6]",
            "go:struct { io.Reader; io.WriterTo }.Read",
            "go.(*struct { sync.Mutex; a/b.c int }).Lock",
            "go.struct { io.Reader }.Read",
            "go:(*struct { encoding/json/v2.M }).M",
            "go.buildid",
            "go:buildid",
            "a.(",
            "a.()",
            "(",
            "[",
            "a.init.99999999999999999999",
        ] {
            assert_eq!(of(raw, 22), None, "{raw:?}");
        }
        let whole = database_name(b"main.run", None, None).unwrap();
        assert_eq!((&*whole.package, whole.symbol()), (&b"main"[..], b"run".to_vec()));
        let (package, _) = split(b"gopkg.in/yaml%2ev3.F").unwrap();
        assert_eq!(package, b"gopkg.in/yaml%2ev3");
    }

    #[test]
    fn what_is_simple_is_what_it_is_anyway() {
        const PARTS: [&str; 17] = [
            "(*", ")", ").", ".", ".", "[", "]", "-fm", "·1", "T", "f", "func1", "gowrap2", "7",
            "init", "map", "glob",
        ];
        let (mut seed, mut simple) = (1_u32, 0);
        for _ in 0..20_000 {
            let mut next = || {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 16) as usize
            };
            let length = next() % 7;
            let rest: String = (0..length).map(|_| PARTS[next() % PARTS.len()]).collect();
            let Some((receiver, name)) = simple_symbol(rest.as_bytes()) else { continue };
            simple += 1;
            for release in [None, Some(Release::new(1, 12, 0)), Some(Release::new(1, 27, 0))] {
                let want = any_symbol(b"a", rest.as_bytes(), release);
                assert_eq!(Some((receiver, Cow::Borrowed(name))), want, "{rest}");
            }
        }
        assert!(simple > 1000, "{simple}");
    }

    #[test]
    fn nothing_borrowed_is_copied() {
        for raw in ["a/b.F.func1", "a/b.(*T[x/y.z]).M", "main.f", "a/b.T.M-fm"] {
            let found = database_name(raw.as_bytes(), Some(b"x"), None).unwrap();
            let is_borrowed = |it: &Cow<'_, [u8]>| matches!(it, Cow::Borrowed(_));
            assert!(is_borrowed(&found.package) && is_borrowed(&found.name), "{raw}");
        }
    }
}
