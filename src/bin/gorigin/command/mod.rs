//! The commands, each in a file of its own: it converts its options to a plan or to plain values,
//! and passes them on.

mod diff;
mod dispatch;
mod doctor;
mod host;
mod inspect;
mod limits;
mod man;
mod places;
mod policy;
mod print;
mod remap;
mod report;
mod rules;
mod scan;
mod schema;
mod trace;
mod verify;
mod vulndb;
mod vulns;
mod whole;

pub(crate) use dispatch::run;
