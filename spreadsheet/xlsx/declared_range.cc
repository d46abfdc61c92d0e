// ReadDeclaredRange (sheet_features_reader.h). The head is looked at from its first byte whenever
// more of it is there: it doubles each time, so all looks together cost what the last one does.
#include <string>

#include "platform/base/status_macros.h"
#include "spreadsheet/xlsx/markup.h"
#include "spreadsheet/xlsx/sheet_features_reader.h"
#include "spreadsheet/xlsx/sheet_frame.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kMaxHead = size_t{1} << 20;

// The head of a UTF-16 part as far as it is ASCII, which its tags are; the rest becomes "?".
std::string Narrowed(std::string_view utf16) {
  const bool big_endian = utf16[0] == '\xFE' || utf16[0] == '\0';
  std::string narrow;
  narrow.reserve(utf16.size() / 2);
  for (size_t at = 0; at + 1 < utf16.size(); at += 2) {
    const char high = utf16[at + (big_endian ? 0 : 1)];
    const char low = utf16[at + (big_endian ? 1 : 0)];
    narrow.push_back(high == 0 && static_cast<unsigned char>(low) < 0x80 ? low : '?');
  }
  return narrow;
}

// What the head tells.
struct Finding {
  bool final = false;  // more of it would tell nothing new
  std::optional<RangeRef> range;
};

std::optional<RangeRef> RangeOf(std::string_view dimension_tag) {
  XmlScanner xml(dimension_tag, /*max_depth=*/1);
  if (!xml.Next()) return std::nullopt;
  const std::string ref = Decoded(xml.Attribute("ref").value_or(""));
  return TryParseRange(TrimXmlSpace(ref));
}

Finding Examine(std::string_view head) {
  int depth = 0;
  while (!head.empty()) {
    const std::optional<Markup> markup = ScanMarkup(head);
    if (!markup.has_value()) return {};
    const bool is_tag = markup->kind == MarkupKind::kStart || markup->kind == MarkupKind::kEmpty;
    if (is_tag && depth == 1) {
      const std::string_view name = LocalPart(markup->name);
      if (name == "dimension") return {true, RangeOf(markup->text)};
      if (name == "sheetData") return {true, std::nullopt};
    }
    if (markup->kind == MarkupKind::kStart) ++depth;
    if (markup->kind == MarkupKind::kEnd) --depth;
    head.remove_prefix(markup->text.size());
  }
  return {};
}

}  // namespace

absl::StatusOr<std::optional<RangeRef>> ReadDeclaredRange(
    const Package& package, std::string_view part,
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(PartStream stream, package.Stream(part, cancellation));
  while (stream.window().size() < kMaxHead) {
    ASSIGN_OR_RETURN(const bool more, stream.Fill());
    if (!more) break;
    const std::string_view head = stream.window().substr(0, kMaxHead);
    const Finding finding = IsUtf16(head) ? Examine(Narrowed(head)) : Examine(head);
    if (finding.final) return finding.range;
  }
  return std::nullopt;
}

}  // namespace sheetgate::spreadsheet
