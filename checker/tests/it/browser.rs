//! Our pages in a real browser, where there is one: on a phone, a laptop and a projector,
//! in light and in dark, presented, and printed.

use crate::html::PAGE;
use crate::pages::pages;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use url::form_urlencoded::Serializer;

/// Names under which Chromium may be installed.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// A browser on a busy machine may take its time.
const PATIENCE: Duration = Duration::from_mins(2);

/// Looks at pages in frames of some size, and says what is wrong with them.
const PROBE: &str = include_str!("fixtures/probe.html");

/// Presents slides with the keys.
const PRESENTS: &str = include_str!("fixtures/presents.html");

const PHONE: &str = "390x844";
const LAPTOP: &str = "1366x768";
const PROJECTOR: &str = "1920x1080";

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

/// A folder with a page, or some, and the probes.
fn folder<'p>(pages: impl IntoIterator<Item = (&'p str, &'p str)>) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let probes = [("probe.html", PROBE), ("presents.html", PRESENTS)];
    for (name, text) in pages.into_iter().chain(probes) {
        fs::write(folder.path().join(name), text).expect("a page");
    }
    folder
}

fn report() -> TempDir {
    folder([("page.html", PAGE.as_str())])
}

fn slides() -> TempDir {
    folder(
        pages()
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    )
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
            "--virtual-time-budget=20000",
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

/// What a probe says, started with a query such as `probe.html?390x844=page.html`.
fn said(browser: &Path, folder: &TempDir, query: &str, dark: bool) -> String {
    let scheme = format!("--blink-settings=preferredColorScheme={}", u32::from(!dark));
    let url = format!("file://{}/{query}", folder.path().display());
    let dom = start(browser, folder, &[&scheme, "--dump-dom", &url]);
    let said = dom.split("<output>").nth(1).expect("what the probe says");
    let said = said.split("</output>").next().unwrap_or_default();
    said.to_owned()
}

/// Each page at each of its sizes. To start a browser takes longer than to look.
#[track_caller]
fn assert_fine(folder: &TempDir, pages: &[(&str, &[&str])]) {
    let Some(browser) = browser() else { return };
    let mut query = Serializer::new(String::new());
    for (page, sizes) in pages {
        query.extend_pairs(sizes.iter().map(|size| (size, page)));
    }
    let query = format!("probe.html?{}", query.finish());
    for (dark, scheme) in [(false, "light"), (true, "dark")] {
        let said = said(&browser, folder, &query, dark);
        assert_eq!(said, format!("{scheme}: fine"));
    }
}

#[test]
fn the_report() {
    assert_fine(&report(), &[("page.html", &[PHONE, LAPTOP])]);
}

#[test]
fn slides_to_read_and_presented() {
    let all: &[&str] = &[PHONE, LAPTOP, PROJECTOR];
    let pages = [
        ("index.html", all),
        ("01-config.html", all),
        ("01-config-notes.html", &[PHONE, LAPTOP]),
        ("01-config.html?present#wal-our-answer", all),
        (
            "01-config.html?present#track-the-database-afterwards",
            &[PHONE, PROJECTOR],
        ),
    ];
    assert_fine(&slides(), &pages);
}

#[test]
fn slides_by_the_keys_and_with_notes() {
    let Some(browser) = browser() else { return };
    let said = said(&browser, &slides(), "presents.html?01-config.html", false);
    assert_eq!(said, "fine");
}

#[track_caller]
fn assert_prints(folder: &TempDir, page: &str, least: usize) {
    let Some(browser) = browser() else { return };
    let pdf = folder.path().join("page.pdf");
    let page = format!("file://{}/{page}", folder.path().display());
    let to = format!("--print-to-pdf={}", pdf.display());
    start(&browser, folder, &["--no-pdf-header-footer", &to, &page]);
    let bytes = fs::read(&pdf).expect("a printed page");
    assert!(bytes.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&bytes);
    let pages = text.matches("/Type /Page\n").count();
    assert!(pages >= least, "{pages} pages");
}

#[test]
fn printed() {
    // What is folded on the screen is unfolded on paper.
    assert_prints(&report(), "page.html", 3);
    assert_prints(&slides(), "01-config.html?present", 6);
}
