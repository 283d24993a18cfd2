//! The place that a path names: one table of patterns, tried in order.
//!
//! Patterns are for paths with slashes; backslashes are read as such. `{N}` stands for one name. The match of
//! the group `p`, or the whole match where there is no such group, is the folder that identifies
//! the place.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use regex::bytes::{Regex, RegexSet};

use super::home::{Account, home};
use super::kind::LeakKind;
use super::share::{share_host, without_second_slash};

/// What a path shows about the machine that wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'p> {
    /// The kind of place it names.
    pub kind: LeakKind,
    /// The maker of such places: a distribution, an installer, a build service.
    pub owner: Option<&'static str>,
    /// The name of the person in the path.
    pub user: Option<&'p [u8]>,
    /// The folder at the start of all paths of the place, as spelled.
    pub prefix: &'p [u8],
}

/// Kind, owner and pattern; the first that fits counts.
const PATTERNS: &[(LeakKind, &str, &str)] = &[
    // Text that tools write in place of a path: cmd/go's own names for its work folder and GOROOT.
    (LeakKind::Placeholder, "go", r"^\$(?:WORK|GOROOT|GOPATH|BUILD_PREFIX|PREFIX|SRC_DIR)"),
    // For Windows also `\\_\_` and `//_/_`, as gcc and the linker spell them.
    (LeakKind::Placeholder, "go", r"^(?P<p>//?_(?:/_)?)(?:/|$)"),
    (LeakKind::Placeholder, "go", r"^/tmp/go-build(?:/|$)"),
    (LeakKind::Placeholder, "go", r"^/proc/self/"),
    // Bazel: names relative to its own root, and the root itself.
    (LeakKind::Bazel, "", r"^(?:GOROOT|bazel-out|external/{N})(?:/|$)"),
    (LeakKind::Bazel, "", r"^(?P<p>.*?/_bazel_(?P<u>{N})(?:/[0-9a-f]{32})?)(?:/|$)"),
    (
        LeakKind::Bazel,
        "",
        r"^(?P<p>.*?/(?:execroot/{N}|bazel-out|sandbox/(?:linux|processwrapper|darwin)-sandbox))(?:/|$)",
    ),
    (LeakKind::Buck, "", r"^(?P<p>.*?/buck-out)(?:/|$)"),
    // Go installations and downloads.
    (LeakKind::Toolchain, "go", r"^(?P<p>.*?/golang\.org/toolchain@v{N})"),
    (LeakKind::Goroot, "nix", r"^/nix/store/[0-9a-z]{32}-go-[0-9]{N}(?:/share/go)?"),
    (LeakKind::Goroot, "guix", r"^/gnu/store/[0-9a-z]{32}-go-[0-9]{N}(?:/lib/go)?"),
    (LeakKind::Goroot, "debian", r"^/usr/(?:lib|share)/go-[0-9]+\.[0-9]+"),
    (LeakKind::Goroot, "fedora", r"^(?P<p>/usr/lib(?:64)?/golang)(?:/|$)"),
    (LeakKind::Goroot, "distribution", r"^(?P<p>/usr/(?:lib(?:64)?|share)/go)(?:/|$)"),
    (
        LeakKind::Goroot,
        "homebrew",
        r"^(?P<p>(?:/opt/homebrew|/usr/local|/home/linuxbrew/\.linuxbrew)/(?:Cellar|opt)/go(?:@{N})?(?:/[0-9]{N})?(?:/libexec)?)(?:/|$)",
    ),
    (LeakKind::Goroot, "macports", r"^/opt/local/lib/go(?:-[0-9.]+)?"),
    (LeakKind::Goroot, "official", r"^(?P<p>/usr/local/go)(?:/|$)"),
    (
        LeakKind::Goroot,
        "official",
        r"^(?P<p>(?i:[a-z]:/(?:Program Files(?: \(x86\))?/)?Go))(?:/|$)",
    ),
    (LeakKind::Goroot, "freebsd", r"^(?P<p>/usr/local/go[0-9]+)(?:/|$)"),
    (
        LeakKind::Goroot,
        "setup-go",
        r"^.*?/(?i:hostedtoolcache(?:/windows)?|_tool|tool-cache|toolcache)/go/[0-9]{N}/{N}",
    ),
    (LeakKind::Goroot, "snap", r"^/snap/go/{N}"),
    (LeakKind::Goroot, "scoop", r"^.*?/(?i:scoop/apps/go[0-9]*/{N})"),
    (
        LeakKind::Goroot,
        "chocolatey",
        r"^(?i:[a-z]:/tools/go|.*?/chocolatey/lib/golang{N}/tools/go)",
    ),
    (LeakKind::Goroot, "asdf", r"^.*?/\.?asdf/installs/golang/{N}/go"),
    (LeakKind::Goroot, "gvm", r"^.*?/\.gvm/gos/{N}"),
    (LeakKind::Goroot, "goenv", r"^.*?/\.?goenv/versions/{N}"),
    (LeakKind::Goroot, "mise", r"^.*?/(?:mise|rtx)/installs/go/{N}"),
    (LeakKind::Goroot, "gimme", r"^.*?/\.gimme/versions/{N}"),
    (LeakKind::Goroot, "sdk", r"^.*?/sdk/go[0-9]{N}"),
    // Rust code that is linked in: Cargo's cache of sources, which has a `src` too, and Rust's own
    // name for the folder of its library.
    (LeakKind::Placeholder, "rust", r"^/rustc/(?:[0-9a-f]{40}|[0-9.]+)"),
    (
        LeakKind::Cargo,
        "",
        r"^(?P<p>.*?/\.?cargo)/(?:registry/(?:src|cache|index)|git/(?:checkouts|db))/{N}",
    ),
    (LeakKind::Cargo, "rustup", r"^(?P<p>.*?/\.?rustup/toolchains/{N})"),
    // Modules.
    (LeakKind::ModuleCache, "go", r"^(?P<p>.*?/pkg/mod)(?:/|$)"),
    (LeakKind::ModuleCache, "go", r"^(?P<p>.+?)/[a-z0-9-]+(?:\.[a-z0-9-]+)+/[^@]*@v[0-9]+\."),
    // Build services.
    (
        LeakKind::Ci,
        "azure",
        r"^(?P<p>(?:(?i:[a-z]:/a)|/home/vsts/work|/Users/(?:runner|vsts)/work|/__w|.*?/_work)/[0-9]+(?:/[sb])?)(?:/|$)",
    ),
    (
        LeakKind::Ci,
        "github",
        r"^(?:/home/runner/_?work|/Users/runner/work|/__w|/github/workspace|(?i:[a-z]:/a))(?:/{N}){0,2}",
    ),
    (LeakKind::Ci, "github", r"^.*?/actions-runner[^/]*(?:/_work(?:/{N}){0,2})?"),
    (
        LeakKind::Ci,
        "gitlab",
        r"^(?:/builds|/home/gitlab-runner/builds(?:/{N}){0,2}|(?i:[a-z]:/(?:GitLab-Runner/)?builds))(?:/{N}){0,2}",
    ),
    (
        LeakKind::Ci,
        "jenkins",
        r"^(?:(?i:.*?/\.?jenkins(?:/{N})*?/(?:workspace|jobs))/{N}|/var/(?:lib/)?jenkins)",
    ),
    (LeakKind::Ci, "circleci", r"^/(?:home/circleci|Users/distiller)(?:/{N})?"),
    (LeakKind::Ci, "travis", r"^/(?:home|Users)/travis/(?:build|gopath)(?:/{N}){0,2}"),
    (LeakKind::Ci, "buildkite", r"^.*?/(?:buildkite-agent|buildkite)/builds(?:/{N}){0,3}"),
    (LeakKind::Ci, "drone", r"^/drone/src"),
    (LeakKind::Ci, "woodpecker", r"^/woodpecker/src(?:/{N}){0,3}"),
    (LeakKind::Ci, "bitbucket", r"^/opt/atlassian/pipelines/agent/build"),
    (
        LeakKind::Ci,
        "teamcity",
        r"^(?i:.*?/(?:BuildAgent[^/]*|TeamCity[^/]*)(?:/{N})?/work)/[0-9a-f]{8,}",
    ),
    (LeakKind::Ci, "cirrus", r"^/tmp/cirrus-ci-build"),
    (LeakKind::Ci, "codebuild", r"^/codebuild/output/src[0-9]*(?:/src)?"),
    (LeakKind::Ci, "bitrise", r"^/(?:bitrise/src|Users/vagrant/git)"),
    (LeakKind::Ci, "appveyor", r"^(?i:[a-z]:/projects)/{N}"),
    (LeakKind::Ci, "concourse", r"^/tmp/build/[0-9a-f]{8}"),
    // Temporary files.
    (LeakKind::Temp, "nix", r"^(?:/private)?/tmp/nix-build-{N}"),
    (LeakKind::Temp, "guix", r"^/tmp/guix-build-{N}"),
    (LeakKind::Temp, "go", r"^(?:.*?)/go-build[0-9]+"),
    (LeakKind::Distribution, "gentoo", r"^/var/tmp/portage(?:/{N}/{N})?"),
    (
        LeakKind::Distribution,
        "fedora",
        r"^(?P<p>/var/tmp/(?:{N}/)?(?:BUILD|rpmbuild)|/builddir/build(?:/BUILD)?(?:/{N})?|.*?/rpmbuild/(?:BUILD|SOURCES|BUILDROOT)(?:/{N})?)",
    ),
    (LeakKind::Temp, "", r"^(?:/private)?(?:/var)?/tmp(?:/{N})?"),
    (LeakKind::Temp, "macos", r"^(?:/private)?/var/folders/{N}/{N}(?:/T)?"),
    (LeakKind::Temp, "windows", r"^(?i:(?:.*?/AppData/Local|[a-z]:(?:/Windows)?)/Te?mp)(?:/{N})?"),
    (LeakKind::Temp, "", r"^/dev/shm(?:/{N})?"),
    // Stores and distributions.
    (LeakKind::Nix, "", r"^/nix/store/[0-9a-z]{32}-{N}"),
    (LeakKind::Guix, "", r"^/gnu/store/[0-9a-z]{32}-{N}"),
    (
        LeakKind::Conda,
        "",
        r"^(?P<p>.*?/(?:(?i:ana|mini)conda[0-9]?|miniforge[0-9]?|mambaforge|micromamba|conda-bld/{N}|feedstock_root|croot/{N}))(?:/|$)",
    ),
    (LeakKind::Distribution, "debian", r"^/usr/share/gocode"),
    (LeakKind::Distribution, "alpine", r"^/home/(?:buildozer|abuild)/aports(?:/{N}/{N})?"),
    (LeakKind::Distribution, "freebsd", r"^/(?:wrkdirs/usr/ports|usr/ports|usr/obj)(?:/{N}/{N})?"),
    (LeakKind::Container, "", r"^(?P<p>/usr/src/app)(?:/|$)"),
    (LeakKind::Distribution, "", r"^(?P<p>/(?:build|usr/src)(?:/{N})?)(?:/|$)"),
    (LeakKind::Container, "golang", r"^(?P<p>/go)(?:/|$)"),
    (
        LeakKind::Container,
        "",
        r"^(?P<p>/(?:app|workspaces?|src|source|code|opt/app-root)(?:/{N})?)(?:/|$)",
    ),
    (LeakKind::Gopath, "go", r"^(?P<p>.+?)/src/[a-z0-9-]+(?:\.[a-z0-9-]+)+/"),
    (LeakKind::Other, "", r"^//(?:[.?]|wsl\$|wsl\.localhost)/{N}"),
];

