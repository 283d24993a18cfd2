//! The man page, from the declaration of the command line and the table of rules.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use gorigin::finding::all_rules;

use crate::args::{Cli, EXAMPLES};
use crate::exit::CODES;

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

/// Writes the whole page.
pub(crate) fn write(to: &mut dyn Write) -> io::Result<()> {
    let mut command = Cli::command();
    command.build();
    let man = Man::new(command.clone()).manual("User Commands");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    commands(&command).to_writer(&mut page)?;
    for subcommand in command.get_subcommands().filter(|command| !command.is_hide_set()) {
        options_of(subcommand, &mut page)?;
        for below in subcommand.get_subcommands() {
            options_of(below, &mut page)?;
        }
    }
    tables().to_writer(&mut page)?;
    // Every piece defines the apostrophe anew; once is enough.
    let page = String::from_utf8_lossy(&page);
    let defines = |line: &str| line.contains(".ds Aq ");
    let (first, rest) = page.split_at(page.find(".TH").unwrap_or_default());
    to.write_all(first.as_bytes())?;
    rest.lines().filter(|line| !defines(line)).try_for_each(|line| writeln!(to, "{line}"))
}

fn commands(command: &clap::Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for subcommand in command.get_subcommands().filter(|command| !command.is_hide_set()) {
        let about = subcommand.get_about().map(ToString::to_string).unwrap_or_default();
        entry(&mut roff, &format!("gorigin {}", subcommand.get_name()), &about);
    }
    roff
}

/// The options of one command, without those that every command has.
fn options_of(command: &clap::Command, to: &mut dyn Write) -> io::Result<()> {
    let own = command.clone().mut_args(|arg| {
        let everywhere = arg.is_global_set() || arg.get_id() == "help";
        // The headings group the options of the help; here each command is one section.
        if everywhere { arg.hide(true) } else { arg.help_heading(None::<&str>) }
    });
    let mut section = Vec::new();
    Man::new(own).render_options_section(&mut section)?;
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let name = name.trim_start_matches("gorigin ").to_uppercase();
    let heading = format!(".SH \"OPTIONS OF {name}\"");
    let section = String::from_utf8_lossy(&section).replacen(".SH OPTIONS", &heading, 1);
    to.write_all(section.as_bytes())
}

fn tables() -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in CODES {
        entry(&mut roff, &code.to_string(), meaning);
    }
    roff.control("PP", []);
    roff.text([roman(
        "The form of the result never changes the exit status. If whoever reads the output goes \
         away, the command goes on in silence until it is known how it ends; with --fail-on never \
         it ends at once. After a signal, what was found is on standard output, the file of \
         --output is as it was, and the summary says so; a second signal ends the command at once.",
    )]);
    roff.control("SH", ["FILES"]);
    roff.text([roman(
        "Reads the files it is given and, for the host, the places where Go is usually installed \
         and Go's own settings. Writes nothing but standard output, standard error and the file \
         of --output. That is gathered in a new file beside it, which takes its place at the end, \
         with the mode of the old one: a run that fails or is interrupted leaves the old file \
         whole. A symbolic link stays a link. It must be none of the files that are read.",
    )]);
    policy(&mut roff);
    roff.control("SH", ["ENVIRONMENT"]);
    entry(&mut roff, "NO_COLOR", "if set and not empty, there is no colour");
    entry(&mut roff, "CLICOLOR_FORCE", "if set and not 0, there is colour even in a pipe");
    entry(&mut roff, "TERM", "if it is dumb, there is no colour");
    roff.control("PP", []);
    roff.text([roman("The option --color goes before all of them.")]);
    roff.control("SH", ["RULES"]);
    for rule in all_rules() {
        let heading = format!("{} ({})", rule.name, rule.severity);
        entry(&mut roff, &heading, &format!("{} {} {}", rule.meaning, rule.why, rule.fix));
    }
    roff.control("SH", ["EXAMPLES"]);
    for (command, meaning) in EXAMPLES {
        entry(&mut roff, command, meaning);
    }
    roff.control("SH", ["SEE ALSO"]);
    roff.text([roman("go(1), file(1), readelf(1)")]);
    roff
}

/// The keys of a policy.
fn policy(roff: &mut Roff) {
    roff.control("SH", ["POLICY"]);
    roff.text([roman(
        "A policy is a TOML file: the first gorigin.toml in the current directory or one above, or \
         that of --config. Its paths begin in its folder. What the command line says goes before it. \
         An unknown key is an error. Programs that do not show whether they meet a requirement have a \
         finding of the rule requirement-unknown.",
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

fn entry(roff: &mut Roff, term: &str, meaning: &str) {
    roff.control("TP", []);
    roff.text([bold(term)]);
    roff.text([roman(meaning)]);
}
