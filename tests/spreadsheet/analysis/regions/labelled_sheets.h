// The labelled set: sheets of the corpus whose regions were marked by eye, and how well found
// regions match them.
#ifndef SHEETGATE_TESTS_SPREADSHEET_ANALYSIS_REGIONS_LABELLED_SHEETS_H_
#define SHEETGATE_TESTS_SPREADSHEET_ANALYSIS_REGIONS_LABELLED_SHEETS_H_

#include <string>
#include <vector>

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// A region as marked or as found.
struct MarkedRegion {
  RangeRef range;
  int header_rows = 0;
  std::string kind;  // table, pairs, notes or title; empty when an algorithm does not tell
  double confidence = 1;
};

struct LabelledSheet {
  std::string file;  // in the corpus
  std::string sheet;
  std::vector<MarkedRegion> regions;
};

// The sheets of labels.tsv, in its order. Fails the test when it cannot be read.
std::vector<LabelledSheet> ReadLabels();

// Cells in both ranges by cells in either.
double Overlap(const RangeRef& a, const RangeRef& b);

// How found regions match the marked ones, summed over sheets.
struct MatchCounts {
  int marked = 0;
  int found = 0;
  int close = 0;    // pairs that overlap by at least 0.8, each region in one at most
  int exact = 0;    // of those, with the same edges
  int headers = 0;  // of those, marked as tables, with the same number of header rows
  int tables = 0;   // of those, marked as tables
  int kinds = 0;    // of those, of the same kind

  double precision() const { return found == 0 ? 0 : static_cast<double>(close) / found; }
  double recall() const { return marked == 0 ? 0 : static_cast<double>(close) / marked; }
  double exact_precision() const { return found == 0 ? 0 : static_cast<double>(exact) / found; }
  double exact_recall() const { return marked == 0 ? 0 : static_cast<double>(exact) / marked; }
  double header_accuracy() const { return tables == 0 ? 0 : static_cast<double>(headers) / tables; }
  double f1() const { return marked + found == 0 ? 0 : 2.0 * close / (marked + found); }
};

// Adds a sheet to the counts. `matched`, when given, becomes for each found region whether it has
// exactly the edges of a marked one.
void Match(const std::vector<MarkedRegion>& marked, const std::vector<MarkedRegion>& found,
           MatchCounts* counts, std::vector<bool>* exact = nullptr);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_TESTS_SPREADSHEET_ANALYSIS_REGIONS_LABELLED_SHEETS_H_
