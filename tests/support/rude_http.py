#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A receiver of webhooks with bad manners, for tests: what it does hangs on the first part of the path.

    rude_http.py --dir DIR

/ok/…           taken                            /slow        a reply with one byte a second
/silent         no reply, ever                   /close       closed before the request is read to its end
/redirect       to itself, for ever              /endless     a reply of 10 GB
/continue       100 Continue again and again     /maintenance 503, Retry-After: 8 hours
Prints {"port": …, "tls_port": …, "events": …} once it listens; behind tls_port is a certificate that ran out. Each request
that was read is a line of JSON in DIR/events.jsonl. Ends when its standard input is closed."""
import argparse
import asyncio
import json
import os
import ssl
import sys
import time

from rude_smtp import make_certificates

TAKEN = b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'


class Receiver:
    def __init__(self, folder):
        self.log = open(os.path.join(folder, 'events.jsonl'), 'w', encoding='utf-8')

    async def serve(self, reader, writer):
        try:
            while await self.answer(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def answer(self, reader, writer):
        head = (await reader.readuntil(b'\r\n\r\n')).decode('latin-1')
        path = head.split(' ')[1]
        manner = path.split('/')[1]
        if manner == 'close':
            return False
        length = next((int(line.split(':')[1]) for line in head.split('\r\n') if line.lower().startswith('content-length')), 0)
        await reader.readexactly(length)
        message = next(line.split(':')[1].strip() for line in head.split('\r\n') if line.lower().startswith('webhook-id'))
        self.log.write(json.dumps({'path': path, 'id': message, 'at': time.monotonic()}) + '\n')
        self.log.flush()
        if manner == 'slow':
            writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n')
            while True:
                writer.write(b'x')
                await writer.drain()
                await asyncio.sleep(1)
        elif manner == 'silent':
            await asyncio.sleep(3600)
        elif manner == 'redirect':
            writer.write(f'HTTP/1.1 307 Again\r\nLocation: {path}\r\nContent-Length: 0\r\n\r\n'.encode())
        elif manner == 'endless':
            writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n')
            while True:
                writer.write(b'x' * 65536)
                await writer.drain()
        elif manner == 'continue':
            while True:
                writer.write(b'HTTP/1.1 100 Continue\r\n\r\n')
                await writer.drain()
                await asyncio.sleep(0.05)
        elif manner == 'maintenance':
            writer.write(b'HTTP/1.1 503 Closed\r\nRetry-After: 28800\r\nContent-Length: 0\r\n\r\n')
        else:
            writer.write(TAKEN)
        await writer.drain()
        return True


async def main():
    options = argparse.ArgumentParser()
    options.add_argument('--dir', required=True)
    folder = options.parse_args().dir
    make_certificates(folder, 'expired', ['server'])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, 'server.pem'), os.path.join(folder, 'server.key'))
    receiver = Receiver(folder)
    plain = await asyncio.start_server(receiver.serve, '127.0.0.1', 0, backlog=300)
    secure = await asyncio.start_server(receiver.serve, '127.0.0.1', 0, ssl=context)
    port = lambda server: server.sockets[0].getsockname()[1]
    print(json.dumps({'port': port(plain), 'tls_port': port(secure), 'events': os.path.join(folder, 'events.jsonl')}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
    os._exit(0)


if __name__ == '__main__':
    asyncio.run(main())
