//! The limits on what one input may cost, and the budget that counts against them.

use std::cell::Cell;

use thiserror::Error;

/// The limits that apply to one input. Reaching one never loses earlier results: the record becomes
/// `partial` and names the limit.
///
/// Real Go programs stay far below every default; the defaults bound what a hostile file costs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes read from one input in total: 1 GiB.
    pub bytes_read: u64,
    /// Bytes held by one read: 64 MiB.
    pub bytes_at_once: u64,
    /// Size of an input that is hashed: 16 GiB.
    pub bytes_hashed: u64,
    /// Bytes of an input that a deep search covers: 16 GiB.
    pub bytes_searched: u64,
    /// Bytes of standard input, which is kept in memory: 256 MiB.
    pub stdin: u64,
    /// Program headers of an ELF file: 2048.
    pub segments: u64,
    /// Section headers: 65,535.
    pub sections: u64,
    /// Mach-O load commands: 4096.
    pub load_commands: u64,
    /// Slices of a fat Mach-O file: 32.
    pub slices: u64,
    /// Data segments of a WebAssembly module: 1,048,576.
    pub data_segments: u64,
    /// Members of an archive: 65,536.
    pub members: u64,
    /// Notes examined in one input: 4096.
    pub notes: u64,
    /// Bytes of module text in the build info: 1 MiB.
    pub module_text: u64,
    /// Modules in the build info: 10,000.
    pub modules: u64,
    /// Build settings in the build info: 1024.
    pub settings: u64,
    /// Bytes of secrets from the build settings that are masked in the rest of a record: 256 KiB.
    /// If there are more, every text from the file is masked.
    pub secrets: u64,
    /// Places tried for a pclntab header or a build info header: 4096.
    pub candidates: u64,
    /// Symbols examined: 4,194,304.
    pub symbols: u64,
    /// Source files in a pclntab file table: 1,048,576.
    pub source_files: u64,
    /// Passes over whole relocation tables: 64.
    pub passes: u64,
    /// Bytes of debug sections examined, inflated where they are compressed: 256 MiB.
    pub debug_bytes: u64,
    /// Bytes of one debug section that is kept in memory as a whole: 64 MiB.
    pub debug_section: u64,
    /// The greatest ratio of a debug section to its compressed bytes: 64.
    pub debug_ratio: u64,
    /// Units in the debug sections, and line tables, each: 100,000.
    pub debug_units: u64,
    /// Bytes of the header of one line table: 256 KiB.
    pub debug_header: u64,
    /// Different names in the debug sections, separately for directories, files, units and
    /// compilers; together they may take 64 bytes per name: 131,072.
    pub debug_names: u64,
    /// Entries in the dynamic section of an ELF file, and symbol versions that it needs: 4096 each.
    pub dynamic: u64,
    /// Bytes that a packed program unpacks to, which are kept in memory: 256 MiB.
    pub unpacked: u64,
    /// The same for a quick look without hashing, as in a scan: 32 MiB. A larger program is
    /// reported as packed, and nothing else about it.
    pub unpacked_in_scan: u64,
    /// The same, per byte of the packed file: 256.
    pub unpack_ratio: u64,
    /// Rows of paths, and of texts found by a deep search, in one record: 1024.
    pub leaks: u64,
    /// Bytes of one text from the file in a record: 16 KiB.
    pub text: u64,
    /// Bytes of one record as JSON: 4 MiB.
    pub record: u64,
    /// Containers around one file: 16. An archive that is compressed counts as two.
    pub depth: u64,
    /// Files in one input, with those in all containers inside it: 2,097,152.
    pub entries: u64,
    /// Bytes that one file in a container unpacks to, if it may be a program: 1 GiB.
    pub member: u64,
    /// Bytes that one input unpacks to, with all containers inside it: 64 GiB.
    pub inflated: u64,
    /// The same, per compressed byte of each file and of all together, beyond the first 64 MiB: 1024.
    pub inflate_ratio: u64,
    /// Bytes of a name in a container: 4096.
    pub name: u64,
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// How many times as much.
    Times,
    /// Things.
    Count,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes_read: 1 << 30,
            bytes_at_once: 64 << 20,
            bytes_hashed: 16 << 30,
            bytes_searched: 16 << 30,
            stdin: 256 << 20,
            segments: 2048,
            sections: 65_535,
            load_commands: 4096,
            slices: 32,
            data_segments: 1 << 20,
            members: 1 << 16,
            notes: 4096,
            module_text: 1 << 20,
            modules: 10_000,
            settings: 1024,
            secrets: 256 << 10,
            candidates: 4096,
            symbols: 4 << 20,
            source_files: 1 << 20,
            passes: 64,
            debug_bytes: 256 << 20,
            debug_section: 64 << 20,
            debug_ratio: 64,
            debug_units: 100_000,
            debug_header: 256 << 10,
            debug_names: 1 << 17,
            dynamic: 4096,
            unpacked: 256 << 20,
            unpacked_in_scan: 32 << 20,
            unpack_ratio: 256,
            leaks: 1024,
            text: 16 << 10,
            record: 4 << 20,
            depth: 16,
            entries: 2 << 20,
            member: 1 << 30,
            inflated: 64 << 30,
            inflate_ratio: 1024,
            name: 4096,
        }
    }
}

