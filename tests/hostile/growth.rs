//! Texts of which the maker of a file chooses how many there are: twice as many cost about twice as
//! much, however they are made.

use std::time::Duration;

use crate::common::forge::{Elf, build_info};
use crate::common::skipped;
use crate::files::VERSION;
use crate::{ALLOCATOR, alone};
use gorigin::bytes::{Budget, Input, Limits};
use gorigin::container::Around;
use gorigin::evidence::{Depth, Program};
use gorigin::report::{Record, Redactor, json};
use gorigin::{Options, inspect};

/// How many times as many rows the larger of two inputs has.
const FACTOR: usize = 8;
/// What it may cost at most, as a multiple of the smaller one: 2.2 for each doubling. Work that grows
/// with the square takes 64.
const MOST: f64 = 2.2 * 2.2 * 2.2;
/// Below this a ratio of times says nothing.
const MEASURABLE: Duration = Duration::from_micros(500);

/// Time that this thread has spent on a processor, which other processes do not lengthen. `None`
/// where the system does not tell.
fn on_cpu() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(stat.split(' ').next()?.parse().ok()?))
}

/// The time of one run, from as many runs as take long enough to be measured: the system counts in
/// steps of a few milliseconds.
fn cost(mut work: impl FnMut()) -> Option<Duration> {
    const LONG_ENOUGH: Duration = Duration::from_millis(100);
    let start = on_cpu()?;
    for runs in 1..=200_u32 {
        work();
        let took = on_cpu()?.checked_sub(start)?;
        if took >= LONG_ENOUGH {
            return Some(took / runs);
        }
    }
    Some(MEASURABLE)
}

fn program(text: &str) -> Vec<u8> {
    Elf::new().section(".go.buildinfo", build_info(VERSION, text)).build()
}

fn records(file: &[u8]) -> Vec<Record> {
    inspect(&file, &Options { depth: Depth::Full, ..Options::default() })
}

