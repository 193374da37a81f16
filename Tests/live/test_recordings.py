"""Recordings through the official Python SDK: live calls are recorded, paused, listed and deleted, media downloaded."""

import datetime
import io
import json
import os
import pathlib
import uuid
import wave

import jsonschema
import pytest
from ringback import basic
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

CALL, QUEUED, COMPLETED = ("CA" + letter * 32 for letter in "abd")
START = datetime.datetime(2031, 4, 28, 7, 8, 9, tzinfo=datetime.timezone.utc)
OFFICIAL = os.environ.get("RINGBACK_OFFICIAL_OPENAPI")
PATH = "/2010-04-01/Accounts/{AccountSid}/Calls/{CallSid}/Recordings"

described = pytest.mark.skipif(not OFFICIAL, reason="RINGBACK_OFFICIAL_OPENAPI names no copy of the description")


class World:
    """A world of its own with a clock that stands still, and the SDK's view of it."""

    def __init__(self, server):
        self.server = server
        self.account = "AC" + uuid.uuid4().hex
        self.token = uuid.uuid4().hex
        clock = {"mode": "manual", "now": START.isoformat()}
        calls = [
            {"sid": sid, "status": status, "to": "+14158675309", "from": "+14158675308"}
            for sid, status in self.sids({CALL: "in-progress", QUEUED: "queued", COMPLETED: "completed"}).items()
        ]
        document = {"sid": self.account, "auth_token": self.token, "clock": clock, "calls": calls}
        reply = server.control("POST", "/_twilio/seed", {"accounts": [document]})
        assert reply.status == 200, reply
        self.client = Client(self.account, self.token)
        self.client.api.base_url = server.url
        self.call = self.client.calls(self.own(CALL))

    def own(self, sid):
        """A SID of this world alone: calls are unique over all worlds."""
        return sid[:3] + self.account[3:]

    def sids(self, statuses):
        """The same statuses under SIDs of this world alone."""
        return {self.own(sid): status for sid, status in statuses.items()}

    def advance(self, seconds):
        """Winds the clock forward."""
        body = {"AccountSid": self.account, "seconds": seconds}
        assert self.server.control("POST", "/_twilio/clock/advance", body).status == 200

    def record(self, seconds, **options):
        """A recording that is over."""
        recording = self.call.recordings.create(**options)
        self.advance(seconds)
        return self.call.recordings(recording.sid).update(status="stopped")

    def ask(self, method, path, form=None):
        """A request by hand."""
        path = path.replace("{AccountSid}", self.account).replace("{CallSid}", self.own(CALL))
        return self.server.ask(method, path, form, auth=basic(self.account, self.token))


@pytest.fixture
def world(server):
    """A world of its own, gone at the end."""
    made = World(server)
    yield made
    assert server.control("DELETE", f"/_twilio/worlds/{made.account}").status == 204


def refusal(action):
    """Status, code and message of what the SDK raises."""
    with pytest.raises(TwilioRestException) as raised:
        action()
    return raised.value.status, raised.value.code, raised.value.msg.split(": ", 1)[1]


def test_a_call_is_recorded_paused_and_stopped(world):
    recording = world.call.recordings.create(recording_channels="dual", recording_track="inbound")
    assert (recording.status, recording.channels, recording.track) == ("in-progress", 2, "inbound")
    assert recording.source == "StartCallRecordingAPI"
    assert recording.date_created == recording.start_time == START
    assert world.call.recordings.create().sid == recording.sid
    world.advance(3)
    current = world.call.recordings("Twilio.CURRENT")
    assert current.update(status="paused", pause_behavior="skip").status == "paused"
    world.advance(5)
    assert current.update(status="in-progress").status == "in-progress"
    world.advance(4)
    stopped = current.update(status="stopped")
    assert (stopped.sid, stopped.status, stopped.duration) == (recording.sid, "stopped", None)
    fetched = world.call.recordings(recording.sid).fetch()
    assert (fetched.status, fetched.duration) == ("completed", "7")
    assert fetched.date_updated == START + datetime.timedelta(seconds=12)
    not_in_progress = (400, 21220, "Recording is not in-progress. Cannot update status.")
    assert refusal(lambda: current.update(status="paused")) == not_in_progress


@pytest.mark.parametrize("sid", [QUEUED, COMPLETED])
def test_only_a_call_in_progress_is_recorded(world, sid):
    refused = refusal(world.client.calls(world.own(sid)).recordings.create)
    assert refused == (400, 21220, "Requested resource is not eligible for recording")


def test_the_end_of_the_call_ends_the_recording(world):
    recording = world.call.recordings.create()
    world.advance(9)
    world.call.update(status="completed")
    world.advance(100)
    fetched = world.client.recordings(recording.sid).fetch()
    assert (fetched.status, fetched.duration) == ("completed", "9")


def test_recordings_are_deleted_once_they_are_over(world):
    recording = world.call.recordings.create()
    by_account = world.client.recordings(recording.sid)
    assert refusal(by_account.delete)[:2] == (409, 20009)
    assert refusal(world.call.recordings(recording.sid).delete)[:2] == (409, 20009)
    world.call.recordings(recording.sid).update(status="stopped")
    assert by_account.delete()
    assert refusal(by_account.fetch)[:2] == (404, 20404)
    assert world.call.recordings.list() == world.client.recordings.list() == []
    assert by_account.fetch(include_soft_deleted=True).status == "deleted"
    assert [one.sid for one in world.client.recordings.list(include_soft_deleted=True)] == [recording.sid]


