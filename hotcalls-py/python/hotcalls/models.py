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
from ._base import Rows as _Rows
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

    added_users: builtins.list[uuid.UUID]
    """Who became a member, in the order of the request."""

    already_members: builtins.list[uuid.UUID]
    """Who was a member before, in the order of the request."""

    message: str
    """A sentence for people."""

    total_added: int
    """How many became members."""


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

    agent_id: uuid.UUID
    """Its id."""

    calendar_configuration: uuid.UUID | None
    """Where it books meetings."""

    call_from: _dt.time
    """When its calling hours begin."""

    call_to: _dt.time
    """When they end; before ``call_from``: on the next day; equal: they last the whole day."""

    character: str
    """Who it is, for the language model."""

    config_id: str | None
    """The id of its configuration elsewhere."""

    created_at: _dt.datetime
    """When it was made."""

    greeting: str
    """What it says first."""

    language: str
    """The language it speaks."""

    max_call_duration_minutes: int
    """Minutes after which a call is ended."""

    max_retries: int
    """How often a lead is tried again."""

    name: str
    """Its name, may be empty."""

    phone_number_count: int
    """How many numbers it uses."""

    phone_numbers: builtins.list[PhoneNumber]
    """The numbers that it uses, inactive ones included, by the time they were assigned."""

    retry_interval: int
    """Minutes between two attempts to reach a lead."""

    status: AgentStatus
    """Whether it may make calls."""

    timezone: str | None
    """The IANA zone of its calling hours; null: the database's."""

    updated_at: _dt.datetime
    """When it was last changed; assigning and removing numbers does not count."""

    voice: str
    """Its voice, in the words of the voice provider."""

    workdays: builtins.list[str]
    """The weekdays on which it calls, lower-case English names; empty: every day."""

    workspace: uuid.UUID
    """Its workspace."""

    workspace_name: str
    """The workspace's name."""

    calendar_config_name: str | None = None
    """The configuration's ``sub_calendar_id``; absent without a configuration."""


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

    agent_id: uuid.UUID
    """The agent."""

    calendar_configuration: uuid.UUID | None
    """Where it books meetings."""

    call_from: _dt.time
    """When its calling hours begin."""

    call_to: _dt.time
    """When they end; before ``call_from``: on the next day; equal: they last the whole day."""

    character: str
    """Who it is, for the language model."""

    config_id: str | None
    """The id of its configuration elsewhere."""

    created_at: _dt.datetime
    """When it was made."""

    greeting: str
    """What it says first."""

    language: str
    """The language it speaks."""

    max_call_duration_minutes: int
    """Minutes after which a call is ended."""

    max_retries: int
    """How often a lead is tried again."""

    name: str
    """Its name, may be empty."""

    phone_numbers: builtins.list[str]
    """The numbers that it uses, inactive ones included, by the time they were assigned."""

    retry_interval: int
    """Minutes between two attempts to reach a lead."""

    status: AgentStatus
    """Whether it may make calls."""

    timezone: str | None
    """The IANA zone of its calling hours; null: the database's."""

    updated_at: _dt.datetime
    """When it was last changed."""

    voice: str
    """Its voice, in the words of the voice provider."""

    workdays: builtins.list[str]
    """The weekdays on which it calls, lower-case English names; empty: every day."""

    workspace: uuid.UUID
    """Its workspace."""

    workspace_name: str
    """The workspace's name."""

    calendar_config_id: uuid.UUID | None = None
    """The same id again; absent without a configuration."""

    calendar_config_name: str | None = None
    """The configuration's ``sub_calendar_id``; absent without a configuration."""


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

    agent: uuid.UUID
    """The agent."""

    agent_name: str
    """Its name."""

    appointments: int
    """Calls in which an appointment was made."""

    avg_duration: float
    """Mean talk time in seconds, one decimal."""

    calls: int
    """How many calls."""

    outcomes: builtins.dict[str, int]
    """Calls by outcome."""

    success_rate: float | None
    """Ended calls with the outcome ``appointment_scheduled`` or ``reached`` / ended calls, 0..1; null without ended calls."""

    talk_seconds: int
    """Talk time in seconds."""

    without_outcome: int
    """Calls that have no outcome."""


class AgentStatus(_TextEnum):
    """Whether an agent may make calls."""

    ACTIVE = "active"
    """It works."""
    PAUSED = "paused"
    """It makes no calls for the time being."""


class AnsweredBy(_TextEnum):
    """Who or what answered."""

    HUMAN = "human"
    """A person."""
    MACHINE = "machine"
    """A mailbox, a menu, an assistant."""
    FAX = "fax"
    """A fax."""
    UNKNOWN = "unknown"
    """Answered, by whom was not found out. Never silently a person."""


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

    created_at: _dt.datetime
    """When it was made."""

    expires_at: _dt.datetime | None
    """When it ends; null: when it is deleted."""

    id: uuid.UUID
    """Its id."""

    last_used_at: _dt.datetime | None
    """When it was last used, to the minute."""

    name: str
    """What it is for."""

    operations: builtins.list[str] | None
    """The operations that it may call, as names or patterns (``leads.*``); null: all that its owner may."""

    workspaces: builtins.list[uuid.UUID] | None
    """The workspaces that it sees and touches; null: all that its owner may."""


