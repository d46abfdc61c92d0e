// Only what differs from a new workbook of Excel's is said.
#include "workbook-service/rpc/settings_codec.h"

#include <algorithm>
#include <array>
#include <utility>

#include "platform/base/strings.h"
#include "workbook-service/rpc/feature_codec.h"
#include "workbook-service/rpc/object_item.h"

namespace sheetgate::workbook {
namespace {

using platform::StrAppend;
using platform::StrCat;
using spreadsheet::DataValidation;
using spreadsheet::PrintSettings;

// 18.18.51 paperSize: those people use.
std::string PaperName(uint32_t paper) {
  switch (paper) {
    case 0:
      return {};
    case 1:
      return "Letter";
    case 3:
      return "Tabloid";
    case 5:
      return "Legal";
    case 8:
      return "A3";
    case 9:
      return "A4";
    case 11:
      return "A5";
    default:
      return StrCat("paper size ", paper);
  }
}

std::string Comma(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (!part.empty()) StrAppend(&text, text.empty() ? "" : ", ", part);
  }
  return text;
}

std::string Plural(uint64_t count, std::string_view what) {
  return StrCat(count, " ", what, count == 1 ? "" : "s");
}

// "whole between 1 and 10", "custom: A1>0", "list: a, b".
std::string ValidationSummary(const v1::DataValidationInfo& info,
                              const std::optional<spreadsheet::ListValues>& list) {
  if (list.has_value()) {
    const std::string more = list->more > 0 ? StrCat(" and ", list->more, " more") : "";
    return StrCat("list: ", JoinTexts(list->values), more);
  }
  std::string summary = info.type();
  if (!info.operator_().empty()) StrAppend(&summary, " ", info.operator_());
  if (!info.formula1().empty()) {
    StrAppend(&summary, info.operator_().empty() ? ": " : " ", info.formula1());
  }
  if (!info.formula2().empty()) StrAppend(&summary, " and ", info.formula2());
  return summary;
}

std::string ScaleText(const PrintSettings& print) {
  if (!print.fit_to_page) return print.scale == 100 ? "" : StrCat(print.scale, "%");
  const auto pages = [](uint32_t number, std::string_view way) {
    return number == 0 ? StrCat("any number of pages ", way)
                       : StrCat(Plural(number, "page"), " ", way);
  };
  return StrCat("fits ", pages(print.fit_width, "wide"), " and ", pages(print.fit_height, "tall"));
}

// Margins unless they are those of a new sheet, of Excel's now or before 2007.
std::string MarginsText(const PrintSettings& print) {
  using Margins = std::array<std::string, 6>;
  static const Margins& kNone = *new Margins();
  static const Margins& kUsual = *new Margins{"0.7", "0.7", "0.75", "0.75", "0.3", "0.3"};
  static const Margins& kOld = *new Margins{"0.75", "0.75", "1", "1", "0.5", "0.5"};
  const Margins& margins = print.margins;
  if (margins == kNone || margins == kUsual || margins == kOld) return {};
  return StrCat("left ", margins[0], ", right ", margins[1], ", top ", margins[2], ", bottom ",
                margins[3], ", header ", margins[4], ", footer ", margins[5], " inches");
}

// Manual breaks: "before 12, 40".
std::string BreaksText(const std::vector<spreadsheet::PageBreak>& breaks, bool columns) {
  std::vector<std::string> places;
  for (const spreadsheet::PageBreak& one : breaks) {
    if (one.manual) {
      places.push_back(columns ? spreadsheet::ColumnName(one.before) : StrCat(one.before));
    }
  }
  return places.empty() ? "" : StrCat("before ", JoinTexts(places));
}

std::string FrozenText(const spreadsheet::SheetView& view) {
  std::vector<std::string> parts;
  if (view.frozen_rows > 0) parts.push_back(Plural(view.frozen_rows, "row"));
  if (view.frozen_columns > 0) parts.push_back(Plural(view.frozen_columns, "column"));
  if (parts.empty()) return view.split ? "split" : "";
  return StrCat(parts.front(), parts.size() == 2 ? " and " + parts.back() : "", " frozen");
}

std::string ColumnsText(const spreadsheet::ColumnGroup& group) {
  std::string text = StrCat("columns ", spreadsheet::ColumnName(group.first), ":",
                            spreadsheet::ColumnName(group.last));
  if (group.level > 0) StrAppend(&text, " outline level ", group.level);
  if (group.hidden) text += " hidden";
  return text;
}

v1::ObjectInfo NamedItem(std::string_view name, std::string_view summary) {
  return ObjectItem().Name(name).Summary(summary).Take();
}

// "Title: text" of what may be missing.
std::string Titled(const std::string& title, const std::string& text) {
  if (title.empty() || text.empty()) return title + text;
  return StrCat(title, ": ", text);
}

}  // namespace

