"""The machine: room on its disks, the port that the bot listens at, and the clock."""

import http.client
import socket
from collections.abc import Iterable
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from platformdirs import user_cache_path
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.doctor.checks import Check, Checks, Surroundings, failed, nearest_folder, ok, warning
from bot.settings import Settings
from bot.storage.database import file_of

MEGABYTE = 1_000_000
LITTLE, TOO_LITTLE = 200 * MEGABYTE, 20 * MEGABYTE
"""Bytes on a disk. An index takes some 10 MB, a database of a year of questions a few."""
SECONDS_OFF, TOO_MANY_SECONDS_OFF = 5.0, 60.0
"""Of the clock. Slack's requests count as forged when they are five minutes off; the network takes its part of that."""
_SECONDS_FOR_LIVENESS = 2.0
_OK = 200


def examine_disk(settings: Settings | None, surroundings: Surroundings) -> Checks:
    """The disks that the database and the index are on, each once."""
    folders = {folder.stat().st_dev: folder for folder in _folders(settings)}
    return tuple(_about_room(folder, surroundings.free(folder)) for folder in folders.values())


def _folders(settings: Settings | None) -> Iterable[Path]:
    yield nearest_folder(user_cache_path("re-faq-bot") / "index")
    if settings is None:
        return
    try:
        file = file_of(make_url(settings.database_url.get_secret_value()))
    except (ArgumentError, ValueError):  # told where the database is looked at
        file = None
    if file is not None:
        yield nearest_folder(file)


def _about_room(folder: Path, free: int) -> Check:
    what = f"{free / MEGABYTE:,.0f} MB are free on the disk of {folder}"
    if free < TOO_LITTLE:
        return failed("disk", what, mend=f"free some: the bot needs {TOO_LITTLE // MEGABYTE} MB to keep what it learns")
    if free < LITTLE:
        return warning("disk", what, mend="free some, before the database finds none")
    return ok("disk", what)


def examine_port(settings: Settings) -> Checks:
    """The address that the bot listens at: free, or taken by a bot that runs."""
    host, port = settings.http_host, settings.http_port
    place = f"{host}, port {port}"
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.create_server((host, port), family=family):
            return (ok("port", f"{place} is free"),)
    except OSError as error:
        if _is_bot_at(host, port):
            return (ok("port", f"{place} is in use by a bot that runs"),)
        what = f"HTTP_HOST, HTTP_PORT: cannot listen at {place}: {error.strerror}"
    return (failed("port", what, mend="stop what listens there, or name another address with HTTP_HOST and HTTP_PORT"),)


def _is_bot_at(host: str, port: int) -> bool:
    """Whether what listens there answers as a bot does when it is asked whether it lives."""
    connection = http.client.HTTPConnection(host, port, timeout=_SECONDS_FOR_LIVENESS)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == _OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def about_clock(platform: str, date: str, *, now: datetime) -> Checks:
    """The clock of this machine at ``now``, against the Date header of a response that came at the same time."""
    try:
        off = (now - parsedate_to_datetime(date)).total_seconds()
    except (TypeError, ValueError):  # none that says its time zone
        return ()
    name = f"{platform}.clock"
    if abs(off) <= SECONDS_OFF:
        return (ok(name, f"this machine's clock agrees with {platform.title()}'s"),)
    what = f"this machine's clock is {abs(off):,.0f} seconds {'ahead of' if off > 0 else 'behind'} {platform.title()}'s"
    mend = "let it be set over the network (NTP), or Slack's signatures and the limits of both platforms go wrong"
    told = failed if abs(off) >= TOO_MANY_SECONDS_OFF else warning
    return (told(name, what, mend=mend),)
