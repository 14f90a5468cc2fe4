"""The log: readable in a terminal, JSON lines elsewhere, and in neither a message's text, a name or a token.

Modules go on using ``logging``; structlog renders what they say, which is ids and never texts. The rest is seen to
here: libraries do not come to speak of all that they receive, exceptions are told without what they may quote,
tracebacks without local variables, and tokens are struck out.
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
from structlog.types import EventDict, ExcInfo, WrappedLogger

from bot.errors import BotError

NOT_SHOWN = "[not shown, as it may quote a message]"
_HIDDEN = "[secret]"
_CANNOT_BE_SHOWN = "what was to be logged in line %d cannot be shown"
_TALKATIVE = ("aiosqlite", "alembic", "sqlalchemy", "uvicorn.access")
"""Libraries that tell of every step, with what is in it."""
_ORDER = ("timestamp", "level", "logger", "event", "exception")
_ABOUT_CODE = {
    ArithmeticError, AttributeError, EOFError, ImportError, MemoryError, ModuleNotFoundError, NameError,
    NotImplementedError, OverflowError, RecursionError, TypeError, UnboundLocalError, ZeroDivisionError,
}  # fmt: skip
"""Exceptions that Python raises with names from the code, and never with values."""
_TOKENS = re.compile(
    r"(?<=/webhooks/)\d+/[^/?\s]+|(?<=/interactions/)\d+/[^/?\s]+"  # of interactions, in the paths of Discord's API
    r"|\bxox[a-z]-[\w-]+|\bxapp-[\w-]+|(?<=hooks\.slack\.com/)[\w/-]+"  # of Slack workspaces and responses
    r"|(?:(?<=ticket=)|(?<=code=)|(?<=state=)|(?<=code: )|(?<=state: ))[\w.-]{16,}"  # of connections, installations
)


def start(level: str, *, secrets: Sequence[str] = (), stream: TextIO | None = None) -> None:
    """Log what is at least as serious as ``level`` to ``stream``, by default standard error, without ``secrets``.

    Libraries do not go below info, since they would tell what they receive.
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
    sys.excepthook = _log_what_ends_the_bot
    sys.unraisablehook = _log_what_cannot_be_raised
    threading.excepthook = _log_what_ends_a_thread


def _log_what_ends_the_bot(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    logging.getLogger("bot").critical("the bot has failed", exc_info=(kind, error, where))


def _log_what_cannot_be_raised(unraisable: "sys.UnraisableHookArgs") -> None:
    logging.getLogger("bot").error("something failed while Python cleaned up", exc_info=unraisable.exc_value)


def _log_what_ends_a_thread(failed: threading.ExceptHookArgs) -> None:
    logging.getLogger("bot").error("a thread has failed", exc_info=failed.exc_value)


def progress() -> Callable[[str, int, int], None]:
    """Tells in the log what takes so long while an FAQ is learned, each step once."""
    told = set[str]()

    def tell(doing: str, _: int, total: int) -> None:
        if doing not in told:
            told.add(doing)
            logging.getLogger(__name__).info("%s (%d)", doing, total)

    return tell


class LogHandler(logging.StreamHandler[TextIO]):
    """Writes to a stream, in the form that suits it."""

    def __init__(self, stream: TextIO, *, secrets: Sequence[str] = ()) -> None:
        """Write to ``stream`` and strike out ``secrets``."""
        super().__init__(stream)
        self.setFormatter(_Formatter(stream, secrets))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say where the record came from; logging itself would print its arguments."""
        if record.msg != _CANNOT_BE_SHOWN:
            where = {"name": record.name, "levelname": "ERROR", "msg": _CANNOT_BE_SHOWN, "args": (record.lineno,)}
            self.emit(logging.makeLogRecord(where))


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Renders a record for a stream, without secrets."""

    def __init__(self, stream: TextIO, secrets: Sequence[str]) -> None:
        super().__init__(processors=[_in_order, _renderer_for(stream)], foreign_pre_chain=_PROCESSORS)
        written = {form for secret in secrets for form in (secret, json.dumps(secret)[1:-1]) if secret}
        known = "|".join(map(re.escape, sorted(written, key=len, reverse=True)))
        self._hidden = re.compile(f"{_TOKENS.pattern}|{known}" if known else _TOKENS.pattern)

    def format(self, record: logging.LogRecord) -> str:
        record = logging.makeLogRecord(record.__dict__)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without_quotes, record.args))
        record.msg, record.args = _without_words_of(_error_behind(record), record.getMessage()), ()
        return self._hidden.sub(_HIDDEN, super().format(record))


def _renderer_for(stream: TextIO) -> structlog.dev.ConsoleRenderer | structlog.processors.JSONRenderer:
    if not stream.isatty():
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    has_colours = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    # Where Rich is installed, structlog's own choice for exceptions shows local variables.
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=has_colours, exception_formatter=plain)


def _in_order(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {key: event[key] for key in _ORDER if key in event}


def _shorten_asyncio(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Leave out what asyncio adds to its messages: callbacks and tasks, with their arguments and exceptions."""
    if event["logger"] == "asyncio":
        event["event"] = event["event"].partition("\n")[0].partition("(")[0]
    return event


def _without_quotes(argument: object) -> object:
    """An argument of a message as it may be shown."""
    if isinstance(argument, BaseException):
        return str(argument) if _quotes_nothing(argument) else _named(argument)
    return argument


def _error_behind(record: logging.LogRecord) -> BaseException | None:
    """What a message is about: the exception it comes with, or the one that is being dealt with as it is logged."""
    return record.exc_info[1] if record.exc_info else sys.exc_info()[1]


def _without_words_of(error: BaseException | None, message: str) -> str:
    """A message without what an exception says, which Slack's libraries write into theirs."""
    if error is None or _quotes_nothing(error):
        return message
    words = str(error)
    return message.replace(words, NOT_SHOWN) if words else message


def _quotes_nothing(error: BaseException) -> bool:
    return isinstance(error, BotError | OSError) or type(error) in _ABOUT_CODE


def _named(error: BaseException) -> str:
    """An exception with what it says, or with the numbers it comes with where its words may quote a message."""
    kind = type(error).__name__
    if _quotes_nothing(error):
        return f"{kind}: {error}"
    numbers = {name: vars(error).get(name) for name in ("status", "code")}  # aiohttp has a property that warns
    known = ", ".join(f"{name} {value}" for name, value in numbers.items() if isinstance(value, int))
    return f"{kind}{known and f' ({known})'}: {NOT_SHOWN}"


def _traceback_of(exc_info: ExcInfo) -> str:
    return "\n".join(_lines_of(exc_info[1], frozenset()))


def _lines_of(error: BaseException, seen: frozenset[int]) -> Iterator[str]:
    """A traceback as Python writes it, without what exceptions may quote."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _lines_of(before, seen | {id(error)})
        yield "\nwhich led to:\n"
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    yield _named(error)
    if isinstance(error, BaseExceptionGroup):
        for number, one in enumerate(error.exceptions, start=1):
            yield f"\n{number} of {len(error.exceptions)}:\n"
            yield from _lines_of(one, seen | {id(error)})


_PROCESSORS: Sequence[Any] = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.ExceptionRenderer(_traceback_of),
    _shorten_asyncio,
)
