"""How a message of Slack's is named: by its channel and its timestamp, since a timestamp is unique only in its channel.

No workspace in it: ids of channels are unique across all of them, and a channel that two workspaces share
(https://docs.slack.dev/apis/slack-connect) has the same id in both, so that a question in it is one question.
"""


def message_id(channel: str, ts: str) -> str:
    """The id of a message, in the store and wherever it is compared."""
    return f"{channel}:{ts}"


def channel_of(message: str) -> str:
    """The channel of a message."""
    return message.partition(":")[0]


def ts_of(message: str) -> str:
    """The timestamp of a message, by which Slack knows it in its channel."""
    return message.partition(":")[2]
