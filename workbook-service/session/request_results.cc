#include "workbook-service/session/request_results.h"

#include "absl/time/time.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "sheetgate/workbook/store/v1/operations.pb.h"

namespace sheetgate::workbook {
namespace {

template <typename Record>
absl::StatusOr<Record> Parse(const std::string& bytes) {
  Record record;
  if (!record.ParseFromString(bytes)) return platform::Internal("a remembered result is damaged");
  return record;
}

store::v1::CommitRecord RecordOf(const CommitResult& result) {
  store::v1::CommitRecord record;
  record.set_revision(result.revision);
  record.set_previous_revision(result.previous_revision);
  record.set_stale_values(result.stale_values);
  record.set_cells_changed(result.cells_changed);
  return record;
}

CommitResult CommitOf(const store::v1::CommitRecord& record) {
  return CommitResult{.revision = record.revision(),
                      .previous_revision = record.previous_revision(),
                      .stale_values = record.stale_values(),
                      .cells_changed = record.cells_changed()};
}

}  // namespace

std::string EncodeCommit(const CommitResult& result) {
  return RecordOf(result).SerializeAsString();
}

absl::StatusOr<CommitResult> DecodeCommit(const std::string& bytes) {
  ASSIGN_OR_RETURN(const auto record, Parse<store::v1::CommitRecord>(bytes));
  return CommitOf(record);
}

std::string EncodeStaged(const CommitResult& result, const StagedChange& change) {
  store::v1::CommitRecord record = RecordOf(result);
  record.set_change_id(change.id);
  record.set_report(change.report);
  record.set_label(change.label);
  record.set_created_at(absl::ToUnixMicros(change.created_at));
  return record.SerializeAsString();
}

absl::StatusOr<StagedCommit> DecodeStaged(const std::string& bytes) {
  ASSIGN_OR_RETURN(const auto record, Parse<store::v1::CommitRecord>(bytes));
  return StagedCommit{.commit = CommitOf(record),
                      .change = {.id = record.change_id(),
                                 .revision = record.revision(),
                                 .parent = record.previous_revision(),
                                 .report = record.report(),
                                 .label = record.label(),
                                 .created_at = absl::FromUnixMicros(record.created_at())}};
}

std::string EncodePosition(const HeadPosition& position) {
  store::v1::HeadMoveRecord record;
  record.set_revision(position.revision);
  record.set_previous_revision(position.previous_revision);
  record.set_undo_steps(position.undo_steps);
  record.set_redo_steps(position.redo_steps);
  record.set_stale_values(position.stale_values);
  return record.SerializeAsString();
}

absl::StatusOr<HeadPosition> DecodePosition(const std::string& bytes) {
  ASSIGN_OR_RETURN(const auto record, Parse<store::v1::HeadMoveRecord>(bytes));
  return HeadPosition{.revision = record.revision(),
                      .previous_revision = record.previous_revision(),
                      .undo_steps = record.undo_steps(),
                      .redo_steps = record.redo_steps(),
                      .stale_values = record.stale_values()};
}

std::string EncodeCheckpoint(const CheckpointInfo& checkpoint) {
  store::v1::CheckpointRecord record;
  record.set_id(checkpoint.id);
  record.set_revision(checkpoint.revision);
  record.set_label(checkpoint.label);
  record.set_principal(checkpoint.principal);
  record.set_created_at(absl::ToUnixMicros(checkpoint.created_at));
  return record.SerializeAsString();
}

absl::StatusOr<CheckpointInfo> DecodeCheckpoint(const std::string& bytes) {
  ASSIGN_OR_RETURN(const auto record, Parse<store::v1::CheckpointRecord>(bytes));
  return CheckpointInfo{.id = record.id(),
                        .revision = record.revision(),
                        .label = record.label(),
                        .principal = record.principal(),
                        .created_at = absl::FromUnixMicros(record.created_at())};
}

std::string EncodeFile(const SavedFile& file) {
  store::v1::FileRecord record;
  record.set_path(file.path);
  record.set_workbook_id(file.workbook_id);
  record.set_revision(file.revision);
  record.set_size_bytes(file.size_bytes);
  record.set_sha256(file.sha256);
  record.set_stale_values(file.stale_values);
  return record.SerializeAsString();
}

absl::StatusOr<SavedFile> DecodeFile(const std::string& bytes) {
  ASSIGN_OR_RETURN(const auto record, Parse<store::v1::FileRecord>(bytes));
  return SavedFile{.path = record.path(),
                   .workbook_id = record.workbook_id(),
                   .revision = record.revision(),
                   .size_bytes = record.size_bytes(),
                   .sha256 = record.sha256(),
                   .stale_values = record.stale_values()};
}

std::string EncodeForkResult(const ForkInfo& info) {
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

absl::StatusOr<ForkInfo> DecodeForkResult(const std::string& bytes) {
  ASSIGN_OR_RETURN(const auto record, Parse<store::v1::ForkRecord>(bytes));
  return ForkInfo{.workbook_id = record.workbook_id(),
                  .base_workbook_id = record.base_workbook_id(),
                  .base_path = record.base_path(),
                  .revision = record.revision(),
                  .base_revision = record.base_revision(),
                  .label = record.label(),
                  .created_at = absl::FromUnixMicros(record.created_at()),
                  .expires_at = absl::FromUnixMicros(record.expires_at())};
}

}  // namespace sheetgate::workbook
