// Rules and settings of sheets and workbooks as ObjectInfo: validations, conditional formats,
// print settings, protection, view, and what belongs to the workbook.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_SETTINGS_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_SETTINGS_CODEC_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sheetgate/workbook/v1/objects.pb.h"
#include "spreadsheet/analysis/list_values.h"
#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/model/workbook_objects.h"

namespace sheetgate::workbook {

// `list` are the values the validation allows, if they are known; `source` where they stand.
v1::ObjectInfo EncodeValidationItem(const spreadsheet::DataValidation& validation,
                                    const std::optional<spreadsheet::ListValues>& list,
                                    std::string_view source);

// `extended` is the x14 rule that says more about the same rule; null when there is none.
v1::ObjectInfo EncodeRuleItem(const spreadsheet::ConditionalFormat& format,
                              const spreadsheet::ConditionalRule& rule,
                              const spreadsheet::ConditionalRule* extended);

// nullopt when the sheet prints as sheets usually do. Area and titles come from defined names.
std::optional<v1::ObjectInfo> EncodePrintSettings(
    const std::optional<spreadsheet::PrintSettings>& print, std::string_view area,
    std::string_view titles);
// nullopt when nothing is protected, or may be edited although it is.
std::optional<v1::ObjectInfo> EncodeProtection(const spreadsheet::SheetProtection& protection);
// nullopt when the sheet is shown as sheets usually are.
std::optional<v1::ObjectInfo> EncodeView(const spreadsheet::SheetView& view);

// The `number`-th link, from 1.
v1::ObjectInfo EncodeExternalLink(const spreadsheet::ExternalLink& link, size_t number);
v1::ObjectInfo EncodeConnection(const spreadsheet::DataConnection& connection);
// Properties, calculation, protection, theme, custom XML and so on, one each.
std::vector<v1::ObjectInfo> EncodeWorkbookSettings(const spreadsheet::WorkbookObjects& objects);

// "manual, iterative (100 times, to 0.001)"; empty when formulas are calculated automatically.
std::string CalculationText(const spreadsheet::CalculationSettings& settings);
// What of the workbook is protected: "structure", "read-only recommended", ...
std::vector<std::string> ProtectionTexts(const spreadsheet::WorkbookProtection& protection);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_SETTINGS_CODEC_H_
