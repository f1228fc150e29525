# Generated from the operations catalog: do not edit. `UPDATE=1 cargo test -p hotcalls-tests --test python_face` rewrites it.
"""The operations, as coroutines with keyword arguments."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import hotcalls._core as _core

from . import models
from ._base import Day, ExportsArrow, IdLike, Moment, Page, Progress, Rows, Source, TimeOfDay, numbered
from ._core import UNSET, Unset
from ._workers import AsyncRoom, Workers


class Agents(AsyncRoom):
    """Operations on agents."""

    __slots__ = ()

    async def create(
        self,
        *,
        workspace: IdLike,
        greeting: str,
        voice: str,
        language: str,
        call_from: TimeOfDay,
        call_to: TimeOfDay,
        character: str,
        retry_interval: int = 30,
        workdays: Sequence[str] | Unset = UNSET,
        config_id: str | None = None,
        calendar_configuration: IdLike | None = None,
        name: str = "",
        status: models.AgentStatus | str = "active",
        max_retries: int = 3,
        max_call_duration_minutes: int = 30,
        timezone: str | None = None,
        idempotency_key: str | None = None,
    ) -> models.Agent:
        """Makes an agent in a workspace that the caller manages.

        Who may: staff; admins of the workspace.

        Args:
            workspace: Its workspace.
            greeting: What it says first.
            voice: Its voice, in the words of the voice provider.
            language: The language it speaks.
            call_from: When its calling hours begin.
            call_to: When they end; before ``call_from``: on the next day; equal: they last the whole day.
            character: Who it is, for the language model.
            retry_interval: Minutes between two attempts to reach a lead.
            workdays: The weekdays on which it calls, English names in any letter case; empty: every day.
            config_id: The id of its configuration elsewhere.
            calendar_configuration: Where it books meetings: a configuration of the same workspace.
            name: Its name.
            status: Whether it may make calls.
            max_retries: How often a lead is tried again.
            max_call_duration_minutes: Minutes after which a call is ended.
            timezone: The IANA zone of its calling hours; null: the database's.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
            QuotaExceeded: The workspace's plan allows no more; ``limit`` and ``used`` say how many.
        """
        answer: models.Agent = await self._call("agents.create", {
            "workspace": workspace,
            "greeting": greeting,
            "voice": voice,
            "language": language,
            "call_from": call_from,
            "call_to": call_to,
            "character": character,
            "retry_interval": retry_interval,
            "workdays": workdays,
            "config_id": config_id,
            "calendar_configuration": calendar_configuration,
            "name": name,
            "status": status,
            "max_retries": max_retries,
            "max_call_duration_minutes": max_call_duration_minutes,
            "timezone": timezone,
        }, idempotency_key=idempotency_key)
        return answer

    async def get(
        self,
        agent_id: IdLike,
    ) -> models.Agent:
        """One agent with its numbers.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            agent_id: The agent.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Agent = await self._call("agents.get", {
            "agent_id": agent_id,
        })
        return answer

    async def list(
        self,
        *,
        page: int | str | None = None,
        page_size: int = 20,
        cursor: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        workspace: IdLike | None = None,
        workspace__workspace_name: str | None = None,
        voice: str | None = None,
        language: str | None = None,
        character: str | None = None,
        greeting: str | None = None,
        config_id: str | None = None,
        status: models.AgentStatus | str | None = None,
        retry_interval: float | None = None,
        retry_interval_min: float | None = None,
        retry_interval_max: float | None = None,
        call_from_after: TimeOfDay | None = None,
        call_from_before: TimeOfDay | None = None,
        call_to_after: TimeOfDay | None = None,
        call_to_before: TimeOfDay | None = None,
        has_calendar_config: bool | None = None,
        has_phone_number: str | None = None,
        phone_count_min: float | None = None,
        phone_count_max: float | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
    ) -> Page[models.Agent]:
        """Agents, newest first, filtered, searched, ordered, in pages.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page: The page, from 1, or ``last``.
            page_size: Rows of a page: 1 to 1000.
            cursor: Where to go on: the ``next_cursor`` of the page before; an empty text starts at the front. Takes the place of ``page``.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            workspace: Of this workspace.
            workspace__workspace_name: The workspace's name contains.
            voice: Voice contains.
            language: Language contains.
            character: Character contains.
            greeting: Greeting contains.
            config_id: The id of the configuration elsewhere contains.
            status: Active or paused.
            retry_interval: The retry interval is exactly this many minutes.
            retry_interval_min: The retry interval is at least this.
            retry_interval_max: The retry interval is at most this.
            call_from_after: Calling hours begin at or after.
            call_from_before: Calling hours begin at or before.
            call_to_after: Calling hours end at or after.
            call_to_before: Calling hours end at or before.
            has_calendar_config: Whether it has a calendar configuration.
            has_phone_number: Uses a number that contains this.
            phone_count_min: Uses at least this many numbers.
            phone_count_max: Uses at most this many numbers.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Page[models.Agent] = await self._call("agents.list", {
            "page": numbered(page),
            "page_size": page_size,
            "cursor": cursor,
            "search": search,
            "ordering": ordering,
            "workspace": workspace,
            "workspace__workspace_name": workspace__workspace_name,
            "voice": voice,
            "language": language,
            "character": character,
            "greeting": greeting,
            "config_id": config_id,
            "status": status,
            "retry_interval": retry_interval,
            "retry_interval_min": retry_interval_min,
            "retry_interval_max": retry_interval_max,
            "call_from_after": call_from_after,
            "call_from_before": call_from_before,
            "call_to_after": call_to_after,
            "call_to_before": call_to_before,
            "has_calendar_config": has_calendar_config,
            "has_phone_number": has_phone_number,
            "phone_count_min": phone_count_min,
            "phone_count_max": phone_count_max,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        })
        return answer

    def iter(
        self,
        *,
        page_size: int = 20,
        search: str | None = None,
        ordering: str | None = None,
        workspace: IdLike | None = None,
        workspace__workspace_name: str | None = None,
        voice: str | None = None,
        language: str | None = None,
        character: str | None = None,
        greeting: str | None = None,
        config_id: str | None = None,
        status: models.AgentStatus | str | None = None,
        retry_interval: float | None = None,
        retry_interval_min: float | None = None,
        retry_interval_max: float | None = None,
        call_from_after: TimeOfDay | None = None,
        call_from_before: TimeOfDay | None = None,
        call_to_after: TimeOfDay | None = None,
        call_to_before: TimeOfDay | None = None,
        has_calendar_config: bool | None = None,
        has_phone_number: str | None = None,
        phone_count_min: float | None = None,
        phone_count_max: float | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
    ) -> AsyncIterator[models.Agent]:
        """All rows of the list, read page by page as they are asked for.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page_size: Rows of a page: 1 to 1000.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            workspace: Of this workspace.
            workspace__workspace_name: The workspace's name contains.
            voice: Voice contains.
            language: Language contains.
            character: Character contains.
            greeting: Greeting contains.
            config_id: The id of the configuration elsewhere contains.
            status: Active or paused.
            retry_interval: The retry interval is exactly this many minutes.
            retry_interval_min: The retry interval is at least this.
            retry_interval_max: The retry interval is at most this.
            call_from_after: Calling hours begin at or after.
            call_from_before: Calling hours begin at or before.
            call_to_after: Calling hours end at or after.
            call_to_before: Calling hours end at or before.
            has_calendar_config: Whether it has a calendar configuration.
            has_phone_number: Uses a number that contains this.
            phone_count_min: Uses at least this many numbers.
            phone_count_max: Uses at most this many numbers.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return self._pages("agents.list", {
            "page_size": page_size,
            "search": search,
            "ordering": ordering,
            "workspace": workspace,
            "workspace__workspace_name": workspace__workspace_name,
            "voice": voice,
            "language": language,
            "character": character,
            "greeting": greeting,
            "config_id": config_id,
            "status": status,
            "retry_interval": retry_interval,
            "retry_interval_min": retry_interval_min,
            "retry_interval_max": retry_interval_max,
            "call_from_after": call_from_after,
            "call_from_before": call_from_before,
            "call_to_after": call_to_after,
            "call_to_before": call_to_before,
            "has_calendar_config": has_calendar_config,
            "has_phone_number": has_phone_number,
            "phone_count_min": phone_count_min,
            "phone_count_max": phone_count_max,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        })

    async def to_arrow(
        self,
        *,
        search: str | None = None,
        ordering: str | None = None,
        workspace: IdLike | None = None,
        workspace__workspace_name: str | None = None,
        voice: str | None = None,
        language: str | None = None,
        character: str | None = None,
        greeting: str | None = None,
        config_id: str | None = None,
        status: models.AgentStatus | str | None = None,
        retry_interval: float | None = None,
        retry_interval_min: float | None = None,
        retry_interval_max: float | None = None,
        call_from_after: TimeOfDay | None = None,
        call_from_before: TimeOfDay | None = None,
        call_to_after: TimeOfDay | None = None,
        call_to_before: TimeOfDay | None = None,
        has_calendar_config: bool | None = None,
        has_phone_number: str | None = None,
        phone_count_min: float | None = None,
        phone_count_max: float | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
        batch_size: int = 8192,
    ) -> _core.ArrowTable:
        """All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            workspace: Of this workspace.
            workspace__workspace_name: The workspace's name contains.
            voice: Voice contains.
            language: Language contains.
            character: Character contains.
            greeting: Greeting contains.
            config_id: The id of the configuration elsewhere contains.
            status: Active or paused.
            retry_interval: The retry interval is exactly this many minutes.
            retry_interval_min: The retry interval is at least this.
            retry_interval_max: The retry interval is at most this.
            call_from_after: Calling hours begin at or after.
            call_from_before: Calling hours begin at or before.
            call_to_after: Calling hours end at or after.
            call_to_before: Calling hours end at or before.
            has_calendar_config: Whether it has a calendar configuration.
            has_phone_number: Uses a number that contains this.
            phone_count_min: Uses at least this many numbers.
            phone_count_max: Uses at most this many numbers.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.
            batch_size: Rows that are read at once: 1 to 65536.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return await self._stream("agents.list", {
            "search": search,
            "ordering": ordering,
            "workspace": workspace,
            "workspace__workspace_name": workspace__workspace_name,
            "voice": voice,
            "language": language,
            "character": character,
            "greeting": greeting,
            "config_id": config_id,
            "status": status,
            "retry_interval": retry_interval,
            "retry_interval_min": retry_interval_min,
            "retry_interval_max": retry_interval_max,
            "call_from_after": call_from_after,
            "call_from_before": call_from_before,
            "call_to_after": call_to_after,
            "call_to_before": call_to_before,
            "has_calendar_config": has_calendar_config,
            "has_phone_number": has_phone_number,
            "phone_count_min": phone_count_min,
            "phone_count_max": phone_count_max,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        }, batch_size)

    async def update(
        self,
        agent_id: IdLike,
        *,
        workspace: IdLike | Unset = UNSET,
        greeting: str | Unset = UNSET,
        voice: str | Unset = UNSET,
        language: str | Unset = UNSET,
        call_from: TimeOfDay | Unset = UNSET,
        call_to: TimeOfDay | Unset = UNSET,
        character: str | Unset = UNSET,
        retry_interval: int | Unset = UNSET,
        workdays: Sequence[str] | Unset = UNSET,
        config_id: str | None | Unset = UNSET,
        calendar_configuration: IdLike | None | Unset = UNSET,
        name: str | Unset = UNSET,
        status: models.AgentStatus | str | Unset = UNSET,
        max_retries: int | Unset = UNSET,
        max_call_duration_minutes: int | Unset = UNSET,
        timezone: str | None | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Agent:
        """Changes the given fields of an agent. It moves to another workspace only if nothing of the old one stays tied to it.

        Who may: staff; admins of the workspace.

        Args:
            agent_id: The agent.
            workspace: Its workspace.
            greeting: What it says first.
            voice: Its voice, in the words of the voice provider.
            language: The language it speaks.
            call_from: When its calling hours begin.
            call_to: When they end; before ``call_from``: on the next day; equal: they last the whole day.
            character: Who it is, for the language model.
            retry_interval: Minutes between two attempts to reach a lead.
            workdays: The weekdays on which it calls, English names in any letter case; empty: every day.
            config_id: The id of its configuration elsewhere.
            calendar_configuration: Where it books meetings: a configuration of the same workspace.
            name: Its name.
            status: Whether it may make calls.
            max_retries: How often a lead is tried again.
            max_call_duration_minutes: Minutes after which a call is ended.
            timezone: The IANA zone of its calling hours; null: the database's.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Agent = await self._call("agents.update", {
            "agent_id": agent_id,
            "workspace": workspace,
            "greeting": greeting,
            "voice": voice,
            "language": language,
            "call_from": call_from,
            "call_to": call_to,
            "character": character,
            "retry_interval": retry_interval,
            "workdays": workdays,
            "config_id": config_id,
            "calendar_configuration": calendar_configuration,
            "name": name,
            "status": status,
            "max_retries": max_retries,
            "max_call_duration_minutes": max_call_duration_minutes,
            "timezone": timezone,
        }, idempotency_key=idempotency_key)
        return answer

    async def delete(
        self,
        agent_id: IdLike,
        *,
        idempotency_key: str | None = None,
    ) -> None:
        """Deletes an agent. Its numbers, calls and meetings stay.

        Who may: superusers.

        Args:
            agent_id: The agent.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("agents.delete", {
            "agent_id": agent_id,
        }, idempotency_key=idempotency_key)
        return answer

    async def phone_numbers(
        self,
        agent_id: IdLike,
    ) -> Rows[models.PhoneNumber]:
        """The numbers that an agent uses, inactive ones included.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            agent_id: The agent.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Rows[models.PhoneNumber] = await self._call("agents.phone_numbers", {
            "agent_id": agent_id,
        })
        return answer

    async def assign_phone_numbers(
        self,
        agent_id: IdLike,
        *,
        phone_number_ids: Sequence[IdLike],
        idempotency_key: str | None = None,
    ) -> models.AssignedNumbers:
        """Assigns active numbers to an agent, all of them or none.

        Who may: staff; admins of the workspace.

        Args:
            agent_id: The agent.
            phone_number_ids: The numbers, each once; may be empty.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.AssignedNumbers = await self._call("agents.assign_phone_numbers", {
            "agent_id": agent_id,
            "phone_number_ids": phone_number_ids,
        }, idempotency_key=idempotency_key)
        return answer

    async def remove_phone_numbers(
        self,
        agent_id: IdLike,
        *,
        phone_number_ids: Sequence[IdLike],
        idempotency_key: str | None = None,
    ) -> models.RemovedNumbers:
        """Removes numbers from an agent, all of them or none.

        Who may: staff; admins of the workspace.

        Args:
            agent_id: The agent.
            phone_number_ids: The numbers, each once; may be empty.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.RemovedNumbers = await self._call("agents.remove_phone_numbers", {
            "agent_id": agent_id,
            "phone_number_ids": phone_number_ids,
        }, idempotency_key=idempotency_key)
        return answer

    async def config(
        self,
        agent_id: IdLike,
    ) -> models.AgentConfig:
        """What a telephony program needs to run an agent: the agent with its numbers as plain strings.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            agent_id: The agent.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.AgentConfig = await self._call("agents.config", {
            "agent_id": agent_id,
        })
        return answer

    async def route(
        self,
        *,
        number: str,
        at: Moment | None = None,
    ) -> models.Route:
        """Who answers a call to a number: its inbound agent, else of its agents the active one that is open, else the oldest active one.

        The number is matched as it is stored, else in E.164; an inactive one is ``not_found``. A paused agent takes no calls: one that is
        the inbound agent is passed over. Without an active agent ``agent`` is null.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            number: The number that was called, as the carrier says it: a number in any form, or a SIP or tel URI.
            at: When; else now.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Route = await self._call("agents.route", {
            "number": number,
            "at": at,
        })
        return answer


class Auth(AsyncRoom):
    """Operations on auth."""

    __slots__ = ()

    async def login(
        self,
        *,
        username: str,
        password: str,
        idempotency_key: str | None = None,
    ) -> models.Login:
        """Begins a session, which lives 14 days after its last use. Failed attempts slow the account and the address down.

        Who may: everybody.

        Args:
            username: The user's name.
            password: The user's password.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidCredentials: The credentials are wrong, or their user is suspended, inactive or blacklisted.
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            Throttled: Too many failed attempts; ``retry_after`` says how many seconds to wait.
        """
        answer: models.Login = await self._call("auth.login", {
            "username": username,
            "password": password,
        }, idempotency_key=idempotency_key)
        return answer

    async def logout(
        self,
        *,
        idempotency_key: str | None = None,
    ) -> None:
        """Ends the session by which the caller calls; without one nothing happens.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("auth.logout", {}, idempotency_key=idempotency_key)
        return answer

    async def create_token(
        self,
        *,
        name: str,
        expires_at: Moment | None = None,
        workspaces: Sequence[IdLike] | None = None,
        operations: Sequence[str] | None = None,
        idempotency_key: str | None = None,
    ) -> models.NewToken:
        """Makes an API token of the caller. Its key is in this answer and nowhere else.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            name: What it is for.
            expires_at: When it ends; without it, when it is deleted.
            workspaces: The workspaces that it sees and touches; without it, all that its owner may.
            operations: The operations that it may call, as names or patterns (``leads.*``); without it, all that its owner may.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.NewToken = await self._call("auth.create_token", {
            "name": name,
            "expires_at": expires_at,
            "workspaces": workspaces,
            "operations": operations,
        }, idempotency_key=idempotency_key)
        return answer

    async def tokens(
        self,
    ) -> Rows[models.ApiToken]:
        """The caller's API tokens, newest first, without their keys.

        Who may: every user who is logged in, for the rows it sees.

        Raises:
            PermissionDenied: The caller may not do this.
        """
        answer: Rows[models.ApiToken] = await self._call("auth.tokens", {})
        return answer

    async def delete_token(
        self,
        id: IdLike,
        *,
        idempotency_key: str | None = None,
    ) -> None:
        """Deletes one of the caller's API tokens: its key is refused from then on.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("auth.delete_token", {
            "id": id,
        }, idempotency_key=idempotency_key)
        return answer


class Blacklist(AsyncRoom):
    """Operations on blacklist."""

    __slots__ = ()

    async def create(
        self,
        *,
        user: IdLike,
        reason: str,
        status: models.BlacklistStatus | str,
        expires_at: Moment | None = None,
        idempotency_key: str | None = None,
    ) -> models.BlacklistEntry:
        """Locks a user out: every credential of it is refused at once. Only a superuser does so to a superuser.
        An entry of the same user that has ended makes way; one that is in force is an error.

        Who may: staff.

        Args:
            user: Who is locked out; there must be no entry in force for this user.
            reason: Why, in words.
            status: Why, as a kind.
            expires_at: When it ends; without it, when it is removed.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.BlacklistEntry = await self._call("blacklist.create", {
            "user": user,
            "reason": reason,
            "status": status,
            "expires_at": expires_at,
        }, idempotency_key=idempotency_key)
        return answer

    async def get(
        self,
        id: IdLike,
    ) -> models.BlacklistEntry:
        """One entry by its id.

        Who may: staff.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.BlacklistEntry = await self._call("blacklist.get", {
            "id": id,
        })
        return answer

    async def list(
        self,
        *,
        page: int | str | None = None,
        page_size: int = 20,
        cursor: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        reason: str | None = None,
        user__username: str | None = None,
        user__email: str | None = None,
        status: models.BlacklistStatus | str | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
    ) -> Page[models.BlacklistEntry]:
        """Entries, newest first: filtered, searched, ordered, in pages. Those that have ended are among them.

        Who may: staff.

        Args:
            page: The page, from 1, or ``last``.
            page_size: Rows of a page: 1 to 1000.
            cursor: Where to go on: the ``next_cursor`` of the page before; an empty text starts at the front. Takes the place of ``page``.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            reason: The reason contains.
            user__username: The user's name contains.
            user__email: The user's e-mail address contains.
            status: Of this kind.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Changed at or after.
            updated_before: Changed at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Page[models.BlacklistEntry] = await self._call("blacklist.list", {
            "page": numbered(page),
            "page_size": page_size,
            "cursor": cursor,
            "search": search,
            "ordering": ordering,
            "reason": reason,
            "user__username": user__username,
            "user__email": user__email,
            "status": status,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        })
        return answer

    def iter(
        self,
        *,
        page_size: int = 20,
        search: str | None = None,
        ordering: str | None = None,
        reason: str | None = None,
        user__username: str | None = None,
        user__email: str | None = None,
        status: models.BlacklistStatus | str | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
    ) -> AsyncIterator[models.BlacklistEntry]:
        """All rows of the list, read page by page as they are asked for.

        Who may: staff.

        Args:
            page_size: Rows of a page: 1 to 1000.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            reason: The reason contains.
            user__username: The user's name contains.
            user__email: The user's e-mail address contains.
            status: Of this kind.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Changed at or after.
            updated_before: Changed at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return self._pages("blacklist.list", {
            "page_size": page_size,
            "search": search,
            "ordering": ordering,
            "reason": reason,
            "user__username": user__username,
            "user__email": user__email,
            "status": status,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        })

    async def to_arrow(
        self,
        *,
        search: str | None = None,
        ordering: str | None = None,
        reason: str | None = None,
        user__username: str | None = None,
        user__email: str | None = None,
        status: models.BlacklistStatus | str | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
        batch_size: int = 8192,
    ) -> _core.ArrowTable:
        """All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.

        Who may: staff.

        Args:
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            reason: The reason contains.
            user__username: The user's name contains.
            user__email: The user's e-mail address contains.
            status: Of this kind.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Changed at or after.
            updated_before: Changed at or before.
            batch_size: Rows that are read at once: 1 to 65536.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return await self._stream("blacklist.list", {
            "search": search,
            "ordering": ordering,
            "reason": reason,
            "user__username": user__username,
            "user__email": user__email,
            "status": status,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        }, batch_size)

    async def update(
        self,
        id: IdLike,
        *,
        user: IdLike | Unset = UNSET,
        reason: str | Unset = UNSET,
        status: models.BlacklistStatus | str | Unset = UNSET,
        expires_at: Moment | None | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.BlacklistEntry:
        """Changes the given fields.

        Who may: superusers.

        Args:
            id: The entry.
            user: Who is locked out.
            reason: Why, in words.
            status: Why, as a kind.
            expires_at: When it ends.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.BlacklistEntry = await self._call("blacklist.update", {
            "id": id,
            "user": user,
            "reason": reason,
            "status": status,
            "expires_at": expires_at,
        }, idempotency_key=idempotency_key)
        return answer

    async def delete(
        self,
        id: IdLike,
        *,
        idempotency_key: str | None = None,
    ) -> None:
        """Removes an entry: its user may log in again.

        Who may: superusers.

        Args:
            id: The row's id.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("blacklist.delete", {
            "id": id,
        }, idempotency_key=idempotency_key)
        return answer


