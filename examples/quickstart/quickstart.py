"""From an empty file to the first statistics: the story that every quickstart tells.

    python examples/quickstart/quickstart.py calls.db
"""

import sys

import hotcalls
from hotcalls import errors

path = sys.argv[1] if len(sys.argv) > 1 else "quickstart.db"

with hotcalls.open(path) as db:
    # The embedding program may do everything.
    root = db.system()
    workspace = root.workspaces.create(workspace_name="Marketing Team")
    agent = root.agents.create(
        workspace=workspace.id,
        name="Ada",
        greeting="Hello! How can I help you today?",
        voice="en-US-Wavenet-D",
        language="en-US",
        call_from="09:00",
        call_to="17:00",
        character="Friendly and professional",
    )
    lead = root.leads.create(
        name="Jane", surname="Smith", email="jane@example.com", phone="+1 987 654 3210", workspace=workspace.id
    )
    print(f"{lead.full_name} can be called")

    # Users see the rows of their workspaces.
    john = root.users.create(
        username="john_doe", email="john@example.com", phone="+1234567890", password="a long enough secret"
    )
    root.workspaces.add_users(workspace.id, user_ids=[john.id])
    call = root.calls.create(
        lead=lead.id,
        agent=agent.agent_id,
        from_number="+15551230000",
        to_number=lead.phone,
        direction="outbound",
        duration=125,
        disconnection_reason="completed",
    )
    print(f"called for {call.duration_formatted}")

    me = db.login("john_doe", "a long enough secret")
    page = me.leads.list(search="jane smith")
    print(f"john_doe finds {page.count}: {page[0].full_name}")

    # What a user may not do is an error with a stable code.
    try:
        me.agents.delete(agent.agent_id)
    except errors.PermissionDenied as error:
        print(f"deleting the agent: {error.code}")

    stats = me.calls.analytics()
    print(f"{stats.total_calls} call, {stats.avg_duration:.0f} seconds on average")
