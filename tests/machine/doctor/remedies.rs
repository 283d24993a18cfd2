//! What the doctor tells people to do, done: each command is taken apart by a shell's rules, applied
//! to the made machine on disk, and the machine is looked at again.

use std::collections::BTreeMap;
use std::fs;

use gorigin::diagnosis::{Advice, Checked, Outcome, examine};
use gorigin::host::HostLayout;

use super::*;

/// Commands that nothing is lost by.
const VERBS: &[&str] =
    &["apk", "apt-get", "brew", "chmod", "dnf", "export", "git", "go", "mkdir", "mv", "unset"];

/// Machines of the kinds that were advised badly before, besides those of the rows.
const CASES: &[&str] = &[
    "env GOROOT=/",
    "env GOROOT=/usr; dir /usr/lib; dir /usr/src",
    "env GOROOT=/home",
    "env GOROOT=/home/u",
    "env GOROOT=/root; dir /root",
    "env GOROOT=~",
    "env GOROOT=$HOME",
    "dir /home/u/go/pkg/mod; env GOROOT=/home/u/go",
    "env GOROOT=/go/bin",
    "dir /with\\sspace; env GOROOT=/with\\sspace",
    "dir /it's; env GOROOT=/it's; file /it's/VERSION go1.22.10",
    "dir /a$(id); env GOROOT=/a$(id)",
    "dir /-rf; env GOROOT=/-rf; cwd /",
    "env GOROOT=-rf",
    "env GOCACHE=/; uid other",
    "env GOCACHE=/home; uid other",
    "env GOENV=/home/u",
    "env GOENV=/etc/shadow; file /etc/shadow \\0",
    "env GOMODCACHE=/; dir /golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64",
    "env GOMODCACHE=/m; dir /m/golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64;rm; dir /m/cache/download",
    // A circle: what go.mod needs is more than the command is, and GOTOOLCHAIN says local.
    "file /w/go.mod module m\\ngo 1.24.0\\n; cwd /w; env GOTOOLCHAIN=local",
    "file /w/go.mod module m\\ngo 1.24.0\\n; cwd /w",
    "file /w/go.mod module m\\ngo 1.24.0\\n; cwd /w; env GOPROXY=off",
    "file /w/go.mod module m\\ngo 1.24.0\\n; cwd /w; file /go/go.env GOTOOLCHAIN=local\\n",
    "file /w/go.mod module m\\ngo 1.24.0\\n; cwd /w; file /home/u/.config/go/env GOTOOLCHAIN=local\\n",
    "file /w/go.mod module m\\ngo 1.24.0\\n; cwd /w; env GOROOT=/usr/local/go",
    // mise.toml asks for the Go that comes second.
    "tree /old go1.21.13; env PATH=/go/bin:/old/bin; file /w/mise.toml [tools]\\ngo = \"1.21\"\\n; cwd /w",
    "tree /old go1.21.13; env PATH=/old/bin:/go/bin; env GOROOT=/old",
    "tree /old go1.21.13; env PATH=/go/bin:/old/bin; env GOROOT=/old; file /home/u/.bashrc export GOROOT=/old\\n",
    // Both an environment and an env file that are wrong.
    "env GOROOT=/nowhere; file /home/u/.config/go/env GOROOT=/gone\\n",
    "env GOTOOLCHAIN=1.22; file /home/u/.config/go/env GOTOOLCHAIN=1.21\\n",
    "file /home/u/.config/go/env GOPATH=~/x\\n",
    "file /home/u/.config/go/env GOFLAGS=bad\\nGOOS=macos\\nGOPATH=~/x\\nGOROOT=/nowhere\\n",
    // Trees that are the system's, somebody's, or mounted.
    "tree /usr/lib/go go1.22.10; file /usr/lib/go/src/net/http/h2_bundle.go x; file /usr/lib/go/VERSION go1.27.3; env PATH=/usr/lib/go/bin",
    "file /go/VERSION go1.27.3; mount / ext4 rw; mount /go ext4 rw",
    "file /go/VERSION go1.27.3; mount / ext4 rw; mount /go/pkg ext4 rw",
    "file /go/VERSION go1.27.3; mount / ext4 rw",
    "file /go/VERSION go1.27.3; mount / ext4 rw; dir /go.old",
    "file /go/VERSION go1.27.3; dir /go/pkg/mod",
    "tree /home/u/go go1.22.10; file /home/u/go/VERSION go1.27.3; env PATH=/home/u/go/bin",
    "tree /home/g go1.22.10; file /home/g/VERSION go1.27.3; env PATH=/home/g/bin",
    "tree /opt/my\\sgo go1.22.10; env PATH=/opt/my\\sgo/bin; file /opt/my\\sgo/VERSION go1.27.3",
    "rm /go/src; tree /old go1.22.10",
    // Caches that are what they seem.
    "file /home/u/.cache/go-build/README This\\sdirectory holds cached build artifacts from the Go build system.; dir /home/u/.cache/go-build/0a; mode 0500 /home/u/.cache/go-build/0a; uid user",
    "file /home/u/.cache/go-build/README This directory holds cached build artifacts from the Go build system.\\n; dir /home/u/.cache/go-build/0a; mode 0500 /home/u/.cache/go-build/0a",
    "file /home/u/.cache/go-build/README This directory holds cached build artifacts from the Go build system.\\n; mode 0777 /home/u/.cache/go-build",
    "dir /home/u/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64; dir /home/u/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.25.0.linux-amd64; dir /home/u/go/pkg/mod/cache/download",
    "file /home/u/.config/go/env GO111MODULE=yes\\nGOFLAGS=-v\\r\\n",
    "env GOWORK=go.work; file /w/go.mod module m\\ngo 1.24.0\\n; cwd /w",
    "os darwin; tree /usr/local/go go1.22.10; file /etc/paths.d/go /bin\\n",
    "rm /go/pkg/tool/linux_amd64/compile; tree /usr/local/go go1.21.13",
];

