//! A program is asked for its facts by name: each is read when it is first asked for, and once.

use gorigin::bytes::{Budget, Input, Limits};
use gorigin::container::Around;
use gorigin::evidence::{Depth, Program};

use crate::common::{Counting, fixtures};

fn ask(program: &Program<'_>) {
    program.file_table();
    program.table_roots();
    program.runtime_strings();
    program.other_version();
    program.other_build_ids();
    program.functions();
    let _ = (program.dwarf(), program.dynamic());
}

#[test]
fn each_fact_is_read_once() {
    let mut count = 0;
    for fixture in fixtures() {
        let bytes = fixture.bytes();
        let source = Counting::new(&bytes);
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&source, &budget).unwrap();
        let opened = Program::open(&input, &Around::default(), Depth::Full);
        let Ok(Some(program)) = opened else { continue };
        let reads = source.reads();
        ask(&program);
        let more = source.reads();
        assert!(program.pclntab().is_none() || more > reads, "{}: nothing was read", fixture.name);
        ask(&program);
        assert_eq!(source.reads(), more, "{}: read again", fixture.name);
        count += 1;
    }
    assert!(count > 50, "only {count} programs");
}
