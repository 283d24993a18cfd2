//! The table of the patterns of places.
//!
//! Patterns are for paths with slashes; backslashes are read as such. `{N}` stands for one name. The match of
//! the group `p`, or the whole match where there is no such group, is the folder that identifies
//! the place.

use crate::leak::kind::LeakKind;

/// A kind of place, its owner, the keys of its paths, and their pattern.
pub(super) type Row = (LeakKind, &'static str, &'static [&'static str], &'static str);

/// The first row whose pattern fits counts. Every path that a pattern fits holds one of the row's
/// keys, in letters of any case: after `^` at its start, else at any `/`, `:` or `@` of the path.
/// Keys are in lower case.
pub(super) const PATTERNS: &[Row] = &[
    // Text that tools write in place of a path: cmd/go's own names for its work folder and GOROOT.
    (
        LeakKind::Placeholder,
        "go",
        &["^$"],
        r"^\$(?:WORK|GOROOT|GOPATH|BUILD_PREFIX|PREFIX|SRC_DIR)",
    ),
    // For Windows also `\\_\_` and `//_/_`, as gcc and the linker spell them.
    (LeakKind::Placeholder, "go", &["^/_", "^//_"], r"^(?P<p>//?_(?:/_)?)(?:/|$)"),
    (LeakKind::Placeholder, "go", &["^/tmp/go-build"], r"^/tmp/go-build(?:/|$)"),
    (LeakKind::Placeholder, "go", &["^/proc/self/"], r"^/proc/self/"),
    // Bazel: names relative to its own root, and the root itself.
    (
        LeakKind::Bazel,
        "",
        &["^goroot", "^bazel-out", "^external/"],
        r"^(?:GOROOT|bazel-out|external/{N})(?:/|$)",
    ),
    (LeakKind::Bazel, "", &["/_bazel_"], r"^(?P<p>.*?/_bazel_(?P<u>{N})(?:/[0-9a-f]{32})?)(?:/|$)"),
    (
        LeakKind::Bazel,
        "",
        &["/execroot/", "/bazel-out", "/sandbox/"],
        r"^(?P<p>.*?/(?:execroot/{N}|bazel-out|sandbox/(?:linux|processwrapper|darwin)-sandbox))(?:/|$)",
    ),
    (LeakKind::Buck, "", &["/buck-out"], r"^(?P<p>.*?/buck-out)(?:/|$)"),
    // Go installations and downloads.
    (
        LeakKind::Toolchain,
        "go",
        &["/golang.org/toolchain@v"],
        r"^(?P<p>.*?/golang\.org/toolchain@v{N})",
    ),
    (
        LeakKind::Goroot,
        "nix",
        &["^/nix/store/"],
        r"^/nix/store/[0-9a-z]{32}-go-[0-9]{N}(?:/share/go)?",
    ),
    (
        LeakKind::Goroot,
        "guix",
        &["^/gnu/store/"],
        r"^/gnu/store/[0-9a-z]{32}-go-[0-9]{N}(?:/lib/go)?",
    ),
    (
        LeakKind::Goroot,
        "debian",
        &["^/usr/lib/go-", "^/usr/share/go-"],
        r"^/usr/(?:lib|share)/go-[0-9]+\.[0-9]+",
    ),
    (
        LeakKind::Goroot,
        "fedora",
        &["^/usr/lib/golang", "^/usr/lib64/golang"],
        r"^(?P<p>/usr/lib(?:64)?/golang)(?:/|$)",
    ),
    (
        LeakKind::Goroot,
        "distribution",
        &["^/usr/lib/go", "^/usr/lib64/go", "^/usr/share/go"],
        r"^(?P<p>/usr/(?:lib(?:64)?|share)/go)(?:/|$)",
    ),
    (
        LeakKind::Goroot,
        "homebrew",
        &["/cellar/go", "/opt/go"],
        r"^(?P<p>(?:/opt/homebrew|/usr/local|/home/linuxbrew/\.linuxbrew)/(?:Cellar|opt)/go(?:@{N})?(?:/[0-9]{N})?(?:/libexec)?)(?:/|$)",
    ),
    (LeakKind::Goroot, "macports", &["^/opt/local/lib/go"], r"^/opt/local/lib/go(?:-[0-9.]+)?"),
    (LeakKind::Goroot, "official", &["^/usr/local/go"], r"^(?P<p>/usr/local/go)(?:/|$)"),
    (
        LeakKind::Goroot,
        "official",
        &[":/go", ":/program files"],
        r"^(?P<p>(?i:[a-z]:/(?:Program Files(?: \(x86\))?/)?Go))(?:/|$)",
    ),
    (LeakKind::Goroot, "freebsd", &["^/usr/local/go"], r"^(?P<p>/usr/local/go[0-9]+)(?:/|$)"),
    (
        LeakKind::Goroot,
        "setup-go",
        &["/hostedtoolcache/", "/_tool/go/", "/tool-cache/go/", "/toolcache/go/"],
        r"^.*?/(?i:hostedtoolcache(?:/windows)?|_tool|tool-cache|toolcache)/go/[0-9]{N}/{N}",
    ),
    (LeakKind::Goroot, "snap", &["^/snap/go/"], r"^/snap/go/{N}"),
    (LeakKind::Goroot, "scoop", &["/scoop/apps/go"], r"^.*?/(?i:scoop/apps/go[0-9]*/{N})"),
    (
        LeakKind::Goroot,
        "chocolatey",
        &[":/tools/go", "/chocolatey/lib/golang"],
        r"^(?i:[a-z]:/tools/go|.*?/chocolatey/lib/golang{N}/tools/go)",
    ),
    (
        LeakKind::Goroot,
        "asdf",
        &["/asdf/installs/golang/", "/.asdf/installs/golang/"],
        r"^.*?/\.?asdf/installs/golang/{N}/go",
    ),
    (LeakKind::Goroot, "gvm", &["/.gvm/gos/"], r"^.*?/\.gvm/gos/{N}"),
    (
        LeakKind::Goroot,
        "goenv",
        &["/goenv/versions/", "/.goenv/versions/"],
        r"^.*?/\.?goenv/versions/{N}",
    ),
    (
        LeakKind::Goroot,
        "mise",
        &["/mise/installs/go/", "/rtx/installs/go/"],
        r"^.*?/(?:mise|rtx)/installs/go/{N}",
    ),
    (LeakKind::Goroot, "gimme", &["/.gimme/versions/"], r"^.*?/\.gimme/versions/{N}"),
    (LeakKind::Goroot, "sdk", &["/sdk/go"], r"^.*?/sdk/go[0-9]{N}"),
    // Rust code that is linked in: Cargo's cache of sources, which has a `src` too, and Rust's own
    // name for the folder of its library.
    (LeakKind::Placeholder, "rust", &["^/rustc/"], r"^/rustc/(?:[0-9a-f]{40}|[0-9.]+)"),
    (
        LeakKind::Cargo,
        "",
        &["/cargo/", "/.cargo/"],
        r"^(?P<p>.*?/\.?cargo)/(?:registry/(?:src|cache|index)|git/(?:checkouts|db))/{N}",
    ),
    (
        LeakKind::Cargo,
        "rustup",
        &["/rustup/toolchains/", "/.rustup/toolchains/"],
        r"^(?P<p>.*?/\.?rustup/toolchains/{N})",
    ),
    // Modules.
    (LeakKind::ModuleCache, "go", &["/pkg/mod"], r"^(?P<p>.*?/pkg/mod)(?:/|$)"),
    (
        LeakKind::ModuleCache,
        "go",
        &["@v"],
        r"^(?P<p>.+?)/[a-z0-9-]+(?:\.[a-z0-9-]+)+/[^@]*@v[0-9]+\.",
    ),
    // Build services.
    (
        LeakKind::Ci,
        "azure",
        &[
            ":/a/",
            "^/home/vsts/work/",
            "^/users/runner/work/",
            "^/users/vsts/work/",
            "^/__w/",
            "/_work/",
        ],
        r"^(?P<p>(?:(?i:[a-z]:/a)|/home/vsts/work|/Users/(?:runner|vsts)/work|/__w|.*?/_work)/[0-9]+(?:/[sb])?)(?:/|$)",
    ),
    (
        LeakKind::Ci,
        "github",
        &[
            "^/home/runner/work",
            "^/home/runner/_work",
            "^/users/runner/work",
            "^/__w",
            "^/github/workspace",
            ":/a",
        ],
        r"^(?P<p>(?:/home/runner/_?work|/Users/runner/work|/__w|/github/workspace|(?i:[a-z]:/a))(?:/{N}){0,2})(?:/|$)",
    ),
    (
        LeakKind::Ci,
        "github",
        &["/actions-runner"],
        r"^.*?/actions-runner[^/]*(?:/_work(?:/{N}){0,2})?",
    ),
    (
        LeakKind::Ci,
        "gitlab",
        &["^/builds", "^/home/gitlab-runner/builds", ":/builds", ":/gitlab-runner/builds"],
        r"^(?P<p>(?:/builds|/home/gitlab-runner/builds(?:/{N}){0,2}|(?i:[a-z]:/(?:GitLab-Runner/)?builds))(?:/{N}){0,2})(?:/|$)",
    ),
    (
        LeakKind::Ci,
        "jenkins",
        &["/jenkins/", "/.jenkins/", "^/var/jenkins", "^/var/lib/jenkins"],
        r"^(?:(?i:.*?/\.?jenkins(?:/{N})*?/(?:workspace|jobs))/{N}|/var/(?:lib/)?jenkins)",
    ),
    (
        LeakKind::Ci,
        "circleci",
        &["^/home/circleci", "^/users/distiller"],
        r"^/(?:home/circleci|Users/distiller)(?:/{N})?",
    ),
    (
        LeakKind::Ci,
        "travis",
        &["^/home/travis/", "^/users/travis/"],
        r"^/(?:home|Users)/travis/(?:build|gopath)(?:/{N}){0,2}",
    ),
    (
        LeakKind::Ci,
        "buildkite",
        &["/buildkite-agent/builds", "/buildkite/builds"],
        r"^.*?/(?:buildkite-agent|buildkite)/builds(?:/{N}){0,3}",
    ),
    (LeakKind::Ci, "drone", &["^/drone/src"], r"^/drone/src"),
    (LeakKind::Ci, "woodpecker", &["^/woodpecker/src"], r"^/woodpecker/src(?:/{N}){0,3}"),
    (
        LeakKind::Ci,
        "bitbucket",
        &["^/opt/atlassian/pipelines/agent/build"],
        r"^/opt/atlassian/pipelines/agent/build",
    ),
    (
        LeakKind::Ci,
        "teamcity",
        &["/buildagent", "/teamcity"],
        r"^(?i:.*?/(?:BuildAgent[^/]*|TeamCity[^/]*)(?:/{N})?/work)/[0-9a-f]{8,}",
    ),
    (LeakKind::Ci, "cirrus", &["^/tmp/cirrus-ci-build"], r"^/tmp/cirrus-ci-build"),
    (
        LeakKind::Ci,
        "codebuild",
        &["^/codebuild/output/src"],
        r"^/codebuild/output/src[0-9]*(?:/src)?",
    ),
    (
        LeakKind::Ci,
        "bitrise",
        &["^/bitrise/src", "^/users/vagrant/git"],
        r"^/(?:bitrise/src|Users/vagrant/git)",
    ),
    (LeakKind::Ci, "appveyor", &[":/projects/"], r"^(?i:[a-z]:/projects)/{N}"),
    (LeakKind::Ci, "concourse", &["^/tmp/build/"], r"^/tmp/build/[0-9a-f]{8}"),
    // Temporary files.
    (
        LeakKind::Temp,
        "nix",
        &["^/tmp/nix-build-", "^/private/tmp/nix-build-"],
        r"^(?:/private)?/tmp/nix-build-{N}",
    ),
    (LeakKind::Temp, "guix", &["^/tmp/guix-build-"], r"^/tmp/guix-build-{N}"),
    (LeakKind::Temp, "go", &["/go-build"], r"^(?:.*?)/go-build[0-9]+"),
    (LeakKind::Distribution, "gentoo", &["^/var/tmp/portage"], r"^/var/tmp/portage(?:/{N}/{N})?"),
    (
        LeakKind::Distribution,
        "fedora",
        &["^/var/tmp/", "^/builddir/build", "/rpmbuild/"],
        r"^(?P<p>/var/tmp/(?:{N}/)?(?:BUILD|rpmbuild)|/builddir/build(?:/BUILD)?(?:/{N})?|.*?/rpmbuild/(?:BUILD|SOURCES|BUILDROOT)(?:/{N})?)",
    ),
    (
        LeakKind::Temp,
        "",
        &["^/tmp", "^/var/tmp", "^/private/tmp", "^/private/var/tmp"],
        r"^(?P<p>(?:/private)?(?:/var)?/tmp(?:/{N})?)(?:/|$)",
    ),
    (
        LeakKind::Temp,
        "macos",
        &["^/var/folders/", "^/private/var/folders/"],
        r"^(?:/private)?/var/folders/{N}/{N}(?:/T)?",
    ),
    (
        LeakKind::Temp,
        "windows",
        &[
            "/appdata/local/temp",
            "/appdata/local/tmp",
            ":/temp",
            ":/tmp",
            ":/windows/temp",
            ":/windows/tmp",
        ],
        r"^(?P<p>(?i:(?:.*?/AppData/Local|[a-z]:(?:/Windows)?)/Te?mp)(?:/{N})?)(?:/|$)",
    ),
    (LeakKind::Temp, "", &["^/dev/shm"], r"^(?P<p>/dev/shm(?:/{N})?)(?:/|$)"),
    // Stores and distributions.
    (LeakKind::Nix, "", &["^/nix/store/"], r"^/nix/store/[0-9a-z]{32}-{N}"),
    (LeakKind::Guix, "", &["^/gnu/store/"], r"^/gnu/store/[0-9a-z]{32}-{N}"),
    (
        LeakKind::Conda,
        "",
        &[
            "/anaconda",
            "/miniconda",
            "/miniforge",
            "/mambaforge",
            "/micromamba",
            "/conda-bld/",
            "/feedstock_root",
            "/croot/",
        ],
        r"^(?P<p>.*?/(?:(?i:ana|mini)conda[0-9]?|miniforge[0-9]?|mambaforge|micromamba|conda-bld/{N}|feedstock_root|croot/{N}))(?:/|$)",
    ),
    (LeakKind::Distribution, "debian", &["^/usr/share/gocode"], r"^/usr/share/gocode"),
    (
        LeakKind::Distribution,
        "alpine",
        &["^/home/buildozer/aports", "^/home/abuild/aports"],
        r"^/home/(?:buildozer|abuild)/aports(?:/{N}/{N})?",
    ),
    (
        LeakKind::Distribution,
        "freebsd",
        &["^/wrkdirs/usr/ports", "^/usr/ports", "^/usr/obj"],
        r"^/(?:wrkdirs/usr/ports|usr/ports|usr/obj)(?:/{N}/{N})?",
    ),
    (LeakKind::Container, "", &["^/usr/src/app"], r"^(?P<p>/usr/src/app)(?:/|$)"),
    (
        LeakKind::Distribution,
        "",
        &["^/build", "^/usr/src"],
        r"^(?P<p>/(?:build|usr/src)(?:/{N})?)(?:/|$)",
    ),
    (LeakKind::Container, "golang", &["^/go"], r"^(?P<p>/go)(?:/|$)"),
    (
        LeakKind::Container,
        "",
        &["^/app", "^/workspace", "^/src", "^/source", "^/code", "^/opt/app-root"],
        r"^(?P<p>/(?:app|workspaces?|src|source|code|opt/app-root)(?:/{N})?)(?:/|$)",
    ),
    (LeakKind::Gopath, "go", &["/src/"], r"^(?P<p>.+?)/src/[a-z0-9-]+(?:\.[a-z0-9-]+)+/"),
    (LeakKind::Other, "", &["^//"], r"^//(?:[.?]|wsl\$|wsl\.localhost)/{N}"),
];