#[test]
#[ignore = "prints everything"]
fn print_all() {
    for steps in all_steps() {
        for (rule, message, told) in told(&look(&Made::of(&steps)).0) {
            println!(
                "{steps}\n   {rule}: {message}\n   {} {} [{}]",
                if told.is_command { "$" } else { "-" },
                told.text,
                told.note
            );
        }
    }
}

fn look(made: &Made) -> (Vec<Checked>, bool) {
    let view = made.view();
    let layout = HostLayout::read(&view);
    let refuses =
        layout.goroot.error.is_some() && layout.toolchain.from != gorigin::host::Source::Download;
    (examine(&view, &layout), refuses)
}

/// How often each rule complains.
fn counts(checked: &[Checked]) -> BTreeMap<&'static str, usize> {
    let count = |check: &Checked| match &check.outcome {
        Outcome::Found(complaints) => Some((check.rule.name, complaints.len())),
        _ => None,
    };
    checked.iter().filter_map(count).collect()
}

fn told(checked: &[Checked]) -> Vec<(&'static str, String, Advice)> {
    let mut all = Vec::new();
    for check in checked {
        if let Outcome::Found(complaints) = &check.outcome {
            all.extend(
                complaints
                    .iter()
                    .map(|it| (check.rule.name, it.message.clone(), it.fix.advice().clone())),
            );
        }
    }
    all
}

