//! The command line: one declaration that feeds the parser, the help, the man page and the
//! completions. The options of each command are in a file by themselves, and so is each group of
//! options that several commands share.

mod called;
mod cli;
mod database;
mod demands;
mod diff;
mod doctor;
mod findings;
mod formats;
mod global;
mod host;
mod images;
mod inspect;
mod parse;
mod policy;
mod remap;
mod report;
mod reporting;
mod result;
mod rule_name;
mod rules;
mod scan;
mod schema;
mod search;
mod share;
mod shortcut;
mod verify;
mod vulns;
mod walk;
mod work;
mod wrong;

pub(crate) use cli::{Cli, Command, EXAMPLES};
pub(crate) use database::DatabaseArgs;
pub(crate) use demands::DemandArgs;
pub(crate) use diff::Diff;
pub(crate) use doctor::Doctor;
pub(crate) use formats::Chosen;
pub(crate) use global::Global;
pub(crate) use host::Host;
pub(crate) use images::ImageArgs;
pub(crate) use inspect::Inspect;
pub(crate) use parse::parse;
pub(crate) use policy::{PolicyArgs, PolicyCheck, PolicyCommand};
pub(crate) use remap::{Debugger, Remap};
pub(crate) use report::Report;
pub(crate) use reporting::Reporting;
pub(crate) use result::Format;
pub(crate) use rules::Rules;
pub(crate) use scan::Scan;
pub(crate) use schema::{Engine, Schema, SchemaName};
pub(crate) use search::SearchArgs;
pub(crate) use share::ShareArgs;
pub(crate) use verify::Verify;
pub(crate) use vulns::{VulndbCommand, VulndbUpdate, Vulns};
pub(crate) use walk::WalkArgs;
