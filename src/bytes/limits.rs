//! The limits on what one input may cost.

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
    /// Programs that a file carries, which are kept apart from its own: 64.
    pub carried: u64,
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
    /// Bytes of the window of a Zstandard frame: 128 MiB, as `zstd --long` writes.
    pub window: u64,
    /// Bytes of the dictionaries of one decoder: 272 MiB, as `xz --lzma2=dict=256MiB` needs.
    pub dictionary: u64,
    /// Bytes of records of one input that are kept for other names of their files: 2 MiB.
    pub linked: u64,
    /// Bytes of the long names in an archive of `ar`: 1 MiB.
    pub ar_names: u64,
    /// Bytes of names in a cpio archive that wait for the bytes of their file: 4 MiB.
    pub cpio_links: u64,
    /// Bytes of the records or of the long name of one entry of a tar archive: 1 MiB.
    pub tar_records: u64,
    /// Runs of one sparse file in a tar archive: 65,536.
    pub tar_runs: u64,
    /// Bytes of a header of an rpm package, which for 100,000 files has some 20 MB: 64 MiB.
    pub rpm_header: u64,
    /// Bytes of the table of a xar archive, as it is and unpacked: 16 MiB.
    pub xar_table: u64,
    /// Bytes of the header of a 7z archive, as it is and unpacked: 16 MiB.
    pub seven_zip_header: u64,
    /// Files, folders or streams that the header of a 7z archive lists: 524,288.
    pub seven_zip_files: u64,
    /// Bytes of one table of a package of the Windows Installer: 16 MiB.
    pub msi_table: u64,
    /// Bytes of one document of container images: 8 MiB.
    pub image_document: u64,
    /// Files of an archive of container images: 65,536.
    pub image_files: u64,
    /// Indexes of container images in each other: 8.
    pub image_indexes: u64,
    /// Layers of one container image, of which Docker takes 127: 4096.
    pub image_layers: u64,
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
            carried: 64,
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
            window: 128 << 20,
            dictionary: 272 << 20,
            linked: 2 << 20,
            ar_names: 1 << 20,
            cpio_links: 4 << 20,
            tar_records: 1 << 20,
            tar_runs: 1 << 16,
            rpm_header: 64 << 20,
            xar_table: 16 << 20,
            seven_zip_header: 16 << 20,
            seven_zip_files: 1 << 19,
            msi_table: 16 << 20,
            image_document: 8 << 20,
            image_files: 1 << 16,
            image_indexes: 8,
            image_layers: 4096,
        }
    }
}
