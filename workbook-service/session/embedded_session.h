// The embedded session: a workspace directory, SQLite and content-addressed blobs, owned by this
// one process.
//
// Rules of the store:
// * A workspace file is a workbook: its id derives from its path, its revision from its bytes. It
// is never edited. Delimited text is a workbook through the package it is imported as: that is what
// is read, forked and exported.
// * A fork is a row. The first fork of a file's revision stores the file's bytes once, so it
// survives changes of the file.
// * The state of a revision is that of its nearest materialised ancestor plus the operations since.
// A revision is
//   materialised (written as a package) when it is a calculation and replaying it would take more
//   than 32 revisions or 10 000 operations, and when it is saved or exported with up-to-date
//   values.
// * The revisions of a fork are a tree. Undo, redo, restoring a checkpoint and applying a staged
//   change move its head in there; nothing is removed before the fork is.
// * What is acknowledged is durable: a commit is one SQLite transaction (WAL, synchronous=FULL)
//   after its blobs were synced. A fork itself is as durable as the first thing written to it
//   (ADR 10).
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_EMBEDDED_SESSION_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_EMBEDDED_SESSION_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "platform/base/clock.h"
#include "platform/observability/metrics.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

struct SessionOptions {
  std::string workspace_dir;
  std::string data_dir;  // empty: <workspace_dir>/.sheetgate
  spreadsheet::XlsxLimits limits;
  int64_t cache_bytes = int64_t{512} << 20;  // of parsed workbooks
  int loader_threads = 0;                    // threads that read and parse; 0: one a core
  int max_forks_per_owner = 100;
  int max_checkpoints_per_fork = 50;
  int max_staged_changes_per_fork = 50;
  absl::Duration fork_ttl = absl::Hours(24 * 7);  // since last use
};

// Opens the store, removes what a crash left behind (temporary files, expired forks, unreferenced
// blobs) and is then ready. FAILED_PRECONDITION (`STORAGE_FAILED`) when the workspace is no
// directory or another process uses the data directory; `clock` and `metrics` must outlive the
// session.
absl::StatusOr<std::unique_ptr<Session>> OpenEmbeddedSession(const SessionOptions& options,
                                                             const platform::Clock& clock,
                                                             platform::MetricsRegistry& metrics);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_EMBEDDED_SESSION_H_
