"""The FastAPI example, asked as clients ask it."""

from __future__ import annotations

import runpy
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Places
from fastapi.testclient import TestClient

import hotcalls

EXAMPLE = Path(__file__).parents[2] / "examples/python/fastapi_app.py"


@pytest.fixture
def story(place: Places) -> dict[str, Any]:
    """A database with two teams, a user of one of them, and a lead of each."""
    with hotcalls.open(place("calls.db")) as db:
        root = db.system()
        teams = [root.workspaces.create(workspace_name=name) for name in ("ours", "theirs")]
        john = root.users.create(username="john_doe", phone="+1234567890", password="securepassword123")
        root.workspaces.add_users(teams[0].id, user_ids=[john.id])
        root.workspaces.set_role(teams[0].id, user_id=john.id, role="admin")
        ann = root.users.create(username="ann", phone="+1234567891", password="securepassword123")
        root.workspaces.add_users(teams[0].id, user_ids=[ann.id])
        key = db.as_user(ann.id).auth.create_token(name="test").key
        leads = [root.leads.create(name="Jane", email="jane@example.com", phone="1", workspace=team.id) for team in teams]
    return {"ann": key, "team": str(teams[0].id), "ours": str(leads[0].id), "theirs": str(leads[1].id)}


@pytest.fixture
def client(story: dict[str, Any], place: Places) -> Iterator[TestClient]:
    app = runpy.run_path(str(EXAMPLE))["app"](place("calls.db"))
    with TestClient(app) as client:
        yield client


@pytest.fixture
def me(client: TestClient) -> TestClient:
    answer = client.post("/tokens", json={"username": "john_doe", "password": "securepassword123"})
    assert answer.status_code == 201 and answer.json()["expires_at"]
    client.headers["Authorization"] = f"Bearer {answer.json()['key']}"
    return client


def test_leads(me: TestClient, story: dict[str, Any]) -> None:
    page = me.get("/leads").json()
    assert page["count"] == 1 and page["results"][0]["id"] == story["ours"] and page["results"][0]["full_name"] == "Jane"
    made = me.post("/leads", json={"name": "Ada", "email": "ada@example.com", "phone": "2", "workspace": story["team"], "meta_data": {"a": 1}})
    assert made.status_code == 201 and made.json()["meta_data"] == {"a": 1}
    path = f"/leads/{made.json()['id']}"
    assert me.patch(path, json={"surname": "Lovelace"}).json()["full_name"] == "Ada Lovelace"
    assert me.get(path).json()["email"] == "ada@example.com"
    first = me.get("/leads", params={"page_size": 1, "ordering": "name"}).json()
    second = me.get("/leads", params={"page_size": 1, "ordering": "name", "cursor": first["next_cursor"]}).json()
    assert [first["results"][0]["name"], second["results"][0]["name"], second["next_cursor"]] == ["Ada", "Jane", None]
    assert me.get("/leads", params={"search": "lovelace"}).json()["count"] == 1


def test_calls(me: TestClient, story: dict[str, Any]) -> None:
    call = {"lead": story["ours"], "from_number": "+1", "to_number": "+2", "direction": "outbound", "duration": 125}
    made = me.post("/calls", json=call)
    assert made.status_code == 201 and made.json()["duration_formatted"] == "2m 5s"
    assert me.get(f"/calls/{made.json()['id']}").json() == made.json()
    assert me.get("/calls", params={"lead": story["ours"], "direction": "outbound"}).json()["count"] == 1
    assert me.get("/calls", params={"timestamp_after": "2999-01-01T00:00:00Z"}).json()["count"] == 0
    assert me.get("/calls/analytics").json()["avg_duration"] == 125.0


def test_errors_are_mapped_by_their_code(client: TestClient, me: TestClient, story: dict[str, Any]) -> None:
    def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
        details: dict[str, Any] = answer.json()["details"]
        return details

    bad = me.post("/leads", json={"name": "", "email": "nowhere", "phone": "1", "workspace": story["team"]})
    assert set(refused(bad, 400, "invalid_input")) == {"name", "email"}
    refused(me.get(f"/leads/{story['theirs']}"), 404, "not_found")
    refused(me.get(f"/leads/{uuid.uuid4()}"), 404, "not_found")
    me.headers["Authorization"] = f"Bearer {story['ann']}"
    call = {"lead": story["ours"], "from_number": "+1", "to_number": "+2", "direction": "outbound", "duration": 1}
    refused(me.post("/calls", json=call), 403, "permission_denied")
    refused(me.get("/calls", params={"timestamp_after": "2026-01-01T00:00:00"}), 400, "invalid_input")
    assert me.get("/leads/nonsense").status_code == 422 and me.get("/leads", params={"page_size": 0}).status_code == 422
    del client.headers["Authorization"]
    anonymous = client.get("/leads")
    refused(anonymous, 401, "not_authenticated")
    assert anonymous.headers["WWW-Authenticate"] == "Bearer"
    refused(client.get("/leads", headers={"Authorization": "Bearer nonsense"}), 401, "invalid_credentials")
    refused(client.post("/tokens", json={"username": "john_doe", "password": "wrong"}), 401, "invalid_credentials")


def test_the_document_names_the_routes(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths["/leads/{id}"]) == {"get", "patch", "delete"} and "/calls/analytics" in paths
