"""The commands: each a few lines that call a part. Only this module exits.

What a command needs is imported when it runs, so that ``ask`` loads nothing that it does not use.
"""

import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.arguments import build_parser, parse_arguments
from bot.errors import BotError, InputError, SettingsError
from bot.terminal.screen import Screen
from bot.terminal.streams import prepare_streams, release_streams

if TYPE_CHECKING:
    from bot.core.reply import Reply
    from bot.opening import Bot
    from bot.terminal.streams import ByteStream

FAILED = 1
INTERRUPTED = 130
TERMINATED = 143


def main() -> None:
    """Run the command line and leave with its exit code."""
    # The first process of a container dies of no signal that it does not handle, and learning an FAQ takes a while.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong becomes a message, never a traceback."""
    prepare_streams()
    try:
        code = _attempt(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough
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
    """Answer one question, or those of standard input."""
    if arguments.question == ["-"]:
        return _ask_lines(arguments)
    question = _question_in(arguments)
    bot = _open(arguments.faq)
    _reply_printer(bot, as_json=arguments.json)(bot.responder.respond(question))
    return 0


def _ask_lines(arguments: Namespace) -> int:
    """Answer each line as it arrives."""
    from bot.terminal.screen import printable
    from bot.terminal.streams import read_questions

    stream = _standard_input()
    bot = _open(arguments.faq)
    screen = Screen()
    show = _reply_printer(bot, as_json=arguments.json)
    for questions in read_questions(stream):
        for reply in bot.responder.respond_many(questions):
            if not arguments.json:
                screen.say(f"> {printable(reply.question)}")
            show(reply)
            if not arguments.json:
                screen.say()
        screen.flush()
    return 0


def _reply_printer(bot: "Bot", *, as_json: bool) -> "Callable[[Reply], None]":
    from bot.terminal.replies import to_json, to_page

    screen = Screen()
    if as_json:
        return lambda reply: screen.say_object(to_json(reply))
    return lambda reply: screen.show(to_page(reply, faq=bot.faq))


def chat(arguments: Namespace) -> int:
    """Talk in the terminal until the person leaves."""
    import asyncio
    from itertools import chain

    from bot.platforms.console.chat import Console, typed_lines
    from bot.terminal.streams import read_questions

    bot = _open(arguments.faq)

    async def respond(text: str) -> "Reply":
        return bot.responder.respond(text)

    piped = chain.from_iterable(read_questions(_standard_input()))
    console = Console(faq=bot.faq, lines=typed_lines() if sys.stdin.isatty() else piped, screen=Screen())
    # Not asyncio.run: it would turn the first Ctrl-C at the prompt into a cancellation that input() does not hear.
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(console.run(respond))
    finally:
        loop.close()
    return 0


def topics(arguments: Namespace) -> int:
    """List sections and questions; where no topic holds the words, those nearest in meaning."""
    from bot.opening import open_faq
    from bot.terminal.replies import find_topics, topics_json, topics_of, topics_text

    words = " ".join(arguments.words)
    found = find_topics(open_faq(arguments.faq), words)
    if not found:
        ranking = _open(arguments.faq).matcher.match(words).ranking
        found = topics_of(tuple(ranked.entry for ranked in ranking))
        sys.stderr.write("No topic holds these words; the nearest:\n")
    if arguments.json:
        Screen().say_object(topics_json(found))
    else:
        Screen().say(topics_text(found))
    return 0


def explain(arguments: Namespace) -> int:
    """Show how a question was read, ranked and put into its band."""
    from bot.terminal.reports import explanation_json, explanation_text

    question = _question_in(arguments)
    explanation = _open(arguments.faq).matcher.explain(question)
    if arguments.json:
        Screen().say_object(explanation_json(explanation))
    else:
        Screen().say(explanation_text(explanation))
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
    """Make an FAQ file of a Markdown document."""
    from bot.content.imports.importer import import_text

    text, name = _document(arguments.document)
    written = import_text(text, url=arguments.url, name=name)
    if arguments.output is None:
        Screen().say(written.rstrip("\n"))
    else:
        _write(arguments.output, written, overwrite=arguments.force)
    checked = arguments.output or "FILE"
    sys.stderr.write(f"Next: work through the steps at the top of the draft, then run: re-faq-bot check {checked}\n")
    return 0


def _document(name: str) -> tuple[str, str]:
    """The text of a document, and what to call it."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8-sig"), "standard input" if name == "-" else Path(name).name
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-8: {error.reason} at byte {error.start}") from error
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}") from error


def _write(path: Path, text: str, *, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise SettingsError(f"{path} exists already; --force overwrites it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def evaluate_cases(arguments: Namespace) -> int:
    """Measure the bot on labelled questions, and fail where a bar is missed."""
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
    from bot.platforms.console.completion import completion_script

    Screen().say(completion_script(build_parser(), arguments.shell))
    return 0


def run_platforms(arguments: Namespace) -> int:
    """Serve the platforms until a signal stops it."""
    import asyncio
    import logging

    from bot import app, logs
    from bot.opening import faq_path, open_bot
    from bot.settings import load_settings

    settings = load_settings()
    names = app.platforms_to_run(settings, arguments.platforms)
    app.start_logging(settings)
    try:
        path = faq_path(arguments.faq or settings.faq_path)
        bot = _open(path) if sys.stderr.isatty() else open_bot(path, progress=logs.progress())
        asyncio.run(app.serve(bot, settings, names, faq=path))
    except BotError as error:
        logging.getLogger("bot").critical("%s", error)  # in the form of all that was logged before
        return error.exit_code
    return 0


def discord_invite(arguments: Namespace) -> int:
    """Print the link that adds the bot to a Discord server."""
    from bot.platforms.discord.invite import invite_link, needs_text

    application_id = arguments.application or _application_id()
    Screen().say(invite_link(application_id, is_for_user=arguments.user))
    sys.stderr.write(f"Open it in a browser. It asks for:\n{needs_text(is_for_user=arguments.user)}\n")
    return 0


def _application_id() -> int:
    """The id of the application that DISCORD_TOKEN belongs to; asks Discord."""
    import asyncio

    from bot.platforms.discord.platform import application_id
    from bot.settings import load_settings

    settings = load_settings()
    if settings.discord_token is None:
        raise SettingsError("DISCORD_TOKEN is not set; name the application with --application ID")
    return asyncio.run(application_id(settings.discord_token.get_secret_value(), settings.discord_api_url))


def slack_manifest(arguments: Namespace) -> int:
    """Print the manifest of the Slack app, and where to put it."""
    from bot.platforms.slack.manifest import Features, manifest
    from bot.settings import SlackMode, load_settings

    settings = load_settings()
    if settings.slack_mode is SlackMode.HTTP and not arguments.url:
        raise SettingsError("SLACK_MODE is http: name the address that Slack reaches the bot by, with --url https://…")
    features = Features(
        hears_channels=arguments.listen or bool(settings.listen_channels),
        has_assistant=not arguments.no_assistant,
        url=arguments.url,
        is_distributed=settings.slack_client_id is not None,
    )
    Screen().say(manifest(features).rstrip("\n"))
    sys.stderr.write("Paste it at https://api.slack.com/apps, “Create New App”, “From a manifest”.\n")
    return 0


def doctor(arguments: Namespace) -> int:
    """Say what does not work, and what mends it."""
    import logging

    from bot.doctor.examining import diagnose, exit_code
    from bot.doctor.reporting import report_json, report_text

    logging.getLogger().addHandler(logging.NullHandler())  # what the SDKs would log, the checks say
    checks = diagnose(faq=arguments.faq, is_offline=arguments.offline)
    if arguments.json:
        Screen().say_object(report_json(checks))
    else:
        Screen().say(report_text(checks))
    return exit_code(checks)


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


def _standard_input() -> "ByteStream":
    if sys.stdin is None:
        raise InputError("there is no standard input to read")
    return sys.stdin.buffer  # type: ignore[return-value]  # typeshed's BinaryIO lacks read1


_COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "ask": ask,
    "chat": chat,
    "topics": topics,
    "explain": explain,
    "check": check,
    "import": import_document,
    "eval": evaluate_cases,
    "run": run_platforms,
    "discord": discord_invite,
    "slack": slack_manifest,
    "doctor": doctor,
    "completion": completion,
}
