//! The picture of a terminal is what the program prints: `contrib/terminal/scan.svg` is drawn from real output, on a host
//! without Go. UPDATE=1 draws it anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::process::GORIGIN;

/// What is typed, in the folder `testdata`.
const TYPED: [&str; 2] = ["scan sample", "verify sample/linux-amd64-go1.22-s-w"];

/// The size of a character, and the room around the text.
const WIDE: usize = 8;
const HIGH: usize = 18;
const MARGIN: usize = 16;

#[test]
fn the_picture_is_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for typed in TYPED {
        let output = Command::new(GORIGIN)
            .args(typed.split(' '))
            .args(["--color", "always", "--host", "../tests/snapshots/host-without-go.json"])
            .current_dir(root.join("testdata"))
            .output()
            .unwrap();
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).unwrap();
        write!(text, "\x1b[2m$ \x1b[0m\x1b[1mgorigin {typed}\x1b[0m\n{printed}\n").unwrap();
    }
    let fresh = drawn(text.trim_end());
    let path = root.join("contrib/terminal/scan.svg");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    assert!(kept == fresh, "contrib/terminal/scan.svg is old; UPDATE=1 draws it anew");
}

/// The picture of a text with the colours of a terminal.
fn drawn(text: &str) -> String {
    let lines: Vec<Vec<Run>> = text.lines().map(runs).collect();
    let width = |line: &Vec<Run>| line.iter().map(|run| run.text.chars().count()).sum::<usize>();
    let columns = lines.iter().map(width).max().unwrap_or(0);
    let (width, height) = (columns * WIDE + 2 * MARGIN, lines.len() * HIGH + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"gorigin in a terminal\">\n<style>\
         text{{font:13px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#d8dee9;white-space:pre}}\
         .b{{font-weight:bold}}.d{{fill:#8a94a6}}.r{{fill:#ef7a85}}.g{{fill:#9fca7b}}.y{{fill:#e5c07b}}\
         .u{{fill:#7fb3e6}}.m{{fill:#c792d9}}.c{{fill:#6fc3cf}}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1d2229\"/>\n"
    );
    for (row, line) in lines.iter().enumerate() {
        let mut column = 0;
        for run in line {
            let count = run.text.chars().count();
            if !run.text.trim().is_empty() {
                let (x, y) = (MARGIN + column * WIDE, MARGIN + row * HIGH + 13);
                let class = match run.class.as_str() {
                    "" => String::new(),
                    class => format!(" class=\"{class}\""),
                };
                // The length is given, so that columns stay columns whatever font there is.
                let length = count * WIDE;
                let text = escaped(&run.text);
                writeln!(
                    svg,
                    "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\"{class}>{text}</text>"
                )
                .unwrap();
            }
            column += count;
        }
    }
    svg + "</svg>\n"
}

/// A part of a line that looks the same throughout.
struct Run {
    text: String,
    class: String,
}

/// The parts of a line, at its colours and at wide gaps.
fn runs(line: &str) -> Vec<Run> {
    let (mut all, mut class) = (Vec::new(), String::new());
    for (at, part) in line.split("\x1b[").enumerate() {
        let text = match part.split_once('m') {
            Some((codes, text)) if at > 0 => {
                class = codes.split(';').fold(class, |class, code| changed(&class, code));
                text
            }
            _ => part,
        };
        let mut left = text;
        while let Some(gap) = left.find("  ") {
            let (word, rest) = left.split_at(gap);
            let blanks = rest.len() - rest.trim_start_matches(' ').len();
            all.push(Run { text: word.to_owned(), class: class.clone() });
            all.push(Run { text: " ".repeat(blanks), class: String::new() });
            left = &rest[blanks..];
        }
        all.push(Run { text: left.to_owned(), class: class.clone() });
    }
    all
}

/// The class after a code of the terminal's.
fn changed(class: &str, code: &str) -> String {
    let add = |name: &str| format!("{class} {name}").trim().to_owned();
    match code {
        "" | "0" => String::new(),
        "1" => add("b"),
        "2" => add("d"),
        "4" => class.to_owned(),
        _ => match code.strip_prefix(['3', '9']) {
            Some("1") => add("r"),
            Some("2") => add("g"),
            Some("3") => add("y"),
            Some("4") => add("u"),
            Some("5") => add("m"),
            Some("6") => add("c"),
            Some("9" | "7" | "0") => class.to_owned(),
            _ => panic!("a code of the terminal that the picture does not know: {code}"),
        },
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[test]
fn parts_of_lines() {
    let got: Vec<(String, String)> =
        runs("a\x1b[1;33mb  c\x1b[0m <d>").into_iter().map(|it| (it.text, it.class)).collect();
    let want = [("a", ""), ("b", "b y"), ("  ", ""), ("c", "b y"), (" <d>", "")];
    assert_eq!(got, want.map(|(text, class)| (text.to_owned(), class.to_owned())));
    assert!(drawn("<\x1b[2m&\x1b[0m").contains(">&lt;</text>"));
}
