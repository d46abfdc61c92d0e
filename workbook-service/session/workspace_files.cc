#include "workbook-service/session/workspace_files.h"

#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "platform/base/error.h"
#include "platform/base/ids.h"
#include "platform/base/sha256.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/session/open_metrics.h"
#include "workbook-service/store/metadata_store.h"

namespace sheetgate::workbook {

std::string FileWorkbookId(std::string_view path) { return platform::DerivedId("wb-", path); }

std::string FileRevision(std::string_view sha256, std::string_view path) {
  const std::string_view format = FormatOfPath(path);
  return platform::DerivedId(
      "rev-", IsDelimited(format) ? platform::StrCat(sha256, " ", format) : std::string(sha256));
}

WorkspaceFiles::WorkspaceFiles(Workspace& workspace, int64_t max_bytes, platform::ThreadPool& pool,
                               platform::MetricsRegistry& metrics)
    : workspace_(workspace),
      max_bytes_(max_bytes),
      pool_(pool),
      fetch_seconds_(OpenSeconds(metrics, "fetch")) {}

absl::StatusOr<std::vector<WorkspaceEntry>> WorkspaceFiles::List(
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(std::vector<WorkspaceEntry> entries, workspace_.List(cancellation));
  auto table = std::make_shared<PathTable>();
  for (const WorkspaceEntry& entry : entries)
    table->emplace(FileWorkbookId(entry.path), entry.path);
  paths_.Insert("", std::move(table));
  return entries;
}

absl::StatusOr<std::string> WorkspaceFiles::PathOf(
    std::string_view workbook_id, const platform::CancellationToken& cancellation) {
  const std::string id(workbook_id);
  for (const bool listed : {false, true}) {
    if (listed) RETURN_IF_ERROR(List(cancellation).status());
    if (const auto table = paths_.Find("")) {
      if (const auto found = table->find(id); found != table->end()) return found->second;
    }
  }
  return WorkbookNotFound(workbook_id);
}

absl::StatusOr<std::shared_ptr<const FileState>> WorkspaceFiles::Current(
    const std::string& path, const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const FileStamp stamp, workspace_.Stat(path));
  std::shared_ptr<const FileState> known = states_.Find(path);
  if (known != nullptr && known->stamp == stamp) return known;
  // Only reads of the same state are shared: one that began before the file changed is not ours.
  const std::string key =
      platform::StrCat(path, "\n", stamp.size_bytes, " ", stamp.modified_ns, " ", stamp.changed_ns,
                       " ", stamp.inode, " ", stamp.device);
  return reads_.Do(
      pool_, key,
      [this, path](const platform::CancellationToken& token) { return Read(path, token); },
      cancellation);
}

absl::StatusOr<std::shared_ptr<const FileState>> WorkspaceFiles::Read(
    const std::string& path, const platform::CancellationToken& cancellation) {
  const absl::Time start = absl::Now();
  ASSIGN_OR_RETURN(FileContent content, workspace_.Read(path, max_bytes_, cancellation));
  FileState state{.path = path,
                  .sha256 = platform::Sha256Hex(content.bytes),
                  .size_bytes = static_cast<int64_t>(content.bytes.size()),
                  .stamp = content.stamp};
  state.revision = FileRevision(state.sha256, path);
  if (content.settled) states_.Insert(path, std::make_shared<FileState>(state));
  state.bytes = std::make_shared<const std::string>(std::move(content.bytes));
  fetch_seconds_.Observe(absl::Now() - start);
  return std::make_shared<const FileState>(std::move(state));
}

absl::StatusOr<platform::SharedBytes> WorkspaceFiles::Bytes(
    const FileState& file, const platform::CancellationToken& cancellation) {
  if (file.bytes != nullptr) return file.bytes;
  ASSIGN_OR_RETURN(const std::shared_ptr<const FileState> now, Read(file.path, cancellation));
  if (now->sha256 != file.sha256) return RevisionConflict(file.revision, now->revision);
  return now->bytes;
}

}  // namespace sheetgate::workbook