class AppendedTurns(_Record):
    """What ``calls.append_transcript`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "appended",
        "existing",
        "total_turns",
    )

    appended: int
    """How many turns are new."""

    existing: int
    """How many were there already."""

    total_turns: int
    """How many the call has now."""


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

    past: int
    """The appointment was before now."""

    this_month: int
    """Made in calls of the last 30 x 24 hours."""

    this_week: int
    """Made in calls of the last 7 x 24 hours."""

    today: int
    """Made in calls of the calendar day of now, in the zone."""

    total: int
    """All of them."""

    upcoming: int
    """The appointment is now or later."""


class AssignedNumbers(_Record):
    """What assigning numbers changed."""

    _fields: ClassVar[tuple[str, ...]] = (
        "already_assigned",
        "assigned_numbers",
        "message",
        "total_assigned",
    )

    already_assigned: builtins.list[str]
    """The numbers that were assigned before, in the order of the request."""

    assigned_numbers: builtins.list[str]
    """The numbers that were assigned now, in the order of the request."""

    message: str
    """A sentence for people."""

    total_assigned: int
    """How many were assigned now."""


class Availability(_Record):
    """What ``calendar_configurations.check_availability`` found."""

    _fields: ClassVar[tuple[str, ...]] = (
        "available_slots",
        "calendar_config_id",
        "date",
    )

    available_slots: builtins.list[Slot]
    """What can be booked, earliest first."""

    calendar_config_id: uuid.UUID
    """The configuration that was asked."""

    date: _dt.date
    """The day that was asked for."""


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

    created_at: _dt.datetime
    """When it was made."""

    expires_at: _dt.datetime | None
    """When it ends; null: when it is removed."""

    id: uuid.UUID
    """Its id."""

    reason: str
    """Why, in words."""

    status: BlacklistStatus
    """Why, as a kind."""

    updated_at: _dt.datetime
    """When it was last changed."""

    user: uuid.UUID
    """Who is locked out; at most one entry for each user."""

    user_email: str
    """The user's e-mail address."""

    user_username: str
    """The user's name."""


class BlacklistStatus(_TextEnum):
    """Why somebody is on the blacklist. What an entry does is the same for all three; when it ends is ``expires_at``'s business."""

    TEMPORARY = "temporary"
    """For a while."""
    FOREVER = "forever"
    """For good."""
    SUSPENDED = "suspended"
    """Until a matter is cleared."""


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

    account_id: str
    """The account's name there, mostly an e-mail address."""

    calendar_type: CalendarType
    """The provider."""

    config_count: int
    """How many configurations use it."""

    created_at: _dt.datetime
    """When it was created."""

    id: uuid.UUID
    """Its id."""

    updated_at: _dt.datetime
    """When it was changed last."""

    workspace: uuid.UUID | None
    """Its workspace; null: of none, for staff only."""

    workspace_name: str | None = None
    """The workspace's name; left out without a workspace."""


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

    calendar: uuid.UUID
    """Its calendar."""

    calendar_account_id: str
    """The calendar's account."""

    calendar_type: CalendarType
    """The calendar's provider."""

    created_at: _dt.datetime
    """When it was created."""

    days_buffer: int
    """The first day that can be booked is so many days after today; below 0 counts as 0."""

    duration: int
    """Minutes of a meeting, where a booking names none."""

    from_time: _dt.time
    """The earliest start of a meeting."""

    id: uuid.UUID
    """Its id."""

    prep_time: int
    """Minutes kept free before a meeting; below 0 counts as 0."""

    slot_step_minutes: int
    """Minutes from one start to the next."""

    sub_calendar_id: str
    """The calendar inside of the account."""

    timezone: str | None
    """The IANA zone of its days and times; null: the database's."""

    to_time: _dt.time
    """When meetings end at the latest: on the next day if before ``from_time``, after a whole day if equal."""

    updated_at: _dt.datetime
    """When it was changed last."""

    workdays: builtins.list[str]
    """Days on which meetings may start; empty: every day."""

    calendar_workspace_name: str | None = None
    """The name of the calendar's workspace; left out without a workspace."""


