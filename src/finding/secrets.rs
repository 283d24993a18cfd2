//! Secrets in build flags.

use super::about::About;
use super::check::BuiltIn;
use super::remark::{Place, Remark};
use crate::bytes::Text;
use crate::leak::{Masked, mask_setting};
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
    let told = about.program.told_build()?;
    let source = if told.is_own_text { "module text" } else { "build info" };
    let masked = |setting: &(Text, Text)| Some((setting.0.clone(), mask_setting(setting)?));
    let settings = &told.modules.settings;
    let found: Vec<(Text, Masked)> = settings.iter().filter_map(masked).collect();
    let names = found.iter().flat_map(|(_, masked)| &masked.names);
    let names: Vec<String> = names.map(|name| Text::from(name.as_str()).to_string()).collect();
    let place = |(key, masked): &(Text, Masked)| {
        let setting = format!("{key}={} in {source}", Text::from(masked.text.as_str()));
        Place::new(setting).at(about.program.place(told.at))
    };
    let message = format!("the build flags set {}", names.join(", "));
    (!names.is_empty()).then(|| Remark::new(message).at_all(found.iter().map(place)))
}
