// Every item is a name, ranges and properties as text; one routine compares lists of them.
#include "spreadsheet/analysis/compare_items.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

struct Property {
  std::string name;
  std::string value;
  bool formula = false;
};

struct Item {
  std::string name;
  std::vector<RangeRef> ranges;    // as in its workbook
  std::vector<RangeRef> compared;  // where they are after, sorted
  std::vector<Property> properties;
  int before_sheet = -1, after_sheet = -1;
  bool matched = false;
};

bool ByPlace(const RangeRef& a, const RangeRef& b) {
  return a.first != b.first ? a.first < b.first : a.last < b.last;
}

// What two lists of items of a kind have to be compared by.
class ItemComparer {
 public:
  ItemComparer(ItemKind kind, std::string_view old_name, const MovedReferences& moves)
      : kind_(kind), old_name_(old_name), moves_(moves) {}

  void Compare(std::vector<Item>* before, std::vector<Item>* after, ItemChanges* out) {
    MatchByKey(before, after, out, [](const Item& item) { return RangeKey(item) + Rule(item); });
    const bool named = kind_ == ItemKind::kName || kind_ == ItemKind::kTable;
    if (named) {
      MatchByKey(before, after, out,
                 [](const Item& item) { return ToLowerAscii(item.name) + Scope(item); });
    } else if (kind_ != ItemKind::kMergedRange) {
      MatchByKey(before, after, out, RangeKey);
      MatchByKey(before, after, out, Rule);
    }
    for (const Item& item : *after) {
      if (!item.matched) out->Add(OneSided(item, ItemChange::kAdded));
    }
    for (const Item& item : *before) {
      if (!item.matched) out->Add(OneSided(item, ItemChange::kRemoved));
    }
  }

 private:
  static std::string RangeKey(const Item& item) {
    std::string key = Concat(ToLowerAscii(item.name), Scope(item));
    for (const RangeRef& range : item.compared) key += Concat("|", FormatRange(range));
    return key;
  }
  static std::string Rule(const Item& item) {
    std::string key;
    for (const Property& property : item.properties) {
      key += Concat("|", property.name, "=", property.value);
    }
    return key;
  }
  static std::string Scope(const Item& item) { return Concat("@", item.after_sheet); }

  // Matches items with equal keys, in order, and adds what differs between them.
  template <typename Key>
  void MatchByKey(std::vector<Item>* before, std::vector<Item>* after, ItemChanges* out, Key key) {
    std::map<std::string, std::vector<Item*>> waiting;
    for (auto item = before->rbegin(); item != before->rend(); ++item) {
      if (!item->matched) waiting[key(*item)].push_back(&*item);
    }
    for (Item& item : *after) {
      if (item.matched) continue;
      const auto found = waiting.find(key(item));
      if (found == waiting.end() || found->second.empty()) continue;
      Item& partner = *found->second.back();
      found->second.pop_back();
      item.matched = partner.matched = true;
      AddModified(partner, item, out);
    }
  }

  bool SameValue(const Property& before, const Property& after) const {
    if (before.value == after.value) return true;
    return after.formula && !moves_.empty() && moves_.Same(before.value, old_name_, after.value);
  }

  void AddModified(const Item& before, const Item& after, ItemChanges* out) const {
    std::vector<PropertyDifference> properties;
    const auto find = [](const Item& item, const std::string& name) {
      return std::find_if(item.properties.begin(), item.properties.end(),
                          [&](const Property& property) { return property.name == name; });
    };
    for (const Property& old_property : before.properties) {
      const auto now = find(after, old_property.name);
      if (now == after.properties.end()) {
        properties.push_back({old_property.name, old_property.value, ""});
      } else if (!SameValue(old_property, *now)) {
        properties.push_back({old_property.name, old_property.value, now->value});
      }
    }
    for (const Property& property : after.properties) {
      if (find(before, property.name) == before.properties.end()) {
        properties.push_back({property.name, "", property.value});
      }
    }
    if (properties.empty() && before.compared == after.compared) return;
    ItemDifference difference;
    difference.kind = kind_;
    difference.name = after.name;
    difference.before_sheet = before.before_sheet;
    difference.after_sheet = after.after_sheet;
    difference.ranges = after.ranges;
    if (before.compared != after.compared) difference.previous = before.ranges;
    difference.properties = std::move(properties);
    out->Add(std::move(difference));
  }

  ItemDifference OneSided(const Item& item, ItemChange change) const {
    const bool added = change == ItemChange::kAdded;
    ItemDifference difference;
    difference.kind = kind_;
    difference.change = change;
    difference.name = item.name;
    difference.before_sheet = added ? -1 : item.before_sheet;
    difference.after_sheet = added ? item.after_sheet : -1;
    difference.ranges = item.ranges;
    for (const Property& property : item.properties) {
      difference.properties.push_back(
          {property.name, added ? "" : property.value, added ? property.value : ""});
    }
    return difference;
  }

  const ItemKind kind_;
  const std::string_view old_name_;
  const MovedReferences& moves_;
};

