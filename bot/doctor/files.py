"""The files that the bot reads: the FAQ, the encoder, and the index that it keeps."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

from bot.content import checking, reading, stored
from bot.doctor.checks import Check, Checks, failed, may_write_to, nearest_folder, ok, warning
from bot.errors import FaqError, Problem, SettingsError
from bot.matching import index_file
from bot.matching.index_cache import index_path
from bot.opening import faq_path

_MOST_SHOWN = 3
_INSTALL_AGAIN = "install the package again, or run “make model” in a checkout"


def examine_faq(path: Path | None) -> Checks:
    """The FAQ at ``path``, or else the one that the settings name, and its index."""
    try:
        named = faq_path(path)
    except SettingsError as error:
        return (failed("faq", str(error), mend="name an FAQ that is there, with FAQ_PATH or --faq PATH"),)
    try:
        files = reading.read_bytes(named)
        problems = checking.check(files)
        if all(problem.is_warning for problem in problems):
            return (_about_faq(named, files, problems), _about_index(files.digest))
    except FaqError as error:
        problems = error.problems
    return (failed("faq", _told(named, problems), mend=f"mend what “re-faq-bot check {named}” lists"),)


def _about_faq(path: Path, files: reading.FaqFiles, warnings: tuple[Problem, ...]) -> Check:
    """An FAQ that can be used."""
    if warnings:
        return warning("faq", _told(path, warnings), mend=f"see what “re-faq-bot check {path}” lists")
    faq = reading.parse(files)
    count = len(faq.entries)
    return ok("faq", f"{path}: {count} {'entry' if count == 1 else 'entries'}, {len(faq.not_covered)} not covered")


def _told(path: Path, problems: tuple[Problem, ...]) -> str:
    """How many problems there are, and the first of the gravest."""
    gravest = [problem for problem in problems if not problem.is_warning] or list(problems)
    kind = "warning" if gravest[0].is_warning else "error"
    shown = "; ".join(map(str, gravest[:_MOST_SHOWN]))
    more = f"; and {len(gravest) - _MOST_SHOWN} more" if len(gravest) > _MOST_SHOWN else ""
    return f"{path}: {len(gravest)} {kind}{'' if len(gravest) == 1 else 's'}: {shown}{more}"


def _about_index(digest: str) -> Check:
    """The index that an earlier start left, or where one would be kept."""
    path = index_path(digest)
    started = time.perf_counter()
    try:
        index_file.load(path, load_faq=stored.load)
    except (FileNotFoundError, NotADirectoryError):
        return _about_folder(nearest_folder(path))
    except Exception as error:  # noqa: BLE001 - whatever a damaged file raises, learning anew mends it
        what = f"the kept index cannot be used ({type(error).__name__})"
        return warning("index", what, mend=f"the next start makes it anew; if it cannot, delete {path}")
    return ok("index", f"kept, and read in {time.perf_counter() - started:.1f} s: {path}")


def _about_folder(folder: Path) -> Check:
    if may_write_to(folder):
        return ok("index", f"not kept yet: the next start learns the FAQ once, and keeps that in {folder}")
    what = f"cannot be kept, as {folder} cannot be written to: every start learns the FAQ anew, for some 20 seconds"
    return warning("index", what, mend="let the bot write there, or name another folder with XDG_CACHE_HOME")


def examine_model(folder: Path) -> Checks:
    """The encoder's files in ``folder``, against the checksums beside them."""
    try:
        wrong = tuple(_wrong_files(folder))
    except (OSError, ValueError):
        return (failed("model", "the encoder's checksums cannot be read", mend=_INSTALL_AGAIN),)
    if wrong:
        return (failed("model", f"the encoder is damaged: {'; '.join(wrong)}", mend=_INSTALL_AGAIN),)
    return (ok("model", "the encoder's files are those that its checksums were made of"),)


def _wrong_files(folder: Path) -> Iterator[str]:
    for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines():
        checksum, name = line.split()
        file = folder / name
        if not file.is_file():
            yield f"{name} is missing"
        elif hashlib.sha256(file.read_bytes()).hexdigest() != checksum:
            yield f"{name} has another checksum"
