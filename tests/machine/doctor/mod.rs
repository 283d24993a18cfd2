//! Every check of the doctor over made-up machines: one row where it fires, one where it must not,
//! and one where it cannot know, or has nothing to look at.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use gorigin::diagnosis::{Checked, Outcome, examine, rules};
use gorigin::finding::{Severity, rule};
use gorigin::host::{BuiltInGoroot, HostLayout, Os, Program, Rooted};

mod remedies;

/// What a row wants of its check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Want {
    /// It finds something.
    Fires,
    /// It finds nothing.
    Clear,
    /// It cannot know.
    Unknown,
    /// There is nothing to look at.
    Nothing,
}
use Want::{Clear, Fires, Nothing, Unknown};

/// A row: the rule, what is wanted, and how the machine differs from a healthy one with Go 1.22.10
/// in `/go`: steps separated by `;`, see [`Made::step`].
type Row = (&'static str, Want, &'static str);

const ROWS: &[Row] = &[
    ("goroot-env-mismatch", Fires, "tree /old go1.21.13; env GOROOT=/old"),
    (
        "goroot-env-mismatch",
        Fires,
        "tree /old go1.21.13; file /home/u/.config/go/env GOROOT=/old\\n",
    ),
    ("goroot-env-mismatch", Clear, "env GOROOT=/go"),
    ("goroot-env-mismatch", Clear, "tree /r go1.22.10 (Red Hat 1.22.10-1); env GOROOT=/r"),
    ("goroot-env-mismatch", Nothing, ""),
    ("goroot-env-mismatch", Unknown, "dir /bare; env GOROOT=/bare"),
    (
        "goroot-stomped",
        Fires,
        "file /go/src/net/http/h2_bundle.go x; file /go/VERSION go1.27.3; go /go/bin/go go1.27.3",
    ),
    (
        "goroot-stomped",
        Fires,
        "file /go/src/runtime/hash32.go x; file /go/src/runtime/hash64.go x; file /go/src/net/http/h2_bundle.go x; tree /go go1.27.3",
    ),
    (
        "goroot-stomped",
        Clear,
        "file /go/src/runtime/hash32.go x; file /go/src/runtime/hash64.go x; file /go/src/net/http/h2_bundle.go x",
    ),
    (
        "goroot-stomped",
        Unknown,
        "rm /go/VERSION; go /go/bin/go devel; go /go/pkg/tool/linux_amd64/compile devel; go /go/pkg/tool/linux_amd64/asm devel; go /go/pkg/tool/linux_amd64/link devel",
    ),
    (
        "gomod-needs-newer-local",
        Fires,
        "file /w/go.mod module m\\ngo 1.24.0\\n; cwd /w; env GOTOOLCHAIN=local",
    ),
    (
        "gomod-needs-newer-local",
        Clear,
        "file /w/go.mod module m\\ngo 1.22.0\\n; cwd /w; env GOTOOLCHAIN=local",
    ),
    ("gomod-needs-newer-local", Nothing, ""),
    (
        "gomod-needs-newer-local",
        Unknown,
        "dir /w/go.work; file /w/go.mod x; cwd /w; env GOWORK=go.work; env GOTOOLCHAIN=local",
    ),
    (
        "go-too-old-for-gomod-syntax",
        Fires,
        "tree /go go1.19.8; file /w/go.mod go 1.21.0\\n; cwd /w",
    ),
    ("go-too-old-for-gomod-syntax", Clear, "tree /go go1.19.8; file /w/go.mod go 1.21\\n; cwd /w"),
    ("go-too-old-for-gomod-syntax", Clear, "file /w/go.mod go 1.21.0\\n; cwd /w"),
    (
        "go-too-old-for-gomod-syntax",
        Unknown,
        "go /go/bin/go ?; file /w/go.mod go 1.21.0\\n; cwd /w",
    ),
    ("path-multiple-go", Fires, "tree /old go1.21.13; env PATH=/go/bin:/old/bin"),
    ("path-multiple-go", Fires, "link /x/go /nowhere; env PATH=/go/bin:/x"),
    ("path-multiple-go", Clear, "tree /same go1.22.10; env PATH=/go/bin:/same/bin"),
    ("path-multiple-go", Clear, "link /x/go /go/bin/go; env PATH=/go/bin:/x"),
    (
        "path-multiple-go",
        Clear,
        "file /shims/go #!/bin/sh\\nexport GOBIN=/go/bin\\nexec /go/bin/go \"$@\"\\n; mode 0755 /shims/go; tree /old go1.21.13; env PATH=/shims:/old/bin",
    ),
    ("path-multiple-go", Unknown, "env PATH=/none"),
    ("goroot-missing", Fires, "env GOROOT=/nowhere"),
    ("goroot-missing", Fires, "link /x /nowhere; env GOROOT=/x"),
    ("goroot-missing", Fires, "link /a b; link /b a; env GOROOT=/a"),
    ("goroot-missing", Fires, "file /x y; env GOROOT=/x"),
    ("goroot-missing", Clear, "env GOROOT=/go"),
    ("goroot-missing", Nothing, "env PATH=/none"),
    ("goroot-literal", Fires, "env GOROOT=\"/go\""),
    ("goroot-literal", Fires, "env GOROOT=~/go"),
    ("goroot-literal", Fires, "env GOROOT=$HOME/go"),
    ("goroot-literal", Fires, "env GOROOT=go"),
    ("goroot-literal", Fires, "file /home/u/.config/go/env GOROOT=/go\\r\\n"),
    ("goroot-literal", Clear, "env GOROOT=/go"),
    ("goenv-file-poison", Fires, "file /home/u/.config/go/env GOROOT=/nowhere\\n"),
    ("goenv-file-poison", Fires, "file /home/u/.config/go/env GOFLAGS=-v\\r\\n"),
    ("goenv-file-poison", Fires, "file /home/u/.config/go/env GOOS=windows\\n"),
    ("goenv-file-poison", Fires, "file /home/u/.config/go/env GOTOOLCHAIN=1.22\\n"),
    ("goenv-file-poison", Fires, "dir /home/u/.config/go/env"),
    ("goenv-file-poison", Fires, "file /home/u/.config/go/env A=\\0\\n"),
    ("goenv-file-poison", Fires, "big /home/u/.config/go/env"),
    (
        "goenv-file-poison",
        Clear,
        "file /home/u/.config/go/env GOPROXY=direct\\nGOOS=linux\\nGOTOOLCHAIN=go1.22.1+auto\\n",
    ),
    ("goenv-file-poison", Nothing, ""),
    ("goroot-off-by-one", Fires, "env GOROOT=/go/bin"),
    ("goroot-off-by-one", Fires, "env GOROOT=/go/src"),
    ("goroot-off-by-one", Fires, "env GOROOT=/"),
    ("goroot-off-by-one", Fires, "env GOROOT=/go/bin/go"),
    ("goroot-off-by-one", Clear, "env GOROOT=/go"),
    ("goroot-off-by-one", Nothing, ""),
    ("goroot-not-a-tree", Fires, "env GOROOT=/home"),
    ("goroot-not-a-tree", Fires, "dir /home/u/go/pkg/mod; env GOROOT=/home/u/go"),
    ("goroot-not-a-tree", Clear, "env GOROOT=/go"),
    ("goroot-not-a-tree", Nothing, "env GOROOT=/go/bin"),
    ("goroot-not-a-tree", Nothing, ""),
    ("std-sources-missing", Fires, "rm /go/src"),
    ("std-sources-missing", Fires, "rm /go/src; link /go/src /usr/share/nowhere"),
    ("std-sources-missing", Fires, "rm /go/src/fmt"),
    ("std-sources-missing", Fires, "rm /go/pkg/include"),
    ("std-sources-missing", Clear, ""),
    ("std-sources-missing", Nothing, "env GOROOT=/nowhere"),
    ("trimmed-go-moved", Fires, "go /copy/go go1.22.10; env PATH=/copy"),
    ("trimmed-go-moved", Clear, "link /bin/go /go/bin/go; env PATH=/bin"),
    (
        "gotoolchain-switch",
        Fires,
        "tree /next go1.24.0; link /bin/go1.24.0 /next/bin/go; env PATH=/go/bin:/bin; env GOTOOLCHAIN=go1.24.0",
    ),
    ("gotoolchain-switch", Fires, "file /w/go.mod go 1.99\\n; cwd /w"),
    ("gotoolchain-switch", Clear, "file /w/go.mod go 1.21\\n; cwd /w"),
    ("gotoolchain-unavailable", Fires, "env GOTOOLCHAIN=1.22"),
    ("gotoolchain-unavailable", Fires, "env GOTOOLCHAIN=go1.99.0+path"),
    ("gotoolchain-unavailable", Clear, "env GOTOOLCHAIN=local"),
    ("gotoolchain-unavailable", Unknown, "env GOTOOLCHAIN=go1.99.0"),
    ("gocache-permission", Fires, "dir /home/u/.cache/go-build; uid other"),
    (
        "gocache-permission",
        Fires,
        "dir /home/u/.cache/go-build/0a; mode 0500 /home/u/.cache/go-build/0a; uid user",
    ),
    ("gocache-permission", Clear, "dir /home/u/.cache/go-build/0a"),
    ("gocache-permission", Unknown, "uid none"),
    ("gocache-invalid", Fires, "env GOCACHE=off"),
    ("gocache-invalid", Fires, "env GOCACHE=c"),
    ("gocache-invalid", Fires, "file /c x; env GOCACHE=/c"),
    ("gocache-invalid", Fires, "env HOME="),
    ("gocache-invalid", Clear, ""),
    ("gocache-invalid", Unknown, "env GOROOT=/nowhere"),
    ("noexec-dir", Fires, "mount / ext4 rw; mount /tmp tmpfs rw,noexec"),
    ("noexec-dir", Fires, "mount / ext4 rw; mount /home ext4 rw,noexec; env GOTMPDIR=/home/u"),
    ("noexec-dir", Clear, "mount / ext4 rw; mount /proc proc rw,noexec; mount /tmpx tmpfs noexec"),
    ("noexec-dir", Unknown, ""),
    ("tool-missing", Fires, "rm /go/pkg/tool/linux_amd64/compile"),
    ("tool-missing", Fires, "go /go/pkg/tool/linux_amd64/link go1.22.10 linux/arm64"),
    ("tool-missing", Clear, ""),
    ("tool-missing", Nothing, "env GOROOT=/nowhere"),
    ("tool-broken", Fires, "mode 0644 /go/pkg/tool/linux_amd64/compile"),
    ("tool-broken", Fires, "go /go/pkg/tool/linux_amd64/compile go1.22.10 linux/amd64 cut"),
    ("tool-broken", Fires, "empty /go/pkg/tool/linux_amd64/compile"),
    ("tool-broken", Clear, ""),
    ("tool-broken", Nothing, "rm /go/pkg/tool/linux_amd64"),
    ("goenv-vs-env", Fires, "file /home/u/.config/go/env GOPROXY=off\\n; env GOPROXY=direct"),
    ("goenv-vs-env", Clear, "file /home/u/.config/go/env GOPROXY=off\\n; env GOPROXY=off"),
    ("goenv-vs-env", Nothing, "env GOPROXY=direct"),
    (
        "editor-goroot",
        Fires,
        "file /w/.vscode/settings.json { \"go.goroot\": \"/old\" }; cwd /w/a; dir /old",
    ),
    (
        "editor-goroot",
        Fires,
        "file /home/u/.config/Code/User/settings.json { \"go.alternateTools\": { \"go\": \"/old/bin/go\" } }",
    ),
    (
        "editor-goroot",
        Fires,
        "file /w/.idea/workspace.xml <component name=\"GOROOT\" url=\"file:///old\" />; cwd /w",
    ),
    (
        "editor-goroot",
        Clear,
        "file /w/.vscode/settings.json { // \"go.goroot\": \"/old\"\\n \"go.goroot\": \"/go\" }; cwd /w",
    ),
    (
        "editor-goroot",
        Clear,
        "file /w/.vscode/settings.json { \"go.goroot\": \"\\u002fgo\" }; cwd /w",
    ),
    (
        "editor-goroot",
        Fires,
        "file /w/.vscode/settings.json { \"go.goroot\": \"${workspaceFolder}/sdk\" }; dir /w/sdk; cwd /w/a",
    ),
    (
        "editor-goroot",
        Fires,
        "file /w/.vscode/settings.json { \"go.goroot\": \"${userHome}/old\" }; dir /home/u/old; cwd /w",
    ),
    (
        "editor-goroot",
        Clear,
        "file /w/.vscode/settings.json { \"go.goroot\": \"${env:SDK}\" }; env SDK=/go; cwd /w",
    ),
    (
        "editor-goroot",
        Clear,
        "link /home/u/sdk /go; file /w/.vscode/settings.json { \"go.goroot\": \"~/sdk\" }; cwd /w",
    ),
    (
        "editor-goroot",
        Unknown,
        "file /w/.vscode/settings.json { \"go.goroot\": \"${config:x}/go\" }; cwd /w",
    ),
    (
        "editor-goroot",
        Fires,
        "file /w/all.code-workspace { \"folders\": [ { \"path\": \"a\" } ], \"settings\": { \"go.goroot\": \"${workspaceRoot}/sdk\" } }; dir /w/a/sdk; cwd /w/a",
    ),
    (
        "editor-goroot",
        Clear,
        "file /w/.vscode/settings.json { \"go.alternateTools\": { \"go\": \"/shims/go\" } }; file /shims/go #!/bin/sh\\nexec /go/bin/go \"$@\"\\n; cwd /w",
    ),
    (
        "editor-goroot",
        Unknown,
        "file /w/.vscode/settings.json { \"go.alternateTools\": { \"go\": \"/shims/go\" } }; file /shims/go #!/bin/sh\\nwhat ever\\n; cwd /w",
    ),
    (
        "editor-goroot",
        Clear,
        "file /w/.idea/workspace.xml <c name=\"GOROOT\" url=\"file://$PROJECT_DIR$/../go\" />; cwd /w",
    ),
    (
        "editor-goroot",
        Fires,
        "file /w/.idea/workspace.xml <c name=\"GOROOT\" url=\"file://$USER_HOME$/old\" />; cwd /w",
    ),
    ("editor-goroot", Nothing, "env PATH=/none"),
    // No editor's file is no good news.
    ("editor-goroot", Nothing, ""),
    ("editor-goroot", Clear, "file /home/u/.config/Code/User/settings.json {}"),
    ("version-manager-stale", Fires, "file /w/.go-version 1.21.13\\n; cwd /w"),
    (
        "version-manager-stale",
        Fires,
        "file /w/.tool-versions nodejs 20\\ngolang 1.21.13\\n; cwd /w/a",
    ),
    ("version-manager-stale", Fires, "file /w/mise.toml [tools]\\ngo = \"1.23\"\\n; cwd /w"),
    ("version-manager-stale", Clear, "file /w/.go-version 1.22\\n; cwd /w"),
    ("version-manager-stale", Unknown, "file /w/.go-version 1.22\\n; cwd /w; go /go/bin/go ?"),
    ("gobin-not-on-path", Fires, "go /home/u/go/bin/dlv go1.22.10"),
    (
        "gobin-not-on-path",
        Fires,
        "go /home/u/go/bin/dlv go1.22.10; go /x/dlv go1.19.8; env PATH=/go/bin:/x:/home/u/go/bin",
    ),
    (
        "gobin-not-on-path",
        Clear,
        "go /home/u/go/bin/dlv go1.22.10; env PATH=/go/bin:/home/u/go/bin/",
    ),
    (
        "gobin-not-on-path",
        Clear,
        "file /shims/go #!/bin/sh\\nexport GOBIN=/go/bin\\nexec /go/bin/go \"$@\"\\n; mode 0755 /shims/go; env PATH=/shims",
    ),
    ("gobin-not-on-path", Nothing, ""),
    ("gobin-invalid", Fires, "env GOBIN=bin"),
    ("gobin-invalid", Fires, "file /b x; env GOBIN=/b"),
    ("gobin-invalid", Fires, "dir /b; mode 0755 /b; env GOBIN=/b; uid other"),
    ("gobin-invalid", Clear, "env GOBIN=/home/u/bin"),
    ("gobin-invalid", Unknown, "env GOBIN=/home/u/bin; uid none"),
    ("gopath-equals-goroot", Fires, "env GOPATH=/go/"),
    ("gopath-equals-goroot", Fires, "tree /home/u/go go1.22.10; env PATH=/home/u/go/bin"),
    ("gopath-equals-goroot", Clear, ""),
    ("gopath-equals-goroot", Unknown, "env HOME="),
    ("gopath-bad", Fires, "env GOPATH=~/go"),
    ("gopath-bad", Fires, "env GOPATH=/x:y"),
    ("gopath-bad", Clear, "env GOPATH=/x:/y"),
    ("lock-less-filesystem", Fires, "mount / ext4 rw; mount /home 9p rw"),
    ("lock-less-filesystem", Fires, "mount / ext4 rw; mount /home nfs4 rw,nolock"),
    ("lock-less-filesystem", Clear, "mount / ext4 rw; mount /home nfs4 rw; mount /mnt 9p rw"),
    ("lock-less-filesystem", Unknown, ""),
    ("goflags-poison", Fires, "env GOFLAGS=-ldflags=-s -w"),
    ("goflags-poison", Fires, "env GOFLAGS=-ldflags=-w -s"),
    ("goflags-poison", Clear, "env GOFLAGS=mod=mod"),
    ("goflags-poison", Clear, "env GOFLAGS='-ldflags=-s -w' -mod=mod"),
    ("goflags-refused", Fires, "env GOFLAGS=-bogus"),
    ("goflags-refused", Fires, "env GOFLAGS=-mod=foo"),
    ("goflags-refused", Fires, "env GOFLAGS=mod=mod"),
    ("goflags-refused", Fires, "env GOFLAGS=-ldflags=-w -s"),
    ("goflags-refused", Fires, "file /home/u/.config/go/env GOFLAGS=-bogus\\n"),
    ("goflags-refused", Clear, "env GOFLAGS=-ldflags=-s -w"),
    ("goflags-refused", Clear, "env GOFLAGS=-mod=mod"),
    ("goflags-refused", Unknown, "go /go/bin/go ?; env GOFLAGS=-bogus"),
    ("goflags-refused", Nothing, ""),
    (
        "godebug-refused",
        Fires,
        "tree /go go1.27.3; file /w/go.mod go 1.21\\ngodebug (\\n\\tx509sha1=1\\n)\\n; cwd /w",
    ),
    (
        "godebug-refused",
        Fires,
        "tree /go go1.27.3; file /w/go.work go 1.21\\ngodebug tls10server=1\\n; cwd /w",
    ),
    ("godebug-refused", Fires, "file /w/go.mod go 1.21\\ngodebug panicnil=1\\n; cwd /w"),
    (
        "godebug-refused",
        Clear,
        "tree /go go1.27.3; file /w/go.mod go 1.21\\ngodebug x509sha1=0\\n; cwd /w",
    ),
    // In a workspace its own lines count, not those of its modules.
    (
        "godebug-refused",
        Nothing,
        "tree /go go1.27.3; file /w/go.work go 1.21\\nuse ./m\\n; file /w/m/go.mod go 1.21\\ngodebug x509sha1=1\\n; cwd /w/m",
    ),
    (
        "godebug-refused",
        Nothing,
        "tree /go go1.27.3; file /w/go.mod go 1.21\\ngodebug x509sha1=1\\n; cwd /w; env GO111MODULE=off",
    ),
    (
        "godebug-refused",
        Unknown,
        "go /go/bin/go ?; file /w/go.mod go 1.21\\ngodebug x509sha1=1\\n; cwd /w",
    ),
    ("godebug-refused", Nothing, "file /w/go.mod go 1.21\\n; cwd /w"),
    ("cross-vars-leaked", Fires, "env GOOS=windows"),
    ("cross-vars-leaked", Fires, "env GOOS=macos"),
    ("cross-vars-leaked", Clear, "env GOOS=linux; env GOARCH=amd64"),
    ("cross-vars-leaked", Unknown, "env GOOS=linux; go /go/bin/go ?"),
    ("goroot-noncanonical", Fires, "env GOROOT=/go/"),
    ("goroot-noncanonical", Fires, "env GOROOT=/go/src/.."),
    ("goroot-noncanonical", Clear, "env GOROOT=/go"),
    ("goroot-noncanonical", Nothing, "env GOROOT=/nowhere/"),
    ("distro-defaults", Fires, "file /go/go.env GOTOOLCHAIN=local\\n"),
    ("distro-defaults", Fires, "rm /go/go.env"),
    ("distro-defaults", Clear, ""),
    ("distro-defaults", Nothing, "tree /go go1.19.8"),
    ("distro-defaults", Unknown, "go /go/bin/go ?"),
    (
        "gccgo-first",
        Fires,
        "go /usr/bin/go-12 go1.18; link /usr/bin/go go-12; env PATH=/usr/bin:/go/bin",
    ),
    ("gccgo-first", Clear, ""),
    ("gccgo-first", Nothing, "env PATH=/none"),
    (
        "go-is-wrapper",
        Fires,
        "file /shims/go #!/bin/sh\\nexec asdf exec go\\n; mode 0755 /shims/go; env PATH=/shims:/go/bin",
    ),
    ("go-is-wrapper", Clear, ""),
    ("go-is-wrapper", Nothing, "env PATH=/none; rm /go"),
    (
        "source-only-tree",
        Fires,
        "file /usr/local/go/VERSION go1.22.10; file /usr/local/go/src/make.bash x",
    ),
    ("source-only-tree", Clear, ""),
    ("vcs-stamp-will-fail", Fires, "dir /w/.git; cwd /w/a; uid other"),
    ("vcs-stamp-will-fail", Clear, "dir /w/.git; cwd /w/a"),
    (
        "vcs-stamp-will-fail",
        Clear,
        "dir /w/.git; cwd /w; uid other; file /home/u/.gitconfig [safe]\\n\\tdirectory = /w\\n",
    ),
    ("vcs-stamp-will-fail", Nothing, "cwd /w"),
    ("vcs-stamp-will-fail", Unknown, "dir /w/.git; cwd /w; uid none"),
    ("stray-gomod", Fires, "file /tmp/go.mod module m"),
    ("stray-gomod", Fires, "file /go.mod module m"),
    ("stray-gomod", Clear, "file /w/go.mod module m; cwd /w"),
    ("tmpdir-missing", Fires, "env TMPDIR=/nowhere"),
    ("tmpdir-missing", Fires, "env GOTMPDIR=/nowhere"),
    ("tmpdir-missing", Clear, ""),
    ("tool-built-with-older-go", Fires, "go /home/u/go/bin/dlv go1.19.8"),
    (
        "tool-built-with-older-go",
        Clear,
        "go /home/u/go/bin/dlv go1.22.1; go /home/u/go/bin/other go1.19.8",
    ),
    ("tool-built-with-older-go", Fires, "go /x/gopls go1.19.8; env PATH=/go/bin:/x"),
    (
        "tool-built-with-older-go",
        Fires,
        "go /w/bin/golangci-lint go1.21.5; file /w/go.mod module m\\ngo 1.22\\n; cwd /w/a",
    ),
    (
        "tool-built-with-older-go",
        Clear,
        "go /x/gopls go1.19.8; env PATH=/go/bin:/x; file /w/go.mod module m\\ngo 1.19\\n; cwd /w",
    ),
    // A shell starts the first of a name.
    (
        "tool-built-with-older-go",
        Clear,
        "go /x/gopls go1.22.10; go /y/gopls go1.19.8; env PATH=/go/bin:/x:/y",
    ),
    // Where go ends at a setting, that is what is wrong.
    ("tool-built-with-older-go", Nothing, "go /home/u/go/bin/dlv go1.19.8; env GO111MODULE=foo"),
    ("tool-built-with-older-go", Nothing, "go /home/u/go/bin/dlv go1.19.8; env GOFLAGS=-bogus"),
    ("tool-built-with-older-go", Fires, "go /home/u/go/bin/dlv go1.19.8; env GOFLAGS=-mod=mod"),
    (
        "tool-built-with-older-go",
        Nothing,
        "tree /go go1.27.3; go /home/u/go/bin/dlv go1.19.8; env GODEBUG=asynctimerchan=1",
    ),
    ("tool-built-with-older-go", Nothing, ""),
    ("tool-built-with-older-go", Unknown, "go /home/u/go/bin/dlv go1.19.8; go /go/bin/go ?"),
    ("embedded-goroot-dead", Fires, "go /home/u/go/bin/x go1.22.10 linux/amd64 calls /gone"),
    ("embedded-goroot-dead", Clear, "go /home/u/go/bin/x go1.22.10 linux/amd64 calls /go"),
    ("embedded-goroot-dead", Clear, "go /home/u/go/bin/x go1.22.10 linux/amd64 - /gone"),
    ("embedded-goroot-dead", Nothing, ""),
    ("rosetta-go", Fires, "os darwin; go /go/bin/go go1.22.10 darwin/amd64; dir /opt/homebrew"),
    ("rosetta-go", Clear, "os darwin; go /go/bin/go go1.22.10 darwin/arm64; dir /opt/homebrew"),
    ("rosetta-go", Unknown, "os darwin; go /go/bin/go go1.22.10 darwin/amd64"),
    ("rosetta-go", Nothing, ""),
    (
        "wsl-crossing",
        Fires,
        "file /proc/version Linux 5.15-microsoft-standard-WSL2; env GOPATH=/mnt/c/go",
    ),
    ("wsl-crossing", Clear, "file /proc/version Linux 5.15-microsoft-standard-WSL2"),
    ("wsl-crossing", Nothing, "file /proc/version Linux 6.1; env GOPATH=/mnt/c/go"),
    ("wsl-crossing", Unknown, ""),
    ("snap-go", Fires, "tree /snap/go/7013 go1.22.10; env PATH=/snap/go/7013/bin"),
    ("snap-go", Clear, "tree /snap/go/current go1.22.10; env PATH=/snap/go/current/bin"),
    ("snap-go", Nothing, ""),
    (
        "windows-double-install",
        Fires,
        "os windows; go /Go/bin/go.exe go1.22.10; go /Program Files/Go/bin/go.exe go1.22.10",
    ),
    (
        "windows-double-install",
        Clear,
        "os windows; go /Go/bin/go.exe go1.22.10; env PATH=C:\\Go\\bin",
    ),
    ("windows-double-install", Nothing, ""),
    ("macos-paths-d", Fires, "os darwin; file /etc/paths.d/go /usr/local/go/bin\\n"),
    ("macos-paths-d", Nothing, "os darwin"),
    (
        "macos-paths-d",
        Clear,
        "os darwin; tree /usr/local/go go1.22.10; file /etc/paths.d/go /usr/local/go/bin\\n",
    ),
    ("macos-paths-d", Nothing, ""),
    ("goroot-modified", Fires, "file /go/src/fmt/print.go.orig x"),
    (
        "goroot-modified",
        Fires,
        "file /go/src/runtime/internal/sys/zversion.go const TheVersion = `x`",
    ),
    ("goroot-modified", Clear, "file /go/src/runtime/internal/sys/zversion.go package sys"),
    ("goroot-modified", Unknown, "rm /go/src"),
    ("goroot-writable-by-others", Fires, "mode 0777 /go/bin"),
    ("goroot-writable-by-others", Clear, ""),
    ("goroot-writable-by-others", Nothing, "env GOROOT=/nowhere"),
    ("goroot-writable-by-others", Unknown, "os windows; tree /Go go1.22.10; env GOROOT=C:\\Go"),
    ("shared-gocache", Fires, "dir /home/u/.cache/go-build; mode 0777 /home/u/.cache/go-build"),
    ("shared-gocache", Clear, "dir /home/u/.cache/go-build"),
    ("shared-gocache", Nothing, ""),
    (
        "shared-gocache",
        Unknown,
        "os windows; dir /c; env GOCACHE=C:\\c; tree /Go go1.22.10; env GOROOT=C:\\Go",
    ),
    (
        "modcache-toolchain-broken",
        Fires,
        "dir /home/u/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64",
    ),
    (
        "modcache-toolchain-broken",
        Clear,
        "tree /home/u/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64 go1.24.0; file /home/u/go/pkg/mod/cache/download/golang.org/toolchain/@v/v0.0.1-go1.24.0.linux-amd64.ziphash x",
    ),
    ("modcache-toolchain-broken", Nothing, ""),
    ("cc-missing", Fires, "env CGO_ENABLED=1"),
    ("cc-missing", Fires, "env CC=/nowhere/cc"),
    ("cc-missing", Clear, "env CGO_ENABLED=1; go /go/bin/gcc x"),
    ("cc-missing", Nothing, ""),
    ("cc-missing", Clear, "env CGO_ENABLED=0"),
    (
        "goexperiment-unknown",
        Fires,
        "file /go/src/internal/goexperiment/flags.go type Flags struct {\\n\\tFieldTrack bool\\n}; env GOEXPERIMENT=nope",
    ),
    ("goexperiment-unknown", Fires, "env GOAMD64=v9"),
    (
        "goexperiment-unknown",
        Clear,
        "file /go/src/internal/goexperiment/flags.go type Flags struct {\\n\\tFieldTrack bool\\n}; env GOEXPERIMENT=nofieldtrack",
    ),
    ("goexperiment-unknown", Fires, "env GOEXPERIMENT=nope"),
    ("goexperiment-unknown", Unknown, "tree /go go1.99; env GOEXPERIMENT=nope"),
    ("goexperiment-unknown", Fires, "tree /go go1.27.3; env GOAMD64=v9"),
    ("goexperiment-unknown", Fires, "tree /go go1.27.3; env GORISCV64=rva99"),
    ("goexperiment-unknown", Clear, "env GORISCV64=rva99"),
    ("setting-refused", Fires, "tree /go go1.27.3; env GODEBUG=gctrace=1,asynctimerchan=1"),
    ("setting-refused", Fires, "tree /go go1.26.6; env GOFIPS140=v9.9.9"),
    (
        "setting-refused",
        Fires,
        "tree /go go1.24.11; file /home/u/.config/go/env GOFIPS140=certified\\n",
    ),
    ("setting-refused", Clear, "tree /go go1.26.6; env GODEBUG=asynctimerchan=1"),
    ("setting-refused", Clear, "tree /go go1.26.6; env GOFIPS140=latest"),
    ("setting-refused", Unknown, "go /go/bin/go ?; env GODEBUG=asynctimerchan=1"),
    ("setting-refused", Nothing, ""),
    ("inert-variable", Fires, "env GOEXE=.exe"),
    ("inert-variable", Clear, "env GOROOT_FINAL=/x"),
    ("inert-variable", Fires, "tree /go go1.23.9; env GOROOT_FINAL=/x"),
    ("gocacheprog-missing", Fires, "env GOCACHEPROG=/nowhere/prog -x"),
    ("gocacheprog-missing", Clear, "go /p x; env GOCACHEPROG=/p -x"),
    ("gowork-bad", Fires, "env GOWORK=go.work"),
    ("gowork-bad", Fires, "env GOWORK=/nowhere/go.work"),
    ("gowork-bad", Fires, "file /w/go.work go 1.22\\nuse (\\n\\t./a\\n); cwd /w"),
    (
        "gowork-bad",
        Clear,
        "file /w/go.work go 1.22\\nuse ./a\\n; file /w/a/go.mod module a; cwd /w",
    ),
    ("gowork-bad", Nothing, ""),
    ("gowork-bad", Unknown, "dir /x; env GOWORK=/x"),
    ("go111module-off", Fires, "env GO111MODULE=off"),
    ("go111module-off", Clear, "file /home/u/.config/go/env GO111MODULE=yes\\n"),
    ("setting-refused", Fires, "file /home/u/.config/go/env GO111MODULE=yes\\n"),
    ("setting-refused", Nothing, "env GO111MODULE=auto"),
    ("go111module-off", Clear, "env GO111MODULE=on"),
    ("decoy-pkg-tool", Fires, "go /opt/bin/go go1.22.10; dir /opt/pkg/tool; env PATH=/opt/bin"),
    ("decoy-pkg-tool", Clear, ""),
    ("decoy-pkg-tool", Nothing, "env GOROOT=/go"),
    ("disk-readonly", Fires, "mount / ext4 ro"),
    ("disk-readonly", Clear, "mount / ext4 rw; mount /go ext4 ro"),
    ("disk-readonly", Unknown, ""),
    ("go-not-on-path", Fires, "tree /usr/local/go go1.22.10; env PATH=/none"),
    ("go-not-on-path", Clear, ""),
    (
        "go-not-on-path",
        Clear,
        "tree /v/lib/python3.11/site-packages/go go1.22.10; file /v/pyvenv.cfg version = 3.11.7; file /v/bin/go #!/v/bin/python3\\nfrom go import main\\n; mode 0755 /v/bin/go; env PATH=/v/bin",
    ),
    ("go-not-on-path", Nothing, "env PATH=/none"),
    ("disk-full", Fires, "free 1000000"),
    ("disk-full", Clear, "free 100000000000"),
    ("disk-full", Unknown, ""),
    ("debug-path-map", Fires, "link /current go; env GOROOT=/current"),
    ("debug-path-map", Nothing, "env GOROOT=/go/"),
    ("debug-path-map", Nothing, "env GOROOT=/nowhere"),
];

