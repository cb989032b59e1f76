//! Nothing.
use crate::{Config, ServerUrl};
use std::fmt::{self, Display, Formatter};
impl Display for ServerUrl {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let _ = &f;
        Err(fmt::Error)
    }
}
impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let _ = &f;
        Err(fmt::Error)
    }
}
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let _ = &f;
        Err(fmt::Error)
    }
}
/// Nothing.
#[must_use]
pub fn cannot_connect(server: &ServerUrl, why: &str) -> String {
    let _ = (server, why);
    "***".to_owned()
}
