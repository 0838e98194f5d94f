"""Roadmap documents: what is read, what is refused, always on one line."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from vaultsync.edges import sources
from vaultsync.edges.sources import read_source
from vaultsync.errors import RoadmapError

TEXT = "# Plan\r\n\r\n- [ ] Café 学習 🚀\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_are_certain(tmp_path, encoding):
    path = tmp_path / "My Plan.v2.md"
    path.write_bytes(TEXT.encode(encoding))
    source = read_source(path)
    assert source.text == TEXT
    assert (source.location, source.stem) == (str(path), "My Plan.v2")
    assert read_source(str(path)) == source


def test_a_readme_is_called_as_its_folder(tmp_path, monkeypatch):
    folder = tmp_path / "Night Sky" / "docs"
    folder.mkdir(parents=True)
    for place in (folder, folder.parent):
        (place / "README.md").write_text("# Plan")
    assert read_source(folder / "README.md").stem == "Night Sky"
    monkeypatch.chdir(folder.parent)
    assert read_source("README.md").stem == "Night Sky"
    (folder / "main.md").write_text("# Plan")
    assert read_source(folder / "main.md").stem == "main"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty"),
        (b" \n\t\n", "it is empty"),
        (b"\xef\xbb\xbf\n", "it is empty"),
        ("\n".encode("utf-16"), "it is empty"),
        (b"# Plan\n- \xe9t\xe9\n", "plan.md:2: it is not valid UTF-8. Save it as UTF-8"),
        ("# ".encode("utf-16") + b"\x00\xd8", "it is not valid UTF-16"),
        ("# Plan".encode("utf-16-le"), "it is binary"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it is binary"),
        ("a\0b".encode("utf-16"), "it is binary"),
        (b"# P\n" * 5_100_000, "it is too large for a roadmap (20 MB, at most 20 MB are read)"),
    ],
)
def test_what_is_no_roadmap(tmp_path, data, words):
    path = tmp_path / "plan.md"
    path.write_bytes(data)
    refused(path, words)


def refused(location: object, words: str) -> None:
    with pytest.raises(RoadmapError) as caught:
        read_source(location)
    message = str(caught.value)
    assert words in message
    assert str(location)[-7:] in message
    assert caught.value.next_step
    assert "\n" not in message


def test_what_is_not_there(tmp_path):
    refused(tmp_path / "gone.md", "there is no such roadmap document")
    refused(tmp_path, "it is a folder")
    (tmp_path / "file.md").write_text("x")
    refused(tmp_path / "file.md" / "x.md", "there is no such roadmap document")
    refused(tmp_path / ("x" * 300 + ".md"), "too long")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    refused(tmp_path / "loop.md", "cannot be read")
    with pytest.raises(RoadmapError, match="cannot be a path"):
        read_source("a\0b.md")


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    refused(tmp_path / "pipe.md", "it is not a file")


def test_a_document_behind_a_link(tmp_path):
    (tmp_path / "real.md").write_text("# x")
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    assert read_source(tmp_path / "link.md").stem == "link"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        code, kind, body = {
            "/docs/My%20Plan.md": (200, "text/plain", TEXT.encode()),
            "/caf%C3%A9.md": (200, "text/markdown", b"# x"),
            "/ada/night-sky/refs/heads/main/README.md": (200, "text/plain", b"# x"),
            "/ada/night-sky/raw/master/docs/readme.md": (200, "text/plain", b"# x"),
            "/main/README.md": (200, "text/plain", b"# x"),
            "/page": (200, "text/html; charset=utf-8", b"<html>"),
            "/big.md": (200, "text/plain", b"x" * 300),
        }.get(self.path, (404, "text/plain", b"no"))
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
            return
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


def test_a_url(server):
    source = read_source(f"{server}/docs/My%20Plan.md")
    assert (source.text, source.stem) == (TEXT, "My Plan")
    assert read_source(f"{server}/docs/My Plan.md").stem == "My Plan"
    assert read_source(f"{server}/café.md").text == "# x"
    for path in ("ada/night-sky/refs/heads/main/README.md", "ada/night-sky/raw/master/docs/readme.md"):
        assert read_source(f"{server}/{path}").stem == "night-sky"
    assert read_source(f"{server}/main/README.md").stem == "127.0.0.1"


def test_urls_that_give_no_roadmap(server, monkeypatch):
    refused(f"{server}/gone.md", "the server answered 404")
    refused(f"{server}/page", "this is a web page")
    refused(f"{server}/away", "302")
    refused("ftp://x.invalid/a.md", "only http and https")
    refused("file:///etc/passwd", "only http and https")
    refused("http://127.0.0.1:1/plan.md", "cannot be reached: Connection refused")
    refused("http://nowhere.invalid/plan.md", "cannot be reached: its server was not found")
    refused("http://[bad/plan.md", "cannot be reached")
    refused("http:///plan.md", "cannot be reached")
    monkeypatch.setattr(sources, "MOST_BYTES", 100)
    refused(f"{server}/big.md", "too large")
