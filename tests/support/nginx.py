# SPDX-License-Identifier: Apache-2.0
"""Debian's nginx on loopback, with everything that it writes in a folder of the test's own. It ends with its test."""
import os
import subprocess

PROGRAM = '/usr/sbin/nginx'
# Who started it also works for it: as root it would give its work to a user who may not look into the test's folder.
CONFIGURATION = '''{user}pid {folder}/nginx.pid;
error_log {folder}/error.log info;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  log_format requests '$connection $connection_requests $status $request_uri';
  access_log {folder}/access.log requests;
{servers}
}}
'''


class Nginx:
    """`servers` is what stands in its `http` block."""

    def __init__(self, folder, servers):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, 'nginx.conf')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(CONFIGURATION.format(folder=folder, servers=servers, user='user root;\n' if os.getuid() == 0 else ''))
        with open(os.path.join(folder, 'said'), 'w', encoding='utf-8') as said:
            self.process = subprocess.Popen([PROGRAM, '-p', folder, '-c', path, '-g', 'daemon off;'],
                                            stdin=subprocess.DEVNULL, stdout=said, stderr=said)

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def said(self):
        with open(os.path.join(self.folder, 'said'), encoding='utf-8') as file:
            return file.read()

    def requests(self):
        """Each request that was answered, as (connection, its number on that connection, status, path)."""
        with open(os.path.join(self.folder, 'access.log'), encoding='utf-8') as file:
            lines = [line.split() for line in file.read().splitlines()]
        return [(int(connection), int(number), int(status), path) for connection, number, status, path in lines]