class CalendarType(_TextEnum):
    """Whose calendars these are."""

    GOOGLE = "google"
    """Google Calendar."""
    OUTLOOK = "outlook"
    """Outlook, by Microsoft Graph."""


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

    agent: uuid.UUID | None
    """The agent on the call."""

    answered_at: _dt.datetime | None
    """When it was answered."""

    answered_by: AnsweredBy | None
    """Who or what answered."""

    appointment_datetime: _dt.datetime | None
    """For when the appointment was made; set exactly when the outcome is ``appointment_scheduled``."""

    created_at: _dt.datetime
    """When it was recorded."""

    direction: Direction
    """Who called whom."""

    disconnection_reason: str | None
    """Why it ended, in the provider's words."""

    duration: int
    """Talk time in whole seconds, rounded down."""

    duration_formatted: str
    """Talk time as ``<minutes>m <seconds>s``."""

    duration_ms: int
    """Talk time in milliseconds."""

    ended_at: _dt.datetime | None
    """When it ended."""

    external_id: str | None
    """The provider's id of the call; unique per workspace and provider."""

    from_number: str
    """The number or SIP address that called."""

    hung_up_by: str | None
    """Who ended it."""

    id: uuid.UUID
    """Its id."""

    lead: uuid.UUID | None
    """Who was called or called; null when not known, or deleted since."""

    leg: str | None
    """Which leg of the parent call this is."""

    outcome: Outcome | None
    """What came of it."""

    parent_call: uuid.UUID | None
    """The call of which this is another leg."""

    phone_number: uuid.UUID | None
    """Our number on the call."""

    provider: str | None
    """Who carried it."""

    reason: Reason | None
    """Why it ended, as one of the closed set; null while it has not ended."""

    ringing_at: _dt.datetime | None
    """When it first rang."""

    started_at: _dt.datetime | None
    """When it was dialed or came in."""

    status: CallStatus
    """Where it stands."""

    timestamp: _dt.datetime
    """The moment that decides into which days and windows the call falls: as given, else its start, else when it was recorded."""

    to_number: str
    """The number or SIP address that was called."""

    transferred_to: str | None
    """To whom it was handed over."""

    updated_at: _dt.datetime
    """When it was last changed."""

    workspace: uuid.UUID | None
    """Its workspace: that of its lead."""

    lead_email: str | None = None
    """The lead's e-mail address."""

    lead_name: str | None = None
    """The lead's given name."""

    lead_surname: str | None = None
    """The lead's family name: absent without a lead, null for a lead without one."""

    lease_until: _dt.datetime | None = None
    """Until when its owner vouches for it; absent unless it goes on and was begun with a lease."""

    owner: str | None = None
    """Who runs it; absent unless it goes on and was begun with an owner."""


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

    avg_duration: float
    """Mean talk time in seconds, not rounded; 0 without calls."""

    calls_this_month: int
    """Of the last 30 x 24 hours."""

    calls_this_week: int
    """Of the last 7 x 24 hours."""

    calls_today: int
    """Of the calendar day of now, in the zone."""

    inbound_calls: int
    """Calls that we took."""

    outbound_calls: int
    """Calls that we made."""

    total_calls: int
    """How many calls."""

    total_duration: int
    """Talk time in seconds."""


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

    created_call_ids: builtins.list[uuid.UUID]
    """The new calls, in the order of their rows."""

    errors: builtins.list[RowError]
    """The bad rows."""

    existing_call_ids: builtins.list[uuid.UUID]
    """The calls that their workspace and provider knew by the same ``external_id``, in the order of their rows."""

    failed_creates: int
    """How many rows were bad."""

    successful_creates: int
    """How many calls were recorded."""

    total_calls: int
    """How many rows were given."""


