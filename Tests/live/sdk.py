"""The official Python SDK here: clients that talk to a server of the tests, what they raise, worlds of their own."""

import uuid

import pytest
from ringback import basic
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client


def pointed_at(server, *credentials, **options):
    """A client of the official SDK that talks to a server here, as its documentation says."""
    client = Client(*credentials, **options)
    client.api.base_url = server.url
    return client


def refusal(action):
    """Status, code and message of what the SDK raises; the message without the SDK's own words before it."""
    with pytest.raises(TwilioRestException) as raised:
        action()
    return raised.value.status, raised.value.code, raised.value.msg.split(": ", 1)[1]


class World:
    """A world of its own, and the SDK's view of it."""

    def __init__(self, server, **contents):
        """Makes it of a seed document's fields of an account."""
        self.server = server
        self.sid = "AC" + uuid.uuid4().hex
        self.token = uuid.uuid4().hex
        server.seed(sid=self.sid, auth_token=self.token, **contents)
        self.client = self.as_(self.sid, self.token)

    def as_(self, user, password, account=None):
        """A client of the SDK for other credentials."""
        return pointed_at(self.server, user, password, account)

    def advance(self, seconds):
        """Winds the clock forward."""
        body = {"AccountSid": self.sid, "seconds": seconds}
        assert self.server.control("POST", "/_twilio/clock/advance", body).status == 200

    def ask(self, method, path, form=None):
        """A request by hand; the path is below the account's."""
        path = f"/2010-04-01/Accounts/{self.sid}{path}"
        return self.server.ask(method, path, form, auth=basic(self.sid, self.token))

    def seed(self, **contents):
        """Adds to it."""
        self.server.seed(sid=self.sid, **contents)