impl Limits {
    /// Each limit's name, value and unit, and what it counts, in the order in which they are documented.
    pub fn table(&self) -> [(&'static str, u64, Unit, &'static str); 39] {
        [
            ("bytes-read", self.bytes_read, Unit::Bytes, "bytes read from one input"),
            ("bytes-at-once", self.bytes_at_once, Unit::Bytes, "bytes held by one read"),
            ("bytes-hashed", self.bytes_hashed, Unit::Bytes, "size of an input that is hashed"),
            (
                "bytes-searched",
                self.bytes_searched,
                Unit::Bytes,
                "bytes of an input that --deep searches",
            ),
            ("stdin", self.stdin, Unit::Bytes, "bytes of standard input"),
            ("segments", self.segments, Unit::Count, "ELF program headers"),
            ("sections", self.sections, Unit::Count, "section headers"),
            ("load-commands", self.load_commands, Unit::Count, "Mach-O load commands"),
            ("slices", self.slices, Unit::Count, "slices of a fat Mach-O file"),
            (
                "data-segments",
                self.data_segments,
                Unit::Count,
                "data segments of a WebAssembly module",
            ),
            ("members", self.members, Unit::Count, "members of an archive"),
            ("notes", self.notes, Unit::Count, "ELF notes"),
            (
                "module-text",
                self.module_text,
                Unit::Bytes,
                "bytes of module text in the build info",
            ),
            ("modules", self.modules, Unit::Count, "modules in the build info"),
            ("settings", self.settings, Unit::Count, "build settings in the build info"),
            (
                "secrets",
                self.secrets,
                Unit::Bytes,
                "bytes of secrets that are looked for everywhere",
            ),
            ("candidates", self.candidates, Unit::Count, "places tried for one Go structure"),
            ("symbols", self.symbols, Unit::Count, "symbols looked at"),
            ("source-files", self.source_files, Unit::Count, "names in a pclntab file table"),
            ("passes", self.passes, Unit::Count, "passes over whole relocation tables"),
            ("debug-bytes", self.debug_bytes, Unit::Bytes, "bytes of debug sections, inflated"),
            (
                "debug-section",
                self.debug_section,
                Unit::Bytes,
                "bytes of a debug section held as a whole",
            ),
            (
                "debug-ratio",
                self.debug_ratio,
                Unit::Times,
                "times a debug section grows when inflated",
            ),
            (
                "debug-units",
                self.debug_units,
                Unit::Count,
                "units, and line tables, of debug sections",
            ),
            (
                "debug-header",
                self.debug_header,
                Unit::Bytes,
                "bytes of the header of one line table",
            ),
            ("debug-names", self.debug_names, Unit::Count, "different names in debug sections"),
            (
                "dynamic",
                self.dynamic,
                Unit::Count,
                "entries of an ELF dynamic section, versions it needs",
            ),
            ("unpacked", self.unpacked, Unit::Bytes, "bytes that a packed program unpacks to"),
            (
                "unpacked-in-scan",
                self.unpacked_in_scan,
                Unit::Bytes,
                "the same, for a scan without --verify",
            ),
            (
                "unpack-ratio",
                self.unpack_ratio,
                Unit::Times,
                "such bytes for each of the packed file's",
            ),
            ("leaks", self.leaks, Unit::Count, "rows of paths and of texts in one record"),
            ("text", self.text, Unit::Bytes, "bytes of one text that a record shows"),
            ("record", self.record, Unit::Bytes, "bytes of one record as JSON"),
            ("depth", self.depth, Unit::Count, "containers around one file"),
            ("entries", self.entries, Unit::Count, "files in all containers of one input"),
            ("member", self.member, Unit::Bytes, "bytes that one file in a container unpacks to"),
            ("inflated", self.inflated, Unit::Bytes, "bytes that one input unpacks to"),
            (
                "inflate-ratio",
                self.inflate_ratio,
                Unit::Times,
                "such bytes for each compressed one",
            ),
            ("name", self.name, Unit::Bytes, "bytes of a name in a container"),
        ]
    }
}

