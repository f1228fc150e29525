# Generated from the operations catalog: do not edit. `UPDATE=1 cargo test -p hotcalls-tests --test python_face` rewrites it.
"""The records and closed sets of values that operations answer with."""

from __future__ import annotations

import builtins
import datetime as _dt
import uuid
from typing import Any, ClassVar

import hotcalls._core as _core

from ._base import Page as _Page
from ._base import Record as _Record
from ._base import TextEnum as _TextEnum

__all__ = [
    "AddedUsers",
    "Agent",
    "AgentConfig",
    "AgentPerformance",
    "AgentStatus",
    "AnsweredBy",
    "ApiToken",
    "AppendedTurns",
    "AppointmentStats",
    "AssignedNumbers",
    "Availability",
    "BlacklistEntry",
    "BlacklistStatus",
    "Calendar",
    "CalendarConfiguration",
    "CalendarType",
    "Call",
    "CallAnalytics",
    "CallBulkReport",
    "CallDailyStats",
    "CallDay",
    "CallDurationDistribution",
    "CallLeases",
    "CallOutcomeBreakdown",
    "CallStatus",
    "CallTotals",
    "CdrFormat",
    "CdrReport",
    "CdrRow",
    "CdrVerdict",
    "ConnectionStatus",
    "ConnectionTest",
    "Direction",
    "DurationFigures",
    "DurationPercentiles",
    "DurationRange",
    "EventKind",
    "Feature",
    "ImportReport",
    "ImportRow",
    "Lead",
    "LeadBulkReport",
    "LeadCallHistory",
    "LeadStats",
    "Login",
    "Meeting",
    "MeetingStatus",
    "Member",
    "NewToken",
    "OnDuplicate",
    "OnError",
    "Outcome",
    "PhoneNumber",
    "Plan",
    "PlanFeature",
    "ReapReport",
    "Reason",
    "RemovedNumbers",
    "RemovedUsers",
    "Reporter",
    "Role",
    "Route",
    "RouteAgent",
    "RowError",
    "SettingsRecord",
    "Slot",
    "SocialProvider",
    "Speaker",
    "Transcript",
    "Turn",
    "User",
    "UserStatus",
    "Verdict",
    "Workspace",
    "WorkspaceStats",
]


class AddedUsers(_Record):
    """What adding members changed."""

    _fields: ClassVar[tuple[str, ...]] = (
        "added_users",
        "already_members",
        "message",
        "total_added",
    )

    #: Who became a member, in the order of the request.
    added_users: builtins.list[uuid.UUID]

    #: Who was a member before, in the order of the request.
    already_members: builtins.list[uuid.UUID]

    #: A sentence for people.
    message: str

    #: How many became members.
    total_added: int


class Agent(_Record):
    """An AI caller."""

    _fields: ClassVar[tuple[str, ...]] = (
        "agent_id",
        "calendar_configuration",
        "call_from",
        "call_to",
        "character",
        "config_id",
        "created_at",
        "greeting",
        "language",
        "max_call_duration_minutes",
        "max_retries",
        "name",
        "phone_number_count",
        "phone_numbers",
        "retry_interval",
        "status",
        "timezone",
        "updated_at",
        "voice",
        "workdays",
        "workspace",
        "workspace_name",
        "calendar_config_name",
    )
    _key: ClassVar[str | None] = "agent_id"

    #: Its id.
    agent_id: uuid.UUID

    #: Where it books meetings.
    calendar_configuration: uuid.UUID | None

    #: When its calling hours begin.
    call_from: _dt.time

    #: When they end; before ``call_from``: on the next day; equal: they last the whole day.
    call_to: _dt.time

    #: Who it is, for the language model.
    character: str

    #: The id of its configuration elsewhere.
    config_id: str | None

    #: When it was made.
    created_at: _dt.datetime

    #: What it says first.
    greeting: str

    #: The language it speaks.
    language: str

    #: Minutes after which a call is ended.
    max_call_duration_minutes: int

    #: How often a lead is tried again.
    max_retries: int

    #: Its name, may be empty.
    name: str

    #: How many numbers it uses.
    phone_number_count: int

    #: The numbers that it uses, inactive ones included, by the time they were assigned.
    phone_numbers: builtins.list[PhoneNumber]

    #: Minutes between two attempts to reach a lead.
    retry_interval: int

    #: Whether it may make calls.
    status: AgentStatus

    #: The IANA zone of its calling hours; null: the database's.
    timezone: str | None

    #: When it was last changed; assigning and removing numbers does not count.
    updated_at: _dt.datetime

    #: Its voice, in the words of the voice provider.
    voice: str

    #: The weekdays on which it calls, lower-case English names; empty: every day.
    workdays: builtins.list[str]

    #: Its workspace.
    workspace: uuid.UUID

    #: The workspace's name.
    workspace_name: str

    #: The configuration's ``sub_calendar_id``; absent without a configuration.
    calendar_config_name: str | None = None


class AgentConfig(_Record):
    """What a telephony program needs to run an agent: the agent with its numbers as plain strings."""

    _fields: ClassVar[tuple[str, ...]] = (
        "agent_id",
        "calendar_configuration",
        "call_from",
        "call_to",
        "character",
        "config_id",
        "created_at",
        "greeting",
        "language",
        "max_call_duration_minutes",
        "max_retries",
        "name",
        "phone_numbers",
        "retry_interval",
        "status",
        "timezone",
        "updated_at",
        "voice",
        "workdays",
        "workspace",
        "workspace_name",
        "calendar_config_id",
        "calendar_config_name",
    )
    _key: ClassVar[str | None] = "agent_id"

    #: The agent.
    agent_id: uuid.UUID

    #: Where it books meetings.
    calendar_configuration: uuid.UUID | None

    #: When its calling hours begin.
    call_from: _dt.time

    #: When they end; before ``call_from``: on the next day; equal: they last the whole day.
    call_to: _dt.time

    #: Who it is, for the language model.
    character: str

    #: The id of its configuration elsewhere.
    config_id: str | None

    #: When it was made.
    created_at: _dt.datetime

    #: What it says first.
    greeting: str

    #: The language it speaks.
    language: str

    #: Minutes after which a call is ended.
    max_call_duration_minutes: int

    #: How often a lead is tried again.
    max_retries: int

    #: Its name, may be empty.
    name: str

    #: The numbers that it uses, inactive ones included, by the time they were assigned.
    phone_numbers: builtins.list[str]

    #: Minutes between two attempts to reach a lead.
    retry_interval: int

    #: Whether it may make calls.
    status: AgentStatus

    #: The IANA zone of its calling hours; null: the database's.
    timezone: str | None

    #: When it was last changed.
    updated_at: _dt.datetime

    #: Its voice, in the words of the voice provider.
    voice: str

    #: The weekdays on which it calls, lower-case English names; empty: every day.
    workdays: builtins.list[str]

    #: Its workspace.
    workspace: uuid.UUID

    #: The workspace's name.
    workspace_name: str

    #: The same id again; absent without a configuration.
    calendar_config_id: uuid.UUID | None = None

    #: The configuration's ``sub_calendar_id``; absent without a configuration.
    calendar_config_name: str | None = None


