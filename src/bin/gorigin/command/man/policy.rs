//! The section about policies in the man page.

use clap_mangen::roff::{Roff, roman};

use super::entry::entry;

/// The keys of a policy, and what they mean.
const KEYS: [(&str, &str); 17] = [
    ("fail-on", "error, warning, note or never, as --fail-on"),
    ("[severity] RULE", "error, warning, note or off, as --severity"),
    (
        "[require] trimpath, clean, verified, no-user-paths",
        "true or false: built with -trimpath; with vcs.modified=false; the bytes that go build wrote, but for a signature; no path that names a person",
    ),
    ("[require] revision", "as --expect-revision"),
    ("[require] min-go", "as --min-go"),
    (
        "[require] goroot",
        "the GOROOTs that are allowed; * stands for any text, and the word trimmed for programs that name none",
    ),
    (
        "[require] module-hosts",
        "the hosts that modules may come from: github.com, *.example.com, github.com/acme",
    ),
    ("[require] target, target-glibc, target-cpu", "as the options of these names"),
    (
        "[require] forbid-settings",
        "build settings that may not be: -race, or with a value, in which * stands for any text: CGO_ENABLED=1",
    ),
    (
        "[[path]] match",
        "the paths that the section is for, with the patterns of --glob: dist/*, dist/app.tar.gz!/bin/*; ** stands for folders, a pattern without a slash is for names, one that ends in a slash for all below",
    ),
    (
        "[[path]] severity, require",
        "what holds for them; the last section wins; false asks for nothing",
    ),
    ("[[ignore]] rule", "the rule whose findings are not reported"),
    ("[[ignore]] path", "patterns as for a section; without it, every path"),
    ("[[ignore]] contains", "a text in the message or the evidence"),
    ("[[ignore]] reason", "why; must be there"),
    (
        "[[ignore]] until",
        "the last day, in UTC: 2027-01-31; then it ignores nothing, which is told",
    ),
    ("ignore = [{ rule = …, reason = … }]", "the same on one line"),
];

/// The section about policies.
pub(super) fn keys(roff: &mut Roff) {
    roff.control("SH", ["POLICY"]);
    roff.text([roman(
        "A policy is a TOML file: the first gorigin.toml in the current directory or one above, or \
         that of --config. Its paths begin in its folder. What the command line says goes before it. \
         An unknown key is an error. Programs that do not show whether they meet a requirement have a \
         finding of the rule requirement-unknown. gorigin verify asks of a policy only what is about \
         the bytes of a program; scan and inspect ask all of it.",
    )]);
    for (key, meaning) in KEYS {
        entry(roff, key, meaning);
    }
    roff.control("PP", []);
    roff.text([roman(
        "A baseline is a JSON file of the schema gorigin.baseline/1: for each finding its rule, the \
         path without folders, its fingerprint, and what was found. Only the fingerprint counts. It is \
         made of the rule, that path, the system, processor and main package of the program, and what \
         was found without counts and offsets. Two programs of which all that is the same share it. \
         Another name of a file in an archive, such as a hard link, is judged as the first one.",
    )]);
}
