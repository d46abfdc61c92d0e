// Objects are encoded one by one when a page comes to them: a sheet may have 65,530 links.
#include "workbook-service/rpc/object_kinds.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/list_values.h"
#include "spreadsheet/analysis/name_targets.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/model/workbook_objects.h"
#include "workbook-service/rpc/object_codec.h"
#include "workbook-service/rpc/object_item.h"
#include "workbook-service/rpc/settings_codec.h"

namespace sheetgate::workbook {
namespace {

using platform::StrCat;
using spreadsheet::ConditionalFormat;
using spreadsheet::ConditionalRule;
using spreadsheet::DataValidation;
using spreadsheet::DefinedName;
using spreadsheet::SheetFeatures;
using spreadsheet::SheetObjects;
using spreadsheet::Workbook;
using spreadsheet::WorkbookObjects;

// Values of a list that are shown.
constexpr size_t kMaxListValues = 50;

constexpr std::string_view kSheetKinds[] = {
    "charts",      "pivot_tables",     "images",
    "shapes",      "controls",         "comments",
    "hyperlinks",  "data_validations", "conditional_formats",
    "autofilters", "slicers",          "sparklines",
    "scenarios",   "print_settings",   "protection",
    "view"};
constexpr std::string_view kWorkbookKinds[] = {"external_links", "connections",
                                               "workbook_settings"};

// The items of a vector that `owner` keeps alive.
template <typename Owner, typename T, typename Encode>
ObjectList ListOf(std::shared_ptr<const Owner> owner, const std::vector<T>& items, Encode encode) {
  return {static_cast<int>(items.size()),
          [owner, &items, encode](int index) -> absl::StatusOr<v1::ObjectInfo> {
            return encode(items[static_cast<size_t>(index)]);
          }};
}

// Items that are there already.
ObjectList ListOf(std::vector<v1::ObjectInfo> items) {
  const int count = static_cast<int>(items.size());
  return {count, [items = std::move(items)](int index) -> absl::StatusOr<v1::ObjectInfo> {
            return items[static_cast<size_t>(index)];
          }};
}
ObjectList ListOf(std::optional<v1::ObjectInfo> item) {
  return item.has_value() ? ListOf(std::vector<v1::ObjectInfo>{*std::move(item)}) : ObjectList();
}

// A rule with its format and, of a rule in two parts, the x14 rule with the rest.
struct RuleEntry {
  const ConditionalFormat* format;
  const ConditionalRule* rule;
  const ConditionalRule* extended = nullptr;
};

std::vector<RuleEntry> RulesOf(const SheetFeatures& features) {
  std::map<std::string_view, const ConditionalRule*> extensions;
  std::map<std::string_view, int> joined;
  for (const ConditionalFormat& format : features.conditional_formats) {
    for (const ConditionalRule& rule : format.rules) {
      if (rule.id.empty()) continue;
      if (format.extension) {
        extensions.emplace(rule.id, &rule);
      } else {
        ++joined[rule.id];
      }
    }
  }
  std::vector<RuleEntry> rules;
  for (const ConditionalFormat& format : features.conditional_formats) {
    for (const ConditionalRule& rule : format.rules) {
      if (format.extension && joined.contains(rule.id)) continue;
      const auto extension = format.extension ? extensions.end() : extensions.find(rule.id);
      rules.push_back(
          {&format, &rule, extension == extensions.end() ? nullptr : extension->second});
    }
  }
  return rules;
}

}  // namespace

absl::Span<const std::string_view> SheetObjectKinds() { return kSheetKinds; }
absl::Span<const std::string_view> WorkbookObjectKinds() { return kWorkbookKinds; }

struct ObjectKinds::State {
  State(const Workbook& opened, const platform::CancellationToken& token)
      : workbook(opened), cancellation(token), targets(opened, token) {}

  // What a name that Excel made for a chart stands for.
  std::string ChartReference(const std::string& reference) const {
    if (!reference.starts_with("_xlchart.")) return reference;
    for (const DefinedName& name : workbook.defined_names()) {
      if (name.name == reference) return name.refers_to;
    }
    return reference;
  }

  // What a built-in name of the sheet refers to; empty when it has none.
  std::string BuiltIn(std::string_view wanted, int sheet) const {
    for (const DefinedName& name : workbook.defined_names()) {
      if (name.sheet == sheet && name.name == wanted) return name.refers_to;
    }
    return {};
  }

  absl::StatusOr<v1::ObjectInfo> Validation(const DataValidation& validation, int sheet) {
    absl::StatusOr<std::optional<spreadsheet::ListValues>> list = spreadsheet::ReadListValues(
        workbook, sheet, validation, kMaxListValues, &targets, cancellation);
    RETURN_IF_ERROR(cancellation.Check());
    // Values in a damaged sheet are not known; the rule itself is.
    if (!list.ok()) list = std::nullopt;
    std::string source;
    if (list->has_value() && (*list)->sheet >= 0) {
      const auto index = static_cast<size_t>((*list)->sheet);
      source = SheetRanges(workbook.sheets()[index].name, (*list)->ranges);
    }
    return EncodeValidationItem(validation, *list, source);
  }

