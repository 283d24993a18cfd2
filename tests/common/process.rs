//! Running the command as its users do, with an end to everything that hangs.

use super::skipped;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Nothing here takes longer; what does, hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// The command.
pub(crate) const GORIGIN: &str = env!("CARGO_BIN_EXE_gorigin");

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code; 128 and the signal's number after a signal, as shells say it.
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A small Go program with a GOROOT in it.
pub(crate) fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sample/linux-amd64-go1.22-s-w")
}

/// A layout of a host without Go, on which that program has findings.
pub(crate) fn host() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/host-without-go.json")
}

/// `script` for the shell, in `folder`; `$GORIGIN` is the command.
pub(crate) fn shell(folder: &Path, script: &str) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).current_dir(folder).env("GORIGIN", GORIGIN);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Copies the command to `to`, by a process of its own: what another test starts while this one writes
/// would hold the copy open, and the system runs no file that somebody may write.
#[cfg(unix)]
pub(crate) fn copy_command(to: &Path) {
    assert!(Command::new("cp").arg(GORIGIN).arg(to).status().unwrap().success());
}

/// Runs `script` to its end.
pub(crate) fn run(folder: &Path, script: &str) -> Run {
    finish(shell(folder, script).spawn().unwrap())
}

/// Runs `script` with `input` on standard input.
pub(crate) fn run_with(folder: &Path, script: &str, input: &[u8]) -> Run {
    let mut child = shell(folder, script).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let run = finish(child);
    let _ = writer.join().unwrap();
    run
}

/// Waits for `child`, and kills it where it hangs.
pub(crate) fn finish(child: Child) -> Run {
    let Output { status, stdout, stderr } = wait(child);
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None;
    let code = status.code().or(signal.map(|signal| 128 + signal)).unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code, out: text(stdout), err: text(stderr) }
}

/// What `child` wrote, and how it ended; it is killed where it hangs.
pub(crate) fn wait(mut child: Child) -> Output {
    let out = child.stdout.take().map(read_all);
    let err = child.stderr.take().map(read_all);
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("gorigin hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let bytes = |reader: Option<JoinHandle<Vec<u8>>>| {
        reader.map(|reader| reader.join().unwrap()).unwrap_or_default()
    };
    Output { status, stdout: bytes(out), stderr: bytes(err) }
}

fn read_all(mut from: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// Whether a command can be run here; says so where it cannot.
pub(crate) fn has(tool: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {tool}")])
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !found {
        skipped(format_args!("there is no {tool} here"));
    }
    found
}
