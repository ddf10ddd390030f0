# SPDX-License-Identifier: Apache-2.0
"""A mail server and a receiver of webhooks, quick and well-behaved, in a thread of the test: they remember what arrived,
whole, whether or not the sender lived to hear that it had."""
import asyncio
import re
import threading


class Arrivals:
    """Each arrival as (to, id, bytes), in order; `to` is an address or a path."""

    def __init__(self):
        self.lock = threading.Lock()
        self.all = []
        self.connections = set()  # of the loop's thread

    def add(self, to, name, raw):
        with self.lock:
            self.all.append((to, name, raw))

    def clear(self):
        with self.lock:
            self.all = []

    def get(self):
        with self.lock:
            return list(self.all)


class Mail(asyncio.Protocol):
    def __init__(self, arrivals):
        self.arrivals, self.left, self.body, self.to = arrivals, b'', False, ''

    def connection_made(self, transport):
        self.transport = transport
        self.arrivals.connections.add(transport)
        self.say('220 sink.example ready')

    def connection_lost(self, exc):
        self.arrivals.connections.discard(self.transport)

    def say(self, *lines):
        self.transport.write(''.join(line + '\r\n' for line in lines).encode())

    def data_received(self, data):
        self.left += data
        while self.body and b'\r\n.\r\n' in self.left or not self.body and b'\n' in self.left:
            if self.body:
                raw, self.left = self.left.split(b'\r\n.\r\n', 1)
                self.body = False
                name = re.search(rb'(?im)^message-id:\s*<([^>]*)>', raw).group(1).decode()
                self.arrivals.add(self.to, name, raw)
                self.say('250 2.0.0 taken')
            else:
                line, self.left = self.left.split(b'\n', 1)
                self.command(line.decode().strip())

    def command(self, line):
        verb = line[:4].upper()
        if verb == 'EHLO':
            self.say('250-sink.example', '250 8BITMIME')
        elif verb == 'DATA':
            self.body = True
            self.say('354 go on')
        elif verb == 'QUIT':
            self.say('221 bye')
            self.transport.close()
        else:
            if verb == 'RCPT':
                self.to = line[line.index('<') + 1:line.index('>')]
            self.say('250 2.0.0 well')


class Hook(asyncio.Protocol):
    def __init__(self, arrivals):
        self.arrivals, self.left = arrivals, b''

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.left += data
        while b'\r\n\r\n' in self.left:
            head, rest = self.left.split(b'\r\n\r\n', 1)
            length = int(re.search(rb'(?im)^content-length:\s*(\d+)', head).group(1))
            if len(rest) < length:
                return
            self.left = rest[length:]
            name = re.search(rb'(?im)^webhook-id:\s*(\S+)', head).group(1).decode()
            self.arrivals.add(head.split()[1].decode(), name, rest[:length])
            self.transport.write(b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')


class Sinks:
    """Listens on two ports of the loopback until it is closed."""

    def __init__(self):
        self.mail, self.hooks = Arrivals(), Arrivals()
        self.servers = {}
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.mail_port = self.listen(lambda: Mail(self.mail))
        self.hook_port = self.listen(lambda: Hook(self.hooks))

    def listen(self, protocol, port=0):
        making = asyncio.run_coroutine_threadsafe(self.loop.create_server(protocol, '127.0.0.1', port), self.loop)
        server = making.result(10)
        port = server.sockets[0].getsockname()[1]
        self.servers[port] = server
        return port

    def mail_goes_down(self):
        """Nothing listens any more; who is connected is cut off."""
        async def down():
            self.servers.pop(self.mail_port).close()
            for connection in list(self.mail.connections):
                connection.abort()
        asyncio.run_coroutine_threadsafe(down(), self.loop).result(10)

    def mail_comes_back(self):
        self.listen(lambda: Mail(self.mail), self.mail_port)

    def clear(self):
        self.mail.clear()
        self.hooks.clear()

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
