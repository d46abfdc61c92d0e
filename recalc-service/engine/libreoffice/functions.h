// The functions LibreOffice calculates as Excel does.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_FUNCTIONS_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_FUNCTIONS_H_

#include <string_view>

namespace sheetgate::recalc {

// Whether LibreOffice 7.4 has the function (upper case, without prefix) when it comes from an .xlsx
// file. A list of what it has, not of what it lacks: a name that is not in it is newer, or of a
// macro or an add-in, whose results only Excel knows.
bool LibreOfficeSupports(std::string_view function);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_FUNCTIONS_H_
