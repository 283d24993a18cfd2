//! Where people already are: the hooks of pre-commit, the action, the container, all run for real where that can be
//! had.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::common::consumers::{command, python};
use crate::common::process::{GORIGIN, copy_command, has, sample};
use crate::common::skipped;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

/// A folder with the command in it, to stand first on PATH.
fn on_path() -> (TempDir, std::ffi::OsString) {
    let folder = tempfile::tempdir().unwrap();
    symlink(GORIGIN, folder.path().join("gorigin")).unwrap();
    let old = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(folder.path().to_owned()).chain(std::env::split_paths(&old));
    let path = std::env::join_paths(all).unwrap();
    (folder, path)
}

/// A repository with what `git` is told to do in it.
fn git(folder: &Path, arguments: &[&str]) {
    let own =
        ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main"];
    let mut git = Command::new("git");
    let output = git.args(own).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", text(&output));
}

/// pre-commit takes the hooks as those of a repository, gives them programs and no texts, and fails with
/// their findings.
#[test]
fn hooks_of_pre_commit() {
    let Some(python) = python().filter(|_| has("git")) else { return };
    let pre_commit = command(&python, "pre-commit");
    let hooks = root().join(".pre-commit-hooks.yaml");
    let output = Command::new(&pre_commit).arg("validate-manifest").arg(&hooks).output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    let (home, ours, theirs) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    git(ours.path(), &["init", "-q"]);
    fs::copy(&hooks, ours.path().join(".pre-commit-hooks.yaml")).unwrap();
    git(ours.path(), &["add", "."]);
    git(ours.path(), &["commit", "-qm", "hooks"]);
    let path = |name: &str| theirs.path().join(name);
    git(theirs.path(), &["init", "-q"]);
    fs::write(path("text"), "text\n").unwrap();
    fs::write(path("image.png"), b"\x89PNG\r\n\x1a\n\0\0").unwrap();
    let (_folder, on_path) = on_path();
    let run = || {
        git(theirs.path(), &["add", "."]);
        let mut run = Command::new(&pre_commit);
        run.arg("try-repo").arg(ours.path()).args([
            "gorigin-installed",
            "--all-files",
            "--verbose",
        ]);
        run.env("PRE_COMMIT_HOME", home.path()).env("PATH", &on_path);
        run.current_dir(theirs.path()).output().unwrap()
    };
    let clean = run();
    assert!(clean.status.success(), "{}", text(&clean));
    fs::copy(sample(), path("agent")).unwrap();
    // A setting that is never right, so that the test does not hang on which findings are warnings.
    let old = fs::read_to_string(&hooks).unwrap();
    let strict = old.replace("gorigin scan ", "gorigin scan --min-go 1.99 ");
    fs::write(ours.path().join(".pre-commit-hooks.yaml"), strict).unwrap();
    git(ours.path(), &["commit", "-qam", "strict"]);
    let failed = run();
    let said = text(&failed);
    assert_eq!(failed.status.code(), Some(1), "{said}");
    assert!(said.contains("- exit code: 1"), "{said}");
    assert!(said.contains("agent") && said.contains("image.png"), "{said}");
    let table = said.split_once("exit code").unwrap().1;
    assert!(!table.contains("text"), "{said}");
}

/// The tag of the release that this would be.
const TAG: &str = concat!("v", env!("CARGO_PKG_VERSION"));

/// A release in a folder, as the action downloads it.
fn release(folder: &Path, target: &str) -> PathBuf {
    let version = folder.join(TAG);
    let name = format!("gorigin-{TAG}-{target}");
    fs::create_dir_all(version.join(&name)).unwrap();
    copy_command(&version.join(&name).join("gorigin"));
    let script = format!("tar -czf {name}.tar.gz {name} && sha256sum *.tar.gz >SHA256SUMS");
    let output = Command::new("sh").args(["-c", &script]).current_dir(&version).output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    version.join(format!("{name}.tar.gz"))
}

