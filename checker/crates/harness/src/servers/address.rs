//! Where a server is, and whether somebody answers there.

use std::io::{self, Read};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// Host and port of a URL, or the `default` port if it names none.
pub(super) fn host_and_port(url: &str, default: u16) -> Option<(String, u16)> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let address = authority.rsplit('@').next()?;
    let (host, port) = match address.strip_prefix('[') {
        Some(bracketed) => {
            let (host, port) = bracketed.split_once(']')?;
            (host, port.strip_prefix(':'))
        }
        None => match address.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (address, None),
        },
    };
    let port = match port {
        Some(port) => port.parse().ok()?,
        None => default,
    };
    (!host.is_empty()).then(|| (host.to_owned(), port))
}

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);

/// Whether somebody accepts connections at this address.
pub(super) fn answers(host: &str, port: u16) -> bool {
    connect(host, port).is_ok()
}

/// Whether the server at this local port sends something first, as MariaDB does.
pub(super) fn greets(port: u16) -> bool {
    let greeting = || {
        let mut stream = connect("127.0.0.1", port)?;
        stream.set_read_timeout(Some(CONNECT))?;
        stream.read_exact(&mut [0])
    };
    greeting().is_ok()
}

fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut last = io::ErrorKind::NotFound.into();
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_between_the_password_and_the_database() {
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
            let found = host_and_port(url, 5432);
            let found = found.as_ref().map(|(host, port)| (host.as_str(), *port));
            assert_eq!(found, expected, "{url}");
        }
    }
}
