# SPDX-License-Identifier: MIT
"""Opens page.html in a real browser without a window, and takes what the page reports."""
import http.server
import json
import pathlib
import queue
import threading

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE_S = 90

# Both take the page's own question as answered with yes; the portal's comes all the same.
CHROMIUM = [
    "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--use-fake-ui-for-media-stream",
    "--enable-features=WebRtcPipeWireCamera",
]
FIREFOX = ["firefox-esr", "--headless", "--no-remote"]
FIREFOX_SETTINGS = {
    "media.webrtc.camera.allow-pipewire": "true",
    "media.navigator.permission.disabled": "true",
    "app.normandy.enabled": "false",
    "browser.aboutwelcome.enabled": "false",
    "browser.safebrowsing.malware.enabled": "false",
    "browser.safebrowsing.phishing.enabled": "false",
    "browser.shell.checkDefaultBrowser": "false",
    "datareporting.policy.dataSubmissionEnabled": "false",
    "network.captive-portal-service.enabled": "false",
    "network.connectivity-service.enabled": "false",
}


def server_of(reports):
    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=HERE)

        def do_POST(self):
            reports.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Visit:
    """A browser on the page; colour is the background's, as red, green, blue. One that stops lets
    go of the camera when it has reported.
    """

    def __init__(self, desktop, browser, colour, stops):
        self.desktop = desktop
        self.reports = queue.Queue()
        self.server = server_of(self.reports)
        profile = desktop.folder / browser
        profile.mkdir()
        words = ",".join(str(value) for value in colour)
        url = f"http://127.0.0.1:{self.server.server_port}/page.html?colour={words}"
        url += "&stops" if stops else ""
        if browser == "firefox":
            lines = [f'user_pref("{name}", {value});\n' for name, value in FIREFOX_SETTINGS.items()]
            (profile / "user.js").write_text("".join(lines))
            command = [*FIREFOX, "--profile", profile, url]
        else:
            command = [*CHROMIUM, f"--user-data-dir={profile}", url]
        self.process = desktop.start(*command, log=f"{browser}.log")

    def next_report(self):
        try:
            report = self.reports.get(timeout=PATIENCE_S)
        except queue.Empty:
            raise AssertionError(f"the page said nothing for {PATIENCE_S} s") from None
        assert "error" not in report, report["error"]
        return report

    def finish(self):
        self.desktop.end_family(self.process)
        self.server.shutdown()
        self.server.server_close()
