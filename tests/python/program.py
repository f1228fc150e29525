"""A whole program against the package, run by test_program.py and checked by mypy --strict."""

import datetime as dt
import sys
import uuid

import hotcalls
from hotcalls import errors

with hotcalls.open(sys.argv[1] if len(sys.argv) > 1 else "calls.db") as db:
    root = db.system()
    ws = root.workspaces.create(workspace_name="Marketing Team")
    agent = root.agents.create(workspace=ws.id, name="Ada", greeting="Hello! How can I help you today?", voice="en-US-Wavenet-D",
        language="en-US", retry_interval=30, workdays=["monday", "tuesday", "wednesday", "thursday", "friday"],
        call_from=dt.time(9), call_to="17:00:00", character="Friendly and professional")
    lead = root.leads.create(name="Jane", surname="Smith", email="jane@example.com", phone="+1 987 654 3210", workspace=ws.id, meta_data={"source": "web"})
    john = root.users.create(username="john_doe", email="john@example.com", phone="+1234567890", password="securepassword123")
    root.workspaces.add_users(ws.id, user_ids=[john.id])
    call = root.calls.create(lead=lead.id, agent=agent.agent_id, from_number="+15551230000", to_number=lead.phone, direction="outbound", duration=125, disconnection_reason="completed")
    assert isinstance(call.id, uuid.UUID) and call.timestamp.tzinfo is not None and call.duration_formatted == "2m 5s"

    me = db.login("john_doe", "securepassword123")
    page = me.leads.list(search="jane smith", ordering="-created_at", page_size=50)
    assert page.count == 1 and page[0].id == lead.id and page[0].full_name == "Jane Smith"
    assert [c.id for c in me.calls.iter(lead=lead.id)] == [call.id]
    try:
        me.agents.delete(agent.agent_id)
    except errors.PermissionDenied as e:
        assert e.code == "permission_denied"
    try:
        root.calls.create(lead=lead.id, from_number="+1", to_number="+2", direction="sideways", duration=-1)
    except errors.InvalidInput as e:
        assert {"direction", "duration"} <= set(e.details)
    stats = me.calls.analytics()
    assert stats.total_calls == 1 and stats.avg_duration == 125.0
    table = root.calls.list(page_size=1000).to_arrow()
