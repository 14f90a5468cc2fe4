"""Files to one Faq: load each, hold it against the model, check what refers to what, merge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from bot.content.describing import describe
from bot.content.loading import load
from bot.content.model import EntryModel, FileModel
from bot.content.nodes import Node, to_plain
from bot.content.reading import FaqFile, FaqFiles
from bot.content.references import check_references
from bot.core.entries import Entry, Faq, Section, Source, Uncovered
from bot.errors import FaqError, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file as far as it could be read; ``content`` is there only if it agrees with the model."""

    name: str
    root: Node | None
    content: FileModel | None
    problems: tuple[Problem, ...]


def build(files: FaqFiles) -> Faq:
    """Parse and merge the files; raises FaqError with every problem."""
    documents = read_documents(files)
    problems = find_problems(documents)
    if any(not problem.is_warning for problem in problems):
        raise FaqError([problem for problem in problems if not problem.is_warning])
    return _merge([document.content for document in documents if document.content])


def read_documents(files: FaqFiles) -> tuple[Document, ...]:
    """Load every file and hold it against the model."""
    return tuple(_read_document(file) for file in files.files)


def find_problems(documents: Sequence[Document]) -> tuple[Problem, ...]:
    """What stands in the way of an Faq, in the order of the files and their lines."""
    own = [problem for document in documents for problem in document.problems]
    trees = [(document.name, document.root) for document in documents if document.root]
    return in_order((*own, *check_references(trees)), [document.name for document in documents])


def in_order(problems: Iterable[Problem], names: Sequence[str]) -> tuple[Problem, ...]:
    """Problems in the order of the files and their lines."""
    ranks = {name: rank for rank, name in enumerate(names)}
    return tuple(sorted(problems, key=lambda problem: (ranks.get(problem.file, -1), problem.line or 0)))


def _read_document(file: FaqFile) -> Document:
    """Load one file and hold it against the model."""
    loaded = load(file.name, file.content)
    content, problems = None, loaded.problems
    if loaded.root is not None:
        try:
            content = FileModel.model_validate(to_plain(loaded.root))
        except ValidationError as error:
            problems += describe(file.name, loaded.root, error)
    return Document(name=file.name, root=loaded.root, content=content, problems=problems)


def _merge(contents: Sequence[FileModel]) -> Faq:
    """One Faq out of files that agree with the model and with each other."""
    sections = {section.id: section for content in contents for section in _sections(content)}
    entries = (entry for content in contents for entry in content.entries)
    topics = (topic for content in contents for topic in content.not_covered)
    return Faq(
        sections=tuple(sections.values()),
        entries=tuple(_to_entry(entry, sections[entry.section]) for entry in entries),
        not_covered=tuple(Uncovered(id=one.id, topic=one.topic, examples=one.examples) for one in topics),
        synonyms=_merge_synonyms(contents),
    )


def _sections(content: FileModel) -> tuple[Section, ...]:
    """The sections of one file with their source."""
    source = Source(title=content.source.title, url=content.source.url, author=content.source.author)
    return tuple(
        Section(id=section.id, title=section.title, anchor=section.anchor, source=source)
        for section in content.sections
    )


def _to_entry(entry: EntryModel, section: Section) -> Entry:
    """An entry of the model as a value of the core."""
    return Entry(
        id=entry.id,
        section=section,
        question=entry.question,
        answer=entry.answer,
        examples=entry.examples,
        see_also=entry.see_also,
        reviewed=entry.reviewed,
    )


def _merge_synonyms(contents: Sequence[FileModel]) -> dict[str, tuple[str, ...]]:
    """The synonyms of all files; a term that two files have gets the variants of both."""
    merged: dict[str, dict[str, None]] = {}
    for content in contents:
        for canonical, variants in content.synonyms.items():
            merged.setdefault(canonical, {}).update(dict.fromkeys(variants))
    return {canonical: tuple(variants) for canonical, variants in merged.items()}
