// A stack with a connected client for the tests of one `describe`, and what most of them do with it.
//
//   const suite = useStack();
//   const { call, newFork, saved } = suite;
import path from 'node:path';
import { after, before } from 'node:test';

import { connect } from './clients.mjs';
import { Stack } from './processes.mjs';
import { copyFromCorpus } from './workbooks.mjs';

// Starts before the first test and stops after the last: `stack` and `connection` are there in between.
export function useStack({ clientKind = 'client 2.x pinned to 2026-07-28', ...flags } = {}) {
  const suite = {
    call: (name, args) => suite.connection.call(name, args),
    // A fork of a copy of a corpus workbook, and the name of the copy in the workspace.
    async newFork(relative) {
      const name = copyFromCorpus(relative, suite.stack.workspace);
      const { workbooks } = await suite.call('list_workbooks', { path_glob: name });
      const { fork } = await suite.call('create_fork', { workbook_id: workbooks[0].workbook_id });
      return { name, fork: fork.workbook_id };
    },
    // The path of a new file with what the fork is now.
    async saved(workbook_id, file) {
      await suite.call('save_fork', { workbook_id, path: file });
      return path.join(suite.stack.workspace, file);
    },
  };
  before(async () => {
    suite.stack = await Stack.start(flags);
    suite.connection = await connect(clientKind, { url: suite.stack.url });
  });
  after(async () => {
    await suite.connection?.close();
    await suite.stack?.stop();
  });
  return suite;
}
