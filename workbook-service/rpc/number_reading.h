// How numbers and dates are written in texts, from the fields of a request.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_NUMBER_READING_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_NUMBER_READING_H_

#include <string>

#include "absl/status/statusor.h"

#include "platform/base/status_macros.h"
#include "spreadsheet/writing/text_number.h"
#include "workbook-service/rpc/shown_range.h"

namespace sheetgate::workbook {

// `Message` has the fields decimal_separator, group_separator and dates, which may all be empty.
// INVALID_ARGUMENT (`INVALID_ARGUMENT`) about one of them.
template <typename Message>
absl::StatusOr<spreadsheet::NumberReading> NumberReadingOf(const Message& message,
                                                           spreadsheet::DateSystem date_system) {
  using spreadsheet::DateOrder;
  spreadsheet::NumberReading reading;
  ASSIGN_OR_RETURN(const std::string decimal,
                   OneOf("decimal_separator", message.decimal_separator(), {".", ","}));
  reading.decimal = decimal[0];
  const char* const usual = decimal == "." ? "," : ".";
  ASSIGN_OR_RETURN(const std::string group,
                   OneOf("group_separator", message.group_separator(), {usual, "'", " ", "none"}));
  reading.group = group == "none" ? '\0' : group[0];
  ASSIGN_OR_RETURN(const std::string dates,
                   OneOf("dates", message.dates(), {"", "iso", "dmy", "mdy", "ymd"}));
  reading.dates = dates.empty()    ? DateOrder::kNone
                  : dates == "iso" ? DateOrder::kIso
                  : dates == "dmy" ? DateOrder::kDayFirst
                  : dates == "mdy" ? DateOrder::kMonthFirst
                                   : DateOrder::kYearFirst;
  reading.date_system = date_system;
  return reading;
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_NUMBER_READING_H_