class CalendarConfigurations(AsyncRoom):
    """Operations on calendar configurations."""

    __slots__ = ()

    async def create(
        self,
        *,
        calendar: IdLike,
        sub_calendar_id: str,
        duration: int,
        prep_time: int,
        from_time: TimeOfDay,
        to_time: TimeOfDay,
        days_buffer: int = 0,
        workdays: Sequence[str] | Unset = UNSET,
        slot_step_minutes: int = 30,
        timezone: str | None = None,
        idempotency_key: str | None = None,
    ) -> models.CalendarConfiguration:
        """Creates a configuration of a calendar.

        Who may: staff; admins of the workspace.

        Args:
            calendar: Its calendar.
            sub_calendar_id: The calendar inside of the account.
            duration: Minutes of a meeting, where a booking names none.
            prep_time: Minutes kept free before a meeting; below 0 counts as 0.
            from_time: The earliest start of a meeting.
            to_time: When meetings end at the latest: on the next day if before ``from_time``, after a whole day if equal.
            days_buffer: The first day that can be booked is so many days after today; below 0 counts as 0.
            workdays: Days on which meetings may start, for example ``["monday"]``; empty: every day.
            slot_step_minutes: Minutes from one start to the next.
            timezone: The IANA zone of its days and times; null: the database's.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.CalendarConfiguration = await self._call("calendar_configurations.create", {
            "calendar": calendar,
            "sub_calendar_id": sub_calendar_id,
            "duration": duration,
            "prep_time": prep_time,
            "from_time": from_time,
            "to_time": to_time,
            "days_buffer": days_buffer,
            "workdays": workdays,
            "slot_step_minutes": slot_step_minutes,
            "timezone": timezone,
        }, idempotency_key=idempotency_key)
        return answer

    async def get(
        self,
        id: IdLike,
    ) -> models.CalendarConfiguration:
        """One configuration by its id.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.CalendarConfiguration = await self._call("calendar_configurations.get", {
            "id": id,
        })
        return answer

    async def list(
        self,
        *,
        page: int | str | None = None,
        page_size: int = 20,
        cursor: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        sub_calendar_id: str | None = None,
        calendar__workspace__workspace_name: str | None = None,
        calendar__account_id: str | None = None,
        calendar__calendar_type: models.CalendarType | str | None = None,
        calendar: IdLike | None = None,
        duration: float | None = None,
        duration_min: float | None = None,
        duration_max: float | None = None,
        prep_time: float | None = None,
        prep_time_min: float | None = None,
        prep_time_max: float | None = None,
        days_buffer: float | None = None,
        days_buffer_min: float | None = None,
        days_buffer_max: float | None = None,
        from_time: TimeOfDay | None = None,
        to_time: TimeOfDay | None = None,
        available_from: TimeOfDay | None = None,
        available_to: TimeOfDay | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
    ) -> Page[models.CalendarConfiguration]:
        """Configurations, newest first, filtered, searched, ordered, in pages.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page: The page, from 1, or ``last``.
            page_size: Rows of a page: 1 to 1000.
            cursor: Where to go on: the ``next_cursor`` of the page before; an empty text starts at the front. Takes the place of ``page``.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            sub_calendar_id: The sub-calendar contains.
            calendar__workspace__workspace_name: The name of the calendar's workspace contains.
            calendar__account_id: The calendar's account contains.
            calendar__calendar_type: The calendar's provider.
            calendar: Of this calendar.
            duration: Minutes of a meeting.
            duration_min: Minutes of a meeting, at least.
            duration_max: Minutes of a meeting, at most.
            prep_time: Minutes of preparation.
            prep_time_min: Minutes of preparation, at least.
            prep_time_max: Minutes of preparation, at most.
            days_buffer: Days from today to the first that can be booked.
            days_buffer_min: The same, at least.
            days_buffer_max: The same, at most.
            from_time: The earliest start is this.
            to_time: The latest end is this.
            available_from: The earliest start is this or later.
            available_to: The latest end is this or earlier.
            created_after: Created at or after.
            created_before: Created at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Page[models.CalendarConfiguration] = await self._call("calendar_configurations.list", {
            "page": numbered(page),
            "page_size": page_size,
            "cursor": cursor,
            "search": search,
            "ordering": ordering,
            "sub_calendar_id": sub_calendar_id,
            "calendar__workspace__workspace_name": calendar__workspace__workspace_name,
            "calendar__account_id": calendar__account_id,
            "calendar__calendar_type": calendar__calendar_type,
            "calendar": calendar,
            "duration": duration,
            "duration_min": duration_min,
            "duration_max": duration_max,
            "prep_time": prep_time,
            "prep_time_min": prep_time_min,
            "prep_time_max": prep_time_max,
            "days_buffer": days_buffer,
            "days_buffer_min": days_buffer_min,
            "days_buffer_max": days_buffer_max,
            "from_time": from_time,
            "to_time": to_time,
            "available_from": available_from,
            "available_to": available_to,
            "created_after": created_after,
            "created_before": created_before,
        })
        return answer

    def iter(
        self,
        *,
        page_size: int = 20,
        search: str | None = None,
        ordering: str | None = None,
        sub_calendar_id: str | None = None,
        calendar__workspace__workspace_name: str | None = None,
        calendar__account_id: str | None = None,
        calendar__calendar_type: models.CalendarType | str | None = None,
        calendar: IdLike | None = None,
        duration: float | None = None,
        duration_min: float | None = None,
        duration_max: float | None = None,
        prep_time: float | None = None,
        prep_time_min: float | None = None,
        prep_time_max: float | None = None,
        days_buffer: float | None = None,
        days_buffer_min: float | None = None,
        days_buffer_max: float | None = None,
        from_time: TimeOfDay | None = None,
        to_time: TimeOfDay | None = None,
        available_from: TimeOfDay | None = None,
        available_to: TimeOfDay | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
    ) -> AsyncIterator[models.CalendarConfiguration]:
        """All rows of the list, read page by page as they are asked for.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page_size: Rows of a page: 1 to 1000.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            sub_calendar_id: The sub-calendar contains.
            calendar__workspace__workspace_name: The name of the calendar's workspace contains.
            calendar__account_id: The calendar's account contains.
            calendar__calendar_type: The calendar's provider.
            calendar: Of this calendar.
            duration: Minutes of a meeting.
            duration_min: Minutes of a meeting, at least.
            duration_max: Minutes of a meeting, at most.
            prep_time: Minutes of preparation.
            prep_time_min: Minutes of preparation, at least.
            prep_time_max: Minutes of preparation, at most.
            days_buffer: Days from today to the first that can be booked.
            days_buffer_min: The same, at least.
            days_buffer_max: The same, at most.
            from_time: The earliest start is this.
            to_time: The latest end is this.
            available_from: The earliest start is this or later.
            available_to: The latest end is this or earlier.
            created_after: Created at or after.
            created_before: Created at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return self._pages("calendar_configurations.list", {
            "page_size": page_size,
            "search": search,
            "ordering": ordering,
            "sub_calendar_id": sub_calendar_id,
            "calendar__workspace__workspace_name": calendar__workspace__workspace_name,
            "calendar__account_id": calendar__account_id,
            "calendar__calendar_type": calendar__calendar_type,
            "calendar": calendar,
            "duration": duration,
            "duration_min": duration_min,
            "duration_max": duration_max,
            "prep_time": prep_time,
            "prep_time_min": prep_time_min,
            "prep_time_max": prep_time_max,
            "days_buffer": days_buffer,
            "days_buffer_min": days_buffer_min,
            "days_buffer_max": days_buffer_max,
            "from_time": from_time,
            "to_time": to_time,
            "available_from": available_from,
            "available_to": available_to,
            "created_after": created_after,
            "created_before": created_before,
        })

    async def to_arrow(
        self,
        *,
        search: str | None = None,
        ordering: str | None = None,
        sub_calendar_id: str | None = None,
        calendar__workspace__workspace_name: str | None = None,
        calendar__account_id: str | None = None,
        calendar__calendar_type: models.CalendarType | str | None = None,
        calendar: IdLike | None = None,
        duration: float | None = None,
        duration_min: float | None = None,
        duration_max: float | None = None,
        prep_time: float | None = None,
        prep_time_min: float | None = None,
        prep_time_max: float | None = None,
        days_buffer: float | None = None,
        days_buffer_min: float | None = None,
        days_buffer_max: float | None = None,
        from_time: TimeOfDay | None = None,
        to_time: TimeOfDay | None = None,
        available_from: TimeOfDay | None = None,
        available_to: TimeOfDay | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        batch_size: int = 8192,
    ) -> _core.ArrowTable:
        """All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            sub_calendar_id: The sub-calendar contains.
            calendar__workspace__workspace_name: The name of the calendar's workspace contains.
            calendar__account_id: The calendar's account contains.
            calendar__calendar_type: The calendar's provider.
            calendar: Of this calendar.
            duration: Minutes of a meeting.
            duration_min: Minutes of a meeting, at least.
            duration_max: Minutes of a meeting, at most.
            prep_time: Minutes of preparation.
            prep_time_min: Minutes of preparation, at least.
            prep_time_max: Minutes of preparation, at most.
            days_buffer: Days from today to the first that can be booked.
            days_buffer_min: The same, at least.
            days_buffer_max: The same, at most.
            from_time: The earliest start is this.
            to_time: The latest end is this.
            available_from: The earliest start is this or later.
            available_to: The latest end is this or earlier.
            created_after: Created at or after.
            created_before: Created at or before.
            batch_size: Rows that are read at once: 1 to 65536.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return await self._stream("calendar_configurations.list", {
            "search": search,
            "ordering": ordering,
            "sub_calendar_id": sub_calendar_id,
            "calendar__workspace__workspace_name": calendar__workspace__workspace_name,
            "calendar__account_id": calendar__account_id,
            "calendar__calendar_type": calendar__calendar_type,
            "calendar": calendar,
            "duration": duration,
            "duration_min": duration_min,
            "duration_max": duration_max,
            "prep_time": prep_time,
            "prep_time_min": prep_time_min,
            "prep_time_max": prep_time_max,
            "days_buffer": days_buffer,
            "days_buffer_min": days_buffer_min,
            "days_buffer_max": days_buffer_max,
            "from_time": from_time,
            "to_time": to_time,
            "available_from": available_from,
            "available_to": available_to,
            "created_after": created_after,
            "created_before": created_before,
        }, batch_size)

    async def update(
        self,
        id: IdLike,
        *,
        calendar: IdLike | Unset = UNSET,
        sub_calendar_id: str | Unset = UNSET,
        duration: int | Unset = UNSET,
        prep_time: int | Unset = UNSET,
        from_time: TimeOfDay | Unset = UNSET,
        to_time: TimeOfDay | Unset = UNSET,
        days_buffer: int | Unset = UNSET,
        workdays: Sequence[str] | Unset = UNSET,
        slot_step_minutes: int | Unset = UNSET,
        timezone: str | None | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.CalendarConfiguration:
        """Changes the given fields. Its meetings follow it to another calendar or sub-calendar, unless they would collide there.

        Who may: staff; admins of the workspace.

        Args:
            id: The configuration.
            calendar: Its calendar; of the same workspace if agents or meetings use the configuration.
            sub_calendar_id: The calendar inside of the account.
            duration: Minutes of a meeting, where a booking names none.
            prep_time: Minutes kept free before a meeting; below 0 counts as 0. Meetings that are booked keep theirs.
            from_time: The earliest start of a meeting.
            to_time: When meetings end at the latest.
            days_buffer: The first day that can be booked is so many days after today; below 0 counts as 0.
            workdays: Days on which meetings may start; empty: every day.
            slot_step_minutes: Minutes from one start to the next.
            timezone: The IANA zone of its days and times; null: the database's.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.CalendarConfiguration = await self._call("calendar_configurations.update", {
            "id": id,
            "calendar": calendar,
            "sub_calendar_id": sub_calendar_id,
            "duration": duration,
            "prep_time": prep_time,
            "from_time": from_time,
            "to_time": to_time,
            "days_buffer": days_buffer,
            "workdays": workdays,
            "slot_step_minutes": slot_step_minutes,
            "timezone": timezone,
        }, idempotency_key=idempotency_key)
        return answer

    async def delete(
        self,
        id: IdLike,
        *,
        idempotency_key: str | None = None,
    ) -> None:
        """Deletes a configuration with its meetings; agents lose it.

        Who may: staff; admins of the workspace.

        Args:
            id: The row's id.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("calendar_configurations.delete", {
            "id": id,
        }, idempotency_key=idempotency_key)
        return answer

    async def check_availability(
        self,
        id: IdLike,
        *,
        date: Day,
        duration_minutes: int,
    ) -> models.Availability:
        """The times of a day at which a meeting can be booked: within the window, free with the preparation before it, not past.

        Who may: staff; admins of the workspace.

        Args:
            id: The configuration.
            date: The day, in the configuration's zone.
            duration_minutes: How long the meeting is to last.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Availability = await self._call("calendar_configurations.check_availability", {
            "id": id,
            "date": date,
            "duration_minutes": duration_minutes,
        })
        return answer


