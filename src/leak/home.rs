//! Home folders: whose home a path is in. Written by hand and not as a regex, because every GOROOT
//! is checked.
//!
//! Homes of many people lie in folders of their own: `/home/remote/NAME`, `/home/DOMAIN/NAME`
//! (winbind and SSSD make these with `template homedir = /home/%D/%U`), `/home/n/NAME`.

/// A home folder at the start of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Home<'p> {
    /// The folder, as spelled.
    pub folder: &'p [u8],
    /// The name of the account; `None` for `/root`.
    pub name: Option<&'p [u8]>,
    /// The kind of that account.
    pub account: Account,
    /// The domain of the account, if the home lies in a folder of that name.
    pub domain: Option<&'p [u8]>,
}

/// Whose account it is, judged by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Account {
    /// The account of a person.
    Person,
    /// An account that a build service makes, with the name of the service.
    Ci(&'static str),
    /// An account that images and installers make, or that documentation shows.
    Generic,
}

/// Accounts that build services make, and the services.
const CI: [(&str, &str); 18] = [
    ("appveyor", "appveyor"),
    ("azdevops", "azure"),
    ("bamboo", "bamboo"),
    ("bitrise", "bitrise"),
    ("buildkite-agent", "buildkite"),
    ("circleci", "circleci"),
    ("cirrus", "cirrus"),
    ("distiller", "circleci"),
    ("drone", "drone"),
    ("gitlab-runner", "gitlab"),
    ("jenkins", "jenkins"),
    ("runner", "github"),
    ("runneradmin", "github"),
    ("semaphore", "semaphore"),
    ("teamcity", "teamcity"),
    ("travis", "travis"),
    ("vsts", "azure"),
    ("vssadministrator", "azure"),
];

/// Accounts of nobody in particular.
const GENERIC: [&str; 56] = [
    "abuild",
    "admin",
    "administrator",
    "all users",
    "app",
    "azureuser",
    "bazel",
    "build",
    "builder",
    "buildbot",
    "builduser",
    "buildozer",
    "centos",
    "codespace",
    "coder",
    "conda",
    "containeradministrator",
    "containeruser",
    "debian",
    "default",
    "docker",
    "ec2-user",
    "example",
    "fedora",
    "foo",
    "gitpod",
    "go",
    "golang",
    "gopher",
    "guest",
    "linuxbrew",
    "me",
    "mock",
    "mockbuild",
    "name",
    "nobody",
    "node",
    "nonroot",
    "opc",
    "public",
    "root",
    "shared",
    "some-user",
    "src",
    "test",
    "tester",
    "ubuntu",
    "user",
    "user1",
    "username",
    "vagrant",
    "vscode",
    "work",
    "www-data",
    "you",
    "yourname",
];

/// The home folder at the start of `path`, which must be absolute.
pub(crate) fn home(path: &[u8]) -> Option<Home<'_>> {
    let mut names = Names { path, at: 0 };
    let first = names.next()?;
    let drive = matches!(first, [letter, b':'] if letter.is_ascii_alphabetic());
    if !drive && !path.starts_with(b"/") {
        return None;
    }
    if first == b"root" {
        return Some(of_root(names.so_far()));
    }
    let mut name = if drive { names.next()? } else { first };
    let below = match name {
        _ if drive => 0,
        // The folder under which a Unix shell shows the drives of Windows.
        [letter] if letter.is_ascii_alphabetic() => 1,
        b"mnt" | b"cygdrive" | b"Volumes" => 2,
        b"export" | b"usr" | b"var" | b"nfs" | b"data" | b"mnt1" | b"private" => 1,
        _ => 0,
    };
    for _ in 0..below {
        // A file system mounted below /mnt may be called home.
        if is_homes(name) {
            break;
        }
        name = names.next()?;
    }
    if name == b"root" && below == 1 {
        return Some(of_root(names.so_far()));
    }
    if !is_homes(name) {
        return None;
    }
    let mut user = names.next()?;
    let mut domain = None;
    // Windows and macOS have no such folders.
    while name == b"home"
        && let Some((group, below)) = names.below(user)
    {
        domain = domain.or((group == Group::Domain).then_some(user));
        user = below;
    }
    let folder = names.so_far();
    is_name(user).then(|| Home { folder, name: Some(user), account: account(user), domain })
}

/// The home of root.
fn of_root(folder: &[u8]) -> Home<'_> {
    Home { folder, name: None, account: Account::Generic, domain: None }
}

