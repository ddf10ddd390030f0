#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The unit that is installed is one that systemd understands without a word, and it is shut in: an exposure of 1.2 at
most. It starts the program where it is installed, and not again when its configuration was refused.
Usage: unit_test.py UNIT CHASERD"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

MOST_EXPOSURE = 1.2


def main(shipped, chaserd):
    if not shutil.which('systemd-analyze'):
        print('systemd-analyze is not installed')
        return 77
    with open(shipped, encoding='utf-8') as unit:
        text = unit.read()
    assert not re.search(r'@[A-Z_]+@', text), 'every place is filled in'
    installed = re.search(r'^ExecStart=(\S+)', text, re.M).group(1)
    assert installed.endswith('/bin/chaserd'), installed
    assert re.search(r'^LimitCORE=0$', text, re.M), 'no image of its memory is left behind'
    assert re.search(r'^Documentation=file:///\S+/doc/chaser/operations.md$', text, re.M)
    status = subprocess.run([chaserd, '--config', '/nonexistent/chaser.yaml'], capture_output=True).returncode
    assert str(status) in re.search(r'^RestartPreventExitStatus=(.*)$', text, re.M).group(1).split(), status
    with tempfile.TemporaryDirectory() as folder:
        # The program is not installed where the unit will find it; its own path must not be what verify complains of.
        path = os.path.join(folder, 'chaserd.service')
        with open(path, 'w', encoding='utf-8') as unit:
            unit.write(text.replace(installed, os.path.abspath(chaserd)))
        verify = subprocess.run(['systemd-analyze', 'verify', '--man=no', path], capture_output=True, text=True)
        said = [line for line in (verify.stdout + verify.stderr).splitlines() if 'chaserd.service' in line]
        assert verify.returncode == 0 and not said, said or verify.stderr
        security = subprocess.run(['systemd-analyze', 'security', '--offline=yes', '--no-pager', path],
                                  capture_output=True, text=True)
        level = re.search(r'exposure level for chaserd.service: ([0-9.]+)', security.stdout)
        assert level, security.stdout + security.stderr
        print('exposure', level.group(1))
        assert float(level.group(1)) <= MOST_EXPOSURE, level.group(1)
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
