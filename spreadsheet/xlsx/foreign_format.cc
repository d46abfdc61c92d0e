// Formats told by their first bytes, and by what a compound file's directory lists.
#include "spreadsheet/xlsx/foreign_format.h"

#include <array>
#include <string>

#include "platform/base/error.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/zip_format.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::string_view kCompoundFile = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
constexpr std::string_view kZip = "PK";

// What to do with formats that hold a workbook and are not read here.
constexpr std::string_view kNoConversion =
    ", and this server does not convert those yet; until it does, open the file in Excel or "
    "LibreOffice, save it as .xlsx and use that";

absl::Status Unsupported(std::string_view format, std::string_view what) {
  return platform::InvalidArgument(ErrorReason::kUnsupportedFormat, Concat(what, kNoConversion),
                                   {{"format", std::string(format)}});
}

struct Signature {
  std::string_view bytes;
  std::string_view what;
};
constexpr std::array<Signature, 11> kSignatures = {{
    {"PK\x03\x04", "a zip package such as an .xlsx workbook"},
    {kCompoundFile, "an Excel 97-2003 workbook (.xls) or another OLE document"},
    {"%PDF", "a PDF document"},
    {"\x1F\x8B", "a gzip file"},
    {"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"},
    {"Rar!", "a RAR archive"},
    {"\x89PNG", "an image"},
    {"{\\rtf", "an RTF document"},
    {"SQLite format 3", "an SQLite database"},
    {"<?xml", "an XML file"},
    {"<", "an HTML or XML file"},
}};

// Whether the directory of a compound file ([MS-CFB] 2.6.1) has an entry of that name: 128-byte
// entries that start with the name in UTF-16, its size with the final NUL at 64.
bool HasCompoundEntry(std::string_view bytes, std::string_view name) {
  constexpr size_t kEntrySize = 128, kNameSizeAt = 64;
  std::string wide;
  for (const char c : name) wide += {c, '\0'};
  wide += {'\0', '\0'};
  for (size_t at = bytes.find(wide); at != std::string_view::npos; at = bytes.find(wide, at + 1)) {
    if (at % kEntrySize == 0 && at + kEntrySize <= bytes.size() &&
        zip::Get16(bytes, at + kNameSizeAt) == wide.size()) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string_view GuessFormat(std::string_view bytes) {
  for (const Signature& signature : kSignatures) {
    if (bytes.substr(0, signature.bytes.size()) == signature.bytes) return signature.what;
  }
  if (bytes.size() > 1 && (bytes[0] == '\0') != (bytes[1] == '\0')) {
    return "UTF-16 text without a byte order mark";
  }
  for (const char c : bytes.substr(0, 512)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' && c != '\t' && c != '\n' && c != '\r') return "a binary file of another kind";
  }
  return "";
}

absl::Status CheckSignature(std::string_view bytes) {
  if (bytes.substr(0, kZip.size()) == kZip) return absl::OkStatus();
  if (bytes.empty()) {
    return platform::InvalidArgument(
        ErrorReason::kNotAWorkbook, "the file is empty; give an .xlsx or .xlsm file of a workbook");
  }
  if (bytes.substr(0, kCompoundFile.size()) == kCompoundFile) {
    if (HasCompoundEntry(bytes, "EncryptedPackage")) {
      return platform::InvalidArgument(
          ErrorReason::kFileEncrypted,
          "the workbook is protected by a password; open it in Excel, remove the password (File > "
          "Info > Protect Workbook > Encrypt with Password) and save it");
    }
    return Unsupported("xls",
                       "the file is in the binary format of Excel 97-2003 (.xls) or another OLE "
                       "document");
  }
  const std::string_view guess = GuessFormat(bytes);
  return platform::InvalidArgument(
      ErrorReason::kNotAWorkbook,
      Concat("the file is no zip package; it looks like ",
             guess.empty() ? "a text or CSV file" : guess, ", whatever its name says; ",
             guess.empty() ? "name it .csv or .tsv, or open it in Excel and save it as .xlsx"
                           : "open it in Excel and save it as .xlsx"));
}

absl::Status CheckMimetype(std::string_view mimetype) {
  constexpr std::string_view kOds = "application/vnd.oasis.opendocument.spreadsheet";
  if (mimetype.substr(0, kOds.size()) != kOds) return absl::OkStatus();
  return Unsupported("ods", "the file is an OpenDocument spreadsheet (.ods)");
}

absl::Status CheckMainContentType(std::string_view content_type) {
  if (!EqualsIgnoreAsciiCase(content_type,
                             "application/vnd.ms-excel.sheet.binary.macroEnabled.main")) {
    return absl::OkStatus();
  }
  return Unsupported("xlsb", "the file is a binary workbook (.xlsb)");
}

}  // namespace sheetgate::spreadsheet