class Calendars(AsyncRoom):
    """Operations on calendars."""

    __slots__ = ()

    async def create(
        self,
        *,
        calendar_type: models.CalendarType | str,
        account_id: str,
        auth_token: str,
        workspace: IdLike | None = None,
        idempotency_key: str | None = None,
    ) -> models.Calendar:
        """Creates a calendar. Needs the key of the secrets, since its token is stored encrypted.

        Who may: staff; admins of the workspace.

        Args:
            calendar_type: The provider: ``google`` or ``outlook``.
            account_id: The account's name there, mostly an e-mail address.
            auth_token: The provider's token. Stored encrypted, never shown.
            workspace: Its workspace; null: for staff only.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            KeyRequired: Secrets cannot be written or read without the key given at open.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Calendar = await self._call("calendars.create", {
            "calendar_type": calendar_type,
            "account_id": account_id,
            "auth_token": auth_token,
            "workspace": workspace,
        }, idempotency_key=idempotency_key)
        return answer

    async def get(
        self,
        id: IdLike,
    ) -> models.Calendar:
        """One calendar by its id.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Calendar = await self._call("calendars.get", {
            "id": id,
        })
        return answer

    async def list(
        self,
        *,
        page: int | str | None = None,
        page_size: int = 20,
        cursor: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        account_id: str | None = None,
        workspace__workspace_name: str | None = None,
        calendar_type: models.CalendarType | str | None = None,
        workspace: IdLike | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
        has_configurations: bool | None = None,
    ) -> Page[models.Calendar]:
        """Calendars, newest first, filtered, searched, ordered, in pages.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page: The page, from 1, or ``last``.
            page_size: Rows of a page: 1 to 1000.
            cursor: Where to go on: the ``next_cursor`` of the page before; an empty text starts at the front. Takes the place of ``page``.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            account_id: The account contains.
            workspace__workspace_name: The workspace's name contains.
            calendar_type: Of this provider.
            workspace: Of this workspace.
            created_after: Created at or after.
            created_before: Created at or before.
            updated_after: Changed at or after.
            updated_before: Changed at or before.
            has_configurations: Whether any configuration uses it.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Page[models.Calendar] = await self._call("calendars.list", {
            "page": numbered(page),
            "page_size": page_size,
            "cursor": cursor,
            "search": search,
            "ordering": ordering,
            "account_id": account_id,
            "workspace__workspace_name": workspace__workspace_name,
            "calendar_type": calendar_type,
            "workspace": workspace,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
            "has_configurations": has_configurations,
        })
        return answer

    def iter(
        self,
        *,
        page_size: int = 20,
        search: str | None = None,
        ordering: str | None = None,
        account_id: str | None = None,
        workspace__workspace_name: str | None = None,
        calendar_type: models.CalendarType | str | None = None,
        workspace: IdLike | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
        has_configurations: bool | None = None,
    ) -> AsyncIterator[models.Calendar]:
        """All rows of the list, read page by page as they are asked for.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page_size: Rows of a page: 1 to 1000.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            account_id: The account contains.
            workspace__workspace_name: The workspace's name contains.
            calendar_type: Of this provider.
            workspace: Of this workspace.
            created_after: Created at or after.
            created_before: Created at or before.
            updated_after: Changed at or after.
            updated_before: Changed at or before.
            has_configurations: Whether any configuration uses it.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return self._pages("calendars.list", {
            "page_size": page_size,
            "search": search,
            "ordering": ordering,
            "account_id": account_id,
            "workspace__workspace_name": workspace__workspace_name,
            "calendar_type": calendar_type,
            "workspace": workspace,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
            "has_configurations": has_configurations,
        })

    async def to_arrow(
        self,
        *,
        search: str | None = None,
        ordering: str | None = None,
        account_id: str | None = None,
        workspace__workspace_name: str | None = None,
        calendar_type: models.CalendarType | str | None = None,
        workspace: IdLike | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
        has_configurations: bool | None = None,
        batch_size: int = 8192,
    ) -> _core.ArrowTable:
        """All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            account_id: The account contains.
            workspace__workspace_name: The workspace's name contains.
            calendar_type: Of this provider.
            workspace: Of this workspace.
            created_after: Created at or after.
            created_before: Created at or before.
            updated_after: Changed at or after.
            updated_before: Changed at or before.
            has_configurations: Whether any configuration uses it.
            batch_size: Rows that are read at once: 1 to 65536.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return await self._stream("calendars.list", {
            "search": search,
            "ordering": ordering,
            "account_id": account_id,
            "workspace__workspace_name": workspace__workspace_name,
            "calendar_type": calendar_type,
            "workspace": workspace,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
            "has_configurations": has_configurations,
        }, batch_size)

    async def update(
        self,
        id: IdLike,
        *,
        calendar_type: models.CalendarType | str | Unset = UNSET,
        account_id: str | Unset = UNSET,
        auth_token: str | Unset = UNSET,
        workspace: IdLike | None | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Calendar:
        """Changes the given fields. A calendar whose configurations are used by agents or meetings stays in its workspace.

        Who may: staff; admins of the workspace.

        Args:
            id: The calendar.
            calendar_type: The provider: ``google`` or ``outlook``.
            account_id: The account's name there.
            auth_token: A new token. Stored encrypted, never shown.
            workspace: Its workspace; null: for staff only.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            KeyRequired: Secrets cannot be written or read without the key given at open.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Calendar = await self._call("calendars.update", {
            "id": id,
            "calendar_type": calendar_type,
            "account_id": account_id,
            "auth_token": auth_token,
            "workspace": workspace,
        }, idempotency_key=idempotency_key)
        return answer

    async def delete(
        self,
        id: IdLike,
        *,
        idempotency_key: str | None = None,
    ) -> None:
        """Deletes a calendar with its configurations and meetings; agents lose the configuration.

        Who may: superusers.

        Args:
            id: The row's id.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("calendars.delete", {
            "id": id,
        }, idempotency_key=idempotency_key)
        return answer

    async def configurations(
        self,
        id: IdLike,
    ) -> Rows[models.CalendarConfiguration]:
        """The configurations of a calendar, oldest first.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Rows[models.CalendarConfiguration] = await self._call("calendars.configurations", {
            "id": id,
        })
        return answer

    async def test_connection(
        self,
        id: IdLike,
    ) -> models.ConnectionTest:
        """Says whether the calendar's provider can be reached: ``not_connected`` as long as none is connected.

        Who may: staff; admins of the workspace.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.ConnectionTest = await self._call("calendars.test_connection", {
            "id": id,
        })
        return answer


class Calls(AsyncRoom):
    """Operations on calls."""

    __slots__ = ()

    async def create(
        self,
        *,
        lead: IdLike | None,
        from_number: str,
        to_number: str,
        direction: models.Direction | str,
        duration: int | None = None,
        duration_ms: int | None = None,
        disconnection_reason: str | None = None,
        workspace: IdLike | None = None,
        agent: IdLike | None = None,
        phone_number: IdLike | None = None,
        parent_call: IdLike | None = None,
        provider: str | None = None,
        external_id: str | None = None,
        leg: str | None = None,
        transferred_to: str | None = None,
        hung_up_by: str | None = None,
        status: models.CallStatus | str = "completed",
        timestamp: Moment | None = None,
        started_at: Moment | None = None,
        ringing_at: Moment | None = None,
        answered_at: Moment | None = None,
        ended_at: Moment | None = None,
        answered_by: models.AnsweredBy | str | None = None,
        outcome: models.Outcome | str | None = None,
        appointment_datetime: Moment | None = None,
        idempotency_key: str | None = None,
    ) -> models.Call:
        """Records one call. If its workspace and provider know the ``external_id`` already, the answer is the existing log.

        Who may: staff; admins of the workspace.

        Args:
            lead: Who was called or called; null when not known.
            from_number: The number or SIP address that called.
            to_number: The number or SIP address that was called.
            direction: Who called whom.
            duration: Talk time in whole seconds. May be left out as long as the call has not ended, and where the times say it.
            duration_ms: Talk time in milliseconds.
            disconnection_reason: Why it ended, in the provider's words.
            workspace: Its workspace, for a call without a lead; else it is the lead's.
            agent: The agent on the call.
            phone_number: Our number on the call.
            parent_call: The call of which this is another leg.
            provider: Who carried it.
            external_id: The provider's id of the call; unique per workspace and provider.
            leg: Which leg of the parent call this is.
            transferred_to: To whom it was handed over.
            hung_up_by: Who ended it.
            status: Where it stands.
            timestamp: The moment that decides into which days and windows it falls; else its start, else now.
            started_at: When it was dialed or came in.
            ringing_at: When it first rang.
            answered_at: When it was answered.
            ended_at: When it ended.
            answered_by: Who or what answered.
            outcome: What came of it.
            appointment_datetime: For when the appointment was made; required exactly when the outcome is ``appointment_scheduled``.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
            QuotaExceeded: The workspace's plan allows no more; ``limit`` and ``used`` say how many.
        """
        answer: models.Call = await self._call("calls.create", {
            "lead": lead,
            "from_number": from_number,
            "to_number": to_number,
            "direction": direction,
            "duration": duration,
            "duration_ms": duration_ms,
            "disconnection_reason": disconnection_reason,
            "workspace": workspace,
            "agent": agent,
            "phone_number": phone_number,
            "parent_call": parent_call,
            "provider": provider,
            "external_id": external_id,
            "leg": leg,
            "transferred_to": transferred_to,
            "hung_up_by": hung_up_by,
            "status": status,
            "timestamp": timestamp,
            "started_at": started_at,
            "ringing_at": ringing_at,
            "answered_at": answered_at,
            "ended_at": ended_at,
            "answered_by": answered_by,
            "outcome": outcome,
            "appointment_datetime": appointment_datetime,
        }, idempotency_key=idempotency_key)
        return answer

    async def bulk_create(
        self,
        *,
        calls: Sequence[Mapping[str, Any]],
        on_error: models.OnError | str = "reject",
        idempotency_key: str | None = None,
    ) -> models.CallBulkReport:
        """Records many calls in one transaction. By default one bad row rejects all; ``on_error`` = ``skip`` records the good ones.

        Who may: staff; admins of the workspace.

        Args:
            calls: The calls, each as ``calls.create`` takes it.
            on_error: What a bad row does to the others.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.CallBulkReport = await self._call("calls.bulk_create", {
            "calls": calls,
            "on_error": on_error,
        }, idempotency_key=idempotency_key)
        return answer

    async def import_cdr(
        self,
        *,
        cdr: str | None = None,
        format: models.CdrFormat | str | None = None,
        columns: str | None = None,
        encoding: str | None = None,
        time_zone: str | None = None,
        workspace: IdLike | None = None,
        provider: str | None = None,
        default_country: str | None = None,
        direction: models.Direction | str | None = None,
        agent: IdLike | None = None,
        link_leads: bool = False,
        atomic: bool = False,
        idempotency_key: str | None = None,
    ) -> models.CdrReport:
        """Reads calls from the records (CDR) that FreeSWITCH and Asterisk write, with a verdict for every record.

        Format, layout and encoding are found out unless they are said. The file comes as a stream or in ``cdr``; verdicts go to the
        stream of rows, else into the answer. The legs of a call become one call; causes become reasons, and the switch's word for
        it stays in ``disconnection_reason``. Calls are known by the switch's ids: the same file twice creates nothing new. The work
        is done in small transactions, or with ``atomic`` in one.

        Who may: staff; admins of the workspace.

        Args:
            cdr: The file as text, where there is no stream for it.
            format: What the file is; found out if it is not given.
            columns: The columns of a CSV file that has no header and no standard layout: their names, or the template of the switch's configuration.
            encoding: The encoding, such as ``utf-8`` or ``iso-8859-2``; found out if it is not given.
            time_zone: The IANA zone of the switch's clock, for times without one: the database's if it is not given.
            workspace: The workspace of the calls.
            provider: Who carried the calls: ``freeswitch`` or ``asterisk`` if it is not given. Switches whose ids may be alike need a name each.
            default_country: The country, in two letters, of numbers that are written without one: to find our numbers and leads by them.
            direction: Who called whom, in all of the file; found out call by call if it is not given.
            agent: The agent on the calls, instead of the one that answers the number of ours.
            link_leads: Link each call to the lead whose number is the other one.
            atomic: One transaction instead of many small ones.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.CdrReport = await self._call("calls.import_cdr", {
            "cdr": cdr,
            "format": format,
            "columns": columns,
            "encoding": encoding,
            "time_zone": time_zone,
            "workspace": workspace,
            "provider": provider,
            "default_country": default_country,
            "direction": direction,
            "agent": agent,
            "link_leads": link_leads,
            "atomic": atomic,
        }, idempotency_key=idempotency_key)
        return answer

    async def import_file(
        self,
        file: Source,
        *,
        format: models.CdrFormat | str | None = None,
        columns: str | None = None,
        encoding: str | None = None,
        time_zone: str | None = None,
        workspace: IdLike | None = None,
        provider: str | None = None,
        default_country: str | None = None,
        direction: models.Direction | str | None = None,
        agent: IdLike | None = None,
        link_leads: bool = False,
        atomic: bool = False,
        progress: Progress | None = None,
    ) -> models.CdrReport:
        """The same as ``import_cdr``, from a file. Takes no idempotency key: repeating it creates nothing twice.

        Who may: staff; admins of the workspace.

        Args:
            file: A path, or a file that is open for reading bytes; read as it comes, of any length.
            format: What the file is; found out if it is not given.
            columns: The columns of a CSV file that has no header and no standard layout: their names, or the template of the switch's configuration.
            encoding: The encoding, such as ``utf-8`` or ``iso-8859-2``; found out if it is not given.
            time_zone: The IANA zone of the switch's clock, for times without one: the database's if it is not given.
            workspace: The workspace of the calls.
            provider: Who carried the calls: ``freeswitch`` or ``asterisk`` if it is not given. Switches whose ids may be alike need a name each.
            default_country: The country, in two letters, of numbers that are written without one: to find our numbers and leads by them.
            direction: Who called whom, in all of the file; found out call by call if it is not given.
            agent: The agent on the calls, instead of the one that answers the number of ours.
            link_leads: Link each call to the lead whose number is the other one.
            atomic: One transaction instead of many small ones.
            progress: Is called now and then with how many rows are done; if ``atomic``, inside of the one transaction, where it cannot write.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.CdrReport = await self._feed("calls.import_cdr", {
            "format": format,
            "columns": columns,
            "encoding": encoding,
            "time_zone": time_zone,
            "workspace": workspace,
            "provider": provider,
            "default_country": default_country,
            "direction": direction,
            "agent": agent,
            "link_leads": link_leads,
            "atomic": atomic,
        }, file, progress)
        return answer

    async def get(
        self,
        id: IdLike,
    ) -> models.Call:
        """One call by its id.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Call = await self._call("calls.get", {
            "id": id,
        })
        return answer

    async def list(
        self,
        *,
        page: int | str | None = None,
        page_size: int = 20,
        cursor: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        from_number: str | None = None,
        to_number: str | None = None,
        disconnection_reason: str | None = None,
        lead__name: str | None = None,
        lead__email: str | None = None,
        lead__phone: str | None = None,
        direction: models.Direction | str | None = None,
        lead: IdLike | None = None,
        duration_min: float | None = None,
        duration_max: float | None = None,
        timestamp_after: Moment | None = None,
        timestamp_before: Moment | None = None,
        date: Day | None = None,
        successful: bool | None = None,
        workspace: IdLike | None = None,
        agent: IdLike | None = None,
        phone_number: IdLike | None = None,
        parent_call: IdLike | None = None,
        status: models.CallStatus | str | None = None,
        outcome: models.Outcome | str | None = None,
        reason: models.Reason | str | None = None,
        answered_by: models.AnsweredBy | str | None = None,
        provider: str | None = None,
        external_id: str | None = None,
        tz: str | None = None,
    ) -> Page[models.Call]:
        """Calls, newest first, filtered, searched, ordered, in pages.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page: The page, from 1, or ``last``.
            page_size: Rows of a page: 1 to 1000.
            cursor: Where to go on: the ``next_cursor`` of the page before; an empty text starts at the front. Takes the place of ``page``.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            from_number: The calling number contains.
            to_number: The called number contains.
            disconnection_reason: The raw text of why it ended contains.
            lead__name: The lead's given name contains.
            lead__email: The lead's e-mail address contains.
            lead__phone: The lead's phone number contains.
            direction: Who called whom.
            lead: Of this lead.
            duration_min: At least so many seconds of talk.
            duration_max: At most so many seconds of talk.
            timestamp_after: At this time or later.
            timestamp_before: At this time or earlier.
            date: On this calendar day.
            successful: True: there was talk. False: there was none, or the reason is one of failure.
            workspace: Of this workspace.
            agent: Of this agent.
            phone_number: Over this number of ours.
            parent_call: Legs of this call.
            status: In this status. Statistics count ended calls unless this is given.
            outcome: With this outcome.
            reason: Ended for this reason.
            answered_by: Answered by.
            provider: Carried by exactly this provider.
            external_id: With exactly this id of the provider.
            tz: The IANA zone of calendar days, instead of the database's.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Page[models.Call] = await self._call("calls.list", {
            "page": numbered(page),
            "page_size": page_size,
            "cursor": cursor,
            "search": search,
            "ordering": ordering,
            "from_number": from_number,
            "to_number": to_number,
            "disconnection_reason": disconnection_reason,
            "lead__name": lead__name,
            "lead__email": lead__email,
            "lead__phone": lead__phone,
            "direction": direction,
            "lead": lead,
            "duration_min": duration_min,
            "duration_max": duration_max,
            "timestamp_after": timestamp_after,
            "timestamp_before": timestamp_before,
            "date": date,
            "successful": successful,
            "workspace": workspace,
            "agent": agent,
            "phone_number": phone_number,
            "parent_call": parent_call,
            "status": status,
            "outcome": outcome,
            "reason": reason,
            "answered_by": answered_by,
            "provider": provider,
            "external_id": external_id,
            "tz": tz,
        })
        return answer

    def iter(
        self,
        *,
        page_size: int = 20,
        search: str | None = None,
        ordering: str | None = None,
        from_number: str | None = None,
        to_number: str | None = None,
        disconnection_reason: str | None = None,
        lead__name: str | None = None,
        lead__email: str | None = None,
        lead__phone: str | None = None,
        direction: models.Direction | str | None = None,
        lead: IdLike | None = None,
        duration_min: float | None = None,
        duration_max: float | None = None,
        timestamp_after: Moment | None = None,
        timestamp_before: Moment | None = None,
        date: Day | None = None,
        successful: bool | None = None,
        workspace: IdLike | None = None,
        agent: IdLike | None = None,
        phone_number: IdLike | None = None,
        parent_call: IdLike | None = None,
        status: models.CallStatus | str | None = None,
        outcome: models.Outcome | str | None = None,
        reason: models.Reason | str | None = None,
        answered_by: models.AnsweredBy | str | None = None,
        provider: str | None = None,
        external_id: str | None = None,
        tz: str | None = None,
    ) -> AsyncIterator[models.Call]:
        """All rows of the list, read page by page as they are asked for.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page_size: Rows of a page: 1 to 1000.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            from_number: The calling number contains.
            to_number: The called number contains.
            disconnection_reason: The raw text of why it ended contains.
            lead__name: The lead's given name contains.
            lead__email: The lead's e-mail address contains.
            lead__phone: The lead's phone number contains.
            direction: Who called whom.
            lead: Of this lead.
            duration_min: At least so many seconds of talk.
            duration_max: At most so many seconds of talk.
            timestamp_after: At this time or later.
            timestamp_before: At this time or earlier.
            date: On this calendar day.
            successful: True: there was talk. False: there was none, or the reason is one of failure.
            workspace: Of this workspace.
            agent: Of this agent.
            phone_number: Over this number of ours.
            parent_call: Legs of this call.
            status: In this status. Statistics count ended calls unless this is given.
            outcome: With this outcome.
            reason: Ended for this reason.
            answered_by: Answered by.
            provider: Carried by exactly this provider.
            external_id: With exactly this id of the provider.
            tz: The IANA zone of calendar days, instead of the database's.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return self._pages("calls.list", {
            "page_size": page_size,
            "search": search,
            "ordering": ordering,
            "from_number": from_number,
            "to_number": to_number,
            "disconnection_reason": disconnection_reason,
            "lead__name": lead__name,
            "lead__email": lead__email,
            "lead__phone": lead__phone,
            "direction": direction,
            "lead": lead,
            "duration_min": duration_min,
            "duration_max": duration_max,
            "timestamp_after": timestamp_after,
            "timestamp_before": timestamp_before,
            "date": date,
            "successful": successful,
            "workspace": workspace,
            "agent": agent,
            "phone_number": phone_number,
            "parent_call": parent_call,
            "status": status,
            "outcome": outcome,
            "reason": reason,
            "answered_by": answered_by,
            "provider": provider,
            "external_id": external_id,
            "tz": tz,
        })

    async def to_arrow(
        self,
        *,
        search: str | None = None,
        ordering: str | None = None,
        from_number: str | None = None,
        to_number: str | None = None,
        disconnection_reason: str | None = None,
        lead__name: str | None = None,
        lead__email: str | None = None,
        lead__phone: str | None = None,
        direction: models.Direction | str | None = None,
        lead: IdLike | None = None,
        duration_min: float | None = None,
        duration_max: float | None = None,
        timestamp_after: Moment | None = None,
        timestamp_before: Moment | None = None,
        date: Day | None = None,
        successful: bool | None = None,
        workspace: IdLike | None = None,
        agent: IdLike | None = None,
        phone_number: IdLike | None = None,
        parent_call: IdLike | None = None,
        status: models.CallStatus | str | None = None,
        outcome: models.Outcome | str | None = None,
        reason: models.Reason | str | None = None,
        answered_by: models.AnsweredBy | str | None = None,
        provider: str | None = None,
        external_id: str | None = None,
        tz: str | None = None,
        batch_size: int = 8192,
    ) -> _core.ArrowTable:
        """All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            from_number: The calling number contains.
            to_number: The called number contains.
            disconnection_reason: The raw text of why it ended contains.
            lead__name: The lead's given name contains.
            lead__email: The lead's e-mail address contains.
            lead__phone: The lead's phone number contains.
            direction: Who called whom.
            lead: Of this lead.
            duration_min: At least so many seconds of talk.
            duration_max: At most so many seconds of talk.
            timestamp_after: At this time or later.
            timestamp_before: At this time or earlier.
            date: On this calendar day.
            successful: True: there was talk. False: there was none, or the reason is one of failure.
            workspace: Of this workspace.
            agent: Of this agent.
            phone_number: Over this number of ours.
            parent_call: Legs of this call.
            status: In this status. Statistics count ended calls unless this is given.
            outcome: With this outcome.
            reason: Ended for this reason.
            answered_by: Answered by.
            provider: Carried by exactly this provider.
            external_id: With exactly this id of the provider.
            tz: The IANA zone of calendar days, instead of the database's.
            batch_size: Rows that are read at once: 1 to 65536.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return await self._stream("calls.list", {
            "search": search,
            "ordering": ordering,
            "from_number": from_number,
            "to_number": to_number,
            "disconnection_reason": disconnection_reason,
            "lead__name": lead__name,
            "lead__email": lead__email,
            "lead__phone": lead__phone,
            "direction": direction,
            "lead": lead,
            "duration_min": duration_min,
            "duration_max": duration_max,
            "timestamp_after": timestamp_after,
            "timestamp_before": timestamp_before,
            "date": date,
            "successful": successful,
            "workspace": workspace,
            "agent": agent,
            "phone_number": phone_number,
            "parent_call": parent_call,
            "status": status,
            "outcome": outcome,
            "reason": reason,
            "answered_by": answered_by,
            "provider": provider,
            "external_id": external_id,
            "tz": tz,
        }, batch_size)

    async def update(
        self,
        id: IdLike,
        *,
        lead: IdLike | None | Unset = UNSET,
        from_number: str | Unset = UNSET,
        to_number: str | Unset = UNSET,
        direction: models.Direction | str | Unset = UNSET,
        duration: int | Unset = UNSET,
        duration_ms: int | Unset = UNSET,
        disconnection_reason: str | None | Unset = UNSET,
        workspace: IdLike | None | Unset = UNSET,
        agent: IdLike | None | Unset = UNSET,
        phone_number: IdLike | None | Unset = UNSET,
        parent_call: IdLike | None | Unset = UNSET,
        provider: str | None | Unset = UNSET,
        external_id: str | None | Unset = UNSET,
        leg: str | None | Unset = UNSET,
        transferred_to: str | None | Unset = UNSET,
        hung_up_by: str | None | Unset = UNSET,
        status: models.CallStatus | str | Unset = UNSET,
        timestamp: Moment | None | Unset = UNSET,
        started_at: Moment | None | Unset = UNSET,
        ringing_at: Moment | None | Unset = UNSET,
        answered_at: Moment | None | Unset = UNSET,
        ended_at: Moment | None | Unset = UNSET,
        answered_by: models.AnsweredBy | str | None | Unset = UNSET,
        outcome: models.Outcome | str | None | Unset = UNSET,
        appointment_datetime: Moment | None | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Call:
        """Changes the given fields. The workspace follows the lead; ``timestamp`` stays as it was.

        Who may: staff; admins of the workspace.

        Args:
            id: The call.
            lead: Who was called or called; the call moves into the lead's workspace.
            from_number: The number or SIP address that called.
            to_number: The number or SIP address that was called.
            direction: Who called whom.
            duration: Talk time in whole seconds.
            duration_ms: Talk time in milliseconds.
            disconnection_reason: Why it ended, in the provider's words.
            workspace: Its workspace, for a call without a lead.
            agent: The agent on the call.
            phone_number: Our number on the call.
            parent_call: The call of which this is another leg.
            provider: Who carried it.
            external_id: The provider's id of the call.
            leg: Which leg of the parent call this is.
            transferred_to: To whom it was handed over.
            hung_up_by: Who ended it.
            status: Where it stands.
            timestamp: Ignored: the time of a call is said when it is recorded.
            started_at: When it was dialed or came in.
            ringing_at: When it first rang.
            answered_at: When it was answered.
            ended_at: When it ended.
            answered_by: Who or what answered.
            outcome: What came of it.
            appointment_datetime: For when the appointment was made; set exactly when the outcome is ``appointment_scheduled``.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Call = await self._call("calls.update", {
            "id": id,
            "lead": lead,
            "from_number": from_number,
            "to_number": to_number,
            "direction": direction,
            "duration": duration,
            "duration_ms": duration_ms,
            "disconnection_reason": disconnection_reason,
            "workspace": workspace,
            "agent": agent,
            "phone_number": phone_number,
            "parent_call": parent_call,
            "provider": provider,
            "external_id": external_id,
            "leg": leg,
            "transferred_to": transferred_to,
            "hung_up_by": hung_up_by,
            "status": status,
            "timestamp": timestamp,
            "started_at": started_at,
            "ringing_at": ringing_at,
            "answered_at": answered_at,
            "ended_at": ended_at,
            "answered_by": answered_by,
            "outcome": outcome,
            "appointment_datetime": appointment_datetime,
        }, idempotency_key=idempotency_key)
        return answer

    async def begin(
        self,
        *,
        from_number: str,
        to_number: str,
        direction: models.Direction | str,
        lead: IdLike | None = None,
        workspace: IdLike | None = None,
        agent: IdLike | None = None,
        phone_number: IdLike | None = None,
        parent_call: IdLike | None = None,
        provider: str | None = None,
        external_id: str | None = None,
        leg: str | None = None,
        started_at: Moment | None = None,
        owner: str = "",
        lease_seconds: int = 60,
        idempotency_key: str | None = None,
    ) -> models.Call:
        """Begins a call that is about to be dialed or comes in, with a lease that its owner renews. It is on the disk when this answers.

        A lead may be found later. If its workspace and provider know the ``external_id`` already, the answer is that call; one that
        began with an event takes over what is said here, and moves here if its workspace was not named. What was reported before
        counts. Refused when the plan's ``call_minutes`` are used up.

        Who may: staff; admins of the workspace.

        Args:
            from_number: The number or SIP address that calls.
            to_number: The number or SIP address that is called.
            direction: Who calls whom.
            lead: Who is called or calls, if known.
            workspace: Its workspace, for a call without a lead; else it is the lead's, the agent's or the number's.
            agent: The agent on the call.
            phone_number: Our number on the call.
            parent_call: The call of which this is another leg.
            provider: Who carries it.
            external_id: The provider's id of the call; unique per workspace and provider.
            leg: Which leg of the parent call this is.
            started_at: When it is dialed or came in; else now.
            owner: Who runs it: the name of a process or worker, which renews the lease under the same one.
            lease_seconds: How long the lease lasts.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
            QuotaExceeded: The workspace's plan allows no more; ``limit`` and ``used`` say how many.
        """
        answer: models.Call = await self._call("calls.begin", {
            "from_number": from_number,
            "to_number": to_number,
            "direction": direction,
            "lead": lead,
            "workspace": workspace,
            "agent": agent,
            "phone_number": phone_number,
            "parent_call": parent_call,
            "provider": provider,
            "external_id": external_id,
            "leg": leg,
            "started_at": started_at,
            "owner": owner,
            "lease_seconds": lease_seconds,
        }, idempotency_key=idempotency_key)
        return answer

    async def event(
        self,
        *,
        call: IdLike | None = None,
        external_id: str | None = None,
        provider: str | None = None,
        workspace: IdLike | None = None,
        event_id: str,
        kind: models.EventKind | str,
        at: Moment,
        source: models.Reporter | str = "carrier",
        sip_status: int | None = None,
        q850_cause: int | None = None,
        disconnection_reason: str | None = None,
        after_cancel: bool = False,
        hung_up_by: str | None = None,
        transferred_to: str | None = None,
        answered_by: models.AnsweredBy | str | None = None,
        from_number: str | None = None,
        to_number: str | None = None,
        direction: models.Direction | str | None = None,
        agent: IdLike | None = None,
        phone_number: IdLike | None = None,
        idempotency_key: str | None = None,
    ) -> models.Call:
        """Takes an event of a call, in any order and any number of times; the call's row follows from all of its events.

        An event is known by who reports it and its ``event_id``: repeated, nothing changes; with another content it is
        ``idempotency_conflict``. Of several ends the strongest counts: the carrier's, then the host's, then that of a lease that ran
        out; then the latest, then the one with the greatest ``event_id``. A call that has ended never goes on again. What its words and
        codes do not map to is the reason ``unknown``; they are kept.

        An ``external_id`` that is not known yet begins the call, if the event says ``from_number``, ``to_number`` and ``direction``. Else the
        answer is ``not_found``, and the event is kept for seven days: it counts as soon as the call begins. A call of which no workspace
        was named belongs to the first that is.

        Who may: staff; admins of the workspace.

        Args:
            call: The call.
            external_id: The provider's id of the call, instead.
            provider: With ``external_id``: the provider.
            workspace: With ``external_id``: the workspace, where several may know the id.
            event_id: The reporter's id of the event: the same one is stored once.
            kind: What happened.
            at: When it happened.
            source: Who reports it.
            sip_status: Of an end: the final SIP status. One that does not exist is kept as it is, and says nothing.
            q850_cause: Of an end: the Q.850 cause. One that does not exist is kept as it is, and says nothing.
            disconnection_reason: Of an end: why, in the reporter's words; of a longer text the first 255 characters are kept.
            after_cancel: Of an end: whether our side had sent CANCEL, which tells SIP 487 apart.
            hung_up_by: Of an end: who ended it; ``agent`` and ``user`` are understood. At most 255 characters are kept.
            transferred_to: Of a transfer: to whom it was handed over. At most 255 characters are kept.
            answered_by: Of an answer: who or what answered.
            from_number: For a call that is not known yet: the number or SIP address that calls.
            to_number: For a call that is not known yet: the number or SIP address that is called.
            direction: For a call that is not known yet: who calls whom.
            agent: For a call that is not known yet: the agent on the call.
            phone_number: For a call that is not known yet: our number on the call.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            IdempotencyConflict: The idempotency key was used before with another input.
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Call = await self._call("calls.event", {
            "call": call,
            "external_id": external_id,
            "provider": provider,
            "workspace": workspace,
            "event_id": event_id,
            "kind": kind,
            "at": at,
            "source": source,
            "sip_status": sip_status,
            "q850_cause": q850_cause,
            "disconnection_reason": disconnection_reason,
            "after_cancel": after_cancel,
            "hung_up_by": hung_up_by,
            "transferred_to": transferred_to,
            "answered_by": answered_by,
            "from_number": from_number,
            "to_number": to_number,
            "direction": direction,
            "agent": agent,
            "phone_number": phone_number,
        }, idempotency_key=idempotency_key)
        return answer

    async def end(
        self,
        *,
        call: IdLike | None = None,
        external_id: str | None = None,
        provider: str | None = None,
        workspace: IdLike | None = None,
        at: Moment | None = None,
        disconnection_reason: str | None = None,
        sip_status: int | None = None,
        q850_cause: int | None = None,
        after_cancel: bool = False,
        hung_up_by: str | None = None,
        event_id: str = "end",
        idempotency_key: str | None = None,
    ) -> models.Call:
        """Ends a call on the word of the program that runs it: an event ``ended`` of the host.

        Of an ``external_id`` that is not known yet it is kept, as by ``calls.event``.

        Who may: staff; admins of the workspace.

        Args:
            call: The call.
            external_id: The provider's id of the call, instead.
            provider: With ``external_id``: the provider.
            workspace: With ``external_id``: the workspace, where several may know the id.
            at: When it ended; else now.
            disconnection_reason: Why it ended, in the program's words; of a longer text the first 255 characters are kept.
            sip_status: The final SIP status. One that does not exist is kept as it is, and says nothing.
            q850_cause: The Q.850 cause. One that does not exist is kept as it is, and says nothing.
            after_cancel: Whether our side had sent CANCEL, which tells SIP 487 apart.
            hung_up_by: Who ended it; ``agent`` and ``user`` are understood. At most 255 characters are kept.
            event_id: The id of the event. Another one lets the program correct what it said before.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            IdempotencyConflict: The idempotency key was used before with another input.
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Call = await self._call("calls.end", {
            "call": call,
            "external_id": external_id,
            "provider": provider,
            "workspace": workspace,
            "at": at,
            "disconnection_reason": disconnection_reason,
            "sip_status": sip_status,
            "q850_cause": q850_cause,
            "after_cancel": after_cancel,
            "hung_up_by": hung_up_by,
            "event_id": event_id,
        }, idempotency_key=idempotency_key)
        return answer

    async def renew(
        self,
        *,
        owner: str,
        calls: Sequence[IdLike] | None = None,
        lease_seconds: int = 60,
        idempotency_key: str | None = None,
    ) -> models.CallLeases:
        """Renews the leases of an owner: of the named calls, or of all that it runs.

        Who may: staff; admins of the workspace.

        Args:
            owner: Who runs the calls, as ``calls.begin`` was told.
            calls: The calls; left out: all that the owner runs.
            lease_seconds: How long the leases last from now on.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.CallLeases = await self._call("calls.renew", {
            "owner": owner,
            "calls": calls,
            "lease_seconds": lease_seconds,
        }, idempotency_key=idempotency_key)
        return answer

    async def reap(
        self,
        *,
        workspace: IdLike | None = None,
        idempotency_key: str | None = None,
    ) -> models.ReapReport:
        """Closes calls whose lease has run out, as ``lost``, some hundreds at once. A real end that comes later corrects reason and duration.

        Who may: staff; admins of the workspace.

        Args:
            workspace: Only those of this workspace.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.ReapReport = await self._call("calls.reap", {
            "workspace": workspace,
        }, idempotency_key=idempotency_key)
        return answer

    async def append_transcript(
        self,
        *,
        call: IdLike,
        turns: Sequence[Mapping[str, Any]],
        idempotency_key: str | None = None,
    ) -> models.AppendedTurns:
        """Adds turns to the transcript of a call.

        A turn is known by its place: sent again, nothing changes; with another content it is ``idempotency_conflict``, and nothing of
        the request is written.

        Who may: staff; admins of the workspace.

        Args:
            call: The call.
            turns: The turns, in any order.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            IdempotencyConflict: The idempotency key was used before with another input.
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.AppendedTurns = await self._call("calls.append_transcript", {
            "call": call,
            "turns": turns,
        }, idempotency_key=idempotency_key)
        return answer

    async def transcript(
        self,
        *,
        call: IdLike,
    ) -> models.Transcript:
        """What was said in a call, all turns in their order.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            call: The call.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Transcript = await self._call("calls.transcript", {
            "call": call,
        })
        return answer

    async def delete(
        self,
        id: IdLike,
        *,
        idempotency_key: str | None = None,
    ) -> None:
        """Deletes a call with its transcript. Its legs and meetings stay without it.

        Who may: superusers.

        Args:
            id: The row's id.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("calls.delete", {
            "id": id,
        }, idempotency_key=idempotency_key)
        return answer

    async def analytics(
        self,
        *,
        from_number: str | None = None,
        to_number: str | None = None,
        disconnection_reason: str | None = None,
        lead__name: str | None = None,
        lead__email: str | None = None,
        lead__phone: str | None = None,
        direction: models.Direction | str | None = None,
        lead: IdLike | None = None,
        duration_min: float | None = None,
        duration_max: float | None = None,
        timestamp_after: Moment | None = None,
        timestamp_before: Moment | None = None,
        date: Day | None = None,
        successful: bool | None = None,
        workspace: IdLike | None = None,
        agent: IdLike | None = None,
        phone_number: IdLike | None = None,
        parent_call: IdLike | None = None,
        status: models.CallStatus | str | None = None,
        outcome: models.Outcome | str | None = None,
        reason: models.Reason | str | None = None,
        answered_by: models.AnsweredBy | str | None = None,
        provider: str | None = None,
        external_id: str | None = None,
        tz: str | None = None,
        search: str | None = None,
    ) -> models.CallAnalytics:
        """Counts and talk time: all calls, today's, those of the last 7 and 30 days, by direction.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            from_number: The calling number contains.
            to_number: The called number contains.
            disconnection_reason: The raw text of why it ended contains.
            lead__name: The lead's given name contains.
            lead__email: The lead's e-mail address contains.
            lead__phone: The lead's phone number contains.
            direction: Who called whom.
            lead: Of this lead.
            duration_min: At least so many seconds of talk.
            duration_max: At most so many seconds of talk.
            timestamp_after: At this time or later.
            timestamp_before: At this time or earlier.
            date: On this calendar day.
            successful: True: there was talk. False: there was none, or the reason is one of failure.
            workspace: Of this workspace.
            agent: Of this agent.
            phone_number: Over this number of ours.
            parent_call: Legs of this call.
            status: In this status. Statistics count ended calls unless this is given.
            outcome: With this outcome.
            reason: Ended for this reason.
            answered_by: Answered by.
            provider: Carried by exactly this provider.
            external_id: With exactly this id of the provider.
            tz: The IANA zone of calendar days, instead of the database's.
            search: Terms that must occur, as in the list.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.CallAnalytics = await self._call("calls.analytics", {
            "from_number": from_number,
            "to_number": to_number,
            "disconnection_reason": disconnection_reason,
            "lead__name": lead__name,
            "lead__email": lead__email,
            "lead__phone": lead__phone,
            "direction": direction,
            "lead": lead,
            "duration_min": duration_min,
            "duration_max": duration_max,
            "timestamp_after": timestamp_after,
            "timestamp_before": timestamp_before,
            "date": date,
            "successful": successful,
            "workspace": workspace,
            "agent": agent,
            "phone_number": phone_number,
            "parent_call": parent_call,
            "status": status,
            "outcome": outcome,
            "reason": reason,
            "answered_by": answered_by,
            "provider": provider,
            "external_id": external_id,
            "tz": tz,
            "search": search,
        })
        return answer

    async def daily_stats(
        self,
        *,
        from_number: str | None = None,
        to_number: str | None = None,
        disconnection_reason: str | None = None,
        lead__name: str | None = None,
        lead__email: str | None = None,
        lead__phone: str | None = None,
        direction: models.Direction | str | None = None,
        lead: IdLike | None = None,
        duration_min: float | None = None,
        duration_max: float | None = None,
        timestamp_after: Moment | None = None,
        timestamp_before: Moment | None = None,
        date: Day | None = None,
        successful: bool | None = None,
        workspace: IdLike | None = None,
        agent: IdLike | None = None,
        phone_number: IdLike | None = None,
        parent_call: IdLike | None = None,
        status: models.CallStatus | str | None = None,
        outcome: models.Outcome | str | None = None,
        reason: models.Reason | str | None = None,
        answered_by: models.AnsweredBy | str | None = None,
        provider: str | None = None,
        external_id: str | None = None,
        tz: str | None = None,
        search: str | None = None,
        days: int | None = None,
        start_date: Day | None = None,
        end_date: Day | None = None,
    ) -> models.CallDailyStats:
        """Counts and talk time day by day, oldest first: the last ``days`` days, or from ``start_date`` to ``end_date``.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            from_number: The calling number contains.
            to_number: The called number contains.
            disconnection_reason: The raw text of why it ended contains.
            lead__name: The lead's given name contains.
            lead__email: The lead's e-mail address contains.
            lead__phone: The lead's phone number contains.
            direction: Who called whom.
            lead: Of this lead.
            duration_min: At least so many seconds of talk.
            duration_max: At most so many seconds of talk.
            timestamp_after: At this time or later.
            timestamp_before: At this time or earlier.
            date: On this calendar day.
            successful: True: there was talk. False: there was none, or the reason is one of failure.
            workspace: Of this workspace.
            agent: Of this agent.
            phone_number: Over this number of ours.
            parent_call: Legs of this call.
            status: In this status. Statistics count ended calls unless this is given.
            outcome: With this outcome.
            reason: Ended for this reason.
            answered_by: Answered by.
            provider: Carried by exactly this provider.
            external_id: With exactly this id of the provider.
            tz: The IANA zone of calendar days, instead of the database's.
            search: Terms that must occur, as in the list.
            days: How many days, 1 to 366; 30 if nothing else is said. Not looked at when both dates are given.
            start_date: The first day. The window ends today, or after ``days``.
            end_date: The last day, included; today if nothing else is said.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.CallDailyStats = await self._call("calls.daily_stats", {
            "from_number": from_number,
            "to_number": to_number,
            "disconnection_reason": disconnection_reason,
            "lead__name": lead__name,
            "lead__email": lead__email,
            "lead__phone": lead__phone,
            "direction": direction,
            "lead": lead,
            "duration_min": duration_min,
            "duration_max": duration_max,
            "timestamp_after": timestamp_after,
            "timestamp_before": timestamp_before,
            "date": date,
            "successful": successful,
            "workspace": workspace,
            "agent": agent,
            "phone_number": phone_number,
            "parent_call": parent_call,
            "status": status,
            "outcome": outcome,
            "reason": reason,
            "answered_by": answered_by,
            "provider": provider,
            "external_id": external_id,
            "tz": tz,
            "search": search,
            "days": days,
            "start_date": start_date,
            "end_date": end_date,
        })
        return answer

    async def duration_distribution(
        self,
        *,
        from_number: str | None = None,
        to_number: str | None = None,
        disconnection_reason: str | None = None,
        lead__name: str | None = None,
        lead__email: str | None = None,
        lead__phone: str | None = None,
        direction: models.Direction | str | None = None,
        lead: IdLike | None = None,
        duration_min: float | None = None,
        duration_max: float | None = None,
        timestamp_after: Moment | None = None,
        timestamp_before: Moment | None = None,
        date: Day | None = None,
        successful: bool | None = None,
        workspace: IdLike | None = None,
        agent: IdLike | None = None,
        phone_number: IdLike | None = None,
        parent_call: IdLike | None = None,
        status: models.CallStatus | str | None = None,
        outcome: models.Outcome | str | None = None,
        reason: models.Reason | str | None = None,
        answered_by: models.AnsweredBy | str | None = None,
        provider: str | None = None,
        external_id: str | None = None,
        tz: str | None = None,
        search: str | None = None,
    ) -> models.CallDurationDistribution:
        """How many calls are how long, with mean, ends and percentiles.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            from_number: The calling number contains.
            to_number: The called number contains.
            disconnection_reason: The raw text of why it ended contains.
            lead__name: The lead's given name contains.
            lead__email: The lead's e-mail address contains.
            lead__phone: The lead's phone number contains.
            direction: Who called whom.
            lead: Of this lead.
            duration_min: At least so many seconds of talk.
            duration_max: At most so many seconds of talk.
            timestamp_after: At this time or later.
            timestamp_before: At this time or earlier.
            date: On this calendar day.
            successful: True: there was talk. False: there was none, or the reason is one of failure.
            workspace: Of this workspace.
            agent: Of this agent.
            phone_number: Over this number of ours.
            parent_call: Legs of this call.
            status: In this status. Statistics count ended calls unless this is given.
            outcome: With this outcome.
            reason: Ended for this reason.
            answered_by: Answered by.
            provider: Carried by exactly this provider.
            external_id: With exactly this id of the provider.
            tz: The IANA zone of calendar days, instead of the database's.
            search: Terms that must occur, as in the list.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.CallDurationDistribution = await self._call("calls.duration_distribution", {
            "from_number": from_number,
            "to_number": to_number,
            "disconnection_reason": disconnection_reason,
            "lead__name": lead__name,
            "lead__email": lead__email,
            "lead__phone": lead__phone,
            "direction": direction,
            "lead": lead,
            "duration_min": duration_min,
            "duration_max": duration_max,
            "timestamp_after": timestamp_after,
            "timestamp_before": timestamp_before,
            "date": date,
            "successful": successful,
            "workspace": workspace,
            "agent": agent,
            "phone_number": phone_number,
            "parent_call": parent_call,
            "status": status,
            "outcome": outcome,
            "reason": reason,
            "answered_by": answered_by,
            "provider": provider,
            "external_id": external_id,
            "tz": tz,
            "search": search,
        })
        return answer

    async def outcome_breakdown(
        self,
        *,
        from_number: str | None = None,
        to_number: str | None = None,
        disconnection_reason: str | None = None,
        lead__name: str | None = None,
        lead__email: str | None = None,
        lead__phone: str | None = None,
        direction: models.Direction | str | None = None,
        lead: IdLike | None = None,
        duration_min: float | None = None,
        duration_max: float | None = None,
        timestamp_after: Moment | None = None,
        timestamp_before: Moment | None = None,
        date: Day | None = None,
        successful: bool | None = None,
        workspace: IdLike | None = None,
        agent: IdLike | None = None,
        phone_number: IdLike | None = None,
        parent_call: IdLike | None = None,
        status: models.CallStatus | str | None = None,
        outcome: models.Outcome | str | None = None,
        reason: models.Reason | str | None = None,
        answered_by: models.AnsweredBy | str | None = None,
        provider: str | None = None,
        external_id: str | None = None,
        tz: str | None = None,
        search: str | None = None,
    ) -> models.CallOutcomeBreakdown:
        """How many calls had which outcome, status and reason.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            from_number: The calling number contains.
            to_number: The called number contains.
            disconnection_reason: The raw text of why it ended contains.
            lead__name: The lead's given name contains.
            lead__email: The lead's e-mail address contains.
            lead__phone: The lead's phone number contains.
            direction: Who called whom.
            lead: Of this lead.
            duration_min: At least so many seconds of talk.
            duration_max: At most so many seconds of talk.
            timestamp_after: At this time or later.
            timestamp_before: At this time or earlier.
            date: On this calendar day.
            successful: True: there was talk. False: there was none, or the reason is one of failure.
            workspace: Of this workspace.
            agent: Of this agent.
            phone_number: Over this number of ours.
            parent_call: Legs of this call.
            status: In this status. Statistics count ended calls unless this is given.
            outcome: With this outcome.
            reason: Ended for this reason.
            answered_by: Answered by.
            provider: Carried by exactly this provider.
            external_id: With exactly this id of the provider.
            tz: The IANA zone of calendar days, instead of the database's.
            search: Terms that must occur, as in the list.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.CallOutcomeBreakdown = await self._call("calls.outcome_breakdown", {
            "from_number": from_number,
            "to_number": to_number,
            "disconnection_reason": disconnection_reason,
            "lead__name": lead__name,
            "lead__email": lead__email,
            "lead__phone": lead__phone,
            "direction": direction,
            "lead": lead,
            "duration_min": duration_min,
            "duration_max": duration_max,
            "timestamp_after": timestamp_after,
            "timestamp_before": timestamp_before,
            "date": date,
            "successful": successful,
            "workspace": workspace,
            "agent": agent,
            "phone_number": phone_number,
            "parent_call": parent_call,
            "status": status,
            "outcome": outcome,
            "reason": reason,
            "answered_by": answered_by,
            "provider": provider,
            "external_id": external_id,
            "tz": tz,
            "search": search,
        })
        return answer

    async def agent_performance(
        self,
        *,
        from_number: str | None = None,
        to_number: str | None = None,
        disconnection_reason: str | None = None,
        lead__name: str | None = None,
        lead__email: str | None = None,
        lead__phone: str | None = None,
        direction: models.Direction | str | None = None,
        lead: IdLike | None = None,
        duration_min: float | None = None,
        duration_max: float | None = None,
        timestamp_after: Moment | None = None,
        timestamp_before: Moment | None = None,
        date: Day | None = None,
        successful: bool | None = None,
        workspace: IdLike | None = None,
        agent: IdLike | None = None,
        phone_number: IdLike | None = None,
        parent_call: IdLike | None = None,
        status: models.CallStatus | str | None = None,
        outcome: models.Outcome | str | None = None,
        reason: models.Reason | str | None = None,
        answered_by: models.AnsweredBy | str | None = None,
        provider: str | None = None,
        external_id: str | None = None,
        tz: str | None = None,
        search: str | None = None,
    ) -> Rows[models.AgentPerformance]:
        """Calls, talk time, outcomes and appointments of every agent that had calls, the busiest first.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            from_number: The calling number contains.
            to_number: The called number contains.
            disconnection_reason: The raw text of why it ended contains.
            lead__name: The lead's given name contains.
            lead__email: The lead's e-mail address contains.
            lead__phone: The lead's phone number contains.
            direction: Who called whom.
            lead: Of this lead.
            duration_min: At least so many seconds of talk.
            duration_max: At most so many seconds of talk.
            timestamp_after: At this time or later.
            timestamp_before: At this time or earlier.
            date: On this calendar day.
            successful: True: there was talk. False: there was none, or the reason is one of failure.
            workspace: Of this workspace.
            agent: Of this agent.
            phone_number: Over this number of ours.
            parent_call: Legs of this call.
            status: In this status. Statistics count ended calls unless this is given.
            outcome: With this outcome.
            reason: Ended for this reason.
            answered_by: Answered by.
            provider: Carried by exactly this provider.
            external_id: With exactly this id of the provider.
            tz: The IANA zone of calendar days, instead of the database's.
            search: Terms that must occur, as in the list.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: Rows[models.AgentPerformance] = await self._call("calls.agent_performance", {
            "from_number": from_number,
            "to_number": to_number,
            "disconnection_reason": disconnection_reason,
            "lead__name": lead__name,
            "lead__email": lead__email,
            "lead__phone": lead__phone,
            "direction": direction,
            "lead": lead,
            "duration_min": duration_min,
            "duration_max": duration_max,
            "timestamp_after": timestamp_after,
            "timestamp_before": timestamp_before,
            "date": date,
            "successful": successful,
            "workspace": workspace,
            "agent": agent,
            "phone_number": phone_number,
            "parent_call": parent_call,
            "status": status,
            "outcome": outcome,
            "reason": reason,
            "answered_by": answered_by,
            "provider": provider,
            "external_id": external_id,
            "tz": tz,
            "search": search,
        })
        return answer

    async def appointment_stats(
        self,
        *,
        from_number: str | None = None,
        to_number: str | None = None,
        disconnection_reason: str | None = None,
        lead__name: str | None = None,
        lead__email: str | None = None,
        lead__phone: str | None = None,
        direction: models.Direction | str | None = None,
        lead: IdLike | None = None,
        duration_min: float | None = None,
        duration_max: float | None = None,
        timestamp_after: Moment | None = None,
        timestamp_before: Moment | None = None,
        date: Day | None = None,
        successful: bool | None = None,
        workspace: IdLike | None = None,
        agent: IdLike | None = None,
        phone_number: IdLike | None = None,
        parent_call: IdLike | None = None,
        status: models.CallStatus | str | None = None,
        outcome: models.Outcome | str | None = None,
        reason: models.Reason | str | None = None,
        answered_by: models.AnsweredBy | str | None = None,
        provider: str | None = None,
        external_id: str | None = None,
        tz: str | None = None,
        search: str | None = None,
    ) -> models.AppointmentStats:
        """How many appointments were made, and how many of them are still to come.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            from_number: The calling number contains.
            to_number: The called number contains.
            disconnection_reason: The raw text of why it ended contains.
            lead__name: The lead's given name contains.
            lead__email: The lead's e-mail address contains.
            lead__phone: The lead's phone number contains.
            direction: Who called whom.
            lead: Of this lead.
            duration_min: At least so many seconds of talk.
            duration_max: At most so many seconds of talk.
            timestamp_after: At this time or later.
            timestamp_before: At this time or earlier.
            date: On this calendar day.
            successful: True: there was talk. False: there was none, or the reason is one of failure.
            workspace: Of this workspace.
            agent: Of this agent.
            phone_number: Over this number of ours.
            parent_call: Legs of this call.
            status: In this status. Statistics count ended calls unless this is given.
            outcome: With this outcome.
            reason: Ended for this reason.
            answered_by: Answered by.
            provider: Carried by exactly this provider.
            external_id: With exactly this id of the provider.
            tz: The IANA zone of calendar days, instead of the database's.
            search: Terms that must occur, as in the list.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.AppointmentStats = await self._call("calls.appointment_stats", {
            "from_number": from_number,
            "to_number": to_number,
            "disconnection_reason": disconnection_reason,
            "lead__name": lead__name,
            "lead__email": lead__email,
            "lead__phone": lead__phone,
            "direction": direction,
            "lead": lead,
            "duration_min": duration_min,
            "duration_max": duration_max,
            "timestamp_after": timestamp_after,
            "timestamp_before": timestamp_before,
            "date": date,
            "successful": successful,
            "workspace": workspace,
            "agent": agent,
            "phone_number": phone_number,
            "parent_call": parent_call,
            "status": status,
            "outcome": outcome,
            "reason": reason,
            "answered_by": answered_by,
            "provider": provider,
            "external_id": external_id,
            "tz": tz,
            "search": search,
        })
        return answer


