#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Postfix for tests, with a configuration and a queue of its own on a loopback port: TLS, AUTH by Cyrus SASL with a password
file of its own, delivering into a Maildir.

    postfix_server.py --dir DIR [--root ROOT]

ROOT is where the packages postfix and sasl2-bin lie, unpacked: they can't be installed beside exim, which the other tests
use, for a machine has one mail server. Without it, build/postfix (`make postfix` fetches them there), else what is
installed. Prints one line of JSON once it listens, as exim_server.py does, and runs until its standard input is closed.
Exit status 77 and a sentence where it can't run; it needs root, as every Postfix does.

refused@…, full@… and later@… are refused at RCPT with 550 5.1.1, 552 5.2.2 and 450 4.2.1; a message of more than 2 MB is
too big.
"""
import argparse
import grp
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time

from exim_server import PASSWORD, USER, cannot, free_port, listening, make_certificate

# Its processes run as an ordinary account of the system's that nothing else uses.
OWNER, GROUP = 'uucp', 'news'

MAIN = """
compatibility_level = 3.6
myhostname = localhost
mydestination =
queue_directory = {dir}/queue
data_directory = {dir}/data
daemon_directory = {root}/lib/postfix/sbin
command_directory = {root}/sbin
shlib_directory = {root}/lib/postfix
meta_directory = {dir}/conf
mail_owner = {owner}
setgid_group = {group}
default_privs = nobody
maillog_file = {dir}/mail.log
maillog_file_prefixes = {dir}
import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LD_LIBRARY_PATH
export_environment = TZ MAIL_CONFIG LD_LIBRARY_PATH
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
virtual_mailbox_domains = northmoor.example tidewell.example council.example
virtual_mailbox_base = {dir}
virtual_mailbox_maps = static:maildir/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
message_size_limit = 2000000
mailbox_size_limit = 0
virtual_mailbox_limit = 0
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = {dir}/cert.pem
smtpd_tls_key_file = {dir}/key.pem
smtpd_tls_session_cache_database =
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = localhost
smtpd_delay_reject = yes
smtpd_relay_restrictions =
smtpd_recipient_restrictions =
  check_recipient_access inline:{{ {{refused@northmoor.example = 550 5.1.1 no such mailbox here}} }}
  check_recipient_access inline:{{ {{full@northmoor.example = 552 5.2.2 mailbox full}} }}
  check_recipient_access inline:{{ {{later@northmoor.example = 450 4.2.1 mailbox busy}} }}
  permit_sasl_authenticated
  reject
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
alias_maps =
alias_database =
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
QUEUE = ('active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'maildrop', 'pid', 'private',
         'public', 'saved', 'trace')


def find_root(given):
    here = os.path.join(os.path.dirname(__file__), '..', '..', 'build', 'postfix', 'usr')
    for root in (given and os.path.join(given, 'usr'), os.environ.get('CHASER_POSTFIX'), here, '/usr'):
        if root and os.path.exists(os.path.join(root, 'lib', 'postfix', 'sbin', 'master')):
            return os.path.abspath(root)
    return cannot('Postfix is not here; `make postfix` fetches it')


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--dir', required=True)
    options.add_argument('--root')
    arguments = options.parse_args()
    if os.geteuid() != 0:
        cannot('Postfix begins as root')
    root = find_root(arguments.root)
    owner = pwd.getpwnam(OWNER)
    folder = os.path.abspath(arguments.dir)
    for part in ('conf', 'data', 'conf/sasl', 'queue', 'maildir', 'maildir/new', 'maildir/cur', 'maildir/tmp',
                 *(f'queue/{name}' for name in QUEUE)):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
        if part not in ('conf', 'queue', 'conf/sasl', 'queue/pid'):
            os.chown(os.path.join(folder, part), owner.pw_uid, owner.pw_gid)
    os.chown(f'{folder}/queue/maildrop', owner.pw_uid, grp.getgrnam(GROUP).gr_gid)
    os.chmod(f'{folder}/queue/maildrop', 0o730)
    os.chown(f'{folder}/queue/public', owner.pw_uid, grp.getgrnam(GROUP).gr_gid)
    os.chmod(f'{folder}/queue/public', 0o710)
    os.chmod(f'{folder}/queue/private', 0o700)
    make_certificate(folder)
    port = free_port()
    place = {'dir': folder, 'root': root, 'owner': OWNER, 'group': GROUP, 'uid': owner.pw_uid, 'gid': owner.pw_gid, 'port': port}
    for name, text in (('main.cf', MAIN), ('master.cf', MASTER)):
        with open(f'{folder}/conf/{name}', 'w', encoding='ascii') as out:
            out.write(text.format(**place))
    with open(f'{folder}/conf/sasl/smtpd.conf', 'w', encoding='ascii') as out:
        out.write(f'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {folder}/conf/sasl/sasldb2\n'
                  'mech_list: PLAIN LOGIN\n')
    environment = {**os.environ, 'LD_LIBRARY_PATH': os.path.join(root, 'lib', 'postfix'), 'MAIL_CONFIG': f'{folder}/conf'}
    maker = shutil.which('saslpasswd2', path=os.path.join(root, 'sbin') + ':/usr/sbin')
    if maker is None:
        cannot('saslpasswd2 (sasl2-bin) is not here; `make postfix` fetches it')
    subprocess.run([maker, '-f', f'{folder}/conf/sasl/sasldb2', '-u', 'localhost', '-c', '-p', USER], input=PASSWORD.encode(),
                   check=True)
    os.chown(f'{folder}/conf/sasl/sasldb2', owner.pw_uid, owner.pw_gid)

    errors = open(f'{folder}/stderr', 'wb')
    server = subprocess.Popen([f'{root}/lib/postfix/sbin/master', '-c', f'{folder}/conf', '-d'], stdin=subprocess.DEVNULL,
                              stdout=errors, stderr=errors, env=environment, start_new_session=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        if not listening(port, server):
            said = ''
            for log in ('stderr', 'mail.log'):
                if os.path.exists(f'{folder}/{log}'):
                    with open(f'{folder}/{log}', encoding='utf-8', errors='replace') as file:
                        said += file.read()[-600:]
            cannot('Postfix did not start: ' + said.strip())
        print(json.dumps({'port': port, 'ca': f'{folder}/cert.pem', 'maildir': f'{folder}/maildir', 'user': USER,
                          'password': PASSWORD, 'log': f'{folder}/mail.log', 'pid': server.pid}), flush=True)
        sys.stdin.buffer.read()
    finally:
        # Its children are of its session, and end with it.
        server.terminate()
        for _ in range(50):
            if server.poll() is not None:
                break
            time.sleep(0.1)
        try:
            os.killpg(server.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        server.wait()


if __name__ == '__main__':
    main()
