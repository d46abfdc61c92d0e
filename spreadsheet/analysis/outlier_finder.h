// OutlierFinder: the cells that break runs of equal formulas (see FormulaOutlier).
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_OUTLIER_FINDER_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_OUTLIER_FINDER_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"

#include "spreadsheet/analysis/formula_map.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

class OutlierFinder {
 public:
  // What a cell holds besides a formula of a group.
  static constexpr uint32_t kConstant = UINT32_MAX;
  static constexpr uint32_t kOther = UINT32_MAX - 1;  // part of an array formula or data table

  // The group of a cell's formula, kConstant, kOther, or kNothing.
  static constexpr uint32_t kNothing = UINT32_MAX - 2;
  using GroupAt = absl::FunctionRef<uint32_t(CellRef)>;

  // Takes the cells with content row by row, columns ascending.
  void Add(CellRef cell, uint32_t content);

  // The outliers, by cell, row by row. `group_at` tells what Add was told.
  std::vector<FormulaOutlier> Take(GroupAt group_at);

 private:
  // Cells of a line that follow each other and hold the same.
  struct Run {
    uint32_t content;
    int32_t first, last;  // columns of a row, or rows of a column
    int32_t size() const { return last - first + 1; }
  };
  struct Candidate {
    FormulaOutlier outlier;
    uint32_t found;  // its content
  };

  static void Append(int32_t position, uint32_t content, std::vector<Run>* line);
  // Looks for outliers in row or column `line`.
  void Search(const std::vector<Run>& runs, bool along_column, int32_t line);
  void AddCandidates(const std::vector<Run>& runs, size_t before, size_t after, bool along_column,
                     int32_t line);
  void DropThoseLikeNeighbours(GroupAt group_at);
  void DropRepeated();

  int32_t row_number_ = 0;
  std::vector<Run> row_;
  std::vector<std::vector<Run>> columns_;  // by column - 1
  std::vector<Candidate> candidates_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_OUTLIER_FINDER_H_