class CallDailyStats(_Record):
    """What ``calls.daily_stats`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "daily_stats",
        "end_date",
        "period_days",
        "start_date",
        "totals",
    )

    daily_stats: builtins.list[CallDay]
    """Every day of the window, oldest first, those without calls included."""

    end_date: _dt.date
    """Its last day, included."""

    period_days: int
    """How many days the window has."""

    start_date: _dt.date
    """Its first day."""

    totals: CallTotals
    """The whole window."""


class CallDay(_Record):
    """One calendar day."""

    _fields: ClassVar[tuple[str, ...]] = (
        "avg_duration",
        "calls",
        "date",
        "total_duration",
    )

    avg_duration: float
    """Mean talk time in seconds, one decimal; 0 without calls."""

    calls: int
    """How many calls."""

    date: _dt.date
    """The day in the zone."""

    total_duration: int
    """Talk time in seconds."""


class CallDurationDistribution(_Record):
    """What ``calls.duration_distribution`` answers. Without calls the three objects are empty."""

    _fields: ClassVar[tuple[str, ...]] = (
        "duration_ranges",
        "percentiles",
        "statistics",
        "total_calls",
    )

    duration_ranges: builtins.dict[str, DurationRange | None]
    """How many calls are how long."""

    percentiles: DurationPercentiles
    """Nearest-rank percentiles of all durations, exact."""

    statistics: DurationFigures
    """Figures of all durations."""

    total_calls: int
    """How many calls."""


class CallLeases(_Record):
    """What ``calls.renew`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "lease_until",
        "not_renewed",
        "renewed",
    )

    lease_until: _dt.datetime
    """Until when the renewed leases last."""

    not_renewed: builtins.list[uuid.UUID]
    """The named calls whose lease was not: they have ended, are another owner's, or do not exist for the caller."""

    renewed: builtins.list[uuid.UUID]
    """The calls whose lease was renewed."""


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

    outcomes: builtins.dict[str, int]
    """Calls by outcome."""

    reasons: builtins.dict[str, int]
    """Calls by reason."""

    statuses: builtins.dict[str, int]
    """Calls by status."""

    success_rate: float | None
    """Ended calls with the outcome ``appointment_scheduled`` or ``reached`` / ended calls, 0..1; null without ended calls."""

    total_calls: int
    """How many calls."""

    without_outcome: int
    """Calls that have no outcome."""

    without_reason: int
    """Calls that have no reason: those that have not ended."""


class CallStatus(_TextEnum):
    """Where a call stands."""

    QUEUED = "queued"
    """Not dialed yet."""
    RINGING = "ringing"
    """Dialed, not answered yet."""
    IN_PROGRESS = "in_progress"
    """Answered, and going on."""
    COMPLETED = "completed"
    """Ended after it took place."""
    BUSY = "busy"
    """Ended: the line was busy."""
    NO_ANSWER = "no_answer"
    """Ended: nobody answered."""
    CANCELED = "canceled"
    """Ended: taken back before it was answered."""
    FAILED = "failed"
    """Ended: it could not be made, or broke."""


class CallTotals(_Record):
    """All days together."""

    _fields: ClassVar[tuple[str, ...]] = (
        "avg_duration",
        "calls",
        "total_duration",
    )

    avg_duration: float
    """Mean talk time of a call in seconds, one decimal; 0 without calls."""

    calls: int
    """How many calls."""

    total_duration: int
    """Talk time in seconds."""


class CdrFormat(_TextEnum):
    """What a file of call records is."""

    FREESWITCH_CSV = "freeswitch_csv"
    """What FreeSWITCH's ``mod_cdr_csv`` writes."""
    FREESWITCH_JSON = "freeswitch_json"
    """What FreeSWITCH's ``mod_json_cdr`` writes: any number of objects, in a list or without one."""
    ASTERISK_CSV = "asterisk_csv"
    """What Asterisk's ``cdr_csv`` or ``cdr_custom`` writes."""


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

    created: int
    """New calls."""

    duplicates: int
    """Records that say nothing new."""

    invalid: int
    """Records that are wrong."""

    merged: int
    """Records that are other legs of a call."""

    rows: builtins.list[CdrRow]
    """The verdicts, in the order of the file, at most 10,000; none if they were streamed."""

    rows_left_out: int
    """Verdicts that are not listed because there are too many."""

    total_rows: int
    """Records of the file, blank lines not counted."""


class CdrRow(_Record):
    """The verdict on a record."""

    _fields: ClassVar[tuple[str, ...]] = (
        "errors",
        "id",
        "line",
        "verdict",
    )
    _key: ClassVar[str | None] = "id"

    errors: Any
    """What is wrong with which field of the call."""

    id: uuid.UUID | None
    """The call that it made or is part of."""

    line: int
    """The line on which the record begins; the file's first is 1."""

    verdict: CdrVerdict
    """What became of it."""


class CdrVerdict(_TextEnum):
    """What became of a record."""

    CREATED = "created"
    """A new call."""
    MERGED = "merged"
    """Another leg of a call: of a new one, or of one that was there and now knows more."""
    DUPLICATE = "duplicate"
    """Everything that it says was known."""
    INVALID = "invalid"
    """The record is wrong."""


class ConnectionStatus(_TextEnum):
    """Whether a calendar's provider can be reached."""

    NOT_CONNECTED = "not_connected"
    """No provider is connected: meetings are kept here only."""


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

    account_id: str
    """Its account."""

    calendar_id: uuid.UUID
    """The calendar."""

    calendar_type: CalendarType
    """Its provider."""

    connection_status: ConnectionStatus
    """The verdict."""

    last_tested: _dt.datetime
    """When this was tested: now."""

    message: str
    """The verdict as a sentence."""


class Direction(_TextEnum):
    """Who called whom, as seen from our side."""

    INBOUND = "inbound"
    """They called us."""
    OUTBOUND = "outbound"
    """We called them."""


class DurationFigures(_Record):
    """Mean and ends of the talk times, in seconds."""

    _fields: ClassVar[tuple[str, ...]] = (
        "avg_duration",
        "max_duration",
        "min_duration",
    )

    avg_duration: float | None = None
    """The mean, one decimal."""

    max_duration: int | None = None
    """The longest."""

    min_duration: int | None = None
    """The shortest."""


class DurationPercentiles(_Record):
    """Talk times in seconds that so many percent of the calls do not exceed."""

    _fields: ClassVar[tuple[str, ...]] = (
        "p50",
        "p90",
        "p95",
        "p99",
    )

    p50: int | None = None
    """The median."""

    p90: int | None = None
    """90 %."""

    p95: int | None = None
    """95 %."""

    p99: int | None = None
    """99 %."""


class DurationRange(_Record):
    """One range of talk times."""

    _fields: ClassVar[tuple[str, ...]] = (
        "count",
        "percentage",
    )

    count: int
    """How many calls."""

    percentage: float
    """Of all calls, in percent, one decimal."""


class EventKind(_TextEnum):
    """What happened to a call."""

    RINGING = "ringing"
    """It rings at the other end."""
    ANSWERED = "answered"
    """It was answered."""
    TRANSFERRED = "transferred"
    """It was handed over to somebody else."""
    HELD = "held"
    """It was put on hold."""
    RESUMED = "resumed"
    """It was taken back from hold."""
    ENDED = "ended"
    """It ended, or was never made."""


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

    created_at: _dt.datetime
    """When it was made."""

    description: str
    """What it is, for people."""

    feature_name: str
    """Its name, unique. ``max_agents``, ``max_users``, ``max_leads`` and ``call_minutes`` are the names of quotas."""

    id: uuid.UUID
    """Its id."""

    updated_at: _dt.datetime
    """When it was last changed."""


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

    created: int
    """New leads."""

    duplicates: int
    """Rows about leads that were there and stay as they were."""

    invalid: int
    """Rows that are wrong."""

    rows: builtins.list[ImportRow]
    """The verdicts, in the order of the file, at most 10,000; none if they were streamed."""

    rows_left_out: int
    """Verdicts that are not listed because there are too many."""

    total_rows: int
    """Rows of the file, blank ones not counted."""

    updated: int
    """Leads that were changed."""


class ImportRow(_Record):
    """The verdict on a row."""

    _fields: ClassVar[tuple[str, ...]] = (
        "errors",
        "id",
        "line",
        "verdict",
    )
    _key: ClassVar[str | None] = "id"

    errors: Any
    """What is wrong with which field."""

    id: uuid.UUID | None
    """The lead that it made, changed or repeats."""

    line: int
    """The line on which the row begins; the header's is usually 1. Of typed rows, the place from 0."""

    verdict: Verdict
    """What became of it."""


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

    created_at: _dt.datetime
    """When it was created."""

    email: str
    """E-mail address."""

    full_name: str
    """Both names, or the given name alone."""

    id: uuid.UUID
    """Its id."""

    meta_data: Any
    """Anything else that is known: a JSON value."""

    name: str
    """Given name."""

    phone: str
    """Phone number as it was given."""

    phone_e164: str | None
    """The phone number in E.164, where it could be read."""

    surname: str | None
    """Family name."""

    updated_at: _dt.datetime
    """When it was last changed."""

    workspace: uuid.UUID | None
    """Its workspace; null for none."""


class LeadBulkReport(_Record):
    """What ``leads.bulk_create`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "created_lead_ids",
        "errors",
        "failed_creates",
        "successful_creates",
        "total_leads",
    )

    created_lead_ids: builtins.list[uuid.UUID]
    """The new leads, in the order of their rows."""

    errors: builtins.list[RowError]
    """The bad rows."""

    failed_creates: int
    """How many rows were bad."""

    successful_creates: int
    """How many leads were created."""

    total_leads: int
    """How many rows were given."""


