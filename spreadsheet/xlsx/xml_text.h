// Text of XML parts: encodings in, references and ST_Xstring escapes both ways.
#ifndef SHEETGATE_SPREADSHEET_XLSX_XML_TEXT_H_
#define SHEETGATE_SPREADSHEET_XLSX_XML_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sheetgate::spreadsheet {

// The part as UTF-8. UTF-16 (by byte order mark or its first bytes) and ISO 8859-1 / Windows-1252
// (by declaration) are converted, and the encoding of the XML declaration is set to UTF-8. UTF-8
// comes back as it is. DATA_LOSS (`FILE_CORRUPT`) for other encodings and for bytes that are not
// valid in theirs.
absl::StatusOr<std::string> DecodeXmlPart(std::string_view part, std::string bytes);

// Whether `text` is valid UTF-8 (no surrogates, no overlong forms).
bool IsValidUtf8(std::string_view text);
// Offset of the first byte that is not valid UTF-8; npos when all are.
size_t FindInvalidUtf8(std::string_view text);
// Length in UTF-16 code units, as Excel counts characters. `text` is valid UTF-8.
size_t CharacterCount(std::string_view text);

// Appends character data or an attribute value with references resolved and line ends normalised
// (XML 1.0, 2.11); with `cdata` only the latter. False for an unknown or malformed reference.
bool AppendDecoded(std::string_view raw, bool cdata, std::string* out);
// The decoded value; malformed references stay as they are.
std::string Decoded(std::string_view raw);

// Appends `text` as element content or attribute value.
void AppendEscaped(std::string_view text, std::string* out);

// Resolves _xHHHH_ escapes in place (22.9.2.19 ST_Xstring).
void DecodeXstring(std::string* text);
// The text with characters XML cannot hold, carriage returns and what looks like an escape written
// as _xHHHH_.
std::string EncodeXstring(std::string_view text);

// Without leading and trailing XML white space: what Excel does to text without
// xml:space="preserve".
std::string_view TrimXmlSpace(std::string_view text);
// Whether it would lose something to that.
bool NeedsPreserve(std::string_view text);

// Appends the UTF-8 form of a code point; U+FFFD for one that is not a character.
void AppendUtf8(uint32_t code_point, std::string* out);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_XML_TEXT_H_
