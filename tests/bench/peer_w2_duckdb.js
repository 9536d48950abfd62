#!/usr/bin/node
// SPDX-License-Identifier: GPL-3.0-or-later
// W2 with DuckDB (@duckdb/node-api, found by NODE_PATH): FILE THREADS, into a table in memory.
let duckdb;
try {
  duckdb = require("@duckdb/node-api");
} catch (error) {
  console.error("@duckdb/node-api is not here");
  process.exit(1);
}
async function main() {
  const instance = await duckdb.DuckDBInstance.create(":memory:", { threads: process.argv[3] });
  const connection = await instance.connect();
  await connection.run(`create table prices as select * from read_csv('${process.argv[2]}')`);
  const reader = await connection.runAndReadAll("select count(*), sum(close) from prices");
  const [rows, closes] = reader.getRows()[0];
  console.log(`check rows=${rows} closes=${Number(closes).toFixed(0)}`);
}
main();