class AgentPerformance(_Record):
    """One agent in the answer of ``calls.agent_performance``."""

    _fields: ClassVar[tuple[str, ...]] = (
        "agent",
        "agent_name",
        "appointments",
        "avg_duration",
        "calls",
        "outcomes",
        "success_rate",
        "talk_seconds",
        "without_outcome",
    )

    #: The agent.
    agent: uuid.UUID

    #: Its name.
    agent_name: str

    #: Calls in which an appointment was made.
    appointments: int

    #: Mean talk time in seconds, one decimal.
    avg_duration: float

    #: How many calls.
    calls: int

    #: Calls by outcome.
    outcomes: builtins.dict[str, int]

    #: Ended calls with the outcome ``appointment_scheduled`` or ``reached`` / ended calls, 0..1; null without ended calls.
    success_rate: float | None

    #: Talk time in seconds.
    talk_seconds: int

    #: Calls that have no outcome.
    without_outcome: int


class AgentStatus(_TextEnum):
    """Whether an agent may make calls."""

    #: It works.
    ACTIVE = "active"
    #: It makes no calls for the time being.
    PAUSED = "paused"


class AnsweredBy(_TextEnum):
    """Who or what answered."""

    #: A person.
    HUMAN = "human"
    #: A mailbox, a menu, an assistant.
    MACHINE = "machine"
    #: A fax.
    FAX = "fax"
    #: Answered, by whom was not found out. Never silently a person.
    UNKNOWN = "unknown"


