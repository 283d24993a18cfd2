//! Secrets in build flags.

use super::about::About;
use super::check::BuiltIn;
use super::remark::{Place, Remark};
use crate::bytes::Text;
use crate::leak::mask_setting;
use crate::rule::{Rule, Severity};

pub(super) static SECRET_IN_FLAGS: BuiltIn = BuiltIn::one(
    secret_in_flags,
    Rule::new("secret-in-flags", Severity::Error)
        .with_places()
        .means("The build flags in the binary set a variable whose name is that of a secret.")
        .because(
            "Everyone who has the binary can read the value: it is a string in the program and, \
             unless built with -trimpath, a line of its build info. gorigin masks it in all that \
             it prints.",
        )
        .mend("Treat the secret as known and replace it; give it to the program when it runs."),
);

fn secret_in_flags(about: &About<'_>) -> Option<Remark> {
    let (mut names, mut places): (Vec<String>, Vec<Place>) = (Vec::new(), Vec::new());
    for told in about.program.told_builds() {
        let known = names.clone();
        let source = if told.is_own_text { "module text" } else { "build info" };
        for setting in &told.modules.settings {
            let Some(masked) = mask_setting(setting) else { continue };
            let new = masked.names.iter().map(|it| Text::from(it.as_str()).to_string());
            let new: Vec<String> = new.collect();
            // The text of the program is usually that of the build info.
            if new.iter().all(|name| known.contains(name)) {
                continue;
            }
            names.extend(new);
            let masked = Text::from(masked.text.as_str());
            let setting = format!("{}={masked} in {source}", setting.0);
            places.push(Place::new(setting).at(about.program.place(told.at)));
        }
    }
    let found = |names: &str| Remark::new(format!("the build flags set {names}")).at_all(places);
    (!names.is_empty()).then(|| found(&names.join(", ")))
}
