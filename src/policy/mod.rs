//! A policy: what a team requires of its programs, which findings count, and which are known.
//!
//! `gorigin.toml`, version 1. Every key may be left out; a key that is not listed is an error.
//!
//! ```toml
//! fail-on = "warning"                     # error, warning, note or never
//!
//! [severity]                              # error, warning, note or off
//! no-pie = "off"
//!
//! [require]                               # `false` asks for nothing
//! trimpath = true                         # built with -trimpath
//! clean = true                            # vcs.modified=false
//! revision = "0123456"                    # built from it; the start is enough
//! min-go = "1.24"
//! goroot = ["/usr/local/go", "trimmed"]   # `*` stands for any text
//! verified = true                         # the bytes that go build wrote, but for a signature
//! no-user-paths = true
//! module-hosts = ["github.com/acme", "golang.org", "*.example.com"]
//! target = "linux/amd64:glibc-2.31:v2"
//! target-glibc = "2.31"
//! target-cpu = "v2"
//! forbid-settings = ["-race", "CGO_ENABLED=1", "-ldflags=*-X*"]
//!
//! [[path]]                                # for some paths; the last section that matches wins
//! match = ["dist/app.tar.gz!/bin/*"]      # as in ripgrep; below the folder of the policy
//! severity.no-pie = "error"
//! require.min-go = "1.25"
//!
//! [[ignore]]                              # findings that are not reported
//! rule = "path-leak-user"
//! path = "dist/legacy/**"                 # or several, or none for every path
//! contains = "/home/ci"                   # in the message or the evidence
//! reason = "rebuilt in January"           # needed
//! until = 2027-01-31                      # the last day
//! ```
//!
//! A requirement that cannot be known is a finding of the rule `requirement-unknown`. What the command
//! line says goes before the file, and what a section says before what stands above it.
//!
//! | file | its idea |
//! | --- | --- |
//! | `parse` | the text of a policy becomes a [`PolicyFile`], or all its faults with line and column |
//! | `requirement` | what can be required, and its words |
//! | `pattern`, `base` | which paths a section is for |
//! | `rulings` | what holds for one file, and which of its findings are left |
//! | `baseline` | findings that are known |
//! | `explain` | a policy in words |

mod base;
mod baseline;
mod explain;
mod file;
#[cfg(feature = "policy")]
mod parse;
mod pattern;
mod problem;
mod requirement;
mod rulings;
mod tally;

pub use crate::bytes::Date;
pub use base::Base;
pub use baseline::{BASELINE_SCHEMA, Baseline, BaselineEntry, BaselineError};
pub use explain::{explain, explain_path};
pub use file::{Ignore, PolicyFile, RuleLevel, Section};
#[cfg(feature = "policy")]
pub use parse::{LONGEST_POLICY, parse};
pub use pattern::Pattern;
pub use problem::{Position, Problem};
pub use requirement::{Asked, Key, Requirement};
pub use rulings::{Given, Lack, Rulings, Settings};
pub use tally::Tally;
