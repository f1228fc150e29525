"""What schemathesis cannot guess: ids of the world it meets, and values that fit each other.

`HOTCALLS_KNOWN` names them as JSON. Three of four cases get them, always the same for the same case; the rest stay as they were
made. What was answered is appended to the file `HOTCALLS_ANSWERS`, a line `METHOD path status` per call.
"""

import json
import os
import zlib

import schemathesis

KNOWN = json.loads(os.environ["HOTCALLS_KNOWN"])

# What stands in a path after a resource.
RESOURCES = {
    "agents": "agent",
    "blacklist": "blacklist",
    "calendar-configurations": "calendar_configuration",
    "calendars": "calendar",
    "call-logs": "call",
    "features": "feature",
    "leads": "lead",
    "meetings": "meeting",
    "phone-numbers": "phone_number",
    "plan-features": "plan_feature",
    "plans": "plan",
    "tokens": "token",
    "users": "user",
    "workspaces": "workspace",
}
# What a field of a body or a query points at, where its name is not that of the thing.
REFERENCES = {
    "config_id": "calendar_configuration",
    "feature_id": "feature",
    "inbound_agent": "agent",
    "parent_call": "call",
    "phone_number_ids": "phone_number",
    "user_id": "user",
    "user_ids": "user",
    "workspaces": "workspace",
}
# Values that the document's types do not tell.
VALUES = {
    "call_from": "09:00:00",
    "call_to": "17:00:00",
    "date": "2027-03-01",
    "email": "somebody@example.com",
    "from_time": "09:00:00",
    "meta_data": {"source": "fair"},
    "new_password": KNOWN["password"],
    "old_password": KNOWN["password"],
    "operations": ["leads.*"],
    "password": KNOWN["password"],
    "time_zone": "Europe/Berlin",
    "timezone": "Europe/Berlin",
    "to_time": "17:00:00",
}
# Names that nothing else may have.
UNIQUE = {"feature_name": "Name {}", "phonenumber": "+1555{:07}", "plan_name": "Name {}", "username": "user{}"}
# A call has a time of appointment exactly when that is its outcome, and its moments follow each other.
LEFT_OUT = ["outcome", "appointment_datetime", "started_at", "ringing_at", "answered_at", "ended_at", "external_id", "expires_at"]
CSV = "name,email,phone\nJane,jane.doe@example.com,+15550123\n"
CDR = "src,dst,start,end,billsec,disposition,uniqueid\n+491,+492,2026-05-20 10:00:00,2026-05-20 10:00:30,0,BUSY,1779271200.1\n"
LEGS = [{"variables": {"uuid": "a", "sip_from_user": "1", "sip_to_user": "2", "start_epoch": "1779271200", "hangup_cause": "USER_BUSY"}}]


def known(kind, number):
    """The id of a thing in the tenant of that number."""
    ids = KNOWN["used"][kind]
    return ids[number % len(ids)]


def filled(fields, number):
    """Fields with what is known put in; lists of objects as well."""
    new = {name: value for name, value in fields.items() if name not in LEFT_OUT}
    for name, value in new.items():
        kind = REFERENCES.get(name, name)
        if name in VALUES:
            new[name] = VALUES[name]
        elif name in UNIQUE:
            new[name] = UNIQUE[name].format(number % 10**7)
        elif kind in KNOWN["used"] and value is not None:
            new[name] = [known(kind, number)] if isinstance(value, list) else known(kind, number)
        elif isinstance(value, list):
            new[name] = [filled(item, number) if isinstance(item, dict) else item for item in value]
    return new


def suited(case, body, number):
    """A filled body, for the few operations that want more."""
    path = case.path
    if path == "/api/auth/login/":
        body["username"] = KNOWN["username"]
    elif path.endswith("/me/") or path.endswith("/update_me/"):
        # The run must not suspend its own user.
        body.pop("status", None)
    elif path.endswith("/remove_users/"):
        body["user_ids"] = [known("user", number + 1)]
    elif path == "/api/subscriptions/plan-features/" or path.endswith("/add_feature/"):
        body["feature"] = known("feature", number + 1)
        body.pop("feature_id", None)
    elif path.endswith("/remove_feature/"):
        body["feature_id"] = known("feature", number)
    elif path == "/api/users/blacklist/":
        body["user"] = KNOWN["unlisted"]
    return body


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.method.upper() != context.operation.method.upper():
        return
    path, body = case.path, case.body
    shown = body if isinstance(body, (dict, list, str)) else None
    case_hash = zlib.crc32(repr((context.operation.label, shown, case.path_parameters, case.query)).encode("utf-8", "replace"))
    own = path.endswith("/me/") or path.endswith("/update_me/")
    if case_hash % 4 == 0 and not own:
        return
    number = case_hash >> 8
    if path.endswith("/remove_feature/"):
        number = 0 if case.method.upper() == "DELETE" else 1
    for name in case.path_parameters or {}:
        kind = RESOURCES[path.split("/")[3]]
        doomed = case.method.upper() == "DELETE" and path.endswith("}/")
        case.path_parameters[name] = KNOWN["doomed"][kind] if doomed else known(kind, number)
    if case.query:
        case.query = filled(case.query, number)
    if case.headers:
        case.headers.pop("Idempotency-Key", None)
    if path.endswith("/import_cdr/"):
        case.body = CDR if case.media_type == "text/csv" else LEGS
        case.query = {"workspace": known("workspace", number)}
    elif isinstance(body, dict):
        case.body = suited(case, filled(body, number), number)
    elif case.media_type == "text/csv":
        case.body, case.query = CSV, {"workspace": known("workspace", number)}


@schemathesis.hook
def after_call(context, case, response):
    with open(os.environ["HOTCALLS_ANSWERS"], "a", encoding="utf-8") as answers:
        answers.write(f"{case.method.upper()} {case.path} {response.status_code}\n")
