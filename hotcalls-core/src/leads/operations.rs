//! The operations of leads: the table first, then inputs and bodies.

use uuid::Uuid;

use super::{
    fields::{LISTING, LeadList},
    model::Lead,
    store,
};
use crate::{
    access::{Reach, Rule, Scope},
    error::{Error, Result},
    id::Id,
    operation::{
        ById, Json, Patch,
        rules::{email, json, text},
    },
    query::{Count, Page, Where},
    workspaces::Workspace,
};

operations! {
    /// Leads: the people that agents call.
    leads: Leads {
        /// Creates one lead.
        ///
        /// Without a workspace a regular user's lead goes into its only workspace; with several or none the workspace must be named,
        /// unless rows of no workspace are shared.
        write create(LeadCreate) -> Lead, may Rule::User;
        /// One lead by its id.
        read get(ById<Lead>) -> Lead, may Rule::User;
        /// Leads, newest first: filtered, searched, ordered, in pages.
        read list(LeadList) -> Page<Lead>, may Rule::User;
        /// Changes the given fields of a lead. Another workspace moves its calls along.
        write update(LeadUpdate) -> Lead, may Rule::Manager, target locate;
        /// Deletes a lead. Its calls stay, without a lead; with `cascade` they go too.
        write delete(LeadDelete) -> (), may Rule::Manager, target locate;
    }
}

input! {
    /// What `leads.create` takes.
    pub struct LeadCreate {
        /// Given name; at most 255 characters.
        pub name: String => text(255),
        /// E-mail address.
        pub email: String => email(),
        /// Phone number, in any form; at most 50 characters.
        pub phone: String => text(50),
        /// Family name.
        pub surname: Option<String> = None => text(255).blank(),
        /// Anything else that is known: a JSON value.
        pub meta_data: Json = Json::object() => json(),
        /// Its workspace.
        pub workspace: Option<Id<Workspace>> = None,
    }
}

input! {
    /// What `leads.update` takes: the fields to change.
    pub struct LeadUpdate {
        /// The lead.
        pub id: Id<Lead>,
        /// Given name.
        pub name: Patch<String> = Patch::Keep => text(255),
        /// E-mail address.
        pub email: Patch<String> = Patch::Keep => email(),
        /// Phone number.
        pub phone: Patch<String> = Patch::Keep => text(50),
        /// Family name.
        pub surname: Patch<Option<String>> = Patch::Keep => text(255).blank(),
        /// Takes the place of the whole metadata.
        pub meta_data: Patch<Json> = Patch::Keep => json(),
        /// Its workspace.
        pub workspace: Patch<Option<Id<Workspace>>> = Patch::Keep,
    }
}

input! {
    /// What `leads.delete` takes.
    pub struct LeadDelete {
        /// The lead.
        pub id: Id<Lead>,
        /// Whether its calls go too.
        pub cascade: bool = false,
    }
}

impl From<Id<Lead>> for LeadDelete {
    fn from(id: Id<Lead>) -> Self {
        Self::new(id)
    }
}

/// The leads that the caller sees.
fn sees(scope: &Scope<'_>) -> Reach {
    scope.sees_or_none(scope.settings().shared_rows)
}

/// Whether a lead may be seen and changed.
fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    let workspace = store::workspace_of(scope.tx(), Id::new(id), &sees(scope))?;
    scope.require_manages(workspace)
}

fn create(scope: &Scope<'_>, input: LeadCreate) -> Result<Lead> {
    let workspace = store::workspace_for_new(scope, input.workspace)?;
    let lead = store::insert(scope, workspace, &input)?;
    store::get(scope.tx(), lead, &Reach::All)
}

fn get(scope: &Scope<'_>, input: ById<Lead>) -> Result<Lead> {
    store::get(scope.tx(), input.id, &sees(scope))
}

fn list(scope: &Scope<'_>, input: LeadList) -> Result<Page<Lead>> {
    let reach = sees(scope);
    let mut w = Where::new();
    w.reach("l.workspace_id", &reach);
    LISTING.page(scope, w, &input, &input.page, Lead::read, Count::Counter("leads", &reach))
}

fn update(scope: &Scope<'_>, input: LeadUpdate) -> Result<Lead> {
    locate(scope, input.id.uuid())?;
    let stored = store::get(scope.tx(), input.id, &Reach::All)?;
    let workspace = match input.workspace {
        Patch::Keep => Id::or_none(stored.workspace),
        Patch::Set(workspace) => {
            let workspace = Id::or_none(workspace);
            if !scope.manages().contains(workspace) || !store::workspace_exists(scope.tx(), workspace)? {
                return Err(Error::invalid_pk("workspace", workspace));
            }
            workspace
        }
    };
    let lead = Lead {
        name: input.name.or(stored.name),
        surname: input.surname.or(stored.surname),
        email: input.email.or(stored.email),
        phone: input.phone.or(stored.phone),
        meta_data: input.meta_data.or(stored.meta_data),
        workspace: workspace.known(),
        updated_at: scope.now(),
        ..stored
    };
    store::update(scope.tx(), &lead, Id::or_none(stored.workspace))?;
    store::get(scope.tx(), input.id, &Reach::All)
}

fn delete(scope: &Scope<'_>, input: LeadDelete) -> Result<()> {
    locate(scope, input.id.uuid())?;
    store::delete(scope.tx(), input.id, input.cascade)
}
