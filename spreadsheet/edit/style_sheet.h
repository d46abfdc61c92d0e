// StyleSheet: the styles part (ECMA-376 part 1, 18.8.39) while an operation adds cell formats to
// it.
//
// Formats, fonts, fills, borders and number formats are never changed: what is new is appended,
// once, and what the part has already is reused. A workbook without a styles part gets one.
#ifndef SHEETGATE_SPREADSHEET_EDIT_STYLE_SHEET_H_
#define SHEETGATE_SPREADSHEET_EDIT_STYLE_SHEET_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/edit/built_in_styles.h"
#include "spreadsheet/edit/style_patch.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/styles.h"

namespace sheetgate::spreadsheet {

// Most cell formats of a workbook that Excel opens.
inline constexpr size_t kMaxCellFormats = 65'490;

class StyleSheet {
 public:
  // DATA_LOSS (`FILE_CORRUPT`).
  static absl::StatusOr<StyleSheet> Read(PackageEditor* editor);

  // The cell format that is `format` after `patch`. A built-in cell style the workbook does not
  // have is added. INVALID_ARGUMENT (`INVALID_ARGUMENT`) for any other cell style it does not have,
  // naming those it has; RESOURCE_EXHAUSTED
  // (`LIMIT_EXCEEDED`) when the workbook has as many formats as Excel takes.
  absl::StatusOr<uint32_t> Patch(uint32_t format, const StylePatch& patch, const CellPlace& place);

  // Writes the part if anything was added.
  absl::Status Write(PackageEditor* editor) const;

 private:
  // A list of the part: its items, with those added behind `stored`.
  struct List {
    std::vector<std::string> items;
    size_t stored = 0;
    std::unordered_map<std::string, uint32_t> keys;  // the first item with each
    bool keyed = false;
  };
  struct NamedStyle {
    std::string name;
    uint32_t format = 0;               // of the cell style formats
    std::optional<uint32_t> built_in;  // builtinId
  };

  StyleSheet() = default;
  absl::Status Parse(std::string_view part, int max_depth);
  std::string_view At(const List& list, uint32_t index, std::string_view otherwise) const;
  uint32_t Find(List* list, std::string item) const;
  uint32_t NumberFormat(const std::string& code);
  // The cell style format of a name; a built-in style is found by its id too, since its name is in
  // the language of the workbook.
  absl::StatusOr<uint32_t> StyleNamed(std::string_view name);
  uint32_t AddBuiltIn(const BuiltInStyle& style);
  std::string PatchComponents(std::string format, std::string_view style, const StylePatch& patch,
                              const CellPlace& place);
  // `name` and attributes as an element with the part's prefix.
  std::string Element(std::string_view rest) const;

  std::string xml_;
  std::string prefix_;  // "x:" or empty
  std::shared_ptr<const Styles> formats_;
  List fonts_, fills_, borders_, style_formats_, cell_formats_, number_formats_, cell_styles_;
  std::vector<NamedStyle> named_styles_;
  std::vector<std::pair<uint32_t, std::string>> codes_;  // of number_formats_
  bool is_new_ = false;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_STYLE_SHEET_H_