class ApiToken(_Record):
    """An API token, without its key."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created_at",
        "expires_at",
        "id",
        "last_used_at",
        "name",
        "operations",
        "workspaces",
    )
    _key: ClassVar[str | None] = "id"

    #: When it was made.
    created_at: _dt.datetime

    #: When it ends; null: when it is deleted.
    expires_at: _dt.datetime | None

    #: Its id.
    id: uuid.UUID

    #: When it was last used, to the minute.
    last_used_at: _dt.datetime | None

    #: What it is for.
    name: str

    #: The operations that it may call, as names or patterns (``leads.*``); null: all that its owner may.
    operations: builtins.list[str] | None

    #: The workspaces that it sees and touches; null: all that its owner may.
    workspaces: builtins.list[uuid.UUID] | None


class AppendedTurns(_Record):
    """What ``calls.append_transcript`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "appended",
        "existing",
        "total_turns",
    )

    #: How many turns are new.
    appended: int

    #: How many were there already.
    existing: int

    #: How many the call has now.
    total_turns: int


class AppointmentStats(_Record):
    """What ``calls.appointment_stats`` answers: calls with the outcome ``appointment_scheduled``."""

    _fields: ClassVar[tuple[str, ...]] = (
        "past",
        "this_month",
        "this_week",
        "today",
        "total",
        "upcoming",
    )

    #: The appointment was before now.
    past: int

    #: Made in calls of the last 30 x 24 hours.
    this_month: int

    #: Made in calls of the last 7 x 24 hours.
    this_week: int

    #: Made in calls of the calendar day of now, in the zone.
    today: int

    #: All of them.
    total: int

    #: The appointment is now or later.
    upcoming: int


class AssignedNumbers(_Record):
    """What assigning numbers changed."""

    _fields: ClassVar[tuple[str, ...]] = (
        "already_assigned",
        "assigned_numbers",
        "message",
        "total_assigned",
    )

    #: The numbers that were assigned before, in the order of the request.
    already_assigned: builtins.list[str]

    #: The numbers that were assigned now, in the order of the request.
    assigned_numbers: builtins.list[str]

    #: A sentence for people.
    message: str

    #: How many were assigned now.
    total_assigned: int


class Availability(_Record):
    """What ``calendar_configurations.check_availability`` found."""

    _fields: ClassVar[tuple[str, ...]] = (
        "available_slots",
        "calendar_config_id",
        "date",
    )

    #: What can be booked, earliest first.
    available_slots: builtins.list[Slot]

    #: The configuration that was asked.
    calendar_config_id: uuid.UUID

    #: The day that was asked for.
    date: _dt.date


class BlacklistEntry(_Record):
    """An entry of the blacklist: as long as it is in force, every credential of its user is refused."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created_at",
        "expires_at",
        "id",
        "reason",
        "status",
        "updated_at",
        "user",
        "user_email",
        "user_username",
    )
    _key: ClassVar[str | None] = "id"

    #: When it was made.
    created_at: _dt.datetime

    #: When it ends; null: when it is removed.
    expires_at: _dt.datetime | None

    #: Its id.
    id: uuid.UUID

    #: Why, in words.
    reason: str

    #: Why, as a kind.
    status: BlacklistStatus

    #: When it was last changed.
    updated_at: _dt.datetime

    #: Who is locked out; at most one entry for each user.
    user: uuid.UUID

    #: The user's e-mail address.
    user_email: str

    #: The user's name.
    user_username: str


class BlacklistStatus(_TextEnum):
    """Why somebody is on the blacklist. What an entry does is the same for all three; when it ends is ``expires_at``'s business."""

    #: For a while.
    TEMPORARY = "temporary"
    #: For good.
    FOREVER = "forever"
    #: Until a matter is cleared.
    SUSPENDED = "suspended"


class Calendar(_Record):
    """An account at a calendar provider. Its token is never part of it."""

    _fields: ClassVar[tuple[str, ...]] = (
        "account_id",
        "calendar_type",
        "config_count",
        "created_at",
        "id",
        "updated_at",
        "workspace",
        "workspace_name",
    )
    _key: ClassVar[str | None] = "id"

    #: The account's name there, mostly an e-mail address.
    account_id: str

    #: The provider.
    calendar_type: CalendarType

    #: How many configurations use it.
    config_count: int

    #: When it was created.
    created_at: _dt.datetime

    #: Its id.
    id: uuid.UUID

    #: When it was changed last.
    updated_at: _dt.datetime

    #: Its workspace; null: of none, for staff only.
    workspace: uuid.UUID | None

    #: The workspace's name; left out without a workspace.
    workspace_name: str | None = None


class CalendarConfiguration(_Record):
    """When meetings may take place in a sub-calendar."""

    _fields: ClassVar[tuple[str, ...]] = (
        "calendar",
        "calendar_account_id",
        "calendar_type",
        "created_at",
        "days_buffer",
        "duration",
        "from_time",
        "id",
        "prep_time",
        "slot_step_minutes",
        "sub_calendar_id",
        "timezone",
        "to_time",
        "updated_at",
        "workdays",
        "calendar_workspace_name",
    )
    _key: ClassVar[str | None] = "id"

    #: Its calendar.
    calendar: uuid.UUID

    #: The calendar's account.
    calendar_account_id: str

    #: The calendar's provider.
    calendar_type: CalendarType

    #: When it was created.
    created_at: _dt.datetime

    #: The first day that can be booked is so many days after today; below 0 counts as 0.
    days_buffer: int

    #: Minutes of a meeting, where a booking names none.
    duration: int

    #: The earliest start of a meeting.
    from_time: _dt.time

    #: Its id.
    id: uuid.UUID

    #: Minutes kept free before a meeting; below 0 counts as 0.
    prep_time: int

    #: Minutes from one start to the next.
    slot_step_minutes: int

    #: The calendar inside of the account.
    sub_calendar_id: str

    #: The IANA zone of its days and times; null: the database's.
    timezone: str | None

    #: When meetings end at the latest: on the next day if before ``from_time``, after a whole day if equal.
    to_time: _dt.time

    #: When it was changed last.
    updated_at: _dt.datetime

    #: Days on which meetings may start; empty: every day.
    workdays: builtins.list[str]

    #: The name of the calendar's workspace; left out without a workspace.
    calendar_workspace_name: str | None = None


class CalendarType(_TextEnum):
    """Whose calendars these are."""

    #: Google Calendar.
    GOOGLE = "google"
    #: Outlook, by Microsoft Graph.
    OUTLOOK = "outlook"


class Call(_Record):
    """One call, made, taken or going on.

    ``lead_name``, ``lead_surname`` and ``lead_email`` are read through the lead, and absent without one."""

    _fields: ClassVar[tuple[str, ...]] = (
        "agent",
        "answered_at",
        "answered_by",
        "appointment_datetime",
        "created_at",
        "direction",
        "disconnection_reason",
        "duration",
        "duration_formatted",
        "duration_ms",
        "ended_at",
        "external_id",
        "from_number",
        "hung_up_by",
        "id",
        "lead",
        "leg",
        "outcome",
        "parent_call",
        "phone_number",
        "provider",
        "reason",
        "ringing_at",
        "started_at",
        "status",
        "timestamp",
        "to_number",
        "transferred_to",
        "updated_at",
        "workspace",
        "lead_email",
        "lead_name",
        "lead_surname",
        "lease_until",
        "owner",
    )
    _key: ClassVar[str | None] = "id"

    #: The agent on the call.
    agent: uuid.UUID | None

    #: When it was answered.
    answered_at: _dt.datetime | None

    #: Who or what answered.
    answered_by: AnsweredBy | None

    #: For when the appointment was made; set exactly when the outcome is ``appointment_scheduled``.
    appointment_datetime: _dt.datetime | None

    #: When it was recorded.
    created_at: _dt.datetime

    #: Who called whom.
    direction: Direction

    #: Why it ended, in the provider's words.
    disconnection_reason: str | None

    #: Talk time in whole seconds, rounded down.
    duration: int

    #: Talk time as ``<minutes>m <seconds>s``.
    duration_formatted: str

    #: Talk time in milliseconds.
    duration_ms: int

    #: When it ended.
    ended_at: _dt.datetime | None

    #: The provider's id of the call; unique per workspace and provider.
    external_id: str | None

    #: The number or SIP address that called.
    from_number: str

    #: Who ended it.
    hung_up_by: str | None

    #: Its id.
    id: uuid.UUID

    #: Who was called or called; null when not known, or deleted since.
    lead: uuid.UUID | None

    #: Which leg of the parent call this is.
    leg: str | None

    #: What came of it.
    outcome: Outcome | None

    #: The call of which this is another leg.
    parent_call: uuid.UUID | None

    #: Our number on the call.
    phone_number: uuid.UUID | None

    #: Who carried it.
    provider: str | None

    #: Why it ended, as one of the closed set; null while it has not ended.
    reason: Reason | None

    #: When it first rang.
    ringing_at: _dt.datetime | None

    #: When it was dialed or came in.
    started_at: _dt.datetime | None

    #: Where it stands.
    status: CallStatus

    #: The moment that decides into which days and windows the call falls: as given, else its start, else when it was recorded.
    timestamp: _dt.datetime

    #: The number or SIP address that was called.
    to_number: str

    #: To whom it was handed over.
    transferred_to: str | None

    #: When it was last changed.
    updated_at: _dt.datetime

    #: Its workspace: that of its lead.
    workspace: uuid.UUID | None

    #: The lead's e-mail address.
    lead_email: str | None = None

    #: The lead's given name.
    lead_name: str | None = None

    #: The lead's family name: absent without a lead, null for a lead without one.
    lead_surname: str | None = None

    #: Until when its owner vouches for it; absent unless it goes on and was begun with a lease.
    lease_until: _dt.datetime | None = None

    #: Who runs it; absent unless it goes on and was begun with an owner.
    owner: str | None = None


class CallAnalytics(_Record):
    """What ``calls.analytics`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "avg_duration",
        "calls_this_month",
        "calls_this_week",
        "calls_today",
        "inbound_calls",
        "outbound_calls",
        "total_calls",
        "total_duration",
    )

    #: Mean talk time in seconds, not rounded; 0 without calls.
    avg_duration: float

    #: Of the last 30 x 24 hours.
    calls_this_month: int

    #: Of the last 7 x 24 hours.
    calls_this_week: int

    #: Of the calendar day of now, in the zone.
    calls_today: int

    #: Calls that we took.
    inbound_calls: int

    #: Calls that we made.
    outbound_calls: int

    #: How many calls.
    total_calls: int

    #: Talk time in seconds.
    total_duration: int


