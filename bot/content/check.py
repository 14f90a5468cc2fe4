"""Every problem of an FAQ at once: the errors that make it unusable, and what its readers would notice.

A rule takes the trees of all files and yields problems; a new rule joins ``RULES``.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from bot.content.answer_markdown import find_faults
from bot.content.files import FaqFiles
from bot.content.parser import Item, Trees, find_problems, in_order, list_items, read_documents, trees_of
from bot.content.tree import MOST_PROBLEMS, MappingNode, ScalarNode, shorten, text_at, texts_at, value_at
from bot.errors import Problem

# Fewer are only a warning: an entry without examples still answers its own question.
FEWEST_EXAMPLES = 3
COMFORTABLE_ANSWER = 1_200  # characters that are read easily in a chat
# Characters that fit into one reply on every platform; an embed of Discord has at most 4,096.
LONGEST_ANSWER = 4_000
# The end of the address in an imported draft whose document gave none.
PLACEHOLDER = "/TODO"


def check_faq(files: FaqFiles) -> tuple[Problem, ...]:
    """Find all errors and warnings, in the order of the files and their lines; raise nothing."""
    documents = read_documents(files)
    trees = trees_of(documents)
    found = [*find_problems(documents)]
    for rule in RULES:
        # A hostile file must not fill the memory with problems.
        found += islice(rule(trees), MOST_PROBLEMS)
    return in_order(found, documents)


def _check_answers(trees: Trees) -> Iterator[Problem]:
    for entry in list_items(trees, "entries"):
        answer = text_at(entry.node, "answer")
        if answer is not None:
            yield from _check_length(entry, answer)
            yield from _check_markdown(entry, answer)


def _check_length(entry: Item, answer: ScalarNode) -> Iterator[Problem]:
    length = len(answer.text.strip())
    if length > LONGEST_ANSWER:
        message = f"answer is too long: {length:,} characters, and a reply has room for {LONGEST_ANSWER:,}"
        yield entry.problem(answer.line, message)
    elif length > COMFORTABLE_ANSWER:
        message = f"answer is long for a chat: {length:,} characters; up to {COMFORTABLE_ANSWER:,} are easy to read"
        yield entry.problem(answer.line, message, is_warning=True)


def _check_markdown(entry: Item, answer: ScalarNode) -> Iterator[Problem]:
    # An answer that no platform can show is an error already, and a huge one would take long to parse.
    if len(answer.text) > 2 * LONGEST_ANSWER:
        return
    for fault in find_faults(answer.text):
        # Only a block after '|' keeps the lines of the file; other styles join them.
        line = answer.line + 1 + fault.line if answer.is_literal else answer.line
        yield entry.problem(line, fault.message, is_warning=fault.is_warning)


def _check_examples(trees: Trees) -> Iterator[Problem]:
    """Entries have examples, and no example stands twice."""
    seen: dict[str, tuple[Item, ScalarNode]] = {}
    for item in list_items(trees, "entries", "not_covered"):
        examples = texts_at(item.node, "examples")
        if len(examples) < FEWEST_EXAMPLES:
            count = f"{len(examples)} example{'' if len(examples) == 1 else 's'}"
            message = f"has {count}: write at least {FEWEST_EXAMPLES}, better a dozen"
            yield item.problem(item.node.line, message, is_warning=True)
        for example in examples:
            first, other = seen.setdefault(fold(example.text), (item, example))
            if other is not example:
                where = f"line {other.line}" if first.file == item.file else f"{first.file}:{other.line}"
                owner = "" if first is item else f" under {first.label}"
                yield item.problem(example.line, f"the example '{shorten(example.text)}' is also{owner} on {where}")


def _check_questions(trees: Trees) -> Iterator[Problem]:
    """A question leads to its own entry: it is not a question or an example of another one."""
    owners: dict[str, tuple[Item, ScalarNode]] = {}
    items = list_items(trees, "entries", "not_covered")
    for item in items:
        for example in texts_at(item.node, "examples"):
            owners.setdefault(fold(example.text), (item, example))
    for item in items:
        question = text_at(item.node, "question")
        if question is None:
            continue
        owner, place = owners.setdefault(fold(question.text), (item, question))
        if owner is not item:
            where = f"{owner.label} at {owner.file}:{place.line}"
            yield item.problem(question.line, f"the question '{shorten(question.text)}' is also under {where}")


def _check_synonyms(trees: Trees) -> Iterator[Problem]:
    """A variant belongs to one term only."""
    owners = {_squeeze(term): (term, name, line) for name, term, line, _ in _list_synonyms(trees)}
    # What differs only in case is a warning: "US" and "us" may both be meant.
    folded = {term.casefold(): owner for term, owner in owners.items()}
    for name, term, _, variants in _list_synonyms(trees):
        for variant in variants:
            own = (term, name, variant.line)
            first = owners.setdefault(_squeeze(variant.text), own)
            similar = folded.setdefault(fold(variant.text), own)
            owner = first if first[0] != term else similar
            if owner[0] != term:
                message = f"'{shorten(variant.text)}' is also under '{shorten(owner[0])}' at {owner[1]}:{owner[2]}"
                yield Problem(
                    file=name,
                    line=variant.line,
                    where=f'synonym "{shorten(term)}"',
                    message=message,
                    is_warning=owner is not first,
                )


def _list_synonyms(trees: Trees) -> Iterator[tuple[str, str, int, tuple[ScalarNode, ...]]]:
    """File, term, line and variants of every synonym."""
    for name, root in trees:
        synonyms = value_at(root, "synonyms")
        if isinstance(synonyms, MappingNode):
            for term in synonyms.values:
                yield name, term, synonyms.key_lines[term], texts_at(synonyms, term)


def _check_sections(trees: Trees) -> Iterator[Problem]:
    """Every section is cited by an entry."""
    cited = {text.text for entry in list_items(trees, "entries") if (text := text_at(entry.node, "section"))}
    for section in list_items(trees, "sections"):
        if section.id is not None and section.id not in cited:
            yield section.problem(section.node.line, "no entry cites this section", is_warning=True)


def _check_sources(trees: Trees) -> Iterator[Problem]:
    """The address of the source is not the placeholder of an imported draft."""
    for name, root in trees:
        url = text_at(value_at(root, "source"), "url")
        if url is not None and url.text.endswith(PLACEHOLDER):
            message = "url is a placeholder: replace it with the address of the source"
            yield Problem(file=name, line=url.line, where="source", message=message, is_warning=True)


def fold(text: str) -> str:
    """A text as examples are compared: case and spaces do not count."""
    return _squeeze(text).casefold()


def _squeeze(text: str) -> str:
    return " ".join(text.split())


RULES: tuple[Callable[[Trees], Iterator[Problem]], ...] = (
    _check_answers,
    _check_examples,
    _check_questions,
    _check_synonyms,
    _check_sections,
    _check_sources,
)
