// One pass over the specifier, the part in brackets.
#include "spreadsheet/formula/structured.h"

#include <array>
#include <utility>

#include "spreadsheet/formula/formula_error.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr auto kItems =
    std::to_array<std::pair<std::string_view, StructuredItem>>({{"#All", kItemAll},
                                                                {"#Data", kItemData},
                                                                {"#Headers", kItemHeaders},
                                                                {"#Totals", kItemTotals},
                                                                {"#This Row", kItemThisRow},
                                                                {"#REF!", kItemDeleted}});

constexpr std::string_view kUnknownItem =
    "this item does not exist; there are #All, #Data, #Headers, #Totals and #This Row";

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

std::string Unescaped(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'' && i + 1 < text.size()) ++i;
    plain += text[i];
  }
  return plain;
}

// Which items can stand together.
bool IsCombination(uint8_t items) {
  items &= static_cast<uint8_t>(~kItemDeleted);
  return (items & (items - 1)) == 0 || items == (kItemHeaders | kItemData) ||
         items == (kItemData | kItemTotals);
}

class SpecifierParser {
 public:
  // `from` is where the specifier's [ is.
  SpecifierParser(std::string_view text, size_t from, StructuredReference* reference)
      : text_(text), at_(from), reference_(reference) {}

  bool Parse() {
    if (!Take('[')) return Fail("a [ is expected");
    const size_t inside = at_;
    SkipSpaces();
    if (at_ < text_.size() && text_[at_] == '[') return Parts() && End();
    if (Take('@')) {
      Add(kItemThisRow);
      SkipSpaces();
      if (at_ < text_.size() && text_[at_] == '[') return ColumnRange() && End();
      return Plain(at_);
    }
    return Plain(inside);
  }

  std::string_view problem() const { return problem_; }
  size_t at() const { return at_; }

 private:
  bool Fail(std::string_view problem) {
    problem_ = problem;
    return false;
  }

  bool Take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void SkipSpaces() {
    while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
  }

  void Add(StructuredItem item) { reference_->items |= item; }

  bool AddItem(std::string_view name, size_t at) {
    for (const auto& [known, item] : kItems) {
      if (!EqualsIgnoreAsciiCase(name, known)) continue;
      Add(item);
      if (IsCombination(reference_->items)) return true;
      at_ = at;
      return Fail(
          "these items cannot stand together; #Headers with #Data and #Data with #Totals can");
    }
    at_ = at;
    return Fail(kUnknownItem);
  }

  // Up to the ] that ends it, which is taken.
  bool Name(std::string_view* name) {
    const size_t begin = at_;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == ']') {
        *name = text_.substr(begin, at_ - begin);
        ++at_;
        return true;
      }
      if (c == '[') return Fail("a [ in the name of a column is written '[");
      if (c == '\'') ++at_;
    }
    at_ = begin;
    return Fail("the ] is missing");
  }

  void SetColumns(std::string_view first, std::string_view last) {
    reference_->first_column = Unescaped(first);
    reference_->last_column = Unescaped(last);
  }

  // "Price]", "#All]" or "]" and then the end.
  bool Plain(size_t begin) {
    at_ = begin;
    std::string_view name;
    if (!Name(&name)) return false;
    if (at_ != text_.size()) return Fail("nothing can follow the ] here");
    const std::string_view item = Trimmed(name);
    if (!item.empty() && item.front() == '#') return AddItem(item, begin);
    SetColumns(name, name);
    return true;
  }

  // "[Price]" or "[Price]:[Tax]".
  bool ColumnRange() {
    std::string_view first;
    if (!Take('[')) return Fail("a [ is expected");
    if (!Name(&first)) return false;
    return RestOfRange(first);
  }

  bool RestOfRange(std::string_view first) {
    SkipSpaces();
    if (!Take(':')) {
      SetColumns(first, first);
      return true;
    }
    SkipSpaces();
    std::string_view last;
    if (!Take('[')) return Fail("a column in brackets is expected after the :, as in [A]:[B]");
    if (!Name(&last)) return false;
    SetColumns(first, last);
    return true;
  }

  // "[#Headers],[#Data],[Price]:[Tax]", at the first [.
  bool Parts() {
    while (true) {
      SkipSpaces();
      const size_t begin = at_;
      std::string_view name;
      if (!Take('[')) return Fail("an item or column in brackets is expected");
      if (!Name(&name)) return false;
      const std::string_view item = Trimmed(name);
      if (item.empty() || item.front() != '#') return RestOfRange(name);
      if (!AddItem(item, begin)) return false;
      SkipSpaces();
      if (!Take(',')) return true;
    }
  }

  bool End() {
    SkipSpaces();
    if (!Take(']')) return Fail("a ] is expected");
    return at_ == text_.size() || Fail("nothing can follow the ] here");
  }

  std::string_view text_;
  size_t at_;
  StructuredReference* reference_;
  std::string_view problem_;
};

}  // namespace

std::string_view StructuredProblem(std::string_view text, StructuredReference* reference,
                                   size_t* at) {
  StructuredReference scratch;
  if (reference == nullptr) reference = &scratch;
  *reference = {};
  const size_t table = text.find('[', SheetPrefixLength(text));
  reference->table = text.substr(0, table);
  SpecifierParser parser(text, reference->table.size(), reference);
  if (parser.Parse()) return {};
  *at = parser.at();
  return parser.problem();
}

absl::StatusOr<StructuredReference> ParseStructuredReference(std::string_view text) {
  StructuredReference reference;
  size_t at = 0;
  if (const std::string_view problem = StructuredProblem(text, &reference, &at); !problem.empty()) {
    return InvalidFormulaAt(text, at, problem);
  }
  return reference;
}

}  // namespace sheetgate::spreadsheet
