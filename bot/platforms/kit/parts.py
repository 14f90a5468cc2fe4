"""Cards as messages, of which a long answer takes several, and as text for a place without buttons."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, repeat

from bot.core import wording
from bot.core.press import Press
from bot.platforms.kit.card import Card, Footer, Limits, Menu, item, sentence
from bot.platforms.kit.markdown.blocks import Block, Kind, Run, are_close, text_runs
from bot.platforms.kit.markdown.splitter import share_out

# Room for the line ends between a heading, its text, and what is below them.
_GAPS = 3


def to_parts(card: Card, limits: Limits) -> tuple[Card, ...]:
    """The card of each message, one in almost every case: the first has the footer, the last what can be pressed."""
    # The exact size first: block by block a platform may count a little more.
    if limits.size(card) <= limits.message:
        return (card,)
    if card.heading and card.footer:
        return _answer_parts(card, card.heading, card.footer, limits)
    room = limits.message - limits.size(Card(rows=card.rows))
    texts, _ = share_out(card.blocks, repeat(room), limits.measure)
    *above, last = (Card(text=text) for text in texts)
    return (*above, replace(last, rows=card.rows))


def numbered(
    card: Card, *, first: int = 1, without: tuple[type[Press], ...] = ()
) -> tuple[tuple[Block, ...], tuple[Press, ...]]:
    """All of a card as text in which the choices are numbered, and the presses that the numbers from ``first`` on mean.

    Choices with a press of a kind in ``without`` are left out: those that make no sense in the place.
    """
    # What the text lists is among the choices.
    blocks = [*replace(card, listed=()).blocks]
    if card.footer:
        source, notes = card.footer.source, filter(None, (card.footer.reviewed, card.footer.given_by))
        small_print = (Run(text=f"{wording.FROM} "), *source, *text_runs("\n".join(("", *notes))))
        blocks.append(Block(kind=Kind.PARAGRAPH, runs=small_print))
    presses: list[Press] = []
    for row in card.rows:
        choices = row.choices if isinstance(row, Menu) else row
        shown = [choice for choice in choices if not isinstance(choice.press, without)]
        if isinstance(row, Menu) and shown:
            blocks.append(sentence(row.placeholder))
        for choice in shown:
            # Below the name of a menu a list begins, which goes on with the next number.
            opens_list = not presses or not blocks[-1].markers
            blocks.append(item(choice.text, f"{first + len(presses)}.", opens_list=opens_list))
            presses.append(choice.press)
    return tuple(blocks), tuple(presses)


def to_text(blocks: Iterable[Block]) -> str:
    """Blocks as plain text, with the markers and margins of lists, and addresses behind what links to them."""
    text, above = "", None
    for block in blocks:
        text += "" if above is None else "\n" if are_close(above, block) else "\n\n"
        text += _to_lines(block)
        above = block
    return text


def _to_lines(block: Block) -> str:
    markers = "".join(f"{marker} " for marker in block.markers)
    margin = " " * margin_of(block)
    text = "———" if block.kind is Kind.RULE else "".join(map(spelled, block.runs))
    return f"{margin}{markers}" + text.replace("\n", f"\n{margin}{' ' * len(markers)}")


def spelled(run: Run) -> str:
    """A run with the address that it links to, which plain text cannot hide."""
    return f"{run.text} {run.target}" if run.target and run.target != run.text else run.text


def margin_of(block: Block) -> int:
    """Columns to the left of a block: two for each list or quote around it."""
    return 2 * (max(0, block.depth - len(block.markers)) + block.is_quoted)


def cut_short(footer: Footer) -> Block:
    """What ends an answer that is longer than all its messages."""
    return Block(kind=Kind.PARAGRAPH, runs=(Run(text=f"{wording.CUT_SHORT} "), *footer.source))


def _answer_parts(card: Card, heading: Block, footer: Footer, limits: Limits) -> tuple[Card, ...]:
    """Parts with the question and their number; the last possible one says so if there is more.

    Which part is the last is known in the end only, so each leaves room for what can be pressed.
    """
    end = cut_short(footer)
    longest = _with_mark(heading, wording.part(limits.messages, limits.messages))
    room = limits.message - limits.size(Card(heading=longest, rows=card.rows)) - _GAPS
    # A platform may count something for an empty card, which `room` has left out already.
    first = room - limits.size(Card(footer=footer)) + limits.size(Card())
    rooms = chain([first], repeat(room, limits.messages - 2), [room - limits.measure(end, None)])
    texts, rest = share_out(card.text, rooms, limits.measure)
    if rest:
        texts = (*texts[:-1], (*texts[-1], end))
    total = len(texts)
    return tuple(
        Card(
            heading=_with_mark(heading, wording.part(number, total)),
            text=text,
            footer=footer if number == 1 else None,
            rows=card.rows if number == total else (),
            url=card.url,
        )
        for number, text in enumerate(texts, start=1)
    )


def _with_mark(heading: Block, mark: str) -> Block:
    return replace(heading, runs=(*heading.runs, Run(text=f" {mark}")))