/// All patterns as one set, which finds in one pass over a path the patterns that fit.
static ALL: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    let patterns = PATTERNS.iter().map(|(_, _, pattern)| expanded(pattern));
    RegexSet::new(patterns).ok()
});

/// Each pattern by itself, compiled when it first fits.
static TABLE: LazyLock<Vec<OnceLock<Option<Regex>>>> =
    LazyLock::new(|| PATTERNS.iter().map(|_| OnceLock::new()).collect());

fn expanded(pattern: &str) -> String {
    format!("(?s-u){}", pattern.replace("{N}", "[^/]+"))
}

/// What a pattern says of a path: the kind and owner, and where the groups are.
struct Fit {
    kind: LeakKind,
    owner: &'static str,
    prefix: Option<Range<usize>>,
    user: Option<Range<usize>>,
}

/// The first pattern that fits `path`.
fn first_fit(path: &[u8]) -> Option<Fit> {
    let slashes = match path.contains(&b'\\') {
        true => {
            let slash = |byte: &u8| if *byte == b'\\' { b'/' } else { *byte };
            Cow::Owned(path.iter().map(slash).collect())
        }
        false => Cow::Borrowed(path),
    };
    let index = ALL.as_ref()?.matches(&slashes).iter().next()?;
    let &(kind, owner, pattern) = PATTERNS.get(index)?;
    let regex = TABLE.get(index)?.get_or_init(|| Regex::new(&expanded(pattern)).ok());
    let found = regex.as_ref()?.captures(&slashes)?;
    let prefix = found.name("p").or_else(|| found.get(0)).map(|it| it.range());
    Some(Fit { kind, owner, prefix, user: found.name("u").map(|it| it.range()) })
}

