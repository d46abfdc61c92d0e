// Text of XML parts: encodings in, references and ST_Xstring escapes both ways.
#ifndef SHEETGATE_SPREADSHEET_XLSX_XML_TEXT_H_
#define SHEETGATE_SPREADSHEET_XLSX_XML_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sheetgate::spreadsheet {

// The part as UTF-8. UTF-16 (by byte order mark or its first bytes) and ISO 8859-1 / Windows-1252
// (by declaration) are converted, and the encoding of the XML declaration is set to UTF-8. UTF-8
// comes back as it is. DATA_LOSS (`FILE_CORRUPT`) for other encodings and for bytes that are not
// valid in theirs.
absl::StatusOr<std::string> DecodeXmlPart(std::string_view part, std::string bytes);

// Appends UTF-16, without the byte order mark it may start with, as UTF-8. npos, or the offset of
// what is not valid: a surrogate that stands alone, half a character at the end.
size_t AppendUtf16(std::string_view bytes, bool big_endian, std::string* out);
// Appends Windows-1252 (its five undefined bytes as the C1 controls ISO 8859-1 has there) as UTF-8.
void AppendWindows1252(std::string_view bytes, std::string* out);

// Whether a part in UTF-8, perhaps behind a byte order mark, begins with an XML declaration
// (XML 1.0, 2.8 XMLDecl): <?xml and white space. <?xml-stylesheet is another instruction.
bool BeginsWithDeclaration(std::string_view xml);

// Whether a part in UTF-8 says so, or says nothing (and has no other byte order mark). `head` is
// its first bytes, with the whole XML declaration.
bool IsDeclaredUtf8(std::string_view head);
// The character of a byte of Windows-1252.
uint32_t Windows1252ToUnicode(uint8_t byte);

// Offset of the first byte that is not part of a character XML 1.0 allows (2.2 Char), in valid
// UTF-8; npos when all are.
size_t FindInvalidXmlCharacter(std::string_view text);
// Whether `text` is valid UTF-8 (no surrogates, no overlong forms).
bool IsValidUtf8(std::string_view text);
// Offset of the first byte that is not valid UTF-8; npos when all are.
size_t FindInvalidUtf8(std::string_view text);
// Length in UTF-16 code units, as Excel counts characters. `text` is valid UTF-8.
size_t CharacterCount(std::string_view text);

// Appends character data or an attribute value with references resolved and line ends normalised
// (XML 1.0, 2.11); with `cdata` only the latter. False for an unknown or malformed reference.
bool AppendDecoded(std::string_view raw, bool cdata, std::string* out);
// A decoded attribute value: references resolved, white space turned into spaces (XML 1.0, 3.3.3).
// When one reference is malformed all stay as they are.
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
