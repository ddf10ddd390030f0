#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is posted, and how: to Debian's Alertmanager, to a receiver that checks by the schema of the documentation, and by
the examples of verification that the documentation gives."""
import base64
import datetime
import hashlib
import hmac
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import unittest
import urllib.request

from chaser_cli import SOURCE
from service import SECRET, ServiceTest, wait_for

ALERTMANAGER = '/usr/bin/prometheus-alertmanager'
RULES = '''rules:
  - id: date-has-come
    summary: The date has come and is not agreed
    over: milestone
    when: basis = indicative and state = open and due < today
    severity: critical
    ladder:
      - tell: [{tell}]
'''
CONTACTS = '''contacts:
  - {{name: Priya Nair, email: priya.nair@northmoor.example, roles: [Programme manager]}}
  - {{name: Owen Hughes}}
boards:
  - {{name: Works board, email: works@northmoor.example, meets: {{every: first tuesday}}}}
webhooks:
{hooks}
plans:
  - {{key: northmoor, coordinator: Programme manager}}
window: {{days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}}
'''
NO_MAIL = 'smtp: {host: 127.0.0.1, port: 9, tls: off}\n'
SERVICE, KEY = '11111111-2222-4333-8444-555555555555', '66666666-7777-4888-9999-000000000000'
TEMPLATE = '9c8d7e6f-0000-4000-8000-000000000000'


def documentation(name):
    with open(os.path.join(SOURCE, 'docs', name), encoding='utf-8') as file:
        return file.read()


def example(language):
    """The first example in that language of the receiver's manual."""
    return re.search(rf'```{language}\n(.*?)```', documentation('webhooks.md'), re.S).group(1)


def free_port():
    with socket.socket() as sock:
        sock.bind(('127.0.0.1', 0))
        return sock.getsockname()[1]


class Alertmanager:
    """Debian's, on loopback, with no cluster; it posts what it notifies to `receiver`."""

    def __init__(self, folder, receiver):
        os.makedirs(folder)
        config = os.path.join(folder, 'alertmanager.yml')
        with open(config, 'w', encoding='utf-8') as file:
            file.write('route: {receiver: none, routes: [{matchers: [team = "improvement"], receiver: duty, group_by: '
                       '[chaser_alert], group_wait: 0s, group_interval: 1s}]}\n'
                       f'receivers: [{{name: none}}, {{name: duty, webhook_configs: [{{url: "{receiver}"}}]}}]\n')
        self.url = f'http://127.0.0.1:{free_port()}'
        with open(os.path.join(folder, 'log'), 'w', encoding='utf-8') as log:
            self.process = subprocess.Popen(
                [ALERTMANAGER, f'--config.file={config}', f'--storage.path={folder}/data', '--cluster.listen-address=',
                 f'--web.listen-address={self.url.removeprefix("http://")}'], stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(self):
        self.process.kill()
        self.process.wait()

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=5) as answer:
            return json.load(answer)

    def is_ready(self):
        try:
            return self.get('/api/v2/status') and True
        except OSError:
            return False

    def alerts(self):
        return self.get('/api/v2/alerts')


