# SPDX-License-Identifier: Apache-2.0
"""A real browser, driven over WebDriver's HTTP with nothing but Python's own library: Chromium without a window. A test
that asks for it is skipped with a message where there is none."""
import base64
import json
import os
import shutil
import socket
import subprocess
import time
import unittest
import urllib.error
import urllib.request

from chaser_cli import PATIENCE

ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Browser:
    """One window of one size. `close` ends it."""

    def __init__(self, width=390, height=844, dark=False):
        driver, browser = shutil.which('chromedriver'), shutil.which('chromium')
        if not driver or not browser:
            raise unittest.SkipTest('chromium and chromium-driver are not installed')
        port = free_port()
        self.base = f'http://127.0.0.1:{port}'
        self.driver = subprocess.Popen([driver, f'--port={port}'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        arguments = ['--headless=new', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars',
                     '--blink-settings=preferredColorScheme=' + ('0' if dark else '1')]
        if dark:
            arguments.append('--force-dark-mode')
        if os.geteuid() == 0:
            arguments.append('--no-sandbox')
        self.session = None
        try:
            self._wait_for_driver()
            made = self._call('POST', '/session', {'capabilities': {'alwaysMatch': {
                'browserName': 'chrome', 'goog:chromeOptions': {
                    'binary': browser, 'args': arguments,
                    'mobileEmulation': {'deviceMetrics': {'width': width, 'height': height, 'pixelRatio': 2.0}}}}}})
            self.session = made['sessionId']
        except Exception:
            self.close()
            raise

    def _wait_for_driver(self):
        until = time.monotonic() + 30 * PATIENCE
        while True:
            try:
                if self._call('GET', '/status')['ready']:
                    return
            except (OSError, KeyError):
                pass
            if time.monotonic() > until:
                raise AssertionError('chromedriver did not start')
            time.sleep(0.05)

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method,
                                         headers={'Content-Type': 'application/json'})
        try:
            with urllib.request.urlopen(request, timeout=120 * PATIENCE) as reply:
                return json.load(reply)['value']
        except urllib.error.HTTPError as error:
            raise AssertionError(f'{method} {path}: {error.read().decode(errors="replace")[:500]}') from None

    def _say(self, method, path, body=None):
        return self._call(method, f'/session/{self.session}{path}', body)

    def close(self):
        if self.session:
            try:
                self._say('DELETE', '')
            except (OSError, AssertionError):
                pass
            self.session = None
        self.driver.terminate()
        self.driver.wait()

    def open(self, url):
        self._say('POST', '/url', {'url': url})

    def find(self, css):
        """The first such element, as soon as it is there: a page may be on its way."""
        self._say('POST', '/timeouts', {'implicit': int(20000 * PATIENCE)})
        return self._say('POST', '/element', {'using': 'css selector', 'value': css})[ELEMENT]

    def click(self, css):
        self._say('POST', f'/element/{self.find(css)}/click', {})

    def type(self, css, text):
        element = self.find(css)
        self._say('POST', f'/element/{element}/clear', {})
        self._say('POST', f'/element/{element}/value', {'text': text})

    def text(self, css='body'):
        return self._say('GET', f'/element/{self.find(css)}/text')

    def script(self, source):
        return self._say('POST', '/execute/sync', {'script': source, 'args': []})

    def picture(self, path):
        """Of the whole page, however long."""
        height = self.script('return document.documentElement.scrollHeight')
        width = self.script('return document.documentElement.clientWidth')
        shot = self._say('POST', '/goog/cdp/execute', {'cmd': 'Page.captureScreenshot', 'params': {
            'captureBeyondViewport': True, 'clip': {'x': 0, 'y': 0, 'width': width, 'height': height, 'scale': 1}}})
        with open(path, 'wb') as file:
            file.write(base64.b64decode(shot['data']))
