// Values of cells between the engine and proto/sheetgate/workbook/v1/cells.proto.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_VALUE_CODEC_H_
#define SHEETGATE_RECALC_SERVICE_RPC_VALUE_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "recalc-service/engine/engine.h"
#include "sheetgate/workbook/v1/cells.pb.h"
#include "spreadsheet/model/dates.h"

namespace sheetgate::recalc {

// What an input cell is to hold. INVALID_ARGUMENT (`INVALID_ARGUMENT`) about `field` for a number
// that is not finite, a text that is too long or no date, and error values.
absl::StatusOr<EngineContent> DecodeContent(const workbook::v1::CellValue& value,
                                            spreadsheet::DateSystem date_system,
                                            std::string_view field);

// Sets `value`; a number becomes a date when its cell shows one. Returns why there is no value,
// which is #N/A then; empty when there is one.
std::string EncodeValue(const EngineValue& from, bool is_date, spreadsheet::DateSystem date_system,
                        workbook::v1::CellValue* value);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_VALUE_CODEC_H_
