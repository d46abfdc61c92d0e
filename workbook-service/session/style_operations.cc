#include "workbook-service/session/style_operations.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/base/suggest.h"
#include "spreadsheet/edit/style_operation.h"
#include "spreadsheet/edit/style_patch.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/format_code.h"
#include "workbook-service/session/operation_fields.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::RangeRef;
using spreadsheet::StyleColor;
using spreadsheet::StylePatch;

constexpr size_t kMaxFormatCode = 255;  // characters Excel takes

absl::StatusOr<RangeRef> RangeOf(const std::string& text) {
  const absl::StatusOr<RangeRef> range = spreadsheet::ParseRange(text);
  if (range.ok()) return *range;
  return BadField(ErrorReason::kInvalidRange, "ranges", platform::ToStd(range.status().message()),
                  "[\"A1:D1\", \"F:F\"]");
}

// A word of a list; nullopt when none is given.
absl::StatusOr<std::optional<std::string>> Word(std::string_view field, const std::string& word,
                                                absl::Span<const std::string_view> words) {
  if (word.empty()) return std::nullopt;
  if (std::find(words.begin(), words.end(), word) != words.end()) return word;
  const std::vector<std::string> names(words.begin(), words.end());
  std::string list;
  for (const std::string& name : names) list += StrCat(list.empty() ? "" : ", ", name);
  const std::string nearest = platform::ClosestMatch(word, names);
  return BadField(ErrorReason::kInvalidArgument, field,
                  StrCat("'", word, "' is none of ", list,
                         nearest.empty() ? "" : StrCat("; did you mean ", nearest, "?")),
                  StrCat("\"", names.front(), "\""));
}

absl::StatusOr<std::optional<StyleColor>> ColorOf(std::string_view field, const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::optional<StyleColor> color = spreadsheet::ParseStyleColor(text);
  if (color.has_value()) return color;
  return BadField(ErrorReason::kInvalidArgument, field,
                  StrCat("'", text,
                         "' is no colour; give RRGGBB in hexadecimal digits, theme:4, "
                         "theme:4:-0.25 (a theme colour from 0 to 11 with a tint from -1 to 1) or "
                         "auto"),
                  "\"4472C4\"");
}

absl::Status SetBorders(const v1::LookPatch& look, StylePatch* patch) {
  for (const v1::BorderPatch& border : look.borders()) {
    spreadsheet::BorderChange change;
    ASSIGN_OR_RETURN(const std::optional<std::string> edge,
                     Word("look.borders.edge", border.edge(), spreadsheet::BorderPlaceWords()));
    if (!edge.has_value()) return MissingField("a border", "look.borders.edge", "\"outline\"");
    change.place = *spreadsheet::ParseBorderPlace(*edge);
    ASSIGN_OR_RETURN(change.style,
                     Word("look.borders.style", border.style(), spreadsheet::BorderWords()));
    ASSIGN_OR_RETURN(change.color, ColorOf("look.borders.color", border.color()));
    patch->borders.push_back(std::move(change));
  }
  return absl::OkStatus();
}

absl::Status SetFont(const v1::LookPatch& look, StylePatch* patch) {
  if (!look.font().empty()) patch->font = look.font();
  if (look.has_font_size()) patch->font_size = look.font_size();
  if (look.has_bold()) patch->bold = look.bold();
  if (look.has_italic()) patch->italic = look.italic();
  if (look.has_strikethrough()) patch->strikethrough = look.strikethrough();
  ASSIGN_OR_RETURN(patch->underline,
                   Word("look.underline", look.underline(), spreadsheet::UnderlineWords()));
  ASSIGN_OR_RETURN(patch->vertical_align, Word("look.vertical_align", look.vertical_align(),
                                               spreadsheet::VerticalAlignWords()));
  ASSIGN_OR_RETURN(patch->font_color, ColorOf("look.font_color", look.font_color()));
  return absl::OkStatus();
}

