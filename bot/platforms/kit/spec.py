"""What the rest of the bot knows of a platform: one spec each, found in the lists in ``bot/platforms/__init__.py``.

Every command loads the specs, so they must be cheap to import: SDKs, pydantic and the platform's other modules are
imported inside the functions.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from pydantic import SecretStr

    from bot.core.interfaces import Platform
    from bot.core.stores import PlatformStore
    from bot.engine.connection import Connected
    from bot.engine.conversation import Conversation
    from bot.platforms.kit.checks import Checks, Surroundings
    from bot.platforms.kit.settings import PlatformSettings

Model = TypeVar("Model", bound="PlatformSettings")


class Settings(Protocol):
    """What a platform sees of the settings: its own, and those that all share."""

    @property
    def database_url(self) -> "SecretStr":
        """Where the bot keeps what it must remember."""
        ...

    @property
    def listen_channels(self) -> tuple[str, ...]:
        """The ids of all channels to listen in, whichever platform they are of."""
        ...

    def of(self, model: type[Model]) -> Model:
        """The settings of the platform whose model this is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What an action prints: ``text`` on standard output, ``note`` for the person on standard error."""

    text: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A command of a platform's own, as ``re-faq-bot NAME-OF-PLATFORM NAME``.

    ``run`` is given the arguments, and what loads the settings, which an action may do without.
    """

    name: str
    summary: str
    examples: Sequence[str]
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace, Callable[[], Settings]], Printed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A platform: what it is called, how it is set up and checked, and how it is made."""

    name: str
    """In small letters: its extra in ``pyproject.toml`` and its folder have the same name."""
    load_model: "Callable[[], type[PlatformSettings]]"
    """The model of its own settings."""
    make: "Callable[[Conversation, PlatformStore, Settings], Connected]"
    """The platform, ready to run; its settings are known to be complete."""
    examine: "Callable[[Settings, tuple[str, ...], Surroundings], Coroutine[Any, Any, Checks]]"
    """What the doctor asks the platform about the settings and those channels to listen in that are its own."""
    owns_channel: Callable[[str], bool]
    """Whether an id in LISTEN_CHANNELS is one of its channels."""
    actions: Sequence[Action] = ()

    @property
    def title(self) -> str:
        """Its name as people write it."""
        return self.name.title()


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalSpec:
    """A platform in this terminal: a command of its own serves it, and it has no settings."""

    command: str
    summary: str
    examples: Sequence[str]
    make: "Callable[[Conversation], Platform]"
    """The platform, ready to run; it ends when the person leaves."""
