//! The ID of the link, recomputed from a trace of the build.
//!
//! The first part of a build ID is the SHA-256 of everything that went into the link. With
//! `GODEBUG=gocachehash=1` the go command writes each piece to standard error as it hashes it; the
//! pieces of several actions are mixed:
//!
//! ```text
//! HASH[link example.com/cmd]
//! HASH[link example.com/cmd]: "go1.22.3"
//! HASH[link example.com/cmd]: "link\n"
//! …
//! HASH[link example.com/cmd]: "GOROOT=/usr/local/go\n"
//! …
//! HASH[link example.com/cmd]: "packagemain <main action>/<main content>\n"
//! …
//! HASH[link example.com/cmd]: <the hash in hexadecimal>
//! ```
//!
//! The last line shows whether a trace is damaged. With another path in the `GOROOT=` line the hash
//! is the one that a build with that GOROOT gives, so the ID proves a GOROOT.
//!
//! Source: `cmd/go/internal/cache/hash.go` and `work/exec.go` (`printLinkerConfig`), Go 1.19–1.27.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};

use thiserror::Error;

use crate::bytes::{Digest, Hasher, Named, Text};
use crate::evidence::Segments;
use crate::go::unquote;

/// The text before the name of an action.
const HEAD: &[u8] = b"HASH[";
/// The action that links.
const LINK: &[u8] = b"link ";
/// The longest line that is read, in bytes: the longest line of the go command holds the build
/// info.
const LONGEST_LINE: u64 = 4 << 20;
/// How many bytes of all links of a trace are held.
const LONGEST: usize = 64 << 20;

/// What is wrong with a trace.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TraceError {
    /// It could not be read.
    #[error("cannot read the trace: {0}")]
    Io(io::ErrorKind),
    /// It holds nothing that the go command writes.
    #[error("not a trace: no line starts with `HASH[`")]
    NotATrace,
    /// It is a trace, but holds no link.
    #[error("the trace holds no link, only {actions} lines of other actions")]
    NoLink {
        /// The number of lines of other actions.
        actions: u64,
    },
    /// A line of it is longer than any that the go command writes.
    #[error("line {line} is longer than {LONGEST_LINE} bytes")]
    LongLine {
        /// The number of the line.
        line: u64,
    },
    /// A piece is not a string literal.
    #[error("line {line}: not a Go string literal")]
    Literal {
        /// The number of the line.
        line: u64,
    },
    /// A piece comes before the line that starts its link.
    #[error("line {line}: the start of the link of {package} is missing")]
    NoStart {
        /// The number of the line.
        line: u64,
        /// The package.
        package: Text,
    },
    /// A link has no last line.
    #[error("the trace ends before the link of {package} does")]
    NoEnd {
        /// The package.
        package: Text,
    },
    /// The pieces of a link do not give the hash in its last line.
    #[error("line {line}: lines of the link of {package} are missing or were changed")]
    Hash {
        /// The number of the line.
        line: u64,
        /// The package.
        package: Text,
    },
    /// Its links take more memory than the limit.
    #[error("the links in the trace take more than {LONGEST} bytes")]
    TooLarge,
}

/// One link in a trace: everything that was hashed, with the GOROOT taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The package that was linked.
    pub package: Text,
    /// The GOROOT that was hashed; `None` where the link has no such line.
    pub goroot: Option<Text>,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Link {
    fn new(package: &[u8]) -> Self {
        Self { package: Text::from(package), goroot: None, before: Vec::new(), after: Vec::new() }
    }

    fn add(&mut self, piece: &[u8]) {
        let goroot = piece.strip_prefix(b"GOROOT=").and_then(|rest| rest.strip_suffix(b"\n"));
        match goroot.filter(|_| self.goroot.is_none()) {
            Some(goroot) => self.goroot = Some(Text::from(goroot)),
            None if self.goroot.is_some() => self.after.extend_from_slice(piece),
            None => self.before.extend_from_slice(piece),
        }
    }

    /// The hash of the link with `goroot` in place of its own; the unchanged hash where the link
    /// has none.
    fn digest(&self, goroot: Option<&[u8]>) -> Digest {
        let mut hasher = Hasher::default();
        hasher.update(&self.before);
        if let Some(goroot) = goroot.filter(|_| self.goroot.is_some()) {
            hasher.update(b"GOROOT=");
            hasher.update(goroot);
            hasher.update(b"\n");
        }
        hasher.update(&self.after);
        hasher.digest()
    }

    /// The first part of the build ID that this link gives with `goroot`.
    pub fn part_with(&self, goroot: &[u8]) -> String {
        self.digest(Some(goroot)).part()
    }

    /// The first part of the build ID that this link gave.
    pub fn part(&self) -> String {
        self.digest(self.goroot.as_ref().map(Text::as_bytes)).part()
    }

    /// Whether this link took in the package main of a program with these `segments`.
    fn is_of(&self, segments: Segments<'_>) -> bool {
        let line = format!("packagemain {}/{}\n", segments.main_action, segments.main_content);
        [&self.before, &self.after]
            .into_iter()
            .any(|text| crate::bytes::needle::find(text, line.as_bytes()).is_some())
    }
}

