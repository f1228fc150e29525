//! SQL of workspaces and their members.

use std::collections::{HashMap, HashSet};

use super::{Member, Role, Workspace, WorkspaceStats, fields::LISTING};
use crate::{
    calls,
    error::Result,
    id::Id,
    leads, params,
    query::{Where, fold},
    store::{Tx, counters},
    time::Timestamp,
    users::User,
};

const MEMBER: &str = "u.id, u.username, u.first_name, u.last_name, u.email, u.status, m.role";

pub(super) fn exists(tx: &Tx<'_>, id: Id<Workspace>) -> Result<bool> {
    tx.exists("SELECT 1 FROM workspaces WHERE id = ?1", params![id])
}

pub(super) fn get(tx: &Tx<'_>, id: Id<Workspace>) -> Result<Option<Workspace>> {
    let sql = format!("SELECT {} FROM {} WHERE w.id = ?1", LISTING.columns, LISTING.from);
    let mut found: Vec<_> = tx.one(&sql, params![id], Workspace::read)?.into_iter().collect();
    fill(tx, &mut found)?;
    Ok(found.pop())
}

/// Reads the members of the given workspaces, in one query for all of them.
pub(super) fn fill(tx: &Tx<'_>, workspaces: &mut [Workspace]) -> Result<()> {
    let mut w = Where::new();
    w.among("m.workspace_id", workspaces.iter().map(|workspace| workspace.id));
    let sql = format!(
        "SELECT {MEMBER}, m.workspace_id FROM workspace_members m JOIN users u ON u.id = m.user_id {} ORDER BY m.joined_at, m.user_id",
        w.clause()
    );
    let mut members: HashMap<Id<Workspace>, Vec<Member>> = HashMap::new();
    tx.each(&sql, w.params(), |row| {
        members.entry(row.get(7)?).or_default().push(Member::read(row)?);
        Ok(())
    })?;
    for workspace in workspaces {
        workspace.users = members.remove(&workspace.id).unwrap_or_default();
        workspace.user_count = workspace.users.len() as i64;
    }
    Ok(())
}

pub(super) fn insert(tx: &Tx<'_>, w: &Workspace) -> Result<()> {
    tx.execute(
        "INSERT INTO workspaces (id, workspace_name, workspace_name_fold, plan_id, timezone, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![w.id, w.workspace_name, fold(&w.workspace_name), w.plan, w.timezone, w.created_at, w.updated_at],
    )?;
    Ok(())
}

pub(super) fn update(tx: &Tx<'_>, w: &Workspace) -> Result<()> {
    tx.execute(
        "UPDATE workspaces SET workspace_name = ?2, workspace_name_fold = ?3, plan_id = ?4, timezone = ?5, updated_at = ?6 WHERE id = ?1",
        params![w.id, w.workspace_name, fold(&w.workspace_name), w.plan, w.timezone, w.updated_at],
    )?;
    Ok(())
}

/// Whether the workspace has leads or calls.
pub(super) fn has_records(tx: &Tx<'_>, id: Id<Workspace>) -> Result<bool> {
    tx.exists("SELECT 1 FROM leads WHERE workspace_id = ?1 UNION ALL SELECT 1 FROM calls WHERE workspace_id = ?1 LIMIT 1", params![id])
}

/// Which of the ids are users.
pub(super) fn known_users(tx: &Tx<'_>, ids: &[Id<User>]) -> Result<HashSet<Id<User>>> {
    let mut w = Where::new();
    w.among("id", ids);
    Ok(tx.all(&format!("SELECT id FROM users {}", w.clause()), w.params(), |row| row.get(0))?.into_iter().collect())
}

/// Who is a member.
pub(super) fn member_ids(tx: &Tx<'_>, id: Id<Workspace>) -> Result<HashSet<Id<User>>> {
    Ok(tx.all("SELECT user_id FROM workspace_members WHERE workspace_id = ?1", params![id], |row| row.get(0))?.into_iter().collect())
}

pub(super) fn member(tx: &Tx<'_>, id: Id<Workspace>, user: Id<User>) -> Result<Option<Member>> {
    let sql =
        format!("SELECT {MEMBER} FROM workspace_members m JOIN users u ON u.id = m.user_id WHERE m.workspace_id = ?1 AND m.user_id = ?2");
    tx.one(&sql, params![id, user], Member::read)
}

pub(super) fn add_members(tx: &Tx<'_>, id: Id<Workspace>, users: &[Id<User>], now: Timestamp) -> Result<()> {
    let mut w = Where::new();
    let (workspace, role, joined) = (w.bind(&id), w.bind(&Role::Member), w.bind(&now));
    w.among("id", users);
    let sql = format!(
        "INSERT INTO workspace_members (workspace_id, user_id, role, joined_at) SELECT {workspace}, id, {role}, {joined} FROM users {}",
        w.clause()
    );
    tx.execute(&sql, w.params()).map(drop)
}

pub(super) fn remove_members(tx: &Tx<'_>, id: Id<Workspace>, users: &[Id<User>]) -> Result<()> {
    let mut w = Where::new();
    w.push("workspace_id = {}", [id]);
    w.among("user_id", users);
    tx.execute(&format!("DELETE FROM workspace_members {}", w.clause()), w.params()).map(drop)
}

pub(super) fn set_role(tx: &Tx<'_>, id: Id<Workspace>, user: Id<User>, role: Role) -> Result<()> {
    let sql = "UPDATE workspace_members SET role = ?3 WHERE workspace_id = ?1 AND user_id = ?2";
    tx.execute(sql, params![id, user, role]).map(drop)
}

pub(super) fn stats(tx: &Tx<'_>, id: Id<Workspace>) -> Result<Option<WorkspaceStats>> {
    tx.one(
        "SELECT w.id, w.workspace_name,
            (SELECT COUNT(*) FROM workspace_members m WHERE m.workspace_id = w.id),
            (SELECT COUNT(*) FROM agents a WHERE a.workspace_id = w.id),
            (SELECT COUNT(*) FROM calendars c WHERE c.workspace_id = w.id),
            w.created_at, w.updated_at
         FROM workspaces w WHERE w.id = ?1",
        params![id],
        |row| {
            Ok(WorkspaceStats {
                workspace_id: row.get(0)?,
                workspace_name: row.get(1)?,
                user_count: row.get(2)?,
                agent_count: row.get(3)?,
                calendar_count: row.get(4)?,
                created_at: row.get(5)?,
                updated_at: row.get(6)?,
            })
        },
    )
}

/// Deletes a workspace. Members, agents, numbers, calendars and meetings go by their foreign keys.
pub(super) fn delete(tx: &Tx<'_>, id: Id<Workspace>) -> Result<()> {
    // Leads and calls have no such rule in the schema, so that nothing but this takes them along.
    calls::delete_with_workspace(tx, id)?;
    leads::delete_with_workspace(tx, id)?;
    tx.execute("DELETE FROM workspaces WHERE id = ?1", params![id])?;
    counters::forget(tx, id)
}
