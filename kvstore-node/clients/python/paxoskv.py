"""Client for PaxosKV's token routes: Python 3.9 and later, standard library only.

    from paxoskv import KVStore

    store = KVStore()                  # http://localhost:4000; any node of a cluster will do
    store["colour"] = "blue"
    store["colour"], len(store), "colour" in store, dict(store)
    del store["colour"]

`KVStore` behaves like a dict of text. `Client` is the thin layer below it: one method per route.

Writes and tokens
    A write carries a token, the store's next revision. Of all writers that hold the same token exactly one wins;
    the others get `TokenConflict`, and nothing of theirs was done. `KVStore` asks for the next token and tries
    again then, and only then: no other failure is retried, since a write whose answer was lost may have been done.

Text and bytes
    Keys are text and travel as UTF-8, so any text is a key ("a/b", "..", "ä ?#%"), except the empty one. A value may
    be given as `str`, which is stored as UTF-8, or as `bytes`, stored as they are. What is read comes back as `str`;
    for a value that is not UTF-8 that raises `UnicodeDecodeError`, and `Client.get_bytes` reads it.
    On these routes writing an empty value means deleting the key, so `store[key] = ""` is refused with `ValueError`.

Threads
    Both classes hold no connection and no changing state: one object may serve many threads.
"""

from __future__ import annotations

import http.client
import json
import random
import time
from collections.abc import Callable, ItemsView, Iterator, MutableMapping, ValuesView
from typing import Any, Optional, Union
from urllib.parse import quote, urlsplit

__all__ = ["Client", "KVError", "KVStore", "OutcomeUnknown", "TokenConflict", "Unavailable"]

DEFAULT_URL = "http://localhost:4000"

Value = Union[str, bytes]


class KVError(Exception):
    """A request failed. `status` is the HTTP status, or None when no answer came."""

    def __init__(self, message: str, status: Optional[int] = None) -> None:
        super().__init__(message)
        self.status = status


class TokenConflict(KVError):
    """Another write has spent the token. This write was not done: ask for the next token and try again."""


class Unavailable(KVError):
    """No node could serve the request now. If it was a write, it was not done."""


class OutcomeUnknown(KVError):
    """The answer to a write was lost or came too late: it may have been done or not. Read before trying again."""


