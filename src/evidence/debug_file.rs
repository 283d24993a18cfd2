//! Debug files: what `objcopy --only-keep-debug`, `eu-strip -f` or `dsymutil` split off a program, so
//! that the program itself may go without.
//!
//! | format | what is left | whose it is |
//! | --- | --- | --- |
//! | ELF | headers of every section, symbols, DWARF, notes | Go build ID, GNU build-id |
//! | PE | headers of every section, symbols, DWARF | nothing: the build ID was in the code |
//! | Mach-O | load commands, symbols, DWARF | `LC_UUID` |
//!
//! Seen with GNU objcopy 2.40, llvm-objcopy 14 and 19, and elfutils 0.188.

use crate::bytes::Input;
use crate::image::Image;

/// Symbols that every program linked by gc has: one is enough.
const OF_GO: [&str; 3] = ["runtime.text", "runtime.main", "runtime.buildVersion"];

/// Whether symbols show a debug file without notes to be that of a Go program.
pub(super) fn is_go(image: &Image, input: &Input<'_>) -> bool {
    image.is_debug_file
        && image.find_symbols(input, &OF_GO).is_ok_and(|symbols| !symbols.is_empty())
}