// Makes the items of one sheet in one state.
class ItemMaker {
 public:
  // `rows` is null for the later state.
  ItemMaker(int before_sheet, int after_sheet, const RowAlignment* rows)
      : before_sheet_(before_sheet), after_sheet_(after_sheet), rows_(rows) {}

  Item Make(std::vector<RangeRef> ranges) const {
    Item item;
    item.before_sheet = before_sheet_;
    item.after_sheet = after_sheet_;
    for (const RangeRef& range : ranges) {
      const std::optional<RangeRef> moved = rows_ == nullptr ? range : rows_->After(range);
      if (moved.has_value()) item.compared.push_back(*moved);
    }
    std::sort(item.compared.begin(), item.compared.end(), ByPlace);
    item.ranges = std::move(ranges);
    return item;
  }

  Item Make(const Table& table) const;
  Item Make(const DataValidation& validation) const;
  Item Make(const ConditionalFormat& format, const ConditionalRule& rule) const;

 private:
  const int before_sheet_, after_sheet_;
  const RowAlignment* const rows_;
};

void Put(std::string_view name, std::string value, Item* item) {
  if (!value.empty()) item->properties.push_back({std::string(name), std::move(value)});
}
void PutFormula(std::string_view name, std::string value, Item* item) {
  if (!value.empty()) item->properties.push_back({std::string(name), std::move(value), true});
}
void PutFlag(std::string_view name, bool value, Item* item) { Put(name, value ? "yes" : "", item); }
void PutNumber(std::string_view name, int64_t value, int64_t usual, Item* item) {
  if (value != usual) Put(name, std::to_string(value), item);
}

template <typename Texts>
std::string Join(const Texts& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += Concat(joined.empty() ? "" : ", ", text);
  return joined;
}

Item ItemMaker::Make(const Table& table) const {
  Item item = Make(std::vector<RangeRef>{table.range});
  item.name = table.name;
  std::vector<std::string> columns;
  for (const TableColumn& column : table.columns) columns.push_back(column.name);
  Put("columns", Join(columns), &item);
  PutNumber("header_rows", table.header_rows, 1, &item);
  PutNumber("totals_rows", table.totals_rows, 0, &item);
  PutFlag("filter", table.filter.has_value(), &item);
  Put("style", table.style, &item);
  for (const TableColumn& column : table.columns) {
    PutFormula(Concat("formula of ", column.name), column.formula, &item);
    const std::string& function = column.totals_function;
    PutFormula(Concat("total of ", column.name),
               !column.totals_formula.empty() ? column.totals_formula
               : !function.empty()            ? function
                                              : column.totals_label,
               &item);
  }
  return item;
}

Item ItemMaker::Make(const DataValidation& validation) const {
  Item item = Make(validation.ranges);
  const bool compares =
      validation.type != "list" && validation.type != "custom" && validation.type != "none";
  Put("type", validation.type, &item);
  if (compares) Put("operator", validation.op, &item);
  PutFormula("formula1", validation.formula1, &item);
  PutFormula("formula2", validation.formula2, &item);
  PutFlag("allow_blank", validation.allow_blank, &item);
  PutFlag("not_enforced", !validation.show_error_message, &item);
  PutFlag("hide_dropdown", validation.hide_dropdown, &item);
  if (validation.error_style != "stop") Put("error_style", validation.error_style, &item);
  Put("error_title", validation.error_title, &item);
  Put("error", validation.error, &item);
  if (validation.show_input_message) {
    Put("prompt_title", validation.prompt_title, &item);
    Put("prompt", validation.prompt, &item);
  }
  return item;
}

std::string ThresholdsOf(const ConditionalRule& rule) {
  std::vector<std::string> thresholds;
  for (const ConditionalThreshold& threshold : rule.thresholds) {
    thresholds.push_back(Concat(threshold.type, threshold.or_equal ? "" : " above",
                                threshold.value.empty() ? "" : " ", threshold.value));
  }
  return Join(thresholds);
}

Item ItemMaker::Make(const ConditionalFormat& format, const ConditionalRule& rule) const {
  Item item = Make(format.ranges);
  Put("type", rule.type, &item);
  Put("operator", rule.op, &item);
  Put("text", rule.text, &item);
  Put("period", rule.period, &item);
  for (size_t i = 0; i < rule.formulas.size(); ++i) {
    PutFormula(Concat("formula", i + 1), rule.formulas[i], &item);
  }
  PutFlag("stop_if_true", rule.stop_if_true, &item);
  Put("thresholds", ThresholdsOf(rule), &item);
  Put("colors", Join(rule.colors), &item);
  Put("negative_color", rule.negative_color, &item);
  Put("icon_set", rule.icon_set, &item);
  Put("icons", Join(rule.icons), &item);
  PutFlag("values_hidden", !rule.show_value, &item);
  PutFlag("reverse", rule.reverse, &item);
  PutNumber("rank", rule.rank, 0, &item);
  PutFlag("percent", rule.percent, &item);
  PutFlag("bottom", rule.bottom, &item);
  PutFlag("below_average", !rule.above_average, &item);
  PutFlag("equal_average", rule.equal_average, &item);
  PutNumber("standard_deviations", rule.standard_deviations, 0, &item);
  return item;
}

