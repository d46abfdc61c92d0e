#include "spreadsheet/edit/built_in_styles.h"

#include <iterator>
#include <vector>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// What styles say besides number formats; colors as ParseStyleColor takes them.
struct Row {
  std::string_view name;
  uint32_t id;
  std::string_view font_color = {};
  std::string_view fill = {};
  double font_size = 0;
  bool bold = false;
  bool italic = false;
  std::string_view box = {};  // style of all four edges
  std::string_view top = {};
  std::string_view bottom = {};
  std::string_view edge_color = {};
};

constexpr Row kRows[] = {
    {.name = "Note", .id = 10, .fill = "FFFFCC", .box = "thin", .edge_color = "B2B2B2"},
    {.name = "Warning Text", .id = 11, .font_color = "FF0000"},
    {.name = "Title", .id = 15, .font_color = "theme:3", .font_size = 18},
    {.name = "Heading 1",
     .id = 16,
     .font_color = "theme:3",
     .font_size = 15,
     .bold = true,
     .bottom = "thick",
     .edge_color = "theme:4"},
    {.name = "Heading 2",
     .id = 17,
     .font_color = "theme:3",
     .font_size = 13,
     .bold = true,
     .bottom = "thick",
     .edge_color = "theme:4:0.499984740745262"},
    {.name = "Heading 3",
     .id = 18,
     .font_color = "theme:3",
     .font_size = 11,
     .bold = true,
     .bottom = "medium",
     .edge_color = "theme:4:0.39997558519241921"},
    {.name = "Heading 4", .id = 19, .font_color = "theme:3", .font_size = 11, .bold = true},
    {.name = "Input",
     .id = 20,
     .font_color = "3F3F76",
     .fill = "FFCC99",
     .box = "thin",
     .edge_color = "7F7F7F"},
    {.name = "Output",
     .id = 21,
     .font_color = "3F3F3F",
     .fill = "F2F2F2",
     .bold = true,
     .box = "thin",
     .edge_color = "3F3F3F"},
    {.name = "Calculation",
     .id = 22,
     .font_color = "FA7D00",
     .fill = "F2F2F2",
     .bold = true,
     .box = "thin",
     .edge_color = "7F7F7F"},
    {.name = "Check Cell",
     .id = 23,
     .font_color = "theme:0",
     .fill = "A5A5A5",
     .bold = true,
     .box = "double",
     .edge_color = "3F3F3F"},
    {.name = "Linked Cell",
     .id = 24,
     .font_color = "FA7D00",
     .bottom = "double",
     .edge_color = "FF8001"},
    {.name = "Total",
     .id = 25,
     .font_color = "theme:1",
     .bold = true,
     .top = "thin",
     .bottom = "double",
     .edge_color = "theme:4"},
    {.name = "Good", .id = 26, .font_color = "006100", .fill = "C6EFCE"},
    {.name = "Bad", .id = 27, .font_color = "9C0006", .fill = "FFC7CE"},
    {.name = "Neutral", .id = 28, .font_color = "9C5700", .fill = "FFEB9C"},
    {.name = "Explanatory Text", .id = 53, .font_color = "7F7F7F", .italic = true},
};

struct NumberStyle {
  std::string_view name;
  uint32_t id;
  uint32_t number_format_id;
};
constexpr NumberStyle kNumberStyles[] = {{"Comma", 3, 43},
                                         {"Currency", 4, 44},
                                         {"Percent", 5, 9},
                                         {"Comma [0]", 6, 41},
                                         {"Currency [0]", 7, 42}};

// A style of each accent: Accent1 has builtinId 29, its tints the three behind it.
struct Tint {
  std::string_view prefix;
  std::string_view tint;
  std::string_view font_color;
};
constexpr Tint kTints[] = {{"", "", "theme:0"},
                           {"20% - ", ":0.79998168889431442", "theme:1"},
                           {"40% - ", ":0.59999389629810485", "theme:1"},
                           {"60% - ", ":0.39997558519241921", "theme:0"}};
constexpr int kAccents = 6;
constexpr uint32_t kFirstAccentId = 29;
constexpr int kFirstAccentColor = 4;

BuiltInStyle StyleOf(const Row& row) {
  BuiltInStyle style;
  style.name = row.name;
  style.id = row.id;
  style.major_font = row.name == "Title";
  StylePatch& look = style.look;
  if (!row.font_color.empty()) look.font_color = ParseStyleColor(row.font_color);
  if (!row.fill.empty()) look.fill_color = ParseStyleColor(row.fill);
  if (row.font_size > 0) look.font_size = row.font_size;
  if (row.bold) look.bold = true;
  if (row.italic) look.italic = true;
  const auto edge = [&](BorderPlace place, std::string_view line) {
    if (line.empty()) return;
    look.borders.push_back({place, std::string(line), ParseStyleColor(row.edge_color)});
  };
  for (const BorderPlace place : {BorderPlace::kLeft, BorderPlace::kRight}) edge(place, row.box);
  edge(BorderPlace::kTop, row.box.empty() ? row.top : row.box);
  edge(BorderPlace::kBottom, row.box.empty() ? row.bottom : row.box);
  return style;
}

std::vector<BuiltInStyle> MakeStyles() {
  std::vector<BuiltInStyle> styles;
  for (const Row& row : kRows) styles.push_back(StyleOf(row));
  for (int accent = 0; accent < kAccents; ++accent) {
    for (uint32_t i = 0; i < std::size(kTints); ++i) {
      const Tint& tint = kTints[i];
      const std::string name = Concat(tint.prefix, "Accent", accent + 1);
      const std::string fill = Concat("theme:", kFirstAccentColor + accent, tint.tint);
      styles.push_back(StyleOf({.name = name,
                                .id = kFirstAccentId + 4 * static_cast<uint32_t>(accent) + i,
                                .font_color = tint.font_color,
                                .fill = fill}));
    }
  }
  for (const NumberStyle& number : kNumberStyles) {
    BuiltInStyle& style = styles.emplace_back();
    style.name = number.name;
    style.id = number.id;
    style.number_format_id = number.number_format_id;
    style.look.clear = {"number_format"};
  }
  return styles;
}

}  // namespace

const BuiltInStyle* FindBuiltInStyle(std::string_view name) {
  static const auto* const styles = new std::vector<BuiltInStyle>(MakeStyles());
  for (const BuiltInStyle& style : *styles) {
    if (EqualsIgnoreAsciiCase(style.name, name)) return &style;
  }
  return nullptr;
}

}  // namespace sheetgate::spreadsheet