class Client:
    """The routes of one node, one method each. Every call opens a connection and closes it."""

    def __init__(self, url: str = DEFAULT_URL, timeout: float = 30.0) -> None:
        """`url` is a node's HTTP address; `timeout`, in seconds, bounds the wait for each step of a request."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"not the address of a node: {url!r}; give one like {DEFAULT_URL}")
        self.url = url.rstrip("/")
        self._timeout = timeout
        self._secure = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port
        self._base = parts.path.rstrip("/")

    def get(self, key: str) -> Optional[str]:
        """The value of `key` as text, or None when there is no such key."""
        value = self.get_bytes(key)
        return None if value is None else value.decode("utf-8")

    def get_bytes(self, key: str) -> Optional[bytes]:
        """The value of `key` as stored, or None when there is no such key."""
        status, body = self._call("GET", _path_of(key))
        if status == 404:
            return None
        return self._expect_ok("GET", key, status, body)

    def next_token(self) -> int:
        """The token that the next write must carry."""
        text = self._read("/kvstore_next").decode("utf-8", "replace").strip()
        try:
            return int(text)
        except ValueError:
            raise KVError(f"{self.url}/kvstore_next answered {text[:80]!r}, which is no token") from None

    def set(self, key: str, value: Value, token: int) -> None:
        """Writes `value` under `token`, once. An empty value deletes the key. Raises `TokenConflict` if it is spent."""
        status, body = self._call("PUT", f"{_path_of(key)}?token={token:d}", _bytes_of(value))
        self._expect_ok("PUT", key, status, body)

    def keys(self) -> list[str]:
        """All keys that are UTF-8, in ascending order of their bytes."""
        body = self._read("/kvstore_keys")
        try:
            keys = json.loads(body)
        except ValueError:
            keys = None
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            raise KVError(f"{self.url}/kvstore_keys did not answer a JSON array of keys; is this a PaxosKV node?")
        return keys

    def _read(self, path: str) -> bytes:
        status, body = self._call("GET", path)
        return self._expect_ok("GET", path, status, body)

    def _call(self, method: str, path: str, data: Optional[bytes] = None) -> tuple[int, bytes]:
        connect = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = connect(self._host, self._port, timeout=self._timeout)
        try:
            try:
                connection.connect()
            except OSError as error:
                raise Unavailable(f"cannot connect to {self.url}: {error}; is the node running?") from error
            try:
                connection.request(method, self._base + path, body=data, headers={"Connection": "close"})
                response = connection.getresponse()
                return response.status, response.read()
            except (OSError, http.client.HTTPException) as error:
                raise self._lost(method, error) from error
        finally:
            connection.close()

    def _lost(self, method: str, error: Exception) -> KVError:
        reason = f"no whole answer from {self.url}: {error or type(error).__name__}"
        if method == "GET":
            return Unavailable(reason)
        return OutcomeUnknown(f"{reason}; the write may have been done or not")

    def _expect_ok(self, method: str, what: str, status: int, body: bytes) -> bytes:
        if status == 200:
            return body
        says = body.decode("utf-8", "replace").strip()[:500] or "no reason given"
        message = f"{method} {what!r} at {self.url}: {says} (HTTP {status})"
        if status == 409:
            raise TokenConflict(message, status)
        if status == 503:
            raise Unavailable(message, status)
        if status >= 500 and method != "GET":
            raise OutcomeUnknown(f"{message}; the write may have been done or not", status)
        raise KVError(message, status)


class KVStore(MutableMapping[str, str]):
    """The store as a dict of text.

    Each look-up is a linearizable read. A write is atomic, `del`, `pop` and `setdefault` included: what they read is
    still so at the moment they write. Iteration, `keys`, `values`, `items`, `len` and `str` look at the list of keys
    as it was when they began; a key that is deleted meanwhile is left out of `values`, `items` and `str`.
    """

    def __init__(
        self,
        url: str = DEFAULT_URL,
        timeout: float = 30.0,
        *,
        attempts: int = 100,
        first_pause: float = 0.01,
        longest_pause: float = 0.5,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """A write that meets other writers is tried up to `attempts` times.

        The pause before another attempt is random, so that writers do not move in step: between zero and a limit that
        doubles from `first_pause` up to `longest_pause` seconds. After the last attempt `TokenConflict` is raised.
        """
        if attempts < 1:
            raise ValueError(f"attempts must be 1 or more, not {attempts}")
        self.client = Client(url, timeout)
        self._attempts = attempts
        self._first_pause = first_pause
        self._longest_pause = longest_pause
        self._sleep = sleep

    def __getitem__(self, key: str) -> str:
        value = self.client.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: Value) -> None:
        _refuse_empty(value)
        self._write(key, lambda: value)

    def __delitem__(self, key: str) -> None:
        def delete_present() -> Value:
            if key not in self:
                raise KeyError(key)
            return b""

        self._write(key, delete_present)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.client.get_bytes(key) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.client.keys())

    def __len__(self) -> int:
        return len(self.client.keys())

    def __str__(self) -> str:
        return str(dict(self.items()))

    def __repr__(self) -> str:
        return f"KVStore({self.client.url!r})"

    def values(self) -> ValuesView[str]:
        """The values, read one by one while this is iterated."""
        return _Values(self)

    def items(self) -> ItemsView[str, str]:
        """Keys with their values, read one by one while this is iterated."""
        return _Items(self)

    def pop(self, key: str, *default: Any) -> Any:
        """Deletes `key` and returns the value that it had; without the key, `default`, or KeyError if none is given."""
        if len(default) > 1:
            raise TypeError(f"pop takes a key and at most one default, not {len(default)}")
        value = ""

        def delete_present() -> Value:
            nonlocal value
            value = self[key]
            return b""

        try:
            self._write(key, delete_present)
        except KeyError:
            if default:
                return default[0]
            raise
        return value

    def setdefault(self, key: str, default: Optional[Value] = None) -> str:
        """The value of `key`, which is set to `default` first if there is no such key."""
        if default is None:
            raise TypeError("setdefault needs a default of text or bytes: None cannot be stored")
        _refuse_empty(default)
        found: Optional[str] = None

        def unless_present() -> Optional[Value]:
            nonlocal found
            found = self.client.get(key)
            return default if found is None else None

        self._write(key, unless_present)
        if found is not None:
            return found
        return _bytes_of(default).decode("utf-8")

    def clear(self) -> None:
        """Deletes the keys that are there when this begins, one by one."""
        for key in self:
            try:
                del self[key]
            except KeyError:
                continue  # somebody else deleted it first

    def _write(self, key: str, decide: Callable[[], Optional[Value]]) -> None:
        """Asks for a token, then what to write (None: nothing), and writes it; from the start again on a conflict.

        The token is the store's next revision. What `decide` reads after the token was given is therefore still the
        state at the moment of the write, or else the token is spent and the write is refused.
        """
        for attempt in range(1, self._attempts + 1):
            token = self.client.next_token()
            value = decide()
            if value is None:
                return
            try:
                return self.client.set(key, value, token)
            except TokenConflict as conflict:
                if attempt == self._attempts:
                    message = f"gave up after {attempt} attempts, other writers were faster each time: {conflict}"
                    raise TokenConflict(message, conflict.status) from conflict
            self._sleep(self._pause_after(attempt))

    def _pause_after(self, attempt: int) -> float:
        return random.uniform(0, min(self._longest_pause, self._first_pause * 2 ** min(attempt - 1, 30)))


class _Values(ValuesView[str]):
    _mapping: KVStore

    def __iter__(self) -> Iterator[str]:
        return (value for _, value in self._mapping.items())

    def __contains__(self, value: object) -> bool:
        return any(value == each for each in self)


class _Items(ItemsView[str, str]):
    _mapping: KVStore

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for key in self._mapping:
            value = self._mapping.get(key)
            if value is not None:
                yield key, value


def _path_of(key: str) -> str:
    return "/kvstore/" + quote(key, safe="")


def _bytes_of(value: Value) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8")
    if isinstance(value, bytes):
        return value
    raise TypeError(f"a value is text or bytes, not {type(value).__name__}")


def _refuse_empty(value: Value) -> None:
    if not _bytes_of(value):
        raise ValueError("an empty value cannot be stored through this route, it would delete the key: use del")
