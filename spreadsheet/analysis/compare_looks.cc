#include "spreadsheet/analysis/compare_looks.h"

#include <charconv>
#include <string_view>
#include <utility>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// "RRGGBB"; black for automatic.
std::string ColorText(const Color& color) {
  if (color.empty()) return "000000";
  constexpr size_t kRgb = 6;
  return ToUpperAscii(color.size() > kRgb ? std::string_view(color).substr(color.size() - kRgb)
                                          : std::string_view(color));
}

std::string FillText(const Fill& fill) {
  if (fill.pattern.empty() || fill.pattern == "none") return "";
  if (fill.pattern == "solid") return Concat("solid ", ColorText(fill.foreground));
  return Concat(fill.pattern, " ", ColorText(fill.foreground), " ", ColorText(fill.background));
}

std::string EdgeText(const BorderEdge& edge) {
  if (edge.style.empty() || edge.style == "none") return "";
  return Concat(edge.style, " ", ColorText(edge.color));
}

std::string DiagonalText(const Borders& borders) {
  const std::string edge = EdgeText(borders.diagonal);
  if (edge.empty() || (!borders.diagonal_up && !borders.diagonal_down)) return "";
  return Concat(edge, borders.diagonal_up ? " up" : "", borders.diagonal_down ? " down" : "");
}

std::string SizeText(double size) {
  char buffer[32];
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof(buffer), size).ptr);
}

std::string FlagText(bool flag) { return flag ? "yes" : ""; }

std::string NumberText(int number) { return number == 0 ? std::string() : std::to_string(number); }

// `text`, nothing when it is the usual value.
std::string Unless(std::string_view text, std::string_view usual) {
  return std::string(text == usual ? std::string_view() : text);
}

// Collects the properties in which two styles differ.
class Differences {
 public:
  void Add(std::string_view property, std::string before, std::string after) {
    if (before == after) return;
    found_.push_back({std::string(property), std::move(before), std::move(after)});
  }
  std::vector<PropertyDifference> Take() { return std::move(found_); }

 private:
  std::vector<PropertyDifference> found_;
};

void CompareFonts(const Font& a, const Font& b, Differences* out) {
  if (a == b) return;
  out->Add("font.name", a.name, b.name);
  out->Add("font.size", SizeText(a.size), SizeText(b.size));
  out->Add("font.bold", FlagText(a.bold), FlagText(b.bold));
  out->Add("font.italic", FlagText(a.italic), FlagText(b.italic));
  out->Add("font.strikethrough", FlagText(a.strikethrough), FlagText(b.strikethrough));
  out->Add("font.underline", Unless(a.underline, "none"), Unless(b.underline, "none"));
  out->Add("font.vertical_align", Unless(a.vertical_align, "baseline"),
           Unless(b.vertical_align, "baseline"));
  out->Add("font.color", ColorText(a.color), ColorText(b.color));
}

void CompareBorders(const Borders& a, const Borders& b, Differences* out) {
  if (a == b) return;
  out->Add("border.left", EdgeText(a.left), EdgeText(b.left));
  out->Add("border.right", EdgeText(a.right), EdgeText(b.right));
  out->Add("border.top", EdgeText(a.top), EdgeText(b.top));
  out->Add("border.bottom", EdgeText(a.bottom), EdgeText(b.bottom));
  out->Add("border.diagonal", DiagonalText(a), DiagonalText(b));
}

void CompareAlignments(const Alignment& a, const Alignment& b, Differences* out) {
  if (a == b) return;
  out->Add("alignment.horizontal", Unless(a.horizontal, "general"),
           Unless(b.horizontal, "general"));
  out->Add("alignment.vertical", Unless(a.vertical, "bottom"), Unless(b.vertical, "bottom"));
  out->Add("alignment.wrap_text", FlagText(a.wrap_text), FlagText(b.wrap_text));
  out->Add("alignment.shrink_to_fit", FlagText(a.shrink_to_fit), FlagText(b.shrink_to_fit));
  out->Add("alignment.indent", NumberText(a.indent), NumberText(b.indent));
  out->Add("alignment.rotation", NumberText(a.rotation), NumberText(b.rotation));
}

// General is written in any case.
std::string FormatText(const std::string& code) {
  return EqualsIgnoreAsciiCase(code, "General") || code.empty() ? "General" : code;
}

}  // namespace

std::vector<PropertyDifference> LookDifferences(const CellStyle& before, const CellStyle& after) {
  Differences out;
  CompareFonts(before.font, after.font, &out);
  out.Add("fill", FillText(before.fill), FillText(after.fill));
  CompareBorders(before.borders, after.borders, &out);
  CompareAlignments(before.alignment, after.alignment, &out);
  out.Add("number_format", FormatText(before.number_format), FormatText(after.number_format));
  out.Add("unlocked", FlagText(!before.locked), FlagText(!after.locked));
  out.Add("formula_hidden", FlagText(before.formula_hidden), FlagText(after.formula_hidden));
  return out.Take();
}

bool LookTable::Same(uint32_t before, uint32_t after) {
  const uint64_t pair = uint64_t{before} << 32 | after;
  if (pair == last_pair_) return last_same_;
  const auto [known, added] = pairs_.try_emplace(pair, true);
  if (added) {
    known->second = LookDifferences(before_.at(before), after_.at(after)).empty();
  }
  last_pair_ = pair;
  last_same_ = known->second;
  return last_same_;
}

}  // namespace sheetgate::spreadsheet
