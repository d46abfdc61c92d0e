// The main job on real workbooks, with the official clients of both eras, over HTTP and over stdio.
import { after, before, describe, test } from 'node:test';

import { clientKinds, connect } from './support/clients.mjs';
import { jobs, mainJob } from './support/main_job.mjs';
import { Stack, temporaryDirectory } from './support/processes.mjs';
import { copyFromCorpus } from './support/workbooks.mjs';

function populate(workspace) {
  return jobs.map((job) => copyFromCorpus(job.file, workspace));
}

describe('main job over HTTP', () => {
  let stack;
  let names;
  before(async () => {
    stack = await Stack.start();
    names = populate(stack.workspace);
  });
  after(() => stack?.stop());

  for (const [index, kind] of Object.keys(clientKinds).entries()) {
    test(kind, async (t) => {
      const connection = await connect(kind, { url: stack.url });
      t.after(() => connection.close());
      for (const [position, job] of jobs.entries()) {
        await mainJob(connection, stack.workspace, names[position], job, `http-${index}`);
      }
    });
  }
});

describe('main job over stdio', () => {
  for (const [index, kind] of Object.keys(clientKinds).entries()) {
    test(kind, async (t) => {
      const workspace = temporaryDirectory();
      const names = populate(workspace);
      const connection = await connect(kind, {
        flags: [`--workspace=${workspace}`, '--tools_profile=full', '--admin_address=127.0.0.1:0'],
      });
      t.after(() => connection.close());
      for (const [position, job] of jobs.entries()) {
        await mainJob(connection, workspace, names[position], job, `stdio-${index}`);
      }
    });
  }
});
