"""Tests of paxoskv.py against a small server in this process that follows the token routes as documented."""

from __future__ import annotations

import json
import threading
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable, Optional
from urllib.parse import parse_qs, unquote_to_bytes

from paxoskv import Client, KVError, KVStore, OutcomeUnknown, TokenConflict, Unavailable

TEXT = "text/plain; charset=utf-8"

Answer = tuple[int, str, bytes]


class FakeNode(ThreadingHTTPServer):
    """The routes of one node over a dict. `before_write` and `fault` let a test step in between."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.data: dict[bytes, bytes] = {}
        self.revision = 1
        self.requests: list[str] = []
        self.bodies: list[bytes] = []
        self.granted: list[int] = []
        self.lock = threading.Lock()
        self.before_write: Callable[[], None] = lambda: None
        self.fault: Callable[[str, str], Optional[Answer]] = lambda method, path: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def spend_token(self) -> None:
        """What another writer does between somebody's question for a token and the write."""
        self.revision += 1

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        if path.startswith("/kvstore_keys"):
            return 200, "application/json", json.dumps(self._utf8_keys()).encode()
        if path.startswith("/kvstore_next"):
            return 200, TEXT, str(self.revision + 1).encode()
        if path.startswith("/kvstore/"):
            raw, _, query = path[len("/kvstore/") :].partition("?")
            return self._key_route(method, unquote_to_bytes(raw), query, body)
        return 404, TEXT, b"no such route"

    def _utf8_keys(self) -> list[str]:
        keys = []
        for key in sorted(self.data):
            try:
                keys.append(key.decode("utf-8"))
            except UnicodeDecodeError:
                continue
        return keys

    def _key_route(self, method: str, key: bytes, query: str, body: bytes) -> Answer:
        if method == "GET":
            value = self.data.get(key)
            return (404, TEXT, b"key not found") if value is None else (200, TEXT, value)
        if method not in ("PUT", "POST"):
            return 400, TEXT, b"method must be GET POST PUT"
        return self._write(key, query, body)

    def _write(self, key: bytes, query: str, body: bytes) -> Answer:
        try:
            token = int(parse_qs(query)["token"][0])
        except (KeyError, ValueError):
            return 400, TEXT, b"token is required"
        if not key:
            return 400, TEXT, b"key is required"
        self.before_write()
        if token != self.revision + 1:
            return 409, TEXT, b"token conflict"
        self.revision += 1
        self.granted.append(token)
        if body:
            self.data[key] = body
        else:
            self.data.pop(key, None)
        return 200, TEXT, b""


