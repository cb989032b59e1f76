//! Nothing.
use crate::{Config, ServerUrl};
use std::fmt::{self, Display, Formatter};
impl Display for ServerUrl {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let _ = &f;
        f.write_str(&self.host)
    }
}
impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let _ = &f;
        f.write_str(&self.host)
    }
}
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let _ = &f;
        write!(f, "{} {}", self.server.host, self.track_modifications)
    }
}
/// Nothing.
#[must_use]
pub fn cannot_connect(server: &ServerUrl, why: &str) -> String {
    let _ = (server, why);
    why.to_owned()
}
