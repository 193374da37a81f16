"""Accounts, numbers, applications, caller ids and keys through the official Python SDK."""

import datetime
import uuid

import pytest
from sdk import World, refusal

START = datetime.datetime(2031, 4, 28, 7, 8, 9, tzinfo=datetime.timezone.utc)


class FurnishedWorld(World):
    """A world with a clock that stands still, and one of each resource."""

    def __init__(self, server):
        tail = uuid.uuid4().hex
        self.key, self.number, self.application = (kind + tail for kind in ("SK", "PN", "AP"))
        super().__init__(
            server,
            friendly_name="Main",
            clock={"mode": "manual", "now": START.isoformat()},
            api_keys=[{"sid": self.key, "secret": "secret", "friendly_name": "Key"}],
            numbers=[{"sid": self.number, "phone_number": "+14155550123", "voice_url": "http://localhost/voice"}],
            applications=[{"sid": self.application, "friendly_name": "Desk", "voice_url": "http://localhost/app"}],
        )


@pytest.fixture
def world(server):
    """A world of its own, gone at the end."""
    made = FurnishedWorld(server)
    yield made
    assert server.control("DELETE", f"/_twilio/worlds/{made.sid}").status == 204


def refused(action):
    """Status and code of what the SDK raises."""
    return refusal(action)[:2]


# Accounts


def test_an_account_is_what_health_checks_expect(world):
    account = world.client.api.v2010.accounts(world.sid).fetch()
    assert (account.sid, account.owner_account_sid, account.auth_token) == (world.sid, world.sid, world.token)
    assert (account.friendly_name, account.status, account.type) == ("Main", "active", "Full")
    assert account.date_created == account.date_updated == START
    assert account.subresource_uris["calls"] == f"/2010-04-01/Accounts/{world.sid}/Calls.json"


def test_a_subaccount_lives_from_create_to_close(world):
    accounts = world.client.api.v2010.accounts
    made = accounts.create(friendly_name="Tenant")
    assert (made.friendly_name, made.owner_account_sid, made.status) == ("Tenant", world.sid, "active")
    tenant = world.as_(made.sid, made.auth_token)
    assert tenant.api.v2010.accounts(made.sid).fetch().auth_token == made.auth_token
    assert tenant.incoming_phone_numbers.create(area_code="212").account_sid == made.sid
    assert [account.sid for account in accounts.list()] == [made.sid, world.sid]
    assert [account.sid for account in accounts.list(friendly_name="Tenant", status="active")] == [made.sid]
    assert accounts(made.sid).update(status="suspended").status == "suspended"
    assert refused(tenant.api.v2010.accounts(made.sid).fetch) == (401, 20003)
    assert accounts(made.sid).update(status="active", friendly_name="Renamed").friendly_name == "Renamed"
    assert accounts(made.sid).update(status="closed").status == "closed"
    assert refused(lambda: accounts(made.sid).update(status="active")) == (400, 21479)
    assert refused(lambda: accounts(world.sid).update(status="suspended")) == (400, 21477)
    assert [account.sid for account in accounts.list(status="closed")] == [made.sid]


# Numbers


def test_a_number_is_bought_changed_and_given_up(world):
    numbers = world.client.incoming_phone_numbers
    made = numbers.create(
        phone_number="+14155550199",
        friendly_name="Front desk",
        voice_url="https://example.com/voice",
        voice_method="GET",
        status_callback="https://example.com/status",
        voice_caller_id_lookup=True,
    )
    assert (made.phone_number, made.friendly_name, made.voice_method) == ("+14155550199", "Front desk", "GET")
    assert made.capabilities == {"fax": False, "mms": True, "sms": True, "voice": True}
    assert (made.voice_caller_id_lookup, made.beta, made.status_callback_method) == (True, False, "POST")
    assert made.date_created == START
    changed = numbers(made.sid).update(voice_application_sid=world.application, friendly_name="")
    assert (changed.voice_application_sid, changed.friendly_name) == (world.application, "(415) 555-0199")
    assert changed.voice_url == "https://example.com/voice"
    assert refused(lambda: numbers.create(phone_number="+14155550199")) == (400, 21422)
    assert refused(lambda: numbers.create(phone_number="nonsense")) == (400, 21421)
    assert refused(lambda: numbers.create(area_code="1")) == (400, 21451)
    assert numbers(made.sid).delete()
    assert refused(numbers(made.sid).fetch) == (404, 20404)


