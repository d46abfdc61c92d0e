// RangeText: rows of cells as csv, tsv, JSON or Markdown.
//
//   RangeText text(TextFormat::kCsv);
//   text.Row({{"Rent"}, {"1000", /*literal=*/true}});   // Rent,1000\n
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_RANGE_TEXT_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_RANGE_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sheetgate::spreadsheet {

enum class TextFormat : uint8_t {
  kCsv,       // RFC 4180, lines end in LF; an empty text is "", an empty cell nothing
  kTsv,       // the same with tabs
  kJson,      // an array of arrays, or of objects when the columns are named
  kMarkdown,  // a table of GitHub Flavored Markdown
};

// A cell to be written.
struct TextCell {
  std::string text;
  bool literal = false;  // a number, true, false or null: what JSON writes without quotes
  bool empty = false;    // nothing, which is not an empty text
};

class RangeText {
 public:
  explicit RangeText(TextFormat format) : format_(format) {}

  // The names of the columns: a Markdown table's header, the keys of JSON objects. Before any row.
  // Empty names become `letters` (those of the columns) and repeated ones get a number behind them.
  void NameColumns(const std::vector<std::string>& names, const std::vector<std::string>& letters);

  // The row as it will stand in the text.
  std::string Row(const std::vector<TextCell>& cells) const;
  // Adds a row that Row made.
  void Add(std::string_view row);
  // What was added since the last call: a text can be taken in parts, whose last is Finish's.
  std::string Take();
  // The rest of the text, with its end; the whole when nothing was taken.
  std::string Finish();

 private:
  const TextFormat format_;
  std::vector<std::string> keys_;  // of JSON objects, with quotes
  std::string text_;
  bool empty_ = true;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_RANGE_TEXT_H_