def test_lists_are_paged_and_filtered(world):
    made = [world.record(10).sid for _ in range(5)][::-1]
    assert [one.sid for one in world.call.recordings.list(page_size=2)] == made
    assert [one.sid for one in world.client.recordings.list(page_size=2)] == made
    assert [one.sid for one in world.client.recordings.list(limit=3)] == made[:3]
    page = world.client.recordings.page(page_size=2)
    assert [one.sid for one in page.next_page().previous_page()] == made[:2]
    bound = START + datetime.timedelta(seconds=20)
    after = world.client.recordings.list(date_created_after=bound)
    assert [one.sid for one in after] == made[:3]
    before = world.client.recordings.list(date_created_before=bound, call_sid=world.own(CALL))
    assert [one.sid for one in before] == made[3:]
    tomorrow = START + datetime.timedelta(days=1)
    for recordings in (world.call.recordings, world.client.recordings):
        for day in (START, START.date()):
            assert [one.sid for one in recordings.list(date_created=day)] == made
        assert recordings.list(date_created=tomorrow) == recordings.list(date_created_after=tomorrow) == []
        assert len(recordings.list(date_created_before=tomorrow)) == 5
    assert world.client.recordings.list(call_sid=world.own(QUEUED)) == []
    assert world.client.recordings.list(conference_sid="CF" + "0" * 32) == []


@pytest.mark.parametrize("channels", [1, 2])
def test_media_is_a_wave_file_without_credentials(world, channels):
    sid = world.record(3, recording_channels="dual" if channels == 2 else "mono").sid
    url = world.client.recordings(sid).fetch().media_url
    assert url.startswith(world.server.url + "/")
    path = url.removeprefix(world.server.url)
    for suffix in ("", ".wav"):
        reply = world.server.ask("GET", path + suffix, auth=None)
        assert (reply.status, reply.headers["Content-Type"]) == (200, "audio/x-wav")
        with wave.open(io.BytesIO(reply.body)) as sound:
            assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (channels, 2, 8000)
            assert sound.getnframes() == 3 * 8000
            assert len(sound.readframes(3 * 8000)) == 3 * 8000 * 2 * channels
    assert world.server.ask("HEAD", path, auth=None).body == b""
    assert world.server.ask("GET", path + ".mp3", auth=None).headers["Content-Type"] == "audio/mpeg"
    assert world.server.ask("GET", path + ".json", auth=None).status == 401
    both = world.server.ask("GET", path + "?RequestedChannels=2", auth=None)
    assert both.status == (200 if channels == 2 else 400)


def test_there_is_no_media_before_the_end(world):
    sid = world.call.recordings.create().sid
    path = f"/2010-04-01/Accounts/{world.account}/Recordings/{sid}"
    assert world.server.ask("GET", path, auth=None).status == 404


# The official description


def schema_of(official, schema):
    """OpenAPI 3.0 as JSON Schema: references replaced, `nullable` as a type."""
    if isinstance(schema, list):
        return [schema_of(official, part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        place = official
        for key in schema["$ref"].removeprefix("#/").split("/"):
            place = place[key]
        return schema_of(official, place)
    result = {key: schema_of(official, value) for key, value in schema.items() if key != "nullable"}
    if schema.get("nullable") and "type" in result:
        result["type"] = [result["type"], "null"]
    return result


@pytest.fixture(scope="module")
def official():
    """The description."""
    return json.loads(pathlib.Path(OFFICIAL).read_text())


@described
def test_every_answer_is_as_described(world, official):
    def checked(operation, path, method, status, form=None):
        reply = world.ask(method, path, form)
        assert reply.status == status, reply
        content = official["paths"][operation][method.lower()]["responses"][str(status)]["content"]
        jsonschema.validate(reply.json, schema_of(official, content["application/json"]["schema"]))
        return reply.json

    listed, one = PATH + ".json", PATH + "/{Sid}.json"
    sid = checked(listed, listed, "POST", 201, "")["sid"]
    assert checked(listed, listed, "POST", 200, "")["sid"] == sid
    path = one.replace("{Sid}", sid)
    for status in ("paused", "in-progress", "stopped"):
        assert checked(one, path, "GET", 200)["sid"] == sid
        assert checked(one, path, "POST", 200, f"Status={status}")["status"] == status
    recording = checked(one, path, "GET", 200)
    assert set(recording) == set(official["components"]["schemas"]["api.v2010.account.call.call_recording"]["properties"])
    assert checked(listed, listed, "GET", 200)["recordings"] == [recording]
    assert world.ask("DELETE", path).status == 204


@described
def test_every_documented_request_is_accepted(world, official):
    def examples(path):
        content = official["paths"][path]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
        return [example["value"] for example in content["examples"].values()]

    def form(values):
        pairs = [(name, item) for name, value in values.items() for item in (value if isinstance(value, list) else [value])]
        return "&".join(f"{name}={str(value).replace(' ', '+')}" for name, value in pairs)

    accepted = [world.ask("POST", PATH + ".json", form(values)) for values in examples(PATH + ".json")]
    assert [reply.status for reply in accepted] == [201, 200]
    assert accepted[0].json["channels"] == 2
    for values in examples(PATH + "/{Sid}.json"):
        reply = world.ask("POST", f"{PATH}/Twilio.CURRENT.json", form(values))
        assert (reply.status, reply.json["status"]) == (200, values["Status"])
