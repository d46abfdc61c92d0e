// Small edits of worksheet and workbook parts as XML: column formats, children in schema order.
#ifndef SHEETGATE_SPREADSHEET_EDIT_XML_ELEMENTS_H_
#define SHEETGATE_SPREADSHEET_EDIT_XML_ELEMENTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "spreadsheet/formula/structural_edit.h"
#include "spreadsheet/xlsx/part_edits.h"

namespace sheetgate::spreadsheet {

// The part without comments and processing instructions, CDATA sections as plain text.
absl::StatusOr<std::string> OnlyElements(const XmlPart& part);

// Whether whole columns are inserted or deleted.
bool MovesColumns(const StructuralEdit& edit);

// The <cols> of a worksheet (18.3.1.17) after an edit that moves columns. Inserted columns are
// formatted like the one in front of them.
absl::StatusOr<std::string> MoveColumnFormats(const XmlPart& worksheet, const StructuralEdit& edit);

// Names of the children of a worksheet in schema order (18.3.1.99).
absl::Span<const std::string_view> WorksheetChildren();

// The worksheet with `element`, whole and without prefix, as the child `name` of its root: in place
// of the one there is, else where the schema has it. An empty element removes it.
absl::StatusOr<std::string> SetWorksheetChild(const XmlPart& worksheet, std::string_view name,
                                              std::string_view element);

// The worksheet with a sheetData (18.3.1.80) that is no empty element.
absl::StatusOr<std::string> OpenSheetData(const XmlPart& worksheet);

// The worksheet whose dimension (18.3.1.35), if it has one, takes in `cells`.
absl::StatusOr<std::string> WidenDimension(const XmlPart& worksheet, const RangeRef& cells);

// A worksheet without cells.
std::string EmptyWorksheet(bool strict);

// The worksheet with the colour of its tab (18.3.1.93), eight hexadecimal digits; without one when
// `argb` is empty.
absl::StatusOr<std::string> SetTabColor(const XmlPart& worksheet, std::string_view argb);

// The worksheet with none of its views selected (18.3.1.87 tabSelected), for a sheet that hides.
absl::StatusOr<std::string> DeselectTab(const XmlPart& worksheet);

// The worksheet with these merged ranges (18.3.1.55 mergeCells) in place of those it has.
absl::StatusOr<std::string> SetMergedRanges(const XmlPart& worksheet,
                                            const std::vector<RangeRef>& ranges);

// The part without the child with relationship `id` of the root's child `container`, which goes
// with its last child and counts the others.
absl::StatusOr<std::string> RemoveGrandchild(const XmlPart& part, std::string_view container,
                                             std::string_view id);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_XML_ELEMENTS_H_
