#include "workbook-service/session/fork_table.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/observability/log.h"

namespace sheetgate::workbook {
namespace {

constexpr absl::Duration kTouchInterval = absl::Minutes(1);

}  // namespace

ForkTable::ForkTable(MetadataStore& metadata, const platform::Clock& clock, absl::Duration ttl)
    : metadata_(metadata), clock_(clock), ttl_(ttl) {}

absl::Status ForkTable::Load() {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(std::vector<WorkbookRow> rows, metadata_.ListWorkbooks());
  for (WorkbookRow& row : rows) {
    const std::string id = row.id;
    rows_.Insert(id, std::make_shared<WorkbookRow>(std::move(row)));
  }
  return absl::OkStatus();
}

ForkTable::Row ForkTable::Find(std::string_view id) const {
  Row row = rows_.Find(id);
  return row != nullptr && row->expires_at > clock_.Now() ? row : nullptr;
}

ForkTable::Row ForkTable::FindByBase(std::string_view base_workbook_id,
                                     std::string_view base_revision) const {
  for (auto& [id, row] : rows_.Items()) {
    if (row->base_workbook_id == base_workbook_id && row->base_revision == base_revision)
      return row;
  }
  return nullptr;
}

template <typename Change>
void ForkTable::Update(std::string_view id, Change change) {
  const std::shared_ptr<WorkbookRow> old = rows_.Find(id);
  if (old == nullptr) return;
  auto changed = std::make_shared<WorkbookRow>(*old);
  change(*changed);
  rows_.Insert(id, std::move(changed));
}

absl::StatusOr<std::optional<std::string>> ForkTable::Create(MetadataStore::NewFork fork) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(std::optional<std::string> replayed, metadata_.CreateFork(fork));
  if (!replayed) {
    const std::string id = fork.workbook.id;
    rows_.Insert(id, std::make_shared<WorkbookRow>(std::move(fork.workbook)));
  }
  return replayed;
}

absl::StatusOr<std::optional<std::string>> ForkTable::Commit(MetadataStore::NewRevision commit) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(std::optional<std::string> replayed, metadata_.CommitRevision(commit));
  if (!replayed) {
    Update(commit.workbook_id, [&](WorkbookRow& row) {
      row.head = commit.revision.id;
      row.redo.clear();
      row.last_used_at = commit.revision.created_at;
      row.expires_at = commit.expires_at;
    });
  }
  return replayed;
}

absl::StatusOr<std::optional<std::string>> ForkTable::MoveHead(MetadataStore::HeadMove move) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(std::optional<std::string> replayed, metadata_.MoveHead(move));
  if (!replayed) {
    Update(move.workbook_id, [&](WorkbookRow& row) {
      row.head = std::move(move.head);
      row.redo = std::move(move.redo);
      row.last_used_at = move.now;
      row.expires_at = move.expires_at;
    });
  }
  return replayed;
}

absl::StatusOr<std::optional<std::string>> ForkTable::ApplyStaged(
    const MetadataStore::StagedMove& move, const std::string& revision) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(std::optional<std::string> replayed, metadata_.ApplyStaged(move));
  if (!replayed) {
    Update(move.workbook_id, [&](WorkbookRow& row) {
      row.head = revision;
      row.redo.clear();
      row.last_used_at = move.now;
      row.expires_at = move.expires_at;
    });
  }
  return replayed;
}

absl::Status ForkTable::Delete(std::string_view id, const MetadataStore::Removal& removal) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(metadata_.DeleteWorkbook(id, removal));
  rows_.Erase(id);
  return absl::OkStatus();
}

absl::Status ForkTable::SetBaseDigest(std::string_view id, std::string_view base_sha256,
                                      std::string_view saving_sha256) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(metadata_.SetBaseDigest(id, base_sha256, saving_sha256));
  Update(id, [&](WorkbookRow& row) {
    row.base_sha256 = base_sha256;
    row.saving_sha256 = saving_sha256;
  });
  return absl::OkStatus();
}

absl::StatusOr<int> ForkTable::Sweep() {
  absl::MutexLock lock(&mutex_);
  const absl::Time now = clock_.Now();
  ASSIGN_OR_RETURN(const std::vector<std::string> ids, metadata_.DeleteExpired(now, now - ttl_));
  for (const std::string& id : ids) rows_.Erase(id);
  if (!ids.empty())
    platform::Log(platform::Severity::kInfo, "removed expired forks", {{"forks", ids.size()}});
  return static_cast<int>(ids.size());
}

absl::StatusOr<std::vector<WorkbookRow>> ForkTable::List() { return metadata_.ListWorkbooks(); }

void ForkTable::Touch(const WorkbookRow& row) {
  const absl::Time now = clock_.Now();
  if (now - row.last_used_at < kTouchInterval) return;
  absl::MutexLock lock(&mutex_);
  const std::shared_ptr<WorkbookRow> current = rows_.Find(row.id);
  if (current == nullptr || now - current->last_used_at < kTouchInterval) return;
  if (const absl::Status status = metadata_.Touch(row.id, now, now + ttl_); !status.ok()) {
    platform::Log(platform::Severity::kWarning, "cannot note the use of a fork",
                  {{"error", platform::ToStd(status.message())}});
    return;
  }
  Update(row.id, [&](WorkbookRow& changed) {
    changed.last_used_at = now;
    changed.expires_at = now + ttl_;
  });
}

}  // namespace sheetgate::workbook