/// Checks that look at nothing but a value which is there or not: they always know.
const ALWAYS_KNOW: &[&str] = &[
    "goroot-literal",
    "trimmed-go-moved",
    "gotoolchain-switch",
    "gopath-bad",
    "goflags-poison",
    "source-only-tree",
    "stray-gomod",
    "tmpdir-missing",
    "cc-missing",
    "inert-variable",
    "gocacheprog-missing",
    "go111module-off",
    "decoy-pkg-tool",
];

/// Checks that have nothing to look at where all is well: they never say so.
const NEVER_CLEAR: &[&str] = &["debug-path-map"];

const SOURCES: &str = "archive/tar/reader.go bufio/bufio.go bytes/buffer.go compress/gzip/gunzip.go \
    container/list/list.go context/context.go crypto/sha256/sha256.go crypto/tls/tls.go \
    database/sql/sql.go encoding/json/encode.go errors/errors.go flag/flag.go fmt/print.go \
    go/ast/ast.go hash/hash.go html/template/template.go image/image.go internal/abi/abi.go \
    internal/cpu/cpu.go io/io.go log/log.go math/bits/bits.go mime/type.go net/net.go \
    net/http/server.go os/file.go path/filepath/path.go reflect/value.go regexp/regexp.go \
    runtime/proc.go runtime/cgo/cgo.go sort/sort.go strconv/quote.go strings/strings.go \
    sync/pool.go syscall/syscall.go testing/testing.go text/template/template.go time/time.go \
    unicode/utf8/utf8.go unsafe/unsafe.go vendor/modules.txt";

