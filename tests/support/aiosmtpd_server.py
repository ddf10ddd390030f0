#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""aiosmtpd for tests: STARTTLS, AUTH and SMTPUTF8 on a loopback port, into a Maildir. Prints and ends as exim_server.py does.

    aiosmtpd_server.py --dir DIR

Exit status 77 where the package python3-aiosmtpd is not there."""
import argparse
import json
import os
import ssl
import subprocess
import sys

from exim_server import PASSWORD, USER, cannot, free_port, make_certificate

try:
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Mailbox
    from aiosmtpd.smtp import AuthResult
except ImportError:
    # The package is for the system's own interpreter.
    if sys.executable != '/usr/bin/python3' and os.path.exists('/usr/bin/python3'):
        os.execv('/usr/bin/python3', ['/usr/bin/python3', *sys.argv])
    cannot('python3-aiosmtpd is not installed')


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--dir', required=True)
    folder = os.path.abspath(options.parse_args().dir)
    os.makedirs(folder, exist_ok=True)
    make_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f'{folder}/cert.pem', f'{folder}/key.pem')

    def check(_server, _session, _envelope, _mechanism, data):
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()))

    controller = Controller(Mailbox(f'{folder}/maildir'), hostname='127.0.0.1', port=free_port(), tls_context=context,
                            require_starttls=True, auth_required=True, authenticator=check, enable_SMTPUTF8=True,
                            decode_data=False)
    controller.start()
    print(json.dumps({'port': controller.port, 'ca': f'{folder}/cert.pem', 'maildir': f'{folder}/maildir', 'user': USER,
                      'password': PASSWORD}), flush=True)
    sys.stdin.buffer.read()
    controller.stop()


if __name__ == '__main__':
    main()
