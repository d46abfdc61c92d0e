// ErrorReason: why a call failed, as one enum for gRPC details, tool results, logs and metrics.
//
// A mirror of proto/sheetgate/type/v1/error_reason.proto (where each reason is explained), so that
// code without protobuf can name a reason; a test asserts that both agree.
#ifndef SHEETGATE_PLATFORM_BASE_ERROR_REASON_H_
#define SHEETGATE_PLATFORM_BASE_ERROR_REASON_H_

#include <string_view>

namespace sheetgate::platform {

enum class ErrorReason {
  kUnspecified = 0,
  kInvalidArgument = 1,
  kUnknownArgument = 2,
  kMissingArgument = 3,
  kInvalidAddress = 4,
  kInvalidRange = 5,
  kInvalidFormula = 6,
  kLimitExceeded = 7,
  kInvalidPageToken = 8,
  kWorkbookNotFound = 9,
  kSheetNotFound = 10,
  kRevisionNotFound = 11,
  kPathOutsideWorkspace = 12,
  kFileExists = 13,
  kUnsupportedFormat = 14,
  kNotAWorkbook = 15,
  kFileCorrupt = 16,
  kFileEncrypted = 17,
  kFileTooLarge = 18,
  kZipBomb = 19,
  kRevisionConflict = 20,
  kBaseChanged = 21,
  kWorkbookReadOnly = 22,
  kForkLimitReached = 23,
  kRequestIdReused = 24,
  kOverloaded = 25,
  kQueueTimeout = 26,
  kDeadlineExceeded = 27,
  kCancelled = 28,
  kShuttingDown = 29,
  kEngineNotInstalled = 30,
  kEngineCrashed = 31,
  kEngineTimeout = 32,
  kEngineLoadFailed = 33,
  kUpstreamUnavailable = 34,
  kStorageFailed = 35,
  kInternal = 36,
  kNotAWorksheet = 37,
  kInvalidPath = 38,
  kFeatureDisabled = 39,
  kStalePreview = 40,
  kNothingToUndo = 41,
  kCheckpointNotFound = 42,
  kStagedChangeNotFound = 43,
  kStructureConflict = 44,
  kEnginePartialLoad = 45,
};

// The reason's name without prefix, as clients see it ("SHEET_NOT_FOUND"); "UNSPECIFIED" for
// unknown numbers.
std::string_view ReasonName(ErrorReason reason);

// The reason of that name, or kUnspecified.
ErrorReason ReasonFromName(std::string_view name);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_BASE_ERROR_REASON_H_
