//! The operations of leads: the table first, then inputs and bodies.

use serde_json::Value;
use uuid::Uuid;

use super::{
    bulk::{LeadBulkCreate, LeadBulkReport, bulk_create},
    fields::{LISTING, LeadList},
    history::{LeadCallHistory, LeadStats, call_history, stats},
    import::{ImportReport, LeadImport, import_csv},
    model::{Lead, full_name},
    phone, store,
};
use crate::{
    access::{Reach, Rule, Scope},
    calendars::meeting,
    calls::{self, stats::CallStatistics},
    error::{Error, Result},
    id::Id,
    operation::{
        ById, Json, Patch,
        rules::{email, json, json_object, text},
    },
    query::{Count, Page, Trigrams, Where},
    subscriptions::quota::{self, Quota},
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
        browse list(LeadList) -> Page<Lead>, may Rule::User;
        /// Changes the given fields of a lead. Another workspace moves its calls and meetings along.
        write update(LeadUpdate) -> Lead, may Rule::Manager, target locate;
        /// Deletes a lead. Its calls stay, without a lead; with `cascade` they go too.
        write delete(LeadDelete) -> (), may Rule::Manager, target locate;
        /// Merges keys into the metadata of a lead, at the top level; a null value removes its key.
        write update_metadata(LeadMetadata) -> Lead, may Rule::Manager, target locate;
        /// The calls of a lead, newest first.
        read call_history(ById<Lead>) -> LeadCallHistory, may Rule::User;
        /// The leads with a phone number, newest first, at most 100: who calls.
        ///
        /// The number is matched in E.164; one that has no such form, as that of a withheld caller, is nobody's.
        read by_phone(LeadByPhone) -> Vec<Lead>, may Rule::User;
        /// How many leads there are and how many of them were called; filters choose the calls that count, ended ones unless told otherwise.
        browse stats(CallStatistics) -> LeadStats, may Rule::User;
        /// Creates many leads in one transaction: all of them, or with `on_error` = `skip` all that are right.
        write bulk_create(LeadBulkCreate) -> LeadBulkReport, may Rule::User;
        /// Reads leads from CSV as people export it, with a verdict for every row.
        ///
        /// Encoding, delimiter and columns are found out unless they are said; columns that are not understood become metadata. The
        /// file comes as a stream or in `csv`; verdicts go to the stream of rows, else into the answer. A lead is there already if its
        /// workspace has one with the same e-mail address, or with the same number in E.164 and the same name: the same file twice
        /// creates nothing new. The work is done in small transactions, or with `atomic` in one.
        chunked import_csv(LeadImport) -> ImportReport, may Rule::User;
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

input! {
    /// What `leads.update_metadata` takes.
    pub struct LeadMetadata {
        /// The lead.
        pub id: Id<Lead>,
        /// The keys to set, and with null to remove.
        pub meta_data: Json => json_object(),
    }
}

input! {
    /// What `leads.by_phone` takes.
    pub struct LeadByPhone {
        /// The number, as the carrier says it: in any international form, or a SIP or tel URI.
        pub phone: String => text(255).blank(),
        /// Only of this workspace.
        pub workspace: Option<Id<Workspace>> = None,
    }
}

impl From<Id<Lead>> for LeadDelete {
    fn from(id: Id<Lead>) -> Self {
        Self::new(id)
    }
}

/// The leads that the caller sees.
pub(super) fn sees(scope: &Scope<'_>) -> Reach {
    scope.sees_or_none(scope.settings().shared_rows)
}

/// Whether a lead may be seen and changed.
pub(super) fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    let workspace = store::workspace_of(scope.tx(), Id::new(id), &sees(scope))?;
    scope.require_manages(workspace)
}

impl Lead {
    /// A lead that does not exist yet.
    pub(super) fn new(scope: &Scope<'_>, input: LeadCreate, workspace: Id<Workspace>) -> Self {
        Self {
            id: scope.new_id(),
            full_name: full_name(&input.name, input.surname.as_deref()),
            phone_e164: phone::international(&input.phone),
            name: input.name,
            surname: input.surname,
            email: input.email,
            phone: input.phone,
            meta_data: input.meta_data,
            created_at: scope.now(),
            updated_at: scope.now(),
            workspace: workspace.known(),
        }
    }
}

fn create(scope: &Scope<'_>, input: LeadCreate) -> Result<Lead> {
    let workspace = store::workspace_for_new(scope, input.workspace)?;
    quota::check(scope, workspace, Quota::Leads, 1)?;
    let lead = Lead::new(scope, input, workspace);
    store::insert(scope.tx(), &lead)?;
    Ok(lead)
}

fn get(scope: &Scope<'_>, input: ById<Lead>) -> Result<Lead> {
    store::get(scope.tx(), input.id, &sees(scope))
}

