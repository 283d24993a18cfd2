//! What a program was built for: system and processor.

use crate::bytes::{Text, Utf8Text};
use crate::evidence::{FileTable, Program};
use crate::origin::obfuscation::Obfuscation;

/// System and processor, named as in `GOOS` and `GOARCH`; `None` where neither says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The system.
    pub goos: Option<Utf8Text>,
    /// The processor.
    pub goarch: Option<Utf8Text>,
}

impl Target {
    /// By the build settings, else by the headers, else by the names of the runtime's source files
    /// in the file table, such as `runtime/sys_<GOOS>_<GOARCH>.s`.
    pub(super) fn of(program: &Program<'_>, obfuscation: Option<&Obfuscation>) -> Self {
        let table = program.file_table();
        let runtime = obfuscation.and_then(|it| it.runtime.as_ref());
        Self::by_names(program, table).or_by_runtime(table, runtime)
    }

    fn by_names(program: &Program<'_>, table: Option<&FileTable>) -> Self {
        let image = program.image();
        let setting = |key| program.modules()?.setting(key)?.as_str().map(Utf8Text::from);
        // A Linux program and one for Android share their headers; the file table distinguishes them.
        let goos = setting("GOOS").or_else(|| image.goos.map(Utf8Text::from));
        let goarch = setting("GOARCH").or_else(|| image.goarch.map(Utf8Text::from));
        if goos.is_some() && goarch.is_some() {
            return Self { goos, goarch };
        }
        let (table_os, table_arch) = table.and_then(runtime_files).unzip();
        let goos = goos.or_else(|| table_os.map(Utf8Text::from));
        Self { goos, goarch: goarch.or_else(|| table_arch.map(Utf8Text::from)) }
    }

    /// The system of an obfuscated program whose headers do not say it: by the name of a file in the
    /// directory that stands for package runtime.
    fn or_by_runtime(self, table: Option<&FileTable>, directory: Option<&Text>) -> Self {
        // Android has the files of Linux too, illumos those of Solaris.
        const SYSTEMS: [&str; 8] =
            ["android", "illumos", "linux", "freebsd", "netbsd", "openbsd", "dragonfly", "solaris"];
        let (Some(table), Some(directory), None) = (table, directory, &self.goos) else {
            return self;
        };
        let is_listed = |goos: &&&str| {
            let name = [directory.as_bytes(), b"os_", goos.as_bytes(), b".go"].concat();
            table.find(&name).is_some()
        };
        let goos = SYSTEMS.iter().find(is_listed).map(|&goos| goos.into());
        Self { goos, ..self }
    }
}

/// The system and processor that the names of the runtime's assembly files end in.
pub(super) fn runtime_files(table: &FileTable) -> Option<(String, String)> {
    // The entry code is not listed in programs that C's linker linked.
    [&b"runtime/rt0_"[..], b"runtime/sys_"].into_iter().find_map(|prefix| {
        table.containing(prefix).find_map(|(_, name)| {
            let name = std::str::from_utf8(name).ok()?;
            let (_, name) = name.rsplit_once('/')?;
            let mut parts = name.strip_suffix(".s")?.split('_').skip(1);
            let (os, arch) = (parts.next()?, parts.next()?);
            parts.next().is_none().then(|| (os.to_owned(), arch.to_owned()))
        })
    })
}
