// What can be wrong with a port before its cells are looked at: its name, and rules that make no
// sense for its direction, shape and type.
#ifndef SHEETGATE_SPREADSHEET_MANIFEST_PORT_RULES_H_
#define SHEETGATE_SPREADSHEET_MANIFEST_PORT_RULES_H_

#include <vector>

#include "spreadsheet/manifest/bind_manifest.h"
#include "spreadsheet/manifest/manifest.h"
#include "spreadsheet/model/dates.h"

namespace sheetgate::spreadsheet {

void CheckPortNames(const Manifest& manifest, std::vector<ManifestProblem>* problems);

void CheckPortRules(const ManifestPort& port, DateSystem system,
                    std::vector<ManifestProblem>* problems);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MANIFEST_PORT_RULES_H_
