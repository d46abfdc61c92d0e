// Lines become runs of equal content; an outlier is a short gap between two runs of one group.
#include "spreadsheet/analysis/outlier_finder.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace sheetgate::spreadsheet {
namespace {

constexpr int32_t kLongestGap = 3;
constexpr int32_t kEqualsPerOutlier = 3;
// As often as this a deviation is a pattern.
constexpr int kPattern = 3;

CellRef CellOf(bool along_column, int32_t line, int32_t position) {
  return along_column ? CellRef{position, line} : CellRef{line, position};
}

bool IsGroup(uint32_t content) { return content < OutlierFinder::kNothing; }

int64_t Cells(const FormulaOutlier& outlier) { return outlier.run.cells(); }

}  // namespace

void OutlierFinder::Append(int32_t position, uint32_t content, std::vector<Run>* line) {
  if (!line->empty() && line->back().content == content && line->back().last + 1 == position) {
    line->back().last = position;
  } else {
    line->push_back({content, position, position});
  }
}

void OutlierFinder::Add(CellRef cell, uint32_t content) {
  if (cell.row != row_number_) {
    Search(row_, /*along_column=*/false, row_number_);
    row_.clear();
    row_number_ = cell.row;
  }
  Append(cell.column, content, &row_);
  if (columns_.size() < static_cast<size_t>(cell.column)) columns_.resize(cell.column);
  Append(cell.row, content, &columns_[cell.column - 1]);
}

void OutlierFinder::Search(const std::vector<Run>& runs, bool along_column, int32_t line) {
  for (size_t before = 0; before < runs.size(); ++before) {
    if (!IsGroup(runs[before].content)) continue;
    int32_t gap = 0;
    for (size_t after = before + 1; after < runs.size(); ++after) {
      if (runs[after].first != runs[after - 1].last + 1) break;
      if (runs[after].content == runs[before].content) {
        if (runs[before].size() + runs[after].size() >= kEqualsPerOutlier * gap) {
          AddCandidates(runs, before, after, along_column, line);
        }
        break;
      }
      gap += runs[after].size();
      if (runs[after].content == kOther || gap > kLongestGap) break;
    }
  }
}

void OutlierFinder::AddCandidates(const std::vector<Run>& runs, size_t before, size_t after,
                                  bool along_column, int32_t line) {
  Candidate candidate;
  candidate.outlier.along_column = along_column;
  candidate.outlier.run = {CellOf(along_column, line, runs[before].first),
                           CellOf(along_column, line, runs[after].last)};
  candidate.outlier.expected_group = runs[before].content;
  candidate.outlier.expected_at = CellOf(along_column, line, runs[before].last);
  for (size_t i = before + 1; i < after; ++i) {
    candidate.found = runs[i].content;
    candidate.outlier.constant = runs[i].content == kConstant;
    candidate.outlier.found_group = candidate.outlier.constant ? 0 : runs[i].content;
    for (int32_t position = runs[i].first; position <= runs[i].last; ++position) {
      candidate.outlier.cell = CellOf(along_column, line, position);
      candidates_.push_back(candidate);
    }
  }
}

void OutlierFinder::DropThoseLikeNeighbours(GroupAt group_at) {
  std::erase_if(candidates_, [group_at](const Candidate& candidate) {
    if (candidate.outlier.constant) return false;
    const CellRef cell = candidate.outlier.cell;
    const int32_t down = candidate.outlier.along_column ? 0 : 1;
    const int32_t right = 1 - down;
    return group_at({cell.row - down, cell.column - right}) == candidate.found ||
           group_at({cell.row + down, cell.column + right}) == candidate.found;
  });
}

void OutlierFinder::DropRepeated() {
  const auto pattern_of = [](const Candidate& candidate) {
    const FormulaOutlier& outlier = candidate.outlier;
    return std::tuple(outlier.along_column,
                      outlier.along_column ? outlier.cell.column : outlier.cell.row,
                      outlier.expected_group, candidate.found);
  };
  std::map<std::tuple<bool, int32_t, uint32_t, uint32_t>, int> patterns;
  for (const Candidate& candidate : candidates_) ++patterns[pattern_of(candidate)];
  std::erase_if(candidates_, [&](const Candidate& candidate) {
    return !candidate.outlier.constant && patterns[pattern_of(candidate)] >= kPattern;
  });
}

std::vector<FormulaOutlier> OutlierFinder::Take(GroupAt group_at) {
  Search(row_, /*along_column=*/false, row_number_);
  row_.clear();
  for (size_t i = 0; i < columns_.size(); ++i) {
    Search(columns_[i], /*along_column=*/true, static_cast<int32_t>(i) + 1);
  }
  columns_.clear();
  DropThoseLikeNeighbours(group_at);
  DropRepeated();
  // Of a cell that breaks several runs, the longest.
  std::ranges::stable_sort(candidates_, [](const Candidate& a, const Candidate& b) {
    return std::tuple(a.outlier.cell, -Cells(a.outlier)) <
           std::tuple(b.outlier.cell, -Cells(b.outlier));
  });
  std::vector<FormulaOutlier> outliers;
  for (const Candidate& candidate : candidates_) {
    if (!outliers.empty() && outliers.back().cell == candidate.outlier.cell) continue;
    outliers.push_back(candidate.outlier);
  }
  candidates_.clear();
  outliers.shrink_to_fit();
  return outliers;
}

}  // namespace sheetgate::spreadsheet
