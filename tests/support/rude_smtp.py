#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A mail server with bad manners, for tests: what it does with a message hangs on the recipient's address.

    rude_smtp.py --dir DIR [--port N] [--tls none|starttls|smtps] [--certificate good|stranger|expired]
                 [--client-certificate] [--auth PLAIN,LOGIN,XOAUTH2] [--utf8] [--size N] [--greet CODE]
                 [--echo] [--refuse-tokens N] [--token-life SECONDS]

Prints one line of JSON once it listens, and runs until its standard input is closed or it gets SIGTERM: {"port": …,
"ca": …, "events": …, "user": …, "password": …, "token_url": …, "client_cert": …, "client_key": …, "oauth_key": …}. All
that happens stands in DIR/events.jsonl, a line of JSON an event: `connect`, `auth`, `mail`, `refused`, `message`, `token`,
`quit`, `close`, each with the connection's number.

By the first letters of the recipient's local part:
  slow…    replies come with one byte a second          silent…  nothing is answered to RCPT, ever
  hangup…  closed amid DATA, after some bytes           lost…    the message is taken, and the line closed without a reply
                                                                 (twice; then as any other)
  grey…    451 at the first try of the address, then as any other
  big…     552 5.3.4 after DATA                          full…    552 5.2.2 at RCPT
  gone…    550 5.1.1 at RCPT                             policy…  550 5.7.1 at RCPT
  busy…    421 at RCPT, and closed                       late…    taken after a pause of 0.2 s
