# SPDX-License-Identifier: GPL-3.0-or-later
#
# browser.py - headless Chromium over its debugging pipe: a page is opened, asked, printed and
# photographed. Nothing but Python's own library and the `chromium` of Debian.
import base64
import json
import os
import shutil
import subprocess
import tempfile
import threading
import queue


class Browser:
    """One Chromium with one page. What the page asks for and says is kept in lists."""

    def __init__(self, program="chromium"):
        self.profile = tempfile.mkdtemp(prefix="ballast-browser-")
        to_child, self.write_end = os.pipe()
        self.read_end, from_child = os.pipe()

        # Chromium reads orders from descriptor 3 and answers on 4.
        def place():
            a = os.dup(to_child)
            b = os.dup(from_child)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.child = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--disable-extensions", "--user-data-dir=" + self.profile,
             "--remote-debugging-pipe", "about:blank"],
            preexec_fn=place, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_child)
        os.close(from_child)
        self.next_id = 0
        self.messages = queue.Queue()
        self.requests, self.console, self.loaded = [], [], False
        threading.Thread(target=self._read, daemon=True).start()
        target = [t for t in self.call("Target.getTargets", session=None)["targetInfos"]
                  if t["type"] == "page"][0]["targetId"]
        self.session = self.call("Target.attachToTarget", session=None, targetId=target,
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(domain + ".enable")

    session = None

    def _read(self):
        rest = b""
        while True:
            some = os.read(self.read_end, 1 << 16)
            if not some:
                self.messages.put(None)
                return
            rest += some
            while b"\0" in rest:
                message, rest = rest.split(b"\0", 1)
                self.messages.put(json.loads(message))

    def _note(self, message):
        method, said = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(said["request"]["url"])
        elif method == "Runtime.consoleAPICalled":
            self.console.append(str(said["args"]))
        elif method == "Runtime.exceptionThrown":
            self.console.append(str(said["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.console.append(said["entry"]["text"])
        elif method == "Page.loadEventFired":
            self.loaded = True

    def _wait(self, done, seconds=60):
        while True:
            message = self.messages.get(timeout=seconds)
            if message is None:
                raise RuntimeError("the browser went away")
            if done(message):
                return message
            self._note(message)

    def call(self, method, session="page", **params):
        self.next_id += 1
        order = {"id": self.next_id, "method": method, "params": params}
        if session:
            order["sessionId"] = self.session
        os.write(self.write_end, json.dumps(order).encode() + b"\0")
        answer = self._wait(lambda m: m.get("id") == order["id"])
        if "error" in answer:
            raise RuntimeError(method + ": " + str(answer["error"]))
        return answer["result"]

    def open(self, path, width=1280, height=900, scripts=True):
        self.requests, self.console, self.loaded = [], [], False
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)
        self.call("Page.navigate", url="file://" + os.path.abspath(path))
        while not self.loaded:
            self._note(self._wait(lambda m: "method" in m))
        self.ask("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
                 if scripts else "1")

    def ask(self, expression):
        """The value of an expression in the page; a promise is waited for."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def press(self, key, code):
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                      windowsVirtualKeyCode=code, **(text if kind == "keyDown" else {}))

    def photograph(self, path, top=0, height=None):
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": top, "width": size["width"], "scale": 1,
                "height": height or size["height"]}
        shot = self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        with open(path, "wb") as out:
            out.write(base64.b64decode(shot["data"]))
        return size

    def print_pages(self):
        """The page on A4, as the bytes of a PDF."""
        answer = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(answer["data"])

    def close(self):
        try:
            self.call("Browser.close", session=None)
        except (RuntimeError, OSError, queue.Empty):
            pass
        try:
            self.child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        shutil.rmtree(self.profile, ignore_errors=True)
