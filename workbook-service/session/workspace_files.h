// WorkspaceFiles: the files of a workspace as workbooks, with ids and revisions.
//
// The id of a file derives from its path, its revision from its bytes and from how they are read (a
// package, comma or tab separated text). A file is read to find its
// revision only when its stamp (size, times, inode) is not the one it had when it was read last.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_WORKSPACE_FILES_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_WORKSPACE_FILES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/base/shared_bytes.h"
#include "platform/concurrency/cancellation.h"
#include "platform/concurrency/read_mostly_map.h"
#include "platform/concurrency/thread_pool.h"
#include "platform/observability/metrics.h"
#include "workbook-service/session/single_flight.h"
#include "workbook-service/store/workspace.h"

namespace sheetgate::workbook {

// A file at one moment.
struct FileState {
  std::string path;
  std::string sha256;
  std::string revision;
  int64_t size_bytes = 0;
  FileStamp stamp;
  // The bytes when they were read for this answer, else null: who needs them then reads the file
  // again.
  platform::SharedBytes bytes;
};

std::string FileWorkbookId(std::string_view path);
std::string FileRevision(std::string_view sha256, std::string_view path);

// Thread-safe. `pool` must be destroyed first; `workspace` and `metrics` must outlive this.
class WorkspaceFiles {
 public:
  WorkspaceFiles(Workspace& workspace, int64_t max_bytes, platform::ThreadPool& pool,
                 platform::MetricsRegistry& metrics);

  // The path of a workbook id; the workspace is listed when the id is not known yet. NOT_FOUND
  // (`WORKBOOK_NOT_FOUND`).
  absl::StatusOr<std::string> PathOf(std::string_view workbook_id,
                                     const platform::CancellationToken& cancellation);

  // The file as it is now. Errors are Workspace::Read's.
  absl::StatusOr<std::shared_ptr<const FileState>> Current(
      const std::string& path, const platform::CancellationToken& cancellation);

  // The file's bytes if it still has this revision, else ABORTED (`REVISION_CONFLICT`).
  absl::StatusOr<platform::SharedBytes> Bytes(const FileState& file,
                                              const platform::CancellationToken& cancellation);

  // Workspace::List, which also teaches the ids.
  absl::StatusOr<std::vector<WorkspaceEntry>> List(const platform::CancellationToken& cancellation);

 private:
  using PathTable = std::unordered_map<std::string, std::string>;  // by id

  absl::StatusOr<std::shared_ptr<const FileState>> Read(
      const std::string& path, const platform::CancellationToken& cancellation);

  Workspace& workspace_;
  const int64_t max_bytes_;
  platform::ThreadPool& pool_;
  const platform::Histogram fetch_seconds_;
  // One entry, under "": replaced as a whole by every listing.
  platform::ReadMostlyMap<PathTable> paths_;
  platform::ReadMostlyMap<FileState> states_;  // by path, without bytes
  SingleFlight<std::shared_ptr<const FileState>> reads_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_WORKSPACE_FILES_H_
