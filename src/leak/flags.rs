//! Build flags as text: their fields, and the paths and hosts that they name.

use std::sync::LazyLock;

use regex::bytes::Regex;

/// The flags in the value of a build setting, each with its place. White space separates flags,
/// except between quotes. A flag that starts with a quote is given without its quotes.
///
/// Source: `cmd/internal/quoted/quoted.go` (`Split`), Go 1.22.
pub(super) fn fields(flags: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0_usize;
    std::iter::from_fn(move || {
        let rest = flags.get(at..)?;
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let start = at.checked_add(rest.find(|c| !is_space(c))?)?;
        let rest = flags.get(start..)?;
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let Some(quote) = quote else {
            let length = rest.find(is_space).unwrap_or(rest.len());
            at = start.checked_add(length)?;
            return Some((start, rest.get(..length)?));
        };
        let inside = rest.get(1..)?;
        let length = inside.find(quote).unwrap_or(inside.len());
        let start = start.checked_add(1)?;
        at = start.checked_add(length)?.saturating_add(1);
        Some((start, inside.get(..length)?))
    })
}

/// Absolute paths: at the start, behind a sign that ends a word, or joined to `-I` and the like.
static PATHS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let before = r#"(?:^|[\s='",;(]|-(?:I|L|F|B|isystem|iquote|idirafter))"#;
    let path = r#"(?:[A-Za-z]:)?[/\\][^\s'",;:()=]+"#;
    // Behind a colon in a list, but not in an address.
    let in_list = r#":([/\\][^/\\\s'",;:()=][^\s'",;:()=]*)"#;
    Regex::new(&format!("(?-u){before}({path})|{in_list}")).ok()
});

/// The absolute paths in `flags`, with their places.
pub(super) fn paths(flags: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let found = PATHS.iter().flat_map(move |regex| regex.captures_iter(flags));
    let found = found.filter_map(|captures| captures.get(1).or_else(|| captures.get(2)));
    found.map(|it| (it.start(), it.as_bytes()))
}

static HOSTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let scheme =
        r"(?:https?|ssh|git|git\+ssh|svn|ftps?|ldaps?|redis|postgres(?:ql)?|mysql|amqp|tcp)";
    let name = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?";
    Regex::new(&format!(r"(?-u)(?:{scheme}://(?:[^\s/@]*@)?|\bgit@)({name})")).ok()
});

/// The hosts in addresses in `text` that are only known in their own network.
pub(super) fn internal_hosts(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let found = HOSTS.iter().flat_map(move |regex| regex.captures_iter(text));
    found
        .filter_map(|captures| captures.get(1))
        .map(|it| it.as_bytes())
        .filter(|it| is_internal(it))
}

/// Ends of names that are not delegated in the public DNS and are used inside companies.
const INTERNAL: [&str; 11] = [
    "corp",
    "home",
    "home.arpa",
    "internal",
    "intra",
    "intranet",
    "lan",
    "local",
    "localdomain",
    "private",
    "corporate",
];

/// Whether a host of that name is only known in its own network, judged by the end of its name or
/// by its address.
pub(crate) fn is_internal(host: &[u8]) -> bool {
    let Ok(host) = std::str::from_utf8(host) else { return false };
    let host = host.to_ascii_lowercase();
    if host == "localhost" || host == "host.docker.internal" {
        return false;
    }
    let numbers: Option<Vec<u8>> = host.split('.').map(|number| number.parse().ok()).collect();
    // The private networks of RFC 1918.
    if let Some([first, second, _, _]) = numbers.as_deref() {
        return matches!((first, second), (10, _) | (172, 16..=31) | (192, 168));
    }
    let ends = |end: &&str| {
        host.strip_suffix(*end).is_some_and(|name| name.ends_with('.') && name.len() > 1)
    };
    INTERNAL.iter().any(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_as_go_splits_them() {
        for (flags, want) in [
            ("", &[][..]),
            ("  -s\t-w ", &["-s", "-w"]),
            ("-X 'a b' \"c'd\"", &["-X", "a b", "c'd"]),
            ("-X a='b c'", &["-X", "a='b", "c'"]),
            ("'open", &["open"]),
            ("''x", &["", "x"]),
            ("é 'ü'", &["é", "ü"]),
        ] {
            let got: Vec<_> = fields(flags).map(|(_, field)| field).collect();
            assert_eq!(got, want, "{flags:?}");
            assert!(fields(flags).all(|(at, field)| flags[at..].starts_with(field)), "{flags:?}");
        }
    }

    #[test]
    fn paths_in_flags() {
        for (flags, want) in [
            ("-O2 -g", &[][..]),
            ("-I/home/bob/include -L/opt/lib", &["/home/bob/include", "/opt/lib"]),
            ("-I /home/bob/x", &["/home/bob/x"]),
            ("-X main.dir=/home/bob/x", &["/home/bob/x"]),
            ("-ffile-prefix-map=/tmp/go-build1=/x", &["/tmp/go-build1", "/x"]),
            ("-Wl,-rpath,/home/bob/lib", &["/home/bob/lib"]),
            ("/a/b:/c/d", &["/a/b", "/c/d"]),
            (r"-IC:\Users\bob\inc -LC:/x", &[r"C:\Users\bob\inc", "C:/x"]),
            ("-X main.url=https://example.com/x", &[]),
            ("a/b c/d", &[]),
        ] {
            let got: Vec<_> = paths(flags.as_bytes()).map(|(_, it)| it.to_vec()).collect();
            let want: Vec<_> = want.iter().map(|it| it.as_bytes().to_vec()).collect();
            assert_eq!(got, want, "{flags:?}");
        }
    }

    #[test]
    fn internal() {
        for (text, want) in [
            ("-X main.url=https://git.acme.corp/x", Some("git.acme.corp")),
            ("ssh://git@build01.internal:22/x", Some("build01.internal")),
            ("git@vcs.acme.lan:team/x", Some("vcs.acme.lan")),
            ("http://10.1.2.3:8080/", Some("10.1.2.3")),
            ("http://192.168.7.1/", Some("192.168.7.1")),
            ("https://github.com/x", None),
            ("http://127.0.0.1/", None),
            ("http://localhost/", None),
            ("https://corp.example.com/", None),
            ("http://localhost.localdomain.com", None),
        ] {
            let got = internal_hosts(text.as_bytes()).next();
            assert_eq!(got, want.map(str::as_bytes), "{text}");
        }
        assert!(
            is_internal(b"git.acme.corp") && !is_internal(b"corp") && !is_internal(b"acme.com")
        );
    }
}
