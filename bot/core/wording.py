"""Every sentence that the bot itself says, so that its tone is one file."""

from datetime import date

from bot.core.entries import Section, Uncovered

DID_YOU_MEAN = "I am not sure which of these you mean:"
NONE_OF_THESE = "None of these"
NONE_WAS_MEANT = "Then the FAQ may not cover it. Try other words, or have a look at the topics."
NEAREST_TOPICS = "What it does cover, closest first:"
ASK_AS_WRITTEN = "Ask one of them as it is written here to get its answer."
SEE_ALSO = "See also:"
TOPICS = "What the FAQ covers:"
YOU_ARE_WELCOME = "You are welcome! Ask away if there is anything else."
GOODBYE = "Goodbye!"
CHAT_HELP = "Type a question, or: /topics to browse, /help for this, /quit to leave."


def introduction(source_titles: tuple[str, ...]) -> str:
    """What the bot can do, in two lines: for a greeting, a bare mention or a call for help."""
    sources = " and ".join(dict.fromkeys(source_titles))
    return (
        f"Ask me in your own words, and I answer from {sources}, with the section each answer comes from.\n"
        "I only repeat what a curator wrote; where the FAQ has no answer, I say so."
    )


def not_covered(uncovered: Uncovered | None) -> str:
    """The honest no, by topic where one is known."""
    if uncovered is None:
        return "The FAQ has no answer to that."
    return f"The FAQ does not cover {uncovered.topic}."


def citation(section: Section) -> str:
    """Where an answer comes from: the source, its section and the address."""
    return f"From: {section.source.title} › {section.title} {section.url}"


def reviewed(day: date) -> str:
    """When a curator last looked an answer over."""
    return f"Reviewed {day.isoformat()}"


def pick_a_number(most: int) -> str:
    """How to choose from a numbered list by typing."""
    numbers = f"1 to {most}" if most > 1 else "1"
    return f"Type {numbers}, or 0 for “{NONE_OF_THESE.lower()}”."


def unknown_command(command: str) -> str:
    """The reply to a slash command that does not exist."""
    return f"I do not know {command}. {CHAT_HELP}"
