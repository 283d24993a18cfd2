//! Files of the standard library that show where it lies.

/// Files of package runtime that every program since Go 1.5 holds. A root with three of them is a
/// GOROOT; a user's package called runtime does not have them.
pub(crate) const RUNTIME_FILES: [&str; 8] =
    ["proc.go", "malloc.go", "panic.go", "stack.go", "mgc.go", "chan.go", "symtab.go", "print.go"];
/// How many of [`RUNTIME_FILES`] a GOROOT must have.
pub(crate) const ENOUGH_RUNTIME_FILES: usize = 3;