Anything else is taken at once. With --echo a refused log-in is answered with all that was said before.
"""
import argparse
import asyncio
import base64
import email
import email.policy
import hashlib
import json
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse

USER, PASSWORD = 'chaser', 'correct-horse'


def openssl(*arguments):
    subprocess.run(['openssl', *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_certificates(folder, which, wanted):
    """A CA of the test's own and a server's certificate of it; `stranger` names another host, `expired` is of 2020."""
    path = lambda name: os.path.join(folder, name)
    quick = ('ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1')
    openssl('req', '-x509', '-newkey', *quick, '-nodes', '-days', '3', '-subj', '/CN=Test CA', '-keyout',
            path('ca.key'), '-out', path('ca.pem'))
    name = 'elsewhere.example' if which == 'stranger' else 'localhost'
    for who, extension in (('server', f'subjectAltName=DNS:{name}' + ('' if which == 'stranger' else ',IP:127.0.0.1')),
                           ('client', 'extendedKeyUsage=clientAuth'), ('oauth', 'basicConstraints=CA:FALSE')):
        if who not in wanted:
            continue
        with open(path(f'{who}.ext'), 'w', encoding='ascii') as out:
            out.write(extension + '\n')
        openssl('req', '-newkey', *(('rsa:2048',) if who == 'oauth' else quick), '-nodes', '-subj', f'/CN={name if who == "server" else who}', '-keyout',
                path(f'{who}.key'), '-out', path(f'{who}.csr'))
        # A certificate that ran out can't be asked for by its days; -1 is the day before yesterday.
        days = '-1' if who == 'server' and which == 'expired' else '3'
        openssl('x509', '-req', '-in', path(f'{who}.csr'), '-CA', path('ca.pem'), '-CAkey', path('ca.key'),
                '-CAcreateserial', '-days', days, '-extfile', path(f'{who}.ext'), '-out', path(f'{who}.pem'))
        os.chmod(path(f'{who}.key'), 0o600)


class Server:
    def __init__(self, arguments):
        self.arguments = arguments
        self.log = open(os.path.join(arguments.dir, 'events.jsonl'), 'w', encoding='utf-8')
        self.connections = 0
        self.seen = {}
        self.tokens = {}
        self.refused = 0
        self.tls = None
        if arguments.tls != 'none':
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(os.path.join(arguments.dir, 'server.pem'), os.path.join(arguments.dir, 'server.key'))
            if arguments.client_certificate:
                self.tls.verify_mode = ssl.CERT_REQUIRED
                self.tls.load_verify_locations(os.path.join(arguments.dir, 'ca.pem'))

    def event(self, what, connection, **more):
        self.log.write(json.dumps({'event': what, 'connection': connection, 'at': time.monotonic(), **more}) + '\n')
        self.log.flush()

    def times(self, key):
        self.seen[key] = self.seen.get(key, 0) + 1
        return self.seen[key]

    async def serve(self, reader, writer):
        self.connections += 1
        try:
            await Conversation(self, reader, writer, self.connections).run()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, TimeoutError, asyncio.LimitOverrunError):
            pass
        finally:
            self.event('close', self.connections)
            writer.close()

    async def token(self, reader, writer):
        """The token's end of OAuth: client credentials by secret or by a signed assertion."""
        head = (await reader.readuntil(b'\r\n\r\n')).decode('latin-1')
        length = next((int(line.split(':')[1]) for line in head.split('\r\n') if line.lower().startswith('content-length')), 0)
        asked = dict(urllib.parse.parse_qsl((await reader.readexactly(length)).decode()))
        good = asked.get('grant_type') == 'client_credentials' and asked.get('client_id') == 'chaser-app' and (
            asked.get('client_secret') == 'client-secret-7' or self.is_asserted(asked))
        self.event('token', 0, good=good, asked={key: value for key, value in asked.items() if key != 'client_assertion'})
        token = f'token-{len(self.tokens) + 1}-{base64.urlsafe_b64encode(os.urandom(9)).decode()}'
        if good:
            self.tokens[token] = time.monotonic() + self.arguments.token_life
        body = json.dumps({'access_token': token, 'token_type': 'Bearer', 'expires_in': self.arguments.token_life} if good
                          else {'error': 'invalid_client', 'error_description': 'AADSTS7000215: Invalid client secret.'})
        writer.write(f'HTTP/1.1 {"200 OK" if good else "401 Unauthorized"}\r\nContent-Type: application/json\r\n'
                     f'Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}'.encode())
        await writer.drain()
        writer.close()

    def is_asserted(self, asked):
        """Whether the assertion was signed with the key of the certificate that was registered: openssl says so."""
        if asked.get('client_assertion_type') != 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer':
            return False
        head, claims, signature = asked.get('client_assertion', '..').split('.')
        unpack = lambda part: base64.urlsafe_b64decode(part + '=' * (-len(part) % 4))
        said = json.loads(unpack(claims))
        name = lambda suffix: os.path.join(self.arguments.dir, 'assertion' + suffix)
        with open(name('.txt'), 'wb') as out:
            out.write(f'{head}.{claims}'.encode())
        with open(name('.sig'), 'wb') as out:
            out.write(unpack(signature))
        with open(name('.pub'), 'wb') as out:
            out.write(subprocess.run(['openssl', 'x509', '-in', os.path.join(self.arguments.dir, 'oauth.pem'), '-pubkey',
                                      '-noout'], check=True, capture_output=True).stdout)
        signed = subprocess.run(['openssl', 'dgst', '-sha256', '-verify', name('.pub'), '-signature', name('.sig'),
                                 name('.txt')], capture_output=True, check=False).returncode == 0
        with open(os.path.join(self.arguments.dir, 'oauth.pem'), encoding='ascii') as file:
            der = ssl.PEM_cert_to_DER_cert(file.read())
        thumb = json.loads(unpack(head)).get('x5t') == base64.urlsafe_b64encode(hashlib.sha1(der).digest()).decode().rstrip('=')
        return (signed and thumb and said['iss'] == said['sub'] == 'chaser-app' and said['aud'].endswith('/token') and
                said['exp'] > time.time())


