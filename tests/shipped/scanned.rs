//! Running the command on a file, and what it found in it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::common::process::{GORIGIN, host};
use serde_json::Value;

/// What a scan may take of one processor, whatever is in the files.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A run of the command over one file or folder.
pub(crate) struct Scanned {
    pub(crate) code: i32,
    pub(crate) records: Vec<Value>,
    /// What it wrote, where that is no records.
    pub(crate) out: String,
    /// What it said on standard error.
    pub(crate) said: String,
    /// The processor time that it took; zero where nobody can tell.
    pub(crate) took: Duration,
    /// The most memory that it had, in bytes; zero where nobody can tell.
    pub(crate) memory: u64,
}

/// Scans `path` on one thread, with `options` too, on a machine without Go; every file gives a record.
pub(crate) fn scan(path: &Path, options: &[&str]) -> Scanned {
    scan_with(path, &[&["--all"], options].concat(), PATIENCE)
}

/// The same, with that much processor time, and with records of what is no program only where the
/// options say so.
pub(crate) fn scan_with(path: &Path, options: &[&str], patience: Duration) -> Scanned {
    let mut command = Command::new(GORIGIN);
    command.args(["scan", "--fail-on", "never", "-j", "1"]);
    let is_table = options.contains(&"table");
    command.args(if is_table { &[][..] } else { &["--format", "ndjson"] });
    command.args(["--progress", "never"]).arg("--host").arg(host()).args(options).arg(path);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let [out, err] = [child.stdout.take().map(read_all), child.stderr.take().map(read_all)];
    let (mut took, mut memory, mut is_late) = (Duration::ZERO, 0, false);
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        (took, memory) = usage(child.id()).unwrap_or((took, memory));
        if took > patience && !is_late {
            is_late = true;
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let text = |reader: Option<std::thread::JoinHandle<Vec<u8>>>| {
        String::from_utf8(reader.unwrap().join().unwrap()).unwrap()
    };
    let (out, said) = (text(out), text(err));
    assert!(!is_late, "{}: not done after {took:?}: {said}", path.display());
    let code = status.code().unwrap_or_else(|| panic!("{}: {status}: {said}", path.display()));
    let record = |line| serde_json::from_str(line).unwrap();
    let records = if is_table { Vec::new() } else { out.lines().map(record).collect() };
    Scanned { code, records, out, said, took, memory }
}

fn read_all(mut from: impl std::io::Read + Send + 'static) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// The processor time of a process and the most memory that it had, where Linux tells.
fn usage(process: u32) -> Option<(Duration, u64)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split(' ').collect();
    // Fields 14 and 15 of the line, in hundredths of a second; the first behind the name is 3.
    let ticks: u64 = fields.get(12)?.parse::<u64>().ok()? + fields.get(13)?.parse::<u64>().ok()?;
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = peak.trim().strip_suffix(" kB")?.parse().ok()?;
    Some((Duration::from_millis(ticks * 10), kilobytes << 10))
}

impl Scanned {
    /// The paths of the Go programs inside `outer`, each as [`plain`] has it, sorted; the file itself
    /// is `.`.
    pub(crate) fn programs(&self, outer: &Path) -> Vec<String> {
        let go = self.records.iter().filter(|record| record["outcome"] == "go");
        let mut paths: Vec<String> = go.map(|record| inner(record, outer)).collect();
        paths.sort();
        paths
    }

    /// The records of what is no Go program and not plainly something else: each says what is wrong.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let said = self.records.iter().filter_map(|record| {
            let unopened = record["unopened"].as_str().map(|kind| format!("unopened: {kind}"));
            let error = record["error"]["message"].as_str().map(str::to_owned);
            let damage = record["damage"].get(0).map(|it| it["message"].to_string());
            unopened.or(error).or(damage)
        });
        said.collect()
    }

    /// The outcomes in a line, for messages.
    pub(crate) fn in_short(&self) -> String {
        let one = |record: &Value| {
            let [path, outcome] = ["path", "outcome"].map(|it| record[it].as_str().unwrap_or("?"));
            let path = path.rsplit_once("!/").map_or(".", |(_, inner)| inner);
            format!("{path} {outcome}")
        };
        let all: Vec<String> = self.records.iter().take(8).map(one).collect();
        let complaints = self.complaints().join("; ");
        format!("exit {}: [{}] {complaints}", self.code, all.join(", "))
    }
}

/// The path of a record inside `outer`, as [`plain`] has it.
fn inner(record: &Value, outer: &Path) -> String {
    let path = record["path"].as_str().unwrap();
    let outer = outer.to_str().unwrap();
    let rest = path.strip_prefix(outer).unwrap_or_else(|| panic!("{path} is not in {outer}"));
    match rest.strip_prefix("!/") {
        Some(inner) => plain(inner),
        None if rest.is_empty() => ".".to_owned(),
        // A folder that is an image: its name, with or without a slash behind it.
        None => plain(rest.trim_start_matches('/')),
    }
}

/// A path inside a container without what writers add: `./`, `/` at either end.
pub(crate) fn plain(path: &str) -> String {
    let names = path.split("!/").map(|name| {
        let name = name.trim_start_matches("./").trim_start_matches('/');
        name.trim_end_matches('/')
    });
    names.collect::<Vec<_>>().join("!/")
}
