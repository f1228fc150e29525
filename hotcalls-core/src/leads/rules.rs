//! Where new leads may go: the workspace that each row names, and how many its plan still allows.

use std::collections::BTreeMap;

use super::store;
use crate::{
    access::Scope,
    error::{Code, Error, NON_FIELD, Problems, Result},
    id::Id,
    operation::OnError,
    subscriptions::quota::{self, Left, Quota},
    workspaces::Workspace,
};

/// Finds the places of many new leads, each workspace looked up once.
pub(super) struct Places<'s, 't> {
    scope: &'s Scope<'t>,
    on_error: OnError,
    known: BTreeMap<Option<Id<Workspace>>, std::result::Result<Id<Workspace>, Problems>>,
    taken: BTreeMap<Id<Workspace>, Taken>,
    /// What is no row's fault ends the work.
    fault: Option<Error>,
}

struct Taken {
    n: u64,
    left: Option<Left>,
}

impl<'s, 't> Places<'s, 't> {
    pub(super) fn new(scope: &'s Scope<'t>, on_error: OnError) -> Self {
        Self { scope, on_error, known: BTreeMap::new(), taken: BTreeMap::new(), fault: None }
    }

    /// The workspace of one more lead, or what is wrong with it as fields of its row. A quota that is used up is the row's problem if
    /// others go on without it.
    pub(super) fn take(&mut self, named: Option<Id<Workspace>>) -> std::result::Result<Id<Workspace>, Problems> {
        let workspace = match self.known.get(&named) {
            Some(known) => known.clone()?,
            None => {
                let found = store::workspace_for_new(self.scope, named).map_err(|e| self.problems(e));
                self.known.insert(named, found.clone());
                found?
            }
        };
        if !self.taken.contains_key(&workspace) {
            let taken = self.first(workspace).map_err(|e| self.problems(e))?;
            self.taken.insert(workspace, taken);
        }
        if let Some(taken) = self.taken.get_mut(&workspace) {
            if let Some(left) = taken.left.as_ref().filter(|left| self.on_error == OnError::Skip && taken.n >= left.places()) {
                let mut problems = Problems::new();
                problems.add(NON_FIELD, left.refusal().message());
                return Err(problems);
            }
            taken.n += 1;
        }
        Ok(workspace)
    }

    fn first(&self, workspace: Id<Workspace>) -> Result<Taken> {
        Ok(Taken { n: 0, left: quota::left(self.scope, workspace, Quota::Leads)? })
    }

    /// What ended the work: a fault, or `quota_exceeded` if more was taken than a plan allows.
    pub(super) fn finish(self) -> Result<()> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let over = self.taken.values().find_map(|taken| taken.left.as_ref().filter(|left| taken.n > left.places()));
        over.map_or(Ok(()), |left| Err(left.refusal()))
    }

    fn problems(&mut self, error: Error) -> Problems {
        let problems = error.details().clone();
        if error.code() != Code::InvalidInput {
            self.fault.get_or_insert(error);
        }
        problems
    }
}