  absl::StatusOr<ObjectList> Features(std::string_view kind, int sheet) {
    const auto& info = workbook.sheets()[static_cast<size_t>(sheet)];
    if (info.kind != spreadsheet::SheetKind::kWorksheet) return ObjectList();
    ASSIGN_OR_RETURN(std::shared_ptr<const SheetFeatures> features,
                     workbook.LoadFeatures(sheet, cancellation));
    if (kind == "data_validations") {
      const auto& items = features->validations;
      return ObjectList{static_cast<int>(items.size()), [this, features, &items, sheet](int index) {
                          return Validation(items[static_cast<size_t>(index)], sheet);
                        }};
    }
    std::vector<RuleEntry> rules = RulesOf(*features);
    const int count = static_cast<int>(rules.size());
    return ObjectList{
        count, [features, rules = std::move(rules)](int index) -> absl::StatusOr<v1::ObjectInfo> {
          const RuleEntry& entry = rules[static_cast<size_t>(index)];
          return EncodeRuleItem(*entry.format, *entry.rule, entry.extended);
        }};
  }

  // Filters, then the sort state outside them.
  static ObjectList Filters(std::shared_ptr<const SheetObjects> objects) {
    const int filters = static_cast<int>(objects->filters.size());
    const int count = filters + (objects->sort.has_value() ? 1 : 0);
    return {count, [objects, filters](int index) -> absl::StatusOr<v1::ObjectInfo> {
              return index < filters ? EncodeFilter(objects->filters[static_cast<size_t>(index)])
                                     : EncodeSort(*objects->sort);
            }};
  }

  const Workbook& workbook;
  const platform::CancellationToken& cancellation;
  spreadsheet::NameTargets targets;
};

ObjectKinds::ObjectKinds(const Workbook& workbook, const platform::CancellationToken& cancellation)
    : state_(std::make_unique<State>(workbook, cancellation)) {}
ObjectKinds::~ObjectKinds() = default;

absl::StatusOr<ObjectList> ObjectKinds::OfSheet(std::string_view kind, int sheet) {
  if (kind == "data_validations" || kind == "conditional_formats") {
    return state_->Features(kind, sheet);
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetObjects> objects,
                   state_->workbook.LoadObjects(sheet, state_->cancellation));
  if (kind == "charts") {
    const auto names = [state = state_.get()](const std::string& reference) {
      return state->ChartReference(reference);
    };
    const auto encode = [names](const spreadsheet::Chart& chart) {
      return EncodeChart(chart, names);
    };
    return ListOf(objects, objects->charts, encode);
  }
  if (kind == "pivot_tables") return ListOf(objects, objects->pivot_tables, EncodePivotTable);
  if (kind == "images") return ListOf(objects, objects->images, EncodeImage);
  if (kind == "shapes") return ListOf(objects, objects->shapes, EncodeShape);
  if (kind == "controls") return ListOf(objects, objects->controls, EncodeControl);
  if (kind == "comments") return ListOf(objects, objects->comments, EncodeComment);
  if (kind == "hyperlinks") return ListOf(objects, objects->hyperlinks, EncodeHyperlink);
  if (kind == "autofilters") return State::Filters(objects);
  if (kind == "slicers") return ListOf(objects, objects->slicers, EncodeSlicer);
  if (kind == "sparklines") return ListOf(objects, objects->sparklines, EncodeSparklines);
  if (kind == "scenarios") return ListOf(objects, objects->scenarios, EncodeScenario);
  if (kind == "protection") return ListOf(EncodeProtection(objects->protection));
  if (kind == "view") return ListOf(EncodeView(objects->view));
  return ListOf(EncodePrintSettings(objects->print, state_->BuiltIn("_xlnm.Print_Area", sheet),
                                    state_->BuiltIn("_xlnm.Print_Titles", sheet)));
}

absl::StatusOr<ObjectList> ObjectKinds::OfWorkbook(std::string_view kind) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const WorkbookObjects> objects,
                   state_->workbook.LoadWorkbookObjects(state_->cancellation));
  if (kind == "connections") return ListOf(objects, objects->connections, EncodeConnection);
  if (kind == "workbook_settings") return ListOf(EncodeWorkbookSettings(*objects));
  const int count = static_cast<int>(objects->external_links.size());
  return ObjectList{count, [objects](int index) -> absl::StatusOr<v1::ObjectInfo> {
                      const auto at = static_cast<size_t>(index);
                      return EncodeExternalLink(objects->external_links[at], at + 1);
                    }};
}

}  // namespace sheetgate::workbook
