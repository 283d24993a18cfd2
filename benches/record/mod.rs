//! The rows that a bench adds to the table that `GORIGIN_RECORD` names, as `cargo xtask bench` does.

use std::fs::OpenOptions;
use std::io::Write;

/// Adds one row: which bench, over what, what was measured, and its value.
pub(crate) fn row(bench: &str, case: &str, measure: &str, value: f64) {
    let Some(table) = std::env::var_os("GORIGIN_RECORD") else { return };
    let mut table = OpenOptions::new().append(true).create(true).open(table).unwrap();
    if table.metadata().unwrap().len() == 0 {
        writeln!(table, "bench\tcase\tmeasure\tvalue\tmachine").unwrap();
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let machine = format!("{} with {threads} threads", std::env::consts::ARCH);
    writeln!(table, "{bench}\t{case}\t{measure}\t{value:.3}\t{machine}").unwrap();
}
