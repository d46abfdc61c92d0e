#include "tests/spreadsheet/analysis/regions/labelled_sheets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <tuple>
#include <utility>

namespace sheetgate::spreadsheet {
namespace {

constexpr double kClose = 0.8;

std::vector<std::string> SplitTabs(const std::string& line) {
  std::vector<std::string> fields;
  size_t start = 0;
  for (size_t tab = line.find('\t'); tab != std::string::npos; tab = line.find('\t', start)) {
    fields.push_back(line.substr(start, tab - start));
    start = tab + 1;
  }
  fields.push_back(line.substr(start));
  return fields;
}

}  // namespace

std::vector<LabelledSheet> ReadLabels() {
  const std::filesystem::path path =
      std::filesystem::path(SHEETGATE_SOURCE_DIR) / "tests/spreadsheet/analysis/regions/labels.tsv";
  std::ifstream in(path);
  EXPECT_TRUE(in.good()) << "cannot read " << path;
  std::vector<LabelledSheet> sheets;
  std::string line;
  bool header = true;
  while (std::getline(in, line)) {
    if (line.empty() || line[0] == '#') continue;
    if (std::exchange(header, false)) continue;
    const std::vector<std::string> fields = SplitTabs(line);
    if (fields.size() != 5) {
      ADD_FAILURE() << "not five fields: " << line;
      continue;
    }
    if (sheets.empty() || sheets.back().file != fields[0] || sheets.back().sheet != fields[1]) {
      sheets.push_back({fields[0], fields[1], {}});
    }
    const auto range = ParseRange(fields[2]);
    EXPECT_TRUE(range.ok()) << line;
    if (range.ok()) {
      sheets.back().regions.push_back({*range, std::atoi(fields[3].c_str()), fields[4]});
    }
  }
  return sheets;
}

double Overlap(const RangeRef& a, const RangeRef& b) {
  RangeRef common;
  if (!Intersect(a, b, &common)) return 0;
  const auto both = static_cast<double>(common.cells());
  return both / (static_cast<double>(a.cells() + b.cells()) - both);
}

void Match(const std::vector<MarkedRegion>& marked, const std::vector<MarkedRegion>& found,
           MatchCounts* counts, std::vector<bool>* exact) {
  std::vector<std::tuple<double, size_t, size_t>> pairs;  // overlap, marked, found
  for (size_t i = 0; i < marked.size(); ++i) {
    for (size_t j = 0; j < found.size(); ++j) {
      const double overlap = Overlap(marked[i].range, found[j].range);
      if (overlap >= kClose) pairs.emplace_back(-overlap, i, j);
    }
  }
  std::ranges::sort(pairs);
  std::vector<bool> marked_done(marked.size()), found_done(found.size());
  if (exact != nullptr) exact->assign(found.size(), false);
  counts->marked += static_cast<int>(marked.size());
  counts->found += static_cast<int>(found.size());
  for (const auto& [overlap, i, j] : pairs) {
    if (marked_done[i] || found_done[j]) continue;
    marked_done[i] = found_done[j] = true;
    ++counts->close;
    counts->kinds += marked[i].kind == found[j].kind ? 1 : 0;
    if (marked[i].kind == "table") {
      ++counts->tables;
      counts->headers += marked[i].header_rows == found[j].header_rows ? 1 : 0;
    }
    if (marked[i].range != found[j].range) continue;
    ++counts->exact;
    if (exact != nullptr) (*exact)[j] = true;
  }
}

}  // namespace sheetgate::spreadsheet
