//! Files of the standard library that tell where it lies.

/// Files of package runtime that are in every program since Go 1.5. Three of them under one root
/// make it a GOROOT; a user's package that is called runtime does not have them.
pub const RUNTIME_FILES: [&str; 8] =
    ["proc.go", "malloc.go", "panic.go", "stack.go", "mgc.go", "chan.go", "symtab.go", "print.go"];
/// How many of [`RUNTIME_FILES`] must lie under one root.
pub const ENOUGH_RUNTIME_FILES: usize = 3;
