//! WebAssembly modules and binaryen, wasm-tools and LLVM.

use super::{Meeting, built, check, fixtures, meeting};

fn meetings() -> Vec<Meeting> {
    let m = meeting;
    const OPTIMISED: [&str; 4] = ["altered", "rewritten", "wasm-opt", "go:buildid"];
    vec![
        m(
            &["js", "js-bare"],
            "wasm-opt",
            &[
                "--enable-bulk-memory",
                "--enable-sign-ext",
                "--enable-nontrapping-float-to-int",
                "--enable-mutable-globals",
                "-O0",
                "{in}",
                "-o",
                "{out}",
            ],
            OPTIMISED,
        ),
        m(
            &["js"],
            "wasm-opt",
            &[
                "--enable-bulk-memory",
                "--enable-sign-ext",
                "--enable-nontrapping-float-to-int",
                "--enable-mutable-globals",
                "-g",
                "-O0",
                "{in}",
                "-o",
                "{out}",
            ],
            ["altered", "rewritten", "wasm-opt", "datacount"],
        ),
        m(
            &["js", "js-bare"],
            "wasm-tools",
            &["strip", "-d", "name", "{in}", "-o", "{out}"],
            ["altered", "rewritten", "wasm-tools", "five bytes"],
        ),
        // It takes the ID away with all other custom sections.
        m(
            &["js", "js-bare"],
            "wasm-tools",
            &["strip", "--all", "{in}", "-o", "{out}"],
            ["uncheckable", "no-id", "", ""],
        ),
        m(
            &["js-bare"],
            "llvm-strip",
            &["-o", "{out}", "{in}"],
            ["altered", "rewritten", "llvm-strip", "producers"],
        ),
    ]
}

#[test]
fn modules_of_toolchains() {
    check(&meetings(), &built(&["js", "js-bare"]));
}

#[test]
fn modules_of_the_repository() {
    check(&meetings(), &fixtures(&[("js-bare", "sealed/js-wasm-go1.27-s-w")]));
}
