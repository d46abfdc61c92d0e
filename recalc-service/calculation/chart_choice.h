// Which chart of a sheet a caller means, and whether the engine can draw it.
#ifndef SHEETGATE_RECALC_SERVICE_CALCULATION_CHART_CHOICE_H_
#define SHEETGATE_RECALC_SERVICE_CALCULATION_CHART_CHOICE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/model/sheet_objects.h"

namespace sheetgate::recalc {

struct ChartChoice {
  const spreadsheet::Chart* chart = nullptr;
  // Which of the charts with exactly its name that an engine knows, from 1.
  int32_t occurrence = 1;
};

// The chart called `name`, whose letters may differ in case; of several the `occurrence`-th (0 is
// the first). Without a name the only one of the sheet. `charts` must outlive the choice.
// INVALID_ARGUMENT, with the names there are, for no chart; FAILED_PRECONDITION
// (`ENGINE_LOAD_FAILED`) for one of the kinds Excel 2016 brought ([MS-ODRAWXML] chartex), which
// LibreOffice does not load.
absl::StatusOr<ChartChoice> ChooseChart(const std::vector<spreadsheet::Chart>& charts,
                                        std::string_view name, int32_t occurrence);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_CALCULATION_CHART_CHOICE_H_