class CallBulkReport(_Record):
    """What ``calls.bulk_create`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created_call_ids",
        "errors",
        "existing_call_ids",
        "failed_creates",
        "successful_creates",
        "total_calls",
    )

    #: The new calls, in the order of their rows.
    created_call_ids: builtins.list[uuid.UUID]

    #: The bad rows.
    errors: builtins.list[RowError]

    #: The calls that their workspace and provider knew by the same ``external_id``, in the order of their rows.
    existing_call_ids: builtins.list[uuid.UUID]

    #: How many rows were bad.
    failed_creates: int

    #: How many calls were recorded.
    successful_creates: int

    #: How many rows were given.
    total_calls: int


class CallDailyStats(_Record):
    """What ``calls.daily_stats`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "daily_stats",
        "end_date",
        "period_days",
        "start_date",
        "totals",
    )

    #: Every day of the window, oldest first, those without calls included.
    daily_stats: builtins.list[CallDay]

    #: Its last day, included.
    end_date: _dt.date

    #: How many days the window has.
    period_days: int

    #: Its first day.
    start_date: _dt.date

    #: The whole window.
    totals: CallTotals


class CallDay(_Record):
    """One calendar day."""

    _fields: ClassVar[tuple[str, ...]] = (
        "avg_duration",
        "calls",
        "date",
        "total_duration",
    )

    #: Mean talk time in seconds, one decimal; 0 without calls.
    avg_duration: float

    #: How many calls.
    calls: int

    #: The day in the zone.
    date: _dt.date

    #: Talk time in seconds.
    total_duration: int


class CallDurationDistribution(_Record):
    """What ``calls.duration_distribution`` answers. Without calls the three objects are empty."""

    _fields: ClassVar[tuple[str, ...]] = (
        "duration_ranges",
        "percentiles",
        "statistics",
        "total_calls",
    )

    #: How many calls are how long.
    duration_ranges: builtins.dict[str, DurationRange | None]

    #: Nearest-rank percentiles of all durations, exact.
    percentiles: DurationPercentiles

    #: Figures of all durations.
    statistics: DurationFigures

    #: How many calls.
    total_calls: int


class CallLeases(_Record):
    """What ``calls.renew`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "lease_until",
        "not_renewed",
        "renewed",
    )

    #: Until when the renewed leases last.
    lease_until: _dt.datetime

    #: The named calls whose lease was not: they have ended, are another owner's, or do not exist for the caller.
    not_renewed: builtins.list[uuid.UUID]

    #: The calls whose lease was renewed.
    renewed: builtins.list[uuid.UUID]


class CallOutcomeBreakdown(_Record):
    """What ``calls.outcome_breakdown`` answers. Every value of the closed sets is there, also those without calls."""

    _fields: ClassVar[tuple[str, ...]] = (
        "outcomes",
        "reasons",
        "statuses",
        "success_rate",
        "total_calls",
        "without_outcome",
        "without_reason",
    )

    #: Calls by outcome.
    outcomes: builtins.dict[str, int]

    #: Calls by reason.
    reasons: builtins.dict[str, int]

    #: Calls by status.
    statuses: builtins.dict[str, int]

    #: Ended calls with the outcome ``appointment_scheduled`` or ``reached`` / ended calls, 0..1; null without ended calls.
    success_rate: float | None

    #: How many calls.
    total_calls: int

    #: Calls that have no outcome.
    without_outcome: int

    #: Calls that have no reason: those that have not ended.
    without_reason: int


class CallStatus(_TextEnum):
    """Where a call stands."""

    #: Not dialed yet.
    QUEUED = "queued"
    #: Dialed, not answered yet.
    RINGING = "ringing"
    #: Answered, and going on.
    IN_PROGRESS = "in_progress"
    #: Ended after it took place.
    COMPLETED = "completed"
    #: Ended: the line was busy.
    BUSY = "busy"
    #: Ended: nobody answered.
    NO_ANSWER = "no_answer"
    #: Ended: taken back before it was answered.
    CANCELED = "canceled"
    #: Ended: it could not be made, or broke.
    FAILED = "failed"


class CallTotals(_Record):
    """All days together."""

    _fields: ClassVar[tuple[str, ...]] = (
        "avg_duration",
        "calls",
        "total_duration",
    )

    #: Mean talk time of a call in seconds, one decimal; 0 without calls.
    avg_duration: float

    #: How many calls.
    calls: int

    #: Talk time in seconds.
    total_duration: int


class CdrFormat(_TextEnum):
    """What a file of call records is."""

    #: What FreeSWITCH's ``mod_cdr_csv`` writes.
    FREESWITCH_CSV = "freeswitch_csv"
    #: What FreeSWITCH's ``mod_json_cdr`` writes: any number of objects, in a list or without one.
    FREESWITCH_JSON = "freeswitch_json"
    #: What Asterisk's ``cdr_csv`` or ``cdr_custom`` writes.
    ASTERISK_CSV = "asterisk_csv"


class CdrReport(_Record):
    """What ``calls.import_cdr`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created",
        "duplicates",
        "invalid",
        "merged",
        "rows",
        "rows_left_out",
        "total_rows",
    )

    #: New calls.
    created: int

    #: Records that say nothing new.
    duplicates: int

    #: Records that are wrong.
    invalid: int

    #: Records that are other legs of a call.
    merged: int

    #: The verdicts, in the order of the file, at most 10,000; none if they were streamed.
    rows: builtins.list[CdrRow]

    #: Verdicts that are not listed because there are too many.
    rows_left_out: int

    #: Records of the file, blank lines not counted.
    total_rows: int


class CdrRow(_Record):
    """The verdict on a record."""

    _fields: ClassVar[tuple[str, ...]] = (
        "errors",
        "id",
        "line",
        "verdict",
    )
    _key: ClassVar[str | None] = "id"

    #: What is wrong with which field of the call.
    errors: Any

    #: The call that it made or is part of.
    id: uuid.UUID | None

    #: The line on which the record begins; the file's first is 1.
    line: int

    #: What became of it.
    verdict: CdrVerdict


class CdrVerdict(_TextEnum):
    """What became of a record."""

    #: A new call.
    CREATED = "created"
    #: Another leg of a call: of a new one, or of one that was there and now knows more.
    MERGED = "merged"
    #: Everything that it says was known.
    DUPLICATE = "duplicate"
    #: The record is wrong.
    INVALID = "invalid"


class ConnectionStatus(_TextEnum):
    """Whether a calendar's provider can be reached."""

    #: No provider is connected: meetings are kept here only.
    NOT_CONNECTED = "not_connected"


class ConnectionTest(_Record):
    """What ``calendars.test_connection`` found."""

    _fields: ClassVar[tuple[str, ...]] = (
        "account_id",
        "calendar_id",
        "calendar_type",
        "connection_status",
        "last_tested",
        "message",
    )

    #: Its account.
    account_id: str

    #: The calendar.
    calendar_id: uuid.UUID

    #: Its provider.
    calendar_type: CalendarType

    #: The verdict.
    connection_status: ConnectionStatus

    #: When this was tested: now.
    last_tested: _dt.datetime

    #: The verdict as a sentence.
    message: str


