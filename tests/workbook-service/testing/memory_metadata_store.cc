#include "tests/workbook-service/testing/memory_metadata_store.h"

#include <algorithm>
#include <functional>
#include <iterator>

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
  RememberLocked(fork.request, fork.result, fork.workbook.created_at);
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
  std::erase_if(checkpoints_, [&](const auto& row) { return row.workbook_id == id; });
  std::erase_if(staged_, [&](const auto& row) { return row.workbook_id == id; });
  PruneLocked();
  return absl::OkStatus();
}

void MemoryMetadataStore::PruneLocked() {
  std::set<std::string> reachable;
  const auto keep = [&](std::string_view revision) {
    for (std::string& id : HistoryLocked(revision)) reachable.insert(std::move(id));
  };
  for (const auto& [id, row] : workbooks_) keep(row.base_revision);
  for (const auto& [id, row] : revisions_) {
    if (workbooks_.contains(row.workbook_id)) keep(id);
  }
  std::erase_if(revisions_, [&](const auto& entry) { return !reachable.contains(entry.first); });
}

absl::Status MemoryMetadataStore::DeleteWorkbook(std::string_view id, const Removal& removal) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const std::optional<std::string> replayed, FindLocked(removal.request));
  if (replayed) return absl::OkStatus();
  const auto found = workbooks_.find(id);
  if (found == workbooks_.end()) return WorkbookNotFound(id);
  if (!removal.expected_head.empty() && removal.expected_head != found->second.head) {
    return workbook::RevisionConflict(removal.expected_head, found->second.head);
  }
  RETURN_IF_ERROR(DeleteLocked(std::string(id)));
  RememberLocked(removal.request, "", removal.now);
  return absl::OkStatus();
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

absl::StatusOr<std::string> MemoryMetadataStore::NewestCalculated(std::string_view revision) {
  absl::MutexLock lock(&mutex_);
  for (const std::string& id : HistoryLocked(revision)) {
    if (!revisions_.find(id)->second.stale_values) return id;
  }
  return std::string();
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

void MemoryMetadataStore::RememberLocked(const workbook::RequestKey& key, std::string_view result,
                                         absl::Time now) {
  if (key.request_id.empty()) return;
  requests_.try_emplace(IdOf(key), Remembered{key.digest, std::string(result), now});
}

absl::StatusOr<WorkbookRow*> MemoryMetadataStore::AtHeadLocked(const std::string& workbook_id,
                                                               const std::string& head) {
  const auto found = workbooks_.find(workbook_id);
  if (found == workbooks_.end()) return WorkbookNotFound(workbook_id);
  if (found->second.head != head) return workbook::RevisionConflict(head, found->second.head);
  return &found->second;
}

void MemoryMetadataStore::InsertLocked(RevisionRow revision) {
  for (const auto& [id, row] : revisions_) {
    if (row.workbook_id == revision.workbook_id) {
      revision.number = std::max(revision.number, row.number + 1);
    }
  }
  revision.number = std::max<int64_t>(revision.number, 1);
  revisions_[revision.id] = std::move(revision);
}

absl::StatusOr<std::optional<std::string>> MemoryMetadataStore::CommitRevision(
    const NewRevision& commit) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(std::optional<std::string> replayed, FindLocked(commit.request));
  if (replayed) return replayed;
  ASSIGN_OR_RETURN(WorkbookRow * row, AtHeadLocked(commit.workbook_id, commit.expected_head));
  InsertLocked(commit.revision);
  row->head = commit.revision.id;
  row->redo.clear();
  row->last_used_at = commit.revision.created_at;
  row->expires_at = commit.expires_at;
  RememberLocked(commit.request, commit.result, commit.revision.created_at);
  return std::nullopt;
}

absl::StatusOr<bool> MemoryMetadataStore::HasRevision(std::string_view workbook_id,
                                                      std::string_view revision) {
  absl::MutexLock lock(&mutex_);
  const auto found = revisions_.find(revision);
  return found != revisions_.end() && found->second.workbook_id == workbook_id;
}

absl::StatusOr<std::vector<RevisionRow>> MemoryMetadataStore::ListRevisions(
    std::string_view workbook_id, int64_t before, int limit) {
  absl::MutexLock lock(&mutex_);
  std::vector<RevisionRow> rows;
  for (const auto& [id, row] : revisions_) {
    if (row.workbook_id != workbook_id || (before > 0 && row.number >= before)) continue;
    rows.push_back(row);
    rows.back().operations.clear();
  }
  std::ranges::sort(rows, std::greater<>(), &RevisionRow::number);
  if (rows.size() > static_cast<size_t>(limit)) rows.resize(static_cast<size_t>(limit));
  return rows;
}

absl::StatusOr<std::optional<std::string>> MemoryMetadataStore::MoveHead(const HeadMove& move) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(std::optional<std::string> replayed, FindLocked(move.request));
  if (replayed) return replayed;
  ASSIGN_OR_RETURN(WorkbookRow * row, AtHeadLocked(move.workbook_id, move.expected_head));
  row->head = move.head;
  row->redo = move.redo;
  row->last_used_at = move.now;
  row->expires_at = move.expires_at;
  RememberLocked(move.request, move.result, move.now);
  return std::nullopt;
}

