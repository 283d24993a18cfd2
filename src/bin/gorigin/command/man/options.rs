//! The options in the man page, each of them once: those of every command, those of several, and those
//! of one.

use std::collections::BTreeMap;

use clap::{Arg, Command};
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

/// An option, and the commands that have it.
struct Told<'c> {
    /// Each way in which it is declared, with the commands that declare it so.
    declared: Vec<(&'c Arg, Vec<&'c str>)>,
}

/// The sections about options.
pub(super) fn all(command: &Command) -> Roff {
    let mut roff = Roff::new();
    let visible = || visible(command);
    roff.control("SH", ["OPTIONS OF EVERY COMMAND"]);
    let everywhere = |arg: &&Arg| arg.is_global_set() || is_automatic(arg);
    for arg in command.get_arguments().filter(|arg| everywhere(arg)) {
        entry(&mut roff, arg);
    }
    let mut options: Vec<Told<'_>> = Vec::new();
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    for subcommand in visible() {
        for arg in own(subcommand) {
            let Some(long) = arg.get_long() else { continue };
            let at = *index.entry(long).or_insert(options.len());
            match options.get_mut(at) {
                Some(told) => told.add(arg, subcommand.get_name()),
                None => options.push(Told { declared: vec![(arg, vec![subcommand.get_name()])] }),
            }
        }
    }
    roff.control("SH", ["OPTIONS OF SEVERAL COMMANDS"]);
    for told in options.iter().filter(|told| told.commands() > 1) {
        told.entry(&mut roff);
    }
    for subcommand in visible() {
        let is_own = |arg: &&Arg| {
            let told = arg.get_long().and_then(|long| options.get(*index.get(long)?));
            told.is_none_or(|told| told.commands() == 1)
        };
        let args: Vec<&Arg> = own(subcommand).filter(|arg| is_own(arg)).collect();
        if args.is_empty() {
            continue;
        }
        roff.control("SH", [heading(subcommand).as_str()]);
        args.iter().for_each(|arg| entry(&mut roff, arg));
    }
    roff
}

/// `OPTIONS OF POLICY CHECK`
fn heading(command: &Command) -> String {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    format!("OPTIONS OF {}", name.trim_start_matches("gorigin ").to_uppercase())
}

/// The commands, and those below them.
fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    let all = command.get_subcommands().filter(|command| !command.is_hide_set());
    all.flat_map(|it| std::iter::once(it).chain(it.get_subcommands()))
}

/// The options and arguments of a command, without those that every command has.
fn own(command: &Command) -> impl Iterator<Item = &Arg> {
    command
        .get_arguments()
        .filter(|arg| !arg.is_global_set() && !arg.is_hide_set() && !is_automatic(arg))
}

fn is_automatic(arg: &Arg) -> bool {
    ["help", "version"].contains(&arg.get_id().as_str())
}

impl<'c> Told<'c> {
    fn add(&mut self, arg: &'c Arg, command: &'c str) {
        let text = |arg: &Arg| (help(arg), values(arg));
        match self.declared.iter_mut().find(|(known, _)| text(known) == text(arg)) {
            Some((_, commands)) => commands.push(command),
            None => self.declared.push((arg, vec![command])),
        }
    }

    fn commands(&self) -> usize {
        self.declared.iter().map(|(_, commands)| commands.len()).sum()
    }

    fn entry(&self, roff: &mut Roff) {
        let Some(((arg, commands), others)) = self.declared.split_first() else { return };
        let mut text = format!("{} ({})", said(arg), commands.join(", "));
        for (arg, commands) in others {
            text.push_str(&format!(" Of {}: {}", commands.join(", "), said(arg)));
        }
        told(roff, arg, text);
    }
}

/// An option of every command, or of one.
fn entry(roff: &mut Roff, arg: &Arg) {
    told(roff, arg, said(arg));
}

fn told(roff: &mut Roff, arg: &Arg, text: String) {
    roff.control("TP", []);
    roff.text(head(arg));
    roff.text([roman(text)]);
}

/// The help, the default and the values.
fn said(arg: &Arg) -> String {
    let mut text = format!("{}.", help(arg));
    let default: Vec<_> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if arg.get_action().takes_values() && !default.is_empty() {
        text.push_str(&format!(" Default: {}.", default.join(", ")));
    }
    let values = values(arg);
    if !values.is_empty() {
        text.push_str(&format!(" {values}"));
    }
    text
}

/// `-f, --format FORMAT`
fn head(arg: &Arg) -> Vec<Inline> {
    let names = || arg.get_value_names().unwrap_or_default().iter().map(|name| name.as_str());
    let value = names().collect::<Vec<_>>().join(" ");
    if arg.is_positional() {
        return vec![italic(value)];
    }
    let mut line = Vec::new();
    if let Some(short) = arg.get_short() {
        line.push(bold(format!("-{short}")));
    }
    if let Some(long) = arg.get_long() {
        line.extend((!line.is_empty()).then(|| roman(", ")));
        line.push(bold(format!("--{long}")));
    }
    if arg.get_action().takes_values() && !value.is_empty() {
        line.extend([roman(" "), italic(value)]);
    }
    line
}

fn help(arg: &Arg) -> String {
    arg.get_help().map(ToString::to_string).unwrap_or_default()
}

/// The values that are understood, each with what it means; empty where any is.
fn values(arg: &Arg) -> String {
    let values = arg.get_possible_values();
    if arg.is_hide_possible_values_set() || !arg.get_action().takes_values() || values.is_empty() {
        return String::new();
    }
    let word = |value: &clap::builder::PossibleValue| match value.get_help() {
        Some(help) => format!("{} ({help})", value.get_name()),
        None => value.get_name().to_owned(),
    };
    let shown = values.iter().filter(|value| !value.is_hide_set());
    format!("Values: {}.", shown.map(word).collect::<Vec<_>>().join(", "))
}
