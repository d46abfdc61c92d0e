#include "tests/workbook-service/testing/memory_metadata_store.h"

#include <algorithm>

#include "platform/base/status_macros.h"

namespace sheetgate::tests {

using workbook::RevisionRow;
using workbook::WorkbookNotFound;
using workbook::WorkbookRow;

absl::StatusOr<std::optional<std::string>> MemoryMetadataStore::FindLocked(
    const workbook::RequestKey& key) const {
  if (key.request_id.empty()) return std::nullopt;
  const auto found = requests_.find(IdOf(key));
  if (found == requests_.end()) return std::nullopt;
  if (found->second.digest != key.digest) return workbook::RequestIdReused(key.request_id);
  return found->second.result;
}

absl::StatusOr<std::optional<std::string>> MemoryMetadataStore::FindRequest(
    const workbook::RequestKey& key) {
  absl::MutexLock lock(&mutex_);
  return FindLocked(key);
}

absl::StatusOr<std::optional<std::string>> MemoryMetadataStore::CreateFork(const NewFork& fork) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(std::optional<std::string> replayed, FindLocked(fork.request));
  if (replayed) return replayed;
  const auto owned = std::count_if(workbooks_.begin(), workbooks_.end(), [&](const auto& entry) {
    return entry.second.owner == fork.workbook.owner;
  });
  if (owned >= fork.max_per_owner) return workbook::ForkLimitReached(fork.max_per_owner);
  for (const std::string& id : {fork.workbook.base_revision, fork.workbook.head}) {
    const bool imported = fork.import && fork.import->id == id;
    if (!imported && !revisions_.contains(id)) return workbook::RevisionNotFound(id);
  }
  if (fork.import) revisions_.emplace(fork.import->id, *fork.import);
  workbooks_[fork.workbook.id] = fork.workbook;
  if (!fork.request.request_id.empty()) {
    requests_[IdOf(fork.request)] = {fork.request.digest, fork.result, fork.workbook.created_at};
  }
  return std::nullopt;
}

absl::StatusOr<WorkbookRow> MemoryMetadataStore::GetWorkbook(std::string_view id) {
  absl::MutexLock lock(&mutex_);
  const auto found = workbooks_.find(id);
  if (found == workbooks_.end()) return WorkbookNotFound(id);
  return found->second;
}

absl::StatusOr<std::vector<WorkbookRow>> MemoryMetadataStore::ListWorkbooks() {
  absl::MutexLock lock(&mutex_);
  std::vector<WorkbookRow> rows;
  for (const auto& [id, row] : workbooks_) rows.push_back(row);
  std::stable_sort(rows.begin(), rows.end(), [](const WorkbookRow& a, const WorkbookRow& b) {
    return a.created_at < b.created_at;
  });
  return rows;
}

absl::Status MemoryMetadataStore::DeleteLocked(const std::string& id) {
  const auto found = workbooks_.find(id);
  if (found == workbooks_.end()) return WorkbookNotFound(id);
  workbooks_.erase(found);
  std::erase_if(requests_, [&](const auto& entry) { return std::get<0>(entry.first) == id; });
  std::set<std::string> reachable;
  for (const auto& [other, row] : workbooks_) {
    for (std::string& revision : HistoryLocked(row.head)) reachable.insert(std::move(revision));
  }
  std::erase_if(revisions_, [&](const auto& entry) { return !reachable.contains(entry.first); });
  return absl::OkStatus();
}

absl::Status MemoryMetadataStore::DeleteWorkbook(std::string_view id) {
  absl::MutexLock lock(&mutex_);
  return DeleteLocked(std::string(id));
}

absl::StatusOr<std::vector<std::string>> MemoryMetadataStore::DeleteExpired(
    absl::Time now, absl::Time requests_before) {
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> ids;
  for (const auto& [id, row] : workbooks_) {
    if (row.expires_at <= now) ids.push_back(id);
  }
  for (const std::string& id : ids) RETURN_IF_ERROR(DeleteLocked(id));
  std::erase_if(requests_,
                [&](const auto& entry) { return entry.second.created_at < requests_before; });
  return ids;
}

