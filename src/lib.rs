//! gorigin tells where a compiled Go program came from: its GOROOT, Go version, build IDs, modules
//! and settings, each with its place in the file, and whether a machine's Go layout agrees.
//!
//! ```text
//! bytes → image → unpack → container → evidence → origin → verify → host → finding → report
//!   │       │       │         │           │          │        │        │      │         └ Record: plain data, the JSON contract
//!   │       │       │         │           │          │        │        │      └ what the rules say
//!   │       │       │         │           │          │        │        └ this machine's Go installations and GOROOT
//!   │       │       │         │           │          │        └ hashes recomputed
//!   │       │       │         │           │          └ what follows: release, GOROOT, target, traits
//!   │       │       │         │           └ what Go's linker wrote, each fact with its place
//!   │       │       │         └ one input as its parts: slices, members, what was packed
//!   │       │       └ a program that UPX packed, as it was before
//!   │       └ files of every format as one model of sections, segments and tables
//!   └ positioned reads under a budget, places, text that is safe to show
//!
//! inspect:   one input through all of these        artifact:  many inputs, in order
//! ```
//!
//! Each layer borrows from those before it and knows nothing of those behind; `tests/house/layers.rs`
//! keeps it so. The library reads only, runs nothing, opens no connection, and does not panic
//! whatever a file contains; what a file may cost is bounded by [`bytes::Limits`].
//!
//! ```
//! use gorigin::{Options, inspect};
//!
//! let file = std::fs::read("testdata/sample/linux-amd64-go1.22-s-w")?;
//! let record = &inspect(&file, &Options::default())[0];
//! let goroot = record.goroot.as_ref().and_then(|it| it.value.as_deref());
//! assert_eq!(goroot, Some("/opt/hostedtoolcache/go/1.22.10/x64"));
//! # Ok::<(), std::io::Error>(())
//! ```
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(rustdoc::broken_intra_doc_links)]
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
        clippy::as_conversions,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

pub mod agree;
pub mod analysis;
pub mod artifact;
pub mod bytes;
pub mod container;
pub mod diagnosis;
pub mod evidence;
pub mod finding;
pub mod front;
pub mod go;
pub mod host;
pub mod image;
pub mod inspect;
pub mod leak;
pub mod origin;
pub mod render;
pub mod report;
mod rule;
pub mod unpack;
pub mod verify;
pub use analysis::{Analysis, Hashing, Options};
pub use artifact::OpenError;
pub use bytes::{Escaped, Limits};
pub use evidence::Depth;
pub use finding::{Check, Finding, Rule, Severity};
pub use front::{File, HostError, open, scan};
pub use host::Host;
pub use inspect::inspect;
pub use report::{Record, Summary};
