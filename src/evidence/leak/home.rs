//! Home folders: whose a path is. By hand and not by regex, for it is asked of every GOROOT.

/// A home folder at the start of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home<'p> {
    /// The folder, as spelled.
    pub folder: &'p [u8],
    /// The name of the account; `None` for `/root`.
    pub name: Option<&'p [u8]>,
    /// What kind of account that is.
    pub account: Account,
}

/// Whose account it is, as far as its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// A person's.
    Person,
    /// One that a build service makes.
    Ci(&'static str),
    /// One that images and installers make, or that documentation shows.
    Generic,
}

/// Accounts that build services make, and whose they are.
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

/// Accounts that are nobody's in particular.
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

/// The home folder that `path`, which must be absolute, starts with.
pub fn home(path: &[u8]) -> Option<Home<'_>> {
    let mut names = Names { path, at: 0 };
    let first = names.next()?;
    let drive = matches!(first, [letter, b':'] if letter.is_ascii_alphabetic());
    if !drive && !path.starts_with(b"/") {
        return None;
    }
    if first == b"root" {
        return Some(Home { folder: names.so_far(), name: None, account: Account::Generic });
    }
    let mut name = if drive { names.next()? } else { first };
    let below = match name {
        _ if drive => 0,
        // Where the drives of Windows are seen from a Unix shell.
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
        return Some(Home { folder: names.so_far(), name: None, account: Account::Generic });
    }
    if !is_homes(name) {
        return None;
    }
    let user = names.next()?;
    let folder = names.so_far();
    is_name(user).then(|| Home { folder, name: Some(user), account: account(user) })
}

/// Whether homes are kept in a folder of that name.
fn is_homes(name: &[u8]) -> bool {
    let names: [&[u8]; 4] = [b"home", b"Users", b"users", b"Documents and Settings"];
    names.contains(&name)
}

/// What kind of account has that name.
pub fn account(name: &[u8]) -> Account {
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
            });
            assert_eq!(got, want, "{path}");
        }
    }
}
