#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The shipped unit is one that systemd understands without a word, and it is shut in: an exposure of 1.2 at most.
Usage: unit_test.py SOURCE_DIR CHASERD"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

MOST_EXPOSURE = 1.2


def main(source, chaserd):
    if not shutil.which('systemd-analyze'):
        print('systemd-analyze is not installed')
        return 77
    with open(os.path.join(source, 'systemd', 'chaserd.service'), encoding='utf-8') as unit:
        text = unit.read()
    assert '/usr/bin/chaserd' in text
    with tempfile.TemporaryDirectory() as folder:
        # The program is not installed where the unit will find it; its own path must not be what verify complains of.
        path = os.path.join(folder, 'chaserd.service')
        with open(path, 'w', encoding='utf-8') as unit:
            unit.write(text.replace('/usr/bin/chaserd', os.path.abspath(chaserd)))
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
