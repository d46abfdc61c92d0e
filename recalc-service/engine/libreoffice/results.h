// What LibreOffice's results mean in Excel's terms.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_RESULTS_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_RESULTS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "recalc-service/engine/engine.h"

namespace sheetgate::recalc {

// The value of a cell with LibreOffice's error number `code`: an Excel error, or Uncalculated where
// Excel has no such error (circular references, formulas LibreOffice cannot parse).
EngineValue FromLibreOfficeError(int32_t code);

// Appends the values of a kValues payload. INTERNAL when it is malformed.
absl::Status DecodeValues(std::string_view payload, std::vector<EngineValue>* values);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_RESULTS_H_
