//! Requests of an image's headers to the loader: hardening, and where the dependencies are listed.

use super::Access;
use crate::bytes::{PartOffset, Span};

/// Requests of the headers to the loader. Fields that a format does not have are `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loading {
    /// The processor number in the file header: ELF `e_machine`, PE `Machine`, Mach-O `cputype`.
    pub machine: u32,
    /// The type of file in the file header: ELF `e_type`, Mach-O `filetype`, PE `Characteristics`.
    pub file_type: u32,
    /// The entry point in the file header: an address in ELF, an offset from the image base in PE;
    /// `None` in Mach-O, whose file header has none.
    pub entry: Option<u64>,
    /// How the stack may be used: the flags of ELF `PT_GNU_STACK`.
    pub stack: Option<Access>,
    /// An ELF `PT_GNU_RELRO`: the part that the loader makes read-only after relocation.
    pub has_relro: bool,
    /// The ELF `PT_DYNAMIC`.
    pub dynamic: Option<Span>,
    /// `DllCharacteristics` of a PE file, and where the field is.
    pub dll_characteristics: Option<(u16, PartOffset)>,
    /// `Subsystem` of a PE file.
    pub subsystem: Option<u16>,
    /// The flags of a Mach-O file header.
    pub flags: Option<u32>,
    /// The target of a Mach-O file, by `LC_BUILD_VERSION` or `LC_VERSION_MIN_…`.
    pub platform: Option<Platform>,
    /// The names of the libraries that a Mach-O file loads, in its load commands.
    pub libraries: Vec<Span>,
    /// The run paths of a Mach-O file, in its load commands.
    pub run_paths: Vec<Span>,
}

/// The target of a Mach-O file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Platform {
    /// The platform number in `PLATFORM_…`: 1 is macOS, 2 iOS.
    pub number: u32,
    /// The oldest system it runs on, as `xxxx.yy.zz` in its 16, 8 and 8 bits.
    pub oldest: u32,
}

impl Platform {
    /// The name used in records; `None` for a platform that Go does not build for.
    pub fn name(self) -> Option<&'static str> {
        Some(match self.number {
            1 => "macos",
            2 => "ios",
            6 => "mac-catalyst",
            7 => "ios-simulator",
            _ => return None,
        })
    }

    /// The oldest system, such as `11.0` or `10.13.4`.
    pub fn oldest(self) -> String {
        let [_, _, minor, patch] = self.oldest.to_be_bytes();
        let major = self.oldest.wrapping_shr(16);
        let patch = if patch == 0 { String::new() } else { format!(".{patch}") };
        format!("{major}.{minor}{patch}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oldest_system() {
        for (oldest, want) in [(0x000b_0000, "11.0"), (0x000a_0d04, "10.13.4"), (0, "0.0")] {
            assert_eq!(Platform { number: 1, oldest }.oldest(), want);
        }
    }
}
