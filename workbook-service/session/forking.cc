// Forks: making, listing and discarding them.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "platform/base/error.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "sheetgate/workbook/store/v1/operations.pb.h"
#include "workbook-service/session/embedded_session_impl.h"

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

std::string EncodeInfo(const ForkInfo& info) {
  store::v1::ForkRecord record;
  record.set_workbook_id(info.workbook_id);
  record.set_base_workbook_id(info.base_workbook_id);
  record.set_base_path(info.base_path);
  record.set_revision(info.revision);
  record.set_base_revision(info.base_revision);
  record.set_label(info.label);
  record.set_created_at(absl::ToUnixMicros(info.created_at));
  record.set_expires_at(absl::ToUnixMicros(info.expires_at));
  return record.SerializeAsString();
}

absl::StatusOr<ForkInfo> DecodeInfo(const std::string& bytes) {
  store::v1::ForkRecord record;
  if (!record.ParseFromString(bytes)) return platform::Internal("a remembered result is damaged");
  return ForkInfo{.workbook_id = record.workbook_id(),
                  .base_workbook_id = record.base_workbook_id(),
                  .base_path = record.base_path(),
                  .revision = record.revision(),
                  .base_revision = record.base_revision(),
                  .label = record.label(),
                  .created_at = absl::FromUnixMicros(record.created_at()),
                  .expires_at = absl::FromUnixMicros(record.expires_at())};
}

}  // namespace

absl::StatusOr<std::vector<ForkInfo>> EmbeddedSession::ListForks(
    const platform::RequestContext& context) {
  RETURN_IF_ERROR(context.cancellation.Check());
  RETURN_IF_ERROR(forks_.Sweep());
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
  MetadataStore::NewFork fork{
      .max_per_owner = options_.max_forks_per_owner,
      .request = {context.principal, std::string(workbook_id), "create_fork", options.request_id,
                  options.request_digest}};
  ASSIGN_OR_RETURN(std::optional<std::string> replayed,
                   stores_.metadata->FindRequest(fork.request));
  if (replayed) return DecodeInfo(*replayed);
  RETURN_IF_ERROR(forks_.Sweep());
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
  if (base.fork == nullptr) {
    if (base.loaded->package() == nullptr) {
      return platform::Internal(
          platform::StrCat("the package of revision ", base.revision, " is not at hand"));
    }
    ASSIGN_OR_RETURN(std::string digest, stores_.blobs->Put(*base.loaded->package()));
    fork.import =
        RevisionRow{.id = base.revision,
                    .kind = RevisionKind::kImport,
                    .package = PackageRef{std::move(digest), base.loaded->package_bytes()},
                    .created_at = now,
                    .principal = context.principal};
  }
  const ForkInfo info = InfoOf(fork.workbook);
  fork.result = EncodeInfo(info);
  ASSIGN_OR_RETURN(replayed, forks_.Create(std::move(fork)));
  if (replayed) return DecodeInfo(*replayed);
  return info;
}

absl::Status EmbeddedSession::DiscardFork(std::string_view workbook_id,
                                          const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(const ForkTable::Row fork, RequireFork(workbook_id, context.cancellation));
  RETURN_IF_ERROR(forks_.Delete(workbook_id));
  if (fork->head != fork->base_revision) cache_.Erase(fork->head);
  return absl::OkStatus();
}

}  // namespace sheetgate::workbook
