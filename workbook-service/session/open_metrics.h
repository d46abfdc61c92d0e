// The histogram of how long opening takes, by phase: `fetch` reads bytes, `import` makes a package
// of delimited text, `parse` makes a workbook of a package.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_OPEN_METRICS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_OPEN_METRICS_H_

#include <string>

#include "platform/observability/metrics.h"

namespace sheetgate::workbook {

inline platform::Histogram OpenSeconds(platform::MetricsRegistry& metrics,
                                       const std::string& phase) {
  return metrics.GetHistogram("sheetgate_workbook_open_seconds",
                              "Time to open a revision that is not in memory, by phase.",
                              {{"phase", phase}});
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_OPEN_METRICS_H_
