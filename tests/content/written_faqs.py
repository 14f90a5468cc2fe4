"""FAQ files as a curator writes them, for the tests of bot.content."""

from bot.content.files import FaqFile, FaqFiles

HEAD = """\
source: {title: Handbook, author: Ada, url: https://example.org/handbook/}
sections:
  - {id: money, title: Money, anchor: money}
"""
ENTRY = """\
  - id: refund
    section: money
    question: How do I get my money back?
    answer: |
      Write to *us*.
    examples: [refund please, money back, can I return it]
"""
SMALL = f"{HEAD}entries:\n{ENTRY}"


def as_files(*contents: str | bytes) -> FaqFiles:
    """Contents as the files ``0.yaml``, ``1.yaml`` and so on."""
    encoded = (content.encode() if isinstance(content, str) else content for content in contents)
    return FaqFiles(
        files=tuple(FaqFile(name=f"{number}.yaml", content=content) for number, content in enumerate(encoded))
    )


def with_entry(**changes: str) -> str:
    """The small FAQ with some keys of its entry written otherwise, or left out where they are empty."""
    keys = {
        "id": "refund",
        "section": "money",
        "question": "How do I get my money back?",
        "answer": "Write to us.",
        "examples": "[refund please, money back, can I return it]",
    } | changes
    lines = [f"{key}: {value}" for key, value in keys.items() if value]
    return f"{HEAD}entries:\n  - " + "\n    ".join(lines) + "\n"
