// The words for looks.
#include <string_view>

#include "spreadsheet/analysis/look.h"
#include "spreadsheet/model/dates.h"
#include "spreadsheet/model/decimal.h"
#include "spreadsheet/model/shown_value.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// "RRGGBB" of a color.
std::string_view Rgb(const Color& color) {
  return color.empty() ? "auto" : std::string_view(color).substr(2);
}

class Words {
 public:
  void Add(std::string_view word) { text_ += Concat(text_.empty() ? "" : "; ", word); }
  // The word when it is so, "not" and the word when it no longer is.
  void AddFlag(bool flag, bool usual, std::string_view word) {
    if (flag != usual) Add(flag ? std::string(word) : Concat("not ", word));
  }
  void AddUnlessUsual(std::string_view value, std::string_view usual, std::string_view word,
                      std::string_view none) {
    if (value != usual) Add(Concat(word, value.empty() ? none : value));
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string FontName(const Font& font) {
  return font.size == 0 ? font.name : Concat(font.name, " ", ExactNumber(font.size));
}

void AddFont(const Font& font, const Font& usual, Words* words) {
  if (font.name != usual.name) {
    words->Add(FontName(font));
  } else if (font.size != usual.size) {
    words->Add(Concat("size ", ExactNumber(font.size)));
  }
  words->AddFlag(font.bold, usual.bold, "bold");
  words->AddFlag(font.italic, usual.italic, "italic");
  words->AddFlag(font.strikethrough, usual.strikethrough, "strikethrough");
  if (font.underline != usual.underline) {
    words->Add(font.underline.empty()       ? "not underline"
               : font.underline == "single" ? "underline"
                                            : Concat("underline ", font.underline));
  }
  words->AddUnlessUsual(font.vertical_align, usual.vertical_align, "", "baseline");
  if (font.color != usual.color) words->Add(Concat("color ", Rgb(font.color)));
}

void AddFill(const Fill& fill, const Fill& usual, Words* words) {
  if (fill == usual) return;
  if (fill.pattern.empty()) {
    words->Add("no fill");
  } else if (fill.pattern == "solid") {
    words->Add(Concat("fill ", Rgb(fill.foreground)));
  } else {
    words->Add(Concat("fill ", fill.pattern, " ", Rgb(fill.foreground), " ", Rgb(fill.background)));
  }
}

std::string EdgeText(const BorderEdge& edge) {
  if (edge.style.empty()) return "none";
  // Black is what automatic borders are.
  const bool black = edge.color.empty() || edge.color == "FF000000";
  return black ? edge.style : Concat(edge.style, " ", Rgb(edge.color));
}

// "border thin", "border thin top, double bottom": edges alike stand together.
void AddBorders(const Borders& borders, const Borders& usual, Words* words) {
  if (borders == usual) return;
  struct Edge {
    std::string_view name;
    std::string text;
  };
  const std::string none = "none";
  const Edge edges[] = {
      {"left", EdgeText(borders.left)},
      {"right", EdgeText(borders.right)},
      {"top", EdgeText(borders.top)},
      {"bottom", EdgeText(borders.bottom)},
      {"diagonal up", borders.diagonal_up ? EdgeText(borders.diagonal) : none},
      {"diagonal down", borders.diagonal_down ? EdgeText(borders.diagonal) : none}};
  std::string text;
  bool done[std::size(edges)] = {};
  for (size_t i = 0; i < std::size(edges); ++i) {
    if (done[i] || edges[i].text == none) continue;
    std::string names;
    int alike = 0;
    for (size_t j = i; j < std::size(edges); ++j) {
      if (edges[j].text != edges[i].text) continue;
      done[j] = true;
      names += Concat(" ", edges[j].name);
      if (j < 4) ++alike;
    }
    const bool box = i == 0 && alike == 4 && names == " left right top bottom";
    text += Concat(text.empty() ? "" : ", ", edges[i].text, box ? "" : names);
  }
  words->Add(text.empty() ? "no border" : Concat("border ", text));
}

void AddAlignment(const Alignment& alignment, const Alignment& usual, Words* words) {
  if (alignment.horizontal != usual.horizontal) {
    words->Add(alignment.horizontal.empty() ? "align general" : alignment.horizontal);
  }
  if (alignment.vertical != usual.vertical) {
    words->Add(Concat("v-", alignment.vertical.empty() ? "bottom" : alignment.vertical));
  }
  words->AddFlag(alignment.wrap_text, usual.wrap_text, "wrap");
  words->AddFlag(alignment.shrink_to_fit, usual.shrink_to_fit, "shrink");
  if (alignment.indent != usual.indent) words->Add(Concat("indent ", alignment.indent));
  if (alignment.rotation != usual.rotation) {
    constexpr int kStacked = 255;
    words->Add(alignment.rotation == kStacked ? "stacked" : Concat("rotated ", alignment.rotation));
  }
}

std::string Differences(const CellStyle& style, const CellStyle& usual) {
  Words words;
  if (style.named_style != usual.named_style) {
    words.Add(Concat("style ", style.named_style.empty() ? "Normal" : style.named_style));
  }
  AddFont(style.font, usual.font, &words);
  AddFill(style.fill, usual.fill, &words);
  AddBorders(style.borders, usual.borders, &words);
  AddAlignment(style.alignment, usual.alignment, &words);
  words.AddFlag(!style.locked, !usual.locked, "unlocked");
  words.AddFlag(style.formula_hidden, usual.formula_hidden, "formula hidden");
  if (style.number_format != usual.number_format) words.Add(style.number_format);
  return words.Take();
}

// Whether a number format shows a currency: a sign, or a symbol in brackets ("[$CHF-807]").
bool ShowsCurrency(std::string_view code) {
  for (const std::string_view sign :
       {"\xE2\x82\xAC", "\xC2\xA3", "\xC2\xA5"}) {  // euro, pound, yen
    if (code.find(sign) != std::string_view::npos) return true;
  }
  for (size_t at = code.find('$'); at != std::string_view::npos; at = code.find('$', at + 1)) {
    const bool bracket = at > 0 && code[at - 1] == '[';
    if (!bracket || (at + 1 < code.size() && code[at + 1] != '-')) return true;
  }
  return false;
}

bool IsHeader(const LookUse& use, const CellStyle& style) {
  const bool set_off = !style.fill.pattern.empty() || !style.borders.bottom.style.empty() ||
                       style.alignment.horizontal == "center";
  const bool texts = use.texts > 0 && use.texts * 10 >= (use.texts + use.numbers) * 8;
  return style.font.bold && set_off && texts && use.formulas * 2 <= use.texts;
}

bool IsInput(const LookUse& use, const CellStyle& style) {
  const bool blue_numbers = style.font.color == "FF0000FF" && use.numbers > 0 && use.formulas == 0;
  return style.named_style == "Input" || !style.locked || blue_numbers;
}

}  // namespace

std::string LookText(const CellStyle& style, const CellStyle& usual) {
  const std::string text = Differences(style, usual);
  return text.empty() ? "default" : text;
}

std::string UsualLookText(const CellStyle& usual) {
  CellStyle plain;
  plain.font.name = usual.font.name;
  plain.font.size = usual.font.size;
  plain.font.color = usual.font.color == "FF000000" ? usual.font.color : Color();
  const std::string more = Differences(usual, plain);
  const std::string font = FontName(usual.font);
  return Concat(font, font.empty() || more.empty() ? "" : "; ", more);
}

std::vector<std::string> LookTags(const LookUse& use, const CellStyles& styles) {
  const CellStyle& style = styles.at(use.style);
  std::vector<std::string> tags;
  if (IsHeader(use, style)) tags.emplace_back("header");
  if (IsInput(use, style)) tags.emplace_back("input");
  if (ShowsCurrency(style.number_format)) tags.emplace_back("currency");
  if (style.number_format.find('%') != std::string::npos) tags.emplace_back("percentage");
  if (IsDateFormat(style.number_format)) tags.emplace_back("date");
  return tags;
}

}  // namespace sheetgate::spreadsheet
