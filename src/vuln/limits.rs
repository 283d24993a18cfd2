//! How much a database and an answer may hold.

/// The largest record, in bytes of JSON. The largest of the Go database takes 13 kB.
pub const LARGEST_RECORD: u64 = 4 << 20;

/// The most advisories of a database: fifty times those of the Go database.
pub const MOST_ADVISORIES: u64 = 200_000;

/// The most JSON that a database is made of, in bytes: six times that of the Go database.
pub const MOST_JSON: u64 = 48 << 20;

/// The most vulnerabilities of one program, one for each module and advisory about it. The whole Go database
/// has 6041 such pairs.
pub const MOST_VULNERABILITIES: u64 = 16_384;

/// The longest name, path or version, in bytes.
pub(super) const LONGEST: usize = 4096;

/// The longest summary that is kept, in bytes.
pub(super) const LONGEST_SUMMARY: usize = 512;

/// The longest ID, in bytes.
pub(super) const LONGEST_ID: usize = 64;

/// The most versions that are equal and spelled in other ways: they are looked at one after another.
pub(super) const MOST_EQUAL: u64 = 256;