class Direction(_TextEnum):
    """Who called whom, as seen from our side."""

    #: They called us.
    INBOUND = "inbound"
    #: We called them.
    OUTBOUND = "outbound"


class DurationFigures(_Record):
    """Mean and ends of the talk times, in seconds."""

    _fields: ClassVar[tuple[str, ...]] = (
        "avg_duration",
        "max_duration",
        "min_duration",
    )

    #: The mean, one decimal.
    avg_duration: float | None = None

    #: The longest.
    max_duration: int | None = None

    #: The shortest.
    min_duration: int | None = None


class DurationPercentiles(_Record):
    """Talk times in seconds that so many percent of the calls do not exceed."""

    _fields: ClassVar[tuple[str, ...]] = (
        "p50",
        "p90",
        "p95",
        "p99",
    )

    #: The median.
    p50: int | None = None

    #: 90 %.
    p90: int | None = None

    #: 95 %.
    p95: int | None = None

    #: 99 %.
    p99: int | None = None


class DurationRange(_Record):
    """One range of talk times."""

    _fields: ClassVar[tuple[str, ...]] = (
        "count",
        "percentage",
    )

    #: How many calls.
    count: int

    #: Of all calls, in percent, one decimal.
    percentage: float


class EventKind(_TextEnum):
    """What happened to a call."""

    #: It rings at the other end.
    RINGING = "ringing"
    #: It was answered.
    ANSWERED = "answered"
    #: It was handed over to somebody else.
    TRANSFERRED = "transferred"
    #: It was put on hold.
    HELD = "held"
    #: It was taken back from hold.
    RESUMED = "resumed"
    #: It ended, or was never made.
    ENDED = "ended"


class Feature(_Record):
    """Something that plans can grant."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created_at",
        "description",
        "feature_name",
        "id",
        "updated_at",
    )
    _key: ClassVar[str | None] = "id"

    #: When it was made.
    created_at: _dt.datetime

    #: What it is, for people.
    description: str

    #: Its name, unique. ``max_agents``, ``max_users``, ``max_leads`` and ``call_minutes`` are the names of quotas.
    feature_name: str

    #: Its id.
    id: uuid.UUID

    #: When it was last changed.
    updated_at: _dt.datetime


class ImportReport(_Record):
    """What ``leads.import_csv`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created",
        "duplicates",
        "invalid",
        "rows",
        "rows_left_out",
        "total_rows",
        "updated",
    )

    #: New leads.
    created: int

    #: Rows about leads that were there and stay as they were.
    duplicates: int

    #: Rows that are wrong.
    invalid: int

    #: The verdicts, in the order of the file, at most 10,000; none if they were streamed.
    rows: builtins.list[ImportRow]

    #: Verdicts that are not listed because there are too many.
    rows_left_out: int

    #: Rows of the file, blank ones not counted.
    total_rows: int

    #: Leads that were changed.
    updated: int


class ImportRow(_Record):
    """The verdict on a row."""

    _fields: ClassVar[tuple[str, ...]] = (
        "errors",
        "id",
        "line",
        "verdict",
    )
    _key: ClassVar[str | None] = "id"

    #: What is wrong with which field.
    errors: Any

    #: The lead that it made, changed or repeats.
    id: uuid.UUID | None

    #: The line on which the row begins; the header's is usually 1.
    line: int

    #: What became of it.
    verdict: Verdict


class Lead(_Record):
    """A lead."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created_at",
        "email",
        "full_name",
        "id",
        "meta_data",
        "name",
        "phone",
        "phone_e164",
        "surname",
        "updated_at",
        "workspace",
    )
    _key: ClassVar[str | None] = "id"

    #: When it was created.
    created_at: _dt.datetime

    #: E-mail address.
    email: str

    #: Both names, or the given name alone.
    full_name: str

    #: Its id.
    id: uuid.UUID

    #: Anything else that is known: a JSON value.
    meta_data: Any

    #: Given name.
    name: str

    #: Phone number as it was given.
    phone: str

    #: The phone number in E.164, where it could be read.
    phone_e164: str | None

    #: Family name.
    surname: str | None

    #: When it was last changed.
    updated_at: _dt.datetime

    #: Its workspace; null for none.
    workspace: uuid.UUID | None


class LeadBulkReport(_Record):
    """What ``leads.bulk_create`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created_lead_ids",
        "errors",
        "failed_creates",
        "successful_creates",
        "total_leads",
    )

    #: The new leads, in the order of their rows.
    created_lead_ids: builtins.list[uuid.UUID]

    #: The bad rows.
    errors: builtins.list[RowError]

    #: How many rows were bad.
    failed_creates: int

    #: How many leads were created.
    successful_creates: int

    #: How many rows were given.
    total_leads: int


class LeadCallHistory(_Record):
    """The calls of a lead."""

    _fields: ClassVar[tuple[str, ...]] = (
        "call_logs",
        "lead_id",
        "lead_name",
        "total_calls",
    )

    #: The calls, newest first.
    call_logs: builtins.list[Call]

    #: The lead.
    lead_id: uuid.UUID

    #: Its full name.
    lead_name: str

    #: How many calls.
    total_calls: int


class LeadStats(_Record):
    """How many leads there are, and how many of them were called."""

    _fields: ClassVar[tuple[str, ...]] = (
        "avg_calls_per_lead",
        "leads_with_calls",
        "leads_without_calls",
        "total_leads",
    )

    #: Calls per lead; null without leads.
    avg_calls_per_lead: float | None

    #: Those with at least one of the calls that count.
    leads_with_calls: int

    #: The others.
    leads_without_calls: int

    #: Leads that the caller sees.
    total_leads: int


class Login(_Record):
    """A session that has just begun. The key is shown this once."""

    _fields: ClassVar[tuple[str, ...]] = (
        "expires_at",
        "session_key",
        "user",
    )

    #: When the session ends, unless it is used before.
    expires_at: _dt.datetime

    #: What the client presents from now on.
    session_key: str

    #: Who logged in.
    user: User


