// The official MCP clients of both eras behind one small interface, so that a test runs over all of them.
import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as LegacyHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import path from 'node:path';

import { binDir } from './processes.mjs';

const info = { name: 'sheetgate-e2e', version: '1.0.0' };

// name -> makes an unconnected client.
export const clientKinds = {
  'sdk 1.x': () => ({ legacy: true, client: new LegacyClient(info) }),
  'client 2.x legacy': () => ({ client: new ModernClient(info) }),
  'client 2.x auto': () => ({ client: new ModernClient(info, { versionNegotiation: { mode: 'auto' } }) }),
  'client 2.x pinned to 2026-07-28': () => ({
    client: new ModernClient(info, { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
  }),
};

// Connects over HTTP (`url`) or stdio (`flags` of the all-in-one binary).
export async function connect(kind, { url, flags }) {
  const { legacy = false, client } = clientKinds[kind]();
  let transport;
  if (url) {
    transport = legacy ? new LegacyHttp(new URL(url)) : new ModernHttp(new URL(url));
  } else {
    const Stdio = legacy ? LegacyStdio : ModernStdio;
    transport = new Stdio({
      command: path.join(binDir, 'sheetgate'),
      args: flags,
      stderr: 'ignore', // a pipe nobody reads would fill up and block the server's log
      env: process.env,
    });
  }
  await client.connect(transport);
  return new Connection(client, legacy, transport);
}

export class Connection {
  constructor(client, legacy, transport) {
    this.client = client;
    this.legacy = legacy;
    this.transport = transport;
  }

  // The raw CallToolResult.
  callRaw(name, args = {}, options = {}) {
    const request = { name, arguments: args };
    return this.legacy
      ? this.client.callTool(request, undefined, { timeout: 120000, ...options })
      : this.client.callTool(request, { timeout: 120000, ...options });
  }

  // The structured content; throws ToolError when the tool reports one.
  async call(name, args = {}, options = {}) {
    const result = await this.callRaw(name, args, options);
    if (result.isError) throw new ToolError(name, result);
    return result.structuredContent;
  }

  // The tool error a call gives; throws when it succeeds.
  async error(name, args = {}, options = {}) {
    const result = await this.callRaw(name, args, options);
    if (!result.isError) throw new Error(`${name} succeeded: ${JSON.stringify(result.structuredContent)}`);
    return new ToolError(name, result);
  }

  async listTools() {
    return (await this.client.listTools()).tools;
  }

  close() {
    return this.client.close();
  }
}

export class ToolError extends Error {
  constructor(name, result) {
    const text = result.content?.[0]?.text ?? '';
    super(`${name}: ${text}`);
    this.text = text;
    this.detail = result.structuredContent ?? {};
    this.reason = this.detail.reason;
    this.code = this.detail.code;
  }
}