class Features(AsyncRoom):
    """Operations on features."""

    __slots__ = ()

    async def create(
        self,
        *,
        feature_name: str,
        description: str = "",
        idempotency_key: str | None = None,
    ) -> models.Feature:
        """Makes a feature.

        Who may: staff.

        Args:
            feature_name: Its name, unique. ``max_agents``, ``max_users``, ``max_leads`` and ``call_minutes`` are the names of quotas.
            description: What it is, for people.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Feature = await self._call("features.create", {
            "feature_name": feature_name,
            "description": description,
        }, idempotency_key=idempotency_key)
        return answer

    async def get(
        self,
        id: IdLike,
    ) -> models.Feature:
        """One feature.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Feature = await self._call("features.get", {
            "id": id,
        })
        return answer

    async def list(
        self,
        *,
        page: int | str | None = None,
        page_size: int = 20,
        cursor: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        feature_name: str | None = None,
        description: str | None = None,
        assigned_to_plan: str | None = None,
        unassigned: bool | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
    ) -> Page[models.Feature]:
        """Features by name, filtered, searched, ordered, in pages.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page: The page, from 1, or ``last``.
            page_size: Rows of a page: 1 to 1000.
            cursor: Where to go on: the ``next_cursor`` of the page before; an empty text starts at the front. Takes the place of ``page``.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            feature_name: Name contains.
            description: Description contains.
            assigned_to_plan: Granted by a plan whose name contains this.
            unassigned: ``true``: granted by no plan. ``false`` has no effect.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Page[models.Feature] = await self._call("features.list", {
            "page": numbered(page),
            "page_size": page_size,
            "cursor": cursor,
            "search": search,
            "ordering": ordering,
            "feature_name": feature_name,
            "description": description,
            "assigned_to_plan": assigned_to_plan,
            "unassigned": unassigned,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        })
        return answer

    def iter(
        self,
        *,
        page_size: int = 20,
        search: str | None = None,
        ordering: str | None = None,
        feature_name: str | None = None,
        description: str | None = None,
        assigned_to_plan: str | None = None,
        unassigned: bool | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
    ) -> AsyncIterator[models.Feature]:
        """All rows of the list, read page by page as they are asked for.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page_size: Rows of a page: 1 to 1000.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            feature_name: Name contains.
            description: Description contains.
            assigned_to_plan: Granted by a plan whose name contains this.
            unassigned: ``true``: granted by no plan. ``false`` has no effect.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return self._pages("features.list", {
            "page_size": page_size,
            "search": search,
            "ordering": ordering,
            "feature_name": feature_name,
            "description": description,
            "assigned_to_plan": assigned_to_plan,
            "unassigned": unassigned,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        })

    async def to_arrow(
        self,
        *,
        search: str | None = None,
        ordering: str | None = None,
        feature_name: str | None = None,
        description: str | None = None,
        assigned_to_plan: str | None = None,
        unassigned: bool | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
        batch_size: int = 8192,
    ) -> _core.ArrowTable:
        """All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            feature_name: Name contains.
            description: Description contains.
            assigned_to_plan: Granted by a plan whose name contains this.
            unassigned: ``true``: granted by no plan. ``false`` has no effect.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.
            batch_size: Rows that are read at once: 1 to 65536.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return await self._stream("features.list", {
            "search": search,
            "ordering": ordering,
            "feature_name": feature_name,
            "description": description,
            "assigned_to_plan": assigned_to_plan,
            "unassigned": unassigned,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        }, batch_size)

    async def update(
        self,
        id: IdLike,
        *,
        feature_name: str | Unset = UNSET,
        description: str | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Feature:
        """Changes the given fields of a feature.

        Who may: staff.

        Args:
            id: The feature.
            feature_name: Its name, unique.
            description: What it is, for people.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Feature = await self._call("features.update", {
            "id": id,
            "feature_name": feature_name,
            "description": description,
        }, idempotency_key=idempotency_key)
        return answer

    async def delete(
        self,
        id: IdLike,
        *,
        idempotency_key: str | None = None,
    ) -> None:
        """Deletes a feature; every plan loses it.

        Who may: superusers.

        Args:
            id: The row's id.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("features.delete", {
            "id": id,
        }, idempotency_key=idempotency_key)
        return answer

    async def plans(
        self,
        id: IdLike,
    ) -> Rows[models.PlanFeature]:
        """Which plans grant a feature: the plan-features, oldest grant first.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Rows[models.PlanFeature] = await self._call("features.plans", {
            "id": id,
        })
        return answer


