//! Step 1: read any URL.

use std::str::FromStr;

use crate::{ServerUrl, UrlError};

impl FromStr for ServerUrl {
    type Err = UrlError;

    /// Write: the parts of the URL, decoded (README, step 1).
    fn from_str(url: &str) -> Result<ServerUrl, UrlError> {
        todo!("step 1: the parts of a URL of {} letters", url.len())
    }
}