v1::ObjectInfo EncodeValidationItem(const DataValidation& validation,
                                    const std::optional<spreadsheet::ListValues>& list,
                                    std::string_view source) {
  const v1::DataValidationInfo info = EncodeValidation(validation);
  ObjectItem item;
  item.Ranges(validation.ranges).Summary(ValidationSummary(info, list));
  item.Detail("values from", source);
  if (info.not_enforced()) item.Detail("not enforced");
  if (validation.hide_dropdown && validation.type == "list") item.Detail("no dropdown");
  if (!info.error_style().empty()) item.Detail("wrong input", info.error_style());
  item.Detail("error", Titled(info.error_title(), info.error()))
      .Detail("prompt", Titled(info.prompt_title(), info.prompt()));
  return item.Take();
}

v1::ObjectInfo EncodeRuleItem(const spreadsheet::ConditionalFormat& format,
                              const spreadsheet::ConditionalRule& rule,
                              const spreadsheet::ConditionalRule* extended) {
  const v1::ConditionalFormatInfo info = EncodeRule(format, extended != nullptr ? *extended : rule);
  std::string summary = info.type();
  if (!info.operator_().empty()) StrAppend(&summary, " ", info.operator_());
  for (int i = 0; i < info.formulas_size(); ++i) {
    StrAppend(&summary, i == 0 ? ": " : ", ", info.formulas(i));
  }
  ObjectItem item;
  item.Ranges(format.ranges).Summary(summary).Detail(info.detail());
  if (rule.priority != 0) item.Detail(StrCat("priority ", rule.priority));
  if (rule.stop_if_true) item.Detail("stops if true");
  return item.Take();
}

std::optional<v1::ObjectInfo> EncodePrintSettings(const std::optional<PrintSettings>& print,
                                                  std::string_view area, std::string_view titles) {
  ObjectItem item;
  item.Detail("print area", area).Detail("titles on every page", titles);
  if (print.has_value()) {
    // Portrait on no paper in particular is what a sheet has that was never set up.
    const std::string orientation = print->orientation == "landscape" ? "landscape" : "";
    item.Summary(Comma({orientation, PaperName(print->paper), ScaleText(*print)}));
    item.Detail("options", print->options).Detail("margins", MarginsText(*print));
    item.Detail("page breaks in rows", BreaksText(print->row_breaks, /*columns=*/false));
    item.Detail("page breaks in columns", BreaksText(print->column_breaks, /*columns=*/true));
    for (const std::string& header : print->headers) item.Detail(header);
  }
  if (item.empty()) return std::nullopt;
  return item.Take();
}

std::optional<v1::ObjectInfo> EncodeProtection(const spreadsheet::SheetProtection& protection) {
  if (!protection.enabled && protection.ranges.empty()) return std::nullopt;
  ObjectItem item;
  item.Summary(!protection.enabled   ? "not protected"
               : protection.password ? "protected with a password"
                                     : "protected");
  item.Detail("allowed", protection.allowed);
  for (const spreadsheet::ProtectedRange& range : protection.ranges) {
    item.Detail(
        StrCat("range ", range.name, " may be edited", range.password ? " with a password" : ""),
        JoinRanges(range.ranges));
  }
  return item.Take();
}

