//! The house itself: what must hold of the code, of its pages, and of every output at once.
#![allow(clippy::restriction, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

/// Whatever can be run is a chore of `cargo xtask`.
mod chores;
/// No two files know each other, on however long a way.
mod circles;
/// The schemas in `schemas/`, made of the source.
mod contract;
/// The examples of the library run.
mod examples;
/// The net: the JSON line of every fixture at every depth, word for word.
mod golden;
/// Who may use whom.
mod layers;
/// The command stays short: its functions, and its files.
mod lengths;
/// The man page is the one that the command prints.
mod man;
/// The tests are where one looks for them.
mod order;
/// What is published, and what those who use it must build.
mod package;
/// The pages for newcomers say what is so.
mod pages;
/// What README shows is what the command prints.
mod readme;
/// The page of rules is what the table of rules and the counts say.
mod rules_page;
/// No folder of `src` holds more than a fifth of the code.
mod shares;
/// Rust source as these tests look at it.
mod source;
/// The picture of a terminal is what the command prints.
mod terminal;
