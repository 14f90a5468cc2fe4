"""Every sentence that the bot itself says, in one place so that the tone is the same."""

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
ONLY_TEXT = "I can only read text."
SLOW_DOWN = "That is a lot of questions at once. Give me a minute, then ask again."
FAILED = "Something went wrong while I looked that up. It is in my log; please ask again in a moment."
ENTRY_IS_GONE = "The FAQ no longer has that entry. These are the topics that it has:"
SECTION_IS_GONE = "The FAQ no longer has that topic. These are the topics that it has:"
NOTHING_TO_OFFER = "The FAQ has nothing that comes close to that message."
NOT_YOURS_TO_PICK = "Only the person who asked can say that none was meant."
NOT_YOURS_TO_REMOVE = "Only the person who asked, or a moderator, can remove this."
THANKS_FOR_HELPFUL = "Thank you! I noted that this helped."
THANKS_FOR_NOT_HELPFUL = "Thank you. I noted that this did not help; the curator will see it."
VOTE_IS_LOST = "Thank you, but I could not note that just now. Please press it again later."
SHARED = "Shared in the channel."
GIVEN = "Done: I replied to that message."
NOT_POSTED = "I could not post that here. The bot's operator finds the reason in its log."
SHOWN_TO_YOU_ALONE = "This server has not added me, and shows what I say to you alone."
STATUS = "Ask me, or try /faq help"
COMMAND_FAQ = "Questions that the FAQ answers"
COMMAND_ASK = "Ask a question in your own words; only you see the answer"
COMMAND_ASK_QUESTION = "What you want to know"
COMMAND_TOPICS = "Look through all that the FAQ answers"
COMMAND_TOPIC = "Show the answer to one question of the FAQ"
COMMAND_TOPIC_NAME = "Start typing, then choose"
COMMAND_HELP = "What this bot can do"
ALREADY_POSTED = "That has been posted already."
UNKNOWN_BUTTON = "I do not know this button any more. Ask again, or have a look at the topics:"
HELPFUL = "Helpful"
NOT_HELPFUL = "Not helpful"
REMOVE = "Remove"
SHARE = "Share in channel"
FROM = "From:"
CHOOSE_A_TOPIC = "Choose a topic"
CHOOSE_A_QUESTION = "Choose a question"
CHOOSE_TO_READ_ON = "See also: choose a question"
MORE_TOPICS = "More topics"
ALL_TOPICS = "All topics"
SHOW_QUESTIONS = "Show questions"
SHOW_ANSWER = "Show answer"
PREVIOUS = "Previous"
NEXT = "Next"
NO_TOPICS = "The FAQ is empty."
NO_QUESTIONS = "The FAQ has no question on this topic."
WHICH_ANSWER = "Which of these answers that message?"
ANSWER_FROM_FAQ = "Answer from the FAQ"
REPLY_WITH_THIS = "Reply with this"
SEARCH_FAQ = "Search the FAQ in other words"
SEARCH = "Search"
CLOSE = "Close"
CUT_SHORT = "The answer goes on, but it is too long for this chat, and the rest is left out. Its source:"
CHAT_HELP = "Type a question, or: /topics to browse, /help for this, /quit to leave."


def introduction(source_titles: tuple[str, ...]) -> str:
    """What the bot can do, in two lines: for a greeting, a bare mention or a call for help."""
    sources = " and ".join(dict.fromkeys(source_titles))
    return (
        f"Ask me in your own words, and I answer from {sources}, with the section each answer comes from.\n"
        "I only repeat what a curator wrote; where the FAQ has no answer, I say so."
    )


def not_covered(uncovered: Uncovered | None) -> str:
    """The refusal, with its topic if one is known."""
    return f"The FAQ does not cover {uncovered.topic}." if uncovered else "The FAQ has no answer to that."


def citation(section: Section) -> str:
    """Where an answer comes from: the source, its section and the address."""
    return f"From: {section.source.title} › {section.title} {section.url}"


def reviewed(day: date) -> str:
    """When a curator last checked an answer."""
    return f"Reviewed {day.isoformat()}"


def pick_a_number(most: int) -> str:
    """How to choose from a numbered list by typing."""
    return f"Type 1 to {most} to choose." if most > 1 else "Type 1 to choose."


def unknown_command(command: str) -> str:
    """The reply to a slash command that does not exist."""
    return f"I do not know {command}. {CHAT_HELP}"


def given_by(name: str) -> str:
    """Who had an answer posted for others."""
    return f"Answered at the request of {name}"


def part(number: int, total: int) -> str:
    """Which of several messages this is."""
    return f"({number}/{total})"


def page(first: int, last: int, total: int) -> str:
    """Which part of a long list is shown."""
    return f"{first} to {last} of {total}"
