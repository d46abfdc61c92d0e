// Passwords of protected sheets: only a salted hash of them is kept (ECMA-376 part 1, 18.3.1.85).
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_SHEET_PASSWORD_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_SHEET_PASSWORD_H_

#include <string>
#include <string_view>

#include "sheetgate/workbook/v1/arranging.pb.h"

namespace sheetgate::workbook {

// The hash of `password` (UTF-8) with `salt`: SHA-512 of both, the password as UTF-16, then
// `spins` times of the hash before and the count in four bytes, from 0.
std::string HashPassword(std::string_view password, std::string_view salt, uint32_t spins);

// Replaces the password of a protect_sheet by a new salt and the hash: what is stored and shown
// later has no password.
void HidePassword(v1::SheetLayoutOperation* operation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_SHEET_PASSWORD_H_
