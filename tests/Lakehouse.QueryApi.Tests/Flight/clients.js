// Calls of two Flight SQL clients that others have written, for OtherClientsTests.cs.
//   node clients.js <rust|typescript> < {"options": {…}, "calls": [{"query": "SELECT 1"}, {"catalogs": {}}, …]}
// prints for each call what came, one line of JSON each: {"fields": ["movieid Int32"], "rows": 3, "first": ["1"], …} or {"error": "…", "code": 3}.
const arrow = require('apache-arrow');

const clients = {
  // Rust's arrow-flight (FlightSqlServiceClient): prepares each statement, and gives rows as an IPC stream.
  async rust(options) {
    const client = await require('@lakehouse-rs/flight-sql-client-linux-x64-gnu').createFlightSqlClient({ headers: [], tls: false, ...options });
    return {
      query: async (sql) => arrow.tableFromIPC(await client.query(sql)),
      catalogs: async () => arrow.tableFromIPC(await client.getCatalogs()),
      schemas: async (filter) => arrow.tableFromIPC(await client.getDbSchemas(filter)),
      tables: async (filter) => arrow.tableFromIPC(await client.getTables(filter)),
    };
  },
  // TypeScript on Google's grpc-js: asks for a statement's rows without preparing it.
  async typescript(options) {
    const { FlightSQLClient } = require('@firetiger-oss/flight-sql-client');
    const client = new FlightSQLClient({ plaintext: true, ...options });
    await client.connect();
    return { query: (sql) => client.execute(sql), close: () => client.close() };
  },
};

const text = (value) =>
  value === null || value === undefined ? 'NULL'
  : value instanceof Uint8Array || value instanceof Int32Array || value instanceof Uint32Array ? Array.from(value).join(' ')
  : String(value);

const describe = (table) => ({
  fields: table.schema.fields.map((field) => `${field.name} ${field.type}${field.nullable ? '' : ' not null'}`),
  rows: table.numRows,
  // All of a short result, column by column; of a long one the sum of its first column.
  columns: table.numRows > 100 ? [] : table.schema.fields.map((field, index) =>
    Array.from({ length: table.numRows }, (_, row) => table.getChildAt(index).get(row)).map((value) =>
      field.name === 'table_schema' ? arrow.tableFromIPC(value).schema.fields.map((column) => `${column.name} ${column.type}`).join(',') : text(value))),
  sum: table.numRows > 100 ? String(table.getChildAt(0).toArray().reduce((sum, value) => sum + value, 0n)) : null,
});

(async () => {
  const { options, calls } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  const client = await clients[process.argv[2]](options);
  for (const call of calls) {
    const [[name, argument]] = Object.entries(call);
    const answer = await client[name](argument).then(describe, (error) => ({ error: error.message, code: error.code ?? null }));
    console.log(JSON.stringify(answer));
  }
  client.close?.();
})().catch((error) => {
  console.log(JSON.stringify({ error: error.message, code: error.code ?? null }));
});
