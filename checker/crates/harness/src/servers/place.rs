//! Where a URL's server is. What else is in it is the step's business.

/// Host and port of a URL, with the port of that kind of server if none is said.
pub(super) fn place(url: &str, default: u16) -> Option<(String, u16)> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let place = authority.rsplit('@').next()?;
    let (host, port) = match place.strip_prefix('[') {
        Some(bracketed) => {
            let (host, port) = bracketed.split_once(']')?;
            (host, port.strip_prefix(':'))
        }
        None => match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        },
    };
    let port = match port {
        Some(port) => port.parse().ok()?,
        None => default,
    };
    (!host.is_empty()).then(|| (host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_stands_between_the_password_and_the_database() {
        for (url, expected) in [
            ("postgresql://h/d", Some(("h", 5432))),
            (
                "postgresql+psycopg2://u:p@h:6543/d?a=b@c:1",
                Some(("h", 6543)),
            ),
            ("postgresql://u:p@ss@h", Some(("h", 5432))),
            ("mysql://root@[::1]:3307/d", Some(("::1", 3307))),
            ("mysql://[::1]", Some(("::1", 5432))),
            ("postgresql://u:p@h:port/d", None),
            ("postgresql:///d", None),
            ("h:5432", None),
        ] {
            let found = place(url, 5432);
            let found = found.as_ref().map(|(host, port)| (host.as_str(), *port));
            assert_eq!(found, expected, "{url}");
        }
    }
}
