//! What can be done with workspaces.

use std::collections::HashSet;

use super::{
    AddedUsers, Member, RemovedUsers, Role, Workspace, WorkspaceStats,
    fields::{LISTING, WorkspaceList},
    rules::{locate, visible},
    store,
};
use crate::{
    access::{Rule, Scope},
    error::{Code, Error, Problems, Result},
    id::Id,
    operation::{
        ById, Patch,
        rules::{self, text, zone},
    },
    query::{Count, Page, Where},
    subscriptions::{
        Plan, plans,
        quota::{self, Quota},
    },
    users::User,
};

operations! {
    /// Workspaces: the tenants, with their members.
    workspaces: Workspaces {
        /// Makes a workspace. Who makes it does not become a member.
        write create(WorkspaceCreate) -> Workspace, may Rule::Staff;
        /// One workspace with its members.
        read get(ById<Workspace>) -> Workspace, may Rule::User;
        /// Workspaces by name, filtered, searched, ordered, in pages.
        browse list(WorkspaceList) -> Page<Workspace>, may Rule::User;
        /// Changes the given fields of a workspace. Its plan is changed by staff only.
        write update(WorkspaceUpdate) -> Workspace, may Rule::Manager, target locate;
        /// Deletes a workspace with its agents, numbers and calendars. With leads or calls in it: `not_empty`, unless `cascade` takes them along.
        write delete(WorkspaceDelete) -> (), may Rule::Superuser, target locate;
        /// The members of a workspace, by the time they joined.
        read users(ById<Workspace>) -> Vec<Member>, may Rule::User;
        /// Makes users members of a workspace, all of them or none. Who is a member already keeps its role.
        write add_users(MembersInput) -> AddedUsers, may Rule::Manager, target locate;
        /// Removes members from a workspace, all of them or none.
        write remove_users(MembersInput) -> RemovedUsers, may Rule::Manager, target locate;
        /// Changes what a member may do in a workspace.
        write set_role(SetRole) -> Member, may Rule::Manager, target locate;
        /// Counts of members, agents and calendars.
        browse stats(ById<Workspace>) -> WorkspaceStats, may Rule::User;
    }
}

/// Most ids in one request.
const MAX_IDS: usize = 10_000;

input! {
    /// What `workspaces.create` takes.
    pub struct WorkspaceCreate {
        /// Its name; several may have the same.
        pub workspace_name: String => text(255),
        /// Its plan, which sets its quotas.
        pub plan: Option<Id<Plan>> = None,
        /// Its IANA time zone; null: the database's.
        pub timezone: Option<String> = None => zone(),
    }
}

input! {
    /// What `workspaces.update` takes.
    pub struct WorkspaceUpdate {
        /// The workspace.
        pub id: Id<Workspace>,
        /// Its name; several may have the same.
        pub workspace_name: Patch<String> = Patch::Keep => text(255),
        /// Its plan, which sets its quotas; changed by staff only.
        pub plan: Patch<Option<Id<Plan>>> = Patch::Keep,
        /// Its IANA time zone; null: the database's.
        pub timezone: Patch<Option<String>> = Patch::Keep => zone(),
    }
}

input! {
    /// What `workspaces.delete` takes.
    pub struct WorkspaceDelete {
        /// The workspace.
        pub id: Id<Workspace>,
        /// Whether its leads and calls go too.
        pub cascade: bool = false,
    }
}

input! {
    /// What `workspaces.add_users` and `workspaces.remove_users` take.
    pub struct MembersInput {
        /// The workspace.
        pub id: Id<Workspace>,
        /// The users, each once; may be empty.
        pub user_ids: Vec<Id<User>> => rules::list(MAX_IDS),
    }
}

input! {
    /// What `workspaces.set_role` takes.
    pub struct SetRole {
        /// The workspace.
        pub id: Id<Workspace>,
        /// The member.
        pub user_id: Id<User>,
        /// What it may do from now on.
        pub role: Role,
    }
}

fn not_found() -> Error {
    Error::not_found("Workspace")
}

/// A plan that an input names must exist.
fn check_plan(scope: &Scope<'_>, plan: Option<Id<Plan>>) -> Result<()> {
    match plan {
        Some(plan) if !plans::exists(scope.tx(), plan)? => Err(Error::invalid_pk("plan", plan)),
        _ => Ok(()),
    }
}

fn create(scope: &Scope<'_>, input: WorkspaceCreate) -> Result<Workspace> {
    check_plan(scope, input.plan)?;
    let now = scope.now();
    let workspace = Workspace {
        id: scope.new_id(),
        workspace_name: input.workspace_name,
        created_at: now,
        updated_at: now,
        users: Vec::new(),
        user_count: 0,
        plan: input.plan,
        timezone: input.timezone,
    };
    store::insert(scope.tx(), &workspace)?;
    Ok(workspace)
}

