//! What each tool writes against what is in it.
//!
//! `GORIGIN_SHIPPED` names a folder that `tests/shipped/make.sh` filled: some 150 samples by the tools of
//! this machine, and `manifest.tsv`.

use std::path::PathBuf;

use crate::common::skipped;
use crate::tables::{check, rows};

#[test]
fn every_container_gives_its_programs() {
    let Some(folder) = std::env::var_os("GORIGIN_SHIPPED").map(PathBuf::from) else {
        skipped("GORIGIN_SHIPPED is not set; tests/shipped/make.sh makes such a folder");
        return;
    };
    let rows = rows(&folder.join("manifest.tsv"));
    assert!(!rows.is_empty(), "{}: no rows", folder.display());
    check(&rows, |row| folder.join(&row.file));
}
