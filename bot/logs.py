"""The log: readable in a terminal, JSON lines elsewhere, and in both without message texts, names and tokens.

Modules use ``logging`` and put ids beside the message, ``extra={"fields": {"platform": "discord", "message": "7"}}``.
structlog renders both: a field is a key of its own in JSON, and ``key=value`` after the message in a terminal.

Nothing private gets out by accident: libraries are kept at info, exceptions are shown without text that may quote a
message, tracebacks without local variables, and known secrets and tokens are removed.
"""

import json
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.types import EventDict, WrappedLogger

from bot.errors import BotError

NOT_SHOWN = "[not shown, as it may quote a message]"
_CANNOT_BE_SHOWN = "the log call in line %d cannot be shown"
_TALKATIVE = ("aiosqlite", "alembic", "sqlalchemy", "uvicorn.access")
"""Libraries that log every step, with the data in it."""
_ORDER = ("timestamp", "level", "logger", "event")
_ABOUT_CODE = {
    ArithmeticError, AttributeError, EOFError, ImportError, MemoryError, ModuleNotFoundError, NameError,
    NotImplementedError, OverflowError, RecursionError, TypeError, UnboundLocalError, ZeroDivisionError,
}  # fmt: skip
"""Exceptions whose text Python makes of names in the code, never of values."""
_TOKENS = re.compile(
    # Tokens of interactions, in the paths of Discord's API
    r"(?<=/webhooks/)\d+/[^/?\s]+|(?<=/interactions/)\d+/[^/?\s]+"
    # Tokens of Slack workspaces, and the addresses that a Slack command can be answered at
    r"|\bxox[a-z]-[\w-]+|\bxapp-[\w-]+|(?<=hooks\.slack\.com/)[\w/-]+"
    # Tickets of Slack's socket connections; codes and states of its OAuth installation
    r"|(?:(?<=ticket=)|(?<=code=)|(?<=state=)|(?<=code: )|(?<=state: ))[\w.-]{16,}"
)