class Conversation:
    def __init__(self, server, reader, writer, number):
        self.server, self.reader, self.writer, self.number = server, reader, writer, number
        self.options = server.arguments
        self.secure = self.options.tls == 'smtps'
        self.user = None
        self.slow = False
        self.heard = []

    async def say(self, text):
        data = text.encode() + b'\r\n'
        if not self.slow:
            self.writer.write(data)
            return await self.writer.drain()
        for byte in data:
            self.writer.write(bytes([byte]))
            await self.writer.drain()
            await asyncio.sleep(1)

    async def line(self):
        line = (await self.reader.readuntil(b'\n')).rstrip(b'\r\n').decode('utf-8', 'surrogateescape')
        self.heard.append(line)
        return line

    async def run(self):
        self.server.event('connect', self.number)
        await self.say(f'{self.options.greet} rude.example ESMTP')
        while True:
            line = await self.line()
            verb = line.split(' ')[0].upper().split(':')[0]
            if verb in ('EHLO', 'HELO'):
                await self.hello()
            elif verb == 'STARTTLS':
                await self.say('220 go ahead')
                await self.writer.start_tls(self.server.tls)
                self.secure = True
            elif verb == 'AUTH':
                await self.auth(line)
            elif verb == 'MAIL':
                await self.mail(line)
            elif verb == 'RCPT':
                if not await self.recipient(line):
                    return
            elif verb == 'DATA':
                if not await self.data():
                    return
            elif verb == 'QUIT':
                self.server.event('quit', self.number)
                return await self.say('221 bye')
            elif verb in ('RSET', 'NOOP'):
                await self.say('250 well')
            else:
                await self.say('502 5.5.1 what?')

    async def hello(self):
        offers = ['rude.example', 'ENHANCEDSTATUSCODES', '8BITMIME']
        if self.server.tls and not self.secure:
            offers.append('STARTTLS')
        if self.options.auth and (self.secure or self.options.tls == 'none'):
            offers.append('AUTH ' + self.options.auth.replace(',', ' '))
        if self.options.utf8:
            offers.append('SMTPUTF8')
        if self.options.size:
            offers.append(f'SIZE {self.options.size}')
        for offer in offers[:-1]:
            await self.say('250-' + offer)
        await self.say('250 ' + offers[-1])

    async def challenge(self, words):
        await self.say('334 ' + base64.b64encode(words.encode()).decode())
        return base64.b64decode(await self.line()).decode()

    async def auth(self, line):
        _, mechanism, *initial = line.split(' ')
        self.heard = initial
        mechanism = mechanism.upper()
        if mechanism == 'LOGIN':
            user = base64.b64decode(initial[0]).decode() if initial else await self.challenge('Username:')
            good = (user, await self.challenge('Password:')) == (USER, PASSWORD)
        else:
            answer = base64.b64decode(initial[0]).decode() if initial else await self.challenge('')
            if mechanism == 'PLAIN':
                good = answer.split('\0')[1:] == [USER, PASSWORD]
            else:
                said = dict(part.split('=', 1) for part in answer.split('\x01') if '=' in part)
                token = said.get('auth', '').removeprefix('Bearer ')
                good = said.get('user') == USER and self.server.tokens.get(token, 0) > time.monotonic()
                if good and self.server.refused < self.options.refuse_tokens:
                    self.server.refused += 1
                    del self.server.tokens[token]
                    good = False
                if not good:
                    await self.challenge('{"status":"401"}')
        self.server.event('auth', self.number, mechanism=mechanism, good=good)
        self.user = USER if good else None
        heard = ' '.join(self.heard) if self.options.echo else ''
        await self.say('235 2.7.0 welcome' if good else f'535 5.7.8 authentication failed {heard}')

    async def mail(self, line):
        self.server.event('mail', self.number, line=line)
        self.sender = line
        if self.options.auth and not self.user:
            return await self.say('530 5.7.0 authentication required')
        size = next((int(word[5:]) for word in line.split(' ') if word.upper().startswith('SIZE=')), 0)
        if self.options.size and size > self.options.size:
            return await self.say('552 5.3.4 message size exceeds fixed limit')
        await self.say('250 2.1.0 well')

    async def recipient(self, line):
        self.to = line[line.index('<') + 1:line.index('>')]
        local = self.to.split('@')[0]
        refusals = {'gone': '550 5.1.1 no such mailbox', 'full': '552 5.2.2 mailbox full',
                    'policy': '550 5.7.1 not permitted', 'busy': '421 4.3.2 too busy'}
        if local.startswith('grey') and self.server.times(self.to) == 1:
            refusals['grey'] = '451 4.7.1 greylisted, come back later'
        self.slow = local.startswith('slow')
        if local.startswith('silent'):
            await asyncio.sleep(3600)
        for begin, refusal in refusals.items():
            if local.startswith(begin):
                self.server.event('refused', self.number, to=self.to)
                await self.say(refusal)
                return begin != 'busy'
        await self.say('250 2.1.5 well')
        return True

    async def data(self):
        await self.say('354 go on')
        local = self.to.split('@')[0]
        if local.startswith('hangup'):
            await self.reader.readexactly(20)
            return False
        taken = await self.reader.readuntil(b'\r\n.\r\n')
        body = b'\r\n'.join(line[1:] if line.startswith(b'.') else line for line in taken[:-5].split(b'\r\n')) + b'\r\n'
        if local.startswith('big'):
            await self.say('552 5.3.4 message too big')
            return True
        if local.startswith('late'):
            await asyncio.sleep(0.2)
        letter = email.message_from_bytes(body, policy=email.policy.default)
        self.server.event('message', self.number, to=self.to, id=str(letter['Message-ID']), sender=self.sender,
                          sha=hashlib.sha256(body).hexdigest(), longest=max(len(one) for one in body.split(b'\r\n')))
        with open(os.path.join(self.options.dir, 'mail', f'{self.server.times("mail"):06}.eml'), 'wb') as out:
            out.write(body)
        if local.startswith('lost') and self.server.times(self.to) <= 2:
            return False
        await self.say('250 2.0.0 taken')
        self.slow = False
        return True