class LeadCallHistory(_Record):
    """The calls of a lead."""

    _fields: ClassVar[tuple[str, ...]] = (
        "call_logs",
        "lead_id",
        "lead_name",
        "total_calls",
    )

    call_logs: builtins.list[Call]
    """The calls, newest first."""

    lead_id: uuid.UUID
    """The lead."""

    lead_name: str
    """Its full name."""

    total_calls: int
    """How many calls."""


class LeadStats(_Record):
    """How many leads there are, and how many of them were called."""

    _fields: ClassVar[tuple[str, ...]] = (
        "avg_calls_per_lead",
        "leads_with_calls",
        "leads_without_calls",
        "total_leads",
    )

    avg_calls_per_lead: float | None
    """Calls per lead; null without leads."""

    leads_with_calls: int
    """Those with at least one of the calls that count."""

    leads_without_calls: int
    """The others."""

    total_leads: int
    """Leads that the caller sees."""


class Login(_Record):
    """A session that has just begun. The key is shown this once."""

    _fields: ClassVar[tuple[str, ...]] = (
        "expires_at",
        "session_key",
        "user",
    )

    expires_at: _dt.datetime
    """When the session ends, unless it is used before."""

    session_key: str
    """What the client presents from now on."""

    user: User
    """Who logged in."""


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

    agent: uuid.UUID | None
    """The agent that booked it."""

    calendar_configuration: uuid.UUID | None
    """The configuration that it was booked through; null once its lead has moved to another workspace."""

    call: uuid.UUID | None
    """The call in which it was booked."""

    created_at: _dt.datetime
    """When it was created."""

    duration_minutes: int
    """How long it lasts."""

    id: uuid.UUID
    """Its id."""

    lead: uuid.UUID | None
    """With whom."""

    notes: str
    """Anything else."""

    start: _dt.datetime
    """When it starts."""

    status: MeetingStatus
    """Where it stands."""

    title: str
    """What it is about."""

    updated_at: _dt.datetime
    """When it was changed last."""

    workspace: uuid.UUID | None
    """The workspace of its configuration; null: of none, for staff only."""


