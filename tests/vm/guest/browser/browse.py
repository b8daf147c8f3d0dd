#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Opens page.html in a real, headless Chromium and prints what it reports.

    browse.py LABEL PAUSE SECONDS

The page lists the cameras, waits PAUSE seconds, and looks for SECONDS at the one whose name has
LABEL in it. Each report is one line of JSON; the last has "step": "done" or "failed". Ends with
status 1 when the page failed or said nothing for two minutes.
"""
import http.server
import json
import pathlib
import queue
import subprocess
import sys
import tempfile
import threading
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE = 120

# Nothing here needs the net, a display or a person who clicks "allow". Each process more takes the
# guest seconds, and so does drawing for a GPU that is not there.
OPTIONS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--use-fake-ui-for-media-stream", "--disable-software-rasterizer",
    "--in-process-gpu", "--no-zygote", "--disable-features=SpareRendererForSitePerProcess",
    "--window-size=320,240",
]


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the page and takes its reports."""

    reports = queue.Queue()

    def __init__(self, *args):
        super().__init__(*args, directory=HERE)

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.reports.put(json.loads(self.rfile.read(length)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


def follow(reports):
    """Prints reports until the last one; returns the exit status."""
    while True:
        try:
            report = reports.get(timeout=PATIENCE)
        except queue.Empty:
            report = {"step": "failed", "error": f"the page said nothing for {PATIENCE} s"}
        print(json.dumps(report), flush=True)
        if report["step"] in ("done", "failed"):
            return int(report["step"] == "failed")


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: browse.py LABEL PAUSE SECONDS")
    query = urllib.parse.urlencode(dict(zip(("label", "pause", "seconds"), sys.argv[1:])))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/page.html?{query}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        browser = subprocess.Popen(["chromium", *OPTIONS, f"--user-data-dir={home}", url],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return follow(Handler.reports)
        finally:
            browser.terminate()
            browser.wait(20)


if __name__ == "__main__":
    sys.exit(main())