/// The action installs a release whose checksum is right, and nothing else.
#[test]
fn the_action_installs_what_has_the_checksum() {
    if !["bash", "curl", "tar", "awk", "sha256sum"].iter().all(|tool| has(tool)) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let archive = release(folder.path(), "x86_64-unknown-linux-musl");
    let install = |version: &str, checksum: &str, system: &str| {
        let temp = tempfile::tempdir().unwrap();
        let paths = temp.path().join("paths");
        let output = Command::new("bash")
            .arg(root().join("contrib/action/install.sh"))
            .env("GORIGIN_RELEASES", format!("file://{}", folder.path().display()))
            .env("GORIGIN_VERSION", version)
            .env("GORIGIN_CHECKSUM", checksum)
            .env("RUNNER_OS", system)
            .env("RUNNER_ARCH", "X64")
            .env("RUNNER_TEMP", temp.path())
            .env("GITHUB_PATH", &paths)
            .output()
            .unwrap();
        let end = format!("{TAG}\n");
        let is_installed = fs::read_to_string(&paths).is_ok_and(|text| text.ends_with(&end));
        assert_eq!(is_installed, output.status.success(), "{}", text(&output));
        (is_installed, text(&output))
    };
    let (is_installed, said) = install(TAG, "", "Linux");
    let version = concat!("gorigin ", env!("CARGO_PKG_VERSION"));
    assert!(is_installed && said.contains(version), "{said}");
    let sums = fs::read_to_string(archive.with_file_name("SHA256SUMS")).unwrap();
    let right = sums.split(' ').next().unwrap();
    assert!(install(TAG, right, "Linux").0);
    for (version, checksum, system, why) in [
        (TAG, &"0".repeat(64)[..], "Linux", "should be 000"),
        ("v9.9.9", "", "Linux", "cannot be downloaded"),
        ("main", "", "Linux", "must be that of a release"),
        (&format!("{TAG}/../{TAG}"), "", "Linux", "must be that of a release"),
        (TAG, "", "Plan9", "no release for Plan9"),
    ] {
        let (is_installed, said) = install(version, checksum, system);
        assert!(!is_installed && said.contains(why), "{version} {system}: {said}");
        assert!(said.contains("::error title=gorigin::"), "{said}");
    }
    // One bit of the archive, and no entry for it.
    let mut bytes = fs::read(&archive).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&archive, bytes).unwrap();
    assert!(install(TAG, "", "Linux").1.contains(&format!("should be {right}")));
    fs::write(archive.with_file_name("SHA256SUMS"), "").unwrap();
    assert!(install(TAG, "", "Linux").1.contains("should be in SHA256SUMS"));
}

/// The scan of the action with a command that writes down what it is given: words stay words, nothing is expanded,
/// the exit code goes on, and only files that are there are outputs.
#[test]
fn the_action_scans() {
    if !has("bash") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let temp = folder.path();
    let fake = "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$RUNNER_TEMP/given\"\n\
                for it; do case $it in sarif=*) echo x >\"${it#*=}\";; esac; done\nexit 3\n";
    fs::write(temp.join("gorigin"), fake).unwrap();
    fs::set_permissions(temp.join("gorigin"), fs::Permissions::from_mode(0o755)).unwrap();
    let old = std::env::var_os("PATH").unwrap();
    let path =
        std::env::join_paths([temp.to_owned()].into_iter().chain(std::env::split_paths(&old)));
    let scan = |paths: &str, options: &str| {
        let _ = fs::remove_file(temp.join("outputs"));
        let output = Command::new("bash")
            .arg(root().join("contrib/action/scan.sh"))
            .env("GORIGIN_PATHS", paths)
            .env("GORIGIN_ARGS", options)
            .env("GORIGIN_FAIL_ON", "warning")
            .env("RUNNER_TEMP", temp)
            .env("GITHUB_OUTPUT", temp.join("outputs"))
            .env("PATH", path.as_ref().unwrap())
            .current_dir(root())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3), "{}", text(&output));
        let given = fs::read_to_string(temp.join("given")).unwrap();
        let outputs = fs::read_to_string(temp.join("outputs")).unwrap();
        assert_eq!(outputs, format!("sarif={}\n", temp.join("gorigin.sarif").display()));
        let (_, rest) = given.split_once("--fail-on\nwarning\n").unwrap();
        rest.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(scan("dist", ""), ["--", "dist"]);
    assert_eq!(
        scan("dist\n  out/*.exe -rf\n", "--deep\n--min-go 1.26 $(id) *"),
        ["--deep", "--min-go", "1.26", "$(id)", "*", "--", "dist", "out/*.exe", "-rf"]
    );
}

