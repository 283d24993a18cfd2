//! All the rules for a program, in the order in which debuggers need them.

use super::mapper::Mapper;
use super::mapping::{Given, Mapping};
use super::prefix::{below, below_or_same, is_anywhere_absolute};
use crate::agree::sources::SourceFiles;
use crate::go::path::{is_absolute, join};
use crate::host::{HostLayout, HostView};

/// The rules for a binary on this host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mappings {
    /// The rules, in the order in which debuggers need them: a rule for a part of another rule's
    /// files comes before that one. Rules without a local directory are among them.
    pub rules: Vec<Mapping>,
    /// The directories that the user named and that hold none of the binary's files.
    pub unused: Vec<String>,
}

/// The rules that lead from a binary's paths to those of this host, each with the number of its
/// files that are here. The directories that are `given` come before the host's own.
pub fn mappings(
    view: &dyn HostView,
    layout: &HostLayout,
    sources: &SourceFiles,
    given: &[Given],
) -> Mappings {
    // A debugger is started elsewhere: it needs the whole path.
    let style = view.os().path_style();
    let whole = |it: &Given| {
        let base = view.current_dir().filter(|_| !is_absolute(&it.directory, style));
        let directory = base.map(|base| join(&base, &it.directory, style));
        Given { directory: directory.unwrap_or_else(|| it.directory.clone()), ..it.clone() }
    };
    let given: &[Given] = &given.iter().map(whole).collect::<Vec<_>>();
    let mapper = Mapper { view, layout, sources, given };
    let mut rules = mapper.goroots();
    rules.extend(mapper.module_caches());
    rules.extend(mapper.projects());
    let used = |given: &&Given| rules.iter().any(|it| below_or_same(&it.local, &given.directory));
    let unused = given.iter().filter(|it| !used(it)).map(|it| it.directory.clone()).collect();
    in_order(&mut rules);
    Mappings { rules, unused }
}

/// Puts a rule for a part of another rule's files before that rule; the rest keeps its order.
fn in_order(rules: &mut [Mapping]) {
    let folders: Vec<String> = rules.iter().map(|it| it.in_binary.clone()).collect();
    let depth = |rule: &Mapping| {
        let above = |folder: &&String| is_above(folder, &rule.in_binary);
        folders.iter().filter(above).count()
    };
    rules.sort_by_key(|rule| std::cmp::Reverse(depth(rule)));
}

/// Whether a debugger would apply a rule for `folder` to the longer `path`.
fn is_above(folder: &str, path: &str) -> bool {
    if folder.is_empty() {
        return !path.is_empty() && !is_anywhere_absolute(path);
    }
    below(path, folder).is_some()
}
