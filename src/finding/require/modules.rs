//! Where the modules of a program come from, against the hosts that are allowed.

use super::answer::{Answer, in_build_info, modules};
use crate::evidence::Module;
use crate::finding::about::About;
use crate::finding::check::BuiltIn;
use crate::finding::remark::{Place, Remark};
use crate::rule::{Rule, Severity};

/// The most modules that are named.
const MOST: usize = 16;

pub(in crate::finding) static MODULE_HOST_NOT_ALLOWED: BuiltIn = BuiltIn::many(
    |about| hosts(about).remarks(),
    Rule::new("module-host-not-allowed", Severity::Error)
        .means("A module of the binary comes from a host that the policy does not allow.")
        .because("Code of unknown owners gets into a release by a single line of go.mod.")
        .mend("Drop or replace the module; or add its host to the list in the policy."),
)
.asked_of_programs();

pub(super) fn hosts(about: &About<'_>) -> Answer {
    let Some(allowed) = &about.demands.module_hosts else { return Answer::Met };
    let modules = match modules(about) {
        Ok(modules) => modules,
        Err(why) => return Answer::Unknown(why),
    };
    // What replaces a module is what was compiled.
    let compiled = |module: &Module| match module.replace.as_deref() {
        Some(with) => (with.path.clone(), format!("{} => {}", module.path, with.path)),
        None => (module.path.clone(), module.path.to_string()),
    };
    let refused: Vec<String> = modules
        .deps
        .iter()
        .map(compiled)
        .filter(|(path, _)| !allowed.iter().any(|it| it.allows(path.as_bytes())))
        .map(|(_, shown)| shown)
        .collect();
    let Some(first) = refused.first() else {
        return match (&modules.main, &modules.cut) {
            (_, Some(_)) => Answer::Unknown("not all modules were read".to_owned()),
            (None, None) if modules.deps.is_empty() => {
                Answer::Unknown("it was built without modules".to_owned())
            }
            _ => Answer::Met,
        };
    };
    let more = match refused.len() {
        1 => String::new(),
        count => format!(" and {} more", count.saturating_sub(1)),
    };
    let verb = if refused.len() == 1 { "is" } else { "are" };
    let remark = Remark::new(format!("{first}{more} {verb} of no host that is allowed"));
    let places = refused.iter().take(MOST).map(|it| in_build_info(about, it));
    let left = refused.len().saturating_sub(MOST);
    let rest = (left > 0).then(|| Place::new(format!("and {left} more modules")));
    Answer::broken(remark.at_all(places).at_all(rest))
}
