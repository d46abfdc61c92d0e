// Formulas of files in the syntax LibreOffice's interfaces take.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_FORMULA_SYNTAX_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_FORMULA_SYNTAX_H_

#include <optional>
#include <string>
#include <string_view>

namespace sheetgate::recalc {

// A formula as files store it (without =) as XCell::setFormula takes it: `;` between arguments,
// `$'My sheet'.A1`. nullopt for what may mean something else there: functions that are not known to
// have the same name and meaning, 3-D references, other workbooks, table references, unions,
// intersections, array constants, error values, @ and #. LibreOffice's own names and grammar differ
// from those of its import of .xlsx files, so only what is known to be equal passes.
std::optional<std::string> ToLibreOffice(std::string_view formula);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_FORMULA_SYNTAX_H_
