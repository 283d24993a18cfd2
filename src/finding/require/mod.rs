//! What the user requires of every program, by an option or by a policy. Each requirement has a rule
//! of its own; what cannot be known is told by one rule for all of them, and never passes in silence.
//!
//! | file | its idea |
//! | --- | --- |
//! | `answer` | met, not met, or unknown |
//! | `build` | `-trimpath`, clean sources, a revision, no forbidden setting |
//! | `goroot` | a GOROOT of a list |
//! | `modules` | modules of some hosts |
//! | `people` | no path that names a person |
//! | `sealed` | the bytes that go build wrote |
//! | `unknown` | what cannot be known about these and about `--min-go` |

pub(super) mod answer;
pub(super) mod build;
pub(super) mod goroot;
pub(super) mod modules;
pub(super) mod people;
pub(super) mod sealed;
pub(super) mod unknown;