class Meeting(_Record):
    """A meeting with a lead, booked in a sub-calendar."""

    _fields: ClassVar[tuple[str, ...]] = (
        "agent",
        "calendar_configuration",
        "call",
        "created_at",
        "duration_minutes",
        "id",
        "lead",
        "notes",
        "start",
        "status",
        "title",
        "updated_at",
        "workspace",
    )
    _key: ClassVar[str | None] = "id"

    #: The agent that booked it.
    agent: uuid.UUID | None

    #: The configuration that it was booked through; null once its lead has moved to another workspace.
    calendar_configuration: uuid.UUID | None

    #: The call in which it was booked.
    call: uuid.UUID | None

    #: When it was created.
    created_at: _dt.datetime

    #: How long it lasts.
    duration_minutes: int

    #: Its id.
    id: uuid.UUID

    #: With whom.
    lead: uuid.UUID | None

    #: Anything else.
    notes: str

    #: When it starts.
    start: _dt.datetime

    #: Where it stands.
    status: MeetingStatus

    #: What it is about.
    title: str

    #: When it was changed last.
    updated_at: _dt.datetime

    #: The workspace of its configuration; null: of none, for staff only.
    workspace: uuid.UUID | None


class MeetingStatus(_TextEnum):
    """Where a meeting stands."""

    #: Kept free for somebody who has not confirmed yet; occupies its time.
    HELD = "held"
    #: Agreed; occupies its time.
    BOOKED = "booked"
    #: Called off; its time is free again.
    CANCELED = "canceled"


class Member(_Record):
    """A user as a member of a workspace."""

    _fields: ClassVar[tuple[str, ...]] = (
        "email",
        "first_name",
        "id",
        "last_name",
        "role",
        "status",
        "username",
    )
    _key: ClassVar[str | None] = "id"

    #: E-mail address.
    email: str

    #: Given name.
    first_name: str

    #: The user.
    id: uuid.UUID

    #: Family name.
    last_name: str

    #: What it may do in the workspace.
    role: Role

    #: Whether the account is active.
    status: UserStatus

    #: Its login name.
    username: str


class NewToken(_Record):
    """A token that was just made. The key is shown this once."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created_at",
        "expires_at",
        "id",
        "key",
        "last_used_at",
        "name",
        "operations",
        "workspaces",
    )
    _key: ClassVar[str | None] = "id"

    #: When it was made.
    created_at: _dt.datetime

    #: When it ends; null: when it is deleted.
    expires_at: _dt.datetime | None

    #: Its id.
    id: uuid.UUID

    #: What the client presents (``Authorization: Token <key>``).
    key: str

    #: When it was last used, to the minute.
    last_used_at: _dt.datetime | None

    #: What it is for.
    name: str

    #: The operations that it may call, as names or patterns (``leads.*``); null: all that its owner may.
    operations: builtins.list[str] | None

    #: The workspaces that it sees and touches; null: all that its owner may.
    workspaces: builtins.list[uuid.UUID] | None


class OnDuplicate(_TextEnum):
    """What to do with a row about a lead that is there already."""

    #: Leave the lead as it is.
    SKIP = "skip"
    #: Change it to what the row says; what the row leaves blank stays.
    UPDATE = "update"


class OnError(_TextEnum):
    """What a bad row of a bulk write does to the others."""

    #: One bad row rejects all.
    REJECT = "reject"
    #: The good rows are written, the bad ones reported.
    SKIP = "skip"


class Outcome(_TextEnum):
    """What came of a call."""

    #: An appointment was made, for ``appointment_datetime``.
    APPOINTMENT_SCHEDULED = "appointment_scheduled"
    #: The right person was spoken to.
    REACHED = "reached"
    #: Spoken to, and not interested.
    NO_INTEREST = "no_interest"
    #: Not spoken to.
    NOT_REACHED = "not_reached"


class PhoneNumber(_Record):
    """A phone number of ours."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created_at",
        "id",
        "inbound_agent",
        "is_active",
        "phonenumber",
        "workspace",
    )
    _key: ClassVar[str | None] = "id"

    #: When it was made.
    created_at: _dt.datetime

    #: Its id.
    id: uuid.UUID

    #: Who answers calls to it; an agent of its workspace.
    inbound_agent: uuid.UUID | None

    #: Whether it is in use.
    is_active: bool

    #: The number as text, unique.
    phonenumber: str

    #: Its workspace; null: visible to all users, and any agent may use it.
    workspace: uuid.UUID | None


class Plan(_Record):
    """A plan with the features that it grants."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created_at",
        "feature_count",
        "id",
        "plan_features",
        "plan_name",
        "updated_at",
    )
    _key: ClassVar[str | None] = "id"

    #: When it was made.
    created_at: _dt.datetime

    #: How many features it grants.
    feature_count: int

    #: Its id.
    id: uuid.UUID

    #: What it grants, oldest grant first.
    plan_features: builtins.list[PlanFeature]

    #: Its name, unique.
    plan_name: str

    #: When it was last changed; granting or withdrawing a feature does not count.
    updated_at: _dt.datetime


class PlanFeature(_Record):
    """A feature granted by a plan, with its limit."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created_at",
        "feature",
        "feature_description",
        "feature_name",
        "id",
        "limit",
        "plan",
        "plan_name",
        "updated_at",
    )
    _key: ClassVar[str | None] = "id"

    #: When it was made.
    created_at: _dt.datetime

    #: The feature.
    feature: uuid.UUID

    #: The feature's description.
    feature_description: str

    #: The feature's name.
    feature_name: str

    #: Its id.
    id: uuid.UUID

    #: How much of it the plan grants; negative: unlimited.
    limit: int

    #: The plan.
    plan: uuid.UUID

    #: The plan's name.
    plan_name: str

    #: When it was last changed.
    updated_at: _dt.datetime