absl::Status MemoryMetadataStore::Touch(std::string_view id, absl::Time last_used_at,
                                        absl::Time expires_at) {
  absl::MutexLock lock(&mutex_);
  const auto found = workbooks_.find(id);
  if (found == workbooks_.end()) return WorkbookNotFound(id);
  found->second.last_used_at = last_used_at;
  found->second.expires_at = expires_at;
  return absl::OkStatus();
}

absl::Status MemoryMetadataStore::SetBaseDigest(std::string_view id, std::string_view base_sha256,
                                                std::string_view saving_sha256) {
  absl::MutexLock lock(&mutex_);
  const auto found = workbooks_.find(id);
  if (found == workbooks_.end()) return WorkbookNotFound(id);
  found->second.base_sha256 = base_sha256;
  found->second.saving_sha256 = saving_sha256;
  return absl::OkStatus();
}

absl::StatusOr<RevisionRow> MemoryMetadataStore::GetRevision(std::string_view id) {
  absl::MutexLock lock(&mutex_);
  const auto found = revisions_.find(id);
  if (found == revisions_.end()) return workbook::RevisionNotFound(id);
  return found->second;
}

std::vector<std::string> MemoryMetadataStore::HistoryLocked(std::string_view revision) const {
  std::vector<std::string> ids;
  for (auto found = revisions_.find(revision); found != revisions_.end();
       found = revisions_.find(found->second.parent)) {
    ids.push_back(found->first);
  }
  return ids;
}

absl::StatusOr<std::vector<std::string>> MemoryMetadataStore::History(std::string_view revision) {
  absl::MutexLock lock(&mutex_);
  return HistoryLocked(revision);
}

absl::StatusOr<bool> MemoryMetadataStore::IsAncestor(std::string_view ancestor,
                                                     std::string_view revision) {
  absl::MutexLock lock(&mutex_);
  const std::vector<std::string> ids = HistoryLocked(revision);
  return std::find(ids.begin(), ids.end(), ancestor) != ids.end();
}

absl::Status MemoryMetadataStore::SetPackage(std::string_view revision,
                                             const workbook::PackageRef& package) {
  absl::MutexLock lock(&mutex_);
  const auto found = revisions_.find(revision);
  if (found == revisions_.end()) return workbook::RevisionNotFound(revision);
  found->second.package = package;
  found->second.replay_revisions = 0;
  found->second.replay_operations = 0;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> MemoryMetadataStore::CommitRevision(
    const NewRevision& commit) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(std::optional<std::string> replayed, FindLocked(commit.request));
  if (replayed) return replayed;
  const auto found = workbooks_.find(commit.workbook_id);
  if (found == workbooks_.end()) return WorkbookNotFound(commit.workbook_id);
  WorkbookRow& row = found->second;
  if (row.head != commit.expected_head) {
    return workbook::RevisionConflict(commit.expected_head, row.head);
  }
  revisions_[commit.revision.id] = commit.revision;
  row.head = commit.revision.id;
  row.last_used_at = commit.revision.created_at;
  row.expires_at = commit.expires_at;
  if (!commit.request.request_id.empty()) {
    requests_[IdOf(commit.request)] = {commit.request.digest, commit.result,
                                       commit.revision.created_at};
  }
  return std::nullopt;
}

absl::StatusOr<std::vector<std::string>> MemoryMetadataStore::ReferencedBlobs() {
  absl::MutexLock lock(&mutex_);
  std::set<std::string> digests;
  for (const auto& [id, row] : revisions_) {
    if (row.package) digests.insert(row.package->sha256);
  }
  return std::vector<std::string>(digests.begin(), digests.end());
}

}  // namespace sheetgate::tests
