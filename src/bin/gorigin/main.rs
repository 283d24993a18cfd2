//! `gorigin`, the command: options become plain values, the library reads, a renderer writes.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unreachable,
    clippy::unwrap_used
)]
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

mod args;
mod commands;
mod doctor;
mod exit;
mod here;
mod man;
mod output;
mod policy;
mod progress;
mod remap;
mod render;
mod require;
mod run_go;
mod talk;

use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match args::parse() {
        Ok(cli) => cli,
        Err(exit) => return exit.into(),
    };
    let talk = talk::Talk::new(cli.global.volume());
    match commands::run(cli, &talk) {
        Ok(exit) => exit.into(),
        Err(failure) if failure.is_broken_pipe() => exit::Exit::Clean.into(),
        Err(failure) => {
            talk.failure(&failure);
            failure.exit.into()
        }
    }
}
