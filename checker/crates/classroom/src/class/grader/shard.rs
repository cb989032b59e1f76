//! `class grade --plan FOLDER`: does the jobs of a plan, all or a part, without a gradebook. What has a
//! result is not done again.

use crate::class::args::{LimitArgs, Shard};
use crate::class::grader::job::{self, JobResult};
use crate::class::grader::plan::{self, PlannedJob, RESULTS};
use crate::class::grader::pool::{self, Task};
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use terminal::words::plural;

/// Which jobs of a plan.
#[derive(Debug, Clone, Copy)]
pub(in crate::class) struct Part<'p> {
    /// The jobs of the people who belong to this machine.
    pub(in crate::class) shard: Option<Shard>,
    /// One job.
    pub(in crate::class) only: Option<&'p str>,
}

impl Part<'_> {
    fn has(&self, job: &PlannedJob) -> bool {
        let is_of_shard = |shard: Shard| {
            // Where somebody belongs does not depend on who else is in the class.
            let digest = Sha256::digest(&job.alias);
            let digits = digest.iter().take(8);
            let hash = digits.fold(0, |hash, byte| (hash << 8) | u64::from(*byte));
            hash % u64::from(shard.of) == u64::from(shard.number - 1)
        };
        self.shard.is_none_or(is_of_shard) && self.only.is_none_or(|id| job.id == id)
    }
}

pub(in crate::class) fn run(
    plan: &Path,
    part: Part<'_>,
    limits: &LimitArgs,
) -> Result<ExitCode, Error> {
    let jobs: Vec<PlannedJob> = plan::read(plan)?
        .into_iter()
        .filter(|it| part.has(it))
        .collect();
    let results = plan.join(RESULTS);
    let making = Error::while_doing(format!("make {}", results.display()));
    fs::create_dir_all(&results).map_err(making)?;
    if let (Some(id), []) = (part.only, &jobs[..]) {
        return Err(Error::Usage(format!("the plan has no job `{id}`")));
    }
    let all = jobs.len();
    let tasks = jobs.into_iter().filter_map(|job| {
        let result = results.join(format!("{}.json", job.id));
        // One that was damaged on the way is none.
        let is_done = job::parse::<JobResult>(&result).is_ok();
        (!is_done).then(|| Task {
            login: job.id,
            folder: plan.join(job.path),
            result,
            failures: 0,
        })
    });
    let tasks: Vec<Task> = tasks.collect();
    let as_before = all - tasks.len();
    let mut failures = Vec::new();
    pool::run(
        &catalogue::here()?,
        tasks,
        limits.jobs,
        &mut |task, came| {
            failures.extend(came.err().map(|why| (task.login, why)));
            Ok(())
        },
    )?;
    anstream::println!("{}, {as_before} done before", plural(all, "job"));
    for (id, why) in &failures {
        anstream::println!("  ! {id}: {why}");
    }
    Ok(if failures.is_empty() {
        ExitCode::AllPoints
    } else {
        ExitCode::Environment
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(alias: &str) -> PlannedJob {
        PlannedJob {
            id: format!("{alias}-1"),
            alias: alias.to_owned(),
            digest: String::new(),
            path: String::new(),
        }
    }

    #[test]
    fn each_person_belongs_to_one_shard() {
        for number in 0..100 {
            let job = job(&format!("student-{number}"));
            let has = |number| {
                let shard = Some(Shard { number, of: 3 });
                Part { shard, only: None }.has(&job)
            };
            assert_eq!(
                [1, 2, 3].into_iter().filter(|number| has(*number)).count(),
                1
            );
        }
    }
}
