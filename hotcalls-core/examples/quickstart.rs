//! From an empty file to the first statistics: the story that every quickstart tells.
//!
//! ```sh
//! cargo run -p hotcalls-core --example quickstart -- calls.db
//! ```

use std::{error::Error, path::Path};

use hotcalls_core::{
    Code, Hotcalls, TimeOfDay,
    agents::{AgentCreate, AgentId},
    calls::{CallCreate, Direction},
    leads::{LeadCreate, LeadList},
    users::UserCreate,
    workspaces::{MembersInput, WorkspaceCreate},
};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "quickstart.db".into());
    story(path.as_ref())
}

/// Tells it in a new database file.
pub fn story(path: &Path) -> Result<(), Box<dyn Error>> {
    let db = Hotcalls::open(path)?;

    // The embedding program may do everything.
    let root = db.system();
    let workspace = root.workspaces().create(WorkspaceCreate::new("Marketing Team"))?;
    let (greeting, character) = ("Hello! How can I help you today?", "Friendly and professional");
    let agent = root.agents().create(AgentCreate {
        name: "Ada".into(),
        ..AgentCreate::new(
            workspace.id,
            greeting,
            "en-US-Wavenet-D",
            "en-US",
            "09:00".parse::<TimeOfDay>()?,
            "17:00".parse::<TimeOfDay>()?,
            character,
        )
    })?;
    let lead = root.leads().create(LeadCreate {
        surname: Some("Smith".into()),
        workspace: Some(workspace.id),
        ..LeadCreate::new("Jane", "jane@example.com", "+1 987 654 3210")
    })?;
    println!("{} can be called", lead.full_name);

    // Users see the rows of their workspaces.
    let john = root
        .users()
        .create(UserCreate { email: "john@example.com".into(), ..UserCreate::new("john_doe", "+1234567890", "a long enough secret") })?;
    root.workspaces().add_users(MembersInput::new(workspace.id, vec![john.id]))?;
    let call = root.calls().create(CallCreate {
        agent: Some(agent.agent_id),
        duration: Some(125),
        disconnection_reason: Some("completed".into()),
        ..CallCreate::new(lead.id, "+15551230000", lead.phone, Direction::Outbound)
    })?;
    println!("called for {}", call.duration_formatted);

    let me = db.login("john_doe", "a long enough secret")?;
    let mut search = LeadList::new();
    search.page.search = Some("jane smith".into());
    let page = me.leads().list(search)?;
    println!("john_doe finds {}: {}", page.count, page[0].full_name);

    // What a user may not do is an error with a stable code.
    match me.agents().delete(AgentId::new(agent.agent_id)) {
        Err(error) if error.code() == Code::PermissionDenied => println!("deleting the agent: {}", error.code().word()),
        other => panic!("a member deleted an agent: {other:?}"),
    }

    let stats = me.calls().analytics(())?;
    println!("{} call, {:.0} seconds on average", stats.total_calls, stats.avg_duration);
    db.close();
    Ok(())
}