absl::StatusOr<std::optional<std::string>> MemoryMetadataStore::AddCheckpoint(
    const NewCheckpoint& add) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(std::optional<std::string> replayed, FindLocked(add.request));
  if (replayed) return replayed;
  const std::string& id = add.checkpoint.workbook_id;
  RETURN_IF_ERROR(AtHeadLocked(id, add.checkpoint.revision).status());
  if (std::ranges::count(checkpoints_, id, &workbook::CheckpointRow::workbook_id) >=
      add.max_per_workbook) {
    return workbook::CheckpointLimitReached(add.max_per_workbook);
  }
  checkpoints_.push_back(add.checkpoint);
  RememberLocked(add.request, add.result, add.checkpoint.created_at);
  return std::nullopt;
}

absl::StatusOr<std::vector<workbook::CheckpointRow>> MemoryMetadataStore::ListCheckpoints(
    std::string_view workbook_id) {
  absl::MutexLock lock(&mutex_);
  std::vector<workbook::CheckpointRow> rows;
  std::ranges::copy_if(checkpoints_, std::back_inserter(rows),
                       [&](const auto& row) { return row.workbook_id == workbook_id; });
  return rows;
}

absl::Status MemoryMetadataStore::DeleteCheckpoint(std::string_view workbook_id,
                                                   std::string_view checkpoint,
                                                   const workbook::RequestKey& request,
                                                   absl::Time now) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const std::optional<std::string> replayed, FindLocked(request));
  if (replayed) return absl::OkStatus();
  const auto removed = std::erase_if(checkpoints_, [&](const auto& row) {
    return row.workbook_id == workbook_id && row.id == checkpoint;
  });
  if (removed == 0) return workbook::CheckpointNotFound(checkpoint);
  RememberLocked(request, "", now);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> MemoryMetadataStore::AddStaged(const NewStaged& add) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(std::optional<std::string> replayed, FindLocked(add.request));
  if (replayed) return replayed;
  const std::string& id = add.staged.workbook_id;
  RETURN_IF_ERROR(AtHeadLocked(id, add.revision.parent).status());
  const auto replaced = std::ranges::find(staged_, add.replaces, &workbook::StagedRow::id);
  if (!add.replaces.empty() && replaced == staged_.end()) {
    return workbook::StagedChangeNotFound(add.replaces);
  }
  const auto others = std::ranges::count(staged_, id, &workbook::StagedRow::workbook_id) -
                      (add.replaces.empty() ? 0 : 1);
  if (others >= add.max_per_workbook) return workbook::StagedLimitReached(add.max_per_workbook);
  if (!add.replaces.empty()) {
    revisions_.erase(replaced->revision);
    staged_.erase(replaced);
  }
  InsertLocked(add.revision);
  staged_.push_back(add.staged);
  staged_.back().parent = add.revision.parent;
  RememberLocked(add.request, add.result, add.staged.created_at);
  return std::nullopt;
}

absl::StatusOr<std::vector<workbook::StagedRow>> MemoryMetadataStore::ListStaged(
    std::string_view workbook_id) {
  absl::MutexLock lock(&mutex_);
  std::vector<workbook::StagedRow> rows;
  std::ranges::copy_if(staged_, std::back_inserter(rows),
                       [&](const auto& row) { return row.workbook_id == workbook_id; });
  return rows;
}

absl::StatusOr<std::optional<std::string>> MemoryMetadataStore::ApplyStaged(
    const StagedMove& move) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(std::optional<std::string> replayed, FindLocked(move.request));
  if (replayed) return replayed;
  const auto found = workbooks_.find(move.workbook_id);
  if (found == workbooks_.end()) return WorkbookNotFound(move.workbook_id);
  const auto staged = std::ranges::find_if(staged_, [&](const auto& row) {
    return row.workbook_id == move.workbook_id && row.id == move.change_id;
  });
  if (staged == staged_.end()) return workbook::StagedChangeNotFound(move.change_id);
  WorkbookRow& row = found->second;
  if (staged->parent != row.head) return workbook::StalePreview(move.change_id, row.head);
  row.head = staged->revision;
  row.redo.clear();
  row.last_used_at = move.now;
  row.expires_at = move.expires_at;
  staged_.erase(staged);
  RememberLocked(move.request, move.result, move.now);
  return std::nullopt;
}

absl::Status MemoryMetadataStore::DeleteStaged(std::string_view workbook_id,
                                               std::string_view change_id,
                                               const workbook::RequestKey& request,
                                               absl::Time now) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const std::optional<std::string> replayed, FindLocked(request));
  if (replayed) return absl::OkStatus();
  const auto staged = std::ranges::find_if(staged_, [&](const auto& row) {
    return row.workbook_id == workbook_id && row.id == change_id;
  });
  if (staged == staged_.end()) return workbook::StagedChangeNotFound(change_id);
  const bool stood_on = std::ranges::any_of(workbooks_, [&](const auto& entry) {
    return entry.second.base_revision == staged->revision;
  });
  if (!stood_on) revisions_.erase(staged->revision);
  staged_.erase(staged);
  RememberLocked(request, "", now);
  return absl::OkStatus();
}

absl::Status MemoryMetadataStore::Remember(const workbook::RequestKey& request,
                                           std::string_view result, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(FindLocked(request).status());
  RememberLocked(request, result, now);
  return absl::OkStatus();
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
