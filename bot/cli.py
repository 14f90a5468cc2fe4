"""Runs the commands: each is a few lines that call another part. Only this module exits.

Each command imports what it needs when it runs, so that ``ask`` loads nothing that it does not use.
"""

import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot.arguments import completion_script, parse_arguments
from bot.errors import BotError, InputError, SettingsError
from bot.platforms import PLATFORMS, TERMINAL_PLATFORMS
from bot.terminal.screen import Screen, printable
from bot.terminal.streams import prepare_streams, release_streams

if TYPE_CHECKING:
    from bot.opening import Bot

T = TypeVar("T")

FAILED = 1
# What shells report of a program that a signal ended: 128 and the number of the signal.
INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM


def main() -> None:
    """Run the command line and exit with its code."""
    # The first process of a container ignores signals without a handler, and learning an FAQ takes a while.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error becomes a message, never a traceback."""
    prepare_streams()
    try:
        code = _attempt(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has closed the pipe, as head does
        code = FAILED
    except OSError as error:
        code = _complain(f"cannot read or write: {error.strerror}", FAILED)
    release_streams()
    return code


def _attempt(arguments: Sequence[str]) -> int:
    try:
        parsed = parse_arguments(arguments)
        return _COMMANDS[parsed.command](parsed)
    except SystemExit as leaving:  # argparse: help, version, usage
        return leaving.code if isinstance(leaving.code, int) else 0
    except BotError as error:
        return _complain(str(error), error.exit_code)
    except KeyboardInterrupt:
        return INTERRUPTED


def _complain(message: str, code: int) -> int:
    for line in message.splitlines():
        sys.stderr.write(f"error: {line}\n")
    return code


def ask(arguments: Namespace) -> int:
    """Answer one question, or each line of standard input."""
    from bot.terminal.replies import to_json, to_page
    from bot.terminal.streams import read_questions, standard_input

    is_piped = arguments.question == ["-"]
    batches = read_questions(standard_input()) if is_piped else ((_question_in(arguments),),)
    bot = _open(arguments.faq)
    screen = Screen()
    for questions in batches:
        for reply in bot.responder.respond_many(questions):
            if arguments.json:
                screen.say_object(to_json(reply))
                continue
            if is_piped:
                screen.say(f"> {printable(reply.question)}")
            screen.show(to_page(reply, faq=bot.faq))
            if is_piped:
                screen.say()
        screen.flush()
    return 0


def chat(arguments: Namespace) -> int:
    """Serve a platform in the terminal until the person leaves."""
    import asyncio

    from bot.app import converse
    from bot.settings import Settings
    from bot.storage.memory_store import MemoryStore

    platform = arguments.make(converse(_open(arguments.faq), MemoryStore(), Settings()))
    # Not asyncio.run: it would turn the first Ctrl-C at the prompt into a cancellation that input() does not hear.
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(platform.run())
    finally:
        loop.close()
    return 0


def topics(arguments: Namespace) -> int:
    """List sections and questions; if no topic holds the words, list those nearest in meaning."""
    from bot.opening import open_faq
    from bot.terminal.replies import find_topics, topics_json, topics_of, topics_text

    words = " ".join(arguments.words)
    found = find_topics(open_faq(arguments.faq), words)
    if not found:
        ranking = _open(arguments.faq).matcher.match(words).ranking
        found = topics_of(tuple(ranked.entry for ranked in ranking))
        sys.stderr.write("No topic holds these words; the nearest:\n")
    _show(arguments, found, topics_json, topics_text)
    return 0


def explain(arguments: Namespace) -> int:
    """Show how a question was read and ranked, and why it gets its band."""
    from bot.terminal.reports import explanation_json, explanation_text

    question = _question_in(arguments)
    _show(arguments, _open(arguments.faq).matcher.explain(question), explanation_json, explanation_text)
    return 0


def check(arguments: Namespace) -> int:
    """Report every problem of an FAQ; fail on errors, and on warnings if strict."""
    from bot.content.check import check_faq
    from bot.content.files import read_files
    from bot.content.model import json_schema
    from bot.opening import faq_path
    from bot.terminal.reports import problems_text, summary_of, to_problem

    screen = Screen()
    if arguments.schema:
        screen.say(json_schema().rstrip("\n"))
        return 0
    path = faq_path(arguments.path or arguments.faq)
    problems, held = check_faq(read_files(path)), ""
    if all(problem.is_warning for problem in problems):
        bot = _open(path)
        problems = (*problems, *map(to_problem, bot.matcher.confused_pairs()))
        held = f"{len(bot.faq.entries)} entries, {len(bot.faq.not_covered)} not covered, "
    if problems:
        screen.say(problems_text(problems))
    screen.say(f"{path}: {held}{summary_of(problems)}")
    return FAILED if any(arguments.strict or not problem.is_warning for problem in problems) else 0


def import_document(arguments: Namespace) -> int:
    """Make an FAQ file from a Markdown document."""
    from bot.content.files import decode
    from bot.content.imports.importer import import_text
    from bot.terminal.streams import standard_input

    is_piped = arguments.document == Path("-")
    text = decode(arguments.document, standard_input().read if is_piped else arguments.document.read_bytes)
    name = "standard input" if is_piped else arguments.document.name
    written = import_text(text, url=arguments.url, name=name)
    if arguments.output is None:
        Screen().say(written.rstrip("\n"))
    else:
        _write(arguments.output, written, overwrite=arguments.force)
    checked = arguments.output or "FILE"
    sys.stderr.write(f"Next: work through the steps at the top of the draft, then run: re-faq-bot check {checked}\n")
    return 0


def _write(path: Path, text: str, *, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise SettingsError(f"{path} exists already; --force overwrites it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def evaluate_cases(arguments: Namespace) -> int:
    """Measure the bot on labelled questions, and fail if it misses a required share."""
    from bot.content.cases import read_cases
    from bot.core.evaluation import evaluate, failures
    from bot.terminal import reports

    bot = _open(arguments.faq)
    cases = read_cases(arguments.cases, faq=bot.faq)
    report = evaluate(cases, bot.responder.respond_many(case.question for case in cases))
    missed = failures(report.overall, min_right=arguments.min_right, max_false=arguments.max_false)
    if arguments.json:
        mistakes = {"mistakes": reports.mistakes_json(report)} if arguments.mistakes else {}
        Screen().say_object({**reports.report_json(report), **mistakes, "missed": list(missed)})
    else:
        Screen().say(reports.report_text(report))
        if arguments.mistakes and report.mistakes:
            Screen().say(f"\n{reports.mistakes_text(report)}")
    return _complain("\n".join(missed), FAILED) if missed else 0


def completion(arguments: Namespace) -> int:
    """Print a completion script."""
    Screen().say(completion_script(arguments.shell))
    return 0


def run_platforms(arguments: Namespace) -> int:
    """Serve the platforms until a signal stops it."""
    import asyncio
    import logging

    from bot import app, logs
    from bot.opening import faq_path, open_bot
    from bot.settings import load_settings

    settings = load_settings()
    specs = app.platforms_to_run(settings, arguments.platforms)
    app.start_logging(settings)
    try:
        path = faq_path(arguments.faq or settings.faq_path)
        bot = _open(path) if sys.stderr.isatty() else open_bot(path, progress=logs.progress())
        asyncio.run(app.serve(bot, settings, specs, faq=path))
    except BotError as error:
        logging.getLogger("bot").critical("%s", error)  # in the form of all that was logged before
        return error.exit_code
    return 0


def run_action(arguments: Namespace) -> int:
    """Run a platform's own command, and print what it returns."""
    from bot.settings import load_settings

    printed = arguments.run(arguments, load_settings)
    Screen().say(printed.text)
    sys.stderr.write(f"{printed.note}\n")
    return 0


def doctor(arguments: Namespace) -> int:
    """Say what does not work, and how to fix it."""
    import logging

    from bot.doctor.diagnosis import diagnose, exit_code, report_json, report_text

    logging.getLogger().addHandler(logging.NullHandler())  # the checks say what the SDKs would log
    checks = diagnose(faq=arguments.faq, is_offline=arguments.offline)
    _show(arguments, checks, report_json, report_text)
    return exit_code(checks)


def _show(
    arguments: Namespace, found: T, to_json: Callable[[T], Mapping[str, Any]], to_text: Callable[[T], str]
) -> None:
    if arguments.json:
        Screen().say_object(to_json(found))
    else:
        Screen().say(to_text(found))


def _question_in(arguments: Namespace) -> str:
    """The question on the command line; SettingsError if it is empty."""
    from bot.terminal.streams import to_question

    question = to_question(" ".join(arguments.question))
    if not question.strip():
        raise SettingsError(f'the question is empty; for example: re-faq-bot {arguments.command} "what does an RE do?"')
    return question


def _open(path: Path | None) -> "Bot":
    """Make the FAQ ready, with progress on standard error."""
    from bot.opening import open_bot
    from bot.terminal.progress import progress_on

    with progress_on() as progress:
        return open_bot(path, progress=progress)


_COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "ask": ask,
    **dict.fromkeys((spec.command for spec in TERMINAL_PLATFORMS), chat),
    "topics": topics,
    "explain": explain,
    "check": check,
    "import": import_document,
    "eval": evaluate_cases,
    "run": run_platforms,
    **dict.fromkeys((spec.name for spec in PLATFORMS), run_action),
    "doctor": doctor,
    "completion": completion,
}
