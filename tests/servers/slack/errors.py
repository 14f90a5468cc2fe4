"""How Slack refuses a request (docs.slack.dev, "Web API", Evaluating responses)."""

from typing import Any

# A JSON object from outside; what is inside is checked where it is read.
Json = dict[str, Any]


class SlackError(Exception):
    """A refusal: `error` is Slack's short name for it, `messages` are the reasons that it adds."""

    def __init__(  # noqa: PLR0913 - all that a refusal can say
        self,
        error: str,
        *,
        status: int = 200,
        messages: tuple[str, ...] = (),
        needed: str | None = None,
        provided: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        """A refusal that is answered with this status, which is 200 for nearly all."""
        super().__init__("; ".join((error, *messages)))
        self.error = error
        self.status = status
        self.messages = messages
        self.needed = needed
        self.provided = provided
        self.retry_after = retry_after

    def body(self) -> Json:
        """The JSON that Slack answers with."""
        body: Json = {"ok": False, "error": self.error}
        if self.needed is not None:
            body |= {"needed": self.needed, "provided": self.provided}
        if self.messages:
            body["errors"] = list(self.messages)
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return body


class Problems:
    """What is wrong with a value, each with the place in it."""

    def __init__(self) -> None:
        """Nothing is wrong yet."""
        self.messages: list[str] = []

    def add(self, pointer: str, message: str) -> None:
        """Note a problem at a place, written as a JSON pointer."""
        self.messages.append(f"{message} [json-pointer:{pointer}]")

    def raise_as(self, error: str) -> None:
        """Raise the SlackError of this name if anything is wrong."""
        if self.messages:
            raise SlackError(error, messages=tuple(self.messages))


def missing(*names: str) -> SlackError:
    """The refusal of a request that lacks arguments."""
    return SlackError("invalid_arguments", messages=tuple(f"missing required field: {name}" for name in names))