class Leads(AsyncRoom):
    """Operations on leads."""

    __slots__ = ()

    async def create(
        self,
        *,
        name: str,
        email: str,
        phone: str,
        surname: str | None = None,
        meta_data: Any = UNSET,
        workspace: IdLike | None = None,
        idempotency_key: str | None = None,
    ) -> models.Lead:
        """Creates one lead.

        Without a workspace a regular user's lead goes into its only workspace; with several or none the workspace must be named,
        unless rows of no workspace are shared.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            name: Given name; at most 255 characters.
            email: E-mail address.
            phone: Phone number, in any form; at most 50 characters.
            surname: Family name.
            meta_data: Anything else that is known: a JSON value.
            workspace: Its workspace.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
            QuotaExceeded: The workspace's plan allows no more; ``limit`` and ``used`` say how many.
        """
        answer: models.Lead = await self._call("leads.create", {
            "name": name,
            "email": email,
            "phone": phone,
            "surname": surname,
            "meta_data": meta_data,
            "workspace": workspace,
        }, idempotency_key=idempotency_key)
        return answer

    async def get(
        self,
        id: IdLike,
    ) -> models.Lead:
        """One lead by its id.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Lead = await self._call("leads.get", {
            "id": id,
        })
        return answer

    async def list(
        self,
        *,
        page: int | str | None = None,
        page_size: int = 20,
        cursor: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        name: str | None = None,
        surname: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
        has_metadata: bool | None = None,
        metadata_key: str | None = None,
        metadata_value: str | None = None,
        workspace: IdLike | None = None,
    ) -> Page[models.Lead]:
        """Leads, newest first: filtered, searched, ordered, in pages.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page: The page, from 1, or ``last``.
            page_size: Rows of a page: 1 to 1000.
            cursor: Where to go on: the ``next_cursor`` of the page before; an empty text starts at the front. Takes the place of ``page``.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            name: The given name contains.
            surname: The family name contains.
            email: The e-mail address contains.
            phone: The phone number contains.
            created_after: Created then or later.
            created_before: Created then or before.
            updated_after: Changed then or later.
            updated_before: Changed then or before.
            has_metadata: Whether there is metadata.
            metadata_key: The metadata has this top-level key, exactly.
            metadata_value: The metadata, as JSON text, contains.
            workspace: Of this workspace.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Page[models.Lead] = await self._call("leads.list", {
            "page": numbered(page),
            "page_size": page_size,
            "cursor": cursor,
            "search": search,
            "ordering": ordering,
            "name": name,
            "surname": surname,
            "email": email,
            "phone": phone,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
            "has_metadata": has_metadata,
            "metadata_key": metadata_key,
            "metadata_value": metadata_value,
            "workspace": workspace,
        })
        return answer

    def iter(
        self,
        *,
        page_size: int = 20,
        search: str | None = None,
        ordering: str | None = None,
        name: str | None = None,
        surname: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
        has_metadata: bool | None = None,
        metadata_key: str | None = None,
        metadata_value: str | None = None,
        workspace: IdLike | None = None,
    ) -> AsyncIterator[models.Lead]:
        """All rows of the list, read page by page as they are asked for.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page_size: Rows of a page: 1 to 1000.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            name: The given name contains.
            surname: The family name contains.
            email: The e-mail address contains.
            phone: The phone number contains.
            created_after: Created then or later.
            created_before: Created then or before.
            updated_after: Changed then or later.
            updated_before: Changed then or before.
            has_metadata: Whether there is metadata.
            metadata_key: The metadata has this top-level key, exactly.
            metadata_value: The metadata, as JSON text, contains.
            workspace: Of this workspace.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return self._pages("leads.list", {
            "page_size": page_size,
            "search": search,
            "ordering": ordering,
            "name": name,
            "surname": surname,
            "email": email,
            "phone": phone,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
            "has_metadata": has_metadata,
            "metadata_key": metadata_key,
            "metadata_value": metadata_value,
            "workspace": workspace,
        })

    async def to_arrow(
        self,
        *,
        search: str | None = None,
        ordering: str | None = None,
        name: str | None = None,
        surname: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
        has_metadata: bool | None = None,
        metadata_key: str | None = None,
        metadata_value: str | None = None,
        workspace: IdLike | None = None,
        batch_size: int = 8192,
    ) -> _core.ArrowTable:
        """All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            name: The given name contains.
            surname: The family name contains.
            email: The e-mail address contains.
            phone: The phone number contains.
            created_after: Created then or later.
            created_before: Created then or before.
            updated_after: Changed then or later.
            updated_before: Changed then or before.
            has_metadata: Whether there is metadata.
            metadata_key: The metadata has this top-level key, exactly.
            metadata_value: The metadata, as JSON text, contains.
            workspace: Of this workspace.
            batch_size: Rows that are read at once: 1 to 65536.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return await self._stream("leads.list", {
            "search": search,
            "ordering": ordering,
            "name": name,
            "surname": surname,
            "email": email,
            "phone": phone,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
            "has_metadata": has_metadata,
            "metadata_key": metadata_key,
            "metadata_value": metadata_value,
            "workspace": workspace,
        }, batch_size)

    async def update(
        self,
        id: IdLike,
        *,
        name: str | Unset = UNSET,
        email: str | Unset = UNSET,
        phone: str | Unset = UNSET,
        surname: str | None | Unset = UNSET,
        meta_data: Any = UNSET,
        workspace: IdLike | None | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Lead:
        """Changes the given fields of a lead. Another workspace moves its calls and meetings along.

        Who may: staff; admins of the workspace.

        Args:
            id: The lead.
            name: Given name.
            email: E-mail address.
            phone: Phone number.
            surname: Family name.
            meta_data: Takes the place of the whole metadata.
            workspace: Its workspace.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Lead = await self._call("leads.update", {
            "id": id,
            "name": name,
            "email": email,
            "phone": phone,
            "surname": surname,
            "meta_data": meta_data,
            "workspace": workspace,
        }, idempotency_key=idempotency_key)
        return answer

    async def delete(
        self,
        id: IdLike,
        *,
        cascade: bool = False,
        idempotency_key: str | None = None,
    ) -> None:
        """Deletes a lead. Its calls stay, without a lead; with ``cascade`` they go too.

        Who may: staff; admins of the workspace.

        Args:
            id: The lead.
            cascade: Whether its calls go too.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("leads.delete", {
            "id": id,
            "cascade": cascade,
        }, idempotency_key=idempotency_key)
        return answer

    async def update_metadata(
        self,
        id: IdLike,
        *,
        meta_data: Mapping[str, Any],
        idempotency_key: str | None = None,
    ) -> models.Lead:
        """Merges keys into the metadata of a lead, at the top level; a null value removes its key.

        Who may: staff; admins of the workspace.

        Args:
            id: The lead.
            meta_data: The keys to set, and with null to remove.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Lead = await self._call("leads.update_metadata", {
            "id": id,
            "meta_data": meta_data,
        }, idempotency_key=idempotency_key)
        return answer

    async def call_history(
        self,
        id: IdLike,
    ) -> models.LeadCallHistory:
        """The calls of a lead, newest first.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.LeadCallHistory = await self._call("leads.call_history", {
            "id": id,
        })
        return answer

    async def by_phone(
        self,
        *,
        phone: str,
        workspace: IdLike | None = None,
    ) -> Rows[models.Lead]:
        """The leads with a phone number, newest first, at most 100: who calls.

        The number is matched in E.164; one that has no such form, as that of a withheld caller, is nobody's.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            phone: The number, as the carrier says it: in any international form, or a SIP or tel URI.
            workspace: Only of this workspace.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: Rows[models.Lead] = await self._call("leads.by_phone", {
            "phone": phone,
            "workspace": workspace,
        })
        return answer

    async def stats(
        self,
        *,
        from_number: str | None = None,
        to_number: str | None = None,
        disconnection_reason: str | None = None,
        lead__name: str | None = None,
        lead__email: str | None = None,
        lead__phone: str | None = None,
        direction: models.Direction | str | None = None,
        lead: IdLike | None = None,
        duration_min: float | None = None,
        duration_max: float | None = None,
        timestamp_after: Moment | None = None,
        timestamp_before: Moment | None = None,
        date: Day | None = None,
        successful: bool | None = None,
        workspace: IdLike | None = None,
        agent: IdLike | None = None,
        phone_number: IdLike | None = None,
        parent_call: IdLike | None = None,
        status: models.CallStatus | str | None = None,
        outcome: models.Outcome | str | None = None,
        reason: models.Reason | str | None = None,
        answered_by: models.AnsweredBy | str | None = None,
        provider: str | None = None,
        external_id: str | None = None,
        tz: str | None = None,
        search: str | None = None,
    ) -> models.LeadStats:
        """How many leads there are and how many of them were called; filters choose the calls that count, ended ones unless told otherwise.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            from_number: The calling number contains.
            to_number: The called number contains.
            disconnection_reason: The raw text of why it ended contains.
            lead__name: The lead's given name contains.
            lead__email: The lead's e-mail address contains.
            lead__phone: The lead's phone number contains.
            direction: Who called whom.
            lead: Of this lead.
            duration_min: At least so many seconds of talk.
            duration_max: At most so many seconds of talk.
            timestamp_after: At this time or later.
            timestamp_before: At this time or earlier.
            date: On this calendar day.
            successful: True: there was talk. False: there was none, or the reason is one of failure.
            workspace: Of this workspace.
            agent: Of this agent.
            phone_number: Over this number of ours.
            parent_call: Legs of this call.
            status: In this status. Statistics count ended calls unless this is given.
            outcome: With this outcome.
            reason: Ended for this reason.
            answered_by: Answered by.
            provider: Carried by exactly this provider.
            external_id: With exactly this id of the provider.
            tz: The IANA zone of calendar days, instead of the database's.
            search: Terms that must occur, as in the list.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.LeadStats = await self._call("leads.stats", {
            "from_number": from_number,
            "to_number": to_number,
            "disconnection_reason": disconnection_reason,
            "lead__name": lead__name,
            "lead__email": lead__email,
            "lead__phone": lead__phone,
            "direction": direction,
            "lead": lead,
            "duration_min": duration_min,
            "duration_max": duration_max,
            "timestamp_after": timestamp_after,
            "timestamp_before": timestamp_before,
            "date": date,
            "successful": successful,
            "workspace": workspace,
            "agent": agent,
            "phone_number": phone_number,
            "parent_call": parent_call,
            "status": status,
            "outcome": outcome,
            "reason": reason,
            "answered_by": answered_by,
            "provider": provider,
            "external_id": external_id,
            "tz": tz,
            "search": search,
        })
        return answer

    async def bulk_create(
        self,
        *,
        leads: Sequence[Mapping[str, Any]],
        on_error: models.OnError | str = "reject",
        idempotency_key: str | None = None,
    ) -> models.LeadBulkReport:
        """Creates many leads in one transaction: all of them, or with ``on_error`` = ``skip`` all that are right.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            leads: The leads, each as ``leads.create`` takes it.
            on_error: What a bad row does to the others.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
            QuotaExceeded: The workspace's plan allows no more; ``limit`` and ``used`` say how many.
        """
        answer: models.LeadBulkReport = await self._call("leads.bulk_create", {
            "leads": leads,
            "on_error": on_error,
        }, idempotency_key=idempotency_key)
        return answer

    async def import_csv(
        self,
        *,
        csv: str | None = None,
        workspace: IdLike | None = None,
        default_country: str | None = None,
        mapping: Any = UNSET,
        delimiter: str | None = None,
        encoding: str | None = None,
        on_duplicate: models.OnDuplicate | str = "skip",
        atomic: bool = False,
        meta_data: Any = UNSET,
        idempotency_key: str | None = None,
    ) -> models.ImportReport:
        """Reads leads from CSV as people export it, with a verdict for every row.

        Encoding, delimiter and columns are found out unless they are said; columns that are not understood become metadata. The
        file comes as a stream or in ``csv``; verdicts go to the stream of rows, else into the answer. A lead is there already if its
        workspace has one with the same e-mail address, or with the same number in E.164 and the same name: the same file twice
        creates nothing new. The work is done in small transactions, or with ``atomic`` in one.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            csv: The file as text, where there is no stream for it.
            workspace: The workspace of the leads.
            default_country: The country, in two letters, of numbers that are written without one.
            mapping: Names of columns and what they are: ``name``, ``surname``, ``full_name``, ``email``, ``phone``, ``meta_data``, or null to leave them out.
            delimiter: The character between fields; found out if it is not given.
            encoding: The encoding, such as ``utf-8`` or ``iso-8859-2``; found out if it is not given.
            on_duplicate: What to do with a row about a lead that is there already: ``update`` is for those who may update leads.
            atomic: One transaction instead of many small ones.
            meta_data: A JSON object that every lead's metadata gets too; columns of the file win.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.ImportReport = await self._call("leads.import_csv", {
            "csv": csv,
            "workspace": workspace,
            "default_country": default_country,
            "mapping": mapping,
            "delimiter": delimiter,
            "encoding": encoding,
            "on_duplicate": on_duplicate,
            "atomic": atomic,
            "meta_data": meta_data,
        }, idempotency_key=idempotency_key)
        return answer

    async def import_file(
        self,
        file: Source,
        *,
        workspace: IdLike | None = None,
        default_country: str | None = None,
        mapping: Any = UNSET,
        delimiter: str | None = None,
        encoding: str | None = None,
        on_duplicate: models.OnDuplicate | str = "skip",
        atomic: bool = False,
        meta_data: Any = UNSET,
        progress: Progress | None = None,
    ) -> models.ImportReport:
        """The same as ``import_csv``, from a file. Takes no idempotency key: repeating it creates nothing twice.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            file: A path, or a file that is open for reading bytes; read as it comes, of any length.
            workspace: The workspace of the leads.
            default_country: The country, in two letters, of numbers that are written without one.
            mapping: Names of columns and what they are: ``name``, ``surname``, ``full_name``, ``email``, ``phone``, ``meta_data``, or null to leave them out.
            delimiter: The character between fields; found out if it is not given.
            encoding: The encoding, such as ``utf-8`` or ``iso-8859-2``; found out if it is not given.
            on_duplicate: What to do with a row about a lead that is there already: ``update`` is for those who may update leads.
            atomic: One transaction instead of many small ones.
            meta_data: A JSON object that every lead's metadata gets too; columns of the file win.
            progress: Is called now and then with how many rows are done; if ``atomic``, inside of the one transaction, where it cannot write.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.ImportReport = await self._feed("leads.import_csv", {
            "workspace": workspace,
            "default_country": default_country,
            "mapping": mapping,
            "delimiter": delimiter,
            "encoding": encoding,
            "on_duplicate": on_duplicate,
            "atomic": atomic,
            "meta_data": meta_data,
        }, file, progress)
        return answer

    async def import_frame(
        self,
        frame: ExportsArrow,
        *,
        workspace: IdLike | None = None,
        default_country: str | None = None,
        mapping: Any = UNSET,
        on_duplicate: models.OnDuplicate | str = "skip",
        atomic: bool = False,
        meta_data: Any = UNSET,
        progress: Progress | None = None,
    ) -> models.ImportReport:
        """The same as ``import_csv``, from a frame; ``line`` in the verdicts is the row's place in it, from 0. Takes no idempotency key: repeating it creates nothing twice.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            frame: A frame of Polars, pandas, DuckDB or pyarrow; or anything that exports Arrow. What has no column in a lead becomes metadata, with its type.
            workspace: The workspace of the leads.
            default_country: The country, in two letters, of numbers that are written without one.
            mapping: Names of columns and what they are: ``name``, ``surname``, ``full_name``, ``email``, ``phone``, ``meta_data``, or null to leave them out.
            on_duplicate: What to do with a row about a lead that is there already: ``update`` is for those who may update leads.
            atomic: One transaction instead of many small ones.
            meta_data: A JSON object that every lead's metadata gets too; columns of the file win.
            progress: Is called now and then with how many rows are done; if ``atomic``, inside of the one transaction, where it cannot write.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.ImportReport = await self._feed("leads.import_csv", {
            "workspace": workspace,
            "default_country": default_country,
            "mapping": mapping,
            "on_duplicate": on_duplicate,
            "atomic": atomic,
            "meta_data": meta_data,
        }, frame, progress)
        return answer


class Meetings(AsyncRoom):
    """Operations on meetings."""

    __slots__ = ()

    async def create(
        self,
        *,
        calendar_configuration: IdLike,
        start: Moment,
        lead: IdLike | None = None,
        agent: IdLike | None = None,
        call: IdLike | None = None,
        duration_minutes: int | None = None,
        status: models.MeetingStatus | str = "booked",
        title: str = "",
        notes: str = "",
        idempotency_key: str | None = None,
    ) -> models.Meeting:
        """Books a meeting. ``slot_taken`` if its time, with the preparation before it, is occupied.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            calendar_configuration: The configuration to book through.
            start: When it starts.
            lead: With whom; of the configuration's workspace.
            agent: The agent that books it; of the configuration's workspace.
            call: The call in which it is booked; of the configuration's workspace.
            duration_minutes: How long it lasts; without a value as long as the configuration says.
            status: ``booked``, or ``held`` until somebody confirms it, or ``canceled``.
            title: What it is about.
            notes: Anything else.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
            SlotTaken: The time is occupied by another meeting.
        """
        answer: models.Meeting = await self._call("meetings.create", {
            "calendar_configuration": calendar_configuration,
            "start": start,
            "lead": lead,
            "agent": agent,
            "call": call,
            "duration_minutes": duration_minutes,
            "status": status,
            "title": title,
            "notes": notes,
        }, idempotency_key=idempotency_key)
        return answer

    async def get(
        self,
        id: IdLike,
    ) -> models.Meeting:
        """One meeting by its id.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Meeting = await self._call("meetings.get", {
            "id": id,
        })
        return answer

    async def list(
        self,
        *,
        page: int | str | None = None,
        page_size: int = 20,
        cursor: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        workspace: IdLike | None = None,
        calendar: IdLike | None = None,
        calendar_configuration: IdLike | None = None,
        lead: IdLike | None = None,
        agent: IdLike | None = None,
        call: IdLike | None = None,
        status: models.MeetingStatus | str | None = None,
        title: str | None = None,
        start_after: Moment | None = None,
        start_before: Moment | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
    ) -> Page[models.Meeting]:
        """Meetings, latest start first, filtered, searched, ordered, in pages.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page: The page, from 1, or ``last``.
            page_size: Rows of a page: 1 to 1000.
            cursor: Where to go on: the ``next_cursor`` of the page before; an empty text starts at the front. Takes the place of ``page``.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            workspace: Of this workspace.
            calendar: In this calendar.
            calendar_configuration: Booked through this configuration.
            lead: With this lead.
            agent: Booked by this agent.
            call: Booked in this call.
            status: Where it stands: ``held``, ``booked`` or ``canceled``.
            title: The title contains.
            start_after: Starts at or after.
            start_before: Starts at or before.
            created_after: Created at or after.
            created_before: Created at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Page[models.Meeting] = await self._call("meetings.list", {
            "page": numbered(page),
            "page_size": page_size,
            "cursor": cursor,
            "search": search,
            "ordering": ordering,
            "workspace": workspace,
            "calendar": calendar,
            "calendar_configuration": calendar_configuration,
            "lead": lead,
            "agent": agent,
            "call": call,
            "status": status,
            "title": title,
            "start_after": start_after,
            "start_before": start_before,
            "created_after": created_after,
            "created_before": created_before,
        })
        return answer

    def iter(
        self,
        *,
        page_size: int = 20,
        search: str | None = None,
        ordering: str | None = None,
        workspace: IdLike | None = None,
        calendar: IdLike | None = None,
        calendar_configuration: IdLike | None = None,
        lead: IdLike | None = None,
        agent: IdLike | None = None,
        call: IdLike | None = None,
        status: models.MeetingStatus | str | None = None,
        title: str | None = None,
        start_after: Moment | None = None,
        start_before: Moment | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
    ) -> AsyncIterator[models.Meeting]:
        """All rows of the list, read page by page as they are asked for.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page_size: Rows of a page: 1 to 1000.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            workspace: Of this workspace.
            calendar: In this calendar.
            calendar_configuration: Booked through this configuration.
            lead: With this lead.
            agent: Booked by this agent.
            call: Booked in this call.
            status: Where it stands: ``held``, ``booked`` or ``canceled``.
            title: The title contains.
            start_after: Starts at or after.
            start_before: Starts at or before.
            created_after: Created at or after.
            created_before: Created at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return self._pages("meetings.list", {
            "page_size": page_size,
            "search": search,
            "ordering": ordering,
            "workspace": workspace,
            "calendar": calendar,
            "calendar_configuration": calendar_configuration,
            "lead": lead,
            "agent": agent,
            "call": call,
            "status": status,
            "title": title,
            "start_after": start_after,
            "start_before": start_before,
            "created_after": created_after,
            "created_before": created_before,
        })

    async def to_arrow(
        self,
        *,
        search: str | None = None,
        ordering: str | None = None,
        workspace: IdLike | None = None,
        calendar: IdLike | None = None,
        calendar_configuration: IdLike | None = None,
        lead: IdLike | None = None,
        agent: IdLike | None = None,
        call: IdLike | None = None,
        status: models.MeetingStatus | str | None = None,
        title: str | None = None,
        start_after: Moment | None = None,
        start_before: Moment | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        batch_size: int = 8192,
    ) -> _core.ArrowTable:
        """All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            workspace: Of this workspace.
            calendar: In this calendar.
            calendar_configuration: Booked through this configuration.
            lead: With this lead.
            agent: Booked by this agent.
            call: Booked in this call.
            status: Where it stands: ``held``, ``booked`` or ``canceled``.
            title: The title contains.
            start_after: Starts at or after.
            start_before: Starts at or before.
            created_after: Created at or after.
            created_before: Created at or before.
            batch_size: Rows that are read at once: 1 to 65536.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return await self._stream("meetings.list", {
            "search": search,
            "ordering": ordering,
            "workspace": workspace,
            "calendar": calendar,
            "calendar_configuration": calendar_configuration,
            "lead": lead,
            "agent": agent,
            "call": call,
            "status": status,
            "title": title,
            "start_after": start_after,
            "start_before": start_before,
            "created_after": created_after,
            "created_before": created_before,
        }, batch_size)

    async def update(
        self,
        id: IdLike,
        *,
        calendar_configuration: IdLike | Unset = UNSET,
        start: Moment | Unset = UNSET,
        lead: IdLike | None | Unset = UNSET,
        agent: IdLike | None | Unset = UNSET,
        call: IdLike | None | Unset = UNSET,
        duration_minutes: int | Unset = UNSET,
        status: models.MeetingStatus | str | Unset = UNSET,
        title: str | Unset = UNSET,
        notes: str | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Meeting:
        """Changes the given fields. Another time, place or status is a new booking: ``slot_taken`` if it is occupied.

        Who may: staff; admins of the workspace.

        Args:
            id: The meeting.
            calendar_configuration: The configuration to book through; of the same workspace.
            start: When it starts.
            lead: With whom; of the meeting's workspace.
            agent: The agent that booked it; of the meeting's workspace.
            call: The call in which it was booked; of the meeting's workspace.
            duration_minutes: How long it lasts.
            status: ``held``, ``booked`` or ``canceled``.
            title: What it is about.
            notes: Anything else.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
            SlotTaken: The time is occupied by another meeting.
        """
        answer: models.Meeting = await self._call("meetings.update", {
            "id": id,
            "calendar_configuration": calendar_configuration,
            "start": start,
            "lead": lead,
            "agent": agent,
            "call": call,
            "duration_minutes": duration_minutes,
            "status": status,
            "title": title,
            "notes": notes,
        }, idempotency_key=idempotency_key)
        return answer

    async def cancel(
        self,
        id: IdLike,
        *,
        idempotency_key: str | None = None,
    ) -> models.Meeting:
        """Cancels a meeting and frees its time; one that is canceled already stays as it is.

        Who may: staff; admins of the workspace.

        Args:
            id: The row's id.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Meeting = await self._call("meetings.cancel", {
            "id": id,
        }, idempotency_key=idempotency_key)
        return answer

    async def delete(
        self,
        id: IdLike,
        *,
        idempotency_key: str | None = None,
    ) -> None:
        """Deletes a meeting.

        Who may: staff; admins of the workspace.

        Args:
            id: The row's id.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("meetings.delete", {
            "id": id,
        }, idempotency_key=idempotency_key)
        return answer


class PhoneNumbers(AsyncRoom):
    """Operations on phone numbers."""

    __slots__ = ()

    async def create(
        self,
        *,
        phonenumber: str,
        is_active: bool = True,
        workspace: IdLike | None = None,
        inbound_agent: IdLike | None = None,
        idempotency_key: str | None = None,
    ) -> models.PhoneNumber:
        """Makes a number, in a workspace that the caller manages or, by staff, in none.

        Who may: staff; admins of the workspace.

        Args:
            phonenumber: The number as text, unique.
            is_active: Whether it is in use.
            workspace: Its workspace; null: visible to all users, and any agent may use it.
            inbound_agent: Who answers calls to it; an agent of its workspace.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.PhoneNumber = await self._call("phone_numbers.create", {
            "phonenumber": phonenumber,
            "is_active": is_active,
            "workspace": workspace,
            "inbound_agent": inbound_agent,
        }, idempotency_key=idempotency_key)
        return answer

    async def get(
        self,
        id: IdLike,
    ) -> models.PhoneNumber:
        """One number.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.PhoneNumber = await self._call("phone_numbers.get", {
            "id": id,
        })
        return answer

    async def list(
        self,
        *,
        page: int | str | None = None,
        page_size: int = 20,
        cursor: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        phonenumber: str | None = None,
        is_active: bool | None = None,
        workspace: IdLike | None = None,
        unassigned: bool | None = None,
        assigned_to_agent: str | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
    ) -> Page[models.PhoneNumber]:
        """Numbers in order, filtered, searched, ordered, in pages: those of the caller's workspaces and those of none.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page: The page, from 1, or ``last``.
            page_size: Rows of a page: 1 to 1000.
            cursor: Where to go on: the ``next_cursor`` of the page before; an empty text starts at the front. Takes the place of ``page``.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            phonenumber: The number contains.
            is_active: Whether it is in use.
            workspace: Of this workspace.
            unassigned: ``true``: used by no agent that the caller may see. ``false`` has no effect.
            assigned_to_agent: The workspace's name of an agent that uses it contains this.
            created_after: Made at or after.
            created_before: Made at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Page[models.PhoneNumber] = await self._call("phone_numbers.list", {
            "page": numbered(page),
            "page_size": page_size,
            "cursor": cursor,
            "search": search,
            "ordering": ordering,
            "phonenumber": phonenumber,
            "is_active": is_active,
            "workspace": workspace,
            "unassigned": unassigned,
            "assigned_to_agent": assigned_to_agent,
            "created_after": created_after,
            "created_before": created_before,
        })
        return answer

    def iter(
        self,
        *,
        page_size: int = 20,
        search: str | None = None,
        ordering: str | None = None,
        phonenumber: str | None = None,
        is_active: bool | None = None,
        workspace: IdLike | None = None,
        unassigned: bool | None = None,
        assigned_to_agent: str | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
    ) -> AsyncIterator[models.PhoneNumber]:
        """All rows of the list, read page by page as they are asked for.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page_size: Rows of a page: 1 to 1000.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            phonenumber: The number contains.
            is_active: Whether it is in use.
            workspace: Of this workspace.
            unassigned: ``true``: used by no agent that the caller may see. ``false`` has no effect.
            assigned_to_agent: The workspace's name of an agent that uses it contains this.
            created_after: Made at or after.
            created_before: Made at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return self._pages("phone_numbers.list", {
            "page_size": page_size,
            "search": search,
            "ordering": ordering,
            "phonenumber": phonenumber,
            "is_active": is_active,
            "workspace": workspace,
            "unassigned": unassigned,
            "assigned_to_agent": assigned_to_agent,
            "created_after": created_after,
            "created_before": created_before,
        })

    async def to_arrow(
        self,
        *,
        search: str | None = None,
        ordering: str | None = None,
        phonenumber: str | None = None,
        is_active: bool | None = None,
        workspace: IdLike | None = None,
        unassigned: bool | None = None,
        assigned_to_agent: str | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        batch_size: int = 8192,
    ) -> _core.ArrowTable:
        """All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            phonenumber: The number contains.
            is_active: Whether it is in use.
            workspace: Of this workspace.
            unassigned: ``true``: used by no agent that the caller may see. ``false`` has no effect.
            assigned_to_agent: The workspace's name of an agent that uses it contains this.
            created_after: Made at or after.
            created_before: Made at or before.
            batch_size: Rows that are read at once: 1 to 65536.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return await self._stream("phone_numbers.list", {
            "search": search,
            "ordering": ordering,
            "phonenumber": phonenumber,
            "is_active": is_active,
            "workspace": workspace,
            "unassigned": unassigned,
            "assigned_to_agent": assigned_to_agent,
            "created_after": created_after,
            "created_before": created_before,
        }, batch_size)

    async def update(
        self,
        id: IdLike,
        *,
        phonenumber: str | Unset = UNSET,
        is_active: bool | Unset = UNSET,
        workspace: IdLike | None | Unset = UNSET,
        inbound_agent: IdLike | None | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.PhoneNumber:
        """Changes the given fields of a number. It moves to another workspace only if nothing of the old one stays tied to it.

        Who may: staff; admins of the workspace.

        Args:
            id: The number.
            phonenumber: The number as text, unique.
            is_active: Whether it is in use.
            workspace: Its workspace; null: visible to all users, and any agent may use it.
            inbound_agent: Who answers calls to it; an agent of its workspace.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.PhoneNumber = await self._call("phone_numbers.update", {
            "id": id,
            "phonenumber": phonenumber,
            "is_active": is_active,
            "workspace": workspace,
            "inbound_agent": inbound_agent,
        }, idempotency_key=idempotency_key)
        return answer

    async def delete(
        self,
        id: IdLike,
        *,
        idempotency_key: str | None = None,
    ) -> None:
        """Deletes a number. Its calls stay.

        Who may: superusers.

        Args:
            id: The row's id.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("phone_numbers.delete", {
            "id": id,
        }, idempotency_key=idempotency_key)
        return answer

    async def agents(
        self,
        id: IdLike,
    ) -> Rows[models.Agent]:
        """The agents that use a number, oldest first, as far as the caller may see them.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Rows[models.Agent] = await self._call("phone_numbers.agents", {
            "id": id,
        })
        return answer


class PlanFeatures(AsyncRoom):
    """Operations on plan features."""

    __slots__ = ()

    async def create(
        self,
        *,
        plan: IdLike,
        feature: IdLike,
        limit: int,
        idempotency_key: str | None = None,
    ) -> models.PlanFeature:
        """Grants a feature to a plan, up to a limit.

        Who may: staff.

        Args:
            plan: The plan.
            feature: The feature.
            limit: How much of it the plan grants; negative: unlimited.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.PlanFeature = await self._call("plan_features.create", {
            "plan": plan,
            "feature": feature,
            "limit": limit,
        }, idempotency_key=idempotency_key)
        return answer

    async def get(
        self,
        id: IdLike,
    ) -> models.PlanFeature:
        """One plan-feature.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.PlanFeature = await self._call("plan_features.get", {
            "id": id,
        })
        return answer

    async def list(
        self,
        *,
        page: int | str | None = None,
        page_size: int = 20,
        cursor: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        plan: IdLike | None = None,
        feature: IdLike | None = None,
        limit: float | None = None,
        limit_exact: float | None = None,
        limit_min: float | None = None,
        limit_max: float | None = None,
        plan__plan_name: str | None = None,
        feature__feature_name: str | None = None,
        feature__description: str | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
    ) -> Page[models.PlanFeature]:
        """Plan-features, newest first, filtered, searched, ordered, in pages.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page: The page, from 1, or ``last``.
            page_size: Rows of a page: 1 to 1000.
            cursor: Where to go on: the ``next_cursor`` of the page before; an empty text starts at the front. Takes the place of ``page``.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            plan: Grants of this plan.
            feature: Grants of this feature.
            limit: The limit is exactly this.
            limit_exact: The limit is exactly this (the same as ``limit``).
            limit_min: The limit is at least this.
            limit_max: The limit is at most this.
            plan__plan_name: The plan's name contains.
            feature__feature_name: The feature's name contains.
            feature__description: The feature's description contains.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Page[models.PlanFeature] = await self._call("plan_features.list", {
            "page": numbered(page),
            "page_size": page_size,
            "cursor": cursor,
            "search": search,
            "ordering": ordering,
            "plan": plan,
            "feature": feature,
            "limit": limit,
            "limit_exact": limit_exact,
            "limit_min": limit_min,
            "limit_max": limit_max,
            "plan__plan_name": plan__plan_name,
            "feature__feature_name": feature__feature_name,
            "feature__description": feature__description,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        })
        return answer

    def iter(
        self,
        *,
        page_size: int = 20,
        search: str | None = None,
        ordering: str | None = None,
        plan: IdLike | None = None,
        feature: IdLike | None = None,
        limit: float | None = None,
        limit_exact: float | None = None,
        limit_min: float | None = None,
        limit_max: float | None = None,
        plan__plan_name: str | None = None,
        feature__feature_name: str | None = None,
        feature__description: str | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
    ) -> AsyncIterator[models.PlanFeature]:
        """All rows of the list, read page by page as they are asked for.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page_size: Rows of a page: 1 to 1000.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            plan: Grants of this plan.
            feature: Grants of this feature.
            limit: The limit is exactly this.
            limit_exact: The limit is exactly this (the same as ``limit``).
            limit_min: The limit is at least this.
            limit_max: The limit is at most this.
            plan__plan_name: The plan's name contains.
            feature__feature_name: The feature's name contains.
            feature__description: The feature's description contains.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return self._pages("plan_features.list", {
            "page_size": page_size,
            "search": search,
            "ordering": ordering,
            "plan": plan,
            "feature": feature,
            "limit": limit,
            "limit_exact": limit_exact,
            "limit_min": limit_min,
            "limit_max": limit_max,
            "plan__plan_name": plan__plan_name,
            "feature__feature_name": feature__feature_name,
            "feature__description": feature__description,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        })

    async def to_arrow(
        self,
        *,
        search: str | None = None,
        ordering: str | None = None,
        plan: IdLike | None = None,
        feature: IdLike | None = None,
        limit: float | None = None,
        limit_exact: float | None = None,
        limit_min: float | None = None,
        limit_max: float | None = None,
        plan__plan_name: str | None = None,
        feature__feature_name: str | None = None,
        feature__description: str | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
        batch_size: int = 8192,
    ) -> _core.ArrowTable:
        """All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            plan: Grants of this plan.
            feature: Grants of this feature.
            limit: The limit is exactly this.
            limit_exact: The limit is exactly this (the same as ``limit``).
            limit_min: The limit is at least this.
            limit_max: The limit is at most this.
            plan__plan_name: The plan's name contains.
            feature__feature_name: The feature's name contains.
            feature__description: The feature's description contains.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.
            batch_size: Rows that are read at once: 1 to 65536.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return await self._stream("plan_features.list", {
            "search": search,
            "ordering": ordering,
            "plan": plan,
            "feature": feature,
            "limit": limit,
            "limit_exact": limit_exact,
            "limit_min": limit_min,
            "limit_max": limit_max,
            "plan__plan_name": plan__plan_name,
            "feature__feature_name": feature__feature_name,
            "feature__description": feature__description,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        }, batch_size)

    async def update(
        self,
        id: IdLike,
        *,
        plan: IdLike | Unset = UNSET,
        feature: IdLike | Unset = UNSET,
        limit: int | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.PlanFeature:
        """Changes the given fields of a plan-feature.

        Who may: staff.

        Args:
            id: The plan-feature.
            plan: The plan.
            feature: The feature.
            limit: How much of it the plan grants; negative: unlimited.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.PlanFeature = await self._call("plan_features.update", {
            "id": id,
            "plan": plan,
            "feature": feature,
            "limit": limit,
        }, idempotency_key=idempotency_key)
        return answer

    async def delete(
        self,
        id: IdLike,
        *,
        idempotency_key: str | None = None,
    ) -> None:
        """Withdraws a feature from a plan.

        Who may: staff.

        Args:
            id: The row's id.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("plan_features.delete", {
            "id": id,
        }, idempotency_key=idempotency_key)
        return answer


