//! The limits as a table: their names, and what each counts.

use super::Limits;

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

impl Limits {
    /// Each limit's name, value and unit, and what it counts, in the order in which they are documented.
    pub fn table(&self) -> [(&'static str, u64, Unit, &'static str); 57] {
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
            ("carried", self.carried, Unit::Count, "programs that a file carries"),
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
            ("dynamic", self.dynamic, Unit::Count, "dynamic entries of an ELF file, and versions"),
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
                "bytes unpacked for each packed one, in one file",
            ),
            (
                "inflate-ratio-in-all",
                self.inflate_ratio,
                Unit::Times,
                "the same, for all of an input",
            ),
            ("name", self.name, Unit::Bytes, "bytes of a name in a container"),
            ("window", self.window, Unit::Bytes, "bytes of a Zstandard window"),
            (
                "dictionary",
                self.dictionary,
                Unit::Bytes,
                "bytes of the dictionaries of other decoders",
            ),
            ("linked", self.linked, Unit::Bytes, "bytes of records that wait for hard links"),
            ("ar-names", self.ar_names, Unit::Bytes, "bytes of long names in an ar archive"),
            ("cpio-links", self.cpio_links, Unit::Bytes, "bytes of hard links that wait in cpio"),
            ("tar-records", self.tar_records, Unit::Bytes, "bytes of records of a tar entry"),
            ("tar-runs", self.tar_runs, Unit::Count, "runs of a sparse file in a tar archive"),
            ("rpm-header", self.rpm_header, Unit::Bytes, "bytes of a header of an rpm package"),
            ("xar-table", self.xar_table, Unit::Bytes, "bytes of the table of a xar archive"),
            (
                "7z-header",
                self.seven_zip_header,
                Unit::Bytes,
                "bytes of the header of a 7z archive",
            ),
            ("7z-files", self.seven_zip_files, Unit::Count, "files that a 7z archive lists"),
            ("msi-table", self.msi_table, Unit::Bytes, "bytes of a table of a Windows package"),
            ("image-document", self.image_document, Unit::Bytes, "bytes of a document of images"),
            ("image-files", self.image_files, Unit::Count, "files of an archive of images"),
            ("image-indexes", self.image_indexes, Unit::Count, "indexes of images in each other"),
            ("image-layers", self.image_layers, Unit::Count, "layers of a container image"),
        ]
    }
}
