//! gorigin tells where a compiled Go program came from: its GOROOT, Go version, build IDs, modules
//! and settings, each with its place in the file, and whether a machine's Go layout agrees.
//!
//! ```text
//!  bytes ─► go ─► host ─► diagnosis ─────────────────────┐  what a machine is, and what is wrong with it
//!    │       │     └──────────────────────────┐          │
//!    └► image ─► unpack ─► container ─► evidence ─► origin ─► vuln, leak ─► verify ─► agree ─► finding ─► analysis ─► report
//!       what a file is                  what it holds    what follows from it                  what to say of it
//!                                                                                                           │
//!  bytes ─► archive: one file becomes many ─► artifact: many inputs, in order ─► render ─► policy ─► front ─► bin: the command
//! ```
//!
//! A layer may use those before it and none behind it; `tests/house/layers.rs`
//! keeps it so. The library reads only, runs nothing, opens no connection, and does not panic
//! whatever a file contains; what a file may cost is bounded by [`Limits`].
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
//!
//! [`inspect()`] reads the bytes of one file. [`scan`] and [`open`] take paths, and open the archives and
//! packages that they meet:
//!
//! ```
//! let mut paths = Vec::new();
//! gorigin::scan(["testdata/release.tar.gz"], &gorigin::Options::default(), |record| {
//!     paths.push(record.path);
//! })?;
//! assert_eq!(paths, ["testdata/release.tar.gz!/where-1.0/bin/where"]);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Most need what stands at the root: [`open`], [`scan`] and [`inspect()`] give [`Record`]s, which are
//! the JSON contract ([`report`]); [`File::analyse`] gives an [`Analysis`], which holds a program's
//! [`Origin`] and what was found about it. The modules below hold the values of these. What reads
//! single tables is no part of the interface: it is there for the command and the tests, is not
//! documented here, and may change at any time.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(rustdoc::broken_intra_doc_links)]
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
pub mod evidence;
pub mod finding;
pub mod host;
pub mod leak;
pub mod origin;
pub mod render;
pub mod report;
mod rule;
pub mod verify;
pub mod vuln;

// For the command, the tests and the fuzz targets alone.
#[doc(hidden)]
pub mod archive;
#[doc(hidden)]
pub mod artifact;
#[doc(hidden)]
pub mod bytes;
#[doc(hidden)]
pub mod container;
#[doc(hidden)]
pub mod diagnosis;
#[doc(hidden)]
pub mod front;
#[doc(hidden)]
pub mod go;
#[doc(hidden)]
pub mod image;
#[doc(hidden)]
pub mod inspect;
#[doc(hidden)]
pub mod policy;
#[doc(hidden)]
pub mod unpack;

pub use analysis::{Analysis, GoProgram, Hashing, Options, Subject};
pub use artifact::OpenError;
pub use bytes::{ByteSource, Escaped, FileSource, Limits, Text, Utf8Text, Word};
pub use container::FileOffset;
pub use evidence::Depth;
pub use finding::{Check, Finding, Rule, Severity};
pub use front::{File, HostError, open, scan};
pub use host::Host;
pub use inspect::inspect;
pub use origin::Origin;
pub use report::{Record, Summary};