std::optional<v1::ObjectInfo> EncodeView(const spreadsheet::SheetView& view) {
  ObjectItem item;
  item.Summary(
      Comma({FrozenText(view), view.zoom == 100 ? "" : StrCat("zoom ", view.zoom, "%"),
             view.mode == "normal" || view.mode.empty() ? "" : view.mode,
             view.right_to_left ? "right to left" : "", view.grid_lines ? "" : "no grid lines",
             view.headings ? "" : "no headings", view.formulas ? "formulas instead of values" : "",
             view.zeros ? "" : "zeros not shown"}));
  item.Detail("tab color", view.tab_color);
  for (const spreadsheet::ColumnGroup& group : view.column_groups) item.Detail(ColumnsText(group));
  if (view.row_outline_levels > 0) {
    item.Detail(StrCat("rows outlined, ", Plural(view.row_outline_levels, "level")));
  }
  if (view.rows_hidden_by_default) item.Detail("rows are hidden unless they say otherwise");
  if (item.empty()) return std::nullopt;
  return item.Take();
}

v1::ObjectInfo EncodeExternalLink(const spreadsheet::ExternalLink& link, size_t number) {
  ObjectItem item;
  item.Name(StrCat("[", number, "]")).Summary(link.kind.empty() ? "missing" : link.target);
  if (link.kind == "dde" || link.kind == "ole") item.Detail("kind", link.kind);
  item.Detail("sheets", link.sheets).Detail("names", link.names);
  return item.Take();
}

v1::ObjectInfo EncodeConnection(const spreadsheet::DataConnection& connection) {
  ObjectItem item;
  item.Name(connection.name);
  item.Summary(Comma({connection.type, connection.description}));
  item.Detail("source", connection.source).Detail("command", connection.command);
  if (connection.refresh_on_load) item.Detail("refreshed when opened");
  if (connection.saves_password) item.Detail("keeps a password");
  return item.Take();
}

std::vector<v1::ObjectInfo> EncodeWorkbookSettings(const spreadsheet::WorkbookObjects& objects) {
  std::vector<v1::ObjectInfo> items;
  for (const auto& [name, value] : objects.properties) items.push_back(NamedItem(name, value));
  const auto add = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) items.push_back(NamedItem(name, text));
  };
  add("calculation", CalculationText(objects.calculation));
  add("protection", Comma(ProtectionTexts(objects.protection)));
  add("theme", objects.theme);
  add("people", objects.people.empty() ? "" : JoinTexts(objects.people));
  add("custom XML", objects.custom_xml.empty() ? "" : JoinTexts(objects.custom_xml));
  add("data", Comma({objects.data_model ? "data model (Power Pivot)" : "",
                     objects.power_query ? "Power Query" : ""}));
  add("signatures",
      Comma({objects.digitally_signed ? "package" : "", objects.macros_signed ? "macros" : ""}));
  return items;
}

std::string CalculationText(const spreadsheet::CalculationSettings& settings) {
  std::string mode;
  if (settings.mode == "manual") mode = "manual";
  if (settings.mode == "autoNoTable") mode = "automatic except data tables";
  const std::string iterative = settings.iterate
                                    ? StrCat("iterative (", settings.iterate_count, " times, to ",
                                             CutText(settings.iterate_delta, 32), ")")
                                    : "";
  return Comma({mode, iterative, settings.full_calc_on_load ? "everything when opened" : "",
                settings.full_precision ? "" : "precision as displayed",
                settings.reference_mode == "R1C1" ? "R1C1 references" : ""});
}

std::vector<std::string> ProtectionTexts(const spreadsheet::WorkbookProtection& protection) {
  std::vector<std::string> texts;
  if (protection.structure) {
    texts.push_back(protection.password ? "structure, with a password" : "structure");
  }
  if (protection.windows) texts.emplace_back("windows");
  if (protection.revisions) texts.emplace_back("change tracking");
  if (protection.read_only_recommended) texts.emplace_back("read-only recommended");
  if (protection.write_password) {
    texts.push_back(StrCat("writing needs a password",
                           protection.reserved_by.empty() ? "" : ", reserved by ",
                           CutText(protection.reserved_by, 256)));
  }
  return texts;
}

}  // namespace sheetgate::workbook
