"""What Discord answers when it refuses (Discord's documentation, "Opcodes and Status Codes", JSON)."""

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A request that is refused, with the HTTP status and Discord's own code for it."""

    def __init__(self, status: int, code: int, message: str, *, errors: Json | None = None) -> None:
        """Refused with this status, code and message; `errors` names the fields at fault."""
        super().__init__(f"{status} {code}: {message} {errors or ''}".rstrip())
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> Json:
        """The error as Discord writes it."""
        body: Json = {"message": self.message, "code": self.code}
        if self.errors:
            body["errors"] = self.errors
        return body


class Problems:
    """Collects the faults of a request's body, each at its field, to report all at once."""

    def __init__(self) -> None:
        """Nothing is wrong yet."""
        self.errors: Json = {}

    def add(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        """Note a fault at a field, such as ("embeds", 0, "title")."""
        node = self.errors
        for part in path:
            node = node.setdefault(str(part), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def check_length(self, path: tuple[str | int, ...], value: object, low: int, high: int) -> None:
        """Note a fault unless the text or list has between `low` and `high` parts."""
        if not isinstance(value, str | list):
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif len(value) > high and low == 0:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        elif not low <= len(value) <= high:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")

    def raise_if_any(self) -> None:
        """Refuse the request if anything is wrong."""
        if self.errors:
            raise ApiError(400, 50035, "Invalid Form Body", errors=self.errors)


def bad_field(path: tuple[str | int, ...], code: str, message: str) -> ApiError:
    """A form error with a single fault."""
    problems = Problems()
    problems.add(path, code, message)
    return ApiError(400, 50035, "Invalid Form Body", errors=problems.errors)


def not_found() -> ApiError:
    """No such route."""
    return ApiError(404, 0, "404: Not Found")


def unauthorized() -> ApiError:
    """The bot's token is missing or wrong."""
    return ApiError(401, 0, "401: Unauthorized")


def unknown_channel() -> ApiError:
    """No such channel."""
    return ApiError(404, 10003, "Unknown Channel")


def unknown_guild() -> ApiError:
    """No such guild, or none that the bot is in."""
    return ApiError(404, 10004, "Unknown Guild")


def unknown_message() -> ApiError:
    """No such message in this channel."""
    return ApiError(404, 10008, "Unknown Message")


def unknown_user() -> ApiError:
    """No such user."""
    return ApiError(404, 10013, "Unknown User")


def unknown_webhook() -> ApiError:
    """An interaction that has not been answered yet has no webhook."""
    return ApiError(404, 10015, "Unknown Webhook")


def unknown_interaction() -> ApiError:
    """No such interaction, or its three seconds are over."""
    return ApiError(404, 10062, "Unknown interaction")


def unknown_command() -> ApiError:
    """No such application command."""
    return ApiError(404, 10063, "Unknown application command")


def already_acknowledged() -> ApiError:
    """An interaction has one callback."""
    return ApiError(400, 40060, "Interaction has already been acknowledged.")


def missing_access() -> ApiError:
    """The bot does not see this channel."""
    return ApiError(403, 50001, "Missing Access")


def others_message() -> ApiError:
    """Only an author edits a message."""
    return ApiError(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> ApiError:
    """A message must have something in it."""
    return ApiError(400, 50006, "Cannot send an empty message")


def missing_permissions() -> ApiError:
    """The bot sees the channel and may not do this."""
    return ApiError(403, 50013, "Missing Permissions")


def invalid_webhook_token() -> ApiError:
    """The interaction's token is wrong, or its fifteen minutes are over."""
    return ApiError(401, 50027, "Invalid Webhook Token")


def archived_thread() -> ApiError:
    """An archived thread takes nothing from those who may not open it."""
    return ApiError(400, 50083, "Thread is archived")


def locked_thread() -> ApiError:
    """A locked thread takes nothing from those who may not manage it."""
    return ApiError(403, 160005, "Thread is locked")


def no_history_to_reply() -> ApiError:
    """Replying needs sight of what is replied to."""
    return ApiError(403, 160002, "Cannot reply without permission to read message history")