absl::Status SetFill(const v1::LookPatch& look, StylePatch* patch) {
  ASSIGN_OR_RETURN(patch->fill, Word("look.fill", look.fill(), spreadsheet::FillWords()));
  ASSIGN_OR_RETURN(patch->fill_color, ColorOf("look.fill_color", look.fill_color()));
  ASSIGN_OR_RETURN(patch->fill_background, ColorOf("look.fill_background", look.fill_background()));
  if (patch->fill == "none" && (patch->fill_color || patch->fill_background)) {
    return BadField(ErrorReason::kInvalidArgument, "look.fill",
                    "none goes with no color; give the color with solid, or none alone",
                    "\"solid\"");
  }
  return absl::OkStatus();
}

absl::Status SetAlignment(const v1::LookPatch& look, StylePatch* patch) {
  constexpr int kMaxDegrees = 90, kStacked = 255;
  ASSIGN_OR_RETURN(patch->horizontal,
                   Word("look.horizontal", look.horizontal(), spreadsheet::HorizontalWords()));
  ASSIGN_OR_RETURN(patch->vertical,
                   Word("look.vertical", look.vertical(), spreadsheet::VerticalWords()));
  ASSIGN_OR_RETURN(patch->reading_order, Word("look.reading_order", look.reading_order(),
                                              spreadsheet::ReadingOrderWords()));
  if (look.has_wrap_text()) patch->wrap_text = look.wrap_text();
  if (look.has_shrink_to_fit()) patch->shrink_to_fit = look.shrink_to_fit();
  if (look.has_indent()) patch->indent = look.indent();
  if (look.has_rotation()) patch->rotation = look.rotation();
  if (look.rotation() > kMaxDegrees && look.rotation() != kStacked) {
    return BadField(ErrorReason::kInvalidArgument, "look.rotation",
                    StrCat("it is ", look.rotation(),
                           "; give -90 to 90 degrees, or 255 for letters on top of each other"),
                    "45");
  }
  return absl::OkStatus();
}

absl::Status CheckFormatCode(const std::string& code) {
  if (spreadsheet::IsNumberFormatCode(code) && code.size() <= kMaxFormatCode) {
    return absl::OkStatus();
  }
  return BadField(
      ErrorReason::kInvalidArgument, "look.number_format",
      StrCat("'", code, "' is no number format code of at most ", kMaxFormatCode,
             " characters; text in it stands in quotes, and it has at most four sections"),
      "\"#,##0.00\"");
}

absl::StatusOr<StylePatch> PatchOf(const v1::StyleOperation& operation) {
  const v1::LookPatch& look = operation.look();
  StylePatch patch;
  for (const std::string& name : operation.clear()) {
    ASSIGN_OR_RETURN(const std::optional<std::string> attribute,
                     Word("clear", name, spreadsheet::StyleAttributes()));
    if (attribute.has_value()) patch.clear.insert(*attribute);
  }
  RETURN_IF_ERROR(SetFont(look, &patch));
  RETURN_IF_ERROR(SetFill(look, &patch));
  RETURN_IF_ERROR(SetBorders(look, &patch));
  RETURN_IF_ERROR(SetAlignment(look, &patch));
  if (!look.number_format().empty()) {
    RETURN_IF_ERROR(CheckFormatCode(look.number_format()));
    patch.number_format = look.number_format();
  }
  if (look.has_unlocked()) patch.unlocked = look.unlocked();
  if (look.has_formula_hidden()) patch.formula_hidden = look.formula_hidden();
  if (!look.named_style().empty()) patch.named_style = look.named_style();
  return patch;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeStyleOperation(
    const v1::StyleOperation& operation) {
  std::vector<RangeRef> ranges;
  for (const std::string& text : operation.ranges()) {
    ASSIGN_OR_RETURN(const RangeRef range, RangeOf(text));
    ranges.push_back(range);
  }
  ASSIGN_OR_RETURN(StylePatch patch, PatchOf(operation));
  if (operation.clear().empty() && operation.look().ByteSizeLong() == 0) {
    return MissingField("style_batch", "look", "{\"bold\": true}");
  }
  return std::make_unique<spreadsheet::StyleOperation>(operation.sheet_name(), std::move(ranges),
                                                       std::move(patch));
}

}  // namespace sheetgate::workbook
