// Points in time as responses show them: RFC 3339, UTC, whole seconds ("2026-01-31T13:45:00Z").
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_TIMESTAMP_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_TIMESTAMP_H_

#include <string>

#include "absl/time/time.h"

namespace sheetgate::workbook {

inline std::string Timestamp(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_TIMESTAMP_H_