class Webhooks(ServiceTest):
    def setUp(self):
        super().setUp()
        self.receiver = self.webhook_receiver()

    def set_up(self, hooks, tell='"webhook:channel"', extra=''):
        self.write('rules.d/10-own.yaml', RULES.format(tell=tell))
        self.write('contacts.yaml', CONTACTS.format(hooks=hooks))
        self.configure(NO_MAIL, extra)
        if os.path.exists(self.database):
            return
        self.chaser('import', self.write('plan.csv', 'Ref,Action,Owner,Due\n1.1,"Say ""when"" <b>now</b>",Owen Hughes,31/03/2030\n'
                                                     '1.2,Something else,Owen Hughes,30/04/2030\n'), '--plan', 'northmoor')

    def make_due(self, ref='1.1'):
        self.sql("UPDATE milestone SET basis = 'indicative', state = 'open', due = date('now', '-10 days') "
                 'WHERE action_id = (SELECT id FROM action WHERE ref = ?)', ref)

    def command(self, *arguments, expect=0):
        done = self.run_program('chaser', '--config', self.path('chaser.yaml'), *arguments)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done

    def validate(self, document):
        """By the documented schema, in a process of its own: the library is the system's Python's."""
        check = subprocess.run(
            ['/usr/bin/python3', '-c', 'import json, jsonschema, sys; s, d = json.load(sys.stdin); '
             'jsonschema.Draft202012Validator.check_schema(s); jsonschema.Draft202012Validator(s).validate(d)'],
            input=json.dumps([json.loads(documentation('webhook.schema.json')), document]), capture_output=True, text=True,
            timeout=60, check=False)
        return check.returncode == 0, check.stderr

    def test_alerts_stand_in_alertmanager_while_they_fire_and_end_when_they_resolve(self):
        if not os.path.exists(ALERTMANAGER):
            self.skipTest('prometheus-alertmanager is not installed')
        alertmanager = Alertmanager(self.path('alertmanager'), self.receiver.url())
        self.addCleanup(alertmanager.stop)
        wait_for('Alertmanager', alertmanager.is_ready)
        self.set_up(f'  - {{name: channel, preset: alertmanager, url: "{alertmanager.url}", labels: {{team: improvement}}}}')
        self.start()
        self.make_due()
        wait_for('the alert', alertmanager.alerts)
        alert, = alertmanager.alerts()
        self.assertEqual({name: alert['labels'][name] for name in ('alertname', 'severity', 'plan', 'ref', 'team')},
                         {'alertname': 'date-has-come', 'severity': 'critical', 'plan': 'northmoor', 'ref': '1.1',
                          'team': 'improvement'})
        fired, = self.sql('SELECT fired_on FROM alert')
        self.assertEqual(alert['startsAt'][:19], fired[0] + 'T00:00:00')
        ends = datetime.datetime.fromisoformat(alert['endsAt'].replace('Z', '+00:00'))
        days = (ends - datetime.datetime.now(datetime.timezone.utc)).total_seconds() / 86400
        self.assertTrue(2.9 < days <= 3.0, alert['endsAt'])
        self.assertEqual(alert['annotations']['summary'], 'Say "when" <b>now</b>')

        self.shell("UPDATE milestone SET basis = 'agreed' WHERE basis = 'indicative'")
        wait_for('the alert to end', lambda: alertmanager.alerts() == [])
        wait_for('what Alertmanager says', lambda: any('"status":"resolved"' in post['body'] for post in self.receiver.posts()))
        told = [json.loads(post['body'])['alerts'][0] for post in self.receiver.posts()]
        self.assertEqual([one['status'] for one in told], ['firing', 'resolved'])
        self.assertEqual(told[0]['fingerprint'], told[1]['fingerprint'])
        resolved = datetime.datetime.fromisoformat(told[1]['endsAt'][:19] + '+00:00')
        self.assertLess(abs((datetime.datetime.now(datetime.timezone.utc) - resolved).total_seconds()), 300)

    def test_all_that_the_generic_preset_posts_is_as_the_schema_says(self):
        self.set_up(f'  - {{name: channel, url: "{self.receiver.url()}", secret_file: hook.key, '
                    'events: [answer.recorded, decision.recorded, subject.changed]}')
        self.command('send-test', 'channel')
        self.start()
        wait_for('the first tick', lambda: self.sql("SELECT 1 FROM setting WHERE name = 'webhook_cursor:channel'"))
        self.make_due()
        wait_for('the alert', lambda: 'alert.firing' in self.events())
        self.command('answer', '1.1', 'new-date', '--date', '2031-01-31', '--plan', 'northmoor', '--as', 'Owen Hughes',
                     '--note', 'Owen has the builders in')
        self.command('decide', 'Works board', datetime.date.today().isoformat(), '1.2', 'note', '--plan', 'northmoor',
                     '--note', 'Owen said so', '--as', 'Priya Nair')
        wanted = {'ping', 'alert.firing', 'subject.changed', 'answer.recorded', 'decision.recorded'}
        wait_for('every event', lambda: wanted <= self.events(), otherwise=lambda: f'{self.events()} {self.log()}')
        for post in self.receiver.posts():
            document = json.loads(post['body'])
            self.assertEqual(self.validate(document), (True, ''), post['body'])
            if document['event'] != 'alert.firing':
                self.assertNotIn('Owen', post['body'])
            for broken in (document | {'version': 2}, document | {'event': 'pong'}, document | {'items': [{}]}):
                self.assertFalse(self.validate(broken)[0], broken)

    def events(self):
        return {json.loads(post['body'])['event'] for post in self.receiver.posts()}

    def test_the_documented_examples_of_verification_verify(self):
        self.set_up(f'  - {{name: channel, url: "{self.receiver.url()}", secret_file: hook.key}}')
        self.command('send-test', 'channel')
        post, = self.receiver.posts()
        forged = post | {'body': post['body'] + ' '}
        old = f'{post["headers"]["webhook-id"]}.1700000000.{post["body"]}'.encode()
        mac = hmac.new(base64.b64decode(SECRET.removeprefix('whsec_')), old, hashlib.sha256).digest()
        late = post | {'headers': post['headers'] | {'webhook-timestamp': '1700000000',
                                                     'webhook-signature': 'v1,' + base64.b64encode(mac).decode()}}
        code = {'python': (sys.executable, '-c', example('python') + 'import json, sys\n'
                           'print(json.dumps([is_genuine(s, p["headers"], p["body"].encode()) for s, p in json.load(sys.stdin)]))'),
                'javascript': (shutil.which('node') or 'nodejs', '-e', example('javascript') +
                               "const all = JSON.parse(require('fs').readFileSync(0));\n"
                               'console.log(JSON.stringify(all.map(([s, p]) => isGenuine(s, p.headers, Buffer.from(p.body)))));')}
        other = 'whsec_' + base64.b64encode(b'another key, of thirty-two bytes').decode()
        asked = json.dumps([[SECRET + '\n', post], [SECRET, forged], [SECRET, late], [other, post]])
        for language, command in code.items():
            with self.subTest(language):
                if language == 'javascript' and not shutil.which('node'):
                    self.skipTest('nodejs is not installed')
                done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=60, check=False)
                self.assertEqual(done.stderr, '')
                self.assertEqual(json.loads(done.stdout), [True, False, False, False])

    def test_notify_is_asked_with_a_token_of_the_moment_and_the_key_stays_here(self):
        self.write_secret('notify.key', f'chaser_live-{SERVICE}-{KEY}')
        self.set_up(f'  - {{name: channel, preset: notify, url: "{self.receiver.url("")}", to: "+44 7700 900123", '
                    f'template_id: {TEMPLATE}, secret_file: notify.key}}')
        said = self.command('send-test', 'channel')
        self.start()
        self.make_due()
        wait_for('the message', lambda: len(self.receiver.posts()) == 2)
        self.stop()
        for post in self.receiver.posts():
            self.assertEqual(post['path'], '/v2/notifications/sms')
            document = json.loads(post['body'])
            self.assertEqual((document['phone_number'], document['template_id']), ('+44 7700 900123', TEMPLATE))
            self.assertTrue({'subject', 'body', 'summary'} <= set(document['personalisation']))
            scheme, token = post['headers']['authorization'].split(' ')
            head, claims, mac = token.split('.')
            expected = hmac.new(KEY.encode(), f'{head}.{claims}'.encode(), hashlib.sha256).digest()
            self.assertEqual((scheme, mac), ('Bearer', base64.urlsafe_b64encode(expected).decode().rstrip('=')))
            claims = json.loads(base64.urlsafe_b64decode(claims + '=='))
            self.assertEqual(claims['iss'], SERVICE)
            self.assertLess(abs(claims['iat'] - datetime.datetime.now().timestamp()), 120)
        with open(self.database, 'rb') as file:
            kept = file.read()
        self.assertNotIn(KEY.encode(), kept)
        for text in (self.log(), said.stdout, said.stderr, self.command('outbox').stdout, self.command('check').stdout):
            self.assertNotIn(KEY, text)

    def test_chat_programs_get_documents_of_theirs_from_a_secret_address(self):
        names = ('teams', 'slack', 'mattermost')
        for name in names:
            self.write_secret(f'{name}.address', self.receiver.url(f'secret-{name}'))
        self.set_up('\n'.join(f'  - {{name: {name}, preset: {name}, url_file: {name}.address}}' for name in names),
                    ', '.join(f'"webhook:{name}"' for name in names))
        self.start()
        self.make_due()
        wait_for('the posts', lambda: len(self.receiver.posts()) == 3)
        self.stop()
        posted = {post['path'].removeprefix('/secret-'): json.loads(post['body']) for post in self.receiver.posts()}
        self.assertEqual(posted['teams']['attachments'][0]['content']['type'], 'AdaptiveCard')
        self.assertIn('*1.1 Say "when" &lt;b&gt;now&lt;/b&gt;*', posted['slack']['blocks'][1]['text']['text'])
        self.assertIn('**1\\.1 Say' if '1\\.1' in posted['mattermost']['text'] else '**1.1 Say', posted['mattermost']['text'])
        with open(self.database, 'rb') as file:
            self.assertNotIn(b'secret-', file.read())
        self.assertNotIn('secret-', self.log())

    def test_send_test_says_what_the_far_end_answered(self):
        self.set_up(f'  - {{name: channel, url: "{self.receiver.url()}"}}\n'
                    f'  - {{name: gone, url: "{self.receiver.url("status/410")}"}}\n'
                    f'  - {{name: moved, url: "{self.receiver.url("redirect")}"}}\n'
                    f'  - {{name: office, url: "http://127.0.0.1:9/"}}')
        before = self.sql('SELECT count(*) FROM message'), os.path.getsize(self.database)
        self.assertIn('took it. It said: HTTP 200', self.command('send-test', 'channel').stdout)
        self.assertIn('refuses it', self.command('send-test', 'gone', expect=4).stdout)
        self.assertIn('lets nothing through', self.command('send-test', 'moved', expect=4).stdout)
        said = json.loads(self.command('send-test', 'webhook:office', '--json', expect=4).stdout)
        self.assertEqual((said['to'], said['channel'], said['outcome'], said['code']), ('office', 'webhook', 'retry', 0))
        self.assertIn("did you mean 'channel'?", self.command('send-test', 'chanel', expect=3).stderr)
        self.assertIn('has no address', self.command('send-test', 'Owen Hughes', expect=3).stderr)
        self.assertEqual([json.loads(post['body'])['event'] for post in self.receiver.posts()], ['ping'] * 3)
        self.assertEqual((self.sql('SELECT count(*) FROM message'), os.path.getsize(self.database)), before)

    def test_a_proxy_of_the_environment_is_used_and_what_it_shall_not_have_goes_past_it(self):
        self.set_up(f'  - {{name: channel, url: "http://hooks.example/plan"}}\n  - {{name: near, url: "{self.receiver.url("near")}"}}')
        proxy = {'http_proxy': self.receiver.url('').rstrip('/'), 'no_proxy': '127.0.0.1'}
        for name, path in (('channel', 'http://hooks.example/plan'), ('near', '/near')):
            done = self.run_program('chaser', '--config', self.path('chaser.yaml'), 'send-test', name, env=proxy)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertEqual(self.receiver.posts()[-1]['path'], path)

    def test_the_description_for_tools_names_what_is_sent(self):
        described = json.loads(documentation('webhook.openapi.json'))
        self.assertEqual(described['openapi'], '3.1.0')
        post = described['webhooks']['message']['post']
        schema = post['requestBody']['content']['application/json']['schema']['$ref']
        self.assertTrue(os.path.exists(os.path.join(SOURCE, 'docs', schema)))
        self.set_up(f'  - {{name: channel, url: "{self.receiver.url()}", secret_file: hook.key}}')
        self.command('send-test', 'channel')
        headers = self.receiver.posts()[0]['headers']
        for parameter in post['parameters']:
            value = headers[parameter['name']]
            self.assertRegex(value, parameter['schema']['pattern'])

    def test_a_template_is_tried_before_it_is_used_and_a_bad_one_is_refused_at_reload(self):
        self.write('own.mustache', '{"text": "{{subject}}", "refs": [{{#items}}"{{ref}}"{{#more}},{{/more}}{{/items}}]}')
        self.set_up(f'  - {{name: channel, url: "{self.receiver.url()}", template: own.mustache}}')
        self.start()
        self.make_due()
        wait_for('the post', lambda: len(self.receiver.posts()) == 1)
        self.assertEqual(json.loads(self.receiver.posts()[0]['body'])['refs'], ['1.1'])
        self.write('own.mustache', '{"refs": [{{#items}}"{{ref}}"{{/items}}]}')
        self.reload('reload_refused')
        said = self.command('check', expect=1).stderr
        self.assertRegex(said, r'contacts.yaml:\d+:\d+: error: .*own.mustache: for a message about three actions, .*valid JSON')
        self.assertIn('{{#more}},{{/more}}', said)
        # One that only a row at hand breaks.
        self.write('own.mustache', '{"refs": [{{#items}}"{{ref}}"{{^party}}{{#due}}{{#fired_on}}{{^fields}} oops{{/fields}}'
                                   '{{/fired_on}}{{/due}}{{/party}}{{#more}},{{/more}}{{/items}}]}')
        self.reload('reload_refused')
        self.assertIn('for the alert', self.command('check', expect=1).stderr)
        self.make_due('1.2')
        wait_for('the second post', lambda: len(self.receiver.posts()) == 2)
        self.assertEqual(json.loads(self.receiver.posts()[1]['body'])['refs'], ['1.2'])


if __name__ == '__main__':
    unittest.main()
