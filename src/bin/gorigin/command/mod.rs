//! The commands, each in a file by itself: it turns its options into a plan or into plain values,
//! and hands them on.

mod diff;
mod dispatch;
mod doctor;
mod host;
mod inspect;
mod limits;
mod man;
mod print;
mod remap;
mod rules;
mod scan;
mod trace;
mod verify;
mod whole;

pub(crate) use dispatch::run;
