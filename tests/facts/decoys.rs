//! What a program carries for others must not be taken for its own.

use crate::common::fixture;
use gorigin::report::Record;
use gorigin::{Options, inspect};

fn record(bytes: &[u8]) -> Record {
    inspect(&bytes.to_vec(), &Options::default()).remove(0)
}

/// A program that holds another one as a constant, as `go:embed` puts it: in `.rdata`, before its
/// own pclntab, which no section of a PE file names.
#[test]
fn pclntab_of_an_embedded_program() {
    let mut outer = fixture("sample/windows-386-go1.19-custom-id").bytes();
    let inner = fixture("sample/linux-386-go1.27-trimpath-s-w").bytes();
    let (of_outer, of_inner) = (record(&outer), record(&inner));
    let table = of_inner.pclntab.known().unwrap().offset as usize;
    // From the header to the end of the file table.
    let end = table + 0x1_8000;
    // `.rdata` starts where `.text` ends, with constants that nothing here is read from.
    let rdata = 0x6_0000;
    let own = of_outer.pclntab.clone().known().unwrap();
    assert!(rdata + (end - table) < own.offset as usize);
    outer[rdata..rdata + (end - table)].copy_from_slice(&inner[table..end]);
    let got = record(&outer);
    assert_eq!(got.pclntab.known().unwrap(), own);
    assert_eq!(own.found_by, "moduledata");
    assert_eq!(got.goroot, of_outer.goroot);
}