class _Handler(BaseHTTPRequestHandler):
    server: FakeNode

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        with self.server.lock:
            self.server.requests.append(f"{self.command} {self.path}")
            self.server.bodies.append(body)
            fault = self.server.fault(self.command, self.path)
            status, kind, answer = fault or self.server.answer(self.command, self.path, body)
        if status == 0:  # a node that dies before it answers
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_PUT = do_POST = do_HEAD = do_OPTIONS = do_DELETE = _serve

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the output of the tests free of an access log."""


@contextmanager
def fake_node() -> Iterator[FakeNode]:
    with FakeNode() as node:
        thread = threading.Thread(target=node.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield node
        finally:
            node.shutdown()
            thread.join()


class WithNode(unittest.TestCase):
    def setUp(self) -> None:
        context = fake_node()
        self.node = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.pauses: list[float] = []
        self.client = Client(self.node.url, timeout=10)
        self.store = KVStore(self.node.url, timeout=10, attempts=5, sleep=self.pauses.append)


class ClientTest(WithNode):
    def test_a_key_that_is_set_is_read_and_listed(self) -> None:
        self.client.set("b", "2", self.client.next_token())
        self.client.set("a", "1", self.client.next_token())

        self.assertEqual("2", self.client.get("b"))
        self.assertEqual(["a", "b"], self.client.keys())

    def test_a_missing_key_is_none(self) -> None:
        self.assertIsNone(self.client.get("nobody"))
        self.assertIsNone(self.client.get_bytes("nobody"))

    def test_a_write_spends_its_token(self) -> None:
        token = self.client.next_token()
        self.assertEqual(2, token)
        self.client.set("k", "v", token)

        self.assertEqual(3, self.client.next_token())
        for wrong in (token, token + 5, -1):
            with self.assertRaisesRegex(TokenConflict, "token conflict"):
                self.client.set("k", "w", wrong)
        self.assertEqual("v", self.client.get("k"))

    def test_an_empty_value_deletes(self) -> None:
        self.client.set("k", "v", self.client.next_token())
        self.client.set("k", "", self.client.next_token())

        self.assertIsNone(self.client.get("k"))

    def test_any_text_is_a_key(self) -> None:
        keys = ["a/b", "/", "//x//", ".", "..", "../up", "a b", "a+b", "%2F", "?token=7"]
        keys += ["#", "ä€😀", "\n", "&=;", "\0"]
        for key in keys:
            self.client.set(key, key, self.client.next_token())

        for key in keys:
            self.assertEqual(key, self.client.get(key))
        self.assertEqual(sorted(keys, key=lambda key: key.encode()), self.client.keys())
        self.assertIn("GET /kvstore/a%2Fb", self.node.requests)
        self.assertIn("GET /kvstore/a%2Bb", self.node.requests)

    def test_text_is_utf8_and_bytes_stay_as_they_are(self) -> None:
        self.client.set("text", "grün", self.client.next_token())
        self.client.set("raw", b"\xff\x00", self.client.next_token())

        self.assertEqual("grün".encode(), self.client.get_bytes("text"))
        self.assertEqual(b"\xff\x00", self.client.get_bytes("raw"))
        with self.assertRaises(UnicodeDecodeError):
            self.client.get("raw")

    def test_a_value_of_another_type_is_refused_before_anything_is_sent(self) -> None:
        with self.assertRaisesRegex(TypeError, "text or bytes, not int"):
            self.client.set("k", 7, 2)  # type: ignore[arg-type]
        self.assertEqual([], self.node.requests)

    def test_an_empty_key_is_refused_by_the_node_in_its_words(self) -> None:
        with self.assertRaisesRegex(KVError, r"key is required \(HTTP 400\)") as caught:
            self.client.set("", "v", self.client.next_token())
        self.assertEqual(400, caught.exception.status)

    def test_a_path_before_the_routes_is_kept(self) -> None:
        self.node.fault = lambda method, path: (200, TEXT, b"7")

        self.assertEqual(7, Client(self.node.url + "/proxied/").next_token())
        self.assertEqual(["GET /proxied/kvstore_next"], self.node.requests)

    def test_an_address_that_is_none_is_refused(self) -> None:
        for url in ("localhost:4000", "ftp://localhost", "http://", "http://localhost?x=1"):
            with self.assertRaisesRegex(ValueError, "http://localhost:4000"):
                Client(url)

    def test_the_default_is_the_first_node_on_this_machine(self) -> None:
        self.assertEqual("http://localhost:4000", Client().url)
        self.assertEqual("KVStore('http://localhost:4000')", repr(KVStore()))


class FailureTest(WithNode):
    def test_503_says_that_nothing_was_done(self) -> None:
        self.node.fault = lambda method, path: (503, TEXT, b"no leader")
        with self.assertRaisesRegex(Unavailable, "no leader"):
            self.client.set("k", "v", 2)
        with self.assertRaises(Unavailable):
            self.client.get("k")

    def test_504_and_500_leave_the_outcome_of_a_write_open(self) -> None:
        for status in (500, 504):
            self.node.fault = lambda method, path: (status, TEXT, b"too late")
            with self.assertRaisesRegex(OutcomeUnknown, "may have been done or not"):
                self.client.set("k", "v", 2)

    def test_a_lost_answer_leaves_the_outcome_of_a_write_open(self) -> None:
        self.node.fault = lambda method, path: (0, TEXT, b"")
        with self.assertRaisesRegex(OutcomeUnknown, "may have been done or not"):
            self.client.set("k", "v", 2)
        with self.assertRaises(Unavailable):
            self.client.get("k")

    def test_a_node_that_hangs_is_left_after_the_timeout(self) -> None:
        released = threading.Event()
        self.addCleanup(released.set)

        def hang(method: str, path: str) -> Optional[Answer]:
            released.wait()
            return 0, TEXT, b""

        self.node.fault = hang
        with self.assertRaises(OutcomeUnknown):
            Client(self.node.url, timeout=0.2).set("k", "v", 2)
        released.set()

    def test_a_node_that_is_not_there_is_named(self) -> None:
        with fake_node() as gone:
            url = gone.url
        with self.assertRaisesRegex(Unavailable, f"cannot connect to {url}.*is the node running"):
            Client(url).set("k", "v", 2)

    def test_answers_of_another_server_are_refused(self) -> None:
        self.node.fault = lambda method, path: (200, "text/html", b"<html>")
        with self.assertRaisesRegex(KVError, "no token"):
            self.client.next_token()
        with self.assertRaisesRegex(KVError, "is this a PaxosKV node"):
            self.client.keys()


class StoreTest(WithNode):
    def test_it_is_used_like_a_dict(self) -> None:
        store = self.store
        store["b"] = "2"
        store["a"] = "1"
        store["b"] = "3"

        self.assertEqual("3", store["b"])
        self.assertEqual(2, len(store))
        self.assertIn("a", store)
        self.assertNotIn("c", store)
        self.assertNotIn(7, store)
        self.assertEqual(["a", "b"], list(store))
        self.assertEqual(["a", "b"], list(store.keys()))
        self.assertEqual(["1", "3"], list(store.values()))
        self.assertEqual([("a", "1"), ("b", "3")], list(store.items()))
        self.assertIn(("a", "1"), store.items())
        self.assertIn("3", store.values())
        self.assertEqual("{'a': '1', 'b': '3'}", str(store))
        self.assertEqual({"a": "1", "b": "3"}, store)

        del store["a"]
        self.assertEqual({"b": "3"}, store)

    def test_get_has_a_default(self) -> None:
        self.assertIsNone(self.store.get("k"))
        self.assertEqual("x", self.store.get("k", "x"))
        self.store["k"] = "v"
        self.assertEqual("v", self.store.get("k", "x"))

    def test_a_missing_key_raises_key_error(self) -> None:
        with self.assertRaises(KeyError):
            self.store["nobody"]
        with self.assertRaises(KeyError):
            del self.store["nobody"]
        with self.assertRaises(KeyError):
            self.store.pop("nobody")
        self.assertEqual([], self.node.granted)

    def test_an_empty_value_is_refused_instead_of_deleting(self) -> None:
        self.store["k"] = "v"
        for empty in ("", b""):
            with self.assertRaisesRegex(ValueError, "use del"):
                self.store["k"] = empty
        self.assertEqual("v", self.store["k"])

    def test_pop_and_setdefault(self) -> None:
        self.assertEqual("1", self.store.setdefault("k", "1"))
        self.assertEqual("1", self.store.setdefault("k", "2"))
        self.assertEqual("1", self.store.pop("k"))
        self.assertEqual("none", self.store.pop("k", "none"))
        with self.assertRaises(TypeError):
            self.store.setdefault("k")
        self.assertEqual({}, self.node.data)

    def test_pop_keeps_what_it_cannot_return(self) -> None:
        self.store["k"] = b"\xff"
        with self.assertRaises(UnicodeDecodeError):
            self.store.pop("k")
        self.assertEqual({b"k": b"\xff"}, self.node.data)
        del self.store["k"]
        self.assertEqual({}, self.node.data)

    def test_update_and_clear(self) -> None:
        self.store.update({"a": "1"}, b="2")
        self.assertEqual({"a": "1", "b": "2"}, self.store)
        self.store.clear()
        self.assertEqual(0, len(self.store))

    def test_iteration_is_over_the_keys_there_were(self) -> None:
        self.store.update({"a": "1", "b": "2", "c": "3"})
        seen = []
        for key in self.store:
            seen.append(key)
            self.store[key + key] = "x"
        self.assertEqual(["a", "b", "c"], seen)

    def test_items_leave_out_what_is_deleted_meanwhile(self) -> None:
        self.store.update({"a": "1", "b": "2", "c": "3"})
        items = iter(self.store.items())
        self.assertEqual(("a", "1"), next(items))
        del self.store["b"]
        self.assertEqual([("c", "3")], list(items))

    def test_a_conflict_is_tried_again_after_a_growing_random_pause(self) -> None:
        others = iter([True, True, True, False])
        self.node.before_write = lambda: self.node.spend_token() if next(others) else None

        self.store["k"] = "v"

        self.assertEqual("v", self.store["k"])
        self.assertEqual(3, len(self.pauses))
        for pause, limit in zip(self.pauses, (0.01, 0.02, 0.04)):
            self.assertTrue(0 <= pause <= limit, self.pauses)

    def test_the_pause_is_capped_and_the_attempts_are_bounded(self) -> None:
        self.node.before_write = self.node.spend_token
        store = KVStore(self.node.url, attempts=12, longest_pause=0.05, sleep=self.pauses.append)

        with self.assertRaisesRegex(TokenConflict, "gave up after 12 attempts"):
            store["k"] = "v"

        self.assertEqual(11, len(self.pauses))
        self.assertLessEqual(max(self.pauses), 0.05)
        self.assertEqual({}, self.node.data)

    def test_nothing_but_a_conflict_is_tried_again(self) -> None:
        for status in (400, 500, 503, 504):
            self.node.requests.clear()
            self.node.fault = lambda method, path: (status, TEXT, b"no") if method == "PUT" else None
            with self.assertRaises(KVError):
                self.store["k"] = "v"
            self.assertEqual(["GET /kvstore_next", "PUT /kvstore/k?token=2"], self.node.requests)
        self.assertEqual([], self.pauses)

    def test_del_looks_again_when_another_writer_came_between(self) -> None:
        self.store["k"] = "v"

        def another_deletes() -> None:
            if self.node.data.pop(b"k", None) is not None:
                self.node.spend_token()

        self.node.before_write = another_deletes
        with self.assertRaises(KeyError):
            del self.store["k"]

    def test_writers_at_once_each_get_their_own_tokens(self) -> None:
        def write(name: str) -> None:
            store = KVStore(self.node.url, attempts=10_000, sleep=lambda pause: None)
            for number in range(10):
                store[f"{name}{number}"] = name

        writers = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()

        self.assertEqual(40, len(self.store))
        self.assertEqual(list(range(2, 42)), self.node.granted)


if __name__ == "__main__":
    unittest.main()
