"""HTTP by hand: bytes in, responses out, for what no client library would send."""

import http.client
import io
import socket

from ringback import PATIENCE, Reply, basic


def request(method, path, body=b"", version="1.1", host="127.0.0.1", auth=basic(), **headers):
    """A request as bytes. Underscores in the names of headers become hyphens."""
    lines = [f"{method} {path} HTTP/{version}"]
    if host:
        lines.append(f"Host: {host}")
    if auth:
        lines.append(f"Authorization: {auth}")
    if body and "Transfer_Encoding" not in headers:
        headers.setdefault("Content_Length", len(body))
    if body:
        headers.setdefault("Content_Type", "application/x-www-form-urlencoded")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Wire:
    """A connection to a server."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.reader = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Hangs up."""
        self.reader.close()
        self.socket.close()

    def send(self, data):
        """Sends all of it."""
        self.socket.sendall(data)

    def end(self):
        """Says that no more comes, while replies are still read."""
        self.socket.shutdown(socket.SHUT_WR)

    def receive(self, head=False):
        """The next response; `head` for one that has no body whatever its headers say."""
        line = self.reader.readline()
        if not line:
            raise ConnectionError("the server closed the connection")
        version, status, _ = line.decode().split(" ", 2)
        assert version == "HTTP/1.1", line
        headers = http.client.parse_headers(self.reader)
        body = b""
        if not head and int(status) >= 200 and int(status) != 204:
            # Everything here has a length; a response without one would never end on a kept connection.
            body = self.reader.read(int(headers["Content-Length"]))
            assert len(body) == int(headers["Content-Length"]), "the response was cut short"
        return Reply(int(status), headers, body)

    def ask(self, *arguments, **options):
        """Sends a request and receives its response."""
        self.send(request(*arguments, **options))
        return self.receive(head=arguments[0] == "HEAD")

    def rest(self):
        """All that comes until the server hangs up."""
        collected = io.BytesIO()
        try:
            while part := self.reader.read1(65536):
                collected.write(part)
        except ConnectionResetError:
            pass  # It hung up on something that it had not read.
        return collected.getvalue()
