"""A bot that answers a thousand questions and leaves; ``startup`` measures its memory."""

import sys
from itertools import cycle, islice
from pathlib import Path

from bot.content.cases import read_cases
from bot.opening import open_bot

QUESTIONS = 1_000


def main(cases: str, *faq: str) -> None:
    """Reply to the questions of a file of cases, again and again."""
    bot = open_bot(Path(faq[0]) if faq else None)
    questions = (case.question for case in read_cases(Path(cases), faq=bot.faq))
    for question in islice(cycle(questions), QUESTIONS):
        bot.responder.respond(question)


if __name__ == "__main__":
    main(*sys.argv[1:])