async def main():
    options = argparse.ArgumentParser()
    options.add_argument('--dir', required=True)
    options.add_argument('--port', type=int, default=0)
    options.add_argument('--tls', default='none', choices=['none', 'starttls', 'smtps'])
    options.add_argument('--certificate', default='good', choices=['good', 'stranger', 'expired'])
    options.add_argument('--client-certificate', action='store_true')
    options.add_argument('--auth', default='')
    options.add_argument('--utf8', action='store_true')
    options.add_argument('--size', type=int, default=0)
    options.add_argument('--greet', default='220')
    options.add_argument('--echo', action='store_true')
    options.add_argument('--refuse-tokens', type=int, default=0)
    options.add_argument('--token-life', type=int, default=3600)
    arguments = options.parse_args()
    os.makedirs(os.path.join(arguments.dir, 'mail'), exist_ok=True)
    if arguments.tls != 'none' or 'XOAUTH2' in arguments.auth:
        wanted = ['server', 'client'] + (['oauth'] if 'XOAUTH2' in arguments.auth else [])
        make_certificates(arguments.dir, arguments.certificate, wanted)
    server = Server(arguments)
    direct = server.tls if arguments.tls == 'smtps' else None
    listening = await asyncio.start_server(server.serve, '127.0.0.1', arguments.port, ssl=direct, limit=1 << 26,
                                           family=socket.AF_INET, backlog=200)
    tokens = await asyncio.start_server(server.token, '127.0.0.1', 0)
    path = lambda name: os.path.join(arguments.dir, name)
    print(json.dumps({'port': listening.sockets[0].getsockname()[1], 'ca': path('ca.pem'), 'events': path('events.jsonl'),
                      'user': USER, 'password': PASSWORD, 'client_cert': path('client.pem'),
                      'client_key': path('client.key'), 'oauth_cert': path('oauth.pem'), 'oauth_key': path('oauth.key'),
                      'mail': path('mail'),
                      'token_url': f'http://127.0.0.1:{tokens.sockets[0].getsockname()[1]}/tenant/token'}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
    os._exit(0)  # conversations that never end are not waited for


if __name__ == '__main__':
    asyncio.run(main())
