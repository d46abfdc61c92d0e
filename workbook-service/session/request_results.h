// Results of writes as they are remembered under a request id
// (proto/sheetgate/workbook/store/v1/operations.proto), and back.
//
// Decoding fails with INTERNAL when the bytes are damaged.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_REQUEST_RESULTS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_REQUEST_RESULTS_H_

#include <string>

#include "absl/status/statusor.h"

#include "workbook-service/session/history.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

std::string EncodeCommit(const CommitResult& result);
absl::StatusOr<CommitResult> DecodeCommit(const std::string& bytes);

// A commit with the change it staged; the principal is not remembered, it is the caller.
std::string EncodeStaged(const CommitResult& result, const StagedChange& change);
absl::StatusOr<StagedCommit> DecodeStaged(const std::string& bytes);

std::string EncodePosition(const HeadPosition& position);
absl::StatusOr<HeadPosition> DecodePosition(const std::string& bytes);

std::string EncodeCheckpoint(const CheckpointInfo& checkpoint);
absl::StatusOr<CheckpointInfo> DecodeCheckpoint(const std::string& bytes);

std::string EncodeFile(const SavedFile& file);
absl::StatusOr<SavedFile> DecodeFile(const std::string& bytes);

std::string EncodeForkResult(const ForkInfo& info);
absl::StatusOr<ForkInfo> DecodeForkResult(const std::string& bytes);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_REQUEST_RESULTS_H_