/// A machine in the making.
struct Made {
    root: tempfile::TempDir,
    env: BTreeMap<String, String>,
    directory: String,
    os: Os,
    mounts: String,
    free: Option<u64>,
}

impl Made {
    /// A healthy Linux with Go 1.22.10.
    fn healthy() -> Self {
        let mut made = Self {
            // Hundreds of small trees: in memory where there is such a place.
            root: tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap()),
            env: BTreeMap::new(),
            directory: "/home/u".to_owned(),
            os: Os::Linux,
            mounts: String::new(),
            free: None,
        };
        for step in ["tree /go go1.22.10", "dir /home/u", "dir /tmp", "mode 1777 /tmp"] {
            made.step(step);
        }
        for step in ["uid self", "env PATH=/go/bin", "env HOME=/home/u"] {
            made.step(step);
        }
        made
    }

    fn of(steps: &str) -> Self {
        let mut made = Self::healthy();
        steps.split("; ").filter(|step| !step.is_empty()).for_each(|step| made.step(step));
        made
    }

    fn real(&self, path: &str) -> PathBuf {
        self.root.path().join(path.trim_start_matches('/'))
    }

    fn file(&self, path: &str, content: impl AsRef<[u8]>, mode: u32) {
        let real = self.real(path);
        fs::create_dir_all(real.parent().unwrap()).unwrap();
        let _ = fs::remove_file(&real);
        fs::write(&real, content).unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// One step: a word and what it takes.
    fn step(&mut self, step: &str) {
        let (word, rest) = step.split_once(' ').unwrap_or((step, ""));
        let (path, text) = match rest.find(".exe ") {
            // The one path with a space in it.
            Some(at) => (&rest[..at + 4], &rest[at + 5..]),
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        let spaced = path.replace("\\s", " ");
        let path = spaced.as_str();
        let text = text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
        let text = text.replace("\\0", "\0");
        match word {
            "file" => self.file(path, text, 0o644),
            "empty" => self.file(path, "", 0o755),
            "big" => self.file(path, vec![b'x'; (1 << 20) + 1], 0o644),
            "dir" => fs::create_dir_all(self.real(path)).unwrap(),
            "link" => {
                fs::create_dir_all(self.real(path).parent().unwrap()).unwrap();
                symlink(text, self.real(path)).unwrap();
            }
            "rm" => {
                let real = self.real(path);
                fs::remove_dir_all(&real).or_else(|_| fs::remove_file(&real)).unwrap();
            }
            // Program: version, target, a mark (cut, gccgo, calls), the GOROOT compiled in, package.
            "go" => self.file(path, format!("\x7fELF\0{}", text.replace(' ', "\0")), 0o755),
            "tree" => self.tree(path, &text),
            "mode" => {
                let mode = u32::from_str_radix(path, 8).unwrap();
                fs::set_permissions(self.real(&text), fs::Permissions::from_mode(mode)).unwrap();
            }
            "cwd" => {
                fs::create_dir_all(self.real(path)).unwrap();
                self.directory = path.to_owned();
            }
            "env" => {
                let (name, value) = rest.split_once('=').unwrap();
                self.env.insert(name.to_owned(), value.replace("\\s", " "));
            }
            "os" => self.os = if path == "windows" { Os::Windows } else { Os::Darwin },
            "mount" => {
                let (kind, options) = text.split_once(' ').unwrap();
                self.mounts += &format!("1 1 0:1 / {path} {options} - {kind} none rw\n");
                self.file("/proc/self/mountinfo", self.mounts.clone(), 0o644);
            }
            "free" => self.free = Some(path.parse().unwrap()),
            "uid" => self.user(path),
            _ => panic!("{step}"),
        }
    }

    /// Who looks: who runs this test, or another.
    fn user(&self, who: &str) {
        let own = fs::metadata(self.root.path()).unwrap().uid();
        let uid = match who {
            "none" => {
                let _ = fs::remove_file(self.real("/proc/self/status"));
                return;
            }
            "other" => own + 1,
            // Root may write everywhere, so someone else is made the one who looks.
            "user" if own == 0 => 1,
            _ => own,
        };
        let status = format!("Name:\tx\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\n");
        self.file("/proc/self/status", status, 0o644);
    }

    fn tree(&self, goroot: &str, version: &str) {
        let plain = version.split(' ').next().unwrap();
        let go = format!("\x7fELF\0{plain}\0linux/amd64");
        self.file(&format!("{goroot}/bin/go"), &go, 0o755);
        for tool in ["asm", "compile", "link"] {
            self.file(&format!("{goroot}/pkg/tool/linux_amd64/{tool}"), &go, 0o755);
        }
        self.file(&format!("{goroot}/VERSION"), format!("{version}\n"), 0o644);
        self.file(&format!("{goroot}/pkg/include/textflag.h"), "", 0o644);
        let usual =
            "GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n";
        self.file(&format!("{goroot}/go.env"), usual, 0o644);
        for source in SOURCES.split_whitespace() {
            self.file(&format!("{goroot}/src/{source}"), "", 0o644);
        }
    }

    fn view(&self) -> Rooted {
        let view = Rooted::new(self.root.path(), self.os, |_| None)
            .with_program(program)
            .with_current_dir(&self.directory);
        let view = self.free.into_iter().fold(view, Rooted::with_free_space);
        self.env.iter().fold(view, |view, (name, value)| view.with_env(name, value))
    }
}

fn severity(name: &str) -> Option<Severity> {
    rule(name).map(|rule| rule.severity)
}

fn program(path: &Path) -> Option<Program> {
    let content = fs::read_to_string(path).ok()?;
    let mut fields = content.split('\0');
    if fields.next()? != "\x7fELF" {
        return None;
    }
    let version = fields.next()?.to_owned();
    let target = fields.next().unwrap_or("linux/amd64").split_once('/');
    let mark = fields.next();
    let built_in = match fields.next() {
        Some(path) => BuiltInGoroot::Path(path.to_owned()),
        None => BuiltInGoroot::Trimmed,
    };
    if version == "?" {
        return None;
    }
    let target = target.map(|(os, arch)| (os.to_owned(), arch.to_owned()));
    let is_go = path.file_stem().is_some_and(|name| name == "go");
    let path = fields.next().or(is_go.then_some("cmd/go")).map(str::to_owned);
    Some(Program {
        version: Some(version),
        built_in,
        target,
        path,
        is_cut: mark == Some("cut"),
        is_gccgo: mark == Some("gccgo"),
        calls_goroot: Some(mark == Some("calls")),
    })
}

#[test]
fn every_row() {
    let mut wrong = Vec::new();
    for (rule, want, steps) in ROWS {
        let made = Made::of(steps);
        let view = made.view();
        let layout = HostLayout::read(&view);
        let checked = examine(&view, &layout);
        let check = checked.iter().find(|it| it.rule.name == *rule).unwrap();
        let got = match &check.outcome {
            Outcome::Found(complaints) => {
                for it in complaints {
                    let texts = [&it.message, &it.cause];
                    assert!(texts.iter().all(|text| !text.is_empty()), "{rule}: {it:?}");
                }
                Fires
            }
            Outcome::Clear => Clear,
            Outcome::Unknown(_) => Unknown,
            Outcome::NotHere => Nothing,
        };
        if got != *want {
            wrong.push(format!("{rule}, {steps}: want {want:?}, got {:?}", check.outcome));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), ROWS.len(), wrong.join("\n"));
}

#[test]
fn every_check_has_its_rows() {
    let mut missing = Vec::new();
    for name in rules().map(|rule| rule.name) {
        let wants: BTreeSet<Want> =
            ROWS.iter().filter(|row| row.0 == name).map(|row| row.1).collect();
        let knows = ALWAYS_KNOW.contains(&name);
        if !wants.contains(&Fires)
            || wants.contains(&Clear) == NEVER_CLEAR.contains(&name)
            || !(knows || wants.contains(&Unknown) || wants.contains(&Nothing))
        {
            missing.push(name);
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
    // The 56 ranks, of which the one about disks has two checks, a go that is nowhere on PATH,
    // a GOROOT that is no tree, and three about what go refuses: a setting, GOFLAGS, and a line
    // of go.mod.
    assert_eq!(rules().count(), 62);
}

#[test]
fn a_healthy_machine_has_no_complaints() {
    let made = Made::healthy();
    let view = made.view();
    let checked = examine(&view, &HostLayout::read(&view));
    let found = checked.iter().filter(|it| matches!(it.outcome, Outcome::Found(_)));
    assert_eq!(found.collect::<Vec<_>>(), Vec::<&Checked>::new());
}