def start(level: str, *, secrets: Sequence[str] = (), stream: TextIO | None = None) -> None:
    """Log messages of ``level`` and above to ``stream``, by default standard error, without ``secrets``.

    Libraries never go below info, since at debug they log what they receive.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    root = logging.getLogger()
    for earlier in [handler for handler in root.handlers if isinstance(handler, LogHandler)]:
        root.removeHandler(earlier)
    root.addHandler(LogHandler(stream or sys.stderr, secrets=secrets))
    root.setLevel(max(number, logging.INFO))
    logging.getLogger("bot").setLevel(number)
    for library in _TALKATIVE:
        logging.getLogger(library).setLevel(max(number, logging.WARNING))
    logging.captureWarnings(capture=True)
    # Python itself would print these exceptions with their text.
    sys.excepthook = _log_uncaught
    sys.unraisablehook = _log_unraisable
    threading.excepthook = _log_failed_thread


def _log_uncaught(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    logging.getLogger("bot").critical("the bot has failed", exc_info=(kind, error, where))


def _log_unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    logging.getLogger("bot").error("an error occurred while Python freed an object", exc_info=unraisable.exc_value)


def _log_failed_thread(failed: threading.ExceptHookArgs) -> None:
    logging.getLogger("bot").error("a thread has failed", exc_info=failed.exc_value)


def progress() -> Callable[[str, int, int], None]:
    """A progress callback that logs each step of learning an FAQ once."""
    logged = set[str]()

    def log(step: str, _: int, total: int) -> None:
        if step not in logged:
            logged.add(step)
            logging.getLogger(__name__).info("%s (%d)", step, total)

    return log


class LogHandler(logging.StreamHandler[TextIO]):
    """Writes to a stream: lines for people in a terminal, JSON elsewhere."""

    def __init__(self, stream: TextIO, *, secrets: Sequence[str] = ()) -> None:
        """Write to ``stream`` without ``secrets``."""
        super().__init__(stream)
        self.setFormatter(_Formatter(stream, secrets))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Log where the record came from; logging itself would print its arguments."""
        if record.msg != _CANNOT_BE_SHOWN:
            where = {"name": record.name, "levelname": "ERROR", "msg": _CANNOT_BE_SHOWN, "args": (record.lineno,)}
            self.emit(logging.makeLogRecord(where))


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Renders a record for a stream, without secrets."""

    def __init__(self, stream: TextIO, secrets: Sequence[str]) -> None:
        super().__init__(processors=[_flatten, _renderer_for(stream)], foreign_pre_chain=_PROCESSORS)
        # A secret with quotes or backslashes looks different inside JSON.
        written = {form for secret in secrets for form in (secret, json.dumps(secret)[1:-1]) if secret}
        # The longest first, in case one secret is the beginning of another.
        known = "|".join(map(re.escape, sorted(written, key=len, reverse=True)))
        self._hidden = re.compile(f"{_TOKENS.pattern}|{known}" if known else _TOKENS.pattern)

    def format(self, record: logging.LogRecord) -> str:
        record = logging.makeLogRecord(record.__dict__)  # a copy, since other handlers format the same record
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without_quotes, record.args))
        # Slack's libraries write the text of an exception into their messages, also of one that they are handling.
        error = record.exc_info[1] if record.exc_info else sys.exc_info()[1]
        record.msg, record.args = record.getMessage(), ()
        if error is not None and not _quotes_nothing(error) and str(error):
            record.msg = record.msg.replace(str(error), NOT_SHOWN)
        fields = record.__dict__.get("fields") or {}
        shown = {name: self._shown(value) for name, value in fields.items() if value is not None}
        record.__dict__["fields"] = shown
        return self._hidden.sub("[secret]", super().format(record))

    def _shown(self, value: object) -> float | str:
        """The value of a field; control characters are escaped, since ids come from outside and reach a terminal."""
        if isinstance(value, int | float):
            return value
        # Here and not only in the whole line, where a terminal's renderer may have quoted and escaped the value.
        text = self._hidden.sub("[secret]", str(_without_quotes(value)))
        return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def _renderer_for(stream: TextIO) -> structlog.dev.ConsoleRenderer | structlog.processors.JSONRenderer:
    if not stream.isatty():
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    has_colours = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    # Where Rich is installed, structlog's own choice for exceptions shows local variables.
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=has_colours, exception_formatter=plain, sort_keys=False)


def _flatten(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put the fields beside the message; no field can replace a key of the log's own."""
    fields = event.pop("fields")
    event = fields | event
    return {key: event[key] for key in (*_ORDER, *fields, "exception") if key in event}


def _shorten_asyncio(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Cut what asyncio adds to its messages: callbacks and tasks, with their arguments and exceptions."""
    if event["logger"] == "asyncio":
        event["event"] = event["event"].partition("\n")[0].partition("(")[0]
    return event


def _without_quotes(argument: object) -> object:
    """An argument of a message, without the text of an exception that may quote somebody."""
    if isinstance(argument, BaseException):
        return str(argument) if _quotes_nothing(argument) else _named(argument)
    return argument


def _quotes_nothing(error: BaseException) -> bool:
    return isinstance(error, BotError | OSError) or type(error) in _ABOUT_CODE


def _named(error: BaseException) -> str:
    """An exception with its text; only with its numbers if the text may quote a message."""
    kind = type(error).__name__
    if _quotes_nothing(error):
        return f"{kind}: {error}"
    # Not getattr: aiohttp has a property that warns.
    numbers = {name: vars(error).get(name) for name in ("status", "code")}
    known = ", ".join(f"{name} {value}" for name, value in numbers.items() if isinstance(value, int))
    return f"{kind}{known and f' ({known})'}: {NOT_SHOWN}"


def _lines_of(error: BaseException, seen: frozenset[int] = frozenset()) -> Iterator[str]:
    """A traceback as Python writes it, without exception texts that may quote a message."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _lines_of(before, seen | {id(error)})
        yield "\nThis led to:\n"
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    yield _named(error)
    if isinstance(error, BaseExceptionGroup):
        for number, one in enumerate(error.exceptions, start=1):
            yield f"\n{number} of {len(error.exceptions)}:\n"
            yield from _lines_of(one, seen | {id(error)})


_PROCESSORS: Sequence[Any] = (
    structlog.stdlib.ExtraAdder(allow=["fields"]),  # only these: a library's extras may hold anything
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.ExceptionRenderer(lambda exc_info: "\n".join(_lines_of(exc_info[1]))),
    _shorten_asyncio,
)