/// How many bytes of a path are read: the place that it names must end in them.
const LONGEST: usize = 1024;

/// The place that `path` names; `None` for a relative path, which names none.
pub fn classify(path: &[u8]) -> Option<Place<'_>> {
    let path = without_second_slash(path.get(..LONGEST).unwrap_or(path));
    let is_absolute = matches!(path, [b'/', ..] | [b'\\', b'\\', ..])
        || matches!(path, [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    let may_be_relative: [&[u8]; 4] = [b"$", b"GOROOT", b"bazel-out/", b"external/"];
    if !is_absolute && !may_be_relative.iter().any(|start| path.starts_with(start)) {
        return None;
    }
    let home = home(path);
    let person = home.filter(|home| home.account == Account::Person).and_then(|home| home.name);
    if let Some(Fit { kind, owner, prefix, user }) = first_fit(path) {
        let prefix = prefix.and_then(|prefix| path.get(prefix)).unwrap_or(path);
        let named = user.and_then(|user| path.get(user));
        let named = named.filter(|name| super::home::account(name) == Account::Person);
        let (owner, user) = (Some(owner).filter(|owner| !owner.is_empty()), person.or(named));
        return Some(Place { kind, owner, user, prefix: without_end(prefix) });
    }
    if let Some(home) = home {
        let (kind, owner) = match home.account {
            Account::Ci(service) => (LeakKind::Ci, Some(service)),
            _ => (LeakKind::Home, None),
        };
        return Some(Place { kind, owner, user: person, prefix: home.folder });
    }
    if !is_absolute {
        return None;
    }
    let share = share(path);
    let kind = if share.is_some() { LeakKind::Network } else { LeakKind::Other };
    Some(Place { kind, owner: None, user: None, prefix: share.unwrap_or_else(|| top(path)) })
}

/// The network share that a path starts with.
fn share(path: &[u8]) -> Option<&[u8]> {
    let (_, behind) = share_host(path)?;
    let is_separator = |byte: &u8| matches!(byte, b'/' | b'\\');
    let (_, name) = behind.split_first().filter(|(first, _)| is_separator(first))?;
    let length = name.iter().position(is_separator).unwrap_or(name.len());
    let rest = name.len().checked_sub(length)?;
    path.get(..path.len().checked_sub(rest)?).filter(|_| length > 0)
}

/// `prefix` without the slash at its end.
fn without_end(prefix: &[u8]) -> &[u8] {
    match prefix {
        [rest @ .., b'/' | b'\\'] if !rest.is_empty() => rest,
        prefix => prefix,
    }
}

/// The first two folders of a path.
fn top(path: &[u8]) -> &[u8] {
    let is_separator = |byte: &u8| matches!(byte, b'/' | b'\\');
    let mut ends = path.iter().enumerate().skip(1).filter(|(_, byte)| is_separator(byte));
    let is_long = matches!(path, [_, b':' | b'/' | b'\\', ..]);
    let skip = if is_long { 2 } else { 1 };
    let last = ends.clone().next_back().map(|(at, _)| at);
    let end = ends.nth(skip).map(|(at, _)| at).or(last).unwrap_or(path.len());
    path.get(..end).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Named;

    #[test]
    fn every_pattern_compiles() {
        assert!(ALL.is_some());
        for (_, _, pattern) in PATTERNS {
            assert!(Regex::new(&expanded(pattern)).is_ok(), "{pattern}");
        }
    }

    /// Path, kind, owner or `-`, user or `-`, prefix.
    const ROWS: &str = include_str!("place_rows.txt");

    #[test]
    fn places() {
        let mut seen = std::collections::BTreeSet::new();
        let mut wrong = Vec::new();
        for row in ROWS.lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
            let fields: Vec<&str> = row.split('\t').collect();
            let [path, kind, owner, user, prefix] = fields[..] else { panic!("{row}") };
            let got = classify(path.as_bytes());
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let got = match got {
                None => ["-".to_owned(), "-".to_owned(), "-".to_owned(), "-".to_owned()],
                Some(place) => [
                    place.kind.name().to_owned(),
                    place.owner.unwrap_or("-").to_owned(),
                    place.user.map_or("-".to_owned(), text),
                    text(place.prefix),
                ],
            };
            seen.insert(got[0].clone());
            if got != [kind, owner, user, prefix] {
                wrong.push(format!("{path}\n  got  {got:?}\n  want {:?}", &fields[1..]));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
        for kind in LeakKind::ALL.iter().filter(|kind| **kind != LeakKind::Host) {
            assert!(seen.contains(kind.name()), "no row for {}", kind.name());
        }
    }
}
