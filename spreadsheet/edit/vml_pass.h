// Notes in a VML drawing (part 4, 19.1; [MS-OI29500] 2.1.x): shapes that say which cell they belong
// to and between which lines they stand.
//
// VML parts need not be well-formed XML: only what is understood is touched.
#ifndef SHEETGATE_SPREADSHEET_EDIT_VML_PASS_H_
#define SHEETGATE_SPREADSHEET_EDIT_VML_PASS_H_

#include <string>
#include <string_view>

#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::spreadsheet {

// The part after an edit of `sheet`. Shapes of notes whose cell is gone are left out.
std::string RewriteVml(std::string_view vml, const StructuralRewriter& rewriter, int sheet);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_VML_PASS_H_
