//! The man page, from the declaration of the command line and the table of rules.

mod entry;
mod options;
mod policy;

use std::io::{self, Write};

use clap::CommandFactory;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};
use gorigin::finding::all_rules;

use self::entry::entry;
use crate::args::{Cli, EXAMPLES};
use crate::exit::CODES;

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
    commands(&command).to_writer(&mut page)?;
    options::all(&command).to_writer(&mut page)?;
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
    policy::keys(&mut roff);
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