/// What a folder with homes of several people stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    /// A domain.
    Domain,
    /// Accounts of one kind, or with names that start alike.
    Other,
}

/// Folders of homes with a name that says which kind of account is in them.
const GROUPS: [&[u8]; 24] = [
    b"accounts",
    b"ad",
    b"domain",
    b"domains",
    b"employees",
    b"faculty",
    b"grad",
    b"guests",
    b"homes",
    b"ldap",
    b"local",
    b"members",
    b"net",
    b"nfs",
    b"nis",
    b"people",
    b"remote",
    b"sssd",
    b"staff",
    b"student",
    b"students",
    b"ugrad",
    b"unix",
    b"users",
];

/// Names that lie in a home and are not homes themselves.
const IN_HOMES: [&str; 34] = [
    "app",
    "apps",
    "bin",
    "build",
    "builds",
    "code",
    "desktop",
    "dev",
    "documents",
    "downloads",
    "git",
    "github",
    "github.com",
    "go",
    "golang",
    "gopath",
    "goroot",
    "gowork",
    "lib",
    "pkg",
    "project",
    "projects",
    "public",
    "repo",
    "repos",
    "rpmbuild",
    "sdk",
    "snap",
    "source",
    "src",
    "tmp",
    "tools",
    "work",
    "workspace",
];

/// What a folder in the place of a home stands for, if it holds homes of several people.
fn group(name: &[u8], below: &[u8]) -> Option<Group> {
    let lower = below.to_ascii_lowercase();
    if !is_name(below) || IN_HOMES.iter().any(|it| it.as_bytes() == lower) {
        return None;
    }
    // `/home/j/jdoe`, `/home/j/jd/jdoe`.
    if name.len() <= 2 && below.len() > name.len() && below.starts_with(name) {
        return Some(Group::Other);
    }
    if GROUPS.contains(&name) {
        return Some(Group::Other);
    }
    let is_upper = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'-';
    // The name of a Windows domain has at most 15 characters.
    let netbios = (2..=15).contains(&name.len())
        && name.first().is_some_and(u8::is_ascii_uppercase)
        && name.iter().all(is_upper)
        && !below.iter().all(is_upper);
    let ends = [".com", ".org", ".net", ".edu", ".gov"];
    let domain = super::is_internal(name) || ends.iter().any(|end| name.ends_with(end.as_bytes()));
    (netbios || domain).then_some(Group::Domain)
}

/// Whether a folder of that name holds homes.
fn is_homes(name: &[u8]) -> bool {
    let names: [&[u8]; 4] = [b"home", b"Users", b"users", b"Documents and Settings"];
    names.contains(&name)
}

/// The kind of account with that name.
pub(super) fn account(name: &[u8]) -> Account {
    let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
    if let Some((_, service)) = CI.iter().find(|(account, _)| is(account)) {
        return Account::Ci(service);
    }
    if GENERIC.iter().any(|other| is(other)) { Account::Generic } else { Account::Person }
}

/// Whether that may be an account, and is not a variable or a pattern for one.
fn is_name(name: &[u8]) -> bool {
    let odd = |byte: &u8| byte.is_ascii_control() || b"$%<>{}*?\"'|:;,=()[]~#`".contains(byte);
    let starts = name.first().is_some_and(|first| first.is_ascii_alphanumeric() || *first >= 0x80);
    starts && name.len() <= 64 && !name.iter().any(odd)
}

/// The names in a path, separated by slashes of either kind.
#[derive(Clone, Copy)]
struct Names<'p> {
    path: &'p [u8],
    at: usize,
}