def test_numbers_are_paged_and_filtered(world):
    numbers = world.client.incoming_phone_numbers
    bought = [numbers.create(area_code="212").sid for _ in range(5)]
    everything = [*reversed(bought), world.number]
    assert [number.sid for number in numbers.list(page_size=2)] == everything
    assert [number.sid for number in numbers.list(limit=3, page_size=2)] == everything[:3]
    first = numbers.page(page_size=4)
    second = first.next_page()
    assert [number.sid for number in second] == everything[4:]
    assert [number.sid for number in second.previous_page()] == everything[:4]
    assert [number.sid for number in numbers.list(phone_number="+1415*550")] == [world.number]
    assert [number.sid for number in numbers.list(friendly_name="(212) 555-0102")] == [bought[2]]
    assert len(numbers.list(beta=True, origin="twilio")) == 6
    assert numbers.list(origin="hosted") == []


def test_a_number_goes_to_a_subaccount(world):
    tenant = world.client.api.v2010.accounts.create().sid
    assert world.client.incoming_phone_numbers(world.number).update(account_sid=tenant).account_sid == tenant
    assert world.client.incoming_phone_numbers.list() == []
    moved = world.client.api.v2010.accounts(tenant).incoming_phone_numbers(world.number).fetch()
    assert (moved.phone_number, moved.voice_url) == ("+14155550123", "http://localhost/voice")


# Applications, caller ids, keys


def test_an_application_lives_from_create_to_delete(world):
    applications = world.client.applications
    made = applications.create(
        friendly_name="Phone Me", voice_url="http://demo.twilio.com/docs/voice.xml", voice_method="GET"
    )
    assert (made.friendly_name, made.voice_method, made.voice_fallback_method) == ("Phone Me", "GET", "POST")
    assert [application.sid for application in applications.list()] == [made.sid, world.application]
    assert [application.sid for application in applications.list(friendly_name="Desk")] == [world.application]
    changed = applications(made.sid).update(voice_url="http://demo.twilio.com/docs/voice2.xml")
    assert (changed.friendly_name, changed.voice_url) == ("Phone Me", "http://demo.twilio.com/docs/voice2.xml")
    assert refused(lambda: applications(made.sid).update(friendly_name="x" * 65)) == (400, 20002)
    assert applications(made.sid).delete()
    assert refused(applications(made.sid).fetch) == (404, 20404)


def test_a_caller_id_is_verified_at_once(world):
    request = world.client.validation_requests.create(
        phone_number="+14158675310", friendly_name="My Home Phone Number", call_delay=15
    )
    assert (request.phone_number, request.validation_code) == ("+14158675310", "111111")
    assert request.account_sid == world.sid
    callers = world.client.outgoing_caller_ids
    (caller,) = callers.list(phone_number="+14158675310")
    assert caller.friendly_name == "My Home Phone Number"
    assert callers(caller.sid).update(friendly_name="Home").friendly_name == "Home"
    verify = world.client.validation_requests.create
    assert refused(lambda: verify(phone_number="+14158675310")) == (400, 21450)
    assert refused(lambda: verify(phone_number="+14155550123")) == (400, 21449)
    assert callers(caller.sid).delete()
    assert callers.list() == []


def test_keys_are_listed_without_their_secret(world):
    (key,) = world.client.keys.list()
    assert (key.sid, key.friendly_name, key.date_created) == (world.key, "Key", START)
    assert world.as_(world.key, "secret", world.sid).keys(world.key).fetch().friendly_name == "Key"
    assert b"secret" not in world.ask("GET", "/Keys.json").body