class MeetingStatus(_TextEnum):
    """Where a meeting stands."""

    HELD = "held"
    """Kept free for somebody who has not confirmed yet; occupies its time."""
    BOOKED = "booked"
    """Agreed; occupies its time."""
    CANCELED = "canceled"
    """Called off; its time is free again."""


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

    email: str
    """E-mail address."""

    first_name: str
    """Given name."""

    id: uuid.UUID
    """The user."""

    last_name: str
    """Family name."""

    role: Role
    """What it may do in the workspace."""

    status: UserStatus
    """Whether the account is active."""

    username: str
    """Its login name."""


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

    created_at: _dt.datetime
    """When it was made."""

    expires_at: _dt.datetime | None
    """When it ends; null: when it is deleted."""

    id: uuid.UUID
    """Its id."""

    key: str
    """What the client presents (``Authorization: Token <key>``)."""

    last_used_at: _dt.datetime | None
    """When it was last used, to the minute."""

    name: str
    """What it is for."""

    operations: builtins.list[str] | None
    """The operations that it may call, as names or patterns (``leads.*``); null: all that its owner may."""

    workspaces: builtins.list[uuid.UUID] | None
    """The workspaces that it sees and touches; null: all that its owner may."""


class OnDuplicate(_TextEnum):
    """What to do with a row about a lead that is there already."""

    SKIP = "skip"
    """Leave the lead as it is."""
    UPDATE = "update"
    """Change it to what the row says; what the row leaves blank stays."""


class OnError(_TextEnum):
    """What a bad row of a bulk write does to the others."""

    REJECT = "reject"
    """One bad row rejects all."""
    SKIP = "skip"
    """The good rows are written, the bad ones reported."""


class Outcome(_TextEnum):
    """What came of a call."""

    APPOINTMENT_SCHEDULED = "appointment_scheduled"
    """An appointment was made, for ``appointment_datetime``."""
    REACHED = "reached"
    """The right person was spoken to."""
    NO_INTEREST = "no_interest"
    """Spoken to, and not interested."""
    NOT_REACHED = "not_reached"
    """Not spoken to."""


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

    created_at: _dt.datetime
    """When it was made."""

    id: uuid.UUID
    """Its id."""

    inbound_agent: uuid.UUID | None
    """Who answers calls to it; an agent of its workspace."""

    is_active: bool
    """Whether it is in use."""

    phonenumber: str
    """The number as text, unique."""

    workspace: uuid.UUID | None
    """Its workspace; null: visible to all users, and any agent may use it."""


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

    created_at: _dt.datetime
    """When it was made."""

    feature_count: int
    """How many features it grants."""

    id: uuid.UUID
    """Its id."""

    plan_features: builtins.list[PlanFeature]
    """What it grants, oldest grant first."""

    plan_name: str
    """Its name, unique."""

    updated_at: _dt.datetime
    """When it was last changed; granting or withdrawing a feature does not count."""


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

    created_at: _dt.datetime
    """When it was made."""

    feature: uuid.UUID
    """The feature."""

    feature_description: str
    """The feature's description."""

    feature_name: str
    """The feature's name."""

    id: uuid.UUID
    """Its id."""

    limit: int
    """How much of it the plan grants; negative: unlimited."""

    plan: uuid.UUID
    """The plan."""

    plan_name: str
    """The plan's name."""

    updated_at: _dt.datetime
    """When it was last changed."""


class ReapReport(_Record):
    """What ``calls.reap`` answers."""

    _fields: ClassVar[tuple[str, ...]] = (
        "lost",
        "more",
    )

    lost: builtins.list[uuid.UUID]
    """The calls that were closed as ``lost``, the longest silent first."""

    more: bool
    """Whether there are more to close: call again."""


