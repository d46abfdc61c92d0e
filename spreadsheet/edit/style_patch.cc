#include "spreadsheet/edit/style_patch.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::array<std::string_view, 24> kAttributes = {
    "all",           "font",           "font_size",      "bold",
    "italic",        "underline",      "strikethrough",  "font_color",
    "fill",          "vertical_align", "fill_color",     "fill_background",
    "borders",       "horizontal",     "vertical",       "wrap_text",
    "shrink_to_fit", "indent",         "rotation",       "reading_order",
    "number_format", "unlocked",       "formula_hidden", "named_style"};
constexpr std::array<std::string_view, 21> kFills = {
    "none",          "solid",     "mediumGray", "darkGray",  "lightGray",    "darkHorizontal",
    "darkVertical",  "darkDown",  "darkUp",     "darkGrid",  "darkTrellis",  "lightHorizontal",
    "lightVertical", "lightDown", "lightUp",    "lightGrid", "lightTrellis", "gray125",
    "gray0625",      "linear",    "path"};
constexpr std::array<std::string_view, 14> kBorders = {"none",
                                                       "thin",
                                                       "medium",
                                                       "dashed",
                                                       "dotted",
                                                       "thick",
                                                       "double",
                                                       "hair",
                                                       "mediumDashed",
                                                       "dashDot",
                                                       "mediumDashDot",
                                                       "dashDotDot",
                                                       "mediumDashDotDot",
                                                       "slantDashDot"};
constexpr std::array<std::string_view, 5> kUnderlines = {"single", "double", "singleAccounting",
                                                         "doubleAccounting", "none"};
constexpr std::array<std::string_view, 3> kVerticalAligns = {"baseline", "superscript",
                                                             "subscript"};
constexpr std::array<std::string_view, 8> kHorizontals = {
    "general", "left", "center", "right", "fill", "justify", "centerContinuous", "distributed"};
constexpr std::array<std::string_view, 5> kVerticals = {"top", "center", "bottom", "justify",
                                                        "distributed"};
constexpr std::array<std::string_view, 3> kReadingOrders = {"context", "left_to_right",
                                                            "right_to_left"};
// In the order of BorderPlace.
constexpr std::array<std::string_view, 11> kPlaces = {"left",
                                                      "right",
                                                      "top",
                                                      "bottom",
                                                      "diagonal_up",
                                                      "diagonal_down",
                                                      "outline",
                                                      "inside",
                                                      "inside_horizontal",
                                                      "inside_vertical",
                                                      "all"};

bool IsHexadecimal(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return IsAsciiDigit(c) || (ToLowerAscii(c) >= 'a' && ToLowerAscii(c) <= 'f');
  });
}

std::optional<StyleColor> ParseThemeColor(std::string_view text) {
  constexpr uint32_t kThemeColors = 12;
  const size_t colon = text.find(':');
  const auto theme = ParseUnsigned(text.substr(0, colon));
  if (!theme.has_value() || *theme >= kThemeColors) return std::nullopt;
  StyleColor color;
  color.kind = StyleColor::Kind::kTheme;
  color.theme = *theme;
  if (colon == std::string_view::npos) return color;
  color.tint = text.substr(colon + 1);
  double tint = 0;
  const char* end = color.tint.data() + color.tint.size();
  const auto read = std::from_chars(color.tint.data(), end, tint);
  if (read.ec != std::errc() || read.ptr != end || !(tint >= -1 && tint <= 1)) return std::nullopt;
  return color;
}

bool ClearsAny(const StylePatch& patch, std::initializer_list<std::string_view> attributes) {
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](std::string_view attribute) { return patch.Clears(attribute); });
}

}  // namespace

std::optional<StyleColor> ParseStyleColor(std::string_view text) {
  constexpr std::string_view kTheme = "theme:";
  if (text == "auto") return StyleColor();
  if (text.starts_with(kTheme)) return ParseThemeColor(text.substr(kTheme.size()));
  if (text.starts_with('#')) text.remove_prefix(1);
  if ((text.size() != 6 && text.size() != 8) || !IsHexadecimal(text)) return std::nullopt;
  StyleColor color;
  color.kind = StyleColor::Kind::kRgb;
  // Cells know no transparency: Excel paints and writes opaque colors.
  color.rgb = Concat("FF", ToUpperAscii(text.substr(text.size() - 6)));
  return color;
}

std::optional<BorderPlace> ParseBorderPlace(std::string_view text) {
  const auto found = std::find(kPlaces.begin(), kPlaces.end(), text);
  if (found == kPlaces.end()) return std::nullopt;
  return static_cast<BorderPlace>(found - kPlaces.begin());
}

bool StylePatch::TouchesFont() const {
  return font || font_size || bold || italic || strikethrough || underline || vertical_align ||
         font_color ||
         ClearsAny(*this, {"font", "font_size", "bold", "italic", "strikethrough", "underline",
                           "vertical_align", "font_color"});
}

bool StylePatch::TouchesFill() const {
  return fill || fill_color || fill_background ||
         ClearsAny(*this, {"fill", "fill_color", "fill_background"});
}

bool StylePatch::TouchesBorders() const { return !borders.empty() || Clears("borders"); }

bool StylePatch::TouchesAlignment() const {
  return horizontal || vertical || reading_order || wrap_text || shrink_to_fit || indent ||
         rotation ||
         ClearsAny(*this, {"horizontal", "vertical", "reading_order", "wrap_text", "shrink_to_fit",
                           "indent", "rotation"});
}

bool StylePatch::TouchesNumberFormat() const { return number_format || Clears("number_format"); }

bool StylePatch::TouchesProtection() const {
  return unlocked || formula_hidden || ClearsAny(*this, {"unlocked", "formula_hidden"});
}

bool StylePatch::DependsOnPlace() const {
  return std::any_of(borders.begin(), borders.end(), [](const BorderChange& border) {
    return border.place >= BorderPlace::kOutline && border.place != BorderPlace::kAll;
  });
}

absl::Span<const std::string_view> StyleAttributes() { return kAttributes; }
absl::Span<const std::string_view> FillWords() { return kFills; }
absl::Span<const std::string_view> BorderWords() { return kBorders; }
absl::Span<const std::string_view> UnderlineWords() { return kUnderlines; }
absl::Span<const std::string_view> VerticalAlignWords() { return kVerticalAligns; }
absl::Span<const std::string_view> HorizontalWords() { return kHorizontals; }
absl::Span<const std::string_view> VerticalWords() { return kVerticals; }
absl::Span<const std::string_view> ReadingOrderWords() { return kReadingOrders; }
absl::Span<const std::string_view> BorderPlaceWords() { return kPlaces; }

}  // namespace sheetgate::spreadsheet
