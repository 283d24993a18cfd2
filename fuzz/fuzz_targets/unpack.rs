//! Arbitrary bytes in place of a packed program's, with the pack header's own checksum made to hold.
#![no_main]

use gorigin::bytes::{Budget, ByteSource, Input, Limits};
use gorigin::unpack::recognise;
use libfuzzer_sys::fuzz_target;

const PACKED: &[u8] = include_bytes!("../../testdata/packed/c-program-nrv2e");

fuzz_target!(|data: &[u8]| {
    let Some((&[at, from, method, filter], data)) = data.split_first_chunk() else { return };
    let mut file = PACKED.to_vec();
    let header = file.windows(4).rposition(|it| it == b"UPX!").expect("a pack header");
    let at = usize::from(at) * usize::from(from) % file.len();
    for (to, from) in file.iter_mut().skip(at).zip(data) {
        *to = *from;
    }
    if let Some(header) = file.get_mut(header..header + 32) {
        header[..6].copy_from_slice(&PACKED[PACKED.len() - 36..][..6]);
        (header[6], header[28]) = (method, filter);
        let sum: u32 = header[4..31].iter().map(|it| u32::from(*it)).sum();
        header[31] = (sum % 251) as u8;
    }
    let limits = Limits::default();
    let budget = Budget::new(&limits);
    let input = Input::open(&file, &budget).expect("a slice is read");
    if let Some(Ok(unpacked)) = recognise(&input).map(|packed| packed.unpack(&input)) {
        assert!(unpacked.program.size() <= limits.unpacked);
    }
    gorigin_fuzz::check(&file);
});
