//! The port and the password of a throwaway server.

use std::fmt::Write;
use std::net::TcpListener;

/// What is drawn anew for each throwaway server.
pub(super) struct Credentials {
    pub(super) port: u16,
    pub(super) password: String,
}

impl Credentials {
    /// Finds a free port and draws a password.
    pub(super) fn draw() -> Result<Self, String> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| error.to_string())?;
        let port = listener.local_addr().map_err(|error| error.to_string())?;
        Ok(Self {
            port: port.port(),
            // With special characters, so that whoever reads the URL has to decode it.
            password: format!("p@ss:w/rd%{}", crate::random::unguessable()),
        })
    }

    /// The URL of a database.
    pub(super) fn url(&self, scheme: &str, user: &str, database: &str) -> String {
        let mut password = String::new();
        for byte in self.password.bytes() {
            let _ = match byte {
                b'@' | b':' | b'/' | b'%' => write!(password, "%{byte:02X}"),
                other => write!(password, "{}", char::from(other)),
            };
        }
        let port = self.port;
        format!("{scheme}://{user}:{password}@127.0.0.1:{port}/{database}")
    }
}
