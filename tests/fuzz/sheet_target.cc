// Worksheet and shared strings parts of any bytes, through the whole engine: opened, read, edited,
// written and read again; and written differently with the same meaning, which must read alike.
//
// The selector byte: bit 0 tells which part is given (0 worksheet, 1 shared strings), bits 1 and 2
// how it is written differently, bit 3 whether it is compressed, bit 4 whether a workbook with a
// given worksheet has no shared strings.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/xlsx/xlsx.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"
#include "tests/fuzz/fixture.h"
#include "tests/fuzz/invariant.h"
#include "tests/fuzz/targets.h"
#include "tests/fuzz/workbook_checks.h"

namespace sheetgate::tests {
namespace {

using spreadsheet::PackageBytes;
using spreadsheet::XmlAttribute;
using spreadsheet::XmlScanner;
using spreadsheet::XmlToken;

constexpr size_t kMaxInput = 64 << 10;

enum class Variant : uint8_t { kNone, kComments, kUtf16, kPadded };

// `xml` with an empty comment before every tag inside the root.
std::optional<std::string> WithComments(std::string_view xml) {
  XmlScanner scanner(xml, kFuzzLimits.max_xml_depth);
  std::string out;
  size_t done = 0;
  bool in_root = false;
  bool self_closing = false;
  while (scanner.Next()) {
    // The end of <a/> has no tag of its own.
    const bool has_tag =
        scanner.token() == XmlToken::kStart || (scanner.token() == XmlToken::kEnd && !self_closing);
    self_closing = scanner.token() == XmlToken::kStart && scanner.self_closing();
    if (has_tag && in_root) {
      out.append(xml.substr(done, scanner.begin() - done)).append("<!---->");
      done = scanner.begin();
    }
    in_root = true;
  }
  if (!scanner.ok()) return std::nullopt;
  return out.append(xml.substr(done));
}

// `xml`, which is valid UTF-8, in UTF-16 with a byte order mark, big-endian, without its XML
// declaration, which tells another encoding.
std::string ToUtf16BigEndian(std::string_view xml) {
  std::string out = "\xFE\xFF";
  const auto append = [&](uint32_t unit) {
    out.push_back(static_cast<char>(unit >> 8));
    out.push_back(static_cast<char>(unit));
  };
  if (xml.starts_with("\xEF\xBB\xBF")) xml.remove_prefix(3);
  if (xml.starts_with("<?xml")) xml.remove_prefix(std::min(xml.find("?>"), xml.size() - 2) + 2);
  for (size_t at = 0; at < xml.size();) {
    const auto lead = static_cast<unsigned char>(xml[at]);
    const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint32_t code_point = length == 1 ? lead : lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; ++i) code_point = code_point << 6 | (xml[at + i] & 0x3F);
    at += length;
    if (code_point < 0x10000) {
      append(code_point);
    } else {
      append(0xD800 + ((code_point - 0x10000) >> 10));
      append(0xDC00 + ((code_point - 0x10000) & 0x3FF));
    }
  }
  return out;
}

// `xml` with white space at the beginning of its root, so that what follows comes to lie across the
// border of two windows of a PartStream.
std::optional<std::string> Padded(std::string_view xml, uint32_t seed) {
  constexpr size_t kWindow = 128 << 10;
  XmlScanner scanner(xml, kFuzzLimits.max_xml_depth);
  if (!scanner.Next() || scanner.self_closing()) return std::nullopt;
  const size_t head = scanner.end();
  const size_t before_border = seed % (xml.size() - head + 1);
  std::string out(xml.substr(0, head));
  out.append(kWindow - head - before_border, ' ');
  return out.append(xml.substr(head));
}

std::optional<std::string> Written(std::string_view part, Variant variant) {
  const auto xml = spreadsheet::DecodeXmlPart("part", std::string(part));
  if (!xml.ok()) return std::nullopt;
  switch (variant) {
    case Variant::kNone:
      return std::nullopt;
    case Variant::kComments:
      return WithComments(*xml);
    case Variant::kUtf16:
      return ToUtf16BigEndian(*xml);
    case Variant::kPadded:
      return Padded(*xml, SeedOf(part));
  }
  return std::nullopt;
}

// Whether all styles the worksheet names are among those of the fixture.
bool HasKnownStyles(std::string_view part) {
  const auto xml = spreadsheet::DecodeXmlPart("part", std::string(part));
  if (!xml.ok()) return false;
  XmlScanner scanner(*xml, kFuzzLimits.max_xml_depth);
  while (scanner.Next()) {
    if (scanner.token() != XmlToken::kStart) continue;
    for (const XmlAttribute& attribute : scanner.attributes()) {
      if (attribute.name != "s" && attribute.name != "style") continue;
      if (attribute.value.size() != 1 || attribute.value[0] < '0' || attribute.value[0] > '5') {
        return false;
      }
    }
  }
  return scanner.ok();
}

WorkbookPtr Open(const PackageBytes& bytes) {
  return RequireValue(OpenXlsx(bytes, kFuzzLimits, {}),
                      "a workbook opens whatever its sheets and strings hold");
}

// The contents of the worksheet; nullopt when it is refused.
std::optional<std::vector<std::string>> ContentsOf(const WorkbookPtr& workbook) {
  const auto sheet = workbook->LoadSheet(0, {});
  if (!sheet.ok()) {
    RequireRefusal(sheet.status());
    return std::nullopt;
  }
  return CheckedContents(*workbook, 0);
}

void CheckAside(const WorkbookPtr& workbook) {
  if (const auto range = workbook->DeclaredRange(0, {}); !range.ok()) {
    RequireRefusal(range.status());
  }
  if (const auto features = workbook->LoadFeatures(0, {}); !features.ok()) {
    RequireRefusal(features.status());
  }
}

}  // namespace

void FuzzSheet(std::string_view input) {
  if (input.empty() || input.size() > kMaxInput) return;
  const auto selector = static_cast<unsigned char>(input.front());
  const std::string_view part = input.substr(1);
  const bool is_strings = (selector & 1) != 0;
  const std::string name(is_strings ? kSharedStrings : kSheet);
  const auto variant = static_cast<Variant>(selector >> 1 & 3);
  const bool deflate = (selector & 8) != 0;
  const bool without_strings = (selector & 16) != 0 && !is_strings;

  const auto open_with = [&](std::string_view content) {
    Parts parts = FixtureParts();
    parts[name] = content;
    if (without_strings) parts.erase(std::string(kSharedStrings));
    return Open(Pack(parts, deflate ? name : std::string()));
  };
  const WorkbookPtr workbook = open_with(part);
  CheckAside(workbook);
  const auto contents = ContentsOf(workbook);
  if (!contents.has_value()) return;
  if (const auto written = Written(part, variant); written.has_value()) {
    Require(ContentsOf(open_with(*written)) == contents,
            "the same document written differently reads alike");
  }
  std::minstd_rand random(SeedOf(input));
  CheckEditing(workbook, 0, is_strings || HasKnownStyles(part), &random);
}

}  // namespace sheetgate::tests
