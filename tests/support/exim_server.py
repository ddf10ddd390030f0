#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A real SMTP server for tests: exim4 with a configuration of its own, on a loopback port, delivering to a Maildir.

    exim_server.py --dir DIR [--port N] [--no-tls] [--no-auth] [--open-relay]

Prints one line of JSON once it listens: {"port": …, "ca": …, "maildir": …, "user": …, "password": …}, and runs until
its standard input is closed or it gets SIGTERM; then the server is gone too. Exit status 77 and a sentence on
standard error when exim can't run here.

What it does with a message:
  * mail is taken only after AUTH (user and password as printed), and AUTH is offered only under TLS;
  * refused@…  is refused at RCPT with 550, later@… with 451, a message with the header `X-Refuse: yes` after DATA with 550;
  * badsender@… is refused at MAIL FROM;
  * everything else is delivered into the Maildir, with Envelope-to and Return-path headers.
"""

import argparse
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

USER, PASSWORD = "chaser", "correct-horse"

CONFIG = """
primary_hostname = localhost
exim_path = {exim}
spool_directory = {dir}/spool
log_file_path = {dir}/log/%slog
pid_file_path = {dir}/exim.pid
exim_user = {user}
exim_group = {group}
keep_environment =
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
domainlist any = *
never_users =
tls_advertise_hosts = {tls_hosts}
tls_certificate = {dir}/cert.pem
tls_privatekey = {dir}/key.pem
auth_advertise_hosts = {auth_hosts}
smtp_accept_max = 50
smtp_accept_queue_per_connection = 0
smtp_accept_max_per_connection = 0
acl_smtp_mail = check_mail
acl_smtp_rcpt = check_rcpt
acl_smtp_data = check_data
host_lookup =
rfc1413_hosts =
queue_run_in_order = false

begin acl
check_mail:
  deny senders = badsender@* : badsender@*@*
       message = sender refused
  accept
check_rcpt:
  deny local_parts = refused
       message = no such mailbox here
  defer local_parts = later
       message = mailbox busy, try later
  deny condition = {need_auth}
       !authenticated = *
       message = relay not permitted
  accept
check_data:
  deny condition = ${{if eq{{$h_X-Refuse:}}{{yes}}}}
       message = content refused
  accept

begin routers
all:
  driver = accept
  transport = to_maildir

begin transports
to_maildir:
  driver = appendfile
  directory = {dir}/maildir
  maildir_format
  create_directory
  envelope_to_add
  return_path_add
  delivery_date_add = false
  user = {user}
  group = {group}
  mode = 0640

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and {{{{eq{{$auth2}}{{{login}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
  server_advertise_condition = {auth_condition}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${{if and {{{{eq{{$auth1}}{{{login}}}}}{{eq{{$auth2}}{{{password}}}}}}}}}
  server_set_id = $auth1
  server_advertise_condition = {auth_condition}
"""


def cannot(why):
    print(f"exim_server: {why}", file=sys.stderr)
    sys.exit(77)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def listening(port, server, seconds=15):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            return False
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                if line.recv(100).startswith(b"220"):
                    line.sendall(b"QUIT\r\n")
                    return True
        except OSError:
            pass
        time.sleep(0.05)
    return False


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--dir", required=True)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--no-tls", action="store_true")
    options.add_argument("--no-auth", action="store_true")
    options.add_argument("--open-relay", action="store_true")
    args = options.parse_args()

    exim = shutil.which("exim4") or ("/usr/sbin/exim4" if os.path.exists("/usr/sbin/exim4") else None)
    if exim is None:
        cannot("exim4 is not installed")
    # Another configuration than the system's makes exim give up root, which it needs to change to the Maildir's
    # user: so it is started as root, or as the user who also owns everything here.
    root = os.geteuid() == 0
    user = "Debian-exim" if root else pwd.getpwuid(os.geteuid()).pw_name
    try:
        entry = pwd.getpwnam(user)
    except KeyError:
        cannot(f"there is no user {user}")
    folder = os.path.abspath(args.dir)
    for part in ("", "spool", "log", "maildir", "maildir/new", "maildir/cur", "maildir/tmp"):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
    make_certificate(folder)
    port = args.port or free_port()
    with open(f"{folder}/exim.conf", "w", encoding="ascii") as out:
        import grp
        out.write(CONFIG.format(
            dir=folder, port=port, exim=exim, user=user, group=grp.getgrgid(entry.pw_gid).gr_name, login=USER,
            password=PASSWORD, tls_hosts="" if args.no_tls else "*",
            auth_hosts="" if args.no_auth else "*", need_auth="no" if args.open_relay else "yes",
            auth_condition="yes" if args.no_tls else "${if def:tls_in_cipher}"))
    os.chmod(f"{folder}/exim.conf", 0o644)
    if root:
        for path, folders, files in os.walk(folder):
            for name in [path] + [os.path.join(path, one) for one in files]:
                if not name.endswith("exim.conf"):
                    os.chown(name, entry.pw_uid, entry.pw_gid)

    errors = open(f"{folder}/stderr", "wb")
    server = subprocess.Popen([exim, "-C", f"{folder}/exim.conf", "-bdf", "-q1m"], stdin=subprocess.DEVNULL,
                              stdout=errors, stderr=errors, start_new_session=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        if not listening(port, server):
            with open(f"{folder}/stderr", "rb") as said:
                cannot("exim did not start: " + said.read(400).decode("utf-8", "replace").strip())
        print(json.dumps({"port": port, "ca": f"{folder}/cert.pem", "maildir": f"{folder}/maildir",
                          "user": USER, "password": PASSWORD, "pid": server.pid}), flush=True)
        sys.stdin.buffer.read()
    finally:
        try:
            os.killpg(server.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        server.wait()


if __name__ == "__main__":
    main()
