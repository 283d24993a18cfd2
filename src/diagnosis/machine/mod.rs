//! Machines that the checks look at in place of the real one: one that is asked only once about
//! each path, and one as it would be after some acts. Nothing is done to any machine; only answers
//! differ.

mod after;
mod release;
mod remembered;

pub(super) use after::After;
pub(super) use remembered::Remembered;
