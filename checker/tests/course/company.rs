//! Patches that are tried in one crate. To compile a crate takes two seconds, and
//! there are more than a thousand patches.

use crate::crates::{Files, Patch};

/// A solution with patches of different steps.
pub(crate) struct Company {
    pub(crate) files: Files,
    pub(crate) patches: Vec<Patch>,
}

/// Puts each patch into the first company that has none of its step and to which it
/// can still be applied; or alone, if that is wanted. They can meet all the same,
/// where one step's code calls another's: `runs` tries those once more.
pub(crate) fn of(
    solution: &Files,
    patches: Vec<Patch>,
    is_shared: bool,
) -> Result<Vec<Company>, String> {
    let mut companies: Vec<Company> = Vec::new();
    for patch in patches {
        let alone = patch.applied_to(solution);
        let alone = alone.map_err(|error| format!("{}: {error}", patch.key.2))?;
        if alone == *solution {
            return Err(format!(
                "{}: nothing differs from the solution",
                patch.key.2
            ));
        }
        let mut open = companies.iter_mut().filter(|_| is_shared);
        let joined = open.find_map(|company| Some((company.with(&patch)?, company)));
        if let Some((files, company)) = joined {
            company.files = files;
            company.patches.push(patch);
        } else {
            let (files, patches) = (alone, vec![patch]);
            companies.push(Company { files, patches });
        }
    }
    Ok(companies)
}

impl Company {
    /// Its files with one patch more, if that goes together.
    fn with(&self, patch: &Patch) -> Option<Files> {
        let mut steps = self.patches.iter().map(Patch::step);
        let is_new = steps.all(|step| step != patch.step());
        is_new.then(|| patch.applied_to(&self.files).ok())?
    }
}
