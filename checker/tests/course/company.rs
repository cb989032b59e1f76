//! Patches that are tried in one crate. To compile a crate takes two seconds, and
//! there are more than a thousand patches.

use crate::crates::Patch;

/// Puts patches together that are of different steps and in different files. They
/// can still meet, where one step's code calls another's: `runs` tries those once
/// more, alone.
pub(crate) fn of(patches: Vec<Patch>) -> Vec<Vec<Patch>> {
    let mut companies: Vec<Vec<Patch>> = Vec::new();
    for patch in patches {
        let company = companies
            .iter_mut()
            .find(|company| company.iter().all(|other| are_apart(other, &patch)));
        match company {
            Some(company) => company.push(patch),
            None => companies.push(vec![patch]),
        }
    }
    companies
}

fn are_apart(one: &Patch, other: &Patch) -> bool {
    let mut files = one.changes.keys();
    one.step() != other.step() && files.all(|file| !other.changes.contains_key(file))
}