/// Every link of a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The links, in the order of their last lines.
    pub links: Vec<Link>,
}

impl Trace {
    /// Reads a trace line by line; only lines of links are held.
    ///
    /// # Errors
    /// [`TraceError`], which says what is wrong and where.
    pub fn read(from: &mut dyn BufRead) -> Result<Self, TraceError> {
        let mut reading = Reading::default();
        let mut line = Vec::new();
        for number in 1_u64.. {
            line.clear();
            let mut limited = from.take(LONGEST_LINE);
            let count = limited.read_until(b'\n', &mut line);
            let count = count.map_err(|error| TraceError::Io(error.kind()))?;
            if count == 0 {
                break;
            }
            if !line.ends_with(b"\n") && u64::try_from(count).is_ok_and(|it| it >= LONGEST_LINE) {
                return Err(TraceError::LongLine { line: number });
            }
            let text = line.strip_suffix(b"\n").unwrap_or(&line);
            reading.line(number, text.strip_suffix(b"\r").unwrap_or(text))?;
        }
        reading.finish()
    }
}

#[derive(Default)]
struct Reading {
    open: BTreeMap<Vec<u8>, Link>,
    links: Vec<Link>,
    actions: u64,
    held: usize,
}

impl Reading {
    fn line(&mut self, number: u64, line: &[u8]) -> Result<(), TraceError> {
        let Some(rest) = line.strip_prefix(HEAD) else {
            return Ok(());
        };
        let Some(rest) = rest.strip_prefix(LINK) else {
            self.actions = self.actions.saturating_add(1);
            return Ok(());
        };
        // A package path contains no bracket.
        let Some(end) = rest.iter().position(|&byte| byte == b']') else { return Ok(()) };
        let (package, rest) = rest.split_at_checked(end).unwrap_or_default();
        match rest.strip_prefix(b"]: ") {
            None => self.start(package),
            Some(piece) => self.piece(number, package, piece),
        }
    }

    fn start(&mut self, package: &[u8]) -> Result<(), TraceError> {
        match self.open.insert(package.to_vec(), Link::new(package)) {
            None => Ok(()),
            Some(link) => Err(TraceError::NoEnd { package: link.package }),
        }
    }

    fn piece(&mut self, number: u64, package: &[u8], piece: &[u8]) -> Result<(), TraceError> {
        let no_start = || TraceError::NoStart { line: number, package: Text::from(package) };
        if !piece.starts_with(b"\"") {
            let link = self.open.remove(package).ok_or_else(no_start)?;
            let digest = link.digest(link.goroot.as_ref().map(Text::as_bytes));
            if piece != digest.to_string().as_bytes() {
                return Err(TraceError::Hash { line: number, package: link.package });
            }
            self.links.push(link);
            return Ok(());
        }
        let link = self.open.get_mut(package).ok_or_else(no_start)?;
        let piece = unquote(piece).ok_or(TraceError::Literal { line: number })?;
        self.held = self.held.saturating_add(piece.len());
        if self.held > LONGEST {
            return Err(TraceError::TooLarge);
        }
        link.add(&piece);
        Ok(())
    }

    fn finish(self) -> Result<Trace, TraceError> {
        if let Some(link) = self.open.into_values().next() {
            return Err(TraceError::NoEnd { package: link.package });
        }
        match (self.links.is_empty(), self.actions) {
            (false, _) => Ok(Trace { links: self.links }),
            (true, 0) => Err(TraceError::NotATrace),
            (true, actions) => Err(TraceError::NoLink { actions }),
        }
    }
}