/// A limit was reached; what lies beyond it is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("limit {name} of {limit} reached")]
pub struct LimitExceeded {
    /// The limit's name, as in [`Limits::table`].
    pub name: &'static str,
    /// Its value.
    pub limit: u64,
}

/// What one input has cost so far, counted against its [`Limits`]. The count depends on the bytes
/// alone, so the same input always stops at the same place.
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    bytes_read: Cell<u64>,
    passes: Cell<u64>,
    debug_bytes: Cell<u64>,
    exhausted: Cell<Option<LimitExceeded>>,
}

impl Budget {
    /// A fresh budget for one input.
    pub fn new(limits: &Limits) -> Self {
        Self {
            limits: limits.clone(),
            bytes_read: Cell::new(0),
            passes: Cell::new(0),
            debug_bytes: Cell::new(0),
            exhausted: Cell::new(None),
        }
    }

    /// The limits this budget counts against.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.get()
    }

    /// Pays for reading `count` bytes.
    ///
    /// # Errors
    /// [`LimitExceeded`] where one read is too large or the input has been read too often.
    pub fn pay_for_read(&self, count: u64) -> Result<(), LimitExceeded> {
        self.keep(within("bytes-at-once", count, self.limits.bytes_at_once))?;
        let total = self.bytes_read.get().saturating_add(count);
        self.keep(within("bytes-read", total, self.limits.bytes_read))?;
        self.bytes_read.set(total);
        Ok(())
    }

    /// Pays for one pass over all relocations.
    ///
    /// # Errors
    /// [`LimitExceeded`] where there have been too many.
    pub fn pay_for_pass(&self) -> Result<(), LimitExceeded> {
        self.passes.set(self.passes.get().saturating_add(1));
        self.keep(within("passes", self.passes.get(), self.limits.passes))
    }

    /// Pays for reading `count` bytes of debug sections.
    ///
    /// # Errors
    /// [`LimitExceeded`] where there have been too many.
    pub fn pay_for_debug(&self, count: u64) -> Result<(), LimitExceeded> {
        self.debug_bytes.set(self.debug_bytes.get().saturating_add(count));
        self.keep(within("debug-bytes", self.debug_bytes.get(), self.limits.debug_bytes))
    }

    /// Checks like [`within`], for a limit on reading or searching. A caller may treat the failure
    /// as an absence, so the budget remembers it.
    ///
    /// # Errors
    /// [`LimitExceeded`], naming the limit.
    pub fn within(&self, name: &'static str, count: u64, limit: u64) -> Result<(), LimitExceeded> {
        self.keep(within(name, count, limit))
    }

    /// The first limit on reading and searching that was reached; `None` where none was. The record
    /// of the input must report it.
    pub fn exhausted(&self) -> Option<LimitExceeded> {
        self.exhausted.get()
    }

    fn keep(&self, paid: Result<(), LimitExceeded>) -> Result<(), LimitExceeded> {
        if let (Err(limit), None) = (paid, self.exhausted.get()) {
            self.exhausted.set(Some(limit));
        }
        paid
    }
}

/// Fails where `count` is over `limit`.
///
/// # Errors
/// [`LimitExceeded`], naming the limit.
pub(crate) fn within(name: &'static str, count: u64, limit: u64) -> Result<(), LimitExceeded> {
    if count > limit { Err(LimitExceeded { name, limit }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_are_counted_and_end() {
        let limits = Limits { bytes_read: 10, bytes_at_once: 6, ..Limits::default() };
        let budget = Budget::new(&limits);
        assert_eq!(budget.pay_for_read(7).unwrap_err().name, "bytes-at-once");
        budget.pay_for_read(6).unwrap();
        assert_eq!(budget.pay_for_read(5).unwrap_err().name, "bytes-read");
        budget.pay_for_read(4).unwrap();
        assert_eq!(budget.bytes_read(), 10);
        // Only the first is kept.
        assert_eq!(budget.exhausted().unwrap().name, "bytes-at-once");
        assert_eq!(Budget::new(&limits).exhausted(), None);
    }
}