class ReapReport(_Record):
    """What ``calls.reap`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "lost",
        "more",
    )

    #: The calls that were closed as ``lost``, the longest silent first.
    lost: builtins.list[uuid.UUID]

    #: Whether there are more to close: call again.
    more: bool


class Reason(_TextEnum):
    """Why a call ended: a closed set, derived from the raw text. The words never change."""

    #: A conversation that the other side ended, or that ended well with no word on who did.
    COMPLETED_USER_HANGUP = "completed_user_hangup"
    #: A conversation that the agent ended.
    COMPLETED_AGENT_HANGUP = "completed_agent_hangup"
    #: Handed over to somebody else.
    TRANSFERRED = "transferred"
    #: A mailbox answered.
    VOICEMAIL = "voicemail"
    #: A menu of a machine answered.
    IVR = "ivr"
    #: An assistant on the callee's phone asked who calls, and why.
    CALL_SCREENED = "call_screened"
    #: A fax answered.
    FAX = "fax"
    #: Answered, and nobody spoke.
    SILENCE = "silence"
    #: Cut off at the longest duration that is allowed.
    MAX_DURATION = "max_duration"
    #: It rang, and nobody answered.
    NO_ANSWER = "no_answer"
    #: The line was busy.
    BUSY = "busy"
    #: The callee rejected the call.
    DECLINED = "declined"
    #: The callee rejected the call as unwanted.
    UNWANTED = "unwanted"
    #: Something on the way took the call for spam.
    BLOCKED_SPAM = "blocked_spam"
    #: No such number.
    INVALID_NUMBER = "invalid_number"
    #: No free line on the way.
    CONGESTION = "congestion"
    #: The provider or its network failed.
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    #: The provider refused to carry the call.
    PERMISSION_DENIED = "permission_denied"
    #: The call went in circles, or nowhere.
    ROUTING_ERROR = "routing_error"
    #: The agent's own software failed.
    AGENT_ERROR = "agent_error"
    #: Taken back by our side before it was answered.
    CANCELED = "canceled"
    #: A human answered, and no agent was there in time.
    ABANDONED = "abandoned"
    #: Stopped by a limit or a rule before anything was dialed.
    BLOCKED_BEFORE_DIAL = "blocked_before_dial"
    #: Nobody ever said how it ended.
    LOST = "lost"
    #: The callee asked not to be called again.
    OPTED_OUT = "opted_out"
    #: Ended, and the text maps to nothing here. Counts and retries like [``Reason::NoAnswer``].
    UNKNOWN = "unknown"


class RemovedNumbers(_Record):
    """What removing numbers changed."""

    _fields: ClassVar[tuple[str, ...]] = (
        "message",
        "not_assigned",
        "removed_numbers",
        "total_removed",
    )

    #: A sentence for people.
    message: str

    #: The numbers that were not assigned before, in the order of the request.
    not_assigned: builtins.list[str]

    #: The numbers that were removed, in the order of the request.
    removed_numbers: builtins.list[str]

    #: How many were removed.
    total_removed: int


class RemovedUsers(_Record):
    """What removing members changed."""

    _fields: ClassVar[tuple[str, ...]] = (
        "message",
        "not_members",
        "removed_users",
        "total_removed",
    )

    #: A sentence for people.
    message: str

    #: Who was no member before, in the order of the request.
    not_members: builtins.list[uuid.UUID]

    #: Who is a member no more, in the order of the request.
    removed_users: builtins.list[uuid.UUID]

    #: How many were removed.
    total_removed: int


class Reporter(_TextEnum):
    """Who reports an event."""

    #: Who carries the call: its word on how a call ended is the strongest.
    CARRIER = "carrier"
    #: The program that runs the call.
    HOST = "host"


class Role(_TextEnum):
    """What a member may do in its workspace."""

    #: Reads everything of the workspace, creates leads, books meetings.
    MEMBER = "member"
    #: May do inside of the workspace what staff may do anywhere, except deleting it and choosing its plan.
    ADMIN = "admin"


class Route(_Record):
    """Who answers calls to a number."""

    _fields: ClassVar[tuple[str, ...]] = (
        "agent",
        "is_open",
        "opens_at",
        "phone_number",
        "phonenumber",
        "workspace",
    )

    #: Who answers; null if no agent of the number is active.
    agent: RouteAgent | None

    #: Whether the agent is open.
    is_open: bool

    #: When it opens next; null while it is open.
    opens_at: _dt.datetime | None

    #: The number that was called.
    phone_number: uuid.UUID

    #: The number as text.
    phonenumber: str

    #: Where the call belongs: the agent's workspace, else the number's.
    workspace: uuid.UUID | None


class RouteAgent(_Record):
    """What a telephony program needs of an agent to take a call."""

    _fields: ClassVar[tuple[str, ...]] = (
        "agent_id",
        "calendar_configuration",
        "character",
        "config_id",
        "greeting",
        "language",
        "max_call_duration_minutes",
        "name",
        "voice",
        "workspace",
    )

    #: Its id.
    agent_id: uuid.UUID

    #: Where it books meetings.
    calendar_configuration: uuid.UUID | None

    #: Who it is, for the language model.
    character: str

    #: The id of its configuration elsewhere.
    config_id: str | None

    #: What it says first.
    greeting: str

    #: The language it speaks.
    language: str

    #: Minutes after which a call is ended.
    max_call_duration_minutes: int

    #: Its name, may be empty.
    name: str

    #: Its voice, in the words of the voice provider.
    voice: str

    #: Its workspace.
    workspace: uuid.UUID


class RowError(_Record):
    """A bad row of a bulk write."""

    _fields: ClassVar[tuple[str, ...]] = (
        "errors",
        "index",
    )

    #: What is wrong with which field.
    errors: Any

    #: Its place among the rows, from 0.
    index: int


class SettingsRecord(_Record):
    """The settings of a database."""

    _fields: ClassVar[tuple[str, ...]] = (
        "open_registration",
        "shared_rows",
        "time_zone",
    )

    #: Whether anybody may register.
    open_registration: bool

    #: Whether all users see leads and calls of no workspace.
    shared_rows: bool

    #: The IANA zone of calendar days, and of times that come without an offset.
    time_zone: str


class Slot(_Record):
    """A time that can be booked. Slots may overlap each other: one is chosen."""

    _fields: ClassVar[tuple[str, ...]] = (
        "available",
        "end",
        "end_time",
        "start",
        "start_time",
    )

    #: Always true: what is not free is not listed.
    available: bool

    #: The same end as a moment.
    end: _dt.datetime

    #: When it ends, on the configuration's clock.
    end_time: _dt.time

    #: The same start as a moment: what ``meetings.create`` takes.
    start: _dt.datetime

    #: When it starts, on the configuration's clock.
    start_time: _dt.time


class SocialProvider(_TextEnum):
    """Where a user's account at another service is."""

    #: Google.
    GOOGLE = "google"
    #: Apple.
    APPLE = "apple"
    #: Facebook.
    FACEBOOK = "facebook"
    #: None: an empty text, which some clients send instead of null.
    _ = ""


class Speaker(_TextEnum):
    """Who speaks."""

    #: The other side of the call.
    USER = "user"
    #: Our agent.
    AGENT = "agent"
    #: The program, to the agent.
    SYSTEM = "system"
    #: A tool, to the agent.
    TOOL = "tool"


class Transcript(_Record):
    """What was said in a call."""

    _fields: ClassVar[tuple[str, ...]] = (
        "call",
        "total_turns",
        "turns",
    )

    #: The call.
    call: uuid.UUID

    #: How many turns there are.
    total_turns: int

    #: All of them, in their order.
    turns: builtins.list[Turn]