impl<'p> Names<'p> {
    fn next(&mut self) -> Option<&'p [u8]> {
        let is_separator = |byte: &u8| matches!(byte, b'/' | b'\\');
        let rest = self.path.get(self.at..)?;
        let start = rest.iter().position(|byte| !is_separator(byte))?;
        let rest = rest.get(start..)?;
        let length = rest.iter().position(is_separator).unwrap_or(rest.len());
        self.at = self.at.checked_add(start)?.checked_add(length)?;
        rest.get(..length)
    }

    /// The name behind `name`, if `name` is a folder with homes of several people; takes nothing
    /// otherwise. The last name of the path counts as a file if it looks like one.
    fn below(&mut self, name: &[u8]) -> Option<(Group, &'p [u8])> {
        let mut ahead = *self;
        let below = ahead.next()?;
        let group = group(name, below)?;
        let is_file = below.contains(&b'.') && ahead.at >= self.path.len();
        if is_file {
            return None;
        }
        *self = ahead;
        Some((group, below))
    }

    /// The path up to the end of the last name.
    fn so_far(&self) -> &'p [u8] {
        self.path.get(..self.at).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_home() {
        let person = Some(Account::Person);
        for (path, folder, name, account) in [
            ("/home/bob/go/src", "/home/bob", "bob", person),
            ("/home/bob", "/home/bob", "bob", person),
            ("/Users/Ann.Lee/x", "/Users/Ann.Lee", "Ann.Lee", person),
            (r"C:\Users\Ann Lee\go", r"C:\Users\Ann Lee", "Ann Lee", person),
            ("C:/Users/bob/go", "C:/Users/bob", "bob", person),
            ("c:/users/bob/go", "c:/users/bob", "bob", person),
            ("/c/Users/bob/go", "/c/Users/bob", "bob", person),
            ("/mnt/c/Users/bob/go", "/mnt/c/Users/bob", "bob", person),
            ("/export/home/bob/go", "/export/home/bob", "bob", person),
            ("/usr/home/bob/go", "/usr/home/bob", "bob", person),
            ("/mnt/home/bob/go", "/mnt/home/bob", "bob", person),
            (r"C:\Documents and Settings\bob\x", r"C:\Documents and Settings\bob", "bob", person),
            ("/home/runner/work/x", "/home/runner", "runner", Some(Account::Ci("github"))),
            ("/home/ubuntu/x", "/home/ubuntu", "ubuntu", Some(Account::Generic)),
            ("/root/go/pkg", "/root", "", Some(Account::Generic)),
            ("/var/root/go", "/var/root", "", Some(Account::Generic)),
            ("/home/$USER/x", "", "", None),
            ("/home/%s/x", "", "", None),
            ("/home/", "", "", None),
            ("/opt/home/x", "", "", None),
            ("home/bob/x", "", "", None),
            ("/rooted/x", "", "", None),
            ("C:", "", "", None),
            ("", "", "", None),
        ] {
            let got = home(path.as_bytes());
            let want = account.map(|account| Home {
                folder: folder.as_bytes(),
                name: Some(name.as_bytes()).filter(|name| !name.is_empty()),
                account,
                domain: None,
            });
            assert_eq!(got, want, "{path}");
        }
    }

    /// Path, home, account, domain.
    #[test]
    fn homes_of_many() {
        for (path, folder, name, domain) in [
            ("/home/remote/bob/go/pkg/mod", "/home/remote/bob", "bob", ""),
            ("/home/remote/bob", "/home/remote/bob", "bob", ""),
            ("/home/users/ann.lee/x", "/home/users/ann.lee", "ann.lee", ""),
            ("/export/home/staff/bob/x", "/export/home/staff/bob", "bob", ""),
            ("/home/acme.corp/bob/x", "/home/acme.corp/bob", "bob", "acme.corp"),
            ("/home/cs.example.edu/bob/x", "/home/cs.example.edu/bob", "bob", "cs.example.edu"),
            ("/home/ACME/bob/x", "/home/ACME/bob", "bob", "ACME"),
            ("/home/local/ACME/bob/x", "/home/local/ACME/bob", "bob", "ACME"),
            ("/home/j/jdoe/x", "/home/j/jdoe", "jdoe", ""),
            ("/home/j/jd/jdoe/x", "/home/j/jd/jdoe", "jdoe", ""),
            // What a home holds.
            ("/home/remote/go/pkg/mod", "/home/remote", "remote", ""),
            ("/home/remote/.cache/x", "/home/remote", "remote", ""),
            ("/home/remote/main.go", "/home/remote", "remote", ""),
            ("/home/remote", "/home/remote", "remote", ""),
            ("/home/z/Projects/x", "/home/z", "z", ""),
            ("/home/bob/alice/x", "/home/bob", "bob", ""),
            ("/home/ann.lee/x/y", "/home/ann.lee", "ann.lee", ""),
            ("/home/BOB/SRC/x", "/home/BOB", "BOB", ""),
            ("/Users/remote/bob/x", "/Users/remote", "remote", ""),
            (r"C:\Users\ACME\bob\x", r"C:\Users\ACME", "ACME", ""),
            ("/home/root/go/pkg/mod", "/home/root", "root", ""),
        ] {
            let got = home(path.as_bytes()).unwrap();
            let domain = Some(domain.as_bytes()).filter(|it| !it.is_empty());
            let got = (got.folder, got.name, got.domain);
            assert_eq!(got, (folder.as_bytes(), Some(name.as_bytes()), domain), "{path}");
        }
    }
}