/// Who names a GOROOT to put into a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CandidateOrigin {
    /// The trace itself.
    Trace,
    /// The binary.
    Binary,
    /// This machine.
    Host,
    /// The caller.
    Option,
}

impl Named for CandidateOrigin {
    const ALL: &'static [Self] = &[Self::Trace, Self::Binary, Self::Host, Self::Option];

    fn name(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Binary => "binary",
            Self::Host => "host",
            Self::Option => "option",
        }
    }
}

/// A GOROOT to put into a trace, and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who names it.
    pub origin: CandidateOrigin,
    /// The path.
    pub goroot: Text,
}

/// A candidate, put into the link that fits best.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The candidate.
    pub candidate: Candidate,
    /// The first part of the build ID that it gives.
    pub part: String,
    /// Whether that part is the first part of the binary's ID.
    pub matches: bool,
}

/// How a trace relates to a binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStatus {
    /// A link in the trace, unchanged, gives the binary's ID.
    Match,
    /// A link gives the binary's ID with another GOROOT.
    OtherGoroot,
    /// No link gives the binary's ID, but one took in the same package main.
    OtherLink,
    /// No link gives the binary's ID, and none took in the same package main.
    Foreign,
}

impl LinkStatus {
    /// The name used in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::OtherGoroot => "other-goroot",
            Self::OtherLink => "other-link",
            Self::Foreign => "foreign-trace",
        }
    }
}

/// The result of the check of the link's ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkCheck {
    /// How the trace relates to the binary.
    pub status: LinkStatus,
    /// The result in a sentence, safe to show.
    pub reason: String,
    /// The package of the link that fits best.
    pub package: Text,
    /// The GOROOT that the trace of that link records.
    pub recorded: Option<Text>,
    /// The GOROOT that the ID proves.
    pub proven: Option<Text>,
    /// Each candidate, put into the link that fits best.
    pub tried: Vec<Tried>,
}

/// Looks for the link of the program with these `segments`, with its own GOROOT and with each of
/// the `others` in its place. `None` for a trace without links.
pub(crate) fn check_link(
    trace: &Trace,
    segments: Segments<'_>,
    others: &[Candidate],
) -> Option<LinkCheck> {
    let expected = segments.link_action;
    let gives = |link: &Link| {
        link.part() == expected
            || others.iter().any(|it| link.part_with(it.goroot.as_bytes()) == expected)
    };
    let same_main = |link: &&Link| link.is_of(segments);
    let links = &trace.links;
    let link = links
        .iter()
        .find(|link| link.part() == expected)
        .or_else(|| links.iter().find(|link| gives(link)))
        .or_else(|| links.iter().find(same_main))
        .or_else(|| links.first())?;
    let tried = tried(link, expected, others);
    let recorded = link.goroot.clone();
    let proven = tried.iter().find(|it| it.matches).map(|it| it.candidate.goroot.clone());
    let (status, reason) = judged(trace, link, segments, proven.as_ref());
    let package = link.package.clone();
    Some(LinkCheck { status, reason, package, recorded, proven, tried })
}

/// The GOROOT of the link and each of the `others`, put into it.
fn tried(link: &Link, expected: &str, others: &[Candidate]) -> Vec<Tried> {
    let own = link.goroot.clone();
    let own = own.map(|goroot| Candidate { origin: CandidateOrigin::Trace, goroot });
    let mut tried: Vec<Tried> = Vec::new();
    for candidate in own.into_iter().chain(others.iter().cloned()) {
        if tried.iter().any(|it| it.candidate == candidate) {
            continue;
        }
        let part = link.part_with(candidate.goroot.as_bytes());
        let matches = part == expected;
        tried.push(Tried { candidate, part, matches });
    }
    tried
}

