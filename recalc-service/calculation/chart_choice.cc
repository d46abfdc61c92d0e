// Names, occurrences and kinds.
#include "recalc-service/calculation/chart_choice.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_join.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::Chart;

// The layouts of chartex charts ([MS-ODRAWXML] 2.24.3 ST_SeriesLayout), which no other chart has.
constexpr std::string_view kLayouts[] = {"boxWhisker", "clusteredColumn", "funnel",  "paretoLine",
                                         "regionMap",  "sunburst",        "treemap", "waterfall"};

bool IsExtended(const Chart& chart) {
  return std::ranges::any_of(chart.types, [](const std::string& type) {
    return std::ranges::find(kLayouts, type) != std::end(kLayouts);
  });
}

std::string NamesOf(const std::vector<Chart>& charts) {
  if (charts.empty()) return "it has no charts";
  return StrCat("there are ", absl::StrJoin(charts, ", ", [](std::string* out, const Chart& chart) {
                  *out += spreadsheet::Quoted(chart.name);
                }));
}

absl::Status NoChart(std::string_view why, const char* field) {
  return platform::InvalidArgument(ErrorReason::kInvalidArgument, why, {{"field", field}});
}

absl::StatusOr<const Chart*> Find(const std::vector<Chart>& charts, std::string_view name,
                                  int32_t occurrence) {
  std::vector<const Chart*> found;
  for (const Chart& chart : charts) {
    if (name.empty() || spreadsheet::EqualsIgnoreAsciiCase(chart.name, name)) {
      found.push_back(&chart);
    }
  }
  if (name.empty() && found.size() != 1) {
    return NoChart(StrCat("say which chart of the sheet: ", NamesOf(charts)), "chart");
  }
  if (found.empty()) {
    return NoChart(
        StrCat("the sheet has no chart named ", spreadsheet::Quoted(name), "; ", NamesOf(charts)),
        "chart");
  }
  const auto index = static_cast<size_t>(std::max(occurrence, 1) - 1);
  if (index < found.size()) return found[index];
  return NoChart(StrCat("occurrence is ", occurrence, ", but the sheet has ", found.size(),
                        found.size() == 1 ? " chart" : " charts", " named ",
                        spreadsheet::Quoted(found[0]->name)),
                 "occurrence");
}

}  // namespace

absl::StatusOr<ChartChoice> ChooseChart(const std::vector<Chart>& charts, std::string_view name,
                                        int32_t occurrence) {
  ChartChoice choice;
  ASSIGN_OR_RETURN(choice.chart, Find(charts, name, occurrence));
  if (IsExtended(*choice.chart)) {
    return platform::FailedPrecondition(
        ErrorReason::kEngineLoadFailed,
        StrCat("chart ", spreadsheet::Quoted(choice.chart->name), " is of a kind LibreOffice does ",
               "not load (", absl::StrJoin(choice.chart->types, ", "), ")"));
  }
  for (const Chart* chart = charts.data(); chart != choice.chart; ++chart) {
    if (chart->name == choice.chart->name && !IsExtended(*chart)) ++choice.occurrence;
  }
  return choice;
}

}  // namespace sheetgate::recalc