/// What the action says of itself: pinned, told what it may do, and findings go out whatever the end.
#[test]
fn the_action_is_pinned_and_uploads_always() {
    let action = fs::read_to_string(root().join("contrib/action/action.yml")).unwrap();
    let uses: Vec<_> =
        action.lines().filter_map(|line| line.trim().strip_prefix("uses: ")).collect();
    assert!(!uses.is_empty(), "{action}");
    for line in uses {
        let (_, pin) = line.split_once('@').unwrap();
        let (hash, version) = pin.split_once(" # v").unwrap();
        assert!(hash.len() == 40 && !version.is_empty(), "{line}");
    }
    assert!(action.contains("if: ${{ always() && "), "{action}");
    // Inputs reach scripts as variables alone: what stands in `run` is no text of others.
    let runs: Vec<_> =
        action.lines().filter(|line| line.trim_start().starts_with("run: ")).collect();
    assert!(!runs.is_empty(), "{action}");
    for line in runs {
        assert!(!line.contains("${{"), "{line}");
    }
    for input in ["paths", "version", "checksum", "args", "fail-on", "upload", "category"] {
        assert!(
            action.contains(&format!("${{{{ inputs.{input}"))
                || action.contains(&format!("inputs.{input} ")),
            "{input}"
        );
        assert!(action.contains(&format!("\n  {input}:\n    description: ")), "{input}");
    }
}

/// The image has the command alone, and it looks at a folder that is mounted.
#[test]
fn the_container_scans_a_mounted_folder() {
    let Some(gorigin) = std::env::var_os("GORIGIN_STATIC") else {
        skipped("GORIGIN_STATIC names no static gorigin");
        return;
    };
    if !has("buildah") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::copy(gorigin, folder.path().join("gorigin")).unwrap();
    let script = "set -e; export STORAGE_DRIVER=vfs; cd \"$FOLDER\"; \
        buildah bud -q -f \"$ROOT/contrib/container/Dockerfile\" -t gorigin-test . >/dev/null; \
        it=$(buildah from gorigin-test); trap 'buildah rm $it >/dev/null; buildah rmi gorigin-test >/dev/null' EXIT; \
        buildah inspect --format '{{.OCIv1.Config.Entrypoint}} {{.OCIv1.Config.Cmd}}' $it; \
        buildah run --isolation chroot -v \"$ROOT/testdata/sample:/scan:ro\" $it -- /gorigin scan /scan; \
        buildah run --isolation chroot -v \"$ROOT/testdata:/scan:ro\" $it -- /gorigin scan /scan/release.tar.gz";
    let mut sh = Command::new("sh");
    sh.args(["-c", script]).env("ROOT", root()).env("FOLDER", folder.path());
    let output = sh.output().unwrap();
    let said = text(&output);
    if said.contains("ermission denied") || said.contains("peration not permitted") {
        skipped(format_args!("buildah may not run here: {said}"));
        return;
    }
    assert!(output.status.success(), "{said}");
    assert!(said.contains("[/gorigin] [scan /scan]"), "{said}");
    assert!(
        said.contains("/scan/linux-amd64-go1.22-s-w") && said.contains("4 Go programs in 4 files"),
        "{said}"
    );
    assert!(said.contains("/scan/release.tar.gz!/where-1.0/bin/where"), "{said}");
}