// The items of every kind of a sheet, by ItemKind.
using ItemLists = std::array<std::vector<Item>, kItemKinds>;

ItemLists ItemsOf(const SheetFeatures& features, const ItemMaker& maker) {
  ItemLists lists;
  const auto list = [&](ItemKind kind) -> std::vector<Item>& {
    return lists[static_cast<size_t>(kind)];
  };
  for (const RangeRef& range : features.merges) {
    list(ItemKind::kMergedRange).push_back(maker.Make(std::vector<RangeRef>{range}));
  }
  for (const Table& table : features.tables) list(ItemKind::kTable).push_back(maker.Make(table));
  for (const DataValidation& validation : features.validations) {
    list(ItemKind::kDataValidation).push_back(maker.Make(validation));
  }
  for (const ConditionalFormat& format : features.conditional_formats) {
    for (const ConditionalRule& rule : format.rules) {
      list(ItemKind::kConditionalFormat).push_back(maker.Make(format, rule));
    }
  }
  return lists;
}

// Names that programs keep for themselves, also where one has lost its hidden attribute: what the
// filter of a sheet covers, and what new kinds of charts show.
bool IsInternal(const DefinedName& name) {
  const auto starts_with = [&](std::string_view prefix) {
    return EqualsIgnoreAsciiCase(std::string_view(name.name).substr(0, prefix.size()), prefix);
  };
  return name.hidden || starts_with("_xlchart.") || starts_with("_xlnm._FilterDatabase");
}

// The names of a workbook as items; `numbers` has the number after of each sheet.
std::vector<Item> NamesOf(const Workbook& workbook, const std::vector<int>& numbers, bool before) {
  std::vector<Item> items;
  for (const DefinedName& name : workbook.defined_names()) {
    if (IsInternal(name)) continue;
    Item item;
    item.name = name.name;
    const bool local = name.sheet >= 0 && name.sheet < static_cast<int>(numbers.size());
    if (local && before) item.before_sheet = name.sheet;
    // A sheet that is gone gets a number of its own, so that no other name is taken for this one.
    constexpr int kGone = -2;
    if (local)
      item.after_sheet = numbers[name.sheet] >= 0 ? numbers[name.sheet] : kGone - name.sheet;
    PutFormula("refers_to", name.refers_to, &item);
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace

std::string_view NameOf(ItemChange change) {
  constexpr std::array<std::string_view, kItemChanges> kNames = {"added", "removed", "modified"};
  return kNames[static_cast<size_t>(change)];
}

size_t ItemDifference::memory_bytes() const {
  size_t bytes = sizeof(*this) + name.capacity() +
                 (ranges.capacity() + previous.capacity()) * sizeof(RangeRef);
  for (const PropertyDifference& property : properties) {
    bytes += sizeof(property) + property.property.capacity() + property.before.capacity() +
             property.after.capacity();
  }
  return bytes;
}

void ItemChanges::Add(ItemDifference difference) {
  ++counts[static_cast<size_t>(difference.kind)][static_cast<size_t>(difference.change)];
  if (differences.size() >= kMostItemDifferences) {
    truncated = true;
  } else {
    differences.push_back(std::move(difference));
  }
}

size_t ItemChanges::memory_bytes() const {
  size_t bytes = 0;
  for (const ItemDifference& difference : differences) bytes += difference.memory_bytes();
  return bytes;
}

ItemChanges CompareNames(const Workbook& before, const Workbook& after,
                         const std::vector<SheetMatch>& sheets, const MovedReferences& moves) {
  std::vector<int> old_numbers(before.sheets().size(), -1), numbers(after.sheets().size());
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int>(i);
  for (const SheetMatch& match : sheets) {
    if (match.before >= 0) old_numbers[match.before] = match.after;
  }
  std::vector<Item> old_names = NamesOf(before, old_numbers, true);
  std::vector<Item> names = NamesOf(after, numbers, false);
  ItemChanges differences;
  ItemComparer(ItemKind::kName, "", moves).Compare(&old_names, &names, &differences);
  return differences;
}

ItemChanges CompareFeatures(const FeatureStates& sheets, const RowAlignment& rows,
                            const MovedReferences& moves) {
  ItemLists before =
      ItemsOf(sheets.before, ItemMaker(sheets.before_sheet, sheets.after_sheet, &rows));
  ItemLists after = ItemsOf(sheets.after, ItemMaker(-1, sheets.after_sheet, nullptr));
  ItemChanges differences;
  for (size_t kind = 0; kind < kItemKinds; ++kind) {
    ItemComparer(static_cast<ItemKind>(kind), sheets.old_name, moves)
        .Compare(&before[kind], &after[kind], &differences);
  }
  return differences;
}

}  // namespace sheetgate::spreadsheet
