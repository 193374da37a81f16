"""Recordings through the official Python SDK: live calls are recorded, paused, listed and deleted, media downloaded."""

import datetime
import io
import wave

import pytest
from ringback import COMPLETED, IN_PROGRESS, QUEUED, seeded_call
from sdk import World, refusal

START = datetime.datetime(2031, 4, 28, 7, 8, 9, tzinfo=datetime.timezone.utc)


class RecordedWorld(World):
    """A world with a clock that stands still, and calls of which one can be recorded."""

    def __init__(self, server):
        super().__init__(server, clock={"mode": "manual", "now": START.isoformat()})
        statuses = {IN_PROGRESS: "in-progress", QUEUED: "queued", COMPLETED: "completed"}
        self.seed(calls=[seeded_call(self.own(sid), status) for sid, status in statuses.items()])
        self.call = self.client.calls(self.own(IN_PROGRESS))

    def own(self, sid):
        """A SID of this world alone: calls are unique over all worlds."""
        return sid[:3] + self.sid[3:]

    def record(self, seconds, **options):
        """A recording that is over."""
        recording = self.call.recordings.create(**options)
        self.advance(seconds)
        return self.call.recordings(recording.sid).update(status="stopped")


@pytest.fixture
def world(server):
    """A world of its own, gone at the end."""
    made = RecordedWorld(server)
    yield made
    assert server.control("DELETE", f"/_twilio/worlds/{made.sid}").status == 204


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
    before = world.client.recordings.list(date_created_before=bound, call_sid=world.own(IN_PROGRESS))
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
    path = f"/2010-04-01/Accounts/{world.sid}/Recordings/{sid}"
    assert world.server.ask("GET", path, auth=None).status == 404
