"""Runs one of Swift's programs with the swift.conf of SWIFT_FOLDER: this release reads /etc/swift/swift.conf, whatever
swift_dir says."""
import os
import runpy
import sys

import swift.common.utils

swift.common.utils.SWIFT_CONF_FILE = os.path.join(os.environ["SWIFT_FOLDER"], "swift.conf")
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
