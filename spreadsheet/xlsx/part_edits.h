// Edits of the small parts around the sheets, by splicing: each keeps every byte it does not
// concern.
//
// All take a part as UTF-8 and make its new contents; a part that is not well-formed is DATA_LOSS
// (`FILE_CORRUPT`).
#ifndef SHEETGATE_SPREADSHEET_XLSX_PART_EDITS_H_
#define SHEETGATE_SPREADSHEET_XLSX_PART_EDITS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/xlsx/byte_sink.h"
#include "spreadsheet/xlsx/styles.h"
#include "spreadsheet/xlsx/xml_scanner.h"

namespace sheetgate::spreadsheet {

struct XmlPart {
  std::string_view name;  // for errors
  std::string_view xml;
  int max_depth = 256;
};

// The workbook part with calcPr/@fullCalcOnLoad set (18.2.2).
absl::StatusOr<std::string> SetFullCalculationOnLoad(const XmlPart& workbook);

// The part without the children of its root for which `remove` says so.
absl::StatusOr<std::string> RemoveChildren(const XmlPart& part,
                                           absl::FunctionRef<bool(const XmlScanner&)> remove);

// The part with `element`, in the root's namespace prefix, as the root's last child. `element` is
// its name and attributes: "Override A=\"b\"".
absl::StatusOr<std::string> AppendChild(const XmlPart& part, std::string_view element);

// The styles part with `added` cell formats behind the existing ones, each a clone of its base with
// another number format (18.8.45 xf).
absl::StatusOr<std::string> AddCellFormats(const XmlPart& styles,
                                           const std::vector<AddedFormat>& added);

// A styles part with one format, General, for a workbook that has none.
std::string MinimalStyles(bool strict);

// Writes the shared strings part with `texts` as plain entries behind the existing ones; its
// counts, where given, follow: uniqueCount by what was added, count by `added_references`. The part
// has been read before: of most, only begin and end are looked at. Errors of `out` too.
absl::Status AddSharedStrings(const XmlPart& strings, const std::vector<std::string>& texts,
                              int64_t added_references, ByteSink* out);

// Whether the part has no comment, CDATA section or processing instruction besides its XML
// declaration: then what looks like a tag is one.
bool HasOnlyElements(std::string_view xml);

// Appends <t>text</t>, with the prefix of `like`, escaped and with xml:space where needed.
void AppendTextElement(std::string_view element, std::string_view like, std::string_view text,
                       std::string* out);

// Where a child of the root belongs that comes after those named `predecessors` in the schema:
// behind the last of them, else right behind the root's start tag. `xml` is new; it is moved to the
// end.
size_t FindChildPlace(XmlScanner* xml, const std::vector<std::string_view>& predecessors);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_PART_EDITS_H_
