//! The page of `report --html` in a real browser, where there is one: on a phone
//! and a laptop, in light and in dark, and printed.

use crate::html::PAGE;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Names under which Chromium may be installed.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// A browser on a busy machine may take its time.
const PATIENCE: Duration = Duration::from_mins(2);

/// Looks at the page in a frame, and says what is wrong with it.
const PROBE: &str = include_str!("fixtures/probe.html");

/// The path of a browser. Without one the tests here have nothing to say.
fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let places = folders
        .iter()
        .flat_map(|folder| NAMES.map(|name| folder.join(name)));
    let found = places.into_iter().find(|place| place.is_file());
    if found.is_none() {
        // Not `eprintln!`, which the test harness would keep to itself.
        let note = "skipped: there is no Chromium (Debian: apt install chromium)";
        let _ = writeln!(std::io::stderr(), "{note}");
    }
    found
}

/// A folder with the page and the probe.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("page.html"), &*PAGE).expect("the page");
    fs::write(folder.path().join("probe.html"), PROBE).expect("the probe");
    folder
}

/// What the browser prints when it has been started with these arguments.
fn start(browser: &Path, folder: &TempDir, arguments: &[&str]) -> String {
    let out = folder.path().join("out");
    let child = Command::new(browser)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
        ])
        .args([
            "--allow-file-access-from-files",
            "--virtual-time-budget=5000",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.path().join("profile").display()
        ))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(fs::File::create(&out).expect("a file"))
        .stderr(Stdio::null())
        .spawn();
    wait(child.expect("the browser to start"));
    fs::read_to_string(out).expect("UTF-8")
}

fn wait(mut child: Child) {
    let deadline = Instant::now() + PATIENCE;
    while child
        .try_wait()
        .expect("the browser to be waited for")
        .is_none()
    {
        if Instant::now() > deadline {
            let _ = child.kill();
            panic!("the browser hangs");
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// What the probe says of the page in a window of this width.
fn probed(width: u32, dark: bool) -> Option<String> {
    let browser = browser()?;
    let folder = folder();
    let probe = folder.path().join("probe.html");
    let scheme = format!("--blink-settings=preferredColorScheme={}", u32::from(!dark));
    let url = format!("file://{}?{width}", probe.display());
    let dom = start(&browser, &folder, &[&scheme, "--dump-dom", &url]);
    let said = dom.split("<output>").nth(1).expect("what the probe says");
    Some(
        said.split("</output>")
            .next()
            .unwrap_or_default()
            .to_owned(),
    )
}

#[track_caller]
fn assert_fine(width: u32, dark: bool) {
    let Some(said) = probed(width, dark) else {
        return;
    };
    let scheme = if dark { "dark" } else { "light" };
    assert_eq!(said, format!("{scheme}: fine"), "at {width} pixels");
}

#[test]
fn on_a_phone() {
    assert_fine(390, false);
    assert_fine(390, true);
}

#[test]
fn on_a_laptop() {
    assert_fine(1280, false);
    assert_fine(1280, true);
}

#[test]
fn printed() {
    let Some(browser) = browser() else { return };
    let folder = folder();
    let pdf = folder.path().join("page.pdf");
    let page = format!("file://{}", folder.path().join("page.html").display());
    let to = format!("--print-to-pdf={}", pdf.display());
    start(&browser, &folder, &["--no-pdf-header-footer", &to, &page]);
    let bytes = fs::read(&pdf).expect("a printed page");
    assert!(bytes.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&bytes);
    let pages = text.matches("/Type /Page\n").count();
    // What is folded on the screen is unfolded on paper.
    assert!(pages >= 3, "{pages} pages");
}
