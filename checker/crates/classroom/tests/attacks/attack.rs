//! One attack: its file, the submission that is made from it, and what it may achieve.

use libtest_mimic::Failed;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

/// No attack may find this.
pub(crate) const TOKEN: &str = "s3cret-4f1c";

/// What an attack prints if it succeeds.
const SUCCESS: &str = "BREACH";

/// The step of nearly all attacks.
pub(crate) const STEP: &str = "config/wal";

/// The time limit of the steps of lesson 1 here, in seconds.
pub(crate) const SECONDS: u64 = 3;

/// How long a process may live, in milliseconds. It is ended at its limit, and one with much memory
/// takes seconds to go while other tests keep all cores busy. One that nobody ends sleeps for minutes.
const LIMIT: u64 = (SECONDS + 20) * 1000;

/// What a file of the corpus says.
#[derive(Debug, Default)]
pub(crate) struct Attack {
    /// What is graded, if not `config/wal`.
    step: Option<String>,
    points: u64,
    /// The verdicts that it may get, if not any. Which of two limits it meets first may depend on
    /// the machine.
    verdicts: Vec<String>,
    /// Links of the submission, each with its target.
    links: Vec<(String, String)>,
    /// Paths that the report must name as dropped or rejected.
    named: Vec<String>,
    files: BTreeMap<String, String>,
}

/// The surroundings of an attack.
pub(crate) struct AttackSite {
    folder: TempDir,
    /// A server that would answer on the network.
    listener: TcpListener,
}

impl AttackSite {
    pub(crate) fn submission(&self) -> &Path {
        self.folder.path()
    }

    /// A file that no attack may make, in a folder that none may change.
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
                "verdict" => attack.verdicts.push(value.to_owned()),
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
    pub(crate) fn write(&self) -> Result<AttackSite, Failed> {
        let site = AttackSite {
            folder: TempDir::new()?,
            listener: TcpListener::bind(("127.0.0.1", 0))?,
        };
        fs::create_dir(site.folder.path().join("canary"))?;
        for (name, content) in &self.files {
            let path = path_of(&site, name);
            fs::create_dir_all(path.parent().ok_or("a file lies in a folder")?)?;
            fs::write(path, fill_in(content, &site)?)?;
        }
        for (name, to) in &self.links {
            let path = path_of(&site, name);
            fs::create_dir_all(path.parent().ok_or("a link lies in a folder")?)?;
            symlink(fill_in(to, &site)?, path)?;
        }
        Ok(site)
    }

    /// Whether it achieved only what it may.
    pub(crate) fn judge(&self, site: &AttackSite, output: &Output) -> Result<(), Failed> {
        let stdout = String::from_utf8(output.stdout.clone())?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        let printed = format!("{stdout}\n{stderr}");
        for (what, is_there) in [
            ("says that it has succeeded", printed.contains(SUCCESS)),
            ("has found the token", printed.contains(TOKEN)),
            ("has printed an escape code", printed.contains('\x1b')),
            ("has made a file", site.canary().exists()),
        ] {
            if is_there {
                return Err(format!("it {what}:\n{printed}").into());
            }
        }
        if output.status.code() != Some(0) {
            return Err(format!("it is not graded:\n{printed}").into());
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
        let is = |verdict: &String| step["verdict"] == **verdict;
        if !self.verdicts.is_empty() && !self.verdicts.iter().any(is) {
            return Err(format!("it is not {}", self.verdicts.join(" or ")));
        }
        let took = step["duration_ms"].as_u64().unwrap_or_default();
        if took > LIMIT {
            return Err(format!("its process lived for {took} ms"));
        }
        let left_out = ["dropped", "rejected"].map(|list| &grade["submission"][list]);
        let lists = left_out.into_iter().filter_map(Value::as_array).flatten();
        let paths: Vec<&str> = lists.filter_map(|one| one["path"].as_str()).collect();
        let mut missing = self.named.iter().filter(|name| !paths.contains(&&***name));
        missing.next().map_or(Ok(()), |name| {
            Err(format!(
                "the report does not say that {name} does not count"
            ))
        })
    }
}

/// A path from the lesson's folder, or from the clone if it begins with a slash.
fn path_of(site: &AttackSite, name: &str) -> PathBuf {
    let root = site.folder.path();
    match name.strip_prefix('/') {
        Some(name) => root.join(name),
        None => root.join("lessons/01-config").join(name),
    }
}

/// Fills in what an attacker may know of the machine.
fn fill_in(text: &str, site: &AttackSite) -> Result<String, Failed> {
    let canary = site.canary();
    let folder = canary.parent().ok_or("a canary has a folder")?;
    let home = harness::launcher::cargo_home();
    let port = site.listener.local_addr()?.port();
    let text = text
        .replace("{course}", &crate::corpus::course().to_string_lossy())
        .replace("{cargo_home}", &home.to_string_lossy())
        .replace("{canary}", &canary.to_string_lossy())
        .replace("{canary_folder}", &folder.to_string_lossy())
        .replace("{submission}", &site.submission().to_string_lossy())
        .replace("{port}", &port.to_string());
    Ok(text)
}