class Turn(_Record):
    """One turn of a transcript."""

    _fields: ClassVar[tuple[str, ...]] = (
        "end_ms",
        "role",
        "start_ms",
        "text",
        "tool_calls",
        "turn",
    )

    #: When it ends, in milliseconds since the call began.
    end_ms: int

    #: Who speaks.
    role: Speaker

    #: When it begins, in milliseconds since the call began.
    start_ms: int

    #: What is said.
    text: str

    #: The tools that the agent calls, a JSON list.
    tool_calls: Any

    #: Its place in the call, from 0.
    turn: int


class User(_Record):
    """Somebody who may log in. Password and roles are never shown."""

    _fields: ClassVar[tuple[str, ...]] = (
        "date_joined",
        "email",
        "first_name",
        "id",
        "is_active",
        "last_login",
        "last_name",
        "phone",
        "social_id",
        "social_provider",
        "status",
        "stripe_customer_id",
        "username",
    )
    _key: ClassVar[str | None] = "id"

    #: When it was created.
    date_joined: _dt.datetime

    #: E-mail address, or empty.
    email: str

    #: Given name, or empty.
    first_name: str

    #: Its id.
    id: uuid.UUID

    #: False locks it out, whatever its status.
    is_active: bool

    #: The last login that made a session.
    last_login: _dt.datetime | None

    #: Family name, or empty.
    last_name: str

    #: Phone number, as it was given.
    phone: str

    #: The account at the other service.
    social_id: str | None

    #: The other service.
    social_provider: SocialProvider | None

    #: Whether it may use the product.
    status: UserStatus

    #: The customer at the payment provider.
    stripe_customer_id: str | None

    #: The name it logs in with; unique, case matters.
    username: str


class UserStatus(_TextEnum):
    """Whether a user may use the product."""

    #: It may.
    ACTIVE = "active"
    #: Not for now: every credential is refused.
    SUSPENDED = "suspended"
    #: Never again: every credential is refused.
    FOREVER_DISABLED = "forever_disabled"


class Verdict(_TextEnum):
    """What became of a row."""

    #: A new lead.
    CREATED = "created"
    #: The lead was there and stays as it was.
    DUPLICATE = "duplicate"
    #: The lead was there and was changed.
    UPDATED = "updated"
    #: The row is wrong.
    INVALID = "invalid"


class Workspace(_Record):
    """A tenant with its members."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created_at",
        "id",
        "plan",
        "timezone",
        "updated_at",
        "user_count",
        "users",
        "workspace_name",
    )
    _key: ClassVar[str | None] = "id"

    #: When it was made.
    created_at: _dt.datetime

    #: Its id.
    id: uuid.UUID

    #: Its plan, which sets its quotas.
    plan: uuid.UUID | None

    #: Its IANA time zone; null: the database's.
    timezone: str | None

    #: When it was last changed; joining and leaving members do not count.
    updated_at: _dt.datetime

    #: How many members it has.
    user_count: int

    #: Its members, by the time they joined.
    users: builtins.list[Member]

    #: Its name; several may have the same.
    workspace_name: str


class WorkspaceStats(_Record):
    """Figures of one workspace."""

    _fields: ClassVar[tuple[str, ...]] = (
        "agent_count",
        "calendar_count",
        "created_at",
        "updated_at",
        "user_count",
        "workspace_id",
        "workspace_name",
    )

    #: How many agents it has.
    agent_count: int

    #: How many calendars it has.
    calendar_count: int

    #: When it was made.
    created_at: _dt.datetime

    #: When it was last changed.
    updated_at: _dt.datetime

    #: How many members it has.
    user_count: int

    #: The workspace.
    workspace_id: uuid.UUID

    #: Its name.
    workspace_name: str


_core.register(
    {
        "Page": _Page,
        "AddedUsers": AddedUsers,
        "Agent": Agent,
        "AgentConfig": AgentConfig,
        "AgentPerformance": AgentPerformance,
        "ApiToken": ApiToken,
        "AppendedTurns": AppendedTurns,
        "AppointmentStats": AppointmentStats,
        "AssignedNumbers": AssignedNumbers,
        "Availability": Availability,
        "BlacklistEntry": BlacklistEntry,
        "Calendar": Calendar,
        "CalendarConfiguration": CalendarConfiguration,
        "Call": Call,
        "CallAnalytics": CallAnalytics,
        "CallBulkReport": CallBulkReport,
        "CallDailyStats": CallDailyStats,
        "CallDay": CallDay,
        "CallDurationDistribution": CallDurationDistribution,
        "CallLeases": CallLeases,
        "CallOutcomeBreakdown": CallOutcomeBreakdown,
        "CallTotals": CallTotals,
        "CdrReport": CdrReport,
        "CdrRow": CdrRow,
        "ConnectionTest": ConnectionTest,
        "DurationFigures": DurationFigures,
        "DurationPercentiles": DurationPercentiles,
        "DurationRange": DurationRange,
        "Feature": Feature,
        "ImportReport": ImportReport,
        "ImportRow": ImportRow,
        "Lead": Lead,
        "LeadBulkReport": LeadBulkReport,
        "LeadCallHistory": LeadCallHistory,
        "LeadStats": LeadStats,
        "Login": Login,
        "Meeting": Meeting,
        "Member": Member,
        "NewToken": NewToken,
        "PhoneNumber": PhoneNumber,
        "Plan": Plan,
        "PlanFeature": PlanFeature,
        "ReapReport": ReapReport,
        "RemovedNumbers": RemovedNumbers,
        "RemovedUsers": RemovedUsers,
        "Route": Route,
        "RouteAgent": RouteAgent,
        "RowError": RowError,
        "SettingsRecord": SettingsRecord,
        "Slot": Slot,
        "Transcript": Transcript,
        "Turn": Turn,
        "User": User,
        "Workspace": Workspace,
        "WorkspaceStats": WorkspaceStats,
    },
    {
        "AgentStatus": AgentStatus,
        "AnsweredBy": AnsweredBy,
        "BlacklistStatus": BlacklistStatus,
        "CalendarType": CalendarType,
        "CallStatus": CallStatus,
        "CdrFormat": CdrFormat,
        "CdrVerdict": CdrVerdict,
        "ConnectionStatus": ConnectionStatus,
        "Direction": Direction,
        "EventKind": EventKind,
        "MeetingStatus": MeetingStatus,
        "OnDuplicate": OnDuplicate,
        "OnError": OnError,
        "Outcome": Outcome,
        "Reason": Reason,
        "Reporter": Reporter,
        "Role": Role,
        "SocialProvider": SocialProvider,
        "Speaker": Speaker,
        "UserStatus": UserStatus,
        "Verdict": Verdict,
    },
)
