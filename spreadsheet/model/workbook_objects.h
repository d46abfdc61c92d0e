// WorkbookObjects: what a workbook has that belongs to no sheet: external links, data connections,
// document properties, calculation settings, protection.
//
// A copy of what the file says, in the file's order. Empty texts mean that the file says nothing.
#ifndef SHEETGATE_SPREADSHEET_MODEL_WORKBOOK_OBJECTS_H_
#define SHEETGATE_SPREADSHEET_MODEL_WORKBOOK_OBJECTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheetgate::spreadsheet {

// ECMA-376 part 1, 18.14.8 externalLink. Formulas write the n-th as [n].
struct ExternalLink {
  std::string kind;    // workbook, dde, ole; empty when its part is missing
  std::string target;  // path or URL of the workbook; of a DDE or OLE link "service|topic"
  std::vector<std::string> sheets;  // of the workbook it was last seen with
  std::vector<std::string> names;   // defined names, or items of a DDE or OLE link
};

// 18.13.1 connection.
struct DataConnection {
  std::string name;
  std::string description;
  std::string type;  // odbc, dao, file, web, oledb, text, ado, dsp; or a number the schema has not
  std::string source;   // connection string (passwords left out), URL or file
  std::string command;  // query, table or cube
  bool refresh_on_load = false;
  bool saves_password = false;
};

// 18.2.2 calcPr.
struct CalculationSettings {
  std::string mode = "auto";  // auto, manual, autoNoTable
  bool iterate = false;
  uint32_t iterate_count = 100;
  std::string iterate_delta = "0.001";
  bool full_calc_on_load = false;
  bool full_precision = true;  // false: values are rounded as they are shown
  std::string reference_mode = "A1";
};

// 18.2.29 workbookProtection, 18.2.12 fileSharing.
struct WorkbookProtection {
  bool structure = false;  // sheets cannot be added, moved, renamed, hidden or removed
  bool windows = false;
  bool revisions = false;
  bool password = false;               // of the structure
  bool read_only_recommended = false;  // of the file
  std::string reserved_by;             // who may write it
  bool write_password = false;
};

// Immutable once read.
struct WorkbookObjects {
  std::vector<ExternalLink> external_links;
  std::vector<DataConnection> connections;
  // title, subject, author, keywords, description, category, status, last_modified_by, created,
  // modified, last_printed, application, application_version, company, manager and, as
  // "custom <name>", custom ones; those that have a value.
  std::vector<std::pair<std::string, std::string>> properties;
  CalculationSettings calculation;
  WorkbookProtection protection;
  std::string theme;  // name
  // Namespace (or root name) of each custom XML part.
  std::vector<std::string> custom_xml;
  int active_sheet = 0;
  bool data_model = false;          // Power Pivot
  bool power_query = false;         // a DataMashup among the custom XML
  bool digitally_signed = false;    // the package
  bool macros_signed = false;       // the VBA project
  std::vector<std::string> people;  // who wrote in threads

  // The property of that name; empty when there is none.
  std::string_view Property(std::string_view name) const;
  // Heap bytes held, this object included.
  size_t memory_bytes() const;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_WORKBOOK_OBJECTS_H_
