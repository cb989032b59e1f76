//! Step 2: do not print the password.

use std::fmt::{self, Display, Formatter, Write};

use crate::{Config, Dialect, ServerUrl};

/// What is printed in the place of a secret. Always three: the number of letters is a part
/// of the secret.
const MASK: &str = "***";

/// Writes the URL, with `***` for a password.
///
/// It is put together from the parts. Replacing the password in the text of the URL would
/// make `***ql://***:***@…` of the notes' URL, where it is a word that occurs everywhere.
impl Display for ServerUrl {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self.dialect {
            Dialect::Sqlite => "sqlite",
            Dialect::Postgres => "postgresql",
            Dialect::MySql => "mysql",
        })?;
        f.write_str("://")?;
        if let Some(user) = &self.user {
            write_encoded(f, user)?;
        }
        // Without a password there is nothing to hide, and a mask would be a lie.
        if self.password.is_some() {
            write!(f, ":{MASK}")?;
        }
        if self.user.is_some() || self.password.is_some() {
            f.write_char('@')?;
        }
        if self.host.contains(':') {
            write!(f, "[{}]", self.host)?;
        } else {
            f.write_str(&self.host)?;
        }
        write!(f, ":{}", self.port)?;
        if let Some(database) = &self.database {
            f.write_char('/')?;
            write_encoded(f, database)?;
        }
        Ok(())
    }
}

/// The same as `Display`: `{:?}` of a struct that holds a URL lands in logs, and `unwrap`
/// prints nothing else.
impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "ServerUrl({self})")
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("server", &self.server)
            .field("secret_key", &format_args!("{MASK}"))
            .field("track_modifications", &self.track_modifications)
            .finish()
    }
}

/// What to say when a server cannot be reached: where, and why.
///
/// `why` is not ours. Drivers are careful with passwords, most of the time; so the password
/// is taken out of it, decoded and encoded.
#[must_use]
pub fn cannot_connect(server: &ServerUrl, why: &str) -> String {
    let mut why = why.to_owned();
    let password = server.password.as_deref().unwrap_or_default();
    // The longer one first: `100%` is the beginning of its own `100%25`.
    for secret in [encoded(password), password.to_owned()] {
        if !secret.is_empty() {
            why = why.replace(&secret, MASK);
        }
    }
    format!("cannot connect to {server}: {why}")
}

fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    // Writing into a `String` cannot fail.
    let _ = write_encoded(&mut encoded, text);
    encoded
}

/// Writes `text` so that it can stand in a URL: `@`, `:`, `/` and the like would end it.
fn write_encoded(out: &mut dyn Write, text: &str) -> fmt::Result {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.write_char(char::from(byte))?;
            }
            _ => write!(out, "%{byte:02X}")?,
        }
    }
    Ok(())
}
