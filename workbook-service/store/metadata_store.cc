#include "workbook-service/store/metadata_store.h"

#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {

using platform::ErrorReason;

absl::Status WorkbookNotFound(std::string_view id) {
  return platform::NotFound(ErrorReason::kWorkbookNotFound,
                            platform::StrCat("no workbook or fork '", id,
                                             "'; list_workbooks and list_forks show all ids"),
                            {{"workbook_id", std::string(id)}});
}

absl::Status RevisionNotFound(std::string_view id) {
  return platform::NotFound(ErrorReason::kRevisionNotFound,
                            platform::StrCat("the workbook has no revision '", id,
                                             "'; leave revision out to get the newest"),
                            {{"revision", std::string(id)}});
}

absl::Status RevisionConflict(std::string_view expected, std::string_view newest) {
  return platform::Error(
      absl::StatusCode::kAborted, ErrorReason::kRevisionConflict,
      platform::StrCat(
          "expected revision '", expected, "', but the newest is '", newest,
          "': somebody else wrote first; read it, then repeat with expected_revision '", newest,
          "'"),
      {{"expected_revision", std::string(expected)}, {"revision", std::string(newest)}});
}

absl::Status RequestIdReused(std::string_view request_id) {
  return platform::InvalidArgument(ErrorReason::kRequestIdReused,
                                   platform::StrCat("request_id '", request_id,
                                                    "' was used before with other arguments; use a "
                                                    "new one for a new request, such as a UUID"),
                                   {{"field", "request_id"}});
}

absl::Status ForkLimitReached(int limit) {
  return platform::ResourceExhausted(
      ErrorReason::kForkLimitReached,
      platform::StrCat("you have ", limit,
                       " forks, the most allowed; discard_fork removes those not needed"),
      {{"limit", platform::StrCat(limit)}});
}

absl::Status CheckpointNotFound(std::string_view id) {
  return platform::NotFound(
      ErrorReason::kCheckpointNotFound,
      platform::StrCat("the fork has no checkpoint '", id, "'; list_checkpoints shows all"),
      {{"checkpoint_id", std::string(id)}});
}

absl::Status CheckpointLimitReached(int limit) {
  return platform::ResourceExhausted(
      ErrorReason::kLimitExceeded,
      platform::StrCat("the fork has ", limit,
                       " checkpoints, the most allowed (--max_checkpoints_per_fork); "
                       "delete_checkpoint removes those not needed"),
      {{"limit", platform::StrCat(limit)}});
}

absl::Status StagedChangeNotFound(std::string_view id) {
  return platform::NotFound(
      ErrorReason::kStagedChangeNotFound,
      platform::StrCat("the fork has no staged change '", id,
                       "': it was applied or discarded, or never there; list_staged_changes shows "
                       "all"),
      {{"change_id", std::string(id)}});
}

absl::Status StagedLimitReached(int limit) {
  return platform::ResourceExhausted(
      ErrorReason::kLimitExceeded,
      platform::StrCat("the fork has ", limit,
                       " staged changes, the most allowed (--max_staged_changes_per_fork); "
                       "discard_staged_change removes those not needed"),
      {{"limit", platform::StrCat(limit)}});
}

absl::Status StalePreview(std::string_view change_id, std::string_view newest) {
  return platform::FailedPrecondition(
      ErrorReason::kStalePreview,
      platform::StrCat("the fork has gone on to revision '", newest, "' since change '", change_id,
                       "' was previewed; repeat with rebase: true to stage the same operations on "
                       "that revision, look at them, then apply"),
      {{"change_id", std::string(change_id)}, {"revision", std::string(newest)}});
}

}  // namespace sheetgate::workbook