/// What the link that fits best says about the program, of which a candidate may have `proven` the
/// GOROOT.
fn judged(
    trace: &Trace,
    link: &Link,
    segments: Segments<'_>,
    proven: Option<&Text>,
) -> (LinkStatus, String) {
    let package = &link.package;
    match (proven, &link.goroot) {
        (_, recorded) if link.part() == segments.link_action => {
            let with = match recorded {
                Some(goroot) if goroot.is_empty() => " without a GOROOT".to_owned(),
                Some(goroot) => format!(" with GOROOT {goroot}"),
                None => String::new(),
            };
            (LinkStatus::Match, format!("the trace's link of {package}{with} gives this ID"))
        }
        (Some(goroot), Some(recorded)) => (
            LinkStatus::OtherGoroot,
            format!(
                "the trace's link of {package} gives this ID with GOROOT {goroot}, which is proven \
                 so; the trace was made with {recorded}"
            ),
        ),
        _ if link.is_of(segments) => (
            LinkStatus::OtherLink,
            format!(
                "the trace's link of {package} took in the same package main, but no GOROOT tried \
                 gives this ID: another GOROOT, other linker flags, environment or dependencies"
            ),
        ),
        _ => (
            LinkStatus::Foreign,
            format!(
                "no link in the trace took in this program's package main; it links {}",
                packages(trace)
            ),
        ),
    }
}

fn packages(trace: &Trace) -> String {
    const SHOWN: usize = 3;
    let names: Vec<_> = trace.links.iter().map(|link| link.package.to_string()).collect();
    let more = names.len().saturating_sub(SHOWN);
    let shown = names.get(..SHOWN).unwrap_or(&names).join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link as the go command traces it, with lines of another action in between.
    fn trace(package: &str, goroot: &str) -> String {
        let pieces = ["go1.22.3", "link\n", &format!("GOROOT={goroot}\n"), "packagemain b/c\n"];
        let whole = pieces.concat();
        let hex = Digest::of(whole.as_bytes());
        let mut text = format!("HASH[link {package}]\n");
        for piece in pieces {
            text.push_str(&format!("HASH[link {package}]: {piece:?}\nHASH[build x]: \"y\"\n"));
        }
        text + &format!("HASH[link {package}]: {hex}\n")
    }

    fn read(text: &str) -> Result<Trace, TraceError> {
        Trace::read(&mut text.as_bytes())
    }

    #[test]
    fn interleaved_links() {
        let (one, two) = (trace("a", "/go"), trace("b", "/other"));
        let lines: Vec<_> = one.lines().zip(two.lines()).collect();
        let mixed: String = lines.iter().map(|(a, b)| format!("# pkg\n{a}\r\n{b}\n")).collect();
        let trace = read(&mixed).unwrap();
        let names: Vec<_> = trace.links.iter().map(|it| it.package.to_string()).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(trace.links[1].goroot.as_ref().unwrap().to_string(), "/other");
        assert_eq!(trace.links[1].part_with(b"/go"), trace.links[0].part());
    }

    #[test]
    fn damaged_and_foreign_traces() {
        let whole = trace("a", "/go");
        let without = |part: &str| {
            let lines = whole.lines().filter(|line| !line.contains(part));
            lines.map(|line| format!("{line}\n")).collect::<String>()
        };
        let last = whole.lines().last().unwrap().to_owned();
        let package = || Text::from("a");
        for (text, want) in [
            (String::new(), TraceError::NotATrace),
            ("go: downloading x\n".to_owned(), TraceError::NotATrace),
            ("HASH[build x]: \"y\"\n".to_owned(), TraceError::NoLink { actions: 1 }),
            (without("GOROOT"), TraceError::Hash { line: 9, package: package() }),
            (whole.replace("/go\\n", "/ho\\n"), TraceError::Hash { line: 10, package: package() }),
            (without(&last), TraceError::NoEnd { package: package() }),
            (
                whole.replacen("HASH[link a]\n", "", 1),
                TraceError::NoStart { line: 1, package: package() },
            ),
            (whole.replace("\"link\\n\"", "\"link\\n"), TraceError::Literal { line: 4 }),
            ("x".repeat(5 << 20), TraceError::LongLine { line: 1 }),
        ] {
            assert_eq!(read(&text), Err(want), "{:.200}", text);
        }
    }

    #[test]
    fn every_cut_is_an_error_or_whole() {
        let whole = trace("a", "/go") + &trace("b", "/go");
        for end in 0..whole.len() {
            if let Ok(trace) = read(&whole[..end]) {
                assert!(trace.links.len() == 1 || end + 1 == whole.len(), "cut at {end}");
            }
        }
    }
}
