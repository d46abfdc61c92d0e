// Objects of sheets and workbooks between spreadsheet/model and proto/sheetgate/workbook/v1/
// objects.proto: one ObjectInfo each.
//
// A summary says what it is in a line, details the rest, a line each. What is usual is left out.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_OBJECT_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_OBJECT_CODEC_H_

#include <functional>
#include <string>

#include "sheetgate/workbook/v1/objects.pb.h"
#include "spreadsheet/model/sheet_objects.h"

namespace sheetgate::workbook {

// What a hidden name that a chart uses stands for; the name itself when it is not known.
using NameLookup = std::function<std::string(const std::string& name)>;

v1::ObjectInfo EncodeChart(const spreadsheet::Chart& chart, const NameLookup& names);
v1::ObjectInfo EncodePivotTable(const spreadsheet::PivotTable& table);
v1::ObjectInfo EncodeImage(const spreadsheet::Image& image);
v1::ObjectInfo EncodeShape(const spreadsheet::Shape& shape);
v1::ObjectInfo EncodeControl(const spreadsheet::Control& control);
v1::ObjectInfo EncodeComment(const spreadsheet::Comment& comment);
v1::ObjectInfo EncodeHyperlink(const spreadsheet::Hyperlink& link);
v1::ObjectInfo EncodeFilter(const spreadsheet::AutoFilter& filter);
v1::ObjectInfo EncodeSort(const spreadsheet::SortState& sort);
v1::ObjectInfo EncodeSlicer(const spreadsheet::Slicer& slicer);
v1::ObjectInfo EncodeSparklines(const spreadsheet::SparklineGroup& group);
v1::ObjectInfo EncodeScenario(const spreadsheet::Scenario& scenario);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_OBJECT_CODEC_H_
