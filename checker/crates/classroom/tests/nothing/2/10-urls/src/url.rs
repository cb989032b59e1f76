//! Nothing.
#[allow(unused_imports)]
use crate::{Dialect, ServerUrl, UrlError};
use std::str::FromStr;
impl FromStr for ServerUrl {
    type Err = UrlError;
    fn from_str(url: &str) -> Result<ServerUrl, UrlError> {
        let _ = url;
        Err(UrlError::NotAUrl(String::new()))
    }
}
