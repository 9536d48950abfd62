#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""W2 with pandas: the price file into columns."""
import sys

import numpy as np
import pandas as pd

frame = pd.read_csv(sys.argv[1])
columns = {name: np.ascontiguousarray(frame[name].to_numpy()) for name in frame.columns}
minutes = int((columns["time_ms"] // 60000).sum())
print(f"check rows={len(frame)} minutes={minutes} closes={columns['close'].sum():.0f}")
