//! `GOEXPERIMENT`: the experiments of each release.

use super::levels::EVER;
use super::refused::Refused;
use crate::go::Release;
use crate::go::path::join;
use crate::host::{GoSettings, HostView};

/// The experiments, each with the first and the last minor release that has it. The table serves
/// where the release's own tree is not at hand.
const EXPERIMENTS: &[(&str, u32, u32)] = &[
    ("aliastypeparams", 23, 25),
    ("allocheaders", 22, 22),
    ("arenas", 20, EVER),
    ("boringcrypto", 19, EVER),
    ("cacheprog", 21, 25),
    ("cgocheck2", 21, EVER),
    ("coverageredesign", 20, 24),
    ("dwarf5", 25, EVER),
    ("exectracer2", 22, 22),
    ("fieldtrack", 17, EVER),
    ("goroutineleakprofile", 26, 26),
    ("greenteagc", 25, EVER),
    ("heapminimum512kib", 19, EVER),
    ("jsonv2", 25, EVER),
    ("loopvar", 21, EVER),
    ("mapsplitgroup", 27, EVER),
    ("newinliner", 22, EVER),
    ("pagetrace", 20, 22),
    ("preemptibleloops", 17, EVER),
    ("randomizedheapbase64", 26, EVER),
    ("range", 22, 22),
    ("rangefunc", 22, 25),
    ("regabiargs", 17, EVER),
    ("regabiwrappers", 17, EVER),
    ("runtimefreegc", 26, EVER),
    ("runtimesecret", 26, EVER),
    ("simd", 26, EVER),
    ("sizespecializedmalloc", 26, EVER),
    ("spinbitmutex", 24, 24),
    ("staticlockranking", 17, EVER),
    ("swissmap", 24, 25),
    ("synchashtriemap", 24, 25),
    ("synctest", 24, 25),
    ("unified", 19, 20),
];

/// The first and the last minor release that the table covers.
const KNOWN: (u32, u32) = (21, 27);

/// The refusal of an experiment that the release does not know.
pub(super) fn experiment(
    view: &dyn HostView,
    settings: &GoSettings<'_>,
    release: Option<Release>,
    goroot: &str,
) -> Option<Refused> {
    let set = settings.get("GOEXPERIMENT")?.text;
    let odd = unknown_experiment(view, &set, release, goroot)?;
    Some(Refused::new("GOEXPERIMENT", format!("go: unknown GOEXPERIMENT {odd}")))
}

/// The first name in a value of `GOEXPERIMENT` that the release does not know, without a `no` in
/// front, as go prints it. `None` also where neither the release's tree nor the table is known.
fn unknown_experiment(
    view: &dyn HostView,
    value: &str,
    release: Option<Release>,
    goroot: &str,
) -> Option<String> {
    let style = view.os().path_style();
    let own_tree = || {
        let version = view.read(&join(goroot, "VERSION", style), 4096).ok()?;
        let version = String::from_utf8_lossy(&version).into_owned();
        let is_own = version.lines().next().and_then(Release::parse) == release;
        let file = join(goroot, "src/internal/goexperiment/flags.go", style);
        let text = view.read(&file, 1 << 20).ok().filter(|_| is_own)?;
        Some(String::from_utf8_lossy(&text).to_lowercase())
    };
    let flags = own_tree();
    let minor = release.map(|release| release.minor);
    let known = minor.filter(|minor| (KNOWN.0..=KNOWN.1).contains(minor));
    let names = value.split(',').filter(|name| !matches!(*name, "" | "none"));
    for name in names {
        let bare = name.strip_prefix("no").unwrap_or(name);
        if bare == "regabi" {
            continue;
        }
        let is_known = match (&flags, known) {
            (Some(text), _) => {
                let field =
                    |line: &str| line.trim().strip_suffix("bool").map(str::trim) == Some(bare);
                text.lines().any(field)
            }
            (None, Some(minor)) => EXPERIMENTS
                .iter()
                .any(|(it, first, last)| *it == bare && (*first..=*last).contains(&minor)),
            (None, None) => true,
        };
        if !is_known {
            return Some(bare.to_owned());
        }
    }
    None
}

/// Whether the experiments of the release are not known.
pub(crate) fn experiments_unknown(
    view: &dyn HostView,
    release: Option<Release>,
    goroot: &str,
) -> bool {
    let minor = release.map(|release| release.minor);
    let in_table = minor.is_some_and(|minor| (KNOWN.0..=KNOWN.1).contains(&minor));
    let file = join(goroot, "src/internal/goexperiment/flags.go", view.os().path_style());
    !in_table && !view.is_file(&file)
}
