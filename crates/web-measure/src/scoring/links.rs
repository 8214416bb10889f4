//! Where a trace leads: a score counts more than a post may open, since a department answers for its trade at everybody's sites.

use changxiao_app::cases;

use super::trace::{ComponentBranch, VisitLeaf};
use crate::{answer::WebError, session::Who, state::WebState};

/// A case's number, and the address that a page leads to.
pub type CaseLink<'a> = (&'a str, &'a mut String);

/// Takes the address away from every case that the post may not open.
pub async fn lead_only_where_open(state: &WebState, who: &Who, links: Vec<CaseLink<'_>>) -> Result<(), WebError> {
    let numbers: Vec<&str> = links.iter().map(|(number, _)| *number).collect();
    let open = cases::openable(state.app(), &who.actor, &numbers).await?;
    for (number, href) in links {
        if !open.contains(number) {
            href.clear();
        }
    }
    Ok(())
}

/// All cases of a trace.
pub fn of_tree(tree: &mut [ComponentBranch]) -> Vec<CaseLink<'_>> {
    let mut links = Vec::new();
    for branch in tree.iter_mut().flat_map(|component| &mut component.branches) {
        links.extend(branch.cases.iter_mut().map(|case| (case.number.as_str(), &mut case.href)));
        links.extend(branch.items.iter_mut().flat_map(|item| &mut item.visits).filter_map(of_visit));
    }
    links
}

/// The case that a finding became.
pub fn of_visit(leaf: &mut VisitLeaf) -> Option<CaseLink<'_>> {
    leaf.case.as_mut().map(|case| (case.number.as_str(), &mut case.href))
}
