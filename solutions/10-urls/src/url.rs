//! Step 1: read any URL.

use std::str::FromStr;

use crate::{Dialect, ServerUrl, UrlError};

/// Reads the URL of a server as SQLAlchemy does, `postgresql+psycopg2://…` included.
///
/// refinery's own `Config` says "Unsupported database" to the driver behind the `+`, and so
/// to every URL of the notes.
impl FromStr for ServerUrl {
    type Err = UrlError;

    fn from_str(url: &str) -> Result<Self, UrlError> {
        let (scheme, rest) = url
            .split_once("://")
            .filter(|(scheme, _)| is_scheme(scheme))
            .ok_or_else(|| not_a_url("it does not begin with a scheme and `://`"))?;
        // What stands behind the `+` names a Python package. It says nothing to us.
        let (dialect, default_port) = match scheme.split('+').next() {
            Some("postgres" | "postgresql") => (Dialect::Postgres, 5432),
            Some("mysql" | "mariadb") => (Dialect::MySql, 3306),
            _ => return Err(UrlError::UnknownScheme(scheme.to_owned())),
        };

        // Cut from the outside in. A `:` or `@` of the database's name or of an option must
        // not be taken for one that belongs to the password.
        let rest = before(rest, '?');
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        // The *last* `@` ends the password, so that a careless one with an `@` still works.
        let (login, place) = match authority.rsplit_once('@') {
            Some((login, place)) => (Some(login), place),
            None => (None, authority),
        };
        // The *first* `:` begins it.
        let (user, password) = match login.map(|login| login.split_once(':')) {
            Some(Some((user, password))) => (Some(user), Some(password)),
            _ => (login, None),
        };
        let (host, port) = read_place(place)?;

        // Decode last. A `%40` that was decoded before would be one more `@` to split at.
        Ok(Self {
            dialect,
            user: decode_some(user)?,
            password: decode_some(password)?,
            host: host.to_owned(),
            port: port.unwrap_or(default_port),
            database: decode_some(Some(path).filter(|path| !path.is_empty()))?,
        })
    }
}

/// Whether this can be the scheme of a URL. What passes here may be shown in an error.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || "+-._".contains(char))
}

/// The host, and the port if there is one. An IPv6 address is full of colons, so it stands in
/// brackets.
fn read_place(place: &str) -> Result<(&str, Option<u16>), UrlError> {
    let (host, port) = if let Some(bracketed) = place.strip_prefix('[') {
        let (host, behind) = bracketed
            .split_once(']')
            .ok_or_else(|| not_a_url("a `[` is never closed"))?;
        if !behind.is_empty() && !behind.starts_with(':') {
            return Err(not_a_url("a `]` is followed by no port"));
        }
        (host, behind.strip_prefix(':'))
    } else {
        match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        }
    };
    if host.is_empty() {
        return Err(not_a_url("it names no host"));
    }
    let port = port
        .map(|port| port.parse().map_err(|_| not_a_url("its port is no port")))
        .transpose()?;
    Ok((host, port))
}

fn before(text: &str, sign: char) -> &str {
    text.split_once(sign).map_or(text, |(before, _)| before)
}

fn decode_some(text: Option<&str>) -> Result<Option<String>, UrlError> {
    text.map(percent_decode).transpose()
}

/// Replaces each `%` and two hexadecimal digits by the byte they name. A `%` without them
/// stays as it is, and so does a `+`: this is no form.
fn percent_decode(text: &str) -> Result<String, UrlError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if let Some(byte) = escaped_byte(rest) {
            bytes.push(byte);
            rest = &rest[3..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).map_err(|_| not_a_url("a part of it is not UTF-8"))
}

/// The byte that the `%xx` at the start of `text` stands for.
fn escaped_byte(text: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = text else {
        return None;
    };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

fn not_a_url(reason: &str) -> UrlError {
    UrlError::NotAUrl(reason.to_owned())
}
