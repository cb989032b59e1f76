//! One attack: its file, the submission made of it, and what it may bring about.

use libtest_mimic::Failed;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

/// Nobody is to find this.
pub(crate) const TOKEN: &str = "s3cret-4f1c";

/// What an attack says that has succeeded.
const SUCCESS: &str = "BREACH";

/// The step that nearly all attacks are about.
pub(crate) const STEP: &str = "config/wal";

/// How long a step of lesson 1 may take here.
pub(crate) const SECONDS: u64 = 3;

/// How long a process may live, in milliseconds: its end may be late by two seconds.
const LIMIT: u64 = (SECONDS + 2) * 1000;

/// What a file of the corpus says.
#[derive(Debug, Default)]
pub(crate) struct Attack {
    /// What is graded, if not `config/wal`.
    step: Option<String>,
    points: u64,
    verdict: Option<String>,
    /// Links of the submission, each with where it leads.
    links: Vec<(String, String)>,
    /// Paths that are told to be dropped or rejected.
    named: Vec<String>,
    files: BTreeMap<String, String>,
}

/// Where an attack takes place.
pub(crate) struct Place {
    folder: TempDir,
    /// Somebody answers here, on the network.
    listener: TcpListener,
}

impl Place {
    pub(crate) fn submission(&self) -> &Path {
        self.folder.path()
    }

    /// A file that nobody is to make, in a folder that nobody is to change.
    fn canary(&self) -> PathBuf {
        self.folder.path().join("canary/file")
    }
}

impl Attack {
    pub(crate) fn read(file: &Path) -> Result<Self, Failed> {
        let text = fs::read_to_string(file)?;
        let (head, rest) = text.split_once("--- ").unwrap_or((&text, ""));
        let mut attack = Self::default();
        for line in head.lines().skip(1) {
            let (word, value) = line.split_once(": ").ok_or("the head has no such line")?;
            match word {
                "step" => attack.step = Some(value.to_owned()),
                "points" => attack.points = value.parse()?,
                "verdict" => attack.verdict = Some(value.to_owned()),
                "named" => attack.named.push(value.to_owned()),
                "link" => {
                    let (link, to) = value.split_once(' ').ok_or("a link leads somewhere")?;
                    attack.links.push((link.to_owned(), to.to_owned()));
                }
                _ => return Err(format!("the head cannot say {word}").into()),
            }
        }
        for part in rest.split("\n--- ").filter(|part| !part.is_empty()) {
            let (name, content) = part.split_once('\n').ok_or("a file has a name")?;
            attack.files.insert(name.to_owned(), content.to_owned());
        }
        Ok(attack)
    }

    /// What is graded of it.
    pub(crate) fn step(&self) -> &str {
        self.step.as_deref().unwrap_or(STEP)
    }

    /// Makes the submission.
    pub(crate) fn write(&self) -> Result<Place, Failed> {
        let place = Place {
            folder: TempDir::new()?,
            listener: TcpListener::bind(("127.0.0.1", 0))?,
        };
        fs::create_dir(place.folder.path().join("canary"))?;
        for (name, content) in &self.files {
            let path = path_of(&place, name);
            fs::create_dir_all(path.parent().ok_or("a file lies in a folder")?)?;
            fs::write(path, fill_in(content, &place)?)?;
        }
        for (name, to) in &self.links {
            let path = path_of(&place, name);
            fs::create_dir_all(path.parent().ok_or("a link lies in a folder")?)?;
            symlink(fill_in(to, &place)?, path)?;
        }
        Ok(place)
    }

    /// Whether it brought about only what it may.
    pub(crate) fn judge(&self, place: &Place, output: &Output) -> Result<(), Failed> {
        let stdout = String::from_utf8(output.stdout.clone())?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        let told = format!("{stdout}\n{stderr}");
        for (what, is_there) in [
            ("says that it has succeeded", told.contains(SUCCESS)),
            ("has found the token", told.contains(TOKEN)),
            ("has printed an escape code", told.contains('\x1b')),
            ("has made a file", place.canary().exists()),
        ] {
            if is_there {
                return Err(format!("it {what}:\n{told}").into());
            }
        }
        if output.status.code() != Some(0) {
            return Err(format!("it is not graded:\n{told}").into());
        }
        let grade: Value = serde_json::from_str(&stdout)?;
        self.judge_grade(&grade)
            .map_err(|why| format!("{why}\n{grade:#}").into())
    }

    fn judge_grade(&self, grade: &Value) -> Result<(), String> {
        let earned = grade["points"]["earned"].as_u64();
        if earned != Some(self.points) {
            return Err(format!("it has {earned:?} points, not {}", self.points));
        }
        if grade["sandbox"]["level"] != "full" {
            return Err("it was not locked up".to_owned());
        }
        let step = &grade["lessons"][0]["steps"][0];
        if let Some(verdict) = &self.verdict
            && step["verdict"] != **verdict
        {
            return Err(format!("it is not {verdict}"));
        }
        let took = step["duration_ms"].as_u64().unwrap_or_default();
        if took > LIMIT {
            return Err(format!("its process has lived for {took} ms"));
        }
        let left_out = ["dropped", "rejected"].map(|list| &grade["submission"][list]);
        let lists = left_out.into_iter().filter_map(Value::as_array).flatten();
        let paths: Vec<&str> = lists.filter_map(|one| one["path"].as_str()).collect();
        let mut missing = self.named.iter().filter(|name| !paths.contains(&&***name));
        missing.next().map_or(Ok(()), |name| {
            Err(format!("nobody is told that {name} does not count"))
        })
    }
}

/// A path from the lesson's folder, or from the clone if it begins with a slash.
fn path_of(place: &Place, name: &str) -> PathBuf {
    let root = place.folder.path();
    match name.strip_prefix('/') {
        Some(name) => root.join(name),
        None => root.join("lessons/01-config").join(name),
    }
}

/// What an attacker knows of the machine.
fn fill_in(text: &str, place: &Place) -> Result<String, Failed> {
    let canary = place.canary();
    let folder = canary.parent().ok_or("a canary has a folder")?;
    let home = harness::launcher::cargo_home();
    let port = place.listener.local_addr()?.port();
    let text = text
        .replace("{course}", &crate::corpus::course().to_string_lossy())
        .replace("{cargo_home}", &home.to_string_lossy())
        .replace("{canary}", &canary.to_string_lossy())
        .replace("{canary_folder}", &folder.to_string_lossy())
        .replace("{submission}", &place.submission().to_string_lossy())
        .replace("{port}", &port.to_string());
    Ok(text)
}
