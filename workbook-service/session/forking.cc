// Forks: making, listing and removing them, and the packages they start from.
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "platform/base/error.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/observability/log.h"
#include "workbook-service/session/embedded_session_impl.h"
#include "workbook-service/session/request_results.h"

namespace sheetgate::workbook {
namespace {

ForkInfo InfoOf(const WorkbookRow& row) {
  return ForkInfo{.workbook_id = row.id,
                  .base_workbook_id = row.base_workbook_id,
                  .base_path = row.base_path,
                  .revision = row.head,
                  .base_revision = row.base_revision,
                  .label = row.label,
                  .created_at = row.created_at,
                  .expires_at = row.expires_at};
}

}  // namespace

absl::StatusOr<std::vector<ForkInfo>> EmbeddedSession::ListForks(
    const platform::RequestContext& context) {
  RETURN_IF_ERROR(context.cancellation.Check());
  RETURN_IF_ERROR(Sweep());
  ASSIGN_OR_RETURN(const std::vector<WorkbookRow> rows, forks_.List());
  std::vector<ForkInfo> infos;
  infos.reserve(rows.size());
  for (const WorkbookRow& row : rows) infos.push_back(InfoOf(row));
  return infos;
}

absl::StatusOr<ForkInfo> EmbeddedSession::CreateFork(std::string_view workbook_id,
                                                     std::string_view revision,
                                                     std::string_view label,
                                                     const WriteOptions& options,
                                                     const platform::RequestContext& context) {
  MetadataStore::NewFork fork{.max_per_owner = options_.max_forks_per_owner,
                              .request = KeyOf(workbook_id, "create_fork", options, context)};
  ASSIGN_OR_RETURN(std::optional<std::string> replayed,
                   stores_.metadata->FindRequest(fork.request));
  if (replayed) return DecodeForkResult(*replayed);
  // Expired forks do not count.
  ASSIGN_OR_RETURN(const int expired, forks_.Sweep());
  if (expired > 0) garbage_ = true;
  // Opening first tells at once what is wrong with a file, and keeps its bytes as they were when it
  // was opened.
  ASSIGN_OR_RETURN(const Opened base, OpenAny(workbook_id, revision, context.cancellation));
  if (!options.expected_revision.empty() && options.expected_revision != base.revision) {
    return RevisionConflict(options.expected_revision, base.revision);
  }
  const absl::Time now = clock_.Now();
  fork.workbook = {.id = platform::RandomId("fork-"),
                   .base_workbook_id = std::string(workbook_id),
                   .base_path = base.path,
                   .base_sha256 = base.fork != nullptr ? base.fork->base_sha256 : base.file_sha256,
                   .saving_sha256 = base.fork != nullptr ? base.fork->saving_sha256 : "",
                   .base_revision = base.revision,
                   .head = base.revision,
                   .owner = context.principal,
                   .label = std::string(label),
                   .created_at = now,
                   .last_used_at = now,
                   .expires_at = now + options_.fork_ttl};
  const absl::ReaderMutexLock packages(&packages_mutex_);
  if (base.fork == nullptr) {
    ASSIGN_OR_RETURN(fork.import, ImportOf(base, context.principal));
  }
  const ForkInfo info = InfoOf(fork.workbook);
  fork.result = EncodeForkResult(info);
  ASSIGN_OR_RETURN(replayed, forks_.Create(std::move(fork)));
  if (replayed) return DecodeForkResult(*replayed);
  return info;
}

absl::StatusOr<RevisionRow> EmbeddedSession::ImportOf(const Opened& base,
                                                      const std::string& principal) {
  // Another fork of the same bytes has stored them, or is about to.
  absl::StatusOr<RevisionRow> known = stores_.metadata->GetRevision(base.revision);
  if (known.ok() || !absl::IsNotFound(known.status())) return known;
  const spreadsheet::PackageBytes& package = base.loaded->package();
  if (package == nullptr) {
    return platform::Internal(
        platform::StrCat("the package of revision ", base.revision, " is not at hand"));
  }
  PackageRef stored{.sha256 = base.file_sha256, .size_bytes = base.loaded->package_bytes()};
  if (IsDelimited(FormatOfPath(base.path))) {
    ASSIGN_OR_RETURN(stored.sha256, blobs_.Put(*package));
  } else {
    blobs_.PutLater(stored.sha256, package);
  }
  return RevisionRow{.id = base.revision,
                     .kind = RevisionKind::kImport,
                     .package = std::move(stored),
                     .created_at = clock_.Now(),
                     .principal = principal};
}

absl::Status EmbeddedSession::SettleBase(const WorkbookRow& fork) {
  if (!blobs_.pending()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const RevisionRow base, stores_.metadata->GetRevision(fork.base_revision));
  return base.package ? blobs_.Settle(base.package->sha256) : absl::OkStatus();
}

absl::Status EmbeddedSession::RestorePackages(const std::vector<std::string>& missing) {
  const std::unordered_set<std::string> wanted(missing.begin(), missing.end());
  ASSIGN_OR_RETURN(const std::vector<WorkbookRow> forks, stores_.metadata->ListWorkbooks());
  for (const WorkbookRow& fork : forks) {
    ASSIGN_OR_RETURN(const RevisionRow base, stores_.metadata->GetRevision(fork.base_revision));
    if (!base.package || !wanted.contains(base.package->sha256)) continue;
    const auto file = files_.Current(fork.base_path, {});
    if (file.ok() && (*file)->sha256 == base.package->sha256) {
      ASSIGN_OR_RETURN(const platform::SharedBytes bytes, files_.Bytes(**file, {}));
      RETURN_IF_ERROR(blobs_.Put(*bytes).status());
    } else if (fork.head == fork.base_revision) {
      // Nothing was ever written to it.
      RETURN_IF_ERROR(stores_.metadata->DeleteWorkbook(fork.id, {}));
      platform::Log(platform::Severity::kWarning,
                    "removed a fork whose file changed before it was copied",
                    {{"workbook_id", fork.id}});
    }
  }
  return absl::OkStatus();
}

absl::Status EmbeddedSession::CollectPackages() {
  garbage_ = false;
  ASSIGN_OR_RETURN(const std::vector<std::string> referenced, stores_.metadata->ReferencedBlobs());
  const std::unordered_set<std::string> keep(referenced.begin(), referenced.end());
  ASSIGN_OR_RETURN(const std::vector<std::string> present, blobs_.List());
  int64_t removed = 0;
  for (const std::string& digest : present) {
    if (keep.contains(digest)) continue;
    RETURN_IF_ERROR(blobs_.Delete(digest));
    ++removed;
  }
  if (removed > 0) {
    platform::Log(platform::Severity::kInfo, "removed packages no revision needs",
                  {{"blobs", removed}});
  }
  return absl::OkStatus();
}

absl::Status EmbeddedSession::Sweep() {
  ASSIGN_OR_RETURN(const int expired, forks_.Sweep());
  if (expired > 0) garbage_ = true;
  // While somebody stores a package, collecting waits for the next sweep rather than for them.
  if (!garbage_ || !packages_mutex_.TryLock()) return absl::OkStatus();
  const absl::Status collected = CollectPackages();
  packages_mutex_.Unlock();
  return collected;
}

absl::Status EmbeddedSession::DiscardFork(std::string_view workbook_id, const WriteOptions& options,
                                          const platform::RequestContext& context) {
  // Under no workbook: the fork's own requests go with it.
  const RequestKey request = KeyOf("", "discard_fork", options, context);
  ASSIGN_OR_RETURN(const std::optional<std::string> known, stores_.metadata->FindRequest(request));
  if (known) return absl::OkStatus();
  ASSIGN_OR_RETURN(const ForkTable::Row fork, RequireFork(workbook_id, context.cancellation));
  RETURN_IF_ERROR(context.cancellation.Check());
  RETURN_IF_ERROR(forks_.Delete(
      workbook_id,
      {.expected_head = options.expected_revision, .request = request, .now = clock_.Now()}));
  garbage_ = true;
  if (fork->head != fork->base_revision) cache_.Erase(fork->head);
  return absl::OkStatus();
}

}  // namespace sheetgate::workbook