/// The words of a command by the rules of sh: no substitution but `"$PATH"`.
fn words(command: &str) -> Result<Vec<Vec<String>>, String> {
    let (mut commands, mut words, mut word) = (Vec::new(), Vec::new(), None::<String>);
    let mut chars = command.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' => words.extend(word.take()),
            '&' if chars.next_if_eq(&'&').is_some() => {
                words.extend(word.take());
                commands.push(std::mem::take(&mut words));
            }
            '\'' => {
                let text = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        Some('\'') => break,
                        Some(c) => text.push(c),
                        None => return Err("a quote that does not end".to_owned()),
                    }
                }
            }
            '"' => {
                let inside: String = chars.by_ref().take_while(|&c| c != '"').collect();
                if inside != "$PATH" {
                    return Err(format!("\"{inside}\" is expanded"));
                }
                word.get_or_insert_default().push_str(&inside);
            }
            '\\' => word.get_or_insert_default().extend(chars.next()),
            c if c.is_ascii_alphanumeric() || "/._-+:@=".contains(c) || !c.is_ascii() => {
                word.get_or_insert_default().push(c);
            }
            c => return Err(format!("{c:?} is not quoted")),
        }
    }
    words.extend(word);
    commands.push(words);
    Ok(commands)
}

/// Does what a user is told, on disk; `Err` says what of it must not be told, or is none of it.
fn apply(made: &mut Made, told: &Advice) -> Result<(), String> {
    let texts = [told.text.as_str(), told.note.as_str()];
    if told.is_command {
        for words in words(&told.text)? {
            run(made, &words)?;
        }
    }
    for text in texts.iter().flat_map(|text| text.split("; ")) {
        if let Some(rest) = text.strip_prefix("delete the line ") {
            let (line, rest) = rest.split_once(" from ").ok_or(text)?;
            let file = rest.split(" (line ").next().unwrap_or_default();
            let content = fs::read_to_string(made.real(file)).map_err(|it| it.to_string())?;
            let is_it = |it: &&str| it.escape_debug().to_string() == line || *it == line;
            let kept = content.split('\n').filter(|it| !is_it(it));
            let kept: String = kept.map(|line| format!("{line}\n")).collect();
            made.file(file, kept, 0o644);
        } else if let Some(rest) = text.strip_prefix("then unpack ") {
            let (version, rest) = rest.split_once(" as ").ok_or(text)?;
            let goroot = rest.split(": https").next().unwrap_or_default();
            if made.real(goroot).exists() {
                return Err(format!("{goroot} is still there"));
            }
            made.tree(goroot, version);
        }
    }
    Ok(())
}

fn run(made: &mut Made, words: &[String]) -> Result<(), String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let words = words.strip_prefix(&["sudo"]).unwrap_or(&words);
    let (set, words) = match words {
        [set, rest @ ..] if set.contains('=') && !set.starts_with('/') => (Some(*set), rest),
        all => (None, all),
    };
    let verb = words.first().copied().unwrap_or_default();
    if !VERBS.contains(&verb) || set.is_some() && verb != "go" {
        return Err(format!("{verb} may do anything"));
    }
    match words {
        ["unset", name] => drop(made.env.remove(*name)),
        ["export", assignment] => {
            let (name, value) = assignment.split_once('=').ok_or("no assignment")?;
            let path = made.env.get("PATH").cloned().unwrap_or_default();
            made.env.insert(name.to_owned(), value.replace("$PATH", &path));
        }
        ["mv", "--", from, to] => {
            if made.real(to).exists() || !to.starts_with(&format!("{from}.old")) {
                return Err(format!("mv {from} {to} may overwrite"));
            }
            fs::rename(made.real(from), made.real(to)).map_err(|it| it.to_string())?;
        }
        ["mkdir", "-p", path] | ["mkdir", "-m", "1777", path] => {
            fs::create_dir_all(made.real(path)).unwrap();
        }
        ["chmod", "a+x", files @ ..] => {
            for file in files {
                fs::set_permissions(made.real(file), fs::Permissions::from_mode(0o755)).unwrap();
            }
        }
        ["chmod", "go-w", path] | ["chmod", "-R", "go-w", path] => {
            for entry in walkdir::WalkDir::new(made.real(path)) {
                let path = entry.unwrap().into_path();
                let mode = fs::metadata(&path).unwrap().mode() & !0o022;
                fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
            }
        }
        ["go", "env", "-u", key] => {
            let file = "/home/u/.config/go/env";
            let content = fs::read_to_string(made.real(file)).map_err(|it| it.to_string())?;
            let kept = content.lines().filter(|line| !line.starts_with(&format!("{key}=")));
            let kept: String = kept.map(|line| format!("{line}\n")).collect();
            made.file(file, kept, 0o644);
        }
        ["go", "env", "-w", setting] => {
            made.file("/home/u/.config/go/env", format!("{setting}\n"), 0o644);
        }
        ["go", "install", package] if package.ends_with("@latest") => {}
        ["git", "config", "--global", "--add", "safe.directory", path] => {
            made.file("/home/u/.gitconfig", format!("[safe]\n\tdirectory = {path}\n"), 0o644);
        }
        ["apt-get", "install", ..]
        | ["apk", "fix" | "add", ..]
        | ["dnf" | "brew", "reinstall", ..] => {}
        _ => return Err(format!("{words:?} may do anything")),
    }
    Ok(())
}