class Plans(AsyncRoom):
    """Operations on plans."""

    __slots__ = ()

    async def create(
        self,
        *,
        plan_name: str,
        idempotency_key: str | None = None,
    ) -> models.Plan:
        """Makes a plan. Features are granted to it with ``plans.add_feature``.

        Who may: staff.

        Args:
            plan_name: Its name, unique.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Plan = await self._call("plans.create", {
            "plan_name": plan_name,
        }, idempotency_key=idempotency_key)
        return answer

    async def get(
        self,
        id: IdLike,
    ) -> models.Plan:
        """One plan with its features.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Plan = await self._call("plans.get", {
            "id": id,
        })
        return answer

    async def list(
        self,
        *,
        page: int | str | None = None,
        page_size: int = 20,
        cursor: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        plan_name: str | None = None,
        has_feature: str | None = None,
        feature_count_min: float | None = None,
        feature_count_max: float | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
    ) -> Page[models.Plan]:
        """Plans by name, filtered, searched, ordered, in pages.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page: The page, from 1, or ``last``.
            page_size: Rows of a page: 1 to 1000.
            cursor: Where to go on: the ``next_cursor`` of the page before; an empty text starts at the front. Takes the place of ``page``.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            plan_name: Name contains.
            has_feature: Grants a feature whose name contains this. The feature counts below then cover the matching features only.
            feature_count_min: Grants at least this many features.
            feature_count_max: Grants at most this many features.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Page[models.Plan] = await self._call("plans.list", {
            "page": numbered(page),
            "page_size": page_size,
            "cursor": cursor,
            "search": search,
            "ordering": ordering,
            "plan_name": plan_name,
            "has_feature": has_feature,
            "feature_count_min": feature_count_min,
            "feature_count_max": feature_count_max,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        })
        return answer

    def iter(
        self,
        *,
        page_size: int = 20,
        search: str | None = None,
        ordering: str | None = None,
        plan_name: str | None = None,
        has_feature: str | None = None,
        feature_count_min: float | None = None,
        feature_count_max: float | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
    ) -> AsyncIterator[models.Plan]:
        """All rows of the list, read page by page as they are asked for.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page_size: Rows of a page: 1 to 1000.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            plan_name: Name contains.
            has_feature: Grants a feature whose name contains this. The feature counts below then cover the matching features only.
            feature_count_min: Grants at least this many features.
            feature_count_max: Grants at most this many features.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return self._pages("plans.list", {
            "page_size": page_size,
            "search": search,
            "ordering": ordering,
            "plan_name": plan_name,
            "has_feature": has_feature,
            "feature_count_min": feature_count_min,
            "feature_count_max": feature_count_max,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        })

    async def to_arrow(
        self,
        *,
        search: str | None = None,
        ordering: str | None = None,
        plan_name: str | None = None,
        has_feature: str | None = None,
        feature_count_min: float | None = None,
        feature_count_max: float | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
        batch_size: int = 8192,
    ) -> _core.ArrowTable:
        """All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            plan_name: Name contains.
            has_feature: Grants a feature whose name contains this. The feature counts below then cover the matching features only.
            feature_count_min: Grants at least this many features.
            feature_count_max: Grants at most this many features.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.
            batch_size: Rows that are read at once: 1 to 65536.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return await self._stream("plans.list", {
            "search": search,
            "ordering": ordering,
            "plan_name": plan_name,
            "has_feature": has_feature,
            "feature_count_min": feature_count_min,
            "feature_count_max": feature_count_max,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        }, batch_size)

    async def update(
        self,
        id: IdLike,
        *,
        plan_name: str | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Plan:
        """Changes the given fields of a plan.

        Who may: staff.

        Args:
            id: The plan.
            plan_name: Its name, unique.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Plan = await self._call("plans.update", {
            "id": id,
            "plan_name": plan_name,
        }, idempotency_key=idempotency_key)
        return answer

    async def delete(
        self,
        id: IdLike,
        *,
        idempotency_key: str | None = None,
    ) -> None:
        """Deletes a plan and its grants. Its workspaces are left without a plan, so without limits.

        Who may: superusers.

        Args:
            id: The row's id.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("plans.delete", {
            "id": id,
        }, idempotency_key=idempotency_key)
        return answer

    async def features(
        self,
        id: IdLike,
    ) -> Rows[models.PlanFeature]:
        """What a plan grants, oldest grant first.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Rows[models.PlanFeature] = await self._call("plans.features", {
            "id": id,
        })
        return answer

    async def add_feature(
        self,
        id: IdLike,
        *,
        feature: IdLike | None = None,
        feature_id: IdLike | None = None,
        limit: int,
        idempotency_key: str | None = None,
    ) -> models.PlanFeature:
        """Grants a feature to a plan, up to a limit.

        Who may: staff.

        Args:
            id: The plan.
            feature: The feature.
            feature_id: The feature, under its other name.
            limit: How much of it the plan grants; negative: unlimited.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.PlanFeature = await self._call("plans.add_feature", {
            "id": id,
            "feature": feature,
            "feature_id": feature_id,
            "limit": limit,
        }, idempotency_key=idempotency_key)
        return answer

    async def remove_feature(
        self,
        id: IdLike,
        *,
        feature_id: IdLike,
        idempotency_key: str | None = None,
    ) -> None:
        """Withdraws a feature from a plan; ``not_found`` when the plan does not grant it.

        Who may: staff.

        Args:
            id: The plan.
            feature_id: The feature.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("plans.remove_feature", {
            "id": id,
            "feature_id": feature_id,
        }, idempotency_key=idempotency_key)
        return answer