fn get(scope: &Scope<'_>, input: ById<Workspace>) -> Result<Workspace> {
    visible(scope, input.id)?;
    store::get(scope.tx(), input.id)?.ok_or_else(not_found)
}

fn list(scope: &Scope<'_>, input: WorkspaceList) -> Result<Page<Workspace>> {
    let mut w = Where::new();
    w.push("w.id <> {}", [Id::<Workspace>::NONE]);
    w.reach("w.id", &scope.sees());
    let mut page = LISTING.page(scope, w, &input, &input.page, Workspace::read, Count::Query)?;
    store::fill(scope.tx(), &mut page.results)?;
    Ok(page)
}

fn update(scope: &Scope<'_>, input: WorkspaceUpdate) -> Result<Workspace> {
    let stored = store::get(scope.tx(), input.id)?.ok_or_else(not_found)?;
    let plan = input.plan.or(stored.plan);
    if plan != stored.plan {
        // An admin who sends back what it read changes nothing, and is let through.
        scope.require_staff()?;
        check_plan(scope, plan)?;
    }
    let workspace = Workspace {
        workspace_name: input.workspace_name.or(stored.workspace_name),
        timezone: input.timezone.or(stored.timezone),
        plan,
        updated_at: scope.now(),
        ..stored
    };
    store::update(scope.tx(), &workspace)?;
    Ok(workspace)
}

fn delete(scope: &Scope<'_>, input: WorkspaceDelete) -> Result<()> {
    if !input.cascade && store::has_records(scope.tx(), input.id)? {
        return Err(Error::new(Code::NotEmpty, "The workspace still has leads or calls; delete them first, or with cascade.")
            .with_resource("Workspace"));
    }
    store::delete(scope.tx(), input.id)
}

fn users(scope: &Scope<'_>, input: ById<Workspace>) -> Result<Vec<Member>> {
    Ok(get(scope, input)?.users)
}

/// Refuses ids that occur twice, and ids of no user; nothing has changed then.
fn check_users(scope: &Scope<'_>, ids: &[Id<User>]) -> Result<()> {
    let mut seen = HashSet::new();
    let twice: Vec<_> = ids.iter().filter(|id| !seen.insert(**id)).map(Id::to_string).collect();
    let known = store::known_users(scope.tx(), ids)?;
    let unknown: Vec<_> = ids.iter().filter(|id| !known.contains(id)).map(Id::to_string).collect();
    let mut problems = Problems::new();
    if !unknown.is_empty() {
        problems.add("user_ids", format!("Invalid user IDs: {}", unknown.join(", ")));
    }
    if !twice.is_empty() {
        problems.add("user_ids", format!("Repeated user IDs: {}", twice.join(", ")));
    }
    problems.into_result()
}

/// Members and others among the ids of a request, each in the request's order.
type Parted = (Vec<Id<User>>, Vec<Id<User>>);

/// Checks the ids of a request and parts them.
fn part(scope: &Scope<'_>, input: &MembersInput) -> Result<Parted> {
    check_users(scope, &input.user_ids)?;
    let members = store::member_ids(scope.tx(), input.id)?;
    Ok(input.user_ids.iter().partition(|id| members.contains(id)))
}

fn add_users(scope: &Scope<'_>, input: MembersInput) -> Result<AddedUsers> {
    let (already_members, added_users) = part(scope, &input)?;
    quota::check(scope, input.id, Quota::Users, added_users.len() as u64)?;
    store::add_members(scope.tx(), input.id, &added_users, scope.now())?;
    Ok(AddedUsers {
        message: "Users added to the workspace successfully.".into(),
        total_added: added_users.len() as i64,
        added_users,
        already_members,
    })
}

fn remove_users(scope: &Scope<'_>, input: MembersInput) -> Result<RemovedUsers> {
    let (removed_users, not_members) = part(scope, &input)?;
    store::remove_members(scope.tx(), input.id, &removed_users)?;
    Ok(RemovedUsers {
        message: "Users removed from the workspace successfully.".into(),
        total_removed: removed_users.len() as i64,
        removed_users,
        not_members,
    })
}

fn set_role(scope: &Scope<'_>, input: SetRole) -> Result<Member> {
    store::set_role(scope.tx(), input.id, input.user_id, input.role)?;
    // Who is no member is refused like who does not exist: an admin learns nothing about users elsewhere.
    store::member(scope.tx(), input.id, input.user_id)?.ok_or_else(|| Error::invalid_pk("user_id", input.user_id))
}

fn stats(scope: &Scope<'_>, input: ById<Workspace>) -> Result<WorkspaceStats> {
    visible(scope, input.id)?;
    store::stats(scope.tx(), input.id)?.ok_or_else(not_found)
}