/// Whether what a command does is seen on the made machine: packages are not installed there.
fn is_applied(told: &Advice) -> bool {
    !["apt-get", "apk", "dnf", "brew", "go install"].iter().any(|it| told.text.contains(it))
}

fn all_steps() -> Vec<String> {
    let rows = ROWS.iter().filter(|row| row.1 == Fires).map(|row| row.2.to_owned());
    rows.chain(CASES.iter().map(|it| (*it).to_owned())).collect()
}

#[test]
fn what_is_told_holds() {
    let mut wrong = Vec::new();
    let (mut commands, mut decisions) = (0, 0);
    for steps in all_steps().iter().filter(|it| !it.contains("os windows")) {
        let made = Made::of(steps);
        let (before, refused) = look(&made);
        let mut all = Vec::new();
        for (rule, message, told) in told(&before) {
            if !told.is_command && !told.text.starts_with("delete the line ") {
                decisions += 1;
                continue;
            }
            commands += 1;
            let mut made = Made::of(steps);
            if let Err(why) = apply(&mut made, &told) {
                wrong.push(format!("{steps}: {rule}: {:?}: {why}", told.text));
                continue;
            }
            if is_applied(&told) {
                let (after, refuses) = look(&made);
                wrong.extend(
                    verdict(&before, &after, rule).map(|it| format!("{steps}: {told:?}: {it}")),
                );
                let stays = self::told(&after).iter().any(|it| it.0 == rule && it.1 == message);
                if stays || refuses && !refused {
                    wrong.push(format!("{steps}: {rule}: {:?} does not mend it", told.text));
                }
                all.push((rule, told));
            }
        }
        // All of them, one after the other.
        let mut made = Made::of(steps);
        let done: Result<(), String> = all.iter().try_for_each(|(_, told)| apply(&mut made, told));
        if let Err(why) = done {
            wrong.push(format!("{steps}: all together: {why}"));
        }
        let (after, _) = look(&made);
        for (rule, told) in &all {
            let complaint = verdict(&before, &after, rule);
            wrong.extend(complaint.map(|it| format!("{steps}: after all, {told:?}: {it}")));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(commands > 100 && decisions > 50, "{commands} {decisions}");
}

/// What is wrong with a machine after a complaint of `rule` was mended.
fn verdict(before: &[Checked], after: &[Checked], rule: &str) -> Option<String> {
    let (before, after) = (counts(before), counts(after));
    let count = |counts: &BTreeMap<&str, usize>, rule| counts.get(rule).copied().unwrap_or(0);
    if count(&after, rule) >= count(&before, rule) {
        return Some(format!("{rule} is still there"));
    }
    let worse = after.iter().find(|(other, number)| {
        severity(other) >= severity(rule) && **number > count(&before, other)
    });
    worse.map(|(other, _)| format!("mending {rule} brings {other}"))
}

/// What no text of a remedy may hold, in any shell.
const DESTRUCTIVE: &[&str] = &[
    "rm",
    "rmdir",
    "unlink",
    "shred",
    "dd",
    "mkfs",
    "truncate",
    "tee",
    "del",
    "erase",
    "rd",
    "remove-item",
    "ri",
    "clear-content",
    "chown",
    "sed",
    "ln",
    "cp",
    "rsync",
    "find",
    "xargs",
    "eval",
    "clean",
    "format",
];

#[test]
fn nothing_is_destroyed_in_any_shell() {
    let mut wrong = Vec::new();
    for steps in all_steps() {
        let mut made = Made::of(&steps);
        for shell in ["/bin/sh", "/usr/bin/fish", "/bin/tcsh", "/usr/bin/nu", "/usr/bin/pwsh"] {
            made.env.insert("SHELL".to_owned(), shell.to_owned());
            for (rule, _, told) in told(&look(&made).0) {
                let text = format!("{} {}", told.text, told.note).to_lowercase();
                let is_verb = |word: &str| DESTRUCTIVE.contains(&word);
                let verb =
                    text.split(|c: char| !c.is_alphanumeric() && c != '-').find(|it| is_verb(it));
                // Nushell's own way to add to a list.
                let command = told.text.replace("PATH | append", "").replace("PATH | prepend", "");
                let redirects = told.is_command && command.contains(['>', '<', '|', '`', '\n']);
                if verb.is_some() || redirects || told.text.is_empty() && severity(rule).is_none() {
                    wrong.push(format!("{steps}: {shell}: {rule}: {told:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_root_cause() {
    for (steps, want, silent) in [
        ("env GOROOT=/home", "goroot-not-a-tree", "std-sources-missing"),
        ("env GOROOT=/go/bin", "goroot-off-by-one", "tool-missing"),
        (
            "file /w/go.mod module m\\ngo 1.24.0\\n; cwd /w; env GOROOT=/usr/local/go",
            "goroot-missing",
            "gomod-needs-newer-local",
        ),
    ] {
        let checked = look(&Made::of(steps)).0;
        let errors: Vec<&str> = told(&checked)
            .iter()
            .filter(|it| it.2.follows_from.is_none() && severity(it.0) == Some(Severity::Error))
            .map(|it| it.0)
            .collect();
        assert_eq!(errors, [want], "{steps}");
        assert!(!counts(&checked).contains_key(silent), "{steps}");
    }
    // The tree that is set lacks its tools, and the command would find a whole one by itself.
    let checked =
        look(&Made::of("tree /r go1.22.10; rm /r/src/fmt; rm /r/pkg/tool; env GOROOT=/r")).0;
    let followers = told(&checked).iter().filter(|it| it.2.follows_from.is_some()).count();
    assert!(followers > 0, "{:?}", told(&checked));
}

#[test]
fn seen_from_outside_nothing_of_the_own_machine_is_named() {
    let mut wrong = Vec::new();
    for steps in all_steps() {
        let made = Made::of(&steps);
        let root = made.root.path().to_str().unwrap().to_owned();
        let view = made.view().seen_from_outside();
        let layout = HostLayout::read(&view);
        for (rule, _, told) in told(&examine(&view, &layout)) {
            if !told.is_command {
                continue;
            }
            for words in words(&told.text).unwrap_or_else(|why| panic!("{rule}: {told:?}: {why}")) {
                let paths = words.iter().filter(|it| it.starts_with('/'));
                let own = paths.filter(|it| !it.starts_with(&root)).count();
                let is_file = matches!(words[0].as_str(), "sudo" | "mv" | "mkdir" | "chmod");
                if own > 0 || !is_file && words[0] != "git" {
                    wrong.push(format!("{steps}: {rule}: {told:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