class Settings(AsyncRoom):
    """Operations on settings."""

    __slots__ = ()

    async def get(
        self,
    ) -> models.SettingsRecord:
        """The settings of the database.

        Who may: staff.

        Raises:
            PermissionDenied: The caller may not do this.
        """
        answer: models.SettingsRecord = await self._call("settings.get", {})
        return answer

    async def update(
        self,
        *,
        time_zone: str | Unset = UNSET,
        shared_rows: bool | Unset = UNSET,
        open_registration: bool | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.SettingsRecord:
        """Changes the given settings. Another time zone changes how times without an offset are read, and where days begin, from now on.

        Who may: superusers.

        Args:
            time_zone: The IANA zone of calendar days, and of times that come without an offset.
            shared_rows: Whether all users see leads and calls of no workspace.
            open_registration: Whether anybody may register.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.SettingsRecord = await self._call("settings.update", {
            "time_zone": time_zone,
            "shared_rows": shared_rows,
            "open_registration": open_registration,
        }, idempotency_key=idempotency_key)
        return answer


class Users(AsyncRoom):
    """Operations on users."""

    __slots__ = ()

    async def create(
        self,
        *,
        username: str,
        phone: str,
        password: str,
        first_name: str = "",
        last_name: str = "",
        email: str = "",
        social_id: str | None = None,
        social_provider: models.SocialProvider | str | None = None,
        idempotency_key: str | None = None,
    ) -> models.User:
        """Creates a plain active user. For staff; for everybody where the setting ``open_registration`` is on.

        Who may: staff; everybody where `open_registration` is on.

        Args:
            username: The name to log in with: at most 150 letters, digits and ``@ . + - _``; unique.
            phone: Phone number, in any form; at most 50 characters.
            password: At least 8 characters; not digits only, not a common password, not like the name or the e-mail address.
            first_name: Given name.
            last_name: Family name.
            email: E-mail address.
            social_id: The account at another service.
            social_provider: The other service.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.User = await self._call("users.create", {
            "username": username,
            "phone": phone,
            "password": password,
            "first_name": first_name,
            "last_name": last_name,
            "email": email,
            "social_id": social_id,
            "social_provider": social_provider,
        }, idempotency_key=idempotency_key)
        return answer

    async def get(
        self,
        id: IdLike,
    ) -> models.User:
        """One user by its id. A regular user sees only itself.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.User = await self._call("users.get", {
            "id": id,
        })
        return answer

    async def list(
        self,
        *,
        page: int | str | None = None,
        page_size: int = 20,
        cursor: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        username: str | None = None,
        email: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        phone: str | None = None,
        status: models.UserStatus | str | None = None,
        social_provider: models.SocialProvider | str | None = None,
        is_active: bool | None = None,
        date_joined_after: Moment | None = None,
        date_joined_before: Moment | None = None,
        last_login_after: Moment | None = None,
        last_login_before: Moment | None = None,
    ) -> Page[models.User]:
        """Users, newest first: filtered, searched, ordered, in pages. A regular user sees only itself.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page: The page, from 1, or ``last``.
            page_size: Rows of a page: 1 to 1000.
            cursor: Where to go on: the ``next_cursor`` of the page before; an empty text starts at the front. Takes the place of ``page``.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            username: The name contains.
            email: The e-mail address contains.
            first_name: The given name contains.
            last_name: The family name contains.
            phone: The phone number contains.
            status: Of this status.
            social_provider: With an account at this service.
            is_active: Whether the user may log in as far as ``is_active`` goes.
            date_joined_after: Joined at or after.
            date_joined_before: Joined at or before.
            last_login_after: Last logged in at or after.
            last_login_before: Last logged in at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Page[models.User] = await self._call("users.list", {
            "page": numbered(page),
            "page_size": page_size,
            "cursor": cursor,
            "search": search,
            "ordering": ordering,
            "username": username,
            "email": email,
            "first_name": first_name,
            "last_name": last_name,
            "phone": phone,
            "status": status,
            "social_provider": social_provider,
            "is_active": is_active,
            "date_joined_after": date_joined_after,
            "date_joined_before": date_joined_before,
            "last_login_after": last_login_after,
            "last_login_before": last_login_before,
        })
        return answer

    def iter(
        self,
        *,
        page_size: int = 20,
        search: str | None = None,
        ordering: str | None = None,
        username: str | None = None,
        email: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        phone: str | None = None,
        status: models.UserStatus | str | None = None,
        social_provider: models.SocialProvider | str | None = None,
        is_active: bool | None = None,
        date_joined_after: Moment | None = None,
        date_joined_before: Moment | None = None,
        last_login_after: Moment | None = None,
        last_login_before: Moment | None = None,
    ) -> AsyncIterator[models.User]:
        """All rows of the list, read page by page as they are asked for.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page_size: Rows of a page: 1 to 1000.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            username: The name contains.
            email: The e-mail address contains.
            first_name: The given name contains.
            last_name: The family name contains.
            phone: The phone number contains.
            status: Of this status.
            social_provider: With an account at this service.
            is_active: Whether the user may log in as far as ``is_active`` goes.
            date_joined_after: Joined at or after.
            date_joined_before: Joined at or before.
            last_login_after: Last logged in at or after.
            last_login_before: Last logged in at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return self._pages("users.list", {
            "page_size": page_size,
            "search": search,
            "ordering": ordering,
            "username": username,
            "email": email,
            "first_name": first_name,
            "last_name": last_name,
            "phone": phone,
            "status": status,
            "social_provider": social_provider,
            "is_active": is_active,
            "date_joined_after": date_joined_after,
            "date_joined_before": date_joined_before,
            "last_login_after": last_login_after,
            "last_login_before": last_login_before,
        })

    async def to_arrow(
        self,
        *,
        search: str | None = None,
        ordering: str | None = None,
        username: str | None = None,
        email: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        phone: str | None = None,
        status: models.UserStatus | str | None = None,
        social_provider: models.SocialProvider | str | None = None,
        is_active: bool | None = None,
        date_joined_after: Moment | None = None,
        date_joined_before: Moment | None = None,
        last_login_after: Moment | None = None,
        last_login_before: Moment | None = None,
        batch_size: int = 8192,
    ) -> _core.ArrowTable:
        """All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            username: The name contains.
            email: The e-mail address contains.
            first_name: The given name contains.
            last_name: The family name contains.
            phone: The phone number contains.
            status: Of this status.
            social_provider: With an account at this service.
            is_active: Whether the user may log in as far as ``is_active`` goes.
            date_joined_after: Joined at or after.
            date_joined_before: Joined at or before.
            last_login_after: Last logged in at or after.
            last_login_before: Last logged in at or before.
            batch_size: Rows that are read at once: 1 to 65536.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return await self._stream("users.list", {
            "search": search,
            "ordering": ordering,
            "username": username,
            "email": email,
            "first_name": first_name,
            "last_name": last_name,
            "phone": phone,
            "status": status,
            "social_provider": social_provider,
            "is_active": is_active,
            "date_joined_after": date_joined_after,
            "date_joined_before": date_joined_before,
            "last_login_after": last_login_after,
            "last_login_before": last_login_before,
        }, batch_size)

    async def update(
        self,
        id: IdLike,
        *,
        first_name: str | Unset = UNSET,
        last_name: str | Unset = UNSET,
        email: str | Unset = UNSET,
        phone: str | Unset = UNSET,
        stripe_customer_id: str | None | Unset = UNSET,
        status: models.UserStatus | str | Unset = UNSET,
        social_id: str | None | Unset = UNSET,
        social_provider: models.SocialProvider | str | None | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.User:
        """Changes the given fields. ``status`` and ``stripe_customer_id`` stay as they are unless the caller is staff.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The user.
            first_name: Given name.
            last_name: Family name.
            email: E-mail address.
            phone: Phone number.
            stripe_customer_id: The customer at the payment provider; only staff changes it.
            status: Whether it may use the product; only staff changes it.
            social_id: The account at another service.
            social_provider: The other service.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.User = await self._call("users.update", {
            "id": id,
            "first_name": first_name,
            "last_name": last_name,
            "email": email,
            "phone": phone,
            "stripe_customer_id": stripe_customer_id,
            "status": status,
            "social_id": social_id,
            "social_provider": social_provider,
        }, idempotency_key=idempotency_key)
        return answer

    async def delete(
        self,
        id: IdLike,
        *,
        idempotency_key: str | None = None,
    ) -> None:
        """Deletes a user with its blacklist entry, memberships, sessions and tokens. For superusers.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("users.delete", {
            "id": id,
        }, idempotency_key=idempotency_key)
        return answer

    async def me(
        self,
    ) -> models.User:
        """The caller itself.

        Who may: every user who is logged in, for the rows it sees.

        Raises:
            PermissionDenied: The caller may not do this.
        """
        answer: models.User = await self._call("users.me", {})
        return answer

    async def update_me(
        self,
        *,
        first_name: str | Unset = UNSET,
        last_name: str | Unset = UNSET,
        email: str | Unset = UNSET,
        phone: str | Unset = UNSET,
        stripe_customer_id: str | None | Unset = UNSET,
        status: models.UserStatus | str | Unset = UNSET,
        social_id: str | None | Unset = UNSET,
        social_provider: models.SocialProvider | str | None | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.User:
        """Changes the given fields of the caller itself, as ``users.update`` does.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            first_name: Given name.
            last_name: Family name.
            email: E-mail address.
            phone: Phone number.
            stripe_customer_id: The customer at the payment provider; only staff changes it.
            status: Whether it may use the product; only staff changes it.
            social_id: The account at another service.
            social_provider: The other service.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.User = await self._call("users.update_me", {
            "first_name": first_name,
            "last_name": last_name,
            "email": email,
            "phone": phone,
            "stripe_customer_id": stripe_customer_id,
            "status": status,
            "social_id": social_id,
            "social_provider": social_provider,
        }, idempotency_key=idempotency_key)
        return answer

    async def change_status(
        self,
        id: IdLike,
        *,
        status: models.UserStatus | str,
        idempotency_key: str | None = None,
    ) -> models.User:
        """Suspends, disables or reactivates a user; its sessions and tokens follow at once.

        Who may: staff.

        Args:
            id: The user.
            status: Whether it may use the product.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.User = await self._call("users.change_status", {
            "id": id,
            "status": status,
        }, idempotency_key=idempotency_key)
        return answer

    async def create_privileged(
        self,
        *,
        username: str,
        phone: str,
        password: str,
        first_name: str = "",
        last_name: str = "",
        email: str = "",
        social_id: str | None = None,
        social_provider: models.SocialProvider | str | None = None,
        is_staff: bool = False,
        is_superuser: bool = False,
        is_active: bool = True,
        status: models.UserStatus | str = "active",
        idempotency_key: str | None = None,
    ) -> models.User:
        """Creates a user with the given roles and state. A superuser is always staff too.

        Who may: superusers.

        Args:
            username: The name to log in with: at most 150 letters, digits and ``@ . + - _``; unique.
            phone: Phone number, in any form; at most 50 characters.
            password: At least 8 characters; not digits only, not a common password, not like the name or the e-mail address.
            first_name: Given name.
            last_name: Family name.
            email: E-mail address.
            social_id: The account at another service.
            social_provider: The other service.
            is_staff: Whether it has the rights of staff.
            is_superuser: Whether it has all rights; such a user is staff too.
            is_active: False locks it out, whatever its status.
            status: Whether it may use the product.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.User = await self._call("users.create_privileged", {
            "username": username,
            "phone": phone,
            "password": password,
            "first_name": first_name,
            "last_name": last_name,
            "email": email,
            "social_id": social_id,
            "social_provider": social_provider,
            "is_staff": is_staff,
            "is_superuser": is_superuser,
            "is_active": is_active,
            "status": status,
        }, idempotency_key=idempotency_key)
        return answer

    async def change_password(
        self,
        *,
        old_password: str,
        new_password: str,
        idempotency_key: str | None = None,
    ) -> None:
        """Replaces the caller's password and ends its other sessions.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            old_password: The password that it has.
            new_password: The password that it shall have; the rules are those of ``users.create``.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidCredentials: The credentials are wrong, or their user is suspended, inactive or blacklisted.
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
            Throttled: Too many failed attempts; ``retry_after`` says how many seconds to wait.
        """
        answer: None = await self._call("users.change_password", {
            "old_password": old_password,
            "new_password": new_password,
        }, idempotency_key=idempotency_key)
        return answer


class Workspaces(AsyncRoom):
    """Operations on workspaces."""

    __slots__ = ()

    async def create(
        self,
        *,
        workspace_name: str,
        plan: IdLike | None = None,
        timezone: str | None = None,
        idempotency_key: str | None = None,
    ) -> models.Workspace:
        """Makes a workspace. Who makes it does not become a member.

        Who may: staff.

        Args:
            workspace_name: Its name; several may have the same.
            plan: Its plan, which sets its quotas.
            timezone: Its IANA time zone; null: the database's.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Workspace = await self._call("workspaces.create", {
            "workspace_name": workspace_name,
            "plan": plan,
            "timezone": timezone,
        }, idempotency_key=idempotency_key)
        return answer

    async def get(
        self,
        id: IdLike,
    ) -> models.Workspace:
        """One workspace with its members.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Workspace = await self._call("workspaces.get", {
            "id": id,
        })
        return answer

    async def list(
        self,
        *,
        page: int | str | None = None,
        page_size: int = 20,
        cursor: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        workspace_name: str | None = None,
        has_user: str | None = None,
        user_count_min: float | None = None,
        user_count_max: float | None = None,
        empty_workspace: bool | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
    ) -> Page[models.Workspace]:
        """Workspaces by name, filtered, searched, ordered, in pages.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page: The page, from 1, or ``last``.
            page_size: Rows of a page: 1 to 1000.
            cursor: Where to go on: the ``next_cursor`` of the page before; an empty text starts at the front. Takes the place of ``page``.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            workspace_name: Name contains.
            has_user: A member's username, e-mail, given or family name contains this.
            user_count_min: Has at least this many members.
            user_count_max: Has at most this many members.
            empty_workspace: ``true``: has no members. ``false`` has no effect.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Page[models.Workspace] = await self._call("workspaces.list", {
            "page": numbered(page),
            "page_size": page_size,
            "cursor": cursor,
            "search": search,
            "ordering": ordering,
            "workspace_name": workspace_name,
            "has_user": has_user,
            "user_count_min": user_count_min,
            "user_count_max": user_count_max,
            "empty_workspace": empty_workspace,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        })
        return answer

    def iter(
        self,
        *,
        page_size: int = 20,
        search: str | None = None,
        ordering: str | None = None,
        workspace_name: str | None = None,
        has_user: str | None = None,
        user_count_min: float | None = None,
        user_count_max: float | None = None,
        empty_workspace: bool | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
    ) -> AsyncIterator[models.Workspace]:
        """All rows of the list, read page by page as they are asked for.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            page_size: Rows of a page: 1 to 1000.
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            workspace_name: Name contains.
            has_user: A member's username, e-mail, given or family name contains this.
            user_count_min: Has at least this many members.
            user_count_max: Has at most this many members.
            empty_workspace: ``true``: has no members. ``false`` has no effect.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return self._pages("workspaces.list", {
            "page_size": page_size,
            "search": search,
            "ordering": ordering,
            "workspace_name": workspace_name,
            "has_user": has_user,
            "user_count_min": user_count_min,
            "user_count_max": user_count_max,
            "empty_workspace": empty_workspace,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        })

    async def to_arrow(
        self,
        *,
        search: str | None = None,
        ordering: str | None = None,
        workspace_name: str | None = None,
        has_user: str | None = None,
        user_count_min: float | None = None,
        user_count_max: float | None = None,
        empty_workspace: bool | None = None,
        created_after: Moment | None = None,
        created_before: Moment | None = None,
        updated_after: Moment | None = None,
        updated_before: Moment | None = None,
        batch_size: int = 8192,
    ) -> _core.ArrowTable:
        """All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            search: Terms that must occur, case-insensitively; double quotes keep phrases.
            ordering: Comma-separated names to order by, ``-`` in front for descending.
            workspace_name: Name contains.
            has_user: A member's username, e-mail, given or family name contains this.
            user_count_min: Has at least this many members.
            user_count_max: Has at most this many members.
            empty_workspace: ``true``: has no members. ``false`` has no effect.
            created_after: Made at or after.
            created_before: Made at or before.
            updated_after: Last changed at or after.
            updated_before: Last changed at or before.
            batch_size: Rows that are read at once: 1 to 65536.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        return await self._stream("workspaces.list", {
            "search": search,
            "ordering": ordering,
            "workspace_name": workspace_name,
            "has_user": has_user,
            "user_count_min": user_count_min,
            "user_count_max": user_count_max,
            "empty_workspace": empty_workspace,
            "created_after": created_after,
            "created_before": created_before,
            "updated_after": updated_after,
            "updated_before": updated_before,
        }, batch_size)

    async def update(
        self,
        id: IdLike,
        *,
        workspace_name: str | Unset = UNSET,
        plan: IdLike | None | Unset = UNSET,
        timezone: str | None | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> models.Workspace:
        """Changes the given fields of a workspace. Its plan is changed by staff only.

        Who may: staff; admins of the workspace.

        Args:
            id: The workspace.
            workspace_name: Its name; several may have the same.
            plan: Its plan, which sets its quotas; changed by staff only.
            timezone: Its IANA time zone; null: the database's.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Workspace = await self._call("workspaces.update", {
            "id": id,
            "workspace_name": workspace_name,
            "plan": plan,
            "timezone": timezone,
        }, idempotency_key=idempotency_key)
        return answer

    async def delete(
        self,
        id: IdLike,
        *,
        cascade: bool = False,
        idempotency_key: str | None = None,
    ) -> None:
        """Deletes a workspace with its agents, numbers and calendars. With leads or calls in it: ``not_empty``, unless ``cascade`` takes them along.

        Who may: superusers.

        Args:
            id: The workspace.
            cascade: Whether its leads and calls go too.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotEmpty: The thing still has dependants; ``cascade`` would take them along.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: None = await self._call("workspaces.delete", {
            "id": id,
            "cascade": cascade,
        }, idempotency_key=idempotency_key)
        return answer

    async def users(
        self,
        id: IdLike,
    ) -> Rows[models.Member]:
        """The members of a workspace, by the time they joined.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: Rows[models.Member] = await self._call("workspaces.users", {
            "id": id,
        })
        return answer

    async def add_users(
        self,
        id: IdLike,
        *,
        user_ids: Sequence[IdLike],
        idempotency_key: str | None = None,
    ) -> models.AddedUsers:
        """Makes users members of a workspace, all of them or none. Who is a member already keeps its role.

        Who may: staff; admins of the workspace.

        Args:
            id: The workspace.
            user_ids: The users, each once; may be empty.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
            QuotaExceeded: The workspace's plan allows no more; ``limit`` and ``used`` say how many.
        """
        answer: models.AddedUsers = await self._call("workspaces.add_users", {
            "id": id,
            "user_ids": user_ids,
        }, idempotency_key=idempotency_key)
        return answer

    async def remove_users(
        self,
        id: IdLike,
        *,
        user_ids: Sequence[IdLike],
        idempotency_key: str | None = None,
    ) -> models.RemovedUsers:
        """Removes members from a workspace, all of them or none.

        Who may: staff; admins of the workspace.

        Args:
            id: The workspace.
            user_ids: The users, each once; may be empty.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.RemovedUsers = await self._call("workspaces.remove_users", {
            "id": id,
            "user_ids": user_ids,
        }, idempotency_key=idempotency_key)
        return answer

    async def set_role(
        self,
        id: IdLike,
        *,
        user_id: IdLike,
        role: models.Role | str,
        idempotency_key: str | None = None,
    ) -> models.Member:
        """Changes what a member may do in a workspace.

        Who may: staff; admins of the workspace.

        Args:
            id: The workspace.
            user_id: The member.
            role: What it may do from now on.
            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.Member = await self._call("workspaces.set_role", {
            "id": id,
            "user_id": user_id,
            "role": role,
        }, idempotency_key=idempotency_key)
        return answer

    async def stats(
        self,
        id: IdLike,
    ) -> models.WorkspaceStats:
        """Counts of members, agents and calendars.

        Who may: every user who is logged in, for the rows it sees.

        Args:
            id: The row's id.

        Raises:
            InvalidInput: A value of the input is wrong; ``details`` names the fields.
            NotFound: No such thing, or it is outside of what the caller may see.
            PermissionDenied: The caller may not do this.
        """
        answer: models.WorkspaceStats = await self._call("workspaces.stats", {
            "id": id,
        })
        return answer


class Rooms:
    """Every kind of thing, with its operations, as one caller."""

    __slots__ = (
        "_native",
        "_workers",
        "agents",
        "auth",
        "blacklist",
        "calendar_configurations",
        "calendars",
        "calls",
        "features",
        "leads",
        "meetings",
        "phone_numbers",
        "plan_features",
        "plans",
        "settings",
        "users",
        "workspaces",
    )

    _native: _core.Actor
    _workers: Workers
    agents: Agents
    """Operations on agents."""
    auth: Auth
    """Operations on auth."""
    blacklist: Blacklist
    """Operations on blacklist."""
    calendar_configurations: CalendarConfigurations
    """Operations on calendar configurations."""
    calendars: Calendars
    """Operations on calendars."""
    calls: Calls
    """Operations on calls."""
    features: Features
    """Operations on features."""
    leads: Leads
    """Operations on leads."""
    meetings: Meetings
    """Operations on meetings."""
    phone_numbers: PhoneNumbers
    """Operations on phone numbers."""
    plan_features: PlanFeatures
    """Operations on plan features."""
    plans: Plans
    """Operations on plans."""
    settings: Settings
    """Operations on settings."""
    users: Users
    """Operations on users."""
    workspaces: Workspaces
    """Operations on workspaces."""

    def __init__(self, native: _core.Actor, workers: Workers) -> None:
        self._native = native
        self._workers = workers

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            room = _ROOMS.get(name)
            if room is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            made = room(self._native, self._workers)
            setattr(self, name, made)
            return made


_ROOMS: dict[str, type[AsyncRoom]] = {
    "agents": Agents,
    "auth": Auth,
    "blacklist": Blacklist,
    "calendar_configurations": CalendarConfigurations,
    "calendars": Calendars,
    "calls": Calls,
    "features": Features,
    "leads": Leads,
    "meetings": Meetings,
    "phone_numbers": PhoneNumbers,
    "plan_features": PlanFeatures,
    "plans": Plans,
    "settings": Settings,
    "users": Users,
    "workspaces": Workspaces,
}
