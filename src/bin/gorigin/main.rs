//! `gorigin`, the command: options become plain values, the library reads, a renderer writes.
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

mod allocator;
mod args;
mod carry_out;
mod command;
mod delivery;
mod exit;
mod forms;
mod here;
mod interrupt;
mod judging;
mod lines;
mod names;
mod output;
mod outputs;
mod plan;
mod policy_file;
mod progress;
mod render;
mod replace;
mod require;
mod resources;
mod resume;
mod streams;
mod talk;
mod tally;
mod vulndb;

use std::process::ExitCode;

fn main() -> ExitCode {
    resources::with_stack(run).unwrap_or(exit::Exit::Failed).into()
}

fn run() -> exit::Exit {
    interrupt::ignore_file_size_signal();
    let cli = match args::parse() {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    let talk = talk::Talk::new(cli.global.volume());
    match resources::check().and_then(|()| command::run(cli)) {
        Ok(exit) => exit,
        Err(failure) if failure.is_broken_pipe() => exit::Exit::Clean,
        Err(failure) => {
            talk.failure(&failure);
            failure.exit
        }
    }
}
