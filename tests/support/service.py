# SPDX-License-Identifier: Apache-2.0
"""The service as a whole, for system tests: a configuration in a folder of its own, chaserd as a process, a real mail
server and a real receiver of webhooks. Whatever is started here ends with its test."""
import base64
import email
import email.policy
import glob
import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import time
import unittest

from chaser_cli import BIN, PATIENCE, SOURCE, CliTest

SKIP = 77
SECRET = 'whsec_' + base64.b64encode(b'a signing key for tests of 32 b.').decode()
STOCK_RULES = sorted(os.path.basename(path) for path in glob.glob(os.path.join(SOURCE, 'etc', 'rules.d', '*.yaml')))


def wait_for(what, condition, seconds=60.0, otherwise=lambda: ''):
    """Polls until the condition holds, and gives how long that took. The limit is for a machine under load: nothing
    waits for it when all is well. `otherwise` says more when it is reached."""
    begun = time.monotonic()
    while True:
        if condition():
            return time.monotonic() - begun
        if time.monotonic() - begun > seconds * PATIENCE:
            raise AssertionError(f'waited {seconds * PATIENCE:.0f} s for {what}\n{otherwise()}')
        time.sleep(0.01)


class Helper:
    """A script of tests/support that says in one line of JSON when it is there, and goes when its input closes."""

    def __init__(self, script, folder, *arguments):
        os.makedirs(folder, exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(SOURCE, 'tests', 'support', script), '--dir', folder, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            said = self.process.communicate()[1].strip()
            if self.process.returncode == SKIP:
                raise unittest.SkipTest(said)
            raise AssertionError(f'{script} did not start: {said}')
        self.ready = json.loads(line)

    def stop(self):
        if self.process.poll() is None:
            self.process.communicate()


class MailServer(Helper):
    """exim, or another server, with STARTTLS and AUTH. Keep a folder to start it again with the mail it has."""

    def __init__(self, folder, *arguments, script='exim_server.py'):
        super().__init__(script, folder, *arguments)

    def settings(self, password_file):
        return (f'smtp: {{host: 127.0.0.1, port: {self.ready["port"]}, tls: starttls-required, '
                f'user: {self.ready["user"]}, password_file: {password_file}, ca_file: {self.ready["ca"]}, '
                'per_minute: 0}\n')

    def mail(self):
        """What has arrived, as (message, bytes as they lie in the Maildir)."""
        letters = []
        for path in sorted(glob.glob(os.path.join(self.ready['maildir'], 'new', '*'))):
            with open(path, 'rb') as file:
                raw = file.read()
            letters.append((email.message_from_bytes(raw, policy=email.policy.default), raw))
        return letters

    def count(self):
        return len(os.listdir(os.path.join(self.ready['maildir'], 'new')))


class WebhookReceiver(Helper):
    def __init__(self, folder, port=0):
        super().__init__('http_receiver.py', folder, '--port', str(port))

    def url(self, path='ok'):
        return f'http://127.0.0.1:{self.ready["port"]}/{path}'

    def posts(self):
        with open(self.ready['requests'], encoding='utf-8') as file:
            return [json.loads(line) for line in file.read().splitlines(keepends=True) if line.endswith('\n')]


def is_signed(post, secret=SECRET):
    """As docs/webhooks.md tells receivers to verify."""
    key = base64.b64decode(secret.removeprefix('whsec_'))
    headers = post['headers']
    signed = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{post["body"]}'.encode()
    expected = 'v1,' + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(expected, headers.get('webhook-signature', ''))


class ServiceTest(CliTest):
    """A test of chaserd with its own configuration folder. Stock rules are switched off: a test brings its own."""

    def setUp(self):
        super().setUp()
        os.chmod(self.folder, 0o755)  # the mail server runs as a user of its own
        os.mkdir(self.path('rules.d'))
        for name in STOCK_RULES:
            self.write(f'rules.d/{name}', '')
        self.write_secret('smtp-password', 'correct-horse')
        self.write_secret('hook.key', SECRET)
        self.daemon = None

    def write_secret(self, name, text):
        os.chmod(self.write(name, text + '\n'), 0o600)

    def mail_server(self, *arguments, script='exim_server.py'):
        server = MailServer(self.path(script.split('_')[0]), *arguments, script=script)
        self.addCleanup(server.stop)
        return server

    def webhook_receiver(self, port=0):
        receiver = WebhookReceiver(self.path('receiver'), port)
        self.addCleanup(receiver.stop)
        return receiver

    def configure(self, mail, extra=''):
        """chaser.yaml with all restraint of time switched off."""
        return self.write('chaser.yaml', 'database: plan.db\ndeliver: smtp\nfrom: Chaser <chaser@northmoor.example>\n'
                                         'domain: northmoor.example\ngather: 0s\nspread: 0s\nurgent_per_day: 1000\n'
                                         + mail + extra)

    def log(self):
        try:
            with open(self.path('chaserd.log'), encoding='utf-8') as file:
                return file.read()
        except FileNotFoundError:
            return ''

    def start(self):
        """chaserd, once it says that it runs. A test starts it as often as it likes; the last one ends with it."""
        before = self.log().count('event=started')
        environment = {key: value for key, value in os.environ.items()
                       if key not in ('CHASER_DATA_DIR', 'NOTIFY_SOCKET', 'JOURNAL_STREAM')}
        with open(self.path('chaserd.log'), 'a', encoding='utf-8') as log:
            self.daemon = subprocess.Popen([os.path.join(BIN, 'chaserd'), '--config', self.path('chaser.yaml')],
                                           stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
        self.addCleanup(self.kill, self.daemon)
        wait_for('chaserd to start',
                 lambda: self.log().count('event=started') > before or self.daemon.poll() is not None)
        self.assertIsNone(self.daemon.poll(), self.log())

    def kill(self, process=None):
        process = process or self.daemon
        if process.poll() is None:
            process.kill()
        process.wait()

    def stop(self):
        """Asks it to end, as systemd does; gives the seconds it took."""
        begun = time.monotonic()
        self.daemon.send_signal(signal.SIGTERM)
        self.assertEqual(self.daemon.wait(timeout=60 * PATIENCE), 0, self.log())
        return time.monotonic() - begun

    def reload(self, expect):
        """SIGHUP; waits until the log says `expect` (reloaded, reload_refused) once more."""
        before = self.log().count(f'event={expect} ')
        self.daemon.send_signal(signal.SIGHUP)
        wait_for(f'event={expect}', lambda: self.log().count(f'event={expect} ') > before)

    def shell(self, statement):
        """A statement by the `sqlite3` program, as a person would."""
        done = subprocess.run(['sqlite3', '-cmd', '.timeout 30000', self.database, statement], capture_output=True,
                              text=True, timeout=120, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        return done.stdout
