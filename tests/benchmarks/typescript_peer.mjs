// The peer: an MCP server on the official TypeScript SDK 2.x whose one tool returns a ready answer of the same size.
//
//   node typescript_peer.mjs ANSWER.json        prints the port it listens on (loopback)
import fs from 'node:fs';
import http from 'node:http';

import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';

const answer = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const text = JSON.stringify(answer);

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'peer', version: '1.0.0' });
  server.registerTool(
    'range_values',
    {
      description: 'Reads ranges.',
      inputSchema: z.object({ workbook_id: z.string(), sheet_name: z.string(), ranges: z.array(z.string()).max(50) }),
    },
    async () => ({ content: [{ type: 'text', text }], structuredContent: answer }),
  );
  return server;
});

const server = http.createServer(toNodeHandler(handler));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