class Reason(_TextEnum):
    """Why a call ended: a closed set, derived from the raw text. The words never change."""

    COMPLETED_USER_HANGUP = "completed_user_hangup"
    """A conversation that the other side ended, or that ended well with no word on who did."""
    COMPLETED_AGENT_HANGUP = "completed_agent_hangup"
    """A conversation that the agent ended."""
    TRANSFERRED = "transferred"
    """Handed over to somebody else."""
    VOICEMAIL = "voicemail"
    """A mailbox answered."""
    IVR = "ivr"
    """A menu of a machine answered."""
    CALL_SCREENED = "call_screened"
    """An assistant on the callee's phone asked who calls, and why."""
    FAX = "fax"
    """A fax answered."""
    SILENCE = "silence"
    """Answered, and nobody spoke."""
    MAX_DURATION = "max_duration"
    """Cut off at the longest duration that is allowed."""
    NO_ANSWER = "no_answer"
    """It rang, and nobody answered."""
    BUSY = "busy"
    """The line was busy."""
    DECLINED = "declined"
    """The callee rejected the call."""
    UNWANTED = "unwanted"
    """The callee rejected the call as unwanted."""
    BLOCKED_SPAM = "blocked_spam"
    """Something on the way took the call for spam."""
    INVALID_NUMBER = "invalid_number"
    """No such number."""
    CONGESTION = "congestion"
    """No free line on the way."""
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    """The provider or its network failed."""
    PERMISSION_DENIED = "permission_denied"
    """The provider refused to carry the call."""
    ROUTING_ERROR = "routing_error"
    """The call went in circles, or nowhere."""
    AGENT_ERROR = "agent_error"
    """The agent's own software failed."""
    CANCELED = "canceled"
    """Taken back by our side before it was answered."""
    ABANDONED = "abandoned"
    """A human answered, and no agent was there in time."""
    BLOCKED_BEFORE_DIAL = "blocked_before_dial"
    """Stopped by a limit or a rule before anything was dialed."""
    LOST = "lost"
    """Nobody ever said how it ended."""
    OPTED_OUT = "opted_out"
    """The callee asked not to be called again."""
    UNKNOWN = "unknown"
    """Ended, and the text maps to nothing here. Counts and retries like [``Reason::NoAnswer``]."""


class RemovedNumbers(_Record):
    """What removing numbers changed."""

    _fields: ClassVar[tuple[str, ...]] = (
        "message",
        "not_assigned",
        "removed_numbers",
        "total_removed",
    )

    message: str
    """A sentence for people."""

    not_assigned: builtins.list[str]
    """The numbers that were not assigned before, in the order of the request."""

    removed_numbers: builtins.list[str]
    """The numbers that were removed, in the order of the request."""

    total_removed: int
    """How many were removed."""


class RemovedUsers(_Record):
    """What removing members changed."""

    _fields: ClassVar[tuple[str, ...]] = (
        "message",
        "not_members",
        "removed_users",
        "total_removed",
    )

    message: str
    """A sentence for people."""

    not_members: builtins.list[uuid.UUID]
    """Who was no member before, in the order of the request."""

    removed_users: builtins.list[uuid.UUID]
    """Who is a member no more, in the order of the request."""

    total_removed: int
    """How many were removed."""


class Reporter(_TextEnum):
    """Who reports an event."""

    CARRIER = "carrier"
    """Who carries the call: its word on how a call ended is the strongest."""
    HOST = "host"
    """The program that runs the call."""


class Role(_TextEnum):
    """What a member may do in its workspace."""

    MEMBER = "member"
    """Reads everything of the workspace, creates leads, books meetings."""
    ADMIN = "admin"
    """May do inside of the workspace what staff may do anywhere, except deleting it and choosing its plan."""


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

    agent: RouteAgent | None
    """Who answers; null if no agent of the number is active."""

    is_open: bool
    """Whether the agent is open."""

    opens_at: _dt.datetime | None
    """When it opens next; null while it is open."""

    phone_number: uuid.UUID
    """The number that was called."""

    phonenumber: str
    """The number as text."""

    workspace: uuid.UUID | None
    """Where the call belongs: the agent's workspace, else the number's."""


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

    agent_id: uuid.UUID
    """Its id."""

    calendar_configuration: uuid.UUID | None
    """Where it books meetings."""

    character: str
    """Who it is, for the language model."""

    config_id: str | None
    """The id of its configuration elsewhere."""

    greeting: str
    """What it says first."""

    language: str
    """The language it speaks."""

    max_call_duration_minutes: int
    """Minutes after which a call is ended."""

    name: str
    """Its name, may be empty."""

    voice: str
    """Its voice, in the words of the voice provider."""

    workspace: uuid.UUID
    """Its workspace."""


class RowError(_Record):
    """A bad row of a bulk write."""

    _fields: ClassVar[tuple[str, ...]] = (
        "errors",
        "index",
    )

    errors: Any
    """What is wrong with which field."""

    index: int
    """Its place among the rows, from 0."""


class SettingsRecord(_Record):
    """The settings of a database."""

    _fields: ClassVar[tuple[str, ...]] = (
        "open_registration",
        "shared_rows",
        "time_zone",
    )

    open_registration: bool
    """Whether anybody may register."""

    shared_rows: bool
    """Whether all users see leads and calls of no workspace."""

    time_zone: str
    """The IANA zone of calendar days, and of times that come without an offset."""


