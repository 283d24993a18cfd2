//! Gathering every fact that only some releases leave.

use super::fact::{Dating, excludes};
use super::{layout, module_words, names};
use crate::evidence::{Pclntab, Program};
use crate::go::{GoVersion, ReleaseRange};
use crate::origin::goroot::Goroot;
use crate::origin::obfuscation::Obfuscation;

/// Whether the header of the pclntab alone contradicts `release`: cheap enough for every program.
pub(in crate::origin) fn contradicts(
    pclntab: Option<&Pclntab>,
    version: Option<&GoVersion>,
) -> bool {
    pclntab.zip(version).is_some_and(|(pclntab, version)| {
        let ((from, to), _) = layout::releases_of_pclntab(pclntab);
        excludes(ReleaseRange::minors(from, to), version)
    })
}

/// Gathers every fact.
pub(in crate::origin) fn date(
    program: &Program<'_>,
    goroot: &Goroot,
    obfuscation: Option<&Obfuscation>,
) -> Dating {
    let mut facts = Vec::new();
    if let Some(pclntab) = program.pclntab() {
        facts.extend(layout::pclntab(pclntab));
        // Only asked where the magic does not determine it.
        let functions = pclntab.unknown_magic.then(|| program.functions()).flatten();
        facts.extend(functions.and_then(|it| layout::function_records(it, pclntab)));
        facts.extend(program.module_words().and_then(|it| module_words::find(&it)));
    }
    facts.extend(layout::sections(program.image()));
    facts.extend(program.build_info().into_iter().flat_map(layout::build_info));
    facts.extend(program.build_id().and_then(layout::build_id));
    facts.extend(layout::goroot(goroot));
    if let (Some(table), Some(roots)) = (program.file_table(), program.table_roots()) {
        facts.extend(names::find(table, roots, obfuscation));
    }
    let host_id = program.host_id_rule().zip(program.host_id());
    facts.extend(host_id.map(|(rule, id)| layout::host_id(rule, id)));
    Dating { facts }
}
