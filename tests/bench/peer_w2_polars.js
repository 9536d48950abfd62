#!/usr/bin/node
// SPDX-License-Identifier: GPL-3.0-or-later
// W2 with polars (nodejs-polars, found by NODE_PATH): FILE THREADS.
process.env.POLARS_MAX_THREADS = process.argv[3];
let pl;
try {
  pl = require("nodejs-polars");
} catch (error) {
  console.error("nodejs-polars is not here");
  process.exit(1);
}
const frame = pl.readCSV(process.argv[2]);
console.log(`check rows=${frame.height} closes=${frame.getColumn("close").sum().toFixed(0)}`);
