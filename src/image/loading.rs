//! What the headers of an image ask of the loader: hardening, and where the rest of it is written.

use super::Access;
use crate::bytes::{PartOffset, Span};

/// What the headers ask of the loader. What a format does not have is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loading {
    /// The processor as the file header numbers it: ELF `e_machine`, PE `Machine`, Mach-O `cputype`.
    pub machine: u32,
    /// The type of file as the file header numbers it: ELF `e_type`, Mach-O `filetype`, PE
    /// `Characteristics`.
    pub file_type: u32,
    /// Where the program starts, as the file header says: an address in ELF, counted from the base
    /// of the image in PE; `None` in Mach-O, whose file header does not say.
    pub entry: Option<u64>,
    /// What the stack may be used for: the flags of ELF `PT_GNU_STACK`.
    pub stack: Option<Access>,
    /// An ELF `PT_GNU_RELRO`: the loader makes a part read-only after it has relocated it.
    pub has_relro: bool,
    /// The ELF `PT_DYNAMIC`.
    pub dynamic: Option<Span>,
    /// `DllCharacteristics` of a PE file, and where they stand.
    pub dll_characteristics: Option<(u16, PartOffset)>,
    /// `Subsystem` of a PE file.
    pub subsystem: Option<u16>,
    /// The flags of a Mach-O file header.
    pub flags: Option<u32>,
    /// What a Mach-O file is for, by `LC_BUILD_VERSION` or `LC_VERSION_MIN_…`.
    pub platform: Option<Platform>,
    /// The names of the libraries that a Mach-O file loads, in its load commands.
    pub libraries: Vec<Span>,
    /// The run paths of a Mach-O file, in its load commands.
    pub run_paths: Vec<Span>,
}

/// What a Mach-O file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Platform {
    /// The platform as `PLATFORM_…` numbers it: 1 is macOS, 2 iOS.
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
