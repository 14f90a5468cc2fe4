"""A Slack server to test against: see README.md beside this file."""

from tests.servers.slack.assistants import AssistantThread
from tests.servers.slack.clock import Clock
from tests.servers.slack.interactions import Interaction, NotAnsweredError
from tests.servers.slack.manifest import EVERYTHING, Manifest
from tests.servers.slack.server import SlackServer
from tests.servers.slack.stage import NotPossibleError
from tests.servers.slack.values import Channel, ChannelKind, Group, Message, Team, User
from tests.servers.slack.views import View

__all__ = [
    "EVERYTHING",
    "AssistantThread",
    "Channel",
    "ChannelKind",
    "Clock",
    "Group",
    "Interaction",
    "Manifest",
    "Message",
    "NotAnsweredError",
    "NotPossibleError",
    "SlackServer",
    "Team",
    "User",
    "View",
]