/// The leads of one workspace, or of all that the caller sees.
fn within(scope: &Scope<'_>, workspace: Option<Id<Workspace>>) -> Result<Reach> {
    let reach = sees(scope);
    match workspace {
        None => Ok(reach),
        Some(id) if reach.contains(id) && store::workspace_exists(scope.tx(), id)? => Ok(Reach::one(id)),
        Some(_) => Err(Error::no_choice("workspace")),
    }
}

fn by_phone(scope: &Scope<'_>, input: LeadByPhone) -> Result<Vec<Lead>> {
    let reach = within(scope, input.workspace)?;
    let number = phone::e164(&phone::dialed(&input.phone));
    number.map_or(Ok(Vec::new()), |number| store::with_number(scope.tx(), &number, &reach))
}

fn list(scope: &Scope<'_>, mut input: LeadList) -> Result<Page<Lead>> {
    let reach = within(scope, input.workspace.take())?;
    let mut w = Where::new();
    match store::SEARCH.candidates(scope.tx(), &input.wanted())? {
        // The plus keeps the planner off the index of workspaces: the candidates are fewer.
        Some(candidates) => {
            Trigrams::narrow(&mut w, "l.seq", &candidates);
            w.reach("+l.workspace_id", &reach);
        }
        None => w.reach("l.workspace_id", &reach),
    }
    LISTING.page(scope, w, &input, &input.page, Lead::read, Count::Counter("leads", &reach))
}

fn update(scope: &Scope<'_>, input: LeadUpdate) -> Result<Lead> {
    let stored = store::get(scope.tx(), input.id, &sees(scope))?;
    let workspace = match input.workspace {
        Patch::Keep => stored.workspace,
        Patch::Set(workspace) if workspace == stored.workspace => workspace,
        Patch::Set(workspace) => {
            let workspace = store::workspace_for_moved(scope, workspace)?;
            quota::check(scope, Id::or_none(workspace), Quota::Leads, 1)?;
            workspace
        }
    };
    let mut lead = Lead {
        name: input.name.or(stored.name.clone()),
        surname: input.surname.or(stored.surname.clone()),
        email: input.email.or(stored.email.clone()),
        phone: input.phone.or(stored.phone.clone()),
        meta_data: input.meta_data.or(stored.meta_data.clone()),
        workspace,
        updated_at: scope.now(),
        ..stored.clone()
    };
    lead.full_name = full_name(&lead.name, lead.surname.as_deref());
    if lead.phone != stored.phone {
        lead.phone_e164 = phone::international(&lead.phone);
    }
    store::update(scope.tx(), &lead, &stored)?;
    if lead.workspace != stored.workspace {
        move_along(scope, &lead, &stored)?;
    }
    Ok(lead)
}

/// What a moved lead takes along: its meetings, which look at its calls where they were, and its calls.
fn move_along(scope: &Scope<'_>, lead: &Lead, stored: &Lead) -> Result<()> {
    let (from, to) = (Id::or_none(stored.workspace), Id::or_none(lead.workspace));
    meeting::move_with_lead(scope.tx(), lead.id, from, to, scope.now())?;
    calls::move_with_lead(scope.tx(), lead.id, from, to, scope.now()).map_err(|error| match error.is_unique_violation() {
        true => Error::field("workspace", "A call of this lead has an external id that the workspace knows already."),
        false => error,
    })
}

fn delete(scope: &Scope<'_>, input: LeadDelete) -> Result<()> {
    let workspace = store::workspace_of(scope.tx(), input.id, &sees(scope))?;
    if input.cascade {
        meeting::part_from_calls_of(scope.tx(), input.id, workspace)?;
        calls::delete_with_lead(scope.tx(), input.id, workspace)?;
    } else {
        calls::part_from_lead(scope.tx(), input.id, workspace)?;
    }
    meeting::part_from_lead(scope.tx(), input.id, workspace)?;
    store::delete(scope.tx(), input.id, workspace)
}

fn update_metadata(scope: &Scope<'_>, input: LeadMetadata) -> Result<Lead> {
    let stored = store::get(scope.tx(), input.id, &sees(scope))?;
    let mut meta_data = match &stored.meta_data.0 {
        Value::Object(keys) => keys.clone(),
        _ => return Err(Error::field("meta_data", "The stored value is no dictionary; an update can replace it.")),
    };
    for (key, value) in input.meta_data.0.as_object().cloned().unwrap_or_default() {
        if value.is_null() {
            meta_data.remove(&key);
        } else {
            meta_data.insert(key, value);
        }
    }
    let lead = Lead { meta_data: Json(Value::Object(meta_data)), updated_at: scope.now(), ..stored.clone() };
    store::update(scope.tx(), &lead, &stored)?;
    Ok(lead)
}
