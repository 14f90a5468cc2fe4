"""Checks of this machine: the FAQ, the encoder and the saved index, disks, and the port that the bot listens on."""

import hashlib
import http.client
import os
import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from platformdirs import user_cache_path
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.content import check, snapshot
from bot.content.files import read_files
from bot.content.parser import parse
from bot.errors import FaqError, Problem, SettingsError
from bot.matching import index_file
from bot.matching.encoder import MODEL
from bot.matching.index_cache import index_path
from bot.opening import faq_path
from bot.platforms.kit.checks import Check, Checks, Surroundings, failed, ok, warning
from bot.settings import Settings
from bot.storage.database import file_of

_MOST_SHOWN = 3
_INSTALL_AGAIN = "install the package again, or run “make model” in a checkout"
MEGABYTE = 1_000_000
# Bytes that are free. An index takes some 10 MB, and a database of a year of questions a few.
LITTLE, TOO_LITTLE = 200 * MEGABYTE, 20 * MEGABYTE
_SECONDS_FOR_LIVENESS = 2.0


def check_faq(path: Path | None) -> Checks:
    """Check the FAQ at ``path``, or else the one that the settings name, and its index."""
    try:
        named = faq_path(path)
    except SettingsError as error:
        return (failed("faq", str(error), fix="name an FAQ that exists, with FAQ_PATH or --faq PATH"),)
    try:
        files = read_files(named)
        problems = check.check_faq(files)
    except FaqError as error:
        files, problems = None, error.problems
    if files is None or not all(problem.is_warning for problem in problems):
        return (failed("faq", _summary(named, problems), fix=f"fix what “re-faq-bot check {named}” lists"),)
    if problems:
        found = warning("faq", _summary(named, problems), fix=f"see what “re-faq-bot check {named}” lists")
    else:
        faq = parse(files)
        entries = "1 entry" if len(faq.entries) == 1 else f"{len(faq.entries)} entries"
        found = ok("faq", f"{named}: {entries}, {len(faq.not_covered)} not covered")
    return (found, _about_index(files.digest))


def _summary(path: Path, problems: tuple[Problem, ...]) -> str:
    """How many problems there are, and the first of the most serious."""
    worst = [problem for problem in problems if not problem.is_warning] or list(problems)
    kind = "warning" if worst[0].is_warning else "error"
    shown = "; ".join(map(str, worst[:_MOST_SHOWN]))
    more = f"; and {len(worst) - _MOST_SHOWN} more" if len(worst) > _MOST_SHOWN else ""
    return f"{path}: {len(worst)} {kind}{'' if len(worst) == 1 else 's'}: {shown}{more}"


def _about_index(digest: str) -> Check:
    """The index that an earlier start saved, or the folder where one will be saved."""
    path = index_path(digest)
    started = time.perf_counter()
    try:
        index_file.load(path, load_faq=snapshot.load)
    except (FileNotFoundError, NotADirectoryError):
        folder = nearest_folder(path)
        if may_write_to(folder):
            return ok("index", f"not saved yet: the next start learns the FAQ once, and saves the index in {folder}")
        what = f"not saved, as {folder} cannot be written to: every start learns the FAQ again, for half a minute"
        return warning("index", what, fix="allow the bot to write there, or name another folder with XDG_CACHE_HOME")
    except Exception as error:  # noqa: BLE001 - a damaged file may raise anything; learning the FAQ again fixes it
        what = f"the saved index cannot be used ({type(error).__name__})"
        return warning("index", what, fix=f"the next start makes it again; if it cannot, delete {path}")
    return ok("index", f"saved, and read in {time.perf_counter() - started:.1f} s: {path}")


def check_model(folder: Path | None) -> Checks:
    """Compare the encoder's files in ``folder``, by default the package's, with the checksums beside them."""
    try:
        wrong = tuple(_wrong_files(folder or MODEL))
    except (OSError, ValueError):
        return (failed("model", "the encoder's checksums cannot be read", fix=_INSTALL_AGAIN),)
    if wrong:
        return (failed("model", f"the encoder is damaged: {'; '.join(wrong)}", fix=_INSTALL_AGAIN),)
    return (ok("model", "the encoder's files are those that its checksums were made of"),)


def _wrong_files(folder: Path) -> Iterator[str]:
    for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines():
        checksum, name = line.split()
        file = folder / name
        if not file.is_file():
            yield f"{name} is missing"
        elif hashlib.sha256(file.read_bytes()).hexdigest() != checksum:
            yield f"{name} has another checksum"


def check_disk(settings: Settings | None, surroundings: Surroundings) -> Checks:
    """Check the disks that hold the database and the index, each once."""
    files = [user_cache_path("re-faq-bot") / "index"]
    if settings is not None:
        with suppress(ArgumentError, ValueError):  # the check of the database reports it
            files += filter(None, [file_of(make_url(settings.database_url.get_secret_value()))])
    folders = {folder.stat().st_dev: folder for folder in map(nearest_folder, files)}
    return tuple(_about_room(folder, surroundings.free(folder)) for folder in folders.values())


def _about_room(folder: Path, free: int) -> Check:
    what = f"{free / MEGABYTE:,.0f} MB are free on the disk of {folder}"
    if free < TOO_LITTLE:
        fix = f"free some space: the bot needs {TOO_LITTLE // MEGABYTE} MB to save what it learns"
        return failed("disk", what, fix=fix)
    if free < LITTLE:
        return warning("disk", what, fix="free some space before the database runs out of it")
    return ok("disk", what)


def check_port(settings: Settings) -> Checks:
    """Check the address that the bot listens on: it is free, or a bot that runs has it."""
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
    fix = "stop the program that listens there, or set another address with HTTP_HOST and HTTP_PORT"
    return (failed("port", what, fix=fix),)


def _is_bot_at(host: str, port: int) -> bool:
    """Whether the program that listens there answers the liveness probe, as a bot does."""
    # Not urlopen, which would go through the proxy that HTTP_PROXY names.
    with closing(http.client.HTTPConnection(host, port, timeout=_SECONDS_FOR_LIVENESS)) as connection:
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False


def nearest_folder(path: Path) -> Path:
    """The folder that ``path`` is in, or will be made in: the first above it that exists."""
    return next(parent for parent in path.absolute().parents if parent.exists())


def may_write_to(folder: Path) -> bool:
    """Whether files can be made in a folder; on a read-only file system they cannot."""
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
