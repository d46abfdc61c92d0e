// Direct gRPC clients (@grpc/grpc-js) of both services: what an internal caller in another language sees.
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import path from 'node:path';
import protobuf from 'protobufjs';

import { sourceDir } from './processes.mjs';

const definition = protoLoader.loadSync(
  ['sheetgate/workbook/v1/workbook_service.proto', 'sheetgate/recalc/v1/recalc_service.proto'],
  { includeDirs: [path.join(sourceDir, 'proto')], keepCase: true, longs: Number, defaults: true, oneofs: true },
);
const root = grpc.loadPackageDefinition(definition);

export function workbookClient(port) {
  return new root.sheetgate.workbook.v1.WorkbookService(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
}

export function recalcClient(port) {
  return new root.sheetgate.recalc.v1.RecalcService(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
}

// Promise of a unary call.
export function unary(client, method, request, { deadlineMs = 30000, metadata = new grpc.Metadata() } = {}) {
  return new Promise((resolve, reject) => {
    client[method](request, metadata, { deadline: Date.now() + deadlineMs }, (error, response) =>
      error ? reject(error) : resolve(response),
    );
  });
}

// All messages of a server-streaming call.
export function stream(client, method, request, { deadlineMs = 60000 } = {}) {
  return new Promise((resolve, reject) => {
    const messages = [];
    const call = client[method](request, { deadline: Date.now() + deadlineMs });
    call.on('data', (message) => messages.push(message));
    call.on('error', reject);
    call.on('end', () => resolve(messages));
  });
}

// Sends `messages` over a client-streaming call.
export function upload(client, method, messages) {
  return new Promise((resolve, reject) => {
    const call = client[method]({ deadline: Date.now() + 60000 }, (error, response) => (error ? reject(error) : resolve(response)));
    call.on('error', () => {}); // reported by the callback
    const next = (index) => {
      if (index === messages.length) call.end();
      else call.write(messages[index], () => next(index + 1));
    };
    next(0);
  });
}

const types = new protobuf.Root();
types.resolvePath = (_, target) => (target.startsWith('google/protobuf/') ? null : path.join(sourceDir, 'proto', target));
types.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto']);

// google.rpc.ErrorInfo.reason of a failed call, from grpc-status-details-bin.
export function reasonOf(error) {
  const [bytes] = error.metadata?.get('grpc-status-details-bin') ?? [];
  if (!bytes) return undefined;
  const { details } = types.lookupType('google.rpc.Status').decode(bytes);
  const info = details.find((detail) => detail.type_url.endsWith('google.rpc.ErrorInfo'));
  return info && types.lookupType('google.rpc.ErrorInfo').decode(info.value).reason;
}
