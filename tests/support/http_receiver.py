#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A web server for tests that records what is posted to it and answers as it is told.

    http_receiver.py --dir DIR [--port N]

Prints one line of JSON once it listens: {"port": …, "requests": FILE}, and runs until its standard input is closed or
it gets SIGTERM. Each request is one line of JSON in FILE: {"path", "headers" (lower case), "body"}.

The path says how it answers: /ok 200 · /status/503 that status · /later/120 429 with Retry-After: 120 · /slow/3 200
after 3 seconds · /hangup closes without a reply · /redirect 302 to /ok · /flood 200 and a megabyte. The file
DIR/answer, when it is there, holds a status for every path: so a test can switch a receiver off and on again.
"""

import argparse
import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with lock, open(self.server.record, "a", encoding="utf-8") as out:
            out.write(json.dumps({"path": self.path, "body": body.decode("utf-8", "replace"),
                                  "headers": {k.lower(): v for k, v in self.headers.items()}}) + "\n")
        what, _, argument = self.path.strip("/").partition("/")
        forced = self.forced()
        if forced:
            self.answer(forced)
        elif what == "status":
            self.answer(int(argument))
        elif what == "later":
            self.answer(429, {"Retry-After": argument})
        elif what == "slow":
            time.sleep(float(argument))
            self.answer(200)
        elif what == "hangup":
            self.close_connection = True
        elif what == "redirect":
            self.answer(302, {"Location": "/ok"})
        elif what == "flood":
            self.answer(200, body=b"x" * 1024 * 1024)
        else:
            self.answer(200)

    def forced(self):
        try:
            with open(os.path.join(self.server.folder, "answer"), encoding="ascii") as told:
                return int(told.read().strip() or 0)
        except OSError:
            return 0

    def answer(self, status, headers=None, body=b"received\n"):
        try:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # the caller has gone

    def log_message(self, *_):
        pass


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--dir", required=True)
    options.add_argument("--port", type=int, default=0)
    args = options.parse_args()
    os.makedirs(args.dir, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", args.port), Handler)
    server.daemon_threads = True
    server.folder = args.dir
    server.record = os.path.join(args.dir, "requests.jsonl")
    open(server.record, "a", encoding="utf-8").close()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_address[1], "requests": server.record}), flush=True)
    sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