type Generator = (&'static str, usize, fn(usize) -> Vec<u8>);

/// Rows, the number in the smaller input, and how they are made. The larger inputs pass several
/// limits, and then cost less.
const GENERATORS: [Generator; 9] = [
    ("settings", 100, |n| program(&"build\ta=b\n".repeat(n))),
    ("settings with a secret each", 100, |n| {
        let setting = |at| format!("build\t-ldflags=\"-X main.apiToken=secret-{at:06}\"\n");
        program(&(0..n).map(setting).collect::<String>())
    }),
    ("secrets in one setting", 2_000, |n| {
        let flags: String = (0..n).map(|at| format!("-X a.token{at}=secret-{at:06} ")).collect();
        program(&format!("build\t-ldflags=\"{flags}\"\n"))
    }),
    ("secrets that are parts of one another", 40, |n| {
        let flags: String =
            (1..=n).map(|at| format!("-X a.token={} ", "x".repeat(at + 3))).collect();
        program(&format!("build\t-ldflags=\"{flags}\"\n"))
    }),
    ("one long secret", 20_000, |n| {
        program(&format!("build\t-ldflags=\"-X a.token={}\"\n", "ab".repeat(n)))
    }),
    ("a character to be escaped each", 20_000, |n| {
        program(&format!("build\t-ldflags=-X main.token=abc{}\n", "\x1b".repeat(n)))
    }),
    ("an equals sign each", 20_000, |n| {
        program(&format!("build\t-ldflags=\"-X token{}\"\n", "=token".repeat(n)))
    }),
    ("modules", 300, |n| {
        let dep = |at| format!("dep\texample.com/m{at}\tv1.{at}.0\th1:abc=\n");
        program(&(0..n).map(dep).collect::<String>())
    }),
    ("settings with a path each", 100, |n| {
        let setting = |at| format!("build\tCGO_CFLAGS=-I/home/user{at}/include/{at}\n");
        program(&(0..n).map(setting).collect::<String>())
    }),
];

#[test]
fn texts_cost_in_proportion() {
    let _alone = alone();
    if on_cpu().is_none() {
        skipped("this system does not tell the time of a thread");
        return;
    }
    let mut failures = Vec::new();
    for (name, n, generate) in GENERATORS {
        let (small, large) = (generate(n), generate(n * FACTOR));
        let [one, many] = [&small, &large].map(|file| cost(|| drop(records(file))).unwrap());
        let ratio = many.as_secs_f64() / one.max(MEASURABLE).as_secs_f64();
        println!("{name:<40} {n:>6}: {one:>10.1?}, {FACTOR} times: {many:>10.1?}, {ratio:.1}");
        if ratio > MOST {
            failures.push(format!("{name}: {FACTOR} times the rows take {ratio:.1} times as long"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Names that each record of a scan brings anew.
#[test]
fn redaction_of_many_records_costs_in_proportion() {
    let _alone = alone();
    if on_cpu().is_none() {
        skipped("this system does not tell the time of a thread");
        return;
    }
    let template = records(&program("path\texample.com/x\nbuild\tCGO_CFLAGS=-I/x\n")).remove(0);
    let redact = |count: usize| {
        let mut redactor = Redactor::default();
        for at in 0..count {
            let path = format!("/home/person-{at}/dist/agent, and //files{at}.corp/x");
            let record = Record { path, ..template.clone() };
            let record = redactor.redact(record);
            assert!(record.path.starts_with("/home/<user"), "{}", record.path);
        }
    };
    let [one, many] = [200, 200 * FACTOR].map(|count| cost(|| redact(count)).unwrap());
    let ratio = many.as_secs_f64() / one.max(MEASURABLE).as_secs_f64();
    println!("200 records: {one:.1?}, {FACTOR} times as many: {many:.1?}, {ratio:.1}");
    assert!(ratio <= MOST, "{FACTOR} times the records take {ratio:.1} times as long");
}

/// Files of 16 MiB that are one text: memory, size of the record and time are bounded.
#[test]
fn large_texts_are_bounded() {
    let _alone = alone();
    const SIZE: usize = 16 << 20;
    let many = |line: &str, size: usize| program(&line.repeat(size / line.len()));
    let below = (1 << 20) - 64;
    let mut failures = Vec::new();
    for (name, file, limit) in [
        ("settings over the limit of the text", many("build\ta=b\n", SIZE), "module-text"),
        ("settings", many("build\ta=b\n", below), "settings"),
        ("modules", many("dep\ta\tv1\th1:x\n", below), "modules"),
        ("a long module path", program(&format!("path\t{}\n", "x".repeat(below))), "text"),
        (
            "a long module path that JSON escapes",
            program(&format!("path\t{}\n", "\u{1}".repeat(below))),
            "text",
        ),
        (
            "many long modules",
            many(&format!("dep\t{}\tv1\n", "\u{1}".repeat(100)), below),
            "record",
        ),
        (
            "many secrets",
            many(&format!("build\t-ldflags=-X a.token={}\n", "s".repeat(800)), below),
            "secrets",
        ),
    ] {
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        let start = on_cpu();
        let records = records(&file);
        let took = start.zip(on_cpu()).map(|(start, end)| end - start).unwrap_or_default();
        let memory = ALLOCATOR.peak_usage().saturating_sub(before);
        let mut line = Vec::new();
        json::write_line(&mut line, &records[0]).unwrap();
        println!(
            "{name:<40} {:>9} bytes: {memory:>9} held, {:>8} of JSON, {took:?}",
            file.len(),
            line.len()
        );
        let damage: Vec<_> = records[0].damage.iter().map(|it| it.message.as_str()).collect();
        if !damage.iter().any(|it| it.contains(&format!("limit {limit} of "))) {
            failures.push(format!("{name}: {limit} is not named: {damage:?}"));
        }
        if !records[0].partial || records[0].go_version.is_none() {
            failures.push(format!("{name}: not partial, or without a version"));
        }
        if memory > 48 << 20 || line.len() > 5 << 20 || took > Duration::from_secs(2) {
            failures.push(format!("{name}: {memory} bytes held, {} of JSON, {took:?}", line.len()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A WebAssembly module of Go with data segments of one byte at these addresses.
fn module(addresses: impl ExactSizeIterator<Item = u32>) -> Vec<u8> {
    let leb = |value: usize| -> [u8; 5] {
        std::array::from_fn(|at| (value >> (7 * at)) as u8 & 0x7f | if at < 4 { 0x80 } else { 0 })
    };
    let mut data = leb(addresses.len()).to_vec();
    for address in addresses {
        data.extend([&[0, 0x41][..], &leb(address as usize), &[0x0b, 1, b'x']].concat());
    }
    let id = b"\0\x26\x0ago:buildid\xff Go build ID: \"a/b/c/d\"\n \xff";
    [b"\0asm\x01\0\0\0", &id[..], &[11], &leb(data.len()), &data].concat()
}

/// As many data segments as there may be, in orders in which Go's linker writes none: the memory is bounded.
#[test]
fn segments_in_any_order_take_little_memory() {
    let _alone = alone();
    const COUNT: u32 = 1 << 20;
    type Order = (&'static str, fn(u32) -> u32);
    let orders: [Order; 4] = [
        ("as in memory", |at| at),
        ("from the last to the first", |at| COUNT - at),
        ("from both ends in turn", |at| if at % 2 > 0 { at / 2 } else { COUNT - at / 2 }),
        ("each in a gap", |at| if at < COUNT / 2 { 2 * at } else { 2 * at - COUNT + 1 }),
    ];
    let mut failures = Vec::new();
    for (name, order) in orders {
        let file = module((0..COUNT).map(|at| 0x1000 + 2 * order(at)));
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        let records = inspect(&file, &Options::default());
        let memory = ALLOCATOR.peak_usage().saturating_sub(before);
        println!("{name:<40} {:>9} bytes: {memory:>9} held", file.len());
        let found = (records[0].build_id.is_some(), records[0].partial, &records[0].damage);
        println!("{found:?}");
        // Of each segment its place is held, of 16 bytes.
        if !(16 << 20..36 << 20).contains(&memory) {
            failures.push(format!("{name}: {memory} bytes are held"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Of a large directory little is held: a million entries fit in 64 MiB.
#[test]
fn large_directories_take_little_memory() {
    let _alone = alone();
    use gorigin::artifact::{Root, Walk, WalkOptions};
    const ENTRIES: usize = 30_000;
    let folder = tempfile::tempdir().unwrap();
    for at in 0..ENTRIES {
        std::fs::File::create(folder.path().join(format!("entry-{at:06}"))).unwrap();
    }
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let roots = [Root::Path(folder.path().to_owned())].into_iter();
    let count = Walk::new(roots, WalkOptions::default()).count();
    let memory = ALLOCATOR.peak_usage().saturating_sub(before);
    println!("{count} entries: {memory} bytes, {} each", memory / count);
    assert_eq!(count, ENTRIES);
    assert!(memory <= 64 * ENTRIES, "{memory} bytes are held of {ENTRIES} entries");
}

/// The runtime's variables are found wherever in the data they lie, also on a border between two
/// parts of it that are looked at in turn.
#[test]
fn variables_are_found_anywhere_in_data() {
    let _alone = alone();
    const SIZE: usize = 9 << 20;
    let texts = [VERSION.as_bytes(), b"\0/opt/go-far\0"].concat();
    let elf = |data: Vec<u8>| {
        Elf::go(VERSION).section(".noptrdata", texts.clone()).section(".data", data)
    };
    let text = elf(Vec::new()).place(".noptrdata");
    let variable = |at: usize, len: usize| {
        [Elf::address(at).to_le_bytes(), (len as u64).to_le_bytes()].concat()
    };
    let mut failures = Vec::new();
    let steps = [8 << 10, 64 << 10, (4 << 20) + (64 << 10), 8 << 20];
    let places = steps.iter().flat_map(|step| (0..=64).step_by(16).map(move |at| step - at));
    for place in places.chain([0, 16, SIZE - 64, SIZE - 32]) {
        for is_before in [false, true] {
            let mut data = vec![0; SIZE];
            let version = variable(text, VERSION.len());
            let goroot = variable(text + VERSION.len() + 1, "/opt/go-far".len());
            let pair = if is_before { [goroot, version] } else { [version, goroot] }.concat();
            data[place..place + pair.len()].copy_from_slice(&pair);
            let file = elf(data).build();
            let limits = Limits::default();
            let budget = Budget::new(&limits);
            let input = Input::open(&file, &budget).unwrap();
            let program = Program::open(&input, &Around::default(), Depth::Quick).unwrap().unwrap();
            let strings = program.runtime_strings().unwrap().clone();
            let beside = if is_before { strings.before } else { strings.behind };
            let values = beside.map(|it| it.text.to_lossy());
            if values.as_deref() != Some("/opt/go-far") {
                failures.push(format!("{place:#x} before {is_before}: {values:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
