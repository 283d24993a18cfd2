//! The names of functions: of every format, byte order and layout, where they stand, and when they do not.

use gorigin::bytes::{Budget, Input, Limits, PartOffset};
use gorigin::container::Around;
use gorigin::evidence::{Depth, FunctionNames, NamesOf, NoNames, Program};
use gorigin::go::Release;

use crate::common::fixture_bytes;
use crate::common::forge::Elf;

/// The names of a program, by both ways of asking.
fn names(file: &[u8]) -> Vec<(PartOffset, String)> {
    let bytes = file.to_vec();
    let budget = Budget::new(&Limits::default());
    let input = Input::open(&bytes, &budget).unwrap();
    let around = Around::default();
    let program = Program::open(&input, &around, Depth::Quick).unwrap().unwrap();
    let all = |names: &FunctionNames<'_>| {
        let mut found = Vec::new();
        let mut visit = |name: &[u8], at| found.push((at, String::from_utf8_lossy(name).into()));
        names.for_each(&mut visit).unwrap();
        found
    };
    let asked = all(&program.function_names().unwrap());
    let facts = program.into_evidence();
    assert_eq!(all(&FunctionNames::of(&facts, &input).unwrap()), asked);
    asked
}

#[test]
fn real_programs_name_what_they_hold() {
    for (name, inlined) in [
        ("carved/linux-amd64-go1.15-s-w", "runtime.puintptr.ptr"),
        ("carved/linux-386-go1.15-s-w", "runtime.puintptr.ptr"),
        ("carved/linux-mips-go1.15-s-w", "runtime.puintptr.ptr"),
        ("carved/windows-386-go1.15-s-w", "runtime.puintptr.ptr"),
        ("carved/linux-amd64-go1.19-s-w", "runtime.puintptr.ptr"),
        ("carved/linux-ppc64-go1.27-s-w", "runtime.puintptr.ptr"),
        ("carved/js-wasm-go1.22-s-w", "runtime.puintptr.ptr"),
        ("sealed/darwin-arm64-go1.27-s-w", "runtime.puintptr.ptr"),
        ("sealed/aix-ppc64-go1.27-s-w", "runtime.puintptr.ptr"),
        ("sealed/plan9-amd64-go1.27-s-w", "runtime.puintptr.ptr"),
        ("sealed/windows-arm64-go1.27-s-w", "runtime.puintptr.ptr"),
    ] {
        let file = fixture_bytes(name);
        let found = names(&file);
        assert!(found.len() > 900, "{name}: {} names", found.len());
        for wanted in ["main.main", "runtime.main", "runtime.(*mcache).refill", inlined] {
            let at = found.iter().find(|(_, it)| it == wanted).map(|it| it.0);
            let at = usize::try_from(at.unwrap_or_else(|| panic!("{name}: {wanted}")).0).unwrap();
            assert!(file[at..].starts_with(wanted.as_bytes()), "{name}: {wanted} at {at:#x}");
        }
    }
}

#[test]
fn which_names_they_are() {
    let file = fixture_bytes("carved/linux-amd64-go1.15-s-w");
    let budget = Budget::new(&Limits::default());
    let input = Input::open(&file, &budget).unwrap();
    let around = Around::default();
    let program = Program::open(&input, &around, Depth::Quick).unwrap().unwrap();
    let names = program.function_names().unwrap();
    for (release, want) in [
        (Some(Release::new(1, 15, 3)), NamesOf::LinkedAndInlined),
        (Some(Release::new(1, 9, 0)), NamesOf::LinkedAndInlined),
        (Some(Release::new(1, 8, 7)), NamesOf::Linked),
        (None, NamesOf::Linked),
    ] {
        assert_eq!(names.of_which(release), want, "{release:?}");
    }
}

#[test]
fn a_cut_table_gives_its_names_and_says_so() {
    let file = fixture_bytes("carved/linux-amd64-go1.27-s-w");
    let whole = names(&file);
    let last = whole.last().unwrap().0;
    let cut = file[..usize::try_from(last.0).unwrap() - 100].to_vec();
    let budget = Budget::new(&Limits::default());
    let input = Input::open(&cut, &budget).unwrap();
    let input_of_whole = Input::open(&file, &budget).unwrap();
    let around = Around::default();
    let program = Program::open(&input_of_whole, &around, Depth::Quick).unwrap().unwrap();
    let facts = program.into_evidence();
    let mut count = 0;
    let result = FunctionNames::of(&facts, &input).unwrap().for_each(&mut |_, _| count += 1);
    assert!(result.is_err());
    assert!(count > whole.len() / 2 && count < whole.len(), "{count} of {}", whole.len());
}

#[test]
fn why_there_are_none() {
    let file = Elf::go("go1.22.3").build();
    let budget = Budget::new(&Limits::default());
    let input = Input::open(&file, &budget).unwrap();
    let around = Around::default();
    let program = Program::open(&input, &around, Depth::Quick).unwrap().unwrap();
    assert_eq!(program.function_names().err(), Some(NoNames::NoPclntab));
    let facts = program.into_evidence();
    assert_eq!(FunctionNames::of(&facts, &input).err(), Some(NoNames::NoPclntab));
}
