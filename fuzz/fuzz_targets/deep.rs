//! Arbitrary bytes searched in full: as a path, and as a whole file with needles.
#![no_main]

use gorigin::bytes::{Limits, Text};
use gorigin::evidence::leak::{DeepSearch, Known, classify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Some(place) = classify(data) {
        assert!(data.starts_with(place.prefix) && !place.prefix.is_empty());
    }
    let needles = [Text::from("falcon"), Text::from("/a/b/")];
    let search = DeepSearch::new(&needles, Some("/opt/go"));
    for is_windows in [false, true] {
        let known = Known { is_windows, file_table: None };
        let texts = search.search(&data, &known, &Limits::default());
        let size = data.len() as u64;
        assert!(texts.found.iter().all(|found| found.at.0 < size && found.count > 0));
    }
});