class Slot(_Record):
    """A time that can be booked. Slots may overlap each other: one is chosen."""

    _fields: ClassVar[tuple[str, ...]] = (
        "available",
        "end",
        "end_time",
        "start",
        "start_time",
    )

    available: bool
    """Always true: what is not free is not listed."""

    end: _dt.datetime
    """The same end as a moment."""

    end_time: _dt.time
    """When it ends, on the configuration's clock."""

    start: _dt.datetime
    """The same start as a moment: what ``meetings.create`` takes."""

    start_time: _dt.time
    """When it starts, on the configuration's clock."""


class SocialProvider(_TextEnum):
    """Where a user's account at another service is."""

    GOOGLE = "google"
    """Google."""
    APPLE = "apple"
    """Apple."""
    FACEBOOK = "facebook"
    """Facebook."""
    _ = ""
    """None: an empty text, which some clients send instead of null."""


class Speaker(_TextEnum):
    """Who speaks."""

    USER = "user"
    """The other side of the call."""
    AGENT = "agent"
    """Our agent."""
    SYSTEM = "system"
    """The program, to the agent."""
    TOOL = "tool"
    """A tool, to the agent."""


class Transcript(_Record):
    """What was said in a call."""

    _fields: ClassVar[tuple[str, ...]] = (
        "call",
        "total_turns",
        "turns",
    )

    call: uuid.UUID
    """The call."""

    total_turns: int
    """How many turns there are."""

    turns: builtins.list[Turn]
    """All of them, in their order."""


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

    end_ms: int
    """When it ends, in milliseconds since the call began."""

    role: Speaker
    """Who speaks."""

    start_ms: int
    """When it begins, in milliseconds since the call began."""

    text: str
    """What is said."""

    tool_calls: Any
    """The tools that the agent calls, a JSON list."""

    turn: int
    """Its place in the call, from 0."""


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

    date_joined: _dt.datetime
    """When it was created."""

    email: str
    """E-mail address, or empty."""

    first_name: str
    """Given name, or empty."""

    id: uuid.UUID
    """Its id."""

    is_active: bool
    """False locks it out, whatever its status."""

    last_login: _dt.datetime | None
    """The last login that made a session."""

    last_name: str
    """Family name, or empty."""

    phone: str
    """Phone number, as it was given."""

    social_id: str | None
    """The account at the other service."""

    social_provider: SocialProvider | None
    """The other service."""

    status: UserStatus
    """Whether it may use the product."""

    stripe_customer_id: str | None
    """The customer at the payment provider."""

    username: str
    """The name it logs in with; unique, case matters."""


class UserStatus(_TextEnum):
    """Whether a user may use the product."""

    ACTIVE = "active"
    """It may."""
    SUSPENDED = "suspended"
    """Not for now: every credential is refused."""
    FOREVER_DISABLED = "forever_disabled"
    """Never again: every credential is refused."""


class Verdict(_TextEnum):
    """What became of a row."""

    CREATED = "created"
    """A new lead."""
    DUPLICATE = "duplicate"
    """The lead was there and stays as it was."""
    UPDATED = "updated"
    """The lead was there and was changed."""
    INVALID = "invalid"
    """The row is wrong."""


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

    created_at: _dt.datetime
    """When it was made."""

    id: uuid.UUID
    """Its id."""

    plan: uuid.UUID | None
    """Its plan, which sets its quotas."""

    timezone: str | None
    """Its IANA time zone; null: the database's."""

    updated_at: _dt.datetime
    """When it was last changed; joining and leaving members do not count."""

    user_count: int
    """How many members it has."""

    users: builtins.list[Member]
    """Its members, by the time they joined."""

    workspace_name: str
    """Its name; several may have the same."""


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

    agent_count: int
    """How many agents it has."""

    calendar_count: int
    """How many calendars it has."""

    created_at: _dt.datetime
    """When it was made."""

    updated_at: _dt.datetime
    """When it was last changed."""

    user_count: int
    """How many members it has."""

    workspace_id: uuid.UUID
    """The workspace."""

    workspace_name: str
    """Its name."""


_core.register(
    {
        "Page": _Page,
        "Rows": _Rows,
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
    {
        "auth.tokens": "ApiToken",
        "users.list": "User",
        "blacklist.list": "BlacklistEntry",
        "plans.list": "Plan",
        "plans.features": "PlanFeature",
        "features.list": "Feature",
        "features.plans": "PlanFeature",
        "plan_features.list": "PlanFeature",
        "workspaces.list": "Workspace",
        "workspaces.users": "Member",
        "agents.list": "Agent",
        "agents.phone_numbers": "PhoneNumber",
        "phone_numbers.list": "PhoneNumber",
        "phone_numbers.agents": "Agent",
        "leads.list": "Lead",
        "leads.by_phone": "Lead",
        "calls.list": "Call",
        "calls.agent_performance": "AgentPerformance",
        "calendars.list": "Calendar",
        "calendars.configurations": "CalendarConfiguration",
        "calendar_configurations.list": "CalendarConfiguration",
        "meetings.list": "Meeting",
    },
)
