// Form controls, ActiveX controls and embedded objects of a sheet.
#ifndef SHEETGATE_SPREADSHEET_XLSX_CONTROL_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_CONTROL_READER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/xlsx/feature_xml.h"
#include "spreadsheet/xlsx/object_parts.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// What the sheet says about a control, and where its own part is.
struct ControlEntry {
  Control control;
  std::string relationship_id;
};

// Reads the controls or oleObjects element (ECMA-376 part 1, 18.3.1.21, 18.3.1.60) that `xml`
// stands on, to its end. Of alternative contents the first is taken.
void ReadControlEntries(FeatureXml* xml, std::vector<ControlEntry>* entries);

// Completes the controls from their parts ([MS-XLSX] 2.1.23 formControlPr) and adds them to
// `controls`. DATA_LOSS (`FILE_CORRUPT`) naming the part, RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`),
// or the token's status.
absl::Status AddControls(const Package& package, const PartRelationships& sheet,
                         std::vector<ControlEntry> entries,
                         const platform::CancellationToken& cancellation,
                         std::vector<Control>* controls);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_CONTROL_READER_H_
